"""Empty forms of organisation life to be filled in by hand: F03, F04, F06, F25, F26."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    PageBreak,
    Picture,
    Pictures,
    Ruled,
    Table,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.meetings import activity, evidence, record, registers, signin, talk, wording
from djdesk.services.desk import Desk

HEADS = f"应到{wording.PEN}人，实到{wording.PEN}人"
NUMBER = Line(left="党组织：", right=f"台账编号：{wording.PEN * 3}")
NAMES = 40
"""Places on an empty sign-in sheet."""


def blank_record(_desk: Desk, request: Request) -> Content:
    """An empty F03: head and lines on the first page, decisions and signatures on the second."""
    head = _empty(
        ("类别", "形式", "时间", "地点", "主持人", "记录人", "到会人数", "有表决权"),
        above={"会议名称": 9},
        below={"缺席及原因": 14, "列席人员": 9, "议题": 24},
        said={"到会人数": HEADS, "有表决权": HEADS},
    )
    blocks = (
        Heading(f"党支部{record.TITLE}"),
        NUMBER,
        labelled(head),
        Heading("会议内容", 2),
        Ruled("", record.LINES, record.LINES),
        PageBreak(),
        Ruled("", record.LINES, 8),
        Heading("决议与表决", 2),
        Table(record.VOTES, (), blank_to=4, keep_blank=True),
        Heading("落实责任", 2),
        Table(record.DUTIES, (), blank_to=4, keep_blank=True),
        record.SIGNED,
    )
    return _form(request, record.FORM, record.TITLE, blocks)


def blank_activity(_desk: Desk, request: Request) -> Content:
    """An empty F06 with boxes for two photographs."""
    head = _empty(
        ("时间", "地点", "主讲人", "主持人", "记录人", "形式", "到会人数", "学时"),
        above={"主题": 9},
        below={"缺席及原因": 12, "列席人员": 9},
        said={"到会人数": HEADS},
    )
    dues = Labelled("党费收缴\n情况", "", wide=True, height=14, keep_blank=True)
    blocks = (
        Heading(activity.TITLE),
        NUMBER,
        labelled(head),
        Heading("内容提纲", 2),
        Ruled("", record.LINES, record.LINES),
        PageBreak(),
        Heading("讨论发言", 2),
        Ruled("", record.LINES, 9),
        labelled([dues]),
        Heading("照片", 2),
        Pictures((Picture(b"", *evidence.PHOTOGRAPH),) * 2),
        record.SIGNED,
    )
    return _form(request, activity.FORM, activity.TITLE, blocks)


def blank_signin(_desk: Desk, request: Request) -> Content:
    """An empty F04."""
    head = _empty(("时间", "地点"), above={"党组织": 9, "活动名称": 9})
    totals = f"应到{wording.PEN}人　实到{wording.PEN}人　请假{wording.PEN}人　缺席{wording.PEN}人"
    blocks = (
        Heading(signin.TITLE),
        labelled(head),
        signin.sheet(("",) * NAMES, ("",) * NAMES, totals),
    )
    return _form(request, signin.FORM, signin.TITLE, blocks)


def blank_talk(_desk: Desk, request: Request) -> Content:
    """An empty F25."""
    return _form(request, talk.FORM, talk.TITLE, talk.form({}, blank=True))


def blank_problems(_desk: Desk, request: Request) -> Content:
    """An empty F26."""
    rows = [[str(n), *("",) * 6] for n in range(1, 9)]
    blocks = (
        Heading(registers.PROBLEMS),
        Line(left="党组织：", middle=f"会议日期：{BLANK_DAY}"),
        Table(registers.PROBLEM_COLUMNS, rows, row_height=15, keep_blank=True),
        registers.PROBLEMS_SIGNED,
    )
    return _form(request, "F26", registers.PROBLEMS, blocks)


def _form(request: Request, form: str, title: str, blocks: tuple[Block, ...]) -> Content:
    assert request.paper is not None, "ReportSpec.content gives every request its paper"
    return Content(form, title, request.paper, blocks, footer=title)


def _empty(
    labels: Sequence[str],
    *,
    above: Mapping[str, float],
    below: Mapping[str, float] = {},
    said: Mapping[str, str] = {},
) -> list[Labelled]:
    """Labels with room to write; those `above` and `below` take a row of so many millimetres."""
    wide = {**above, **below}
    return [
        Labelled(label, said.get(label, ""), label in wide, wide.get(label, 9.0), keep_blank=True)
        for label in (*above, *labels, *below)
    ]


_BLANKS = (
    ("meeting-record", record.FORM, record.TITLE, record.PAPER, blank_record),
    ("meeting-signin", signin.FORM, signin.TITLE, signin.PAPER, blank_signin),
    ("meeting-activity", activity.FORM, activity.TITLE, record.PAPER, blank_activity),
    ("talk-record", talk.FORM, talk.TITLE, talk.PAPER, blank_talk),
    ("problem-list", "F26", registers.PROBLEMS, registers.WIDE, blank_problems),
)

REPORTS: tuple[ReportSpec, ...] = tuple(
    ReportSpec(f"{name}-blank", form, f"{title}（空白）", "meetings", paper, make, blank=True)
    for name, form, title, paper, make in _BLANKS
)

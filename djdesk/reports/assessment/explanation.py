"""得分说明: why a score is what it is, line by line down to its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from djdesk.models.rules.assessment.rubric import LEVELS
from djdesk.reports.assessment import layouts, months, wording
from djdesk.reports.assessment.months import Month
from djdesk.reports.assessment.wording import points, signed
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    PageBreak,
    Paragraph,
    Table,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_ROWS, unit_name
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import kinds
from djdesk.services.assessment import BoardRow
from djdesk.services.assessment.explaining import ExplainLine, Explanation
from djdesk.services.assessment.opinions import OpinionRow
from djdesk.services.desk import Desk

TITLE, UNITS = "个人得分说明", "党小组、党支部得分说明"
PLAIN = ("line", "change")
"""Kinds of lines that somebody entered; the others are effects of the rubric."""


def assessment_member(desk: Desk, request: Request) -> Content:
    """The explanation of the month of the day for each chosen member, a page for everybody."""
    month = months.read(desk, request)
    rows: Sequence[BoardRow] = month.rows("member")
    if request.members:
        by_id = {row.member_id: row for row in rows}
        rows = [by_id[key] for key in request.members if key in by_id]
    return _content(desk, request, month, rows, TITLE)


def assessment_units(desk: Desk, request: Request) -> Content:
    """The explanations of the groups and of the branch in the month of the day."""
    month = months.read(desk, request)
    rows = [row for level in LEVELS if level != "member" for row in month.rows(level)]
    return _content(desk, request, month, rows, UNITS)


def _content(
    desk: Desk, request: Request, month: Month, rows: Sequence[BoardRow], word: str
) -> Content:
    title = f"{month.title}{word}"
    unit = unit_name(desk, request)
    blocks: list[Block] = []
    for number, row in enumerate(rows):
        if number:
            blocks.append(PageBreak(restart=True))
        found = month.explain(row.subject)
        blocks += _page(title, unit, month, row, found, month.opinions.get(row.subject, ()))
    if not rows:
        blocks = [Heading(title), Line(f"党组织：{unit}", month.note), _table(())]
    paper = request.paper or wording.UPRIGHT
    return Content("", title, paper, tuple(blocks), request.day, word, mark=month.mark)


def _page(
    title: str,
    unit: str,
    month: Month,
    row: BoardRow,
    found: Explanation,
    opinions: Sequence[OpinionRow],
) -> list[Block]:
    rank = f"第 {row.rank} 名" if row.rank else ""
    member = row.level == "member"
    kind = wording.word(wording.CLASSES, row.kind) if member else ""
    score = points(found.score) if found.score is not None else f"不计分（{found.excluded}）"
    entries = [
        Labelled("姓名" if member else "名称", row.name),
        Labelled("党小组" if member else "层级", row.group if member else _level(row)),
        *([Labelled("积分类别", kind)] if member else []),
        Labelled("得分", score),
        Labelled("名次", rank),
        Labelled("等次", found.grade),
        Labelled("预警", wording.word(wording.WARNINGS, found.warning)),
        Labelled("考核方案", found.basis, wide=True, running=True),
    ]
    blocks: list[Block] = [
        Heading(title),
        Line(f"党组织：{unit}", month.note, wording.UNIT),
        labelled(entries),
        _table(found.lines),
    ]
    blocks += [
        Paragraph(
            f"{wording.word(wording.STAGES, each.stage)}（{each.given_by}）：{each.opinion}",
            0,
            10.5,
        )
        for each in opinions
        if each.opinion
    ]
    blocks.append(layouts.READ if member else wording.CHECKED)
    return blocks


def _level(row: BoardRow) -> str:
    return wording.word(wording.LEVELS, row.level)


def _table(lines: Sequence[ExplainLine]) -> Table:
    """The lines with their sum, which is the score."""
    rows = [_line(number, each) for number, each in enumerate(lines, 1)]
    total = points(sum(each.points for each in lines)) if lines else ""
    totals = ("", "", "得分", "", total, "")
    return Table(layouts.EXPLANATION, rows, totals, blank_to=0 if lines else BLANK_ROWS)


def _line(number: int, line: ExplainLine) -> list[str]:
    entered = line.kind in PLAIN
    text = line.text if line.text != line.title else ""
    return [
        str(number),
        kinds.show_date(line.on) if line.on else "",
        line.title or line.text,
        text if line.title else "",
        signed(line.points) if line.kind != "base" else points(line.points),
        line.by if entered else "按方案",
    ]


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-member",
        "",
        TITLE,
        wording.AREA,
        wording.UPRIGHT,
        assessment_member,
        by_member=True,
    ),
    ReportSpec("assessment-units", "", UNITS, wording.AREA, wording.UPRIGHT, assessment_units),
)

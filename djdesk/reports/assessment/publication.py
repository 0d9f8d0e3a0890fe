"""积分公示榜 (F11): ranks and points for the notice board, and nothing private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from djdesk.models.rules.assessment.rubric import LEVELS, Level
from djdesk.reports.assessment import layouts, months, wording
from djdesk.reports.assessment.months import Month
from djdesk.reports.assessment.wording import points
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from djdesk.reports.kit.registers import BLANK_DAY, unit_name
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.services.assessment import BoardRow
from djdesk.services.desk import Desk

FORM, TITLE = "F11", "积分公示榜"
LEVEL = Option("level", "层级", (("member", "党员"), ("group", "党小组")))
SIZE = Option("size", "纸张", (("A4", "A4 横放"), ("A3", "A3 横放，大字")))
LARGE = {"A4": (12.0, 9.0), "A3": (18.0, 13.0)}
"""Points of the type and millimetres of a row, to be read from a wall."""

ASKED = "对以上得分有异议的，请在公示期内向党支部反映。"


def assessment_public(desk: Desk, request: Request) -> Content:
    """F11 of the month of the day: no number, telephone or reason of anybody is told."""
    level: Level = next(each for each in LEVELS if each == request.options["level"])
    month = months.read(desk, request)
    rows = months.scored(months.need(month, level))
    word = wording.word(wording.LEVELS, level)
    title = f"{month.title}{word}{TITLE}"
    paper = request.paper or wording.WIDE
    size = request.options["size"]
    if size == "A3":
        paper = replace(paper, size=size)
    left_out = len(month.rows(level)) - len(rows)
    blocks = board(
        title,
        unit_name(desk, request),
        month,
        [_line(row) for row in rows],
        [wording.tint(row.grade, month.grades(level)) for row in rows],
        _said(month, level, len(rows), left_out),
        size,
    )
    return Content(FORM, title, paper, blocks, request.day, TITLE, mark=month.mark)


def board(
    title: str,
    unit: str,
    month: Month,
    rows: Sequence[Sequence[str]],
    tints: Sequence[str],
    said: str,
    size: str = "A4",
) -> tuple[Block, ...]:
    """The blocks of a board with its dates of 公示."""
    type_size, height = LARGE[size]
    table = Table(
        layouts.BOARD,
        rows,
        row_height=height,
        blank_to=0 if rows else 10,
        tints=tints,
        size=type_size,
    )
    return (
        Heading(title),
        Line(f"党组织：{unit}", month.note, wording.UNIT),
        table,
        Paragraph(said, 0),
        Paragraph(f"{posted(month)}{ASKED}", 0),
        Signatures(("审核人（支部书记）：", f"日期：{_day(month)}", "（支部章）")),
    )


def posted(month: Month) -> str:
    """When and where it is posted and whom to call; room to write what is not known yet."""
    row, pen = month.row, wording.PEN * 2
    span = f"{wording.in_words(row.published_on)}至{wording.in_words(row.published_until)}"
    where = f"公示地点：{row.place or pen}。"
    return f"公示时间：{span}。{where}异议电话：{row.telephone or pen}。"


def _day(month: Month) -> str:
    return wording.in_words(month.row.published_on) if month.row.published_on else BLANK_DAY


def _line(row: BoardRow) -> list[str]:
    plus, minus = months.gains(row)
    figures = (row.base, plus, minus, row.score)
    return [str(row.rank or ""), row.name, *map(points, figures), row.grade]


def _said(month: Month, level: Level, count: int, left_out: int) -> str:
    """How many there are, and what the grounds mean."""
    word = wording.word(wording.LEVELS, level)
    unit = "人" if level == "member" else "个"
    said = [f"参加计分{word} {count} {unit}"]
    if left_out:
        said.append(f"另有 {left_out} {unit}本月不计分")
    grades = month.grades(level)
    for tint, colour in ((wording.RED, "红底"), (wording.YELLOW, "黄底")):
        named = [each.name for each in grades if wording.tint(each.name, grades) == tint]
        if named:
            said.append(f"{colour}为{'、'.join(named)}")
    if level == "group":
        said.append("总分已按方案计入组内党员平均得分")
    return "，".join(said) + "。"


PAPER: Paper = wording.WIDE
REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-public", FORM, TITLE, wording.AREA, PAPER, assessment_public, (LEVEL, SIZE)
    ),
)

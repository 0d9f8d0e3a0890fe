"""党员积分台账 (F10): the year with its months, and behind it everybody's lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from djdesk.models.rules.assessment.rubric import LEVELS, Level
from djdesk.reports.assessment import layouts, wording
from djdesk.reports.assessment.wording import points, signed
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)
from djdesk.reports.kit.registers import BLANK_DAY, BLANK_ROWS, unit_id, unit_name
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.services import kinds
from djdesk.services.assessment import line_rows, years
from djdesk.services.assessment.line_rows import LineRow
from djdesk.services.assessment.rows import FIXED, Subject
from djdesk.services.assessment.years import YearRow, YearTable
from djdesk.services.desk import Desk

FORM, TITLE, DETAILS = "F10", "积分台账", "积分明细"
ROW = 7.0
LEVEL = Option("level", "层级", (("member", "党员"), ("group", "党小组")))
BEHIND = Option("details", "每人明细", (("list", "附在后面"), ("none", "不附")))
COUNTED = ("valid", "reversed")
"""States of the lines that stand in the ledger; a reversed one stands beside what took it back."""

READ = Signatures(("本人签名：", "审核人（支部书记）：", f"日期：{BLANK_DAY}", "（支部章）"))


def assessment_year(desk: Desk, request: Request) -> Content:
    """F10 of the year of the day, and behind it the lines of everybody who has any."""
    level: Level = next(each for each in LEVELS if each == request.options["level"])
    table = years.year_table(desk, request.day.year, level, unit_id(desk, request))
    rows = [row for row in table.rows if _wanted(row, request)]
    word = wording.word(wording.LEVELS, level)
    title = f"{request.day.year}年{word}{TITLE}"
    blocks: list[Block] = [
        Heading(title),
        Line(f"填报单位：{unit_name(desk, request)}", _note(table), wording.UNIT),
        Table(
            layouts.YEAR,
            [_line(number, row, table) for number, row in enumerate(rows, 1)],
            (_said(rows, level),),
            row_height=ROW,
            blank_to=BLANK_ROWS,
        ),
        Paragraph(LEGEND[table.yearly], 0, 9),
        wording.SIGNED,
    ]
    if request.options["details"] == "list":
        blocks += _behind(desk, table, rows)
    paper = request.paper or wording.WIDE
    return Content(FORM, title, paper, tuple(blocks), request.day, TITLE)


LEGEND = {
    True: "各月为当月加减分，总分为起始分与全年加减分之和；空白为未开账或不计分的月份。",
    False: "各月为当月得分，加分、扣分为全年合计，总分为各月得分的平均（四舍五入到0.1分）；"
    "空白为未开账或不计分的月份。",
}


def _wanted(row: YearRow, request: Request) -> bool:
    return not request.members or row.subject.member_id in request.members


def _note(table: YearTable) -> str:
    """Up to which month, how many of its months are not confirmed, and which is left out."""
    if table.last is None:
        return "没有开账的月份"
    counted = [
        state
        for number, state in enumerate(table.states, 1)
        if state != "none" and date(table.year, number, 1) not in table.unfinished
    ]
    pending = sum(state not in FIXED for state in counted)
    said = f"截至{wording.say_month(table.last)}"
    if pending:
        said += f"，其中 {pending} 个月{wording.UNCONFIRMED}"
    if table.unfinished:
        months = "、".join(f"{each.month}月" for each in table.unfinished)
        said += f"；{months}未结束，不计入"
    return said


def _line(number: int, row: YearRow, table: YearTable) -> list[str]:
    plus, minus = _gains(row, table)
    return [
        str(number),
        row.name,
        row.group,
        points(row.base),
        *_months(row, table),
        points(plus),
        points(minus),
        points(row.year),
        row.grade,
    ]


def _gains(row: YearRow, table: YearTable) -> tuple[int, int]:
    """加分 and 扣分; in a year's cycle with the changes of opinions, so that the line adds up."""
    if not table.yearly or row.year is None:
        return row.plus, row.minus
    change = row.year - row.base - row.plus + row.minus
    return row.plus + max(change, 0), row.minus + max(-change, 0)


def _months(row: YearRow, table: YearTable) -> list[str]:
    """The score of each month; in a year's cycle what the month added to the total."""
    if not table.yearly:
        return [TO_COME if each is None else points(each) for each in row.months]
    found, before = [], row.base
    for total in row.months:
        found.append(TO_COME if total is None else points(total - before))
        before = total if total is not None else before
    return found


TO_COME = wording.TO_WRITE


def _said(rows: Sequence[YearRow], level: Level) -> str:
    counted: dict[str, int] = {}
    for row in rows:
        if row.grade:
            counted[row.grade] = counted.get(row.grade, 0) + 1
    unit = "人" if level == "member" else "个"
    said = [f"共 {len(rows)} {unit}"]
    said += [f"{grade} {number} {unit}" for grade, number in counted.items()]
    return "，".join(said) + "。"


# -- the lines behind it ---------------------------------------------------------------------------


def _behind(desk: Desk, table: YearTable, rows: Iterable[YearRow]) -> list[Block]:
    """A list for everybody who has lines, in the order of the register."""
    by_subject = _lines_of(desk, table)
    blocks: list[Block] = []
    for row in rows:
        lines = by_subject.get(row.subject, ())
        if not lines:
            continue
        if not blocks:
            blocks += [PageBreak(), Heading(f"{table.year}年{DETAILS}")]
        where = f"（{row.group}）" if row.group and row.group != row.name else ""
        blocks.append(Heading(f"{row.name}{where}", 2))
        blocks.append(_list(lines))
    return blocks


def _lines_of(desk: Desk, table: YearTable) -> dict[Subject, list[LineRow]]:
    found: dict[Subject, list[LineRow]] = {}
    for number, state in enumerate(table.states, 1):
        if state == "none":
            continue
        for line in line_rows.lines(desk, date(table.year, number, 1)):
            if line.state in COUNTED:
                subject = Subject(line.level, line.organization_id, line.member_id)
                found.setdefault(subject, []).append(line)
    return found


def _list(lines: Sequence[LineRow], *, blank_to: int = 0) -> Table:
    plus = sum(line.points for line in lines if line.points > 0)
    minus = sum(line.points for line in lines if line.points < 0)
    totals = (
        f"共 {len(lines)} 条：加 {points(plus)}，扣 {points(-minus)}，"
        f"合计 {signed(plus + minus)}（封顶、保底之前）。"
    )
    rows = [_detail(line) for line in sorted(lines, key=lambda each: (each.happened_on, each.id))]
    return Table(layouts.LINES, rows, (totals,), row_height=ROW, blank_to=blank_to)


def _detail(line: LineRow) -> list[str]:
    word = "（冲销）" if line.reverses_id is not None else ""
    word = word or ("（已冲销）" if line.state == "reversed" else "")
    proof = [line.reason]
    if line.document:
        proof.append(line.document)
    if line.files:
        proof.append(f"附件{line.files}份")
    return [
        kinds.show_date(line.happened_on),
        f"{line.title}{word}",
        signed(line.points),
        "；".join(each for each in proof if each),
        line.entered_by,
        line.checked_by,
    ]


def assessment_lines(desk: Desk, request: Request) -> Content:
    """The lines of each chosen person in the year of the day, a page for everybody."""
    table = years.year_table(desk, request.day.year, "member", unit_id(desk, request))
    by_subject = _lines_of(desk, table)
    rows = [row for row in table.rows if _wanted(row, request)]
    if request.members:
        rows.sort(key=lambda row: request.members.index(row.subject.member_id or 0))
    title = f"{request.day.year}年党员{DETAILS}"
    unit = unit_name(desk, request)
    blocks: list[Block] = []
    for number, row in enumerate(rows):
        if number:
            blocks.append(PageBreak(restart=True))
        said = "；".join(
            (f"起始分 {points(row.base)}", f"总分 {points(row.year)}", row.grade or "未评等次")
        )
        blocks += [
            Heading(f"{title}（{row.name}）"),
            Line(f"党组织：{unit}　{row.group}", _note(table), wording.UNIT),
            _list(by_subject.get(row.subject, ()), blank_to=BLANK_ROWS),
            Paragraph(said, 0, 10.5),
            READ,
        ]
    if not rows:
        blocks = [Heading(title), Line(f"党组织：{unit}"), _list((), blank_to=BLANK_ROWS), READ]
    paper = request.paper or wording.WIDE
    return Content(FORM, title, paper, tuple(blocks), request.day, DETAILS)


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-year",
        FORM,
        f"党员{TITLE}",
        wording.AREA,
        wording.WIDE,
        assessment_year,
        (LEVEL, BEHIND),
    ),
    ReportSpec(
        "assessment-lines",
        FORM,
        f"党员{DETAILS}",
        wording.AREA,
        wording.WIDE,
        assessment_lines,
        by_member=True,
    ),
)

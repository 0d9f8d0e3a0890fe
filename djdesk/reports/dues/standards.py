"""党费核定表: what every member was fixed to pay in a year, and from which base (dues.md §6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from djdesk.models.rules import dues as rules
from djdesk.reports.dues import wording
from djdesk.reports.dues.wording import TO_WRITE
from djdesk.reports.kit.content import Content, Heading, Line, Signatures, Table, TableColumn
from djdesk.reports.kit.registers import BLANK_DAY, BLANK_ROWS, unit_id, unit_name
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.dues import GridRow, ItemValue, StandardRow
from djdesk.services.listing import Kind

TITLE = "党费核定表"
COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("姓名", 18, Kind.PERSON, "center"),
    TableColumn("类别", 20, Kind.CODE, "center"),
    TableColumn("各项收入明细", 56),
    TableColumn("扣除项", 40),
    TableColumn("基数", 22, Kind.MONEY),
    TableColumn("比例", 13, Kind.TEXT, "center"),
    TableColumn("月应交", 20, Kind.MONEY),
    TableColumn("年应交", 22, Kind.MONEY),
    TableColumn("党员签名", 24, Kind.TEXT, "center"),
    TableColumn("备注", 22),
)
"""dues.md §6; the sum is 267 mm."""

SIGNED = Signatures(
    ("支部书记：", "组织委员（党费收缴人）：", f"核定日期：{BLANK_DAY}", "（盖章）")
)


def dues_standards(desk: Desk, request: Request) -> Content:
    """The standards in force in the year of the day, one a line; a change in the year is a line."""
    year = request.day.year
    first, last = date(year, 1, 1), date(year, 12, 1)
    grid = dues.grid(desk, unit_id(desk, request), first, last)
    wanted = [row for row in grid.rows if not request.members or row.member_id in request.members]
    known = dues.all_standards(desk, [row.member_id for row in wanted])
    rows: list[list[str]] = []
    for number, row in enumerate(wanted, 1):
        rows += _lines(number, row, known.get(row.member_id, ()), first, last)
    due = sum(row.due for row in wanted)
    fixed = sum(1 for row in wanted if row.standard is not None)
    totals = f"共 {len(wanted)} 人，已核定 {fixed} 人；全年应交合计 {wording.money(due)} 元。"
    blocks = (
        Heading(f"{year}年度{TITLE}"),
        Line(f"填报单位：{unit_name(desk, request)}", "", wording.UNIT),
        Table(COLUMNS, rows, (totals,), row_height=9, blank_to=BLANK_ROWS),
        SIGNED,
    )
    title = f"{year}年度{TITLE}"
    return Content("", title, request.paper or wording.WIDE, blocks, request.day, TITLE)


def _lines(
    number: int, row: GridRow, known: Sequence[StandardRow], first: date, last: date
) -> list[list[str]]:
    """The lines of a member, the oldest standard first; one without any has an empty line."""
    held = [
        each
        for each in reversed(known)
        if each.since <= last and (each.until is None or each.until >= first)
    ]
    if not held:
        empty = [str(number), row.name, *[""] * 6, wording.some(row.due), TO_WRITE, "未核定"]
        return [empty]
    return [_line(number, row, each, first, last) for each in held]


def _line(number: int, row: GridRow, held: StandardRow, first: date, last: date) -> list[str]:
    begin, end = max(held.since, first), min(held.until or last, last)
    due = sum(row.cells[month].due for month in rules.months(begin, end))
    incomes = [item for item in held.items if item.sign > 0]
    return [
        str(number),
        row.name,
        wording.class_word(held.code),
        _items(incomes),
        _items([item for item in held.items if item.sign < 0]),
        wording.base(held.base_fen, held.divisor),
        wording.rate(held.rate_bp, held.code),
        wording.money(held.fen),
        wording.money(due),
        TO_WRITE,
        _remark(row, held, begin, end, first),
    ]


def _items(items: Sequence[ItemValue]) -> str:
    return "\n".join(f"{item.name} {rules.yuan(item.fen)}" for item in items)


def _remark(row: GridRow, held: StandardRow, begin: date, end: date, first: date) -> str:
    """From which month it holds if not from January, and that less or nothing is asked."""
    said = [f"{held.since.month}月起"] if held.since > first else []
    months = tuple(rules.months(begin, end))
    asked = [row.cells[month] for month in months]
    if any(cell.due < held.fen for cell in asked if cell.state is not dues.CellState.NONE):
        said.append("有减免")
    outside = sum(cell.state is dues.CellState.NONE for cell in asked)
    if outside:
        said.append(f"本年收{len(months) - outside}个月")
    return "，".join(said)


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("dues-standards", "", TITLE, wording.AREA, wording.WIDE, dues_standards),
)

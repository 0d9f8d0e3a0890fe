"""党费收缴明细表 (F07): the year with its months, and one month with places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import Period
from djdesk.reports.dues import reported, wording
from djdesk.reports.dues.wording import TO_WRITE, money, some
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paragraph,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_ROWS, unit_id, unit_name
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.dues import Cell, CellState, GridRow
from djdesk.services.listing import Kind

FORM, TITLE = "F07", "党费收缴明细表"
ROW = 7.0

YEAR_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("姓名", 18, Kind.PERSON, "center"),
    TableColumn("类别", 14, Kind.CODE, "center"),
    TableColumn("基数", 18, Kind.MONEY),
    TableColumn("比例", 12, Kind.DATE, "center"),
    TableColumn("月应交", 15, Kind.MONEY),
    *(TableColumn(f"{month}月", 12, Kind.DATE, "center") for month in range(1, 13)),
    TableColumn("合计", 16, Kind.MONEY),
    TableColumn("备注", 20),
)
"""forms.md, F07; the sum is 267 mm. Months are set like dates: shrunk before they are broken."""

MONTH_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("姓名", 22, Kind.PERSON, "center"),
    TableColumn("类别", 22, Kind.CODE, "center"),
    TableColumn("基数", 24, Kind.MONEY),
    TableColumn("比例", 14, Kind.DATE, "center"),
    TableColumn("应交", 24, Kind.MONEY),
    TableColumn("交纳金额", 25, Kind.MONEY),
    TableColumn("交纳日期", 28, Kind.DATE),
    TableColumn("欠交", 22, Kind.MONEY),
    TableColumn("本人签名", 42, Kind.TEXT, "center"),
    TableColumn("备注", 34),
)
"""The monthly variant of F07: day of payment and signature; the sum is 267 mm."""

FIGURES = Option("figures", "已封存的月份", (("reported", "按封存时的数"), ("now", "按现在的数")))
"""A period that was sealed prints as it was reported unless somebody asks for what came since."""

MARKS = Option("marks", "月份栏", (("circle", "圆圈和日期"), ("amount", "金额")))
SPAN = Option("span", "时间范围", (("month", "本月"), ("quarter", "本季度")))
ENTRIES = Option("entries", "交纳情况", (("filled", "印出已登记的"), ("blank", "留空手填")))
LEGEND = {
    "circle": "○ 已交（后为交纳日期）；金额 部分交或多交；未 未交；免 免交；"
    "缓 有正当理由未交；未核 未核定；／ 不收。",
    "amount": "金额 实交；未 未交；免 免交；缓 有正当理由未交；未核 未核定；／ 不收。",
}
SIGNS = {
    CellState.UNPAID: "未",
    CellState.EXCUSED: "缓",
    CellState.FREE: "免",
    CellState.UNFIXED: "未核",
    CellState.FUTURE: TO_WRITE,
    CellState.NONE: "",
}
WIDEST = 7
"""Signs of an amount that a column of a month holds without becoming smaller than 8 pt."""


def dues_year(desk: Desk, request: Request) -> Content:
    """F07 of the year in which the day lies, with all that was paid up to now."""
    year = request.day.year
    unit = unit_id(desk, request)
    grid = dues.grid(desk, unit, date(year, 1, 1), date(year, 12, 1))
    name = unit_name(desk, request)
    rows = chosen(grid.rows, request)
    blocks = of_months(request, name, f"{year}年", grid.months, rows, wording.as_of(desk))
    title = f"{year}年{TITLE}"
    return Content(FORM, title, request.paper or wording.WIDE, blocks, request.day, TITLE)


def of_months(
    request: Request,
    unit: str,
    period: str,
    months: Sequence[date],
    rows: Sequence[GridRow],
    note: str,
) -> tuple[Block, ...]:
    """The blocks of F07 for these months; `note` says of when the figures are."""
    marks = request.options.get("marks", MARKS.default)
    texts = [_year_row(number, row, months, marks) for number, row in enumerate(rows, 1)]
    table = Table(
        columns_of(months),
        texts,
        _year_totals(months, rows),
        row_height=ROW,
        blank_to=BLANK_ROWS,
    )
    return (
        Heading(f"{period}{TITLE}"),
        Line(f"填报单位：{unit}", note, wording.UNIT),
        table,
        Paragraph(said_sums(rows), indent=0, size=10.5),
        Paragraph(LEGEND[marks], indent=0, size=9),
        wording.SIGNED,
    )


def columns_of(months: Sequence[date]) -> tuple[TableColumn, ...]:
    """The columns of F07 for these months; those of fewer months are wider."""
    if len(months) == 12:
        return YEAR_COLUMNS
    width = min(30.0, 144 / len(months))
    named = (TableColumn(f"{each.month}月", width, Kind.DATE, "center") for each in months)
    return (*YEAR_COLUMNS[:6], *named, *YEAR_COLUMNS[-2:])


def chosen(rows: Sequence[GridRow], request: Request) -> list[GridRow]:
    """The rows of the people asked for; all if nobody is named."""
    wanted = set(request.members)
    return [row for row in rows if not wanted or row.member_id in wanted]


def read_rows(desk: Desk, request: Request, period: Period) -> tuple[list[GridRow], str]:
    """The rows of a period and what the figures are: as they were reported, or those of now."""
    if request.options.get("figures", FIGURES.default) == "reported":
        found = reported.figures(desk, unit_id(desk, request), period)
        if found is not None:
            rows, sealed = found
            return chosen(rows, request), reported.note(sealed)
    unit = unit_id(desk, request)
    grid = dues.grid(desk, unit, period.first, period.last)
    return chosen(grid.rows, request), wording.as_of(desk)


def _year_row(number: int, row: GridRow, months: Sequence[date], marks: str) -> list[str]:
    return [
        str(number),
        row.name,
        wording.class_word(row.code),
        wording.base(row.base_fen, row.divisor),
        wording.rate(row.rate_bp, row.code),
        "" if row.standard is None else rules.yuan(row.standard),
        *(mark(row.cells[month], marks) for month in months),
        rules.yuan(row.paid) if row.paid else "",
        remark(row),
    ]


def mark(cell: Cell, marks: str) -> str:
    """What stands for one month: a circle with the day, an amount, or a sign of the legend."""
    if not cell.paid:
        return SIGNS.get(cell.state, "")
    whole = cell.paid == cell.due
    if marks == "circle" and whole:
        day = f"{cell.paid_on.month}.{cell.paid_on.day}" if cell.paid_on else ""
        return f"○{day}"
    return rules.yuan(cell.paid)


def remark(row: GridRow) -> str:
    """What is lacking or too much, what was given beyond, and that a reduction holds."""
    said = [
        f"{word}{rules.yuan(fen)}"
        for word, fen in (
            ("欠", row.lacking),
            ("多交", row.over),
            ("自愿", row.sums.given),
        )
        if fen
    ]
    return "，".join([*_changes(row), *said, *(["减免"] if row.reduced else [])])


def _changes(row: GridRow) -> list[str]:
    """What was due in months in which it was not the amount of 月应交: 1—6月应交45.00."""
    runs: list[tuple[int, int, int]] = []
    for month, cell in row.cells.items():
        if cell.due in (0, row.standard):
            continue
        if runs and runs[-1][1:] == (month.month - 1, cell.due):
            runs[-1] = (runs[-1][0], month.month, cell.due)
        else:
            runs.append((month.month, month.month, cell.due))
    return [
        f"{first}月应交{rules.yuan(fen)}"
        if first == last
        else f"{first}—{last}月应交{rules.yuan(fen)}"
        for first, last, fen in runs
    ]


def _year_totals(months: Sequence[date], rows: Sequence[GridRow]) -> tuple[str, ...]:
    """Sums below every month; in a sentence where they are too long for their columns."""
    paid = [sum(row.cells[month].paid for row in rows) for month in months]
    texts = [rules.yuan(fen) if fen else "" for fen in paid]
    whole, monthly = sum(paid), sum(row.standard or 0 for row in rows)
    if max(map(len, texts)) <= WIDEST or len(months) < 12:
        return (
            "", "合计", "", "", "", rules.yuan(monthly), *texts, rules.yuan(whole), ""
        )  # fmt: skip
    listed = [f"{each.month}月 {money(fen)}" for each, fen in zip(months, paid, strict=True) if fen]
    return (f"合计 {money(whole)}：{'，'.join(listed)}。",)


def said_sums(rows: Sequence[GridRow]) -> str:
    """The sums of F07 in a sentence: 应交, 实交, 欠交, 多交, and what is still to come."""
    sums = sum((row.sums for row in rows), dues.Sums())
    said = [f"应交 {money(sums.due)} 元", f"实交 {money(sums.paid)} 元"]
    said.append(f"欠交 {money(sums.lacking)} 元")
    for word, fen in (("多交", sums.over), ("未到月份应交", sums.coming)):
        if fen:
            said.append(f"{word} {money(fen)} 元")
    if sums.given:
        said.append(f"另有自愿多交、大额党费 {money(sums.given)} 元")
    return "，".join(said) + "。"


def dues_month(desk: Desk, request: Request) -> Content:
    """The monthly (or quarterly) variant of F07 with day and signature of everybody."""
    period = rules.period_of(request.day, request.options.get("span", SPAN.default))
    rows, note = read_rows(desk, request, period)
    filled = request.options.get("entries", ENTRIES.default) == "filled"
    texts = [_month_row(number, row, filled) for number, row in enumerate(rows, 1)]
    title = f"{period.title}{TITLE}"
    blocks = (
        Heading(title),
        Line(
            f"填报单位：{unit_name(desk, request)}",
            note if filled else "",
            wording.UNIT,
        ),
        Table(
            MONTH_COLUMNS,
            texts,
            _month_totals(rows, filled),
            row_height=8,
            blank_to=BLANK_ROWS,
        ),
        Paragraph(_said_heads(rows) if filled else _said_due(rows), indent=0, size=10.5),
        wording.SIGNED,
    )
    return Content(FORM, title, request.paper or wording.WIDE, blocks, request.day, TITLE)


def _month_row(number: int, row: GridRow, filled: bool) -> list[str]:
    free = not row.due and not row.paid
    paid, on = row.paid if filled else 0, last_day(row) if filled else None
    words = {cell.state for cell in row.cells.values()}
    said = [state.word for state in (CellState.FREE, CellState.UNFIXED) if state in words]
    if CellState.EXCUSED in words:
        said.append(CellState.EXCUSED.word)
    write = "" if free else TO_WRITE
    return [
        str(number),
        row.name,
        wording.class_word(row.code),
        wording.base(row.base_fen, row.divisor),
        wording.rate(row.rate_bp, row.code),
        money(row.due),
        money(paid) if paid else write,
        wording.day(on) or write,
        some(row.lacking) if filled else write,
        write,
        "，".join([*said, *([remark_over(row)] if filled and remark_over(row) else [])]),
    ]


def remark_over(row: GridRow) -> str:
    """What was paid too much, or given beyond."""
    pairs = (("多交", row.over), ("自愿", row.sums.given))
    return "，".join(f"{word}{rules.yuan(fen)}" for word, fen in pairs if fen)


def last_day(row: GridRow) -> date | None:
    """The last day on which money came in for the months of the row."""
    days = [cell.paid_on for cell in row.cells.values() if cell.paid_on is not None]
    return max(days, default=None)


def _month_totals(rows: Sequence[GridRow], filled: bool) -> tuple[str, ...]:
    due, paid, lacking = (sum(getattr(row, key) for row in rows) for key in _SUMMED)
    return (
        "",
        "合计",
        *[""] * 3,
        money(due),
        money(paid) if filled else "",
        "",
        money(lacking) if filled else "",
        "",
        "",
    )


_SUMMED = ("due", "paid", "lacking")


def _said_heads(rows: Sequence[GridRow]) -> str:
    owing = [row for row in rows if row.due]
    full = sum(row.paid >= row.due for row in owing)
    return f"应交 {len(owing)} 人，已交清 {full} 人，未交清 {len(owing) - full} 人。" + said_sums(
        rows
    )


def _said_due(rows: Sequence[GridRow]) -> str:
    owing = [row for row in rows if row.due]
    due = sum(row.due for row in owing)
    pen = wording.PEN
    return f"应交 {len(owing)} 人，应交 {money(due)} 元；实交{pen}人，实交{pen}{pen}元。"


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("dues-year", FORM, f"{TITLE}（年）", "dues", wording.WIDE, dues_year, (MARKS,)),
    ReportSpec(
        "dues-month",
        FORM,
        f"{TITLE}（月）",
        "dues",
        wording.WIDE,
        dues_month,
        (SPAN, ENTRIES, FIGURES),
    ),
)

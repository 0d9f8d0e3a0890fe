"""党费收支账 and 上缴汇总 (F09), 大额党费登记, and a sealed period with all that was reported."""

from __future__ import annotations

from djdesk.models.rules import dues as rules
from djdesk.reports.dues import collection, reported, wording
from djdesk.reports.dues.wording import money, period_asked, some
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_DAY, BLANK_ROWS, PERIOD, unit_id, unit_name
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import dues, kinds, organization
from djdesk.services.desk import Desk
from djdesk.services.dues import CashBook, CashLine, LargeRow, RemittanceRow
from djdesk.services.listing import Kind

FORM = "F09"
BOOK, REMITTED, LARGE = "党费收支账", "党费上缴汇总表", "大额党费登记表"
SEALED = "党费封存明细"

BOOK_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("日期", 22, Kind.DATE),
    TableColumn("凭证号", 24, Kind.TEXT, "center"),
    TableColumn("摘要", 80),
    TableColumn("收入", 30, Kind.MONEY),
    TableColumn("支出", 30, Kind.MONEY),
    TableColumn("结余", 32, Kind.MONEY),
    TableColumn("经手人", 25, Kind.PERSON, "center"),
    TableColumn("备注", 24),
)
"""forms.md, F09; the sum is 267 mm."""

REMITTED_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("党支部", 45),
    TableColumn("期间", 31, Kind.TEXT, "center"),
    TableColumn("人数", 12, Kind.COUNT, "center"),
    TableColumn("应交", 25, Kind.MONEY),
    TableColumn("实交", 25, Kind.MONEY),
    TableColumn("其中\n大额", 21, Kind.MONEY),
    TableColumn("上缴\n比例", 14, Kind.DATE, "center"),
    TableColumn("上缴额", 25, Kind.MONEY),
    TableColumn("留存", 22, Kind.MONEY),
    TableColumn("上缴日期", 21, Kind.DATE),
    TableColumn("备注", 16),
)
"""dues.md §6 党费上缴通知/汇总; the sum is 267 mm."""

LARGE_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("姓名", 25, Kind.PERSON, "center"),
    TableColumn("金额", 30, Kind.MONEY),
    TableColumn("交纳日期", 26, Kind.DATE),
    TableColumn("简要情况", 88),
    TableColumn("上报日期", 26, Kind.DATE),
    TableColumn("中组部收据号", 34, Kind.TEXT, "center"),
    TableColumn("备注", 26),
)
"""dues.md §6; the sum is 267 mm."""

SIGNED = Signatures(("出纳：", "会计：", "支部书记：", f"日期：{BLANK_DAY}", "（盖章）"))
LARGE_SIGNED = Signatures(("登记人：", "支部书记：", f"日期：{BLANK_DAY}", "（盖章）"))


def dues_cash(desk: Desk, request: Request) -> Content:
    """F09 of the year or quarter: opening, every line with its balance, sums by month, closing."""
    period = period_asked(request)
    book = dues.book_of(desk, period.first, period.last, unit_id(desk, request))
    blocks = of_book(unit_name(desk, request), period.title, book, wording.as_of(desk))
    title = f"{period.title}{BOOK}"
    return Content(FORM, title, request.paper or wording.WIDE, blocks, request.day, BOOK)


def of_book(unit: str, period: str, book: CashBook, note: str) -> tuple[Block, ...]:
    """The blocks of a cash book that was read already."""
    rows = [_opening(book)]
    before: CashLine | None = None
    for line in book.lines:
        if before is not None and rules.month_of(before.day) != rules.month_of(line.day):
            rows.append(_month_sums(book, before))
        rows.append(_line(line))
        before = line
    if before is not None:
        rows.append(_month_sums(book, before))
    totals = (
        "", "", "合计", money(book.income), money(book.outgo), money(book.closing), "", ""
    )  # fmt: skip
    return (
        Heading(f"{period}{BOOK}"),
        Line(f"填报单位：{unit}", note, wording.UNIT),
        Table(BOOK_COLUMNS, rows, totals, row_height=8, blank_to=BLANK_ROWS),
        SIGNED,
    )


def _opening(book: CashBook) -> list[str]:
    day = kinds.show_date(book.first)
    word = "上年结转" if book.first.month == 1 else "上期结转"
    return [day, "", word, "", "", money(book.opening), "", ""]


def _line(line: CashLine) -> list[str]:
    return [
        kinds.show_date(line.day),
        line.voucher,
        line.summary,
        some(line.income),
        some(line.outgo),
        money(line.balance),
        line.handled_by,
        "，".join(each for each in (line.remark, "已冲销" if line.taken_back else "") if each),
    ]


def _month_sums(book: CashBook, last: CashLine) -> list[str]:
    """What came in and went out in the month of `last`, its last line."""
    month = rules.month_of(last.day)
    lines = [line for line in book.lines if rules.month_of(line.day) == month]
    income, outgo = (sum(getattr(line, key) for line in lines) for key in ("income", "outgo"))
    said = f"{month.month}月合计"
    return ["", "", said, money(income), money(outgo), money(last.balance), "", ""]


def dues_remittance(desk: Desk, request: Request) -> Content:
    """What was handed over for the year, a period and branch a line; reversed ones do not count."""
    year = request.day.year
    asked = unit_id(desk, request)
    found: list[tuple[str, RemittanceRow]] = []
    for unit, name in _branches(desk, request, asked):
        found += [(name, row) for row in dues.remittances(desk, year, unit)]
    rows = [_remitted(number, name, row) for number, (name, row) in enumerate(found, 1)]
    title = f"{year}年{REMITTED}"
    blocks = (
        Heading(title),
        Line(
            f"填报单位：{unit_name(desk, request)}",
            wording.as_of(desk),
            wording.UNIT,
        ),
        Table(
            REMITTED_COLUMNS,
            rows,
            _remitted_sums([row for _, row in found]),
            row_height=9,
            blank_to=BLANK_ROWS - 3,
        ),
        SIGNED,
    )
    return Content(FORM, title, request.paper or wording.WIDE, blocks, request.day, REMITTED)


def _branches(desk: Desk, request: Request, asked: int) -> list[tuple[int, str]]:
    """The organizations at and below `asked` that may have handed money over, with their names."""
    nodes = organization.tree(desk, request.day, dissolved=True)
    below, units = {asked}, []
    for node in nodes:
        if node.id == asked or node.parent_id in below:
            below.add(node.id)
            if node.kind != "group":
                units.append((node.id, node.short_name or node.name))
    return units


def _remitted(number: int, name: str, row: RemittanceRow) -> list[str]:
    draft = row.draft
    said = [row.remark, "已冲销" if row.taken_back else ""]
    if row.later:
        said.append(f"其后变动{rules.yuan(row.later)}")
    return [
        str(number),
        name,
        draft.title,
        str(draft.members),
        money(draft.due),
        money(draft.collected),
        some(draft.large),
        rules.per_cent(draft.share_bp),
        money(draft.up),
        money(draft.kept),
        kinds.show_date(row.handed_on),
        "，".join(each for each in said if each),
    ]


def _remitted_sums(rows: list[RemittanceRow]) -> tuple[str, ...]:
    counted = [row.draft for row in rows if not row.taken_back]
    due, collected, large, up, kept = (
        sum(getattr(draft, key) for draft in counted)
        for key in ("due", "collected", "large", "up", "kept")
    )
    return (
        "", "合计", "", "", money(due), money(collected), some(large), "", money(up), money(kept),
        "", "",
    )  # fmt: skip


def dues_large(desk: Desk, request: Request) -> Content:
    """The register of 大额党费 of the year: they go to the centre whole (规定2008 art.11)."""
    year = request.day.year
    found = sorted(dues.large_gifts(desk, year), key=lambda row: (row.given_on, row.id))
    rows = [_large(number, row) for number, row in enumerate(found, 1)]
    counted = [row.fen for row in found if not row.taken_back]
    title = f"{year}年{LARGE}"
    totals = f"共 {len(counted)} 笔，合计 {money(sum(counted))} 元。"
    blocks = (
        Heading(title),
        Line(f"填报单位：{unit_name(desk, request)}", "", wording.UNIT),
        Table(LARGE_COLUMNS, rows, (totals,), row_height=10, blank_to=12),
        LARGE_SIGNED,
    )
    return Content("", title, request.paper or wording.WIDE, blocks, request.day, LARGE)


def _large(number: int, row: LargeRow) -> list[str]:
    return [
        str(number),
        row.name,
        money(row.fen),
        kinds.show_date(row.given_on),
        row.brief,
        wording.day(row.reported_on),
        row.receipt_number,
        "已冲销" if row.taken_back else "",
    ]


def dues_sealed(desk: Desk, request: Request) -> Content:
    """One sealed period word for word: F07 of its months, then its cash book."""
    found = dues.sealed_figures(desk, request.records[0])
    unit, row = unit_name(desk, request), found.row
    note = reported.note(row)
    sums = Paragraph(
        f"封存时：应交 {money(row.due)} 元，当期收到 {money(row.paid)} 元。"
        f"封存人：{row.sealed_by}。{row.remark}",
        indent=0,
        size=10.5,
    )
    months = collection.of_months(
        request, unit, row.title, found.grid.months, found.grid.rows, note
    )
    blocks = (*months[:-1], sums, months[-1], PageBreak())
    blocks += of_book(unit, row.title, found.book, note)
    title = f"{row.title}{SEALED}"
    paper = request.paper or wording.WIDE
    return Content(collection.FORM, title, paper, blocks, row.sealed_on, SEALED)


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("dues-cash", FORM, BOOK, "dues", wording.WIDE, dues_cash, (PERIOD,)),
    ReportSpec("dues-remittance", FORM, REMITTED, "dues", wording.WIDE, dues_remittance),
    ReportSpec("dues-large", "", LARGE, "dues", wording.WIDE, dues_large),
    ReportSpec(
        "dues-sealed",
        collection.FORM,
        SEALED,
        "dues",
        wording.WIDE,
        dues_sealed,
        (collection.MARKS,),
        by_record="dues_sealed",
    ),
)

"""Empty forms of dues to be filled in by hand."""

from __future__ import annotations

from collections.abc import Sequence

from djdesk.reports.dues import cash, collection, forms, receipts, standards, wording
from djdesk.reports.dues.receipts import Slip
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.desk import Desk

ROWS = 15


def _register(
    request: Request,
    form: str,
    title: str,
    columns: Sequence[TableColumn],
    signed: Signatures,
    height: float = 8,
) -> Content:
    """An empty register with numbered rows, where it numbers them."""
    numbered = columns[0].title == "序号"
    rows = [[str(n) if numbered else "", *[""] * (len(columns) - 1)] for n in range(1, ROWS + 1)]
    blocks = (
        Heading(title),
        Line("填报单位：", f"时间：{BLANK_DAY}", wording.UNIT),
        Table(tuple(columns), rows, row_height=height, keep_blank=True),
        signed,
    )
    return _form(request, form, title, blocks)


def _form(request: Request, form: str, title: str, blocks: tuple[Block, ...]) -> Content:
    assert request.paper is not None, "ReportSpec.content gives every request its paper"
    return Content(form, title, request.paper, blocks, footer=title)


def blank_standards(_desk: Desk, request: Request) -> Content:
    """An empty 党费核定表."""
    columns, signed = standards.COLUMNS, standards.SIGNED
    return _register(request, "", standards.TITLE, columns, signed)


def blank_year(_desk: Desk, request: Request) -> Content:
    """An empty F07 of a year."""
    columns = collection.YEAR_COLUMNS
    return _register(request, collection.FORM, collection.TITLE, columns, wording.SIGNED)


def blank_month(_desk: Desk, request: Request) -> Content:
    """An empty F07 of a month."""
    columns = collection.MONTH_COLUMNS
    return _register(request, collection.FORM, collection.TITLE, columns, wording.SIGNED)


def blank_cash(_desk: Desk, request: Request) -> Content:
    """An empty F09."""
    return _register(request, cash.FORM, cash.BOOK, cash.BOOK_COLUMNS, cash.SIGNED)


def blank_remittance(_desk: Desk, request: Request) -> Content:
    """An empty 上缴汇总."""
    return _register(request, cash.FORM, cash.REMITTED, cash.REMITTED_COLUMNS, cash.SIGNED)


def blank_large(_desk: Desk, request: Request) -> Content:
    """An empty register of 大额党费."""
    return _register(request, "", cash.LARGE, cash.LARGE_COLUMNS, cash.LARGE_SIGNED)


def blank_receipts(_desk: Desk, request: Request) -> Content:
    """Three empty receipts; they have no number, because numbers are given by the book."""
    grids = [receipts.with_stub(Slip(blank=True))] * receipts.A_PAGE
    return _form(request, receipts.FORM, receipts.TITLE, tuple(receipts.on_pages(grids)))


def blank_reduction(_desk: Desk, request: Request) -> Content:
    """An empty 减免审批表."""
    return _form(request, "", forms.REDUCTION, forms.reduction_form({}, blank=True))


def blank_use(_desk: Desk, request: Request) -> Content:
    """An empty 使用申请表."""
    return _form(request, "", forms.USE, forms.use_form({}, blank=True))


_WIDE: Paper = wording.WIDE
_BLANKS = (
    ("dues-standards", "", standards.TITLE, _WIDE, blank_standards),
    ("dues-year", collection.FORM, f"{collection.TITLE}（年）", _WIDE, blank_year),
    ("dues-month", collection.FORM, f"{collection.TITLE}（月）", _WIDE, blank_month),
    ("dues-receipts", receipts.FORM, receipts.TITLE, receipts.PAPER, blank_receipts),
    ("dues-cash", cash.FORM, cash.BOOK, _WIDE, blank_cash),
    ("dues-remittance", cash.FORM, cash.REMITTED, _WIDE, blank_remittance),
    ("dues-large", "", cash.LARGE, _WIDE, blank_large),
    ("dues-reduction", "", forms.REDUCTION, forms.PAPER, blank_reduction),
    ("dues-use", "", forms.USE, forms.PAPER, blank_use),
)

REPORTS: tuple[ReportSpec, ...] = tuple(
    ReportSpec(f"{name}-blank", form, f"{title}（空白）", "dues", paper, make, blank=True)
    for name, form, title, paper, make in _BLANKS
)

"""Empty forms of the assessment to be filled in by hand: F10, F11, F12 and those of the loop."""

from __future__ import annotations

from collections.abc import Sequence

from djdesk.reports.assessment import (
    corrections,
    layouts,
    pairings,
    publication,
    settlements,
    summary,
    wording,
    year,
)
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Paragraph,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.desk import Desk

ROWS = 15
YEAR_TITLE = f"党员{year.TITLE}"
LINES_TITLE = f"党员{year.DETAILS}"


def _register(
    request: Request,
    form: str,
    title: str,
    columns: Sequence[TableColumn],
    signed: Signatures,
    unit: str = wording.UNIT,
    *more: Block,
) -> Content:
    """An empty register with numbered rows, where it numbers them."""
    numbered = columns[0].title == "序号"
    rows = [[str(n) if numbered else "", *[""] * (len(columns) - 1)] for n in range(1, ROWS + 1)]
    blocks = (
        Heading(title),
        Line("填报单位：", f"时间：{BLANK_DAY}", unit),
        Table(tuple(columns), rows, row_height=8, keep_blank=True),
        *more,
        signed,
    )
    return _form(request, form, title, blocks)


def _form(request: Request, form: str, title: str, blocks: tuple[Block, ...]) -> Content:
    assert request.paper is not None, "ReportSpec.content gives every request its paper"
    return Content(form, title, request.paper, blocks, footer=title)


def blank_year(_desk: Desk, request: Request) -> Content:
    """An empty F10."""
    return _register(request, year.FORM, YEAR_TITLE, layouts.YEAR, wording.SIGNED)


def blank_lines(_desk: Desk, request: Request) -> Content:
    """An empty detail list of one person."""
    return _register(
        request, year.FORM, LINES_TITLE, layouts.LINES, year.READ, "姓名：　　　　　　　　"
    )


def blank_public(_desk: Desk, request: Request) -> Content:
    """An empty F11."""
    pen = wording.PEN * 2
    posted = f"公示时间：{BLANK_DAY}至{BLANK_DAY}。公示地点：{pen}。异议电话：{pen}。"
    return _register(
        request,
        publication.FORM,
        publication.TITLE,
        layouts.BOARD,
        wording.CHECKED,
        wording.UNIT,
        Paragraph(f"{posted}{publication.ASKED}", 0),
    )


def blank_summary(_desk: Desk, request: Request) -> Content:
    """An empty F12."""
    return _register(request, summary.FORM, summary.TITLE, layouts.SUMMARY, layouts.ASSESSED)


def blank_correction(_desk: Desk, request: Request) -> Content:
    """An empty 整改单."""
    return _form(request, "", corrections.TITLE, corrections.form({}, blank=True))


def blank_corrections(_desk: Desk, request: Request) -> Content:
    """An empty 整改台账."""
    title, columns = corrections.REGISTER, corrections.COLUMNS
    return _register(request, "", title, columns, wording.SIGNED, "")


def blank_pairing(_desk: Desk, request: Request) -> Content:
    """An empty 结对帮扶记录 with a line for each month of a year."""
    return _form(request, "", pairings.TITLE, pairings.form({}, blank=True))


def blank_pairings(_desk: Desk, request: Request) -> Content:
    """An empty 结对帮扶台账."""
    title, columns = pairings.REGISTER, pairings.COLUMNS
    return _register(request, "", title, columns, wording.SIGNED, "")


def blank_settlements(_desk: Desk, request: Request) -> Content:
    """An empty 奖惩兑现登记表."""
    title, columns = settlements.TITLE, settlements.COLUMNS
    return _register(request, "", title, columns, settlements.SIGNED, settlements.UNIT)


_WIDE: Paper = wording.WIDE
_BLANKS = (
    ("assessment-year", year.FORM, YEAR_TITLE, _WIDE, blank_year),
    ("assessment-lines", year.FORM, LINES_TITLE, _WIDE, blank_lines),
    ("assessment-public", publication.FORM, publication.TITLE, _WIDE, blank_public),
    ("assessment-summary", summary.FORM, summary.TITLE, _WIDE, blank_summary),
    ("assessment-correction", "", corrections.TITLE, wording.SHEET, blank_correction),
    ("assessment-corrections", "", corrections.REGISTER, _WIDE, blank_corrections),
    ("assessment-pairing", "", pairings.TITLE, wording.SHEET, blank_pairing),
    ("assessment-pairings", "", pairings.REGISTER, _WIDE, blank_pairings),
    ("assessment-settlements", "", settlements.TITLE, _WIDE, blank_settlements),
)

REPORTS: tuple[ReportSpec, ...] = tuple(
    ReportSpec(f"{name}-blank", form, f"{title}（空白）", wording.AREA, paper, make, blank=True)
    for name, form, title, paper, make in _BLANKS
)

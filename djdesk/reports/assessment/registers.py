"""The ledgers of the loop on wide paper: rows of a list in a span, with totals and signatures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from djdesk.models.rules.meetings.periods import Period, periods
from djdesk.reports.assessment import wording
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
from djdesk.reports.kit.registers import BLANK_ROWS, quarter_asked, unit_id, unit_name
from djdesk.reports.kit.spec import Request
from djdesk.services import kinds, listing
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Listing, Query, Row, Scope, Value


def span(request: Request) -> Period:
    """The quarter that was chosen, or the year of the day."""
    number, year = quarter_asked(request), request.day.year
    if number is None:
        return periods("year", year)[0]
    return periods("quarter", year)[number - 1]


def title(request: Request, word: str) -> str:
    """The title of a register of that span."""
    number = quarter_asked(request)
    part = span(request).title if number is not None else ""
    return f"{request.day.year}年{part}{word}"


def listed(desk: Desk, request: Request, of: Listing, keys: tuple[str, ...], key: str) -> list[Row]:
    """The rows of a list whose day `key` lies in the span, in its order; those chosen, if any."""
    scope = Scope(desk.today(), unit_id(desk, request))
    if request.records:
        filters: tuple[Filter, ...] = (Filter("id", "in", request.records),)
    else:
        chosen = span(request)
        filters = (Filter(key, "between", (chosen.start, chosen.end)),)
    query = Query(scope, filters=filters, sort=((key, False),))
    return listing.table(desk, of, query, keys)


def texts(
    of: Listing, keys: tuple[str, ...], rows: Sequence[Row], free: Collection[str] = ()
) -> list[list[str]]:
    """The rows as texts; what is empty of the columns `free` leaves room for the pen."""
    columns = [of.column(key) for key in keys]
    shows = [kinds.shower(column.kind, column.codes) for column in columns]
    empty = [wording.TO_WRITE if key in free else "" for key in keys]
    return [
        [show(value, False) or none for show, value, none in zip(shows, row, empty, strict=True)]
        for row in rows
    ]


def of_record(
    title: str,
    name: str,
    number: str,
    day: Value,
    blocks: tuple[Block, ...],
    paper: Paper | None = None,
) -> Content:
    """One record on its own sheet: whose it is in the title, its ledger number on every page."""
    return Content(
        "",
        f"{title}（{name}）",
        paper or wording.SHEET,
        blocks,
        day if isinstance(day, date) else None,
        title,
        mark=f"台账编号 {number}" if number else "",
    )


def content(
    desk: Desk,
    request: Request,
    word: str,
    columns: tuple[TableColumn, ...],
    rows: Sequence[Sequence[str]],
    totals: tuple[str, ...],
    *,
    signed: Signatures = wording.SIGNED,
    unit: str = "",
) -> Content:
    """A register with its head, its sums and places to sign."""
    said = title(request, word)
    blocks = (
        Heading(said),
        Line(f"填报单位：{unit_name(desk, request)}", f"截至{kinds.show_day(desk.today())}", unit),
        Table(columns, rows, totals, row_height=9, blank_to=BLANK_ROWS),
        signed,
    )
    return Content("", said, request.paper or wording.WIDE, blocks, request.day, word)

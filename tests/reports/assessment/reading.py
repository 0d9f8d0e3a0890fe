"""How the tests look at the papers of the assessment."""

from __future__ import annotations

from datetime import date

from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Content, Table
from djdesk.reports.kit.spec import Request
from djdesk.services.desk import Desk

IN_JUNE, IN_JULY, IN_AUGUST = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)


def of(
    desk: Desk,
    name: str,
    day: date = IN_JULY,
    *,
    records: tuple[int, ...] = (),
    members: tuple[int, ...] = (),
    **options: str,
) -> Content:
    """The report `name` as of a day."""
    request = Request(day, members=members, records=records, options=options)
    return report(name).content(desk, request)


def tables(content: Content) -> list[Table]:
    """The registers of a report."""
    return [block for block in content.blocks if isinstance(block, Table)]


def row(content: Content, name: str) -> list[str]:
    """The only line of the first register in which `name` stands second or first."""
    (found,) = [list(each) for each in tables(content)[0].rows if name in each[:2]]
    return found

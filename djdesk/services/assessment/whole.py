"""A whole month for papers: matrix, explanations and opinions of every level, from one reading."""

from __future__ import annotations

from datetime import date

from djdesk.services.assessment import rows
from djdesk.services.assessment.board import kept_of, made
from djdesk.services.assessment.keeping import Kept
from djdesk.services.assessment.rows import FIXED
from djdesk.services.desk import Desk


def whole(desk: Desk, month: date, *, organization_id: int | None = None) -> Kept:
    """Everything of an opened month: as it was confirmed, before that as the book has it now.

    The digest is empty before it was confirmed. `UserError` for a month that was not opened.
    """
    with desk.store.read() as session:
        book = rows.opened(session, rows.home_of(desk, organization_id), month)
        return kept_of(session, book) if book.state in FIXED else made(session, desk, book)

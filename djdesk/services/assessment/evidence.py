"""The files kept with lines of points (佐证)."""

from __future__ import annotations

from djdesk.services import archive
from djdesk.services.archive import AttachedFile
from djdesk.services.assessment.ledger import OWNER
from djdesk.services.desk import Desk

__all__ = ["OWNER", "evidence"]


def evidence(desk: Desk, line_id: int) -> tuple[AttachedFile, ...]:
    """The files kept with a line, the latest first."""
    with desk.store.read() as session:
        return archive.attachments(session, OWNER, line_id)

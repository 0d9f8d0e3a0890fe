"""Meetings as plain rows, for what is asked of meetings however they came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from sqlalchemy import event

from djdesk.models.meetings import Attendance, Meeting
from djdesk.services.desk import Desk
from tests.services.conftest import Enrol

__all__ = ["Enrol", "put_meeting"]


def put_meeting(
    desk: Desk,
    kind: str = "M1",
    on: date = date(2026, 3, 20),
    *,
    unit: int | None = None,
    state: str = "recorded",
    number: int = 1,
    **columns: object,
) -> int:
    """A meeting straight into the table, for what is asked of meetings however they came about."""
    with desk.store.write("测试会议", area="meetings") as session:
        row = Meeting(
            organization_id=unit or desk.store.book.home_organization_id,
            kind=kind,
            held_on=on,
            state=state,
            year=on.year,
            number=number,
            **columns,
        )
        session.add(row)
        session.flush()
        return row.id


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """The SELECT statements that run inside the block."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(desk.store.engine, "before_cursor_execute", note)


def put_roll(desk: Desk, meeting_id: int, marks: Mapping[int, str], **columns: object) -> None:
    """Mark members of a meeting: member to status; `columns` are the same for all of them."""
    with desk.store.write("测试签到", area="meetings") as session:
        for member_id, status in marks.items():
            values = {"name": "某", **columns}
            session.add(
                Attendance(meeting_id=meeting_id, member_id=member_id, status=status, **values)
            )

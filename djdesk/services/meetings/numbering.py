"""Running numbers (第×次): by kind, unit and year, in order of date, never changed silently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.meetings import Meeting
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings.rows import AREA, PLANNED, WRITTEN, own


def give_number(session: Session, row: Meeting) -> None:
    """Give a meeting that was just held its number in its year.

    A number that was given back (a meeting was taken out) is used again where it fits. Otherwise it
    goes before later meetings as long as none of them was written up. After that their numbers
    stand on paper: this one gets the next number, and `Record.hints` says so.
    """
    session.flush()
    later = _numbered(session, row, _after(row))
    earlier = _numbered(session, row, not_(_after(row)))
    gap = max((each.number for each in earlier), default=0) + 1
    if later and gap < min(each.number for each in later):
        row.number = gap
        return
    highest = session.scalar(select(func.max(Meeting.number)).where(_alike(row))) or 0
    fixed = any(each.state in WRITTEN or each.revision > 1 for each in later)
    tail = list(range(highest - len(later) + 1, highest + 1))
    if not later or fixed or [each.number for each in later] != tail:
        row.number = highest + 1
        return
    row.number = tail[0]
    for each in later:
        each.number += 1
    session.flush()


def follow_day(session: Session, row: Meeting, before: date, year: Value) -> None:
    """After the day was changed from `before`: let the year of the meeting follow.

    `year` is the one asked for (民主评议 held in January counts for the year before), None: that of
    the day unless another was chosen. In another year the meeting gets a number of that year.
    """
    wanted = row.year
    if isinstance(year, int):
        wanted = year
    elif row.year == before.year:
        wanted = row.held_on.year
    if wanted == row.year:
        return
    row.year = wanted
    if row.state not in PLANNED:
        row.number = 0
        give_number(session, row)


def renumber(desk: Desk, meeting_id: int) -> int:
    """Number all meetings of the same kind, unit and year again by their dates (按日期重排次数).

    Returns how many numbers changed. `UserError` if a locked record would get another number: its
    printed pages carry the old one.
    """
    desk.require(AREA)
    with desk.store.write("按日期重排次数", area=AREA) as session:
        row = own(session, meeting_id)
        changed = 0
        for number, each in enumerate(_numbered(session, row), 1):
            if each.number == number:
                continue
            if each.state == "reviewed":
                raise UserError(
                    f"第{each.number}次会议（{each.held_on:%Y.%m.%d}）已经审核锁定，不能改次数。",
                    "确需重排的，请先对这份记录办理“更正”。",
                )
            each.number = number
            changed += 1
        return changed


def _numbered(
    session: Session, row: Meeting, condition: ColumnElement[bool] | None = None
) -> Sequence[Meeting]:
    """The meetings that count together with `row` and have a number, by date."""
    statement = select(Meeting).where(_alike(row), Meeting.number > 0)
    if condition is not None:
        statement = statement.where(condition, Meeting.id != row.id)
    at = func.coalesce(Meeting.start_at, 0)
    return session.scalars(statement.order_by(Meeting.held_on, at, Meeting.id)).all()


def _alike(row: Meeting) -> ColumnElement[bool]:
    return and_(
        Meeting.kind == row.kind,
        Meeting.organization_id == row.organization_id,
        Meeting.year == row.year,
        Meeting.origin == row.origin,
    )


def _after(row: Meeting) -> ColumnElement[bool]:
    at = func.coalesce(Meeting.start_at, 0)
    same_day = and_(Meeting.held_on == row.held_on, at > (row.start_at or 0))
    return or_(Meeting.held_on > row.held_on, same_day)

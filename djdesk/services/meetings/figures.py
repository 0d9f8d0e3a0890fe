"""Figures of a year about people: attendance by member and month, study hours so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from sqlalchemy import ColumnElement, String, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.roster import Standing
from djdesk.models.rules import codes
from djdesk.models.rules.meetings import hours as hour_rules
from djdesk.models.rules.meetings import kinds as kind_rules
from djdesk.services.desk import Desk
from djdesk.services.meetings.people import Person, everybody, expected

HELD = ("held", "recorded", "reviewed")
"""The states of meetings that took place."""

MONTHS = 12
COMMITTEE_KIND = "M2"
"""Who comes to a meeting of this kind is the committee."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How often somebody came: `present` of `should` meetings, those of `meeting_ids`."""

    present: int
    should: int
    meeting_ids: tuple[int, ...]

    @property
    def rate(self) -> int | None:
        """Attendance in whole per cent, half up; None where there was no meeting to come to."""
        return (200 * self.present + self.should) // (2 * self.should) if self.should else None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One member: twelve months from January, and the whole year."""

    member_id: int
    name: str
    group: str
    cells: tuple[HeatCell, ...]
    whole: HeatCell


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Attendance of everybody by month, in the order of the roster; `months` is all together."""

    year: int
    rows: tuple[HeatRow, ...]
    months: tuple[HeatCell, ...]
    whole: HeatCell


@dataclass(frozen=True, slots=True)
class StudyRow:
    """Study hours of a member in the year, in tenths of 学时; those made up are in `hours` too.

    `target` is what is asked for by the end of the year, pro rata for who came in the course of it.
    """

    member_id: int
    name: str
    group: str
    officer: bool
    hours: int
    target: int
    made_up: int


def by_member_and_month(
    desk: Desk, year: int, organization_id: int | None = None, *, kinds: Sequence[str] = ()
) -> HeatMap:
    """Attendance by month of those who belong today (to a past year: at its end).

    Leave counts as not there; who was not to be counted (不计入应到) and guests are left out.
    `kinds` limits it to some kinds of meetings.
    """
    with desk.store.read() as session:
        home = organization_id or desk.store.book.home_organization_id
        people = everybody(session, home, as_of(desk.today(), year))
        statement = (
            select(
                Attendance.member_id,
                Meeting.held_on,
                Meeting.id,
                Attendance.status.in_(coming()),
            )
            .join(Meeting, Meeting.id == Attendance.meeting_id)
            .where(*held_in(year), Attendance.status.in_(counted()))
            .order_by(Meeting.held_on, Meeting.id)
        )
        if kinds:
            statement = statement.where(Meeting.kind.in_(kinds))
        seen: dict[tuple[int | None, int], list[tuple[int, bool]]] = {}
        for member_id, held_on, meeting_id, came in session.execute(statement):
            seen.setdefault((member_id, held_on.month), []).append((meeting_id, bool(came)))
    rows = tuple(_heat_row(person, seen) for person in people)
    months = tuple(_together(row.cells[month] for row in rows) for month in range(MONTHS))
    return HeatMap(year, rows, months, _together(months))


def _heat_row(
    person: Person, seen: Mapping[tuple[int | None, int], Sequence[tuple[int, bool]]]
) -> HeatRow:
    months = [seen.get((person.member_id, month), ()) for month in range(1, MONTHS + 1)]
    cells = tuple(
        HeatCell(sum(came for _, came in month), len(month), tuple(key for key, _ in month))
        for month in months
    )
    return HeatRow(person.member_id, person.name, person.group, cells, _together(cells))


def _together(cells: Iterable[HeatCell]) -> HeatCell:
    """Several cells as one; a meeting of many is named once."""
    listed = tuple(cells)
    ids = dict.fromkeys(chain.from_iterable(cell.meeting_ids for cell in listed))
    return HeatCell(
        sum(cell.present for cell in listed), sum(cell.should for cell in listed), tuple(ids)
    )


def study(desk: Desk, year: int, organization_id: int | None = None) -> tuple[StudyRow, ...]:
    """Study hours of those who belong today (to a past year: at its end), in the roster's order.

    Only who came gets the hours of a meeting, and of a sitting recorded as two kinds only once;
    absentees get those of their make-up (补课), in the year in which it was done.
    """
    with desk.store.read() as session:
        home = organization_id or desk.store.book.home_organization_id
        return study_of(session, home, year, as_of(desk.today(), year))


def study_of(
    session: Session, organization_id: int, year: int, day: date, *, so_far: bool = False
) -> tuple[StudyRow, ...]:
    """As `study`, in the session of the caller, of those who belong on `day` and what came by then.

    `so_far` asks of everybody only what the months up to that of `day` ask for (R20).
    """
    people = everybody(session, organization_id, day)
    officers = {person.member_id for person in committee(session, organization_id, day)}
    hours, made_up = _attended(session, year, day), _made_up(session, year, day)
    spans = _spans(session, year)
    after = day + timedelta(days=1)
    rows = []
    for person in people:
        key, officer = person.member_id, person.member_id in officers
        again = made_up.get(key, 0)
        mine = spans.get(key, ())
        if so_far:
            mine = [(since, min(until or after, after)) for since, until in mine]
        target = sum(hour_rules.target(span, officer, None, year) for span in mine)
        total = hours.get(key, 0) + again
        rows.append(StudyRow(key, person.name, person.group, officer, total, target, again))
    return tuple(rows)


def committee(session: Session, organization_id: int, day: date) -> tuple[Person, ...]:
    """The members who sit on the branch's committee on `day`, in the order of offices."""
    return expected(session, kind_rules.kind(COMMITTEE_KIND, day), organization_id, day)


def _attended(session: Session, year: int, day: date) -> dict[int, int]:
    """Tenths of 学时 by member for what they came to in the year up to `day`."""
    upto = (*held_in(year), Meeting.held_on <= day)
    came = (*upto, Meeting.hours > 0, Attendance.status.in_(coming()))
    return _once_a_sitting(session, Meeting.hours, came)


def _made_up(session: Session, year: int, day: date) -> dict[int, int]:
    """Tenths of 学时 by member for what they made up in the year up to `day`."""
    in_year = Attendance.makeup_on.between(date(year, 1, 1), day)
    return _once_a_sitting(session, Attendance.makeup_hours, (Attendance.makeup_hours > 0, in_year))


def _once_a_sitting(
    session: Session,
    hours: InstrumentedAttribute[int],
    conditions: Iterable[ColumnElement[bool]],
) -> dict[int, int]:
    """Tenths of 学时 by member; a sitting recorded as two kinds gives its hours once."""
    once = case((Meeting.sitting == "", cast(Meeting.id, String)), else_=Meeting.sitting)
    sittings = (
        select(Attendance.member_id, func.max(hours).label("hours"))
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(*conditions)
        .group_by(Attendance.member_id, once)
        .subquery()
    )
    rows = session.execute(
        select(sittings.c.member_id, func.sum(sittings.c.hours)).group_by(sittings.c.member_id)
    )
    return {row[0]: int(row[1]) for row in rows if row[0] is not None}


def _spans(session: Session, year: int) -> dict[int, list[tuple[date, date | None]]]:
    """From when until when each member belonged in the year; rows that touch are one."""
    rows = session.execute(
        select(Standing.member_id, Standing.since, Standing.until)
        .where(Standing.state == "in", Standing.since <= date(year, 12, 31))
        .where(or_(Standing.until.is_(None), Standing.until > date(year, 1, 1)))
        .order_by(Standing.member_id, Standing.since, Standing.id)
    )
    found: dict[int, list[tuple[date, date | None]]] = {}
    for member_id, since, until in rows:
        spans = found.setdefault(member_id, [])
        if spans and spans[-1][1] == since:
            spans[-1] = spans[-1][0], until
        else:
            spans.append((since, until))
    return found


def as_of(today: date, year: int) -> date:
    """The day on which the people of a year are asked for: its last, or today before that."""
    return min(today, date(year, 12, 31))


def held_in(year: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a meeting took place in `year`."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return (Meeting.held_on >= first, Meeting.held_on <= last, Meeting.state.in_(HELD))


def coming() -> tuple[str, ...]:
    """The codes of attendance that count as 实到."""
    return codes.table("attendance_status").in_group("present")


def counted() -> tuple[str, ...]:
    """The codes of attendance that count toward 应到."""
    table = codes.table("attendance_status")
    return tuple(chain.from_iterable(map(table.in_group, ("present", "leave", "absent"))))

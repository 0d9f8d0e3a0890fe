"""The roll of a meeting (签到): who should come as of that day, and who came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.services.desk import Desk
from djdesk.services.meetings import people
from djdesk.services.meetings.kinds import kind_of
from djdesk.services.meetings.people import Person, member_code
from djdesk.services.meetings.rows import found
from djdesk.services.roster import expressions as x

STATUSES = "attendance_status"
GUEST = "guest"


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person of the roll; `status` is a code of `attendance_status`, empty: not marked yet.

    `code` is what a reader types for this member. `arrived_at` are minutes since midnight. `mobile`
    is a member registered as 流动党员 that day. Make-up (补课) is filled once it was done.
    """

    attendance_id: int | None
    member_id: int | None
    name: str
    post: str
    group: str
    voter: bool
    status: str
    reason: str = ""
    approved_by: str = ""
    arrived_at: int | None = None
    code: str = ""
    mobile: bool = False
    makeup_on: date | None = None
    makeup_way: str = ""
    makeup_hours: int = 0

    @property
    def standing(self) -> str:
        """present, leave, absent, excused, guest, or empty while not marked."""
        return group_of(self.status)


@dataclass(frozen=True, slots=True)
class Guest:
    """A person who sits in (列席); `member_id` is that of a member of this book, if one."""

    name: str
    post: str = ""
    reason: str = ""
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """The whole roll with its counts; those excused (不计入应到) are in `rows` but in no count.

    `expected` are the members whom the roster of that day asks for; `differs` says in sentences
    who is on the roll and not among them, or the other way round. `unmarked` counts those of whom
    nothing was said yet.
    """

    rows: tuple[RollRow, ...]
    guests: tuple[RollRow, ...]
    should: int
    present: int
    leave: int
    absent: int
    voters: int
    voters_present: int
    unmarked: int
    expected: tuple[int, ...]
    differs: tuple[str, ...]


def group_of(status: str) -> str:
    """The group of a status: present, leave, absent, excused or guest; empty for none."""
    entry = codes.table(STATUSES).by_code.get(status)
    return entry.group if entry is not None else ""


def expected(session: Session, meeting: Meeting) -> tuple[Person, ...]:
    """The members whom the roster of the meeting's day asks for, in list order."""
    kind = kind_of(session, meeting.kind, meeting.held_on, meeting.origin)
    return people.expected(session, kind, meeting.organization_id, meeting.held_on)


def roll(desk: Desk, meeting_id: int) -> Roll:
    """The roll of a meeting: what was marked, and (unless locked) who is still to be marked."""
    with desk.store.read() as session:
        return roll_of(session, found(session, meeting_id))


def roll_of(session: Session, meeting: Meeting) -> Roll:
    """As `roll`, inside a session of the caller."""
    should_come = expected(session, meeting)
    kept = list(
        session.scalars(
            select(Attendance)
            .where(Attendance.meeting_id == meeting.id)
            .order_by(Attendance.position, Attendance.id)
        )
    )
    # who sat in and should have come (the roster was put right) is still to be marked
    known = {
        row.member_id: row for row in kept if row.member_id is not None and row.status != GUEST
    }
    wanted = {person.member_id: person for person in should_come}
    groups = _groups(session, meeting, [key for key in known if key not in wanted])
    rows = [
        _kept(known[person.member_id], person, groups)
        if person.member_id in known
        else _unmarked(person)
        for person in should_come
        if person.member_id in known or not meeting.reviewed_on
    ]
    rows += [
        _kept(row, None, groups)
        for row in kept
        if row.status != GUEST and (row.member_id is None or row.member_id not in wanted)
    ]
    guests = tuple(_kept(row, None, groups) for row in kept if row.status == GUEST)
    chosen = not should_come
    return _counted(rows, guests, tuple(wanted), () if chosen else _differing(rows, should_come))


def _counted(
    rows: Sequence[RollRow],
    guests: tuple[RollRow, ...],
    wanted: tuple[int, ...],
    differs: tuple[str, ...],
) -> Roll:
    counts = {"present": 0, "leave": 0, "absent": 0, "excused": 0, "": 0}
    voters = voters_present = 0
    for row in rows:
        standing = row.standing
        counts[standing] += 1
        if row.voter and standing != "excused":
            voters += 1
            voters_present += standing == "present"
    return Roll(
        rows=tuple(rows),
        guests=guests,
        should=len(rows) - counts["excused"],
        present=counts["present"],
        leave=counts["leave"],
        absent=counts["absent"],
        voters=voters,
        voters_present=voters_present,
        unmarked=counts[""],
        expected=wanted,
        differs=differs,
    )


def _unmarked(person: Person) -> RollRow:
    return RollRow(
        None,
        person.member_id,
        person.name,
        person.post,
        person.group,
        person.voter,
        "",
        code=member_code(person.uid),
        mobile=person.mobile,
    )


def _kept(row: Attendance, person: Person | None, groups: dict[int, tuple[str, str]]) -> RollRow:
    """A marked person: name, office and vote as they were written down."""
    uid, group = groups.get(row.member_id or 0, ("", ""))
    if person is not None:
        uid, group = person.uid, person.group
    return RollRow(
        row.id,
        row.member_id,
        row.name,
        row.post,
        group,
        row.voter,
        row.status,
        row.reason,
        row.approved_by,
        row.arrived_at,
        member_code(uid) if uid else "",
        person.mobile if person is not None else False,
        row.makeup_on,
        row.makeup_way,
        row.makeup_hours,
    )


def _groups(
    session: Session, meeting: Meeting, member_ids: Iterable[int]
) -> dict[int, tuple[str, str]]:
    """Uid and group on that day of members who are on the roll without being asked for."""
    wanted = list(member_ids)
    if not wanted:
        return {}
    group = (
        select(x.Group.name)
        .join(Standing, Standing.group_id == x.Group.id)
        .where(Standing.member_id == Member.id, x.standing_on(meeting.held_on))
        .limit(1)
        .scalar_subquery()
    )
    found_rows = session.execute(select(Member.id, Member.uid, group).where(Member.id.in_(wanted)))
    return {row[0]: (row[1], row[2] or "") for row in found_rows}


def _differing(rows: Sequence[RollRow], should_come: Sequence[Person]) -> tuple[str, ...]:
    """Where the roll and the roster of that day say different things, a sentence for each."""
    if not any(row.attendance_id for row in rows):
        return ()
    wanted = {person.member_id: person for person in should_come}
    marked = {row.member_id: row for row in rows if row.attendance_id}
    told = []
    for person in should_come:
        row = marked.get(person.member_id)
        if row is None:
            told.append(f"{person.name}当日应到，签到中还没有。")
        elif row.voter != person.voter:
            word = "有" if person.voter else "没有"
            told.append(f"{person.name}当日{word}表决权，与签到中登记的不一致。")
    told += [
        f"{row.name}在签到中，当日花名册里不应到。"
        for row in rows
        if row.attendance_id and row.member_id is not None and row.member_id not in wanted
    ]
    return tuple(told)

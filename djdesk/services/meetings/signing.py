"""Marking the roll: everybody in one step, one by one with a code reader, and 补课 afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.meetings import Attendance, Meeting, Resolution
from djdesk.models.roster import Member
from djdesk.models.rules import codes, names
from djdesk.models.rules.text import compact
from djdesk.models.store.bulk import add_many, change_many
from djdesk.services.desk import Desk
from djdesk.services.meetings import people
from djdesk.services.meetings.people import Person, member_code
from djdesk.services.meetings.roll import (
    GUEST,
    STATUSES,
    Guest,
    Roll,
    RollRow,
    expected,
    group_of,
    roll_of,
)
from djdesk.services.meetings.rows import AREA, editable, found, own, refuse, title_of


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one member; an empty status takes the mark away again.

    `arrived_at` are minutes since midnight.
    """

    status: str
    reason: str = ""
    approved_by: str = ""
    arrived_at: int | None = None


def candidates(desk: Desk, meeting_id: int) -> tuple[tuple[int, str, str], ...]:
    """Members of the unit on that day who are not on the roll yet, as (id, name, group).

    They are who may be added where the kind is for chosen people.
    """
    with desk.store.read() as session:
        meeting = found(session, meeting_id)
        there = {row.member_id for row in roll_of(session, meeting).rows}
        everybody = people.everybody(session, meeting.organization_id, meeting.held_on)
        return tuple((p.member_id, p.name, p.group) for p in everybody if p.member_id not in there)


def save_roll(
    desk: Desk,
    meeting_id: int,
    marks: Mapping[int, Mark],
    guests: Sequence[Guest] | None = None,
) -> None:
    """Keep the marks of members (by member id) and the list of guests, all in one step.

    Members without a mark stay as they are; `guests` None leaves those as they are, otherwise they
    are all replaced. Leave may be entered before the meeting. Raises `Refused` for a status nobody
    knows or for somebody who was not on the roster that day.
    """
    desk.require(AREA)
    with desk.store.read() as session:
        title = title_of(session, found(session, meeting_id))
    with desk.store.write(f"登记签到：{title}", area=AREA) as session:
        meeting = editable(session, meeting_id)
        mark_all(session, meeting, marks)
        if guests is not None:
            _replace_guests(session, meeting, guests)
        recount(session, meeting)


def mark_all(session: Session, meeting: Meeting, marks: Mapping[int, Mark]) -> None:
    """As `save_roll`, inside a transaction of the caller and without the counts."""
    kept = {row.member_id: row for row in _rows(session, meeting) if row.member_id is not None}
    there = _may_be_marked(session, meeting, marks, kept)
    refuse(_problems(session, marks, there, kept))
    new, changed = [], []
    for place, (member_id, person) in enumerate(there.items()):
        mark = marks.get(member_id)
        row = kept.get(member_id)
        if mark is None:
            continue
        values = _values(mark)
        if row is None:
            if mark.status:
                ids = {"meeting_id": meeting.id, "member_id": member_id}
                new.append(ids | _known(person, place) | values)
        elif not mark.status:
            if row.status != GUEST:
                session.delete(row)
        else:
            known = {} if row.status != GUEST else _known(person, place)
            changed.append({"id": row.id} | known | values | _settled(row, mark))
    for member_id, row in kept.items():
        mark = marks.get(member_id) if member_id not in there else None
        if mark is not None and mark.status:
            changed.append({"id": row.id} | _values(mark) | _settled(row, mark))
        elif mark is not None:
            session.delete(row)
    session.flush()
    if changed:
        change_many(session, Attendance, changed)
    add_many(session, Attendance, new)


def _known(person: Person, place: int) -> dict[str, object]:
    """What the roster of that day says of somebody on the roll."""
    return {
        "name": person.name,
        "post": person.post,
        "voter": person.voter,
        "position": place,
    }


def _values(mark: Mark) -> dict[str, object]:
    came = group_of(mark.status) == "present"
    return {
        "status": mark.status,
        "reason": "" if came else mark.reason.strip(),
        "approved_by": "" if came else names.clean(mark.approved_by),
        "arrived_at": mark.arrived_at if came else None,
    }


def _settled(row: Attendance, mark: Mark) -> dict[str, object]:
    """Who came after all owes no make-up, so none stays written down."""
    if group_of(mark.status) != "present" or row.makeup_on is None:
        return {}
    return {"makeup_on": None, "makeup_way": "", "makeup_hours": 0}


def _may_be_marked(
    session: Session,
    meeting: Meeting,
    marks: Mapping[int, Mark],
    kept: Mapping[int, Attendance],
) -> dict[int, Person]:
    """Who may be marked, by member id in list order; for chosen people everybody of the unit."""
    there = {person.member_id: person for person in expected(session, meeting)}
    if there or not set(marks) - set(kept):
        return there
    all_people = people.everybody(session, meeting.organization_id, meeting.held_on)
    return {person.member_id: person for person in all_people}


def _problems(
    session: Session,
    marks: Mapping[int, Mark],
    there: Mapping[int, Person],
    kept: Mapping[int, Attendance],
) -> list[Problem]:
    statuses = codes.table(STATUSES).by_code
    told = [
        Problem("到会情况不在代码表里。", "请重新选择。", "status", value=mark.status)
        for mark in marks.values()
        if mark.status and (mark.status not in statuses or mark.status == GUEST)
    ]
    strangers = [key for key in marks if key not in there and key not in kept]
    if strangers:
        found_names = session.scalars(select(Member.name).where(Member.id.in_(strangers)))
        told.append(
            Problem(
                f"{'、'.join(found_names) or '有人'}不在本次会议的应到名单里。",
                "请核对会议日期和花名册；列席的请登记在列席人员中。",
                "roll",
            )
        )
    return told


def _rows(session: Session, meeting: Meeting) -> list[Attendance]:
    return list(session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)))


def _replace_guests(session: Session, meeting: Meeting, guests: Sequence[Guest]) -> None:
    """Let `guests` be the list of those who sit in; rows that say the same stay."""
    kept = [row for row in _rows(session, meeting) if row.status == GUEST]
    by_key = {(row.member_id, row.name): row for row in kept}
    on_roll = {row.member_id: row.name for row in _rows(session, meeting) if row.status != GUEST}
    for place, guest in enumerate(guests):
        name = names.clean(guest.name)
        if not name:
            raise Refused([Problem("请填写列席人员的姓名。", field="guests")])
        if guest.member_id is not None and guest.member_id in on_roll:
            raise Refused([Problem(f"{name}是应到人员，不用登记为列席。", field="guests")])
        row = by_key.pop((guest.member_id, name), None)
        if row is None:
            row = Attendance(meeting_id=meeting.id, member_id=guest.member_id, name=name)
            row.status, row.voter = GUEST, False
            session.add(row)
        row.position, row.post, row.reason = place, guest.post.strip(), guest.reason.strip()
    for row in by_key.values():
        session.delete(row)
    session.flush()


def recount(session: Session, meeting: Meeting) -> Roll:
    """Write the four counts of the roll into the meeting; votes counted by them follow."""
    session.flush()
    counted = roll_of(session, meeting)
    before = meeting.voters, meeting.voters_present
    held = any(row.attendance_id for row in counted.rows)
    meeting.should, meeting.voters = counted.should, counted.voters
    meeting.present = counted.present if held else None
    meeting.voters_present = counted.voters_present if held else None
    if before != (meeting.voters, meeting.voters_present):
        _follow(session, meeting, *before)
    return counted


def _follow(session: Session, meeting: Meeting, voters: int | None, present: int | None) -> None:
    """Let votes that stood with the counts of the roll before stand with those of now.

    Numbers that somebody typed otherwise (who came after the vote) stay.
    """
    voted = select(Resolution).where(Resolution.meeting_id == meeting.id, Resolution.method != "")
    for line in session.scalars(voted):
        if line.should is not None and line.should == voters:
            line.should = meeting.voters
        if line.present is not None and line.present == present:
            line.present = meeting.voters_present


def refresh_roll(desk: Desk, meeting_id: int) -> None:
    """Bring the roll in line with the roster of that day, after the roster was put right.

    Those who were not to come are taken off, offices and votes are read again; who is to come in
    addition stands there unmarked.
    """
    desk.require(AREA)
    with desk.store.write("按花名册更新签到名单", area=AREA) as session:
        meeting = editable(session, meeting_id)
        should_come = expected(session, meeting)
        wanted = {person.member_id: person for person in should_come}
        for row in _rows(session, meeting):
            if row.status == GUEST or row.member_id is None:
                continue
            person = wanted.get(row.member_id)
            if person is not None:
                row.voter, row.post, row.name = person.voter, person.post, person.name
            elif should_come:
                session.delete(row)
        recount(session, meeting)


def sign_in(desk: Desk, meeting_id: int, code: str, at: int) -> RollRow:
    """Mark the member whose code was read as present, late after the beginning.

    `code` is what a reader types: `member_code` or the number of the identity card. `at` are
    minutes since midnight. Who has signed already stays as he is. `UserError` if the code is
    nobody's or somebody's who is not to come.
    """
    desk.require(AREA)
    with desk.store.read() as session:
        meeting = found(session, meeting_id)
        row = _owner_of(session, roll_of(session, meeting), code)
        late = meeting.start_at is not None and at > meeting.start_at
    if row.standing == "present":
        return row
    with desk.store.write(f"签到：{row.name}", area=AREA) as session:
        meeting = editable(session, meeting_id)
        mark = Mark("late" if late else "present", arrived_at=at)
        mark_all(session, meeting, {row.member_id or 0: mark})
        counted = recount(session, meeting)
        return next(each for each in counted.rows if each.member_id == row.member_id)


def _owner_of(session: Session, counted: Roll, code: str) -> RollRow:
    typed = compact(code).upper()
    if not typed:
        raise UserError("没有读到签到码。", "请重新扫码，或用键盘登记。")
    for row in counted.rows:
        if row.code == typed:
            return row
    person = session.execute(
        select(Member.id, Member.name, Member.uid).where(Member.id_number == typed)
    ).first()
    if person is None and typed.startswith("DJ"):
        known = session.execute(select(Member.id, Member.name, Member.uid))
        person = next((row for row in known if member_code(row[2]) == typed), None)
    if person is None:
        raise UserError("没有找到这个签到码对应的党员。", "请用本账套打印的签到码，或用键盘登记。")
    for row in counted.rows:
        if row.member_id == person[0]:
            return row
    raise UserError(
        f"{person[1]}不在本次会议的应到名单里。", "列席的请登记在列席人员中；党小组会请核对党小组。"
    )


def make_up(
    desk: Desk,
    attendance_id: int,
    *,
    on: date | None,
    way: str = "",
    hours: int | None = None,
) -> None:
    """Record how an absence was made up (补课), also for a locked record; `on` None takes it back.

    `hours` are tenths of 学时, None: those of the meeting. The text of the record stays as it is.
    """
    make_up_many(desk, (attendance_id,), on=on, way=way, hours=hours)


def make_up_many(
    desk: Desk,
    attendance_ids: Sequence[int],
    *,
    on: date | None,
    way: str = "",
    hours: int | None = None,
) -> int:
    """As `make_up`, for several absences in one step; returns how many.

    Refused for all of them if one cannot be made up so.
    """
    desk.require(AREA)
    many = f" {len(attendance_ids)} 人次" if len(attendance_ids) > 1 else ""
    with desk.store.write(f"{'登记补课' if on else '取消补课登记'}{many}", area=AREA) as session:
        for attendance_id in attendance_ids:
            _make_up(session, desk.today(), attendance_id, on, way, hours)
    return len(attendance_ids)


def _make_up(
    session: Session, today: date, attendance_id: int, on: date | None, way: str, hours: int | None
) -> None:
    row = session.get(Attendance, attendance_id)
    if row is None:
        raise UserError("找不到这条签到。", "它可能已被撤销，请刷新后重试。")
    meeting = own(session, row.meeting_id)
    if on is None:
        row.makeup_on, row.makeup_way, row.makeup_hours = None, "", 0
        return
    if group_of(row.status) not in ("leave", "absent"):
        raise UserError(f"{row.name}没有缺席，不用补课。", "请核对签到。")
    told = []
    if on < meeting.held_on:
        day = f"{meeting.held_on:%Y.%m.%d}"
        text = f"补课日期早于会议日期（{row.name}缺席 {day} 的会议）。"
        told.append(Problem(text, "请核对日期。", "makeup_on"))
    if on > today:
        told.append(Problem("补课日期在今天之后。", "请核对日期。", "makeup_on"))
    if hours is not None and not 0 <= hours <= 240:
        told.append(Problem("补课学时不合情理。", "请填写 0 到 24 学时。", "makeup_hours"))
    if not way.strip():
        told.append(Problem("请填写补课方式。", field="makeup_way"))
    refuse(told)
    row.makeup_on, row.makeup_way = on, way.strip()
    row.makeup_hours = meeting.hours if hours is None else hours

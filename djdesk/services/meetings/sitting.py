"""One sitting recorded as two kinds: separate records that share time, people and evidence."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.archive import Attachment
from djdesk.models.base import new_uid
from djdesk.models.meetings import Attendance, Meeting
from djdesk.services.desk import Desk
from djdesk.services.meetings.beginning import hold_row, unit_problems
from djdesk.services.meetings.kinds import kind_of
from djdesk.services.meetings.roll import GUEST
from djdesk.services.meetings.rows import AREA, PLANNED, files_of, own, refuse
from djdesk.services.meetings.signing import Mark, mark_all, recount

_SHARED = (
    "held_on",
    "start_at",
    "end_at",
    "place",
    "form",
    "topic",
    "chair_id",
    "chair",
    "recorder_id",
    "recorder",
    "notified_on",
    "notice",
)


def also_as(desk: Desk, meeting_id: int, kind: str) -> int:
    """Record the same sitting as another `kind` too; returns the key of the new record.

    Time, place, people, attendance, guests and evidence are taken over; what was said and decided
    is written for each kind by itself (the rule asks for separate records). Each counts once for
    its own frequency.
    """
    desk.require(AREA)
    with desk.store.read() as session:
        word = kind_of(session, kind, own(session, meeting_id).held_on).name
    with desk.store.write(f"同场会议另记为：{word}", area=AREA) as session:
        row = own(session, meeting_id)
        if row.state in (*PLANNED, "cancelled"):
            raise UserError("会议还没有召开。", "请先点“开始签到”，会后再另记一类。")
        _refuse_second(session, row, kind)
        unit_id = row.organization_id
        refuse(unit_problems(session, kind_of(session, kind, row.held_on), unit_id))
        row.sitting = row.sitting or new_uid()
        copied = {key: getattr(row, key) for key in _SHARED}
        mate = Meeting(
            organization_id=unit_id,
            kind=kind,
            year=row.year,
            sitting=row.sitting,
            **copied,
        )
        session.add(mate)
        session.flush()
        hold_row(session, desk.today(), mate)
        _copy_roll(session, row, mate)
        for file in files_of(session, row):
            session.add(_copied_file(file, mate))
        session.flush()
        return mate.id


def _refuse_second(session: Session, row: Meeting, kind: str) -> None:
    same = [row.kind]
    if row.sitting:
        same += session.scalars(
            select(Meeting.kind).where(Meeting.sitting == row.sitting, Meeting.id != row.id)
        )
    if kind in same:
        raise Refused([Problem("这场会议已经按这个类别记录过了。", "请选择别的类别。", "kind")])


def _copy_roll(session: Session, row: Meeting, mate: Meeting) -> None:
    """Marks of those who should come to the other kind too; all guests."""
    rows = list(session.scalars(select(Attendance).where(Attendance.meeting_id == row.id)))
    marks = {
        entry.member_id: Mark(entry.status, entry.reason, entry.approved_by, entry.arrived_at)
        for entry in rows
        if entry.member_id is not None and entry.status != GUEST
    }
    counted = recount(session, mate)
    wanted = set(counted.expected) or set(marks)
    mark_all(session, mate, {key: mark for key, mark in marks.items() if key in wanted})
    for entry in rows:
        if entry.status == GUEST and entry.member_id not in wanted:
            session.add(
                Attendance(
                    meeting_id=mate.id,
                    position=entry.position,
                    member_id=entry.member_id,
                    name=entry.name,
                    post=entry.post,
                    status=GUEST,
                    reason=entry.reason,
                )
            )
    recount(session, mate)


def _copied_file(file: Attachment, mate: Meeting) -> Attachment:
    kept = ("title", "media_type", "size", "digest", "added_at", "remark", "purpose", "thumb")
    values = {key: getattr(file, key) for key in (*kept, "original")}
    return Attachment(owner="meeting", owner_id=mate.id, **values)

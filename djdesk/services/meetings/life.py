"""A record after the meeting: written up, signed, reviewed and locked; or cancelled, taken out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.meetings import Attendance, Meeting, Review
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Member
from djdesk.models.rules import names
from djdesk.services.desk import Desk, Role
from djdesk.services.meetings.finishing import finished, settle, unfinished
from djdesk.services.meetings.kinds import kind_of
from djdesk.services.meetings.record import PARTS, PartRow
from djdesk.services.meetings.rows import (
    AREA,
    PLANNED,
    editable,
    files_of,
    found,
    own,
    refuse,
    title_of,
)

SECRETARY, LEADER = "11", "31"
"""Posts (code table `party_post`): 书记, 党小组组长."""


def finish(desk: Desk, meeting_id: int) -> None:
    """The record is written up (整理完成): `Refused` with what must not be blank by the kind.

    What only deserves a look (`supervision.findings`) stops nothing. The first finishing is the day
    of writing up; study hours that nobody typed follow from the time.
    """
    desk.require(AREA)
    with desk.store.write("会议记录整理完成", area=AREA) as session:
        row = editable(session, meeting_id)
        if row.state in PLANNED:
            raise UserError("会议还没有开始。", "请先点“开始签到”。")
        kind = kind_of(session, row.kind, row.held_on)
        refuse(unfinished(session, row, kind))
        finished(session, row, kind, desk.today())


def missing_before_finish(desk: Desk, meeting_id: int) -> tuple[Problem, ...]:
    """What `finish` would refuse, for showing it before."""
    with desk.store.read() as session:
        row = found(session, meeting_id)
        return tuple(unfinished(session, row, kind_of(session, row.kind, row.held_on, row.origin)))


def signed(
    desk: Desk, meeting_id: int, *, chair: bool | None = None, recorder: bool | None = None
) -> None:
    """Record that the chair and the recorder signed the printed record; None: as it is.

    Possible after the review too: the paper is often signed later.
    """
    desk.require(AREA)
    with desk.store.write("登记会议记录签字", area=AREA) as session:
        row = own(session, meeting_id)
        if row.state == "cancelled" or row.state in PLANNED:
            raise UserError("会议还没有记录，不能登记签字。", "请先填写会议记录。")
        if chair is not None:
            row.chair_signed = chair
        if recorder is not None:
            row.recorder_signed = recorder


def review(desk: Desk, meeting_id: int, *, by: str = "", on: date | None = None) -> None:
    """The secretary has read the record and locks it (审核并锁定).

    `by` is the secretary (default: who held the post that day), `on` the day of the signature.
    A member of the committee may not lock: that is for the secretary and the organizer. What
    `finish` asks for is asked for again: a finished record stays open to change until now.
    """
    desk.require(AREA)
    if desk.role not in (Role.SECRETARY, Role.ORGANIZER):
        raise UserError("会议记录由书记审核。", "请由书记或组织委员登录后办理。")
    day = on or desk.today()
    with desk.store.write("审核会议记录并锁定", area=AREA) as session:
        row = editable(session, meeting_id)
        if row.state != "recorded":
            raise UserError("记录还没有整理完成，不能审核。", "请先点“整理完成”。")
        told = []
        if day < row.held_on:
            told.append(Problem("审核日期早于会议日期。", "请核对日期。", "reviewed_on"))
        if day > desk.today():
            told.append(Problem("审核日期在今天之后。", "请核对日期。", "reviewed_on"))
        kind = kind_of(session, row.kind, row.held_on)
        refuse([*told, *unfinished(session, row, kind)])
        settle(session, row)
        row.state, row.reviewed_on = "reviewed", day
        row.reviewed_by = names.clean(by) or secretary(session, row, day) or desk.user


def usual_chair(desk: Desk, meeting_id: int) -> tuple[int | None, str]:
    """Who usually presides, as (member id, name): the secretary, in a group its leader.

    As of the day of the meeting; the name is empty while nobody holds the post. It is a proposal
    for the form: who really presided is for the recorder to say.
    """
    with desk.store.read() as session:
        row = found(session, meeting_id)
        unit = session.get_one(Organization, row.organization_id)
        post = LEADER if unit.kind == "group" else SECRETARY
        return _holder(session, unit.id, post, row.held_on)


def secretary(session: Session, row: Meeting, day: date) -> str:
    """Who was secretary of the branch on `day`, empty if nobody."""
    unit = session.get_one(Organization, row.organization_id)
    branch_id = unit.parent_id if unit.kind == "group" else unit.id
    return _holder(session, branch_id, SECRETARY, day)[1]


def _holder(
    session: Session, organization_id: int | None, post: str, day: date
) -> tuple[int | None, str]:
    """Who held a post on `day`, as (member id, name)."""
    found_row = session.execute(
        select(Tenure.member_id, Member.name, Tenure.person_name)
        .select_from(Tenure)
        .outerjoin(Member, Member.id == Tenure.member_id)
        .where(
            Tenure.organization_id == organization_id,
            Tenure.post == post,
            Tenure.since <= day,
            or_(Tenure.until.is_(None), Tenure.until > day),
        )
        .order_by(Tenure.since.desc())
    ).first()
    return (None, "") if found_row is None else (found_row[0], found_row[1] or found_row[2])


def cancel(desk: Desk, meeting_id: int, *, reason: str) -> None:
    """A planned meeting does not take place; `reason` is required and stays."""
    desk.require(AREA)
    if not reason.strip():
        raise Refused([Problem("请填写取消的原因。", "例如：改期到 6 月 12 日。", "cancel_reason")])
    with desk.store.write("取消会议", reason=reason, area=AREA) as session:
        row = editable(session, meeting_id)
        if row.state not in PLANNED:
            raise UserError("会议已经召开，不能取消。", "误建的记录请用“删除”。")
        row.state, row.cancel_reason = "cancelled", reason.strip()


def take_out(desk: Desk, meeting_id: int, *, reason: str = "") -> None:
    """Take a wrongly entered meeting out with all its parts; the history can bring it back.

    A record that was locked once, or that the superior has answered, stays.
    """
    desk.require(AREA)
    with desk.store.read() as session:
        title = title_of(session, found(session, meeting_id))
    with desk.store.write(f"删除会议：{title}", reason=reason, area=AREA) as session:
        row = own(session, meeting_id)
        answered = session.scalar(select(Review.id).where(Review.meeting_id == row.id))
        if row.state == "reviewed" or row.revision > 1 or answered is not None:
            raise UserError(
                "这份记录已经审核或备案，不能删除。", "内容有误的，请用“更正”并写明原因。"
            )
        _leave_sitting(session, row)
        for entity, _form in PARTS.values():
            _delete_all(session, entity, row.id)
        for entry in session.scalars(select(Attendance).where(Attendance.meeting_id == row.id)):
            session.delete(entry)
        for file in files_of(session, row):
            session.delete(file)
        session.flush()
        session.delete(row)


def _delete_all(session: Session, entity: type[PartRow], meeting_id: int) -> None:
    for line in session.scalars(select(entity).where(entity.meeting_id == meeting_id)):
        session.delete(line)


def _leave_sitting(session: Session, row: Meeting) -> None:
    """Two records of one sitting of which one goes: the other stands alone again."""
    if not row.sitting:
        return
    mates = list(
        session.scalars(select(Meeting).where(Meeting.sitting == row.sitting, Meeting.id != row.id))
    )
    if len(mates) == 1 and mates[0].state != "reviewed":
        mates[0].sitting = ""

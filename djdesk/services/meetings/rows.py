"""The rows of meetings: found, owned, still open to change; what each of them is called."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.archive import Attachment
from djdesk.models.meetings import Meeting
from djdesk.models.organization import Organization
from djdesk.models.rules.meetings import numbers
from djdesk.services.meetings.kinds import kind_of

AREA = "meetings"

PLANNED = ("planned", "notified")
"""States of a meeting that was not held yet."""

WRITTEN = ("recorded", "reviewed")
"""States of a meeting whose record was finished."""


def found(session: Session, meeting_id: int) -> Meeting:
    """The row of a meeting, whoever wrote it; `UserError` if there is none."""
    row = session.get(Meeting, meeting_id)
    if row is None:
        raise UserError("找不到这次会议。", "它可能已被删除或撤销，请刷新后重试。")
    return row


def own(session: Session, meeting_id: int) -> Meeting:
    """The row of a meeting of this book; `UserError` for one that a branch reported."""
    row = found(session, meeting_id)
    if row.origin:
        raise UserError(
            "这份记录由支部上报，不能在这里修改。",
            "请在“备案审查”中提出意见，由支部改正后重新上报。",
        )
    return row


def editable(session: Session, meeting_id: int) -> Meeting:
    """The row of a meeting whose record may still be written in.

    `UserError` for a received one, a cancelled one, and a locked one (its sentence names 更正).
    """
    row = own(session, meeting_id)
    if row.state == "reviewed":
        raise UserError(
            "这份记录已经审核锁定，不能直接修改。",
            "确需改动的，请点“更正”并写明原因，原来的文字会保留。",
        )
    if row.state == "cancelled":
        raise UserError("这次会议已经取消，不能再填写。", "请另建会议，或撤销“取消会议”那一步。")
    return row


def unit_short(unit: Organization | None) -> str:
    """The word of the unit in a ledger number: only groups have one."""
    if unit is None or unit.kind != "group":
        return ""
    return unit.short_name or unit.name


def title_of(session: Session, row: Meeting) -> str:
    """What people call the meeting: 第3次支部党员大会, 第一党小组第2次党小组会."""
    kind = kind_of(session, row.kind, row.held_on, row.origin)
    unit = session.get(Organization, row.organization_id)
    name = unit.name if unit is not None and unit.kind == "group" else ""
    return numbers.title(kind, row.number, name)


def ledger_number_of(session: Session, row: Meeting) -> str:
    """The ledger number (台账号), empty while the meeting was not held."""
    kind = kind_of(session, row.kind, row.held_on, row.origin)
    unit = session.get(Organization, row.organization_id)
    return numbers.ledger_number(kind, row.year, row.number, unit_short(unit))


def refuse(problems: list[Problem]) -> None:
    """Raise `Refused` if one of `problems` is an error."""
    if any(problem.is_error for problem in problems):
        raise Refused(problems)


def files_of(session: Session, row: Meeting) -> list[Attachment]:
    """The rows of the evidence kept with a meeting, the oldest first."""
    wanted = select(Attachment).where(Attachment.owner == "meeting", Attachment.owner_id == row.id)
    return list(session.scalars(wanted.order_by(Attachment.id)))

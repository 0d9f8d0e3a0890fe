"""The committee's answer to records that its branches filed (备案审查): passed or returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.meetings import Meeting, Review
from djdesk.models.organization import Organization
from djdesk.models.rules import codes
from djdesk.services.desk import Desk
from djdesk.services.meetings.rows import AREA, found

PASSED, RETURNED = "passed", "returned"
FILED = ("recorded", "reviewed")
"""Records that a branch has finished; others are not yet to be judged."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A filed record that the committee has not answered in this version.

    `returned` says that an earlier version was sent back, so that this one is the corrected one.
    `group` is the 党小组 that met, empty for a meeting of the branch.
    """

    meeting_id: int
    branch: str
    kind: str
    held_on: date
    topic: str
    revision: int
    returned: bool
    group: str = ""


def check_review(result: str, reasons: str, held_on: date, on: date, today: date) -> list[Problem]:
    """What is wrong with a review as typed; the form asks while typing."""
    found = []
    if result not in (PASSED, RETURNED):
        found.append(Problem("请选择审查结果。", field="result"))
    if result == RETURNED and not reasons.strip():
        found.append(Problem("退回时请写明原因。", "支部要按原因改正。", "reasons"))
    if not held_on <= on <= today:
        text = "审查日期应在会议之后、今天之前。"
        found.append(Problem(text, "请核对日期。", "reviewed_on", value=f"{on}"))
    return found


def review_record(
    desk: Desk, meeting_id: int, *, result: str, reasons: str = "", reviewer: str = "", on: date
) -> int:
    """Answer a record that a branch filed; returns the key of the review.

    One answer stands for each version of a record: a second one changes it. It travels to the
    branch in the next dispatch. `result` is passed or returned; UserError for a record of this
    very book, Refused for one that is not finished or returned without reasons.
    """
    desk.require(AREA)
    with desk.store.write("备案审查", reason=reasons.strip(), area=AREA) as session:
        meeting = _filed(session, meeting_id)
        problems = check_review(result, reasons, meeting.held_on, on, desk.today())
        if problems:
            raise Refused(problems)
        row = session.scalars(
            select(Review).where(
                Review.meeting_id == meeting_id,
                Review.origin == "",
                Review.revision == meeting.revision,
            )
        ).first()
        if row is None:
            row = Review(meeting_id=meeting_id, revision=meeting.revision)
            session.add(row)
        row.result, row.reasons = result, reasons.strip()
        row.reviewer, row.reviewed_on = reviewer.strip() or desk.user, on
        session.flush()
        return row.id


def take_back_review(desk: Desk, review_id: int) -> None:
    """Take an answer back that was given by mistake; the record awaits one again."""
    desk.require(AREA)
    with desk.store.write("撤回备案审查", area=AREA) as session:
        row = session.get(Review, review_id)
        if row is None:
            raise UserError("找不到这次审查。", "它可能已被撤销，请刷新后重试。")
        if row.origin:
            raise UserError("这次审查由上级下发，不能在这里修改。", "请与上级联系。")
        session.delete(row)


def awaiting(desk: Desk) -> tuple[Awaiting, ...]:
    """The records of branches that wait for an answer, the longest waiting first."""
    answered = exists().where(
        and_(
            Review.meeting_id == Meeting.id,
            Review.revision == Meeting.revision,
            Review.origin == "",  # what a branch enters of a paper answer is no answer of ours
        )
    )
    sent_back = exists().where(
        and_(
            Review.meeting_id == Meeting.id,
            Review.origin == "",
            Review.revision < Meeting.revision,
            Review.result == RETURNED,
        )
    )
    above = aliased(Organization)
    is_group = Organization.kind == "group"
    own_name = func.coalesce(func.nullif(Organization.short_name, ""), Organization.name)
    branch_name = func.coalesce(func.nullif(above.short_name, ""), above.name)
    branch = case((is_group, branch_name), else_=own_name)
    table = codes.table("meeting_kind")
    with desk.store.read() as session:
        rows = session.execute(
            select(
                Meeting.id,
                branch,
                Meeting.kind,
                Meeting.held_on,
                Meeting.topic,
                Meeting.revision,
                sent_back,
                case((is_group, Organization.name), else_=""),
            )
            .join(Organization, Organization.id == Meeting.organization_id)
            .outerjoin(above, above.id == Organization.parent_id)
            .where(Meeting.origin != "", Meeting.state.in_(FILED), ~answered)
            .order_by(Meeting.held_on, Meeting.id)
        )
        return tuple(
            Awaiting(
                row[0], row[1], table.name(row[2]), row[3], row[4], row[5], bool(row[6]), row[7]
            )
            for row in rows
        )


def _filed(session: Session, meeting_id: int) -> Meeting:
    row = found(session, meeting_id)
    if not row.origin:
        raise UserError(
            "这是本账套自己的记录，不能由自己审查。", "上级的书面答复请登记为“上级审查”。"
        )
    if row.state not in FILED:
        raise UserError("支部还没有整理好这份记录。", "请等支部整理完成并上报后再审查。")
    return row

"""What happens to members: group and post changed, full membership, leaving, coming back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Absence
from djdesk.models.rules import codes
from djdesk.models.rules import roster as rules
from djdesk.models.rules.days import add_months
from djdesk.services.desk import Desk
from djdesk.services.roster import standings
from djdesk.services.roster.members import AREA, own
from djdesk.services.roster.standings import IN, LEFT, SUSPENDED, Movement

# Ways out and the state they lead to; roster.md §4.
OUT_STATES = {
    "B1": LEFT,
    "B2": LEFT,
    "B3": LEFT,
    "B4": LEFT,
    "B5": SUSPENDED,
    "B6": LEFT,
    "B7": LEFT,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What a movement rests on: reason, document number, and the organization at the other end."""

    reason: str = ""
    basis: str = ""
    counterpart: str = ""
    whole: bool = False


NO_PAPER = Paper()


def _movement(way: str, on: date, paper: Paper) -> Movement:
    return Movement(way, on, paper.reason, paper.basis, paper.counterpart, paper.whole)


def _not_future(desk: Desk, on: date) -> None:
    if on > desk.today():
        raise Refused([Problem("办理日期在今天之后。", "请核对日期。", "on", value=f"{on}")])


def change_group(
    desk: Desk,
    member_ids: Sequence[int],
    group_id: int | None,
    on: date,
    paper: Paper = NO_PAPER,
) -> int:
    """Let members belong to another group (empty: none) from `on`; returns how many changed."""
    desk.require(AREA)
    _not_future(desk, on)
    with desk.store.write("调整党小组", reason=paper.reason, area=AREA) as session:
        return sum(set_group(session, member, group_id, on, paper) for member in member_ids)


def set_group(
    session: Session, member_id: int, group_id: int | None, on: date, paper: Paper = NO_PAPER
) -> bool:
    """As `change_group` for one member, inside a transaction of the caller."""
    own(session, member_id)
    row = standings.require_in(session, member_id, on)
    if row.group_id == group_id:
        return False
    _refuse(standings.check_place(session, row.branch_id, group_id))
    standings.move(session, member_id, _movement("G", on, paper), {"group_id": group_id})
    return True


def change_work_post(
    desk: Desk, member_ids: Sequence[int], work_post: str, on: date, paper: Paper = NO_PAPER
) -> int:
    """Let members have another post (工作岗位) from `on`; returns how many changed."""
    desk.require(AREA)
    _not_future(desk, on)
    with desk.store.write("工作岗位变动", reason=paper.reason, area=AREA) as session:
        return sum(set_work_post(session, member, work_post, on, paper) for member in member_ids)


def set_work_post(
    session: Session, member_id: int, work_post: str, on: date, paper: Paper = NO_PAPER
) -> bool:
    """As `change_work_post` for one member, inside a transaction of the caller."""
    own(session, member_id)
    if work_post and work_post not in codes.table("work_post").by_code:
        raise Refused([Problem("工作岗位不在代码表里。", "请从列表中选择。", "work_post")])
    row = standings.require_in(session, member_id, on)
    if row.work_post == work_post:
        return False
    if not row.work_post:
        # Filling in what was not known is no movement.
        standings.correct(session, member_id, on, {"work_post": work_post})
    else:
        standings.move(session, member_id, _movement("P", on, paper), {"work_post": work_post})
    return True


def convert(desk: Desk, member_id: int, on: date, paper: Paper = NO_PAPER) -> None:
    """Full membership (预备党员转正, C1) from `on`, at least a year after joining (章程 art. 7)."""
    desk.require(AREA)
    _not_future(desk, on)
    with desk.store.write("预备党员转正", reason=paper.reason, area=AREA) as session:
        make_full(session, member_id, on, paper)


def make_full(session: Session, member_id: int, on: date, paper: Paper = NO_PAPER) -> None:
    """As `convert`, inside a transaction of the caller."""
    member = own(session, member_id)
    row = standings.require_in(session, member_id, on)
    if row.person_class != "probationary":
        raise UserError(f"“{member.name}”已是正式党员。", "转正日期填错的，请修改“转正时间”。")
    era = rules.joining_on(member.joined_on) if member.joined_on is not None else None
    if era is not None and member.joined_on is not None and era.months:
        due = add_months(member.joined_on, era.months)
        if on < due:
            raise Refused(
                [
                    Problem(
                        f"预备期到 {due:%Y.%m.%d} 才满一年，不能提前转正。",
                        "请核对入党时间和转正时间（党章第七条）。",
                        "on",
                        value=f"{on:%Y.%m.%d}",
                    )
                ]
            )
    member.full_on = on
    member.month_only = " ".join(key for key in member.month_only.split() if key != "full_on")
    standings.move(session, member_id, _movement("C1", on, paper), {"person_class": "full"})


def leave(desk: Desk, member_id: int, way: str, on: date, paper: Paper = NO_PAPER) -> None:
    """A departure (B1…B7) on `on`: from that day the member is not counted any more.

    Posts and absences that still run end on the same day. Raises `UserError` if later movements
    contradict it, `Refused` if the reason or the other organization is missing.
    """
    desk.require(AREA)
    _not_future(desk, on)
    with desk.store.write(codes.table("way").name(way), reason=paper.reason, area=AREA) as session:
        take_out(session, member_id, way, on, paper)


def take_out(session: Session, member_id: int, way: str, on: date, paper: Paper = NO_PAPER) -> None:
    """As `leave`, inside a transaction of the caller."""
    own(session, member_id)
    if way not in OUT_STATES:
        raise Refused([Problem("请选择离开的方式。", field="way", value=way)])
    problems = []
    if way == "B7" and not paper.counterpart.strip():
        problems.append(Problem("请填写转往哪个党组织。", "写全称。", "counterpart"))
    if way in ("B1", "B2", "B3", "B4", "B5") and not (paper.reason or paper.basis).strip():
        problems.append(Problem("请填写原因或批复文号。", field="reason"))
    _refuse(problems)
    row = standings.require_in(session, member_id, on)
    if way == "B4" and row.person_class != "probationary":
        raise Refused([Problem("此人不是预备党员。", "请选择别的方式。", "way")])
    standings.require_last(session, member_id, on)
    standings.move(session, member_id, _movement(way, on, paper), {"state": OUT_STATES[way]})
    _end_running(session, member_id, on, codes.table("way").name(way))


def _end_running(session: Session, member_id: int, on: date, reason: str) -> None:
    """Posts and absences that still run on `on` end that day."""
    for tenure in session.scalars(
        select(Tenure).where(
            Tenure.member_id == member_id, or_(Tenure.until.is_(None), Tenure.until > on)
        )
    ):
        tenure.until = max(on, tenure.since)
        tenure.reason = tenure.reason or reason
    for absence in session.scalars(
        select(Absence).where(
            Absence.member_id == member_id, or_(Absence.until.is_(None), Absence.until > on)
        )
    ):
        absence.until = max(on, absence.since)


def restore(desk: Desk, member_id: int, on: date, paper: Paper = NO_PAPER) -> None:
    """恢复党籍 (A3) of a suspended or expelled member from `on`; reason or document is required."""
    desk.require(AREA)
    _not_future(desk, on)
    if not (paper.reason or paper.basis).strip():
        raise Refused([Problem("请填写恢复党籍的依据。", field="basis")])
    with desk.store.write("恢复党籍", reason=paper.reason, area=AREA) as session:
        own(session, member_id)
        row = standings.require_in(session, member_id, on, SUSPENDED, LEFT)
        if row.way in ("B6", "B7"):
            raise UserError("这不是恢复党籍的情形。", "转出后又转回的，请办理转入组织关系。")
        standings.require_last(session, member_id, on)
        standings.move(session, member_id, _movement("A3", on, paper), {"state": IN})


def return_in(
    desk: Desk,
    member_id: int,
    on: date,
    paper: Paper = NO_PAPER,
    *,
    branch_id: int | None = None,
    group_id: int | None = None,
) -> None:
    """转入组织关系 (A2) of somebody who had left this branch before, into `branch_id` (as before).

    Somebody who was never here is entered by `enrol` with an opening of way A2.
    """
    desk.require(AREA)
    _not_future(desk, on)
    with desk.store.write("转入组织关系", reason=paper.reason, area=AREA) as session:
        own(session, member_id)
        row = standings.require_in(session, member_id, on, LEFT)
        if row.way != "B7":
            raise UserError(
                "此人不是转出的党员。", "请按实际情况办理恢复党籍，或撤销录入有误的离开。"
            )
        standings.require_last(session, member_id, on)
        branch = branch_id if branch_id is not None else row.branch_id
        _refuse(standings.check_place(session, branch, group_id))
        change: standings.Change = {"state": IN, "branch_id": branch, "group_id": group_id}
        standings.move(session, member_id, _movement("A2", on, paper), change)


def change_branch(
    desk: Desk,
    member_ids: Sequence[int],
    branch_id: int,
    on: date,
    paper: Paper = NO_PAPER,
    *,
    group_id: int | None = None,
) -> int:
    """Move members to another branch of the same book (T) from `on`; returns how many moved."""
    desk.require(AREA)
    _not_future(desk, on)
    with desk.store.write("调整党支部", reason=paper.reason, area=AREA) as session:
        _refuse(standings.check_place(session, branch_id, group_id))
        other = session.scalar(select(Organization.name).where(Organization.id == branch_id)) or ""
        moved = 0
        for member_id in member_ids:
            own(session, member_id)
            row = standings.require_in(session, member_id, on)
            if row.branch_id == branch_id:
                continue
            # A later group would belong to the branch that was left.
            standings.require_last(session, member_id, on, frozenset({"P", "C1"}))
            way = Movement(
                "T", on, paper.reason, paper.basis, paper.counterpart or other, paper.whole
            )
            change = {"branch_id": branch_id, "group_id": group_id}
            standings.move(session, member_id, way, change)
            moved += 1
        return moved


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Refused(problems)

"""The dated rows of membership: opened once, split by movements, touching, never overlapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes

IN, SUSPENDED, LEFT = "in", "suspended", "left"
FACTS = ("state", "person_class", "branch_id", "group_id", "work_post")

Change = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened on a day: the way (code table `way`) and the paper it rests on."""

    way: str
    on: date
    reason: str = ""
    basis: str = ""
    counterpart: str = ""
    whole: bool = False


def history(session: Session, member_id: int) -> list[Standing]:
    """All standings of a member, the oldest first; rows without length in the order written."""
    rows = session.scalars(
        select(Standing)
        .where(Standing.member_id == member_id)
        .order_by(Standing.since, Standing.until.is_(None), Standing.until, Standing.id)
    )
    return list(rows)


def standing_at(rows: Sequence[Standing], day: date) -> Standing | None:
    """The standing of `day` among the rows of one member."""
    for row in reversed(rows):
        if row.since <= day and (row.until is None or row.until > day):
            return row
    return None


def move(session: Session, member_id: int, movement: Movement, change: Change) -> Standing:
    """Let `change` hold from the day of `movement` on; returns the row that begins there.

    A movement dated back splits the row of that day. What it changes also holds in later rows, up
    to the one that changed the same thing itself. Raises `UserError` before the first standing.
    """
    rows = history(session, member_id)
    row = standing_at(rows, movement.on)
    if row is None:
        first = rows[0].since if rows else None
        told = f"（{first:%Y.%m.%d}）" if first else ""
        raise UserError(
            f"{movement.on:%Y.%m.%d} 早于此人进入本支部的日期{told}。",
            "请核对日期；进入日期填错的，请先更正。",
        )
    before = {key: getattr(row, key) for key in FACTS}
    later = rows[rows.index(row) + 1 :]
    opened = Standing(
        origin=row.origin,
        member_id=member_id,
        since=movement.on,
        until=row.until,
        way=movement.way,
        reason=movement.reason.strip(),
        basis=movement.basis.strip(),
        counterpart=movement.counterpart.strip(),
        whole=movement.whole,
        **{**before, **change},
    )
    row.until = movement.on
    session.add(opened)
    for key, value in change.items():
        for following in later:
            if getattr(following, key) != before[key]:
                break
            setattr(following, key, value)
    session.flush()
    return opened


def correct(session: Session, member_id: int, on: date, change: Change) -> Standing:
    """Put a wrong entry right: the row of `on` and the rows before and after it that say the same.

    No movement is written, because nothing happened; the history of the book keeps both versions.
    """
    rows = history(session, member_id)
    row = standing_at(rows, on)
    if row is None:
        raise UserError("当天此人不在本支部，没有可更正的记录。", "请核对日期。")
    place = rows.index(row)
    for key, value in change.items():
        wrong = getattr(row, key)
        for run in (rows[place:], rows[place - 1 :: -1] if place else []):
            for each in run:
                if getattr(each, key) != wrong and each is not row:
                    break
                setattr(each, key, value)
    session.flush()
    return row


def change_opening(session: Session, member_id: int, since: date) -> None:
    """Correct the day on which the first standing began (进入本支部日期)."""
    rows = history(session, member_id)
    if not rows:
        raise UserError("此人没有党籍记录。", "请先登记所在党支部。")
    first = rows[0]
    if first.until is not None and since > first.until:
        raise Refused(
            [
                Problem(
                    f"进入日期晚于后面的变动（{first.until:%Y.%m.%d}）。",
                    "请核对日期。",
                    field="since",
                )
            ]
        )
    first.since = since
    session.flush()


def require_in(session: Session, member_id: int, day: date, *states: str) -> Standing:
    """The standing of `day`, which must be in one of `states` (default: in)."""
    wanted = states or (IN,)
    row = standing_at(history(session, member_id), day)
    if row is None or row.state not in wanted:
        word = codes.table("state").name(row.state) if row is not None else "不在册"
        name = session.scalar(select(Member.name).where(Member.id == member_id)) or ""
        raise UserError(f"{name}在 {day:%Y.%m.%d} 的党籍状态是“{word}”，不能办理。", "请核对日期。")
    return row


def require_last(session: Session, member_id: int, day: date) -> None:
    """Refuse a departure dated before later movements, which would contradict it."""
    later = [row for row in history(session, member_id) if row.since > day]
    if later:
        word = codes.table("way").name(later[0].way) or "变动"
        raise UserError(
            f"{later[0].since:%Y.%m.%d} 还有“{word}”记录，与这次办理矛盾。",
            "请先撤销后面的记录，或核对日期。",
        )


def check_place(session: Session, branch_id: int | None, group_id: int | None) -> list[Problem]:
    """Whether the branch is one and the group belongs to it."""
    branch = session.get(Organization, branch_id) if branch_id is not None else None
    if branch is None or branch.kind == "group":
        return [Problem("没有选择所在党支部。", "请选择党支部。", field="branch_id")]
    if group_id is None:
        return []
    group = session.get(Organization, group_id)
    if group is None or group.kind != "group" or group.parent_id != branch.id:
        return [Problem("所选党小组不属于这个党支部。", "请重新选择党小组。", field="group_id")]
    return []

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

# Which ways say something new about a fact; from there on an earlier change does not reach.
_OUT_AND_BACK = frozenset({"A2", "A3", "B1", "B2", "B3", "B4", "B5", "B6", "B7"})
SETTERS: Mapping[str, frozenset[str]] = {
    "state": _OUT_AND_BACK,
    "person_class": frozenset({"C1"}),
    "branch_id": frozenset({"A2", "T"}),
    "group_id": frozenset({"A2", "G", "T"}),
    "work_post": frozenset({"P"}),
}


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
    to one whose own movement set the same fact. Raises `UserError` before the first standing.
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
        carry(later, key, value)
    session.flush()
    return opened


def carry(later: Sequence[Standing], key: str, value: str | int | None) -> None:
    """Let `value` hold in `later` rows up to the first whose own movement set that fact."""
    for row in later:
        if row.way in SETTERS[key]:
            break
        setattr(row, key, value)


def correct(session: Session, member_id: int, on: date, change: Change) -> Standing:
    """Put a wrong entry right from the movement (or opening) that said it to the next one that did.

    No movement is written, because nothing happened; the history of the book keeps both versions.
    """
    rows = history(session, member_id)
    row = standing_at(rows, on)
    if row is None:
        raise UserError("当天此人不在本支部，没有可更正的记录。", "请核对日期。")
    place = rows.index(row)
    for key, value in change.items():
        first = place
        while first and rows[first].way not in SETTERS[key]:
            first -= 1
        setattr(rows[first], key, value)
        carry(rows[first + 1 :], key, value)
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


def require_last(
    session: Session, member_id: int, day: date, harmless: frozenset[str] = frozenset()
) -> None:
    """Refuse a movement dated before later ones that contradict it, except those of `harmless`."""
    rows = history(session, member_id)
    later = [row for row in rows if row.since > day and row.way not in harmless]
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

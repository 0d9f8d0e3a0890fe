"""Standards as they are looked at: in the order of time, each with the items of its base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.dues import BaseItem, Standard
from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class ItemValue:
    """One income (`sign` 1) or deduction (-1) of the form, in fen."""

    name: str
    fen: int
    sign: int = 1


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One standard of a member as it was fixed; it holds until the month before the next one.

    `until` is the last month in which it holds, None for the newest. `items` made up the base.
    """

    id: int
    member_id: int
    since: date
    until: date | None
    code: str
    base_fen: int | None
    divisor: int
    rate_bp: int | None
    unit_fen: int
    fen: int
    mode: str
    working: tuple[str, ...]
    basis: str
    decided_on: date | None
    decided_by: str
    reason: str
    items: tuple[ItemValue, ...]

    @property
    def class_name(self) -> str:
        """The class in words."""
        return codes.table("dues_class").name(self.code)

    @property
    def rate(self) -> str:
        """The rate as a per cent, 定额 where there is none."""
        return rules.per_cent(self.rate_bp) if self.rate_bp is not None else "定额"


def standards(desk: Desk, member_id: int) -> tuple[StandardRow, ...]:
    """All standards of a member, the newest first."""
    with desk.store.read() as session:
        return standards_of(session, (member_id,)).get(member_id, ())


def all_standards(
    desk: Desk, member_ids: Sequence[int] | None = None
) -> dict[int, tuple[StandardRow, ...]]:
    """The standards of many members (None: of all) by member, the newest first; for papers."""
    with desk.store.read() as session:
        return standards_of(session, member_ids)


def standards_of(
    session: Session, member_ids: Sequence[int] | None = None
) -> dict[int, tuple[StandardRow, ...]]:
    """The standards of many members (None: of all), the newest first, in two statements."""
    wanted = select(Standard).order_by(Standard.member_id, Standard.since.desc())
    inside = select(BaseItem).order_by(BaseItem.standard_id, BaseItem.position, BaseItem.id)
    if member_ids is not None:
        wanted = wanted.where(Standard.member_id.in_(list(member_ids)))
        inside = inside.join(Standard, Standard.id == BaseItem.standard_id)
        inside = inside.where(Standard.member_id.in_(list(member_ids)))
    items: dict[int, list[ItemValue]] = {}
    for item in session.scalars(inside):
        value = ItemValue(item.name, item.fen, item.sign)
        items.setdefault(item.standard_id, []).append(value)
    found: dict[int, list[StandardRow]] = {}
    for row in session.scalars(wanted):
        mine = found.setdefault(row.member_id, [])
        until = add_months(mine[-1].since, -1) if mine else None
        mine.append(_row(row, until, tuple(items.get(row.id, ()))))
    return {key: tuple(rows) for key, rows in found.items()}


def _row(row: Standard, until: date | None, items: tuple[ItemValue, ...]) -> StandardRow:
    return StandardRow(
        row.id,
        row.member_id,
        row.since,
        until,
        row.code,
        row.base_fen,
        row.divisor,
        row.rate_bp,
        row.unit_fen,
        row.fen,
        row.mode,
        tuple(row.working.splitlines()),
        row.basis,
        row.decided_on,
        row.decided_by,
        row.reason,
        items,
    )

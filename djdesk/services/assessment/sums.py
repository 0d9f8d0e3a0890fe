"""The lines of a month summed up by subject and item, in few statements for the whole branch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from djdesk.models.assessment import Opinion, PointLine
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.rules.days import add_months
from djdesk.services.assessment.rows import Subject, first_of

Key = tuple[str, int, int | None]
"""A subject: level, organization, member."""


@dataclass(frozen=True, slots=True)
class CellSum:
    """What stands in one cell: `points` tenths of `count` lines that count, before caps.

    `quantity` is the sum of their quantities, `pending` how many more wait for a check, `fed` how
    many of all were collected from other ledgers.
    """

    points: int = 0
    quantity: int = 0
    count: int = 0
    pending: int = 0
    fed: int = 0


ItemSum = tuple[str, int, int | None, int]
"""Item, points together, best of those that count, month (1 to 12): as the rules take them."""


def key_of(subject: Subject) -> Key:
    """A subject as the sums are found by."""
    return subject.level, subject.organization_id, subject.member_id


def within(branch_id: int, group_ids: Iterable[int]) -> ColumnElement[bool]:
    """The condition that a line speaks of the branch, its groups or its members."""
    return PointLine.organization_id.in_([branch_id, *group_ids])


def item_sums(
    session: Session,
    units: Iterable[int],
    rubric: Rubric,
    month: date,
    *,
    level: str = "",
    subject: Subject | None = None,
) -> dict[Key, list[ItemSum]]:
    """The sums of the lines that count in `month`, by subject."""
    return _sums(session, units, first_of(rubric, month), month, level, subject)


def _sums(
    session: Session,
    units: Iterable[int],
    first: date,
    last: date,
    level: str = "",
    subject: Subject | None = None,
) -> dict[Key, list[ItemSum]]:
    line, back = PointLine, aliased(PointLine)
    gone = select(back.id).where(back.reverses_id == line.id).exists()
    effective = case((line.reverses_id.is_(None) & ~gone, line.points))
    statement = (
        select(
            line.level,
            line.organization_id,
            line.member_id,
            line.item,
            line.month,
            func.sum(line.points),
            func.max(effective),
            func.min(effective),
        )
        .where(line.month >= first, line.month <= last, line.state == "valid")
        .where(line.organization_id.in_(list(units)))
        .group_by(line.level, line.organization_id, line.member_id, line.item, line.month)
    )
    if level:
        statement = statement.where(line.level == level)
    if subject is not None:
        statement = statement.where(line.level == subject.level)
        statement = statement.where(line.organization_id == subject.organization_id)
        if subject.member_id is not None:
            statement = statement.where(line.member_id == subject.member_id)
    found: dict[Key, list[ItemSum]] = {}
    for lvl, unit, member, item, month, points, high, low in session.execute(statement):
        best = None if high is None else max(high, low, key=lambda each: (abs(each), each))
        found.setdefault((lvl, unit, member), []).append((item, points, best, month.month))
    return found


def earlier_sums(
    session: Session, units: Iterable[int], rubric: Rubric, month: date
) -> dict[Key, dict[str, int]]:
    """What the year's earlier months hold of items bounded by the year, in a month's cycle."""
    wanted = {
        item.code: item.take
        for _table, item in rubric.items()
        if item.span == "year" and (item.cap is not None or item.take == "highest")
    }
    if rubric.cycle == "year" or not wanted or month.month == 1:
        return {}
    sums = _sums(session, units, month.replace(month=1), add_months(month, -1))
    found: dict[Key, dict[str, int]] = {}
    for key, rows in sums.items():
        held: dict[str, int] = {}
        for item, points, best, _month in rows:
            if item not in wanted:
                continue
            if wanted[item] == "sum":
                held[item] = held.get(item, 0) + points
            elif best is not None:
                held[item] = max(held.get(item, 0), best, key=lambda each: (abs(each), each))
        if held:
            found[key] = held
    return found


def changes(session: Session, units: Iterable[int], rubric: Rubric, month: date) -> dict[Key, int]:
    """What the last opinion of every stage adds, by subject, in tenths."""
    row = Opinion
    place = (
        func.row_number()
        .over(
            partition_by=(row.level, row.organization_id, row.member_id, row.month, row.stage),
            order_by=(row.given_at.desc(), row.id.desc()),
        )
        .label("place")
    )
    latest = (
        select(row.level, row.organization_id, row.member_id, row.change, place)
        .where(row.month >= first_of(rubric, month), row.month <= month)
        .where(row.organization_id.in_(list(units)))
        .subquery()
    )
    found = session.execute(
        select(
            latest.c.level,
            latest.c.organization_id,
            latest.c.member_id,
            func.sum(latest.c.change),
        )
        .where(latest.c.place == 1, latest.c.change != 0)
        .group_by(latest.c.level, latest.c.organization_id, latest.c.member_id)
    )
    return {(row[0], row[1], row[2]): row[3] for row in found}


def cells(
    session: Session, units: Iterable[int], level: str, first: date, last: date
) -> Mapping[Key, Mapping[str, CellSum]]:
    """What stands in the cells of a level, by subject and item."""
    line = PointLine
    counts = case((line.state == "valid", 1), else_=0)
    found: dict[Key, dict[str, CellSum]] = {}
    rows = session.execute(
        select(
            line.level,
            line.organization_id,
            line.member_id,
            line.item,
            func.sum(line.points * counts),
            func.sum(func.coalesce(line.quantity, 0) * counts),
            # a line and the one that took it back are none
            func.sum(case((line.reverses_id.is_(None), counts), else_=-counts)),
            func.sum(literal(1) - counts),
            func.sum(
                case((line.feed == "", 0), (line.reverses_id.is_(None), counts), else_=-counts)
            ),
        )
        .where(line.month >= first, line.month <= last, line.level == level)
        .where(line.state.in_(("valid", "pending")), line.organization_id.in_(list(units)))
        .group_by(line.level, line.organization_id, line.member_id, line.item)
    )
    for lvl, unit, member, item, *sums in rows:
        found.setdefault((lvl, unit, member), {})[item] = CellSum(*sums)
    return found

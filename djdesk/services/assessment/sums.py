"""The lines of a month summed up by subject, in few statements for the whole branch.

The engine hands over one row a subject, its lines packed into texts: a thousand rows are made in
a fraction of the time that thirty thousand take, and cells are unpacked when they are looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, case, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from djdesk.models.assessment import Opinion, PointLine
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.rules.assessment.scoring import better
from djdesk.models.rules.assessment.totals import Sum
from djdesk.models.rules.days import add_months
from djdesk.services.assessment.rows import Subject, first_of, of_rubric

Key = tuple[str, int, int | None]
"""A subject: level, organization, member."""

SEPARATOR = "\n"
"""Between the lines of a packed text; no code of an item holds it."""

_PENDING, _FED, _BACK, _FED_BACK = "p", "f", "r", "b"
"""What stands behind the quantity of a packed line: waiting; collected; taking back; both."""


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


class Packed(NamedTuple):
    """The lines of a subject as texts, a line each: items, points in tenths, quantity and mark.

    Without marks where only those that count were asked for.
    """

    items: str
    points: str
    marks: str

    def codes(self) -> list[str]:
        """The item of each line."""
        return self.items.split(SEPARATOR)

    def values(self) -> list[int]:
        """The points of each line."""
        return list(map(int, self.points.split(SEPARATOR)))

    @property
    def waiting(self) -> bool:
        """Whether some of the lines do not count yet."""
        return _PENDING in self.marks

    def counting(self) -> tuple[list[str], list[int]]:
        """Items and points of the lines that count."""
        if not self.waiting:
            return self.codes(), self.values()
        pairs = [
            (code, points)
            for code, points, mark in zip(
                self.codes(), self.values(), self.marks.split(SEPARATOR), strict=True
            )
            if not mark.endswith(_PENDING)
        ]
        return [code for code, _ in pairs], [points for _, points in pairs]


class Cells(Mapping[str, CellSum]):
    """The cells of a subject by item, unpacked when they are first looked at."""

    __slots__ = ("_cells", "_packed")

    def __init__(self, packed: Packed | None) -> None:
        self._packed = packed
        self._cells: dict[str, CellSum] | None = None if packed is not None else {}

    def __getitem__(self, item: str) -> CellSum:
        return self._all()[item]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, CellSum]:
        if self._cells is None:
            assert self._packed is not None
            self._cells = _unpacked(self._packed)
        return self._cells


def _unpacked(packed: Packed) -> dict[str, CellSum]:
    found: dict[str, list[int]] = {}
    marks = packed.marks.split(SEPARATOR)
    for code, points, mark in zip(packed.codes(), packed.values(), marks, strict=True):
        cell = found.setdefault(code, [0, 0, 0, 0, 0])
        sign = mark[-1:] if mark[-1:].isalpha() else ""
        quantity = int(mark.removesuffix(sign) or 0)
        if sign == _PENDING:
            cell[3] += 1
            continue
        # a line and the one that took it back are none
        one = -1 if sign in (_BACK, _FED_BACK) else 1
        cell[0] += points
        cell[1] += quantity
        cell[2] += one
        cell[4] += one if sign in (_FED, _FED_BACK) else 0
    return {code: CellSum(*cell) for code, cell in found.items()}


def key_of(subject: Subject) -> Key:
    """A subject as the sums are found by."""
    return subject.level, subject.organization_id, subject.member_id


def packed(
    session: Session,
    branch_id: int,
    units: Collection[int],
    first: date,
    last: date,
    *,
    level: str = "",
    marks: bool = True,
) -> dict[Key, Packed]:
    """The lines of the months `first` to `last` that count or wait, by subject.

    Without `marks` only those that count, for who wants scores and no cells.
    """
    found: dict[Key, Packed] = {}
    if level in ("", "member"):
        found |= _packed(session, first, last, "member", (branch_id,), marks)
    for each in ("group", "branch"):
        if level in ("", each):
            found |= _packed(session, first, last, each, units, marks)
    return found


def _packed(
    session: Session, first: date, last: date, level: str, units: Collection[int], marks: bool
) -> dict[Key, Packed]:
    line = PointLine
    back = case((line.feed == "", _BACK), else_=_FED_BACK)
    mark = case(
        (line.state == "pending", _PENDING),
        (line.reverses_id.is_not(None), back),
        (line.feed != "", _FED),
        else_="",
    )
    unit = line.organization_id
    statement = (
        select(
            unit,
            line.member_id,
            func.aggregate_strings(line.item, SEPARATOR),
            func.aggregate_strings(cast(line.points, String), SEPARATOR),
            func.aggregate_strings(
                func.coalesce(cast(line.quantity, String), "").concat(mark), SEPARATOR
            )
            if marks
            else literal(""),
        )
        .where(*_months(first, last), line.level == level)
        .where(unit == next(iter(units)) if len(units) == 1 else unit.in_(sorted(units)))
        .where(line.state.in_(("valid", "pending")) if marks else line.state == "valid")
        .group_by(unit, line.member_id)
    )
    # straight from the driver: row objects would take as long as the query itself
    cursor = session.connection().execute(statement).cursor
    rows = cursor.fetchall() if cursor is not None else ()
    return {(level, row[0], row[1]): Packed(row[2], row[3], row[4]) for row in rows}


def _months(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    month = PointLine.month
    return (month == first,) if first == last else (month >= first, month <= last)


def item_sums(
    session: Session,
    units: Iterable[int],
    first: date,
    last: date,
    *,
    items: Collection[str] | None = None,
    members: Collection[int] | None = None,
    code: str = "",
) -> dict[Key, list[Sum]]:
    """The lines that count, summed by item and month, with the best of each.

    Only of `items`, only of `members` (and of groups and branch), and only those booked by
    revisions of the rubric `code`, where these are given.
    """
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
        .where(*_months(first, last), line.state == "valid")
        .where(line.organization_id.in_(list(units)))
        .group_by(line.level, line.organization_id, line.member_id, line.item, line.month)
    )
    if items is not None:
        statement = statement.where(line.item.in_(sorted(items)))
    if code:
        statement = statement.where(of_rubric(code))
    if members is not None:
        statement = statement.where(line.member_id.is_(None) | line.member_id.in_(sorted(members)))
    found: dict[Key, list[Sum]] = {}
    for level, unit, member, item, month, points, high, low in session.execute(statement):
        best = better(high, low)
        found.setdefault((level, unit, member), []).append((item, points, best, month.month))
    return found


def earlier_sums(
    session: Session, units: Iterable[int], rubric: Rubric, month: date
) -> dict[Key, dict[str, int]]:
    """What the year's earlier months hold of items bounded by the year, in a month's cycle.

    Another rubric may give the code of an item to something else: its lines do not count.
    """
    wanted = {
        item.code: item.take
        for _table, item in rubric.items()
        if item.span == "year" and (item.cap is not None or item.take == "highest")
    }
    if rubric.cycle == "year" or not wanted or month.month == 1:
        return {}
    sums = item_sums(
        session,
        units,
        month.replace(month=1),
        add_months(month, -1),
        items=wanted.keys(),
        code=rubric.code,
    )
    found: dict[Key, dict[str, int]] = {}
    for key, rows in sums.items():
        held = found.setdefault(key, {})
        for item, points, best, _month in rows:
            if wanted[item] == "sum":
                held[item] = held.get(item, 0) + points
            elif best is not None:
                held[item] = better(held.get(item), best) or 0
    return found


def changes(session: Session, units: Iterable[int], rubric: Rubric, month: date) -> dict[Key, int]:
    """What the last opinion of every stage adds, by subject, in tenths."""
    return changes_between(session, units, first_of(rubric, month), month)


def changes_between(
    session: Session, units: Iterable[int], first: date, last: date
) -> dict[Key, int]:
    """As `changes`, of the months `first` to `last`."""
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
        .where(row.month >= first, row.month <= last, row.organization_id.in_(list(units)))
        .subquery()
    )
    found = session.execute(
        select(
            latest.c.level, latest.c.organization_id, latest.c.member_id, func.sum(latest.c.change)
        )
        .where(latest.c.place == literal(1), latest.c.change != 0)
        .group_by(latest.c.level, latest.c.organization_id, latest.c.member_id)
    )
    return {(row[0], row[1], row[2]): row[3] for row in found}

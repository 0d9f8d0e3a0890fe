"""The collection of dues as a grid (收缴明细): members by months, with sums each way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models import dues as entities
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services.desk import Desk
from djdesk.services.dues import rows as table
from djdesk.services.dues.ledger import MemberLedger, ledger_of, ledgers

MOST_MONTHS = 36
"""A grid of more months than this is nobody's paper."""


class CellState(StrEnum):
    """How one month of one member stands.

    `none`: nothing is collected for it; `unfixed`: no standard was fixed; `free`: reduced to
    nothing; `future`: it has not begun and is not paid; `ahead`: it has not begun and is paid.
    """

    PAID = "paid"
    PART = "part"
    UNPAID = "unpaid"
    AHEAD = "ahead"
    EXCUSED = "excused"
    FREE = "free"
    UNFIXED = "unfixed"
    FUTURE = "future"
    NONE = "none"

    @property
    def word(self) -> str:
        """The state in Chinese."""
        return _WORDS[self]


_WORDS = {
    CellState.PAID: "已交",
    CellState.PART: "部分交",
    CellState.UNPAID: "未交",
    CellState.AHEAD: "预交",
    CellState.EXCUSED: "有正当理由未交",
    CellState.FREE: "免交",
    CellState.UNFIXED: "未核定",
    CellState.FUTURE: "未到",
    CellState.NONE: "不收",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one member, in fen; `paid_on` is the last day on which money came for it.

    `sealed` says that the month is in a sealed period: its figures were reported.
    """

    due: int
    paid: int
    state: CellState
    sealed: bool = False
    paid_on: date | None = None

    @property
    def lacking(self) -> int:
        """What is still owed."""
        return max(0, self.due - self.paid)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums in fen; always due + over = paid + lacking + coming.

    `lacking` is owed for months that have begun, `coming` for later ones. `given` is voluntary and
    large money received in these months, which belongs to no month.
    """

    due: int = 0
    paid: int = 0
    lacking: int = 0
    over: int = 0
    coming: int = 0
    given: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.due + other.due,
            self.paid + other.paid,
            self.lacking + other.lacking,
            self.over + other.over,
            self.coming + other.coming,
            self.given + other.given,
        )


@dataclass(frozen=True, slots=True)
class GridRow:
    """One member: standard as of the last month that has begun, a cell for every month, the sums.

    `code` is the class of dues, `standard` the monthly amount in fen after a reduction (None: not
    fixed); the base is `base_fen` / `divisor`. `reduced` says that a reduction holds.
    """

    member_id: int
    name: str
    group: str
    code: str
    standard: int | None
    base_fen: int | None
    divisor: int
    rate_bp: int | None
    reduced: bool
    cells: Mapping[date, Cell]
    sums: Sums

    @property
    def due(self) -> int:
        """What is due for all months of the grid."""
        return self.sums.due

    @property
    def paid(self) -> int:
        """What was paid for them."""
        return self.sums.paid

    @property
    def lacking(self) -> int:
        """What is owed for those that have begun (欠交)."""
        return self.sums.lacking

    @property
    def over(self) -> int:
        """What was paid too much (多交)."""
        return self.sums.over


@dataclass(frozen=True, slots=True)
class MonthSums:
    """One month of all members: its sums, how many owe it at all, and how many paid it in full."""

    month: date
    sums: Sums
    payers: int
    paid_by: int


@dataclass(frozen=True, slots=True)
class CollectionGrid:
    """The collection of some months: rows in the order of the roster, sums by month and overall.

    `received` is all money that came in on the days of these months, whatever it was for.
    """

    months: tuple[date, ...]
    rows: tuple[GridRow, ...]
    by_month: tuple[MonthSums, ...]
    totals: Sums
    received: int
    day: date

    def row(self, member_id: int) -> GridRow:
        """The row of a member; KeyError if there is none."""
        for each in self.rows:
            if each.member_id == member_id:
                return each
        raise KeyError(member_id)


def grid(
    desk: Desk, organization_id: int | None, first: date, last: date, *, day: date | None = None
) -> CollectionGrid:
    """The collection of the months `first` to `last` of a branch, a group, or the book (None).

    As of `day` (default: today). About ten statements whatever the size. `UserError` for a span
    that begins after its end or is longer than three years.
    """
    with desk.store.read() as session:
        return read_grid(session, organization_id, first, last, day or desk.today())


def read_grid(
    session: Session, organization_id: int | None, first: date, last: date, day: date
) -> CollectionGrid:
    """As `grid`, inside a session of the caller."""
    months = tuple(rules.months(first, last))
    if not 0 < len(months) <= MOST_MONTHS:
        raise UserError("月份范围不对。", f"请从前到后选择，最多 {MOST_MONTHS} 个月。")
    found = ledgers(session, organization_id, first=months[0], last=months[-1])
    paid_on, given = _paid_on(session, months), given_in(session, months[0], months[-1])
    closed = sealed_months(session, months)
    rows = tuple(
        _row(each, months, day, closed, paid_on, given.get(each.member_id, 0)) for each in found
    )
    by_month = tuple(_month(rows, month, day) for month in months)
    received = _received(session, {each.member_id for each in found}, months)
    totals = sum((row.sums for row in rows), Sums())
    return CollectionGrid(months, rows, by_month, totals, received, day)


def _row(
    ledger: MemberLedger,
    months: Sequence[date],
    day: date,
    closed: frozenset[date],
    paid_on: Mapping[tuple[int, date], date],
    given: int,
) -> GridRow:
    shown = max(months[0], min(rules.month_of(day), months[-1]))
    fixed = ledger.fixed_in(shown)
    cells: dict[date, Cell] = {}
    sums = Sums(given=given)
    for month in months:
        state = ledger.state(month)
        found = _state(ledger, state, day)
        cells[month] = Cell(
            state.due,
            state.paid,
            found,
            month in closed,
            paid_on.get((ledger.member_id, month)) if state.paid else None,
        )
        sums += _sums(state, day)
    lowered = [each.to_fen for each in ledger.reductions if each.covers(shown)]
    standard = min([fixed.rule.fen, *lowered]) if fixed is not None else None
    return GridRow(
        ledger.member_id,
        ledger.name,
        ledger.group,
        fixed.rule.code if fixed is not None else "",
        standard,
        fixed.rule.base_fen if fixed is not None else None,
        fixed.divisor if fixed is not None else 1,
        fixed.rate_bp if fixed is not None else None,
        bool(lowered),
        cells,
        sums,
    )


def _state(ledger: MemberLedger, state: rules.MonthState, day: date) -> CellState:
    begun = state.month <= day
    if not ledger.covers(state.month) and not state.paid:
        return CellState.NONE
    if state.paid and not state.lacking:
        return CellState.PAID if begun else CellState.AHEAD
    if state.paid:
        return CellState.PART
    if not state.fixed:
        return CellState.UNFIXED
    if not state.due:
        return CellState.FREE
    if state.excused:
        return CellState.EXCUSED
    return CellState.UNPAID if begun else CellState.FUTURE


def _sums(state: rules.MonthState, day: date) -> Sums:
    begun = state.month <= day
    return Sums(
        state.due,
        state.paid,
        state.lacking if begun else 0,
        state.over,
        0 if begun else state.lacking,
    )


def _month(rows: Sequence[GridRow], month: date, day: date) -> MonthSums:
    cells = [row.cells[month] for row in rows]
    sums = sum((_sums(rules.MonthState(month, c.due, c.paid), day) for c in cells), Sums())
    owing = [cell for cell in cells if cell.due]
    return MonthSums(month, sums, len(owing), sum(not cell.lacking for cell in owing))


def _paid_on(session: Session, months: Sequence[date]) -> dict[tuple[int, date], date]:
    """The last day on which money came in for each month of each member and stayed."""
    part, payment = entities.PaymentPart, entities.Payment
    gone = select(payment.reverses_id).where(payment.reverses_id.is_not(None))
    found = session.execute(
        select(part.member_id, part.month, func.max(payment.paid_on))
        .join(payment, payment.id == part.payment_id)
        .where(part.month >= months[0], part.month <= months[-1], part.fen > 0)
        .where(payment.id.not_in(gone))
        .group_by(part.member_id, part.month)
    )
    return {(row[0], row[1]): row[2] for row in found if row[1] is not None}


def given_in(session: Session, first: date, last: date) -> dict[int, int]:
    """Voluntary and large money by member, received from month `first` to month `last`."""
    part, payment = entities.PaymentPart, entities.Payment
    found = session.execute(
        select(part.member_id, func.sum(part.fen))
        .join(payment, payment.id == part.payment_id)
        .where(part.month.is_(None), *within(first, last))
        .group_by(part.member_id)
    )
    return {row[0]: row[1] for row in found}


def _received(session: Session, members: set[int], months: Sequence[date]) -> int:
    payment = entities.Payment
    found = session.execute(
        select(payment.member_id, func.sum(payment.fen))
        .where(*within(months[0], months[-1]))
        .group_by(payment.member_id)
    )
    return sum(row[1] for row in found if row[0] in members)


def within(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a payment was made from month `first` to month `last`."""
    end = rules.last_day(last) + timedelta(days=1)
    payment = entities.Payment
    return (payment.paid_on >= rules.month_of(first), payment.paid_on < end)


def sealed_months(session: Session, months: Sequence[date]) -> frozenset[date]:
    """Which of `months` are sealed in this book."""
    last = table.sealed_to(session)
    return frozenset(month for month in months if last is not None and month <= last)


@dataclass(frozen=True, slots=True)
class MemberMonths:
    """The ledger of one member: every month from the first on, and what they come to."""

    member_id: int
    name: str
    months: tuple[tuple[date, Cell], ...]
    sums: Sums
    first: date | None
    last: date | None


def member_months(desk: Desk, member_id: int, *, until: date | None = None) -> MemberMonths:
    """All months of a member up to `until` (default: this month); `UserError` if unknown."""
    day = desk.today()
    with desk.store.read() as session:
        ledger = ledger_of(session, member_id)
        if ledger is None:
            raise UserError("找不到这名党员。", "记录可能已被撤销操作移除，请刷新后重试。")
        begin, end = ledger.since(), max(until or day, *ledger.paid, day)
        months = tuple(rules.months(begin, end)) if begin is not None else ()
        closed = sealed_months(session, months)
        paid_on = _paid_on(session, months) if months else {}
        given = given_in(session, date(1900, 1, 1), add_months(rules.month_of(day), 12))
    cells = []
    sums = Sums(given=given.get(member_id, 0))
    for month in months:
        state = ledger.state(month)
        cells.append(
            (
                month,
                Cell(
                    state.due,
                    state.paid,
                    _state(ledger, state, day),
                    month in closed,
                    paid_on.get((member_id, month)) if state.paid else None,
                ),
            )
        )
        sums += _sums(state, day)
    liability = ledger.liability
    return MemberMonths(
        member_id,
        ledger.name,
        tuple(cells),
        sums,
        liability.first if liability else None,
        liability.last if liability else None,
    )

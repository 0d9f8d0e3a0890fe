"""Sealed periods (封存): the figures as they were reported, never opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.dues import SealedPeriod
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services.desk import Desk
from djdesk.services.dues import cash, keeping
from djdesk.services.dues import rows as table
from djdesk.services.dues.cash import CashBook
from djdesk.services.dues.collection import CollectionGrid, read_grid
from djdesk.services.dues.rows import AREA

MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One sealed period: `due` of its months, and `paid`, all money that came in on its days."""

    id: int
    first: date
    last: date
    sealed_on: date
    sealed_by: str
    due: int
    paid: int
    remark: str

    @property
    def title(self) -> str:
        """The period in words: 2026年第1季度."""
        return title_of(self.first, self.last)


@dataclass(frozen=True, slots=True)
class SealedFigures:
    """A sealed period with all its figures as they were when it was sealed."""

    row: SealedRow
    grid: CollectionGrid
    book: CashBook


def title_of(first: date, last: date) -> str:
    """A span of months in words; odd spans are written out."""
    period = rules.Period(first, last)
    length = rules.distance(first, last) + 1
    if length in (1, 3, 6, 12) and (first.month - 1) % length == 0:
        return period.title
    return f"{rules.say_month(first)}—{rules.say_month(last)}"


def seal(desk: Desk, first: date, last: date, *, on: date | None = None, remark: str = "") -> int:
    """Seal the months `first` to `last` with all their figures; returns the key.

    From then on nothing may be booked on a day of them or before, and nothing changes what was due
    in them: corrections are reversing entries in an open month. There is no unsealing. Refused
    before the last month is over, and where it does not follow what is sealed already.
    """
    desk.require(AREA)
    day = on or desk.today()
    begin, end = rules.month_of(first), rules.month_of(last)
    with desk.store.write(f"封存{title_of(begin, end)}党费", area=AREA) as session:
        table.refuse(_problems(session, desk, begin, end, day))
        home = desk.store.book.home_organization_id
        grid = read_grid(session, None, begin, end, rules.last_day(end))
        book = cash.read_book(session, None, begin, end)
        row = SealedPeriod(
            organization_id=home,
            first=begin,
            last=end,
            sealed_on=day,
            sealed_by=desk.user,
            due=grid.totals.due,
            paid=grid.received,
            content=keeping.to_json(session, grid, book),
            remark=remark.strip(),
        )
        session.add(row)
        session.flush()
        return row.id


def check_seal(desk: Desk, first: date, last: date, *, on: date | None = None) -> list[Problem]:
    """What speaks against sealing these months."""
    with desk.store.read() as session:
        begin, end = rules.month_of(first), rules.month_of(last)
        return _problems(session, desk, begin, end, on or desk.today())


def _problems(session: Session, desk: Desk, first: date, last: date, day: date) -> list[Problem]:
    problems: list[Problem] = []
    if last < first or rules.distance(first, last) >= MOST_MONTHS:
        remedy = f"请从前到后选择，一次最多 {MOST_MONTHS} 个月。"
        return [Problem("月份范围不对。", remedy, "last")]
    if day > desk.today():
        problems.append(Problem("封存日期在今天之后。", "请核对日期。", "sealed_on"))
    if day <= rules.last_day(last):
        text = f"{rules.say_month(last)}还没有结束，不能封存。"
        problems.append(Problem(text, "请在月底以后封存。", "last"))
    before = table.sealed_to(session)
    if before is not None and first != add_months(before, 1):
        text = f"已经封存到{rules.say_month(before)}。"
        remedy = f"请从{rules.say_month(add_months(before, 1))}起接着封存，不留空月。"
        problems.append(Problem(text, remedy, "first"))
    return problems


def sealed(desk: Desk, organization_id: int | None = None) -> tuple[SealedRow, ...]:
    """All sealed periods, the newest first; those of one branch if it is named."""
    wanted = select(SealedPeriod).order_by(SealedPeriod.first.desc(), SealedPeriod.id)
    if organization_id is not None:
        wanted = wanted.where(SealedPeriod.organization_id == organization_id)
    with desk.store.read() as session:
        return tuple(_row(each) for each in session.scalars(wanted))


def sealed_figures(desk: Desk, sealed_id: int) -> SealedFigures:
    """The figures of a sealed period as they were, whatever happened since.

    A member whom this book does not know has a negative key. `UserError` if there is no such
    period, for content that a later program wrote, and for what is no content.
    """
    with desk.store.read() as session:
        row = session.get(SealedPeriod, sealed_id)
        if row is None:
            raise UserError("找不到这次封存。", "请刷新后重试。")
        return SealedFigures(_row(row), *keeping.from_json(session, row))


def last_sealed(desk: Desk) -> date | None:
    """The last sealed month of this book as its first day; None if none is sealed."""
    with desk.store.read() as session:
        return table.sealed_to(session)


def _row(row: SealedPeriod) -> SealedRow:
    return SealedRow(
        row.id,
        row.first,
        row.last,
        row.sealed_on,
        row.sealed_by,
        row.due,
        row.paid,
        row.remark,
    )

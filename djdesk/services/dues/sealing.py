"""Sealed periods (封存): the figures as they were reported, never opened again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.dues import SealedPeriod
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services.desk import Desk
from djdesk.services.dues import cash
from djdesk.services.dues import rows as table
from djdesk.services.dues.cash import CashBook, CashLine
from djdesk.services.dues.collection import (
    Cell,
    CellState,
    CollectionGrid,
    GridRow,
    MonthSums,
    Sums,
    read_grid,
)
from djdesk.services.dues.rows import AREA

FORMAT = 1
"""The version of the JSON that is kept; every version stays readable."""

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
            content=json.dumps(
                {"format": FORMAT, "grid": _grid_out(grid), "book": _book_out(book)},
                ensure_ascii=False,
                separators=(",", ":"),
            ),
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

    `UserError` if there is none, or for content that a later program wrote.
    """
    with desk.store.read() as session:
        row = session.get(SealedPeriod, sealed_id)
        if row is None:
            raise UserError("找不到这次封存。", "请刷新后重试。")
        found = json.loads(row.content)
        if found.get("format") != FORMAT:
            raise UserError("这次封存由更新的程序写成，不能显示。", "请升级本程序后再看。")
        return SealedFigures(_row(row), _grid_in(found["grid"]), _book_in(found["book"]))


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


# -- the JSON --------------------------------------------------------------------------------------

Json = dict[str, object]


def _day(value: object) -> date:
    return date.fromisoformat(str(value))


def _sums_out(sums: Sums) -> list[int]:
    return [sums.due, sums.paid, sums.lacking, sums.over, sums.coming, sums.given]


def _grid_out(grid: CollectionGrid) -> Json:
    return {
        "months": [month.isoformat() for month in grid.months],
        "day": grid.day.isoformat(),
        "received": grid.received,
        "totals": _sums_out(grid.totals),
        "by_month": [
            [each.month.isoformat(), _sums_out(each.sums), each.payers, each.paid_by]
            for each in grid.by_month
        ],
        "rows": [
            {
                "member": row.member_id,
                "name": row.name,
                "group": row.group,
                "code": row.code,
                "standard": row.standard,
                "base_fen": row.base_fen,
                "divisor": row.divisor,
                "rate_bp": row.rate_bp,
                "reduced": row.reduced,
                "sums": _sums_out(row.sums),
                "cells": [
                    [
                        month.isoformat(),
                        cell.due,
                        cell.paid,
                        cell.state.value,
                        cell.paid_on.isoformat() if cell.paid_on else None,
                    ]
                    for month, cell in row.cells.items()
                ],
            }
            for row in grid.rows
        ],
    }


def _grid_in(found: Json) -> CollectionGrid:
    return CollectionGrid(
        tuple(_day(month) for month in _list(found["months"])),
        tuple(_grid_row(row) for row in _list(found["rows"]) if isinstance(row, dict)),
        tuple(
            MonthSums(_day(each[0]), Sums(*each[1]), each[2], each[3])
            for each in _list(found["by_month"])
            if isinstance(each, list)
        ),
        Sums(*_whole(found["totals"])),
        _whole([found["received"]])[0],
        _day(found["day"]),
    )


def _grid_row(found: Json) -> GridRow:
    cells = {}
    for each in _list(found["cells"]):
        month, due, paid, state, paid_on = _list(each)
        when = _day(paid_on) if paid_on else None
        amounts = _whole([due, paid])
        cells[_day(month)] = Cell(amounts[0], amounts[1], CellState(str(state)), True, when)
    return GridRow(
        _whole([found["member"]])[0],
        str(found["name"]),
        str(found["group"]),
        str(found["code"]),
        _maybe(found["standard"]),
        _maybe(found["base_fen"]),
        _whole([found["divisor"]])[0],
        _maybe(found["rate_bp"]),
        bool(found["reduced"]),
        cells,
        Sums(*_whole(found["sums"])),
    )


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list was kept here")
    return value


def _whole(value: object) -> list[int]:
    return [int(str(each)) for each in _list(value)]


def _maybe(value: object) -> int | None:
    return None if value is None else int(str(value))


def _book_out(book: CashBook) -> Json:
    return {
        "first": book.first.isoformat(),
        "last": book.last.isoformat(),
        "opening": book.opening,
        "income": book.income,
        "outgo": book.outgo,
        "closing": book.closing,
        "lines": [
            {
                "day": line.day.isoformat(),
                "voucher": line.voucher,
                "kind": line.kind,
                "summary": line.summary,
                "income": line.income,
                "outgo": line.outgo,
                "balance": line.balance,
                "handled_by": line.handled_by,
                "remark": line.remark,
            }
            for line in book.lines
        ],
    }


def _book_in(found: Json) -> CashBook:
    lines = []
    for each in _list(found["lines"]):
        if not isinstance(each, dict):
            raise TypeError("a line was kept here")
        lines.append(
            CashLine(
                _day(each["day"]),
                each["voucher"],
                each["kind"],
                each["summary"],
                each["income"],
                each["outgo"],
                each["balance"],
                each["handled_by"],
                each["remark"],
            )
        )
    opening, income, outgo, closing = _whole(
        [found[key] for key in ("opening", "income", "outgo", "closing")]
    )
    first, last = _day(found["first"]), _day(found["last"])
    return CashBook(first, last, opening, tuple(lines), income, outgo, closing)

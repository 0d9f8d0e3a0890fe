"""What is kept of a period when it is sealed: the collection and the cash book, as JSON.

The text travels to the committee, whose rows have other keys: it names members by their uids.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.dues import SealedPeriod
from djdesk.models.rules import dues as rules
from djdesk.services import transport
from djdesk.services.dues.cash import CashBook, CashLine
from djdesk.services.dues.collection import (
    Cell,
    CellState,
    CollectionGrid,
    GridRow,
    MonthSums,
    Sums,
)

FORMAT = 2
"""The version of the JSON that is kept; 1 names members by keys of the book that wrote it."""

Json = dict[str, object]


def to_json(session: Session, grid: CollectionGrid, book: CashBook) -> str:
    """All figures of a period as JSON, without keys of rows."""
    uids = transport.uids_of(session, "member", {row.member_id for row in grid.rows})
    kept = {"format": FORMAT, "grid": _grid_out(grid, uids), "book": _book_out(book)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def from_json(session: Session, row: SealedPeriod) -> tuple[CollectionGrid, CashBook]:
    """The figures that `to_json` wrote into `row`; whom this book does not know has a negative key.

    `UserError` for content that a later program wrote, and for what is no content at all: a
    branch's comes by package, and nothing in it is believed.
    """
    try:
        found: dict[str, Any] = json.loads(row.content)
        if found["format"] > FORMAT:
            raise UserError("这次封存由更新的程序写成，不能显示。", "请升级本程序后再看。")
        grid = _grid_in(found["grid"], _keys(session, row, found))
        if grid.months != tuple(rules.months(row.first, row.last)):
            raise ValueError("the months are not those of the period")
        return grid, _book_in(found["book"])
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        remedy = "请查阅纸质党费表册；由支部报来的，请支部核对。"
        raise UserError("封存的内容读不出来。", remedy) from error


def _keys(session: Session, row: SealedPeriod, found: Mapping[str, Any]) -> Mapping[Any, int]:
    """The key in this book of each member as the text names them."""
    named = [each["member"] for each in found["grid"]["rows"]]
    if found["format"] > 1:
        return transport.keys_of(session, "member", {str(uid) for uid in named})
    # another book's keys mean others here
    return {key: -n if row.origin else key for n, key in enumerate(_whole(named), 1)}


def _day(value: object) -> date:
    return date.fromisoformat(str(value))


def _sums_out(sums: Sums) -> list[int]:
    return [sums.due, sums.paid, sums.lacking, sums.over, sums.coming, sums.given]


def _grid_out(grid: CollectionGrid, uids: Mapping[int, str]) -> Json:
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
                "member": uids[row.member_id],
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


def _grid_in(found: Json, keys: Mapping[Any, int]) -> CollectionGrid:
    months = tuple(_day(month) for month in _list(found["months"]))
    rows = _list(found["rows"])
    return CollectionGrid(
        months,
        tuple(_grid_row(row, keys, months) for row in rows if isinstance(row, dict)),
        tuple(
            MonthSums(_day(each[0]), Sums(*_whole(each[1])), *_whole(each[2:]))
            for each in _list(found["by_month"])
            if isinstance(each, list)
        ),
        Sums(*_whole(found["totals"])),
        _whole([found["received"]])[0],
        _day(found["day"]),
    )


def _grid_row(found: Json, keys: Mapping[Any, int], months: tuple[date, ...]) -> GridRow:
    cells = {}
    for each in _list(found["cells"]):
        month, due, paid, state, paid_on = _list(each)
        when = _day(paid_on) if paid_on else None
        amounts = _whole([due, paid])
        cells[_day(month)] = Cell(amounts[0], amounts[1], CellState(str(state)), True, when)
    if tuple(cells) != months:
        raise ValueError("a row has a cell for each month")
    return GridRow(
        keys[found["member"]],
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
        income, outgo, balance = _whole([each[key] for key in ("income", "outgo", "balance")])
        voucher, kind, summary = (str(each[key]) for key in ("voucher", "kind", "summary"))
        by, remark = str(each["handled_by"]), str(each["remark"])
        day = _day(each["day"])
        lines.append(CashLine(day, voucher, kind, summary, income, outgo, balance, by, remark))
    opening, income, outgo, closing = _whole(
        [found[key] for key in ("opening", "income", "outgo", "closing")]
    )
    first, last = _day(found["first"]), _day(found["last"])
    return CashBook(first, last, opening, tuple(lines), income, outgo, closing)

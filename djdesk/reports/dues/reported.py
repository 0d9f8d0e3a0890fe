"""Sealed figures for papers: a period that was reported prints as it was, whatever came since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import Period
from djdesk.services import dues, kinds
from djdesk.services.desk import Desk
from djdesk.services.dues import Cell, CellState, GridRow, SealedRow, Sums


def figures(desk: Desk, unit_id: int, period: Period) -> tuple[list[GridRow], SealedRow] | None:
    """The rows of `period` as they were sealed, and by which sealing; None if it is not sealed.

    Of a sealed quarter one month can be asked for; money given beyond dues is known only of the
    whole sealed period, and appears only there.
    """
    for row in dues.sealed(desk, unit_id):
        if row.first <= period.first and period.last <= row.last:
            grid = dues.sealed_figures(desk, row.id).grid
            if (row.first, row.last) == (period.first, period.last):
                return list(grid.rows), row
            months = tuple(rules.months(period.first, period.last))
            cut = [_of_months(each, months) for each in grid.rows]
            return [each for each in cut if _concerned(each)], row
    return None


def note(row: SealedRow) -> str:
    """What stands on paper instead of 截至: these are the figures of a sealed period."""
    return f"按{row.title}封存数（{kinds.show_date(row.sealed_on)}封存）"


def _of_months(row: GridRow, months: tuple[date, ...]) -> GridRow:
    cells = {month: row.cells[month] for month in months}
    return replace(row, cells=cells, sums=sum(map(_sums, cells.values()), Sums()))


def _sums(cell: Cell) -> Sums:
    return Sums(cell.due, cell.paid, cell.lacking, max(0, cell.paid - cell.due))


def _concerned(row: GridRow) -> bool:
    return any(cell.state is not CellState.NONE for cell in row.cells.values())

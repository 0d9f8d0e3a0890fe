"""The sample branch has a year of dues in which there is something to find."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from djdesk.models.rules.days import add_months
from djdesk.services import books, dues, sample
from djdesk.services.dues.receipts import missing_numbers
from djdesk.services.sample import dues as script


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2027, 1, 2)])
def test_a_year_of_dues_up_to_last_month(tmp_path: Path, day: date) -> None:
    password = sample.make_branch(tmp_path / "book", today=lambda: day)
    book = books.open_book(tmp_path / "book", password, allow_removable=True)
    try:
        desk = books.desk_of(book, today=lambda: day)
        last = add_months(day.replace(day=1), -1)
        grid = dues.grid(desk, None, add_months(last, -11), last)
        owing = {row.name: row.cells[last].state for row in grid.rows if row.lacking}
        assert owing == {
            script.OWES_LONG: dues.CellState.UNPAID,
            script.OWES_ONE: dues.CellState.UNPAID,
            script.OWES_PART: dues.CellState.PART,
        }
        assert sum(row.reduced for row in grid.rows) == 1
        assert len(dues.sealed(desk)) == 2
        for sealed in dues.sealed(desk):
            figures = dues.sealed_figures(desk, sealed.id)
            assert figures.grid.received == sealed.paid > 0
        large = dues.large_gifts(desk)
        assert [(row.name, row.fen) for row in large] == [(script.GENEROUS, 200_000)]
        year = last.year
        receipts = dues.receipts(desk, year=year)
        assert sum(row.void_on is not None for row in receipts) == 1
        with desk.store.read() as session:
            assert missing_numbers(session, year) == ()
        lines = dues.book(desk, year).lines
        assert {"dues", "remitted", "use"} <= {line.kind for line in lines} | {
            line.kind for line in dues.book(desk, year - 1).lines
        }
        assert "R31" in {warning.rule for warning in dues.warnings(desk)}
        assert all(row.up + row.kept == row.collected for row in (
            each.draft for each in dues.remittances(desk, year)
        ))  # fmt: skip
    finally:
        book.close()

"""Packed lines say the same as the lines themselves."""

from __future__ import annotations

from sqlalchemy import select

from djdesk.models.assessment import PointLine
from djdesk.services import assessment
from djdesk.services.assessment import sums
from djdesk.services.assessment.sums import Cells, CellSum, Packed
from djdesk.services.desk import Desk
from tests.services.assessment.months import OCTOBER, SEPTEMBER, YEARLY, entry, opened
from tests.services.conftest import Branch


def test_cells_tell_what_counts_from_what_waits_and_what_was_taken_back() -> None:
    packed = Packed("P\nP\nA\nA\nP\nR", "20\n40\n-30\n30\n20\n50", "1f\n2\n1f\n-1b\n1p\n")
    cells = Cells(packed)
    assert dict(cells) == {
        "P": CellSum(60, 3, 2, 1, 1),
        "A": CellSum(0, 0, 0, 0, 0),
        "R": CellSum(50, 0, 1, 0, 0),
    }
    assert packed.waiting
    assert packed.counting() == (["P", "P", "A", "A", "R"], [20, 40, -30, 30, 50])
    assert dict(Cells(None)) == {}


def test_a_year_packs_all_its_months(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER, OCTOBER), YEARLY)
    for month in (SEPTEMBER, OCTOBER):
        assessment.book_line(desk, entry(branch, "王强", "A", month=month, happened_on=month))
    key = "member", branch.home, branch["王强"]
    units = (branch.home, branch.first, branch.second)
    with desk.store.read() as session:
        both = sums.packed(session, branch.home, units, SEPTEMBER, OCTOBER)[key]
        one = sums.packed(session, branch.home, units, OCTOBER, OCTOBER)[key]
        exact = sums.item_sums(session, units, SEPTEMBER, OCTOBER)[key]
        count = len(session.scalars(select(PointLine)).all())
    assert (both.values(), one.values(), count) == ([-30, -30], [-30], 2)
    assert exact == [("A", -30, -30, 9), ("A", -30, -30, 10)]

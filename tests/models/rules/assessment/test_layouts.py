"""Shared plans give the scores that lines give, whatever the table."""

from __future__ import annotations

from hypothesis import given

from djdesk.models.rules.assessment import Totals, score
from djdesk.models.rules.assessment.layouts import Closing, Layout, picking, shares
from tests.models.rules.assessment.cases import sums
from tests.models.rules.assessment.making import PATIENT, Month, months


@PATIENT
@given(months())
def test_shares_are_those_of_the_score(month: Month) -> None:
    found = score(month.table, month.lines, changes=month.changes, before=month.before)
    change = sum(each.points for each in month.changes)
    own = shares(
        Totals(month.table),
        Closing(month.table),
        month.table,
        sums(month.lines),
        change=change,
        before=month.before,
    )
    assert (own.points, own.base, own.plus, own.minus) == (
        found.points,
        found.base,
        found.plus,
        found.minus,
    )
    assert own.change == found.change


@PATIENT
@given(months())
def test_a_plain_layout_scores_lines_of_one_span_as_their_sums(month: Month) -> None:
    one = [line for line in month.lines if line.month == 1]
    totals = Totals(month.table)
    closing = Closing(month.table)
    layout = Layout(totals, closing, month.table, [line.item for line in one])
    if layout.plain:
        found = layout.shares([line.points for line in one], 7)
        assert found == shares(totals, closing, month.table, sums(one), change=7)
        assert found.points == totals.total(sums(one), change=7)


def test_values_are_picked_in_a_run_and_one_by_one() -> None:
    values = [1, 2, 3, 4]
    assert list(picking([1, 2])(values)) == [2, 3]
    assert list(picking([0, 2])(values)) == [1, 3]
    assert list(picking([3])(values)) == [4]
    assert list(picking([])(values)) == []

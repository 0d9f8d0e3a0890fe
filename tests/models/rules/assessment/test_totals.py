"""Scores of many from sums are the scores of their lines."""

from __future__ import annotations

import pytest

from djdesk.models.rules.assessment import Totals, total
from tests.models.rules.assessment.cases import CASES, Case, lines, sums, table, tenths, texts


@pytest.mark.parametrize("case", CASES["score"], ids=lambda case: case["id"])
def test_totals_of_every_case(case: Case) -> None:
    own = table(case)
    before = case.get("before", {})
    assert isinstance(before, dict)
    found = total(
        own,
        sums(lines(own, texts(case["lines"]))),
        change=sum(tenths(each) for each in texts(case.get("changes", []))),
        before={item: tenths(each) for item, each in before.items()},
    )
    assert found == tenths(case["score"])


def test_one_arithmetic_serves_many() -> None:
    totals = Totals(table({"rubric": "office_year"}))
    assert totals.total([("A1+", 250, 10, 1)]) == 800
    assert totals.total([]) == 600
    # the sums of two months are one sum of the year
    assert totals.total([("A1+", 150, 10, 1), ("A1+", 100, 10, 2)]) == 800


def test_only_bound_items_need_a_sum_of_their_own() -> None:
    own = Totals(table({"rubric": "monthly_hundred"})).own
    assert own == frozenset()
    assert Totals(table({"rubric": "office_year"})).own >= {"A1+", "A8+", "V"}
    assert "A1-" not in Totals(table({"rubric": "office_year"})).own

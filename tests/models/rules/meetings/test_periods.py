"""Months, quarters, half-years and years touch, cover the year and are named."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from djdesk.models.rules.meetings.periods import MONTHS, period_of, periods


@pytest.mark.parametrize("period", MONTHS)
@pytest.mark.parametrize("year", [2024, 2026])
def test_periods_cover_the_year_without_gap(period: str, year: int) -> None:
    found = periods(period, year)
    assert len(found) == 12 // MONTHS[period]
    assert (found[0].start, found[-1].end) == (date(year, 1, 1), date(year, 12, 31))
    for before, after in pairwise(found):
        assert after.start == before.end + timedelta(days=1)
    for each in found:
        assert period_of(period, each.start) == period_of(period, each.end) == each
        assert each.start in each
        assert each.end + timedelta(days=1) not in each


@pytest.mark.parametrize(
    ("period", "key", "title"),
    [
        ("month", "2026-02", "2月"),
        ("quarter", "2026-Q1", "第一季度"),
        ("half", "2026-H1", "上半年"),
        ("year", "2026", "2026年"),
    ],
)
def test_names(period: str, key: str, title: str) -> None:
    found = period_of(period, date(2026, 2, 28))
    assert (found.key, found.title) == (key, title)


def test_what_is_held_on_demand_has_no_periods() -> None:
    assert periods("", 2026) == ()
    with pytest.raises(KeyError):
        period_of("", date(2026, 2, 28))

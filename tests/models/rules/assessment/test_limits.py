"""The limits of feeds: what the shipped data says, and that bad data is refused."""

from __future__ import annotations

from datetime import date

from djdesk.models.rules.assessment import limits

DAY = date(2026, 11, 20)


def test_the_shipped_limits() -> None:
    assert limits.late_minutes(DAY) == 15
    assert limits.shortfall_months(DAY) == (3, 6, 9, 12)
    assert limits.reporting_day(DAY) == 5

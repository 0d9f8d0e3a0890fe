"""What the feeds of assessment need to know beside the ledgers: limits that are local data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from djdesk.models.rules.dated import Dated, load, whole

FILE = "assessment_feeds"


@cache
def _late() -> Dated[int]:
    return load(FILE, "late", lambda row: whole(row, "minutes"))


@cache
def _shortfall() -> Dated[tuple[int, ...]]:
    def make(row: Mapping[str, object]) -> tuple[int, ...]:
        months = row.get("months")
        if not isinstance(months, list):
            raise TypeError("months must be a list")
        return tuple(int(month) for month in months)

    return load(FILE, "hours_short", make)


@cache
def _reporting() -> Dated[int]:
    return load(FILE, "points_late", lambda row: whole(row, "day"))


def late_minutes(day: date) -> int:
    """More minutes than this after the beginning are coming late."""
    return _late().at(day)


def shortfall_months(day: date) -> tuple[int, ...]:
    """The months of the year (1 to 12) in which missing hours of study are looked at."""
    return _shortfall().at(day)


def reporting_day(day: date) -> int:
    """Until which day of the next month the groups hand in their points of a month."""
    return _reporting().at(day)

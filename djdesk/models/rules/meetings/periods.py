"""The periods in which meetings are counted: months, quarters, half-years, years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from djdesk.models.rules.days import add_months

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months each period has."""

_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
_HALVES = ("上半年", "下半年")


@dataclass(frozen=True, slots=True)
class Period:
    """One period from `start` to `end`, both inside; `key` is 2026-03, 2026-Q1, 2026-H1 or 2026."""

    key: str
    title: str
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@lru_cache(maxsize=256)
def periods(period: str, year: int) -> tuple[Period, ...]:
    """The periods of a year in order; none for the empty word; KeyError for an unknown one."""
    if not period:
        return ()
    length = MONTHS[period]
    found = []
    for place in range(12 // length):
        start = date(year, 1 + place * length, 1)
        end = add_months(start, length) - timedelta(days=1)
        found.append(Period(*_names(period, year, place), start, end))
    return tuple(found)


def _names(period: str, year: int, place: int) -> tuple[str, str]:
    match period:
        case "month":
            return f"{year}-{place + 1:02d}", f"{place + 1}月"
        case "quarter":
            return f"{year}-Q{place + 1}", _QUARTERS[place]
        case "half":
            return f"{year}-H{place + 1}", _HALVES[place]
        case _:
            return f"{year}", f"{year}年"


def period_of(period: str, day: date) -> Period:
    """The period in which `day` lies; KeyError for an unknown or empty word."""
    return periods(period, day.year)[(day.month - 1) // MONTHS[period]]

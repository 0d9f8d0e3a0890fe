"""Months of dues: a month is the date of its first day, so that months sort and compare."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from djdesk.models.rules.days import add_months

_MONTH = re.compile(r"((?:19|20|21)\d\d)-(\d{1,2})", re.ASCII)


def month_of(day: date) -> date:
    """The month in which `day` lies."""
    return day.replace(day=1)


def read_month(text: str) -> date:
    """The month written as `2026-03` (also `2026-3`); ValueError for anything else.

    Only years from 1900 to 2199 are taken: another one is a slip of the fingers.
    """
    match = _MONTH.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a month: {text!r}")
    return date(int(match[1]), int(match[2]), 1)


def say_month(month: date) -> str:
    """A month in a sentence: 2026年3月."""
    return f"{month.year}年{month.month}月"


def last_day(month: date) -> date:
    """The last day of a month, on which its dues are due (中组发〔2008〕3号第十二条)."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months(first: date, last: date) -> Iterator[date]:
    """All months from `first` to `last`, both inside; none if `last` lies before."""
    month = month_of(first)
    while month <= last:
        yield month
        month = add_months(month, 1)


def distance(earlier: date, later: date) -> int:
    """How many months `later` lies after `earlier`; negative before, 0 within one month."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month

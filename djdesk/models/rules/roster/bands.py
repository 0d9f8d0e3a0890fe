"""Bands of the statistics: age, party age, day of joining, education."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from djdesk.models.rules.dated import load


@dataclass(frozen=True, slots=True)
class Band:
    """One band of the statistics; `low` and `high` are both inside, None is without end."""

    title: str
    low: int | date | None
    high: int | date | None


def _bands(row: Mapping[str, object]) -> tuple[Band, ...]:
    listed = row["bands"]
    if not isinstance(listed, list):
        raise TypeError("bands must be a list")
    found: list[Band] = []
    low: int | date | None = None
    for item in listed:
        high: int | date | None = item.get("until")
        found.append(Band(str(item["title"]), low, high))
        if isinstance(high, date):
            low = high + timedelta(days=1)
        elif high is not None:
            low = high + 1
    return tuple(found)


@cache
def bands(name: str) -> tuple[Band, ...]:
    """The newest bands `name`: age, party_age, joining or joining_yearly."""
    suffix = "bands_yearly" if name == "joining_yearly" else "bands"
    return load("roster", f"{name.removesuffix('_yearly')}_{suffix}", _bands).rules[-1].value


def band(name: str, value: int | date) -> Band:
    """The band of `bands(name)` in which `value` lies."""
    for each in bands(name):
        if each.high is None or value <= each.high:  # type: ignore[operator]
            return each
    raise LookupError(f"the last band of {name} must have no end")


@cache
def education_bands() -> tuple[str, ...]:
    """The education bands of the annual report from the highest down; groups of `education`."""
    titles = load("roster", "education_bands", lambda row: row["titles"]).rules[-1].value
    if not isinstance(titles, list):
        raise TypeError("titles must be a list")
    return tuple(str(title) for title in titles)

"""Joining the Party through its history: probation, party age (党龄), and 光荣在党50年."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from djdesk.models.rules.dated import Dated, load, whole
from djdesk.models.rules.days import add_months, full_years

FOUNDED = date(1921, 7, 1)


@dataclass(frozen=True, slots=True)
class Joining:
    """How one joined in an era (roster.md §5): the probation, and where party age begins.

    `months` is the length of probation where it was fixed, else 0. `party_age` is joined, full or
    either; `meaning` says which act gave the day of joining.
    """

    probation: str
    months: int
    party_age: str
    meaning: str


def _joining(row: Mapping[str, object]) -> Joining:
    months = whole(row, "months") if "months" in row else 0
    return Joining(str(row["probation"]), months, str(row["party_age"]), str(row["meaning"]))


@cache
def joinings() -> Dated[Joining]:
    """The eras of joining, from the founding on."""
    return load("roster", "joining", _joining)


@cache
def _eras() -> tuple[list[date], list[Joining]]:
    rules = joinings().rules
    return [rule.start for rule in rules], [rule.value for rule in rules]


def joining_on(day: date) -> Joining | None:
    """How one joined on `day`; None before the founding."""
    starts, eras = _eras()
    place = bisect_right(starts, day)
    return eras[place - 1] if place else None


def conversion_due(joined: date | None) -> date | None:
    """When the probation of one who joined on `joined` is over; None where the era fixed no length.

    An extension is decided by a meeting and not known here.
    """
    era = joining_on(joined) if joined is not None else None
    return add_months(joined, era.months) if joined is not None and era and era.months else None


def party_since(joined: date | None, full: date | None) -> date | None:
    """The day from which party age (党龄) counts; None while it is not known or not begun."""
    if joined is None:
        return None
    era = joining_on(joined)
    if era is None or era.party_age == "joined":
        return joined
    return full if era.party_age == "full" else full or joined


def party_age(joined: date | None, full: date | None, on: date) -> int | None:
    """Party age in completed years on `on` (党龄); None when it has not begun or is not known."""
    since = party_since(joined, full)
    return None if since is None or since > on else full_years(since, on)


@cache
def _honour() -> tuple[int, int, int, int]:
    rule = load("roster", "honour", dict).rules[0]
    value = rule.value
    return whole(value, "years"), whole(value, "month"), whole(value, "day"), rule.start.year


def honour_on(joined: date | None, full: date | None) -> date | None:
    """The 1 July on which 光荣在党50年 is first due, never before the first award in 2021."""
    since = party_since(joined, full)
    if since is None:
        return None
    years, month, day, first = _honour()
    due = date(since.year + years, month, day)
    if full_years(since, due) < years:
        due = due.replace(year=due.year + 1)
    return max(due, date(first, month, day))

"""A year of meetings from the fixed day and how often each kind is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from djdesk.models.rules.dated import Dated, load, whole
from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.models.rules.meetings.periods import MONTHS, Period, periods

Unit = int | Literal["branch"]
"""Who holds a meeting: the branch, or a group by its id."""

Existing = tuple[str, Unit, date]
"""A meeting that stands in the book already, planned or held: kind, unit, day."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One meeting to be entered into the plan; `kind` is its code."""

    kind: str
    unit: Unit
    day: date
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its period a kind is put: the `month` of it (from 1), `days` off the fixed day."""

    month: int
    days: int


_USUAL = Place(1, 0)


@cache
def _places() -> Dated[Mapping[str, Place]]:
    def make(row: Mapping[str, object]) -> Mapping[str, Place]:
        return {
            code: Place(whole(values, "month"), whole(values, "days"))
            for code, values in row.items()
            if isinstance(values, dict)
        }

    return load("meetings", "plan", make)


def planned(
    year: int,
    kinds: Iterable[Kind],
    *,
    fixed_day: FixedDay,
    groups: Sequence[int] = (),
    has_committee: bool,
    existing: Iterable[Existing] = (),
    start: date | None = None,
    holiday: Callable[[date], bool] | None = None,
) -> tuple[Planned, ...]:
    """What is still missing in the plan of `year`, in order of day and kind.

    Each kind gets as many meetings in each period as it asks for, less those that exist; kinds on
    demand none; kinds of groups none without `groups`, those of the committee none without one.
    Nothing is put before `start`, nor into a period that was over by then. A day for which
    `holiday` says yes gives way to the next that is none, or at a month's end to the one before;
    meetings beside the fixed day keep off weekends as well.
    """
    rules = _places()
    places = rules.at(max(date(year, 1, 1), rules.rules[0].start))
    there = tuple(existing)
    found: list[tuple[date, int, Planned]] = []
    for order, kind in enumerate(kinds):
        place = places.get(kind.code, _USUAL)
        for unit in _units(kind, groups, has_committee=has_committee):
            held = [day for code, who, day in there if (code, who) == (kind.code, unit)]
            begin = max(start or date.min, kind.since or date.min)
            for period in periods(kind.period, year):
                if period.end < begin or (kind.until is not None and period.end >= kind.until):
                    continue
                wanted = tuple(_wanted(kind, period, place, fixed_day))
                for day in _missing(wanted, [day for day in held if day in period]):
                    later = _not_before(begin, day, period, fixed_day)
                    usual = not place.days and later == fixed_day.on(later.year, later.month)
                    settled = _settled(later, begin, holiday, weekends=usual)
                    found.append((settled, order, Planned(kind.code, unit, settled)))
    return tuple(each for _, _, each in sorted(found, key=lambda one: (one[0], one[1])))


def _units(kind: Kind, groups: Sequence[int], *, has_committee: bool) -> tuple[Unit, ...]:
    if kind.attends == "group":
        return tuple(groups)
    if kind.attends == "committee" and not has_committee:
        return ()
    return ("branch",)


def _wanted(kind: Kind, period: Period, place: Place, fixed_day: FixedDay) -> Iterator[date]:
    """The days on which the kind would be held in a period if nothing stood there yet.

    Several in a period are spread over its months, and over the weeks of a month.
    """
    length = MONTHS[kind.period]
    chosen = (place.month - 1) % length
    months = sorted((chosen + step * length // kind.times) % length for step in range(kind.times))
    for position, offset in enumerate(months):
        first = add_months(period.start, offset)
        last = add_months(first, 1) - timedelta(days=1)
        day = _beside(fixed_day.on(first.year, first.month), place.days)
        share, together = months[:position].count(offset), months.count(offset)
        if together > 1:
            day += timedelta(days=(last.day // together) * share)
            # a day beyond the end goes on at the beginning, so that no two fall together
            day = day if day <= last else day - timedelta(days=last.day)
        yield min(max(day, first), last)


def _beside(fixed: date, days: int) -> date:
    """So many days off the fixed day; on its other side where that would be another month."""
    day = fixed + timedelta(days=days)
    if day.month == fixed.month:
        return day
    return fixed - timedelta(days=days + (1 if days > 0 else -1))


def _missing(wanted: Sequence[date], held: Iterable[date]) -> list[date]:
    """The wanted days less, for each meeting held, the one next to it."""
    left = list(wanted)
    for day in held:
        if left:
            left.remove(min(left, key=lambda each: abs((each - day).days)))
    return left


def _not_before(begin: date, day: date, period: Period, fixed_day: FixedDay) -> date:
    """The day, or the next fixed day of the period from `begin` on, or `begin` itself."""
    if day >= begin:
        return day
    months = (add_months(period.start, step) for step in range(MONTHS["year"]))
    fixed = (fixed_day.on(month.year, month.month) for month in months)
    return next((each for each in fixed if begin <= each <= period.end), begin)


def _settled(
    day: date, begin: date, holiday: Callable[[date], bool] | None, *, weekends: bool
) -> date:
    """The day of the month that is neither before `begin` nor off, as near as can be."""
    first = max(day.replace(day=1), begin)
    last = add_months(day.replace(day=1), 1) - timedelta(days=1)

    def off(each: date) -> bool:
        resting = each.weekday() >= 5 and not weekends
        return resting or (holiday is not None and holiday(each))

    later = (day + timedelta(days=step) for step in range((last - day).days + 1))
    earlier = (day - timedelta(days=step) for step in range(1, (day - first).days + 1))
    return next((each for each in (*later, *earlier) if not off(each)), day)

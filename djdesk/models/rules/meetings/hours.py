"""Study hours (学时): what a meeting counts, what a year asks for; all in tenths of an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from djdesk.models.rules.dated import Dated, load, whole
from djdesk.models.rules.meetings.kinds import Kind


@dataclass(frozen=True, slots=True)
class Conversion:
    """How time becomes study hours, in tenths and minutes.

    Each full hour gives `per_hour`, in steps of `unit` rounded down; from `half_day_minutes` on at
    least `half_day`, from `day_minutes` on exactly `full_day`, which is also the most.
    """

    per_hour: int
    unit: int
    half_day: int
    half_day_minutes: int
    full_day: int
    day_minutes: int

    def tenths(self, minutes: int) -> int:
        """The study hours of one day's `minutes`."""
        if minutes <= 0:
            return 0
        if minutes >= self.day_minutes:
            return self.full_day
        by_hour = minutes * self.per_hour // 60 // self.unit * self.unit
        if minutes >= self.half_day_minutes:
            by_hour = max(by_hour, self.half_day)
        return min(by_hour, self.full_day)


@dataclass(frozen=True, slots=True)
class Target:
    """What a year asks of an ordinary member and of secretary and committee, in tenths."""

    member: int
    officer: int


@cache
def _conversion(name: str) -> Dated[Conversion]:
    keys = ("per_hour", "unit", "half_day", "half_day_minutes", "full_day", "day_minutes")
    return load(
        "meetings", f"hours_{name}", lambda row: Conversion(*(whole(row, key) for key in keys))
    )


@cache
def _targets() -> Dated[Target]:
    return load(
        "meetings", "hours_target", lambda row: Target(whole(row, "member"), whole(row, "officer"))
    )


def study_hours(minutes: int, kind: Kind, day: date) -> int:
    """Tenths of 学时 for a meeting of so many minutes; 0 for a kind that is no study.

    Days before the first version of a conversion count by the first.
    """
    if not kind.hours:
        return 0
    rules = _conversion(kind.hours)
    return rules.at(max(day, rules.rules[0].start)).tenths(minutes)


def target(
    day_range: tuple[date, date | None],
    secretary: bool,
    joined_on: date | None,
    year: int,
) -> int:
    """Tenths of 学时 that a member should reach in `year` (meetings.md §6).

    `day_range` is from when until before when (None: still) the member belongs to the roster,
    `joined_on` the day of joining the Party if it is later; `secretary` says 书记 or committee. The
    months in which the member belonged count, begun ones wholly, and the result is rounded up to
    a whole hour. 0 before the first rule and for somebody who was not there.
    """
    rule = _targets().rule_at(date(year, 12, 31))
    if rule is None:
        return 0
    since, until = day_range
    begin = max(since, joined_on or since, date(year, 1, 1))
    first_away = min(until or date.max, date(year + 1, 1, 1))
    if begin >= first_away:
        return 0
    last = first_away.toordinal() - 1
    months = date.fromordinal(last).month - begin.month + 1
    whole_year = rule.value.officer if secretary else rule.value.member
    return -(-whole_year * months // 120) * 10


def by_year(start: date, end: date, tenths: int) -> dict[int, int]:
    """The hours of a training from `start` to `end` (inside) split at New Year, by its days.

    Every year gets whole tenths by the days so far, so that the parts make up the whole; ValueError
    if it ends before it starts.
    """
    if end < start:
        raise ValueError(f"a training cannot end on {end} and start on {start}")
    days = (end - start).days + 1
    found: dict[int, int] = {}
    so_far = given = 0
    for year in range(start.year, end.year + 1):
        begin, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        so_far += (last - begin).days + 1
        upto = tenths * so_far // days
        found[year] = upto - given
        given = upto
    return found


def values(name: str, day: date) -> Mapping[str, int]:
    """The figures of the conversion `name` on `day`, for showing; KeyError if unknown."""
    rules = _conversion(name)
    found = rules.at(max(day, rules.rules[0].start))
    return {"per_hour": found.per_hour, "half_day": found.half_day, "full_day": found.full_day}

"""When the sample branch met and will meet: twelve months up to today, then to the year's end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.services.sample.minutes import MinuteBook, Minutes

ADMISSIONS = 2
"""For so many newcomers there are minutes of their own; earlier ones are passed over."""

# kind: first day of the month that is good enough, weekday (0: Monday), start and end of the time
_DAYS: Mapping[str, tuple[int, int, int, int]] = {
    "M2": (3, 0, 900, 980),
    "M4": (8, 3, 870, 960),
    "M1": (22, 2, 870, 985),
    "M9": (22, 3, 510, 690),
    "M6": (22, 3, 840, 1020),
    "M7": (22, 4, 870, 1000),
}
_THEME_DAY = (870, 990)
_GROUP_DAYS = ((8, 1), (8, 2), (8, 4))
_GROUP_TIME = (970, 1035)
_ADMISSION_TIME = (1080, 1150)

_LEFT_OUT = (3, 5)
"""The third group did not meet five months ago: the grid shows what an overdue cell looks like."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of the sample: `group` from 1, 0 for the branch; `number` counts in the year."""

    minutes: Minutes
    group: int
    day: date
    start_at: int
    end_at: int
    number: int

    @property
    def kind(self) -> str:
        """The code of its kind."""
        return self.minutes.kind


def timetable(
    book: MinuteBook, today: date, admitted: Iterable[tuple[date, str]]
) -> tuple[Sitting, ...]:
    """All meetings in order of the days; `admitted` are days and names of the newcomers.

    They are numbered as if the branch had met all through the year in which the ledger begins.
    """
    first = add_months(today.replace(day=1), -11)
    last = date(today.year, 12, 31)
    month, listed = date(first.year, 1, 1), []
    while month <= last:
        ago = (today.year - month.year) * 12 + today.month - month.month
        listed += [(month >= first, *each) for each in _month(book, month, ago)]
        month = add_months(month, 1)
    for number, (day, name) in enumerate(sorted(admitted)[-ADMISSIONS:]):
        if first <= day <= today:
            listed.append((True, book.of_admission(number, name), 0, day, *_ADMISSION_TIME))
    return tuple(_numbered(sorted(listed, key=lambda each: (each[3], each[4], each[1].kind))))


def _numbered(
    listed: Iterable[tuple[bool, Minutes, int, date, int, int]],
) -> Iterator[Sitting]:
    counts: dict[tuple[str, int, int], int] = {}
    for wanted, minutes, group, day, start, end in listed:
        place = minutes.kind, group, day.year
        counts[place] = counts.get(place, 0) + 1
        if wanted:
            yield Sitting(minutes, group, day, start, end, counts[place])


def _month(
    book: MinuteBook, month: date, ago: int
) -> Iterator[tuple[Minutes, int, date, int, int]]:
    theme = FixedDay(book.fixed_day).on(month.year, month.month)
    party = book.of_branch("M5", month.month)
    if party is not None:
        yield (party, 0, theme, *_THEME_DAY)
    for kind, (begin, weekday, start, end) in _DAYS.items():
        minutes = book.of_branch(kind, month.month)
        if minutes is None:
            continue
        if minutes.sitting:
            yield (minutes, 0, theme, *_THEME_DAY)
        else:
            yield minutes, 0, _weekday(month, begin, weekday), start, end
    for group, (begin, weekday) in enumerate(_GROUP_DAYS, 1):
        if (group, ago) != _LEFT_OUT:
            minutes = book.of_group(month.month, group)
            yield (minutes, group, _weekday(month, begin, weekday), *_GROUP_TIME)


def _weekday(month: date, begin: int, weekday: int) -> date:
    """The first such weekday of a month from the day `begin` on."""
    day = month.replace(day=begin)
    return day + timedelta(days=(weekday - day.weekday()) % 7)

"""The year of assessment: months, quarters and the year's score of every subject (F10).

A quarter and the year are means of the scored months, in a year's cycle the totals at their end.
All points are tenths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from djdesk.models.rules.assessment import grading, rolling
from djdesk.models.rules.assessment.rubric import Grade, Level
from djdesk.models.rules.dues.months import month_of
from djdesk.services.assessment import series
from djdesk.services.assessment.register import level_of
from djdesk.services.assessment.rows import Subject, home_of
from djdesk.services.assessment.series import Key, MonthMarks, Named
from djdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class YearRow:
    """A subject's year in tenths: twelve months, four quarters, and the year's score.

    A quarter and the year are means of the scored months (approved leave is left out), in a year's
    cycle the totals at their end. `counted` is of how many months the year's score was made.
    """

    subject: Subject
    name: str
    group: str
    months: tuple[int | None, ...]
    quarters: tuple[int | None, ...]
    year: int | None
    counted: int
    base: int
    plus: int
    minus: int
    grade: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class YearTable:
    """The year of a level, in the order of paper lists; `states` of its twelve months."""

    year: int
    level: Level
    states: tuple[str, ...]
    rows: tuple[YearRow, ...]
    last: date | None
    yearly: bool


def year_table(
    desk: Desk, year: int, level: Level, organization_id: int | None = None
) -> YearTable:
    """Months, quarters and the year of every subject of a level (F10)."""
    with desk.store.read() as session:
        branch = home_of(desk, organization_id)
        held = series.marks(session, branch, level, months_of(year))
        names = series.named(session, branch, level, shown_month(desk, held))
    last = last_of(held)
    rows = [_year_row(key, held, names) for key in series.in_order(scored_keys(held), names)]
    places = grading.ranks([row.year for row in rows])
    return YearTable(
        year,
        level,
        tuple(month.state for month in held),
        tuple(replace(row, rank=place) for row, place in zip(rows, places, strict=True)),
        last.month if last is not None else None,
        last.yearly if last is not None else False,
    )


def months_of(year: int) -> tuple[date, ...]:
    """The twelve months of a year."""
    return tuple(date(year, number, 1) for number in range(1, 13))


def shown_month(desk: Desk, held: Sequence[MonthMarks]) -> date:
    """The month as of whose end groups are shown: the last one that was opened."""
    last = last_of(held)
    return last.month if last is not None else month_of(min(desk.today(), held[-1].month))


def last_of(held: Sequence[MonthMarks]) -> MonthMarks | None:
    """The last month that was opened."""
    return next((month for month in reversed(held) if month.rubric is not None), None)


def scored_keys(held: Iterable[MonthMarks]) -> set[Key]:
    """The subjects that were scored in one of the months."""
    return {key for month in held for key, mark in month.marks.items() if mark.score is not None}


def _year_row(key: Key, held: Sequence[MonthMarks], names: Mapping[Key, Named]) -> YearRow:
    points = tuple(month.score(key) for month in held)
    quarters = tuple(span_of(key, held[place : place + 3]).points for place in range(0, 12, 3))
    whole = span_of(key, held)
    marks = [month.marks[key] for month in whole.months if month.score(key) is not None]
    named = names.get(key)
    last = last_of(held)
    grades = last.rubric.grades_of(named.subject.level) if named and last and last.rubric else ()
    return YearRow(
        named.subject if named is not None else subject_of(key),
        named.name if named is not None else "",
        named.group if named is not None else "",
        points,
        quarters,
        whole.points,
        whole.counted,
        marks[0].base if marks else 0,
        *_plus_minus(whole, key),
        word_of(whole.points, grades),
        None,
    )


def _plus_minus(whole: Span, key: Key) -> tuple[int, int]:
    """What was gained and lost: in a year's cycle the last totals, else the sums of the months."""
    marks = [month.marks[key] for month in whole.months if month.score(key) is not None]
    if not marks:
        return 0, 0
    if whole.yearly:
        return marks[-1].plus, marks[-1].minus
    return sum(mark.plus for mark in marks), sum(mark.minus for mark in marks)


@dataclass(frozen=True, slots=True)
class Span:
    """The score of a span and the months it was made of."""

    points: int | None
    counted: int
    yearly: bool
    months: tuple[MonthMarks, ...]


def span_of(key: Key, held: Sequence[MonthMarks]) -> Span:
    """The score of several months: their mean, in a year's cycle the total of the last.

    Where the cycle changed, or the rubric of a yearly total, the months alike to the last count.
    """
    last = last_of(held)
    if last is None:
        return Span(None, 0, False, ())
    same = tuple(month for month in held if last.follows(month))
    scored = [points for month in same if (points := month.score(key)) is not None]
    if not scored:
        return Span(None, 0, last.yearly, same)
    points = scored[-1] if last.yearly else mean_of(scored)
    return Span(points, len(scored), last.yearly, same)


def subject_of(key: Key) -> Subject:
    """The subject of a key."""
    level, unit, member = key
    return Subject(level_of(level), unit, member)


def word_of(points: int | None, grades: Sequence[Grade]) -> str:
    """The word of the grade that `points` reach; empty without."""
    found = grading.grade(points, grades) if points is not None else None
    return found.name if found is not None else ""


def mean_of(points: Iterable[int | None]) -> int | None:
    """The mean of scores in tenths, rounded half up; None where nothing was scored."""
    found = rolling.mean(points)
    return found.points if found is not None else None

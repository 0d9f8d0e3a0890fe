"""The year of assessment: months, quarters and the year's score of every subject (F10).

A quarter and the year are means of the scored months, in a year's cycle the totals at their end.
All points are tenths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from djdesk.models.rules.assessment import grading
from djdesk.models.rules.assessment.rubric import Grade, Level
from djdesk.models.rules.assessment.scores import half_up
from djdesk.models.rules.dues.months import month_of
from djdesk.services.assessment import series
from djdesk.services.assessment.register import level_of
from djdesk.services.assessment.rows import Subject, home_of
from djdesk.services.assessment.series import Key, Mark, MonthMarks, Named
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
    """The year of a level, in the order of paper lists; `states` of its twelve months.

    `unfinished` are the months still running: their scores are shown but count in nothing.
    """

    year: int
    level: Level
    states: tuple[str, ...]
    rows: tuple[YearRow, ...]
    last: date | None
    yearly: bool
    unfinished: tuple[date, ...] = ()


def year_table(
    desk: Desk, year: int, level: Level, organization_id: int | None = None
) -> YearTable:
    """Months, quarters and the year of every subject of a level (F10)."""
    with desk.store.read() as session:
        branch = home_of(desk, organization_id)
        held = series.marks(session, branch, level, months_of(year), today=desk.today())
        names = series.named(session, branch, level, shown_month(desk, held))
    whole = Stretch(held)
    last = whole.last
    quarters = [Stretch(held[place : place + 3]) for place in range(0, 12, 3)]
    keys = series.in_order(scored_keys(held), names)
    rows = [_year_row(key, whole, quarters, names) for key in keys]
    places = grading.ranks([row.year for row in rows])
    return YearTable(
        year,
        level,
        tuple(month.state for month in held),
        tuple(replace(row, rank=place) for row, place in zip(rows, places, strict=True)),
        last.month if last is not None else None,
        last.yearly if last is not None else False,
        tuple(month.month for month in whole.left_out),
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


def _year_row(
    key: Key, whole: Stretch, quarters: Sequence[Stretch], names: Mapping[Key, Named]
) -> YearRow:
    points, counted = whole.of(key)
    marks = whole.marks(key)
    named = names.get(key)
    grades = whole.grades(named.subject.level) if named is not None else ()
    if whole.yearly:
        plus, minus = (marks[-1].plus, marks[-1].minus) if marks else (0, 0)
    else:
        plus, minus = sum(mark.plus for mark in marks), sum(mark.minus for mark in marks)
    return YearRow(
        named.subject if named is not None else subject_of(key),
        named.name if named is not None else "",
        named.group if named is not None else "",
        tuple(month.score(key) for month in whole.held),
        tuple(quarter.of(key)[0] for quarter in quarters),
        points,
        counted,
        marks[0].base if marks else 0,
        plus,
        minus,
        word_of(points, grades),
        None,
    )


class Stretch:
    """Several months taken together: their mean, in a year's cycle the total of the last.

    Where the cycle changed, or the rubric of a yearly total, the months alike to the last count. A
    month that is still running would pull every mean down and is left out, unless it is the only.
    """

    def __init__(self, held: Sequence[MonthMarks]) -> None:
        self.held = tuple(held)
        over = [month for month in held if month.yearly or not month.running]
        self.last = last_of(over) or last_of(held)
        if last_of(over) is not None:
            held = over
        self.left_out = tuple(month for month in self.held if month not in held)
        self.yearly = self.last is not None and self.last.yearly
        last = self.last
        same = () if last is None else (month for month in held if last.follows(month))
        self._marks = tuple(month.marks for month in same)

    def marks(self, key: Key) -> list[Mark]:
        """The scores of a subject in the months that count, without those not scored."""
        found = (marks.get(key) for marks in self._marks)
        return [mark for mark in found if mark is not None and mark.score is not None]

    def of(self, key: Key) -> tuple[int | None, int]:
        """The score of a subject in tenths and of how many months it was made; None without."""
        scored = [mark.score for mark in self.marks(key)]
        if not scored:
            return None, 0
        return (scored[-1] if self.yearly else mean_of(scored)), len(scored)

    def grades(self, level: Level) -> tuple[Grade, ...]:
        """The grades of the last month's rubric."""
        rubric = self.last.rubric if self.last is not None else None
        return rubric.grades_of(level) if rubric is not None else ()


def subject_of(key: Key) -> Subject:
    """The subject of a key."""
    level, unit, member = key
    return Subject(level_of(level), unit, member)


def word_of(points: int | None, grades: Sequence[Grade]) -> str:
    """The word of the grade that `points` reach; empty without."""
    found = grading.grade(points, grades) if points is not None else None
    return found.name if found is not None else ""


def mean_of(points: Iterable[int | None]) -> int | None:
    """The mean of scores in tenths, rounded half up; None where nothing was scored.

    As `rolling.mean`, without the words.
    """
    scored = [each for each in points if each is not None]
    return half_up(Fraction(sum(scored), len(scored))) if scored else None

"""Branches side by side: what each one reported of a month, and who has not reported it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from djdesk.models.assessment import MonthBook, Result, Rubric
from djdesk.models.organization import Organization
from djdesk.models.rules.assessment import grading
from djdesk.models.rules.assessment.scores import half_up
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import last_day, month_of
from djdesk.services.assessment.rows import FIXED
from djdesk.services.assessment.series import UNOPENED
from djdesk.services.desk import Desk
from djdesk.services.meetings.expressions import below


@dataclass(frozen=True, slots=True)
class BranchMonth:
    """What a branch reported of a month, in tenths; `behind`: it was not confirmed or not sent.

    `change` is how many places it went up since the month before. `members` were scored, with
    `mean` on average; `warned` of them stand on a warning of `yellow` or `red`. `rubric_is` tells
    a rubric that is taken from one of this book: `ours` as it was sent, `changed` after that.
    """

    organization_id: int
    name: str
    state: str
    rubric: str
    score: int | None
    rank: int | None
    grade: str
    warning: str
    last_score: int | None
    last_rank: int | None
    members: int
    mean: int | None
    warned: int
    confirmed_on: date | None
    rubric_is: str = ""

    @property
    def behind(self) -> bool:
        """Whether the branch has not reported the month's result."""
        return self.state not in FIXED

    @property
    def change(self) -> int | None:
        """Places gained (negative: lost) since the month before."""
        if self.rank is None or self.last_rank is None:
            return None
        return self.last_rank - self.rank


@dataclass(frozen=True, slots=True)
class _Book:
    """A month as a branch reported it."""

    id: int
    state: str
    rubric: str
    confirmed_on: date | None
    rubric_is: str


def compare(desk: Desk, month: date, organization_id: int | None = None) -> tuple[BranchMonth, ...]:
    """All branches below the book's organization (or another) in `month`, the best first.

    Those that have not reported the month stand last, by name. Only confirmed results are
    compared. Seven statements, however many branches there are.
    """
    month = month_of(month)
    home = organization_id or desk.store.book.home_organization_id
    with desk.store.read() as session:
        units = _branches(session, home, month)
        books = _books(session, month)
        results = _results(session, month)
        former = _results(session, add_months(month, -1))
        members = _members(session, month)
    scores = [results[key][0] if key in results else None for key in units]
    lasts = [former[key][0] if key in former else None for key in units]
    ranks, last_ranks = grading.ranks(scores), grading.ranks(lasts)
    rows = []
    for place, (key, name) in enumerate(units.items()):
        book = books.get(key)
        _score, grade, warning = results.get(key, (None, "", ""))
        scored, mean, warned = members.get(key, (0, None, 0))
        rows.append(
            BranchMonth(
                key,
                name,
                book.state if book is not None else UNOPENED,
                book.rubric if book is not None else "",
                scores[place],
                ranks[place],
                grade,
                warning,
                lasts[place],
                last_ranks[place],
                scored,
                mean,
                warned,
                book.confirmed_on if book is not None else None,
                book.rubric_is if book is not None else "",
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.behind)))


def _branches(session: Session, home: int, month: date) -> Mapping[int, str]:
    """The branches below `home` on the last day of the month, in the order of the tree."""
    unit, end = Organization, last_day(month)
    rows = session.execute(
        select(unit.id, unit.name)
        .where(unit.kind == "branch", below(home, unit.id))
        .where(unit.dissolved_on.is_(None) | (unit.dissolved_on > end))
        .where(unit.founded_on.is_(None) | (unit.founded_on <= end))
        .order_by(unit.position, unit.id)
    )
    return {row[0]: row[1] for row in rows}


def _books(session: Session, month: date) -> Mapping[int, _Book]:
    row, ours = MonthBook, aliased(Rubric)
    # a branch writes its own row of a rubric that was sent to it
    taken = (ours.uid == Rubric.based_on) & (ours.origin == "") & (Rubric.origin != "")
    told = case((ours.id.is_(None), ""), (ours.content == Rubric.content, "ours"), else_="changed")
    rows = session.execute(
        select(row.organization_id, row.id, row.state, Rubric.name, row.confirmed_on, told)
        .join(Rubric, Rubric.id == row.rubric_id)
        .outerjoin(ours, taken)
        .where(row.month == month)
    )
    return {row[0]: _Book(*row[1:]) for row in rows}


def _results(session: Session, month: date) -> Mapping[int, tuple[int, str, str]]:
    """Score, grade and warning of the branches whose month is confirmed."""
    rows = session.execute(
        select(Result.organization_id, Result.score, Result.grade, Result.warning)
        .join(MonthBook, MonthBook.id == Result.month_id)
        .where(MonthBook.month == month, MonthBook.state.in_(FIXED), Result.level == "branch")
    )
    return {unit: (score, grade, warning) for unit, score, grade, warning in rows}


def _members(session: Session, month: date) -> Mapping[int, tuple[int, int, int]]:
    """By branch: how many members were scored, their mean, how many are on a list."""
    rows = session.execute(
        select(
            MonthBook.organization_id,
            func.count(),
            func.sum(Result.score),
            func.count().filter(Result.warning.in_(("yellow", "red"))),
        )
        .join(MonthBook, MonthBook.id == Result.month_id)
        .where(MonthBook.month == month, MonthBook.state.in_(FIXED), Result.level == "member")
        .group_by(MonthBook.organization_id)
    )
    return {
        unit: (count, half_up(Fraction(total, count)), warned)
        for unit, count, total, warned in rows
    }

"""Scores of many months: stored where they were confirmed, made from the lines where they are not.

A few statements for all confirmed months together, and a handful for each that is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.assessment import MonthBook, Result
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.rules.assessment import Rubric
from djdesk.models.rules.assessment.rubric import Level
from djdesk.models.rules.dues.months import last_day
from djdesk.services.assessment.rows import FIXED, Subject, rubric_of
from djdesk.services.assessment.scores import Scored, month_scores

Key = tuple[str, int, int | None]
"""A subject: level, organization, member."""

UNOPENED = "none"
"""The state of a month that was not opened; a code of `assessment_month_state`."""


class Mark(NamedTuple):
    """The score of one subject in a month in tenths, as `Result`; None: it was not scored.

    In a rubric scored by the year `score` is the total since January and `base` what it began
    with. `warning` is what stood when the month was confirmed.
    """

    score: int | None
    base: int = 0
    plus: int = 0
    minus: int = 0
    change: int = 0
    rank: int | None = None
    grade: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class MonthMarks:
    """All scores of a level in a month, by subject; without a `rubric` it was not opened.

    `running` tells that it is open and not over: its scores are shown, but belong in no mean.
    """

    month: date
    state: str = UNOPENED
    rubric: Rubric | None = None
    marks: Mapping[Key, Mark] = field(default_factory=dict)
    running: bool = False

    @property
    def yearly(self) -> bool:
        """Whether its scores are totals since January."""
        return self.rubric is not None and self.rubric.cycle == "year"

    def follows(self, before: MonthMarks) -> bool:
        """Whether its scores can be compared with those of a month `before`.

        Scores of months always can; totals only with those of the same year and rubric.
        """
        if self.rubric is None or before.rubric is None or self.yearly != before.yearly:
            return False
        same = self.month.year == before.month.year and self.rubric.code == before.rubric.code
        return same or not self.yearly

    def score(self, key: Key) -> int | None:
        """The score of a subject; None where it has none."""
        found = self.marks.get(key)
        return found.score if found is not None else None

    @property
    def scores(self) -> list[int]:
        """All scores there are."""
        return [mark.score for mark in self.marks.values() if mark.score is not None]


@dataclass(frozen=True, slots=True)
class Named:
    """What a subject is called, for a member the group too; `place` orders lists as paper does."""

    subject: Subject
    name: str
    group: str = ""
    place: tuple[int, str, int] = (0, "", 0)


_HERE = ("in", "suspended")
"""States of a standing in which a member belongs to a group."""


def key_of(subject: Subject) -> Key:
    """A subject as marks are found by."""
    return subject.level, subject.organization_id, subject.member_id


def marks(
    session: Session,
    branch_id: int,
    level: Level,
    months: Iterable[date],
    *,
    today: date | None = None,
) -> tuple[MonthMarks, ...]:
    """The scores of a level of a branch in `months`, in their order.

    `today` is asked for by means: it tells which open month is still running.
    """
    wanted = tuple(months)
    books = {book.month: book for book in _books(session, branch_id, wanted)}
    fixed = {book.id: book.month for book in books.values() if book.state in FIXED}
    stored = _stored(session, level, fixed)
    found = []
    for month in wanted:
        book = books.get(month)
        if book is None:
            found.append(MonthMarks(month))
            continue
        rubric = rubric_of(session, book.rubric_id)
        of_month = stored.get(month, {}) if book.state in FIXED else None
        if of_month is None:
            of_month = _made(session, branch_id, level, month, rubric)
        running = book.state == "open" and today is not None and last_day(month) >= today
        found.append(MonthMarks(month, book.state, rubric, of_month, running))
    return tuple(found)


def _books(session: Session, branch_id: int, wanted: Sequence[date]) -> Sequence[MonthBook]:
    if not wanted:
        return ()
    return session.scalars(
        select(MonthBook)
        .where(MonthBook.organization_id == branch_id)
        .where(MonthBook.month.between(min(wanted), max(wanted)))
    ).all()


def _stored(
    session: Session, level: Level, fixed: Mapping[int, date]
) -> dict[date, dict[Key, Mark]]:
    """The stored results of confirmed months, by month and subject."""
    row = Result
    found: dict[date, dict[Key, Mark]] = {}
    if not fixed:
        return found
    statement = select(
        row.month_id,
        row.organization_id,
        row.member_id,
        row.score,
        row.base,
        row.plus,
        row.minus,
        row.change,
        row.rank,
        row.grade,
        row.warning,
    ).where(row.month_id.in_(list(fixed)), row.level == level)
    # straight from the driver: row objects would take as long as the query itself
    cursor = session.connection().execute(statement).cursor
    for book, unit, member, *values in cursor.fetchall() if cursor is not None else ():
        found.setdefault(fixed[book], {})[level, unit, member] = Mark(*values)
    return found


def _made(
    session: Session, branch_id: int, level: Level, month: date, rubric: Rubric
) -> dict[Key, Mark]:
    """The scores of a month that is still open, from its lines and opinions."""
    name = session.get_one(Organization, branch_id).name
    rows = month_scores(session, branch_id, name, month, rubric).level(level)
    return {row.key: _mark(row) for row in rows}


def _mark(row: Scored) -> Mark:
    return Mark(row.score, row.base, row.plus, row.minus, row.change, row.rank, row.grade)


def gain(before: MonthMarks | None, now: MonthMarks, key: Key) -> int | None:
    """What a month gave a subject: its score, in a year's cycle what the total rose by.

    The first total of a year or of a rubric counts from the base, and so does a newcomer's. None:
    it was not scored.
    """
    mark = now.marks.get(key)
    if mark is None or mark.score is None or not now.yearly:
        return mark.score if mark is not None else None
    former = None
    if before is not None and now.follows(before):
        former = before.score(key)
    return mark.score - (mark.base if former is None else former)


def branch_of(session: Session, group_id: int) -> int | None:
    """The branch to which a group belongs; None for an unknown one."""
    group = session.get(Organization, group_id)
    return group.parent_id if group is not None else None


def named(session: Session, branch_id: int, level: Level, on: date) -> dict[Key, Named]:
    """What the subjects of a branch are called, with groups as of the end of the month `on`.

    Members who have left are among them, without a group, so that older months find their name.
    """
    if level == "member":
        return _members(session, branch_id, last_day(on))
    unit = Organization
    condition = (
        unit.id == branch_id
        if level == "branch"
        else (unit.parent_id == branch_id) & (unit.kind == "group")
    )
    rows = session.execute(select(unit.id, unit.name, unit.position).where(condition))
    return {
        (level, key, None): Named(Subject(level, key), name, "", (position, "", key))
        for key, name, position in rows
    }


def _members(session: Session, branch_id: int, day: date) -> dict[Key, Named]:
    row, group = Standing, Organization
    statement = (
        select(
            Member.id,
            Member.name,
            Member.name_strokes,
            group.name,
            group.position,
            row.until,
            row.state,
        )
        .select_from(row)
        .join(Member, Member.id == row.member_id)
        .outerjoin(group, group.id == row.group_id)
        .where(row.branch_id == branch_id, row.since <= day)
        .order_by(row.since)
    )
    found: dict[Key, Named] = {}
    last = 1 << 30  # who is in no group stands behind all groups
    rows = session.execute(statement)
    for member, name, strokes, group_name, position, until, state in rows:
        here = state in _HERE and (until is None or until > day)
        in_group = here and group_name is not None
        place = (position if in_group else last, strokes, member)
        subject = Subject("member", branch_id, member)
        found["member", branch_id, member] = Named(
            subject, name, group_name if in_group else "", place
        )
    return found


def in_order(keys: Iterable[Key], names: Mapping[Key, Named]) -> list[Key]:
    """Subjects in the order of paper lists: by group, by strokes."""
    far = (1 << 31, "", 0)
    return sorted(keys, key=lambda key: (names[key].place if key in names else far, str(key)))

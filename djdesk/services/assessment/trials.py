"""What a rubric would make of a month that exists (试算): computed, never written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Refused
from djdesk.models.assessment import PointLine
from djdesk.models.rules.assessment import Change, Line, grade, ranks, roll_up, score
from djdesk.models.rules.assessment.pricing import price
from djdesk.models.rules.assessment.rubric import Item, Level, Rubric
from djdesk.models.rules.dues.months import month_of
from djdesk.services.assessment import people as roster
from djdesk.services.assessment import sums
from djdesk.services.assessment.rows import (
    Subject,
    first_of,
    home_of,
    level_of,
    name_of,
    opened,
    rubric_of,
)
from djdesk.services.assessment.scores import Scored, month_scores, units_of
from djdesk.services.assessment.sums import Key
from djdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A subject's score in tenths and grade by its month's rubric (`was`) and by the one tried.

    None: not scored. `unknown` counts its lines on items that the rubric tried does not have.
    """

    level: Level
    organization_id: int
    member_id: int | None
    name: str
    group: str
    was: int | None
    was_grade: str
    becomes: int | None
    grade: str
    rank: int | None
    unknown: int = 0

    @property
    def change(self) -> int | None:
        """How many tenths more; None where it is scored by one of both only."""
        return None if self.was is None or self.becomes is None else self.becomes - self.was


def try_rubric(desk: Desk, rubric: Rubric, month: date) -> tuple[TrialRow, ...]:
    """Every member's, group's and the branch's score of `month` as it is and by `rubric`.

    What was booked is priced anew by the items of the same code; what cannot be (the kind of the
    item changed) keeps its points. Opinions count as they stand. `UserError` for a month that was
    not opened.
    """
    month = month_of(month)
    with desk.store.read() as session:
        branch = home_of(desk)
        book = opened(session, branch, month)
        old = month_scores(session, branch, "", month, rubric_of(session, book.rubric_id))
        was = {each.key: each for each in (*old.members, *old.groups, old.branch)}
        name = name_of(session, Subject("branch", branch))
        trial = _Trial(session, branch, rubric, month)
        return trial.rows(was, name)


class _Trial:
    """One month by one rubric."""

    def __init__(self, session: Session, branch: int, rubric: Rubric, month: date) -> None:
        self._branch, self._rubric, self._month = branch, rubric, month
        self._groups = roster.groups(session, branch, month)
        self._people = roster.people(session, branch, month, rubric)
        units = units_of(branch, self._groups)
        first = first_of(rubric, month)
        self._changes = sums.changes_between(session, units, first, month)
        self._before = sums.earlier_sums(session, units, rubric, month)
        self._lines: dict[Key, list[PointLine]] = defaultdict(list)
        # a year's bound on what is free looks at the months before
        for row in _booked(session, units, month.replace(month=1), month):
            self._lines[row.level, row.organization_id, row.member_id].append(row)
        self._first = first

    def rows(self, was: dict[Key, Scored], name: str) -> tuple[TrialRow, ...]:
        """All subjects: members in the order of groups, groups, the branch."""
        members: list[TrialRow] = []
        for person in self._people:
            key: Key = ("member", self._branch, person.member_id)
            points, unknown = (None, 0) if person.excluded else self._own(key, person.kind)
            row = self._row(was, key, person.name, person.group, points, unknown)
            members.append(row)
        groups: list[TrialRow] = []
        for group in self._groups:
            key = ("group", group.id, None)
            parts = [
                row.becomes
                for row, person in zip(members, self._people, strict=True)
                if person.group_id == group.id
            ]
            rolled, unknown = self._rolled(key, parts, self._rubric.group_own)
            groups.append(self._row(was, key, group.name, group.name, rolled, unknown))
        above = [row.becomes for row in groups]
        if not any(each is not None for each in above):
            above = [row.becomes for row in members]
        key = ("branch", self._branch, None)
        rolled, unknown = self._rolled(key, above, self._rubric.branch_own)
        branch = self._row(was, key, name, "", rolled, unknown)
        return (*_ranked(members), *_ranked(groups), *_ranked([branch]))

    def _row(
        self,
        was: dict[Key, Scored],
        key: Key,
        name: str,
        group: str,
        points: int | None,
        unknown: int,
    ) -> TrialRow:
        level = level_of(key[0])
        grades = self._rubric.grades_of(level)
        found = grade(points, grades) if points is not None else None
        before = was.get(key)
        return TrialRow(
            level,
            key[1],
            key[2],
            name,
            group,
            before.score if before is not None else None,
            before.grade if before is not None else "",
            points,
            found.name if found is not None else "",
            None,
            unknown,
        )

    def _rolled(self, key: Key, parts: Sequence[int | None], weight: int) -> tuple[int | None, int]:
        own, unknown = self._own(key, "")
        rolled = roll_up(own, parts, weight)
        return (rolled.points if rolled is not None else None), unknown

    def _own(self, key: Key, kind: str) -> tuple[int | None, int]:
        """The score by the own table, and how many lines it does not know."""
        level = level_of(key[0])
        table = self._rubric.table(level, kind)
        if table is None:
            return None, 0
        items = {item.code: item for item in table.items}
        lines, unknown = [], 0
        held: dict[tuple[str, int], int] = defaultdict(int)
        priced: dict[int, int] = {}
        for row in self._lines.get(key, ()):
            item = items.get(row.item)
            counts = row.month >= self._first
            if item is None:
                unknown += counts
                continue
            points = _worth(item, row, held, priced)
            if counts:
                number = row.month.month
                lines.append(Line(row.item, points, "", row.id, row.reverses_id, number))
        change = self._changes.get(key, 0)
        changes = [Change(change)] if change else []
        found = score(table, lines, changes=changes, before=self._before.get(key, {}))
        return found.points, unknown


def _worth(
    item: Item, row: PointLine, held: dict[tuple[str, int], int], priced: dict[int, int]
) -> int:
    """What a booked line gives by `item`; a reversing one takes back what the other gave."""
    span = item.code, row.month.month if item.span == "month" else 0
    if row.reverses_id is not None:
        held[span] -= row.quantity or 0
        points = -priced.get(row.reverses_id, -row.points)
    else:
        try:
            points = price(
                item,
                quantity=row.quantity,
                step=row.step,
                points=row.points if item.kind == "hand" else None,
                before=held[span],
            )
        except Refused:
            points = row.points
        held[span] += (1 if row.quantity is None else row.quantity) if item.kind == "count" else 0
    priced[row.id] = points
    return points


def _booked(session: Session, units: Iterable[int], first: date, last: date) -> Sequence[PointLine]:
    """The lines that count, in the order in which they were booked."""
    row = PointLine
    return session.scalars(
        select(row)
        .where(row.organization_id.in_(list(units)), row.state == "valid")
        .where(row.month >= first, row.month <= last)
        .order_by(row.month, row.id)
    ).all()


def _ranked(rows: Sequence[TrialRow]) -> list[TrialRow]:
    places = ranks([row.becomes for row in rows])
    return [replace(row, rank=place) for row, place in zip(rows, places, strict=True)]

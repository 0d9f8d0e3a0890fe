"""The scores of a month: every member, group and the branch, rolled up, ranked and graded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from djdesk.models.rules.assessment import grading, rolling
from djdesk.models.rules.assessment.rubric import Grade, Level, Rubric, Table
from djdesk.models.rules.assessment.scoring import Change, Line, score
from djdesk.models.rules.assessment.totals import Totals
from djdesk.services.assessment import people as roster
from djdesk.services.assessment import sums
from djdesk.services.assessment.people import Group, Person
from djdesk.services.assessment.sums import ItemSum, Key


@dataclass(frozen=True, slots=True)
class Scored:
    """A subject in a month, in tenths; as `Result`, with its name.

    `score` is None for who is not scored (`excluded` says why), and for a level without a table.
    """

    level: Level
    organization_id: int
    member_id: int | None
    name: str
    group_id: int | None
    group: str
    kind: str
    excluded: str
    base: int = 0
    plus: int = 0
    minus: int = 0
    change: int = 0
    own: int | None = None
    score: int | None = None
    rank: int | None = None
    grade: str = ""
    rollup: str = ""

    @property
    def key(self) -> Key:
        """Whom it speaks of."""
        return self.level, self.organization_id, self.member_id


@dataclass(frozen=True, slots=True)
class MonthScores:
    """All scores of a month: members in the order of groups, groups, and the branch."""

    branch_id: int
    month: date
    rubric: Rubric
    members: tuple[Scored, ...]
    groups: tuple[Scored, ...]
    branch: Scored | None

    def level(self, level: Level) -> tuple[Scored, ...]:
        """The scores of one level."""
        if level == "member":
            return self.members
        if level == "group":
            return self.groups
        return (self.branch,) if self.branch is not None else ()


def units_of(branch_id: int, groups: Iterable[Group]) -> tuple[int, ...]:
    """The branch and its groups."""
    return branch_id, *(group.id for group in groups)


def month_scores(
    session: Session,
    branch_id: int,
    branch_name: str,
    month: date,
    rubric: Rubric,
    *,
    more: Mapping[Key, tuple[str, int]] | None = None,
) -> MonthScores:
    """Compute the scores of a month from its lines and opinions, in a handful of statements.

    `more` adds points to an item of a subject, as if they were booked.
    """
    groups = roster.groups(session, branch_id, month)
    people = roster.people(session, branch_id, month, rubric)
    units = units_of(branch_id, groups)
    held = sums.item_sums(session, units, rubric, month)
    for key, (item, points) in (more or {}).items():
        held.setdefault(key, []).append((item, points, points, month.month))
    before = sums.earlier_sums(session, units, rubric, month)
    changes = sums.changes(session, units, rubric, month)
    maker = _Maker(rubric, held, before, changes)
    members = maker.finished([maker.member(branch_id, person) for person in people], "member")
    group_rows = [maker.group(group, members) for group in groups]
    made_groups = maker.finished(group_rows, "group")
    branch = maker.branch(branch_id, branch_name, members, made_groups)
    (made_branch,) = maker.finished([branch], "branch") if branch is not None else (None,)
    return MonthScores(branch_id, month, rubric, members, made_groups, made_branch)


class _Maker:
    """Makes the scores of one month from its sums."""

    def __init__(
        self,
        rubric: Rubric,
        held: Mapping[Key, list[ItemSum]],
        before: Mapping[Key, Mapping[str, int]],
        changes: Mapping[Key, int],
    ) -> None:
        self._rubric = rubric
        self._held = held
        self._before = before
        self._changes = changes
        self._totals: dict[int, Totals] = {}

    def member(self, branch_id: int, person: Person) -> Scored:
        """The score of a member."""
        row = Scored(
            "member",
            branch_id,
            person.member_id,
            person.name,
            person.group_id,
            person.group,
            person.kind,
            person.excluded,
        )
        return self._own(row, self._rubric.table("member", person.kind))

    def group(self, group: Group, members: Iterable[Scored]) -> Scored:
        """The score of a group: its own table and the mean of its members."""
        row = Scored("group", group.id, None, group.name, group.id, group.name, "", "")
        row = self._own(row, self._rubric.table("group"))
        parts = [each.score for each in members if each.group_id == group.id]
        return self._rolled(row, parts, self._rubric.group_own)

    def branch(
        self, branch_id: int, name: str, members: Iterable[Scored], groups: Iterable[Scored]
    ) -> Scored | None:
        """The score of the branch: its own table and the mean of its groups, else of members."""
        row = self._own(
            Scored("branch", branch_id, None, name, None, "", "", ""), self._rubric.table("branch")
        )
        parts = [each.score for each in groups]
        if not any(part is not None for part in parts):
            parts = [each.score for each in members]
        return self._rolled(row, parts, self._rubric.branch_own)

    def _own(self, row: Scored, table: Table | None) -> Scored:
        if table is None:
            words = row.excluded or ("方案没有这一类党员的计分表" if row.member_id else "")
            return replace(row, excluded=words)
        if row.excluded:
            return row
        found = score(
            table,
            [Line(item, points, month=month) for item, points, _b, month in self._sums(row.key)],
            changes=[Change(self._changes[row.key])] if row.key in self._changes else (),
            before=self._before.get(row.key),
        )
        total = self._total(table, row.key)
        return replace(
            row,
            base=found.base,
            plus=found.plus,
            minus=found.minus,
            change=found.change,
            own=total,
            score=total,
        )

    def _total(self, table: Table, key: Key) -> int:
        totals = self._totals.setdefault(id(table), Totals(table))
        return totals.total(
            self._sums(key), change=self._changes.get(key, 0), before=self._before.get(key)
        )

    def _sums(self, key: Key) -> list[ItemSum]:
        return self._held.get(key, [])

    def _rolled(self, row: Scored, parts: list[int | None], weight: int) -> Scored:
        rolled = rolling.roll_up(row.own, parts, weight)
        if rolled is None:
            return replace(row, excluded=row.excluded or "没有可汇总的得分")
        return replace(row, score=rolled.points, rollup=rolled.working)

    def finished(self, rows: list[Scored], level: Level) -> tuple[Scored, ...]:
        """The rows with rank and grade."""
        grades = self._rubric.grades_of(level)
        places = grading.ranks([row.score for row in rows])
        return tuple(
            replace(row, rank=place, grade=grade_of(row.score, grades))
            for row, place in zip(rows, places, strict=True)
        )


def grade_of(points: int | None, grades: tuple[Grade, ...]) -> str:
    """The word of the grade that `points` reach; empty without."""
    found = grading.grade(points, grades) if points is not None else None
    return found.name if found is not None else ""

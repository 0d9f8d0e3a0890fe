"""The scores of a month: every member, group and the branch, rolled up, ranked and graded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.assessment import MonthBook
from djdesk.models.rules.assessment import grading, rolling
from djdesk.models.rules.assessment.layouts import Closing, Layout, Shares, shares
from djdesk.models.rules.assessment.rubric import Grade, Level, Rubric, Table
from djdesk.models.rules.assessment.totals import Sum, Totals
from djdesk.services.assessment import people as roster
from djdesk.services.assessment import rows, sums
from djdesk.services.assessment.people import Group, Person
from djdesk.services.assessment.sums import Key, Packed

FEW = 200
"""So many members are asked for by their keys, more by reading the whole month."""


class Scored(NamedTuple):
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
class Counted:
    """Which lines count in a month: those since `first`, by the tables of `rubric`.

    In a year's cycle these are the months since January that were scored by revisions of the same
    rubric; items that a revision dropped count on as they did.
    """

    first: date
    rubric: Rubric


@dataclass(frozen=True, slots=True)
class MonthScores:
    """All scores of a month: members in the order of groups, groups, and the branch.

    `packed` are the lines they were made of, of all months that count.
    """

    branch_id: int
    month: date
    counted: Counted
    members: tuple[Scored, ...]
    groups: tuple[Scored, ...]
    branch: Scored
    packed: Mapping[Key, Packed]

    def level(self, level: Level) -> tuple[Scored, ...]:
        """The scores of one level."""
        if level == "member":
            return self.members
        return self.groups if level == "group" else (self.branch,)


def units_of(branch_id: int, groups: Iterable[Group]) -> tuple[int, ...]:
    """The branch and its groups."""
    return branch_id, *(group.id for group in groups)


def counted(session: Session, branch_id: int, month: date, rubric: Rubric) -> Counted:
    """Which lines count in a month that is scored by `rubric`."""
    if rubric.cycle != "year":
        return Counted(month, rubric)
    book = MonthBook
    earlier = session.execute(
        select(book.month, book.rubric_id)
        .where(book.organization_id == branch_id)
        .where(book.month >= month.replace(month=1), book.month < month)
        .order_by(book.month.desc())
    )
    first, tables = month, rubric
    for began, rubric_id in earlier:
        old = rows.rubric_of(session, rubric_id)
        if old.code != rubric.code:
            return Counted(first, tables)
        first, tables = began, _with_items_of(tables, old)
    return Counted(month.replace(month=1), tables)


def _with_items_of(rubric: Rubric, old: Rubric) -> Rubric:
    """The rubric with the items that an older revision had and it has not."""
    if rubric is old:
        return rubric
    made = []
    for table in rubric.tables:
        codes = {item.code for item in table.items}
        kind = table.classes[0] if table.classes else ""
        former = old.table(table.level, kind)
        dropped = [item for item in former.items if item.code not in codes] if former else []
        made.append(replace(table, items=(*table.items, *dropped)) if dropped else table)
    return replace(rubric, tables=tuple(made))


def month_scores(
    session: Session,
    branch_id: int,
    branch_name: str,
    month: date,
    rubric: Rubric,
    *,
    more: Mapping[Key, Mapping[str, int]] | None = None,
    cells: bool = False,
) -> MonthScores:
    """Compute the scores of a month from its lines and opinions, in a handful of statements.

    `more` adds points to items of subjects, as if they were booked. With `cells` the lines
    that were packed tell what waits and what was collected.
    """
    groups = roster.groups(session, branch_id, month)
    people = roster.people(session, branch_id, month, rubric)
    units = units_of(branch_id, groups)
    span = counted(session, branch_id, month, rubric)
    maker = _Maker(session, branch_id, units, span, month, more or {}, cells)
    members = maker.members(branch_id, people)
    made_groups = maker.finished([maker.group(group, members) for group in groups], "group")
    branch = maker.branch(branch_id, branch_name, members, made_groups)
    (made_branch,) = maker.finished([branch], "branch")
    return MonthScores(branch_id, month, span, members, made_groups, made_branch, maker.packed)


@dataclass(slots=True)
class _Arithmetic:
    """A table prepared for many subjects; a plan for each series of items that occurs."""

    table: Table
    totals: Totals
    closing: Closing
    layouts: dict[str, Layout] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table) -> _Arithmetic:
        return cls(table, Totals(table), Closing(table))

    def layout(self, packed: Packed) -> Layout:
        """The plan for the items of these lines."""
        found = self.layouts.get(packed.items)
        if found is None:
            found = Layout(self.totals, self.closing, self.table, packed.codes())
            self.layouts[packed.items] = found
        return found


class _Maker:
    """Makes the scores of one month from its lines."""

    def __init__(
        self,
        session: Session,
        branch_id: int,
        units: Sequence[int],
        span: Counted,
        month: date,
        more: Mapping[Key, Mapping[str, int]],
        cells: bool,
    ) -> None:
        self._session, self._units, self._span, self._month = session, units, span, month
        self._rubric = span.rubric
        self.packed = sums.packed(session, branch_id, units, span.first, month, marks=cells)
        self._before = sums.earlier_sums(session, units, span.rubric, month)
        self._changes = sums.changes_between(session, units, span.first, month)
        self._more = more
        self._arithmetics: dict[tuple[str, str], _Arithmetic | None] = {}
        self._exact: dict[Key, list[Sum]] | None = None
        self._few: set[int] = set()
        self._needing_best = {
            item.code for _table, item in span.rubric.items() if item.take == "highest" or item.veto
        }
        self._made_anew = {
            item.code
            for _table, item in span.rubric.items()
            if item.code in self._needing_best and item.kind != "count"
        }
        # in a year's cycle a bound of one month needs the months apart
        self._by_month = span.rubric.cycle == "year" and any(
            item.span == "month" and (item.cap is not None or item.take == "highest")
            for _table, item in span.rubric.items()
        )

    def members(self, branch_id: int, people: Sequence[Person]) -> tuple[Scored, ...]:
        """The scores of the members, with rank and grade."""
        found: list[Shares | None] = []
        later: list[tuple[int, _Arithmetic, Key]] = []
        for place, person in enumerate(people):
            arithmetic = None if person.excluded else self._arithmetic("member", person.kind)
            key: Key = "member", branch_id, person.member_id
            quick = None if arithmetic is None else self._quick(arithmetic, key)
            if arithmetic is not None and quick is None:
                later.append((place, arithmetic, key))
            found.append(quick)
        # few of a thousand: their sums are asked for together
        self._few = {key[2] for _place, _arithmetic, key in later if key[2] is not None}
        for place, arithmetic, key in later:
            found[place] = self._careful(arithmetic, key)
        ranks = grading.ranks([None if each is None else each.points for each in found])
        grades = _Grades(self._rubric.grades_of("member"))
        made = []
        for (member_id, name, group_id, group, kind, excluded), each, rank in zip(
            people, found, ranks, strict=True
        ):
            if each is None:
                why = excluded or "方案没有这一类党员的计分表"
                made.append(
                    Scored("member", branch_id, member_id, name, group_id, group, kind, why)
                )
                continue
            points, base, plus, minus, change = each
            made.append(
                Scored(
                    "member",
                    branch_id,
                    member_id,
                    name,
                    group_id,
                    group,
                    kind,
                    "",
                    base,
                    plus,
                    minus,
                    change,
                    points,
                    points,
                    rank,
                    grades[points],
                )
            )
        return tuple(made)

    def _arithmetic(self, level: Level, kind: str = "") -> _Arithmetic | None:
        """The prepared table of a level and class; None where there is none."""
        place = level, kind
        if place not in self._arithmetics:
            table = self._rubric.table(level, kind)
            self._arithmetics[place] = None if table is None else _Arithmetic.of(table)
        return self._arithmetics[place]

    def group(self, group: Group, members: Iterable[Scored]) -> Scored:
        """The score of a group: its own table and the mean of its members."""
        row = Scored("group", group.id, None, group.name, group.id, group.name, "", "")
        parts = [each.score for each in members if each.group_id == group.id]
        return self._rolled(row, parts, self._rubric.group_own)

    def branch(
        self, branch_id: int, name: str, members: Iterable[Scored], groups: Iterable[Scored]
    ) -> Scored:
        """The score of the branch: its own table and the mean of its groups, else of members."""
        row = Scored("branch", branch_id, None, name, None, "", "", "")
        parts = [each.score for each in groups]
        if not any(part is not None for part in parts):
            parts = [each.score for each in members]
        return self._rolled(row, parts, self._rubric.branch_own)

    def _rolled(self, row: Scored, parts: list[int | None], weight: int) -> Scored:
        arithmetic = self._arithmetic(row.level)
        if arithmetic is not None:
            points, base, plus, minus, change = self._shares(arithmetic, row.key)
            row = row._replace(base=base, plus=plus, minus=minus, change=change, own=points)
        rolled = rolling.roll_up(row.own, parts, weight)
        if rolled is None:
            return row._replace(excluded="没有可汇总的得分")
        return row._replace(score=rolled.points, rollup=rolled.working)

    def _shares(self, arithmetic: _Arithmetic, key: Key) -> Shares:
        return self._quick(arithmetic, key) or self._careful(arithmetic, key)

    def _quick(self, arithmetic: _Arithmetic, key: Key) -> Shares | None:
        """The score by a plan that many share; None where a rule looks at more than sums."""
        if key in self._more or key in self._before:
            return None
        found, change = self.packed.get(key), self._changes.get(key, 0)
        if found is None:
            return arithmetic.closing.closed(arithmetic.totals.begun(), 0, change, ())
        layout = arithmetic.layout(found)
        if not layout.plain or self._by_month or found.waiting:
            return None
        return layout.shares(found.values(), change)

    def _careful(self, arithmetic: _Arithmetic, key: Key) -> Shares:
        return shares(
            arithmetic.totals,
            arithmetic.closing,
            arithmetic.table,
            self._sums(key),
            change=self._changes.get(key, 0),
            before=self._before.get(key),
        )

    def _sums(self, key: Key) -> list[Sum]:
        """The lines of a subject by item and month, with the best where a rule asks for it."""
        if self._exact is None:
            span = self._span.first, self._month
            wanted = None if self._by_month else self._needing_best
            few = self._few if len(self._few) <= FEW else None
            self._exact = sums.item_sums(
                self._session, self._units, *span, items=wanted, members=few
            )
        found = list(self._exact.get(key, ()))
        if not self._by_month and key in self.packed:
            found += [
                (code, points, None, self._month.month)
                for code, points in zip(*self.packed[key].counting(), strict=True)
                if code not in self._needing_best
            ]
        for code, points in self._more.get(key, {}).items():
            found = self._with_more(found, code, points)
        return found

    def _with_more(self, found: list[Sum], code: str, points: int) -> list[Sum]:
        """The sums with more of an item; where the best counts, a count goes on, a rating is made
        anew: what stands there and what is added are one line then.
        """
        at = self._month.month
        if code in self._made_anew:
            points += sum(each[1] for each in found if each[0] == code and each[3] == at)
            found = [each for each in found if each[0] != code or each[3] != at]
        return [*found, (code, points, points, at)]

    def finished(self, found: Sequence[Scored], level: Level) -> tuple[Scored, ...]:
        """The rows with rank and grade."""
        grades = self._rubric.grades_of(level)
        places = grading.ranks([row.score for row in found])
        return tuple(
            row._replace(rank=place, grade=grade_of(row.score, grades))
            for row, place in zip(found, places, strict=True)
        )


class _Grades(dict[int, str]):
    """The words of grades by points, each found out once."""

    def __init__(self, grades: tuple[Grade, ...]) -> None:
        super().__init__()
        self._grades = grades

    def __missing__(self, points: int) -> str:
        word = self[points] = grade_of(points, self._grades)
        return word


def grade_of(points: int | None, grades: tuple[Grade, ...]) -> str:
    """The word of the grade that `points` reach; empty without."""
    found = grading.grade(points, grades) if points is not None else None
    return found.name if found is not None else ""

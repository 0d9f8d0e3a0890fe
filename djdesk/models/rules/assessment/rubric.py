"""What a rubric (考核方案) is: tables of items with points, caps and floors, grades and warnings.

Points are integer tenths, shares and weights integer permille. A rubric is data in a closed set of
kinds; there is no formula language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["member", "group", "branch"]
Cycle = Literal["month", "year"]
Span = Literal["month", "year"]
ItemKind = Literal["count", "ratio", "flag", "graded", "hand"]
Take = Literal["sum", "highest"]
Veto = Literal["", "module", "total"]
Stage = Literal["self", "group", "branch", "superior"]
LEVELS: tuple[Level, ...] = ("member", "group", "branch")
STAGES: tuple[Stage, ...] = ("self", "group", "branch", "superior")
ITEM_KINDS: tuple[ItemKind, ...] = ("count", "ratio", "flag", "graded", "hand")


@dataclass(frozen=True, slots=True)
class Step:
    """A grade one can choose (graded), or a band that begins at `at_least` permille (ratio)."""

    code: str
    name: str
    points: int
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a table.

    count: `points` for each; the first `free` of a span cost nothing. flag: `points` when it is so.
    graded: the points of the chosen step. ratio: those of the band. hand: between `low` and `high`.
    `cap` bounds what all lines of a `span` give together (its absolute value; None: no bound), of
    which with `take` highest only the best counts. `veto` empties the module or the whole score;
    with `document` a line needs the number of the deciding body's paper. `merit` items count
    against the table's `merit_cap`. `feed` is a code of `assessment_feed` or empty.
    """

    code: str
    title: str
    kind: ItemKind
    points: int = 0
    module: str = ""
    low: int = 0
    high: int = 0
    free: int = 0
    cap: int | None = None
    span: Span = "month"
    take: Take = "sum"
    steps: tuple[Step, ...] = ()
    feed: str = ""
    veto: Veto = ""
    document: bool = False
    merit: bool = False
    proposes: Stage = "branch"
    confirms: Stage = "branch"
    hint: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a table: begins with `full` tenths and ends between `low` and `high`."""

    code: str
    title: str
    full: int = 0
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The items for one level, for members of some `classes` (empty: all that no other names).

    A score is `base` and all modules, between `low` and `high`; merit items give at most
    `merit_cap` on top, inside `high` too.
    """

    level: Level
    items: tuple[Item, ...]
    modules: tuple[Module, ...] = ()
    classes: tuple[str, ...] = ()
    base: int = 0
    low: int | None = 0
    high: int | None = None
    merit_cap: int | None = None

    def item(self, code: str) -> Item:
        """The item `code`; KeyError without it."""
        for each in self.items:
            if each.code == code:
                return each
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from `at_least` tenths on; `share` permille of the subjects may have it (None: all).

    `tone` is good, plain, warn or bad: how lists and charts colour it.
    """

    name: str
    at_least: int
    share: int | None = None
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Warn:
    """One rung of the ladder: `code` blue, yellow or red, when any of its conditions holds.

    `below` tenths in a month; `quarter_below` in a quarter's, `half_below` in a half-year's mean
    (scored by the year: in the running total at its end); `absences` in a row without reason;
    `repeats` of the rung `of` in successive months or quarters; `missing` things in a month (feeds
    of `defaults.missing_feeds`). None: not asked. `within` days for `step`.
    """

    code: str
    name: str
    below: int | None = None
    quarter_below: int | None = None
    half_below: int | None = None
    absences: int | None = None
    missing: int | None = None
    repeats: int | None = None
    of: str = ""
    within: int = 0
    step: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole rubric; one set of it scores all three levels it has tables for.

    `group_own` and `branch_own` are the permille of the own table in the roll-up, the rest is the
    mean of the members or groups. `join_by`: who joined later in a month than this day is not
    scored that month (0: all are). `notice_days` is the least length of 公示, `notice` how often
    (month, quarter, half, year). `left_out` says who is not scored: retired, lost, mobile,
    probationary.
    """

    code: str
    name: str
    cycle: Cycle
    tables: tuple[Table, ...]
    grades: tuple[tuple[Level, tuple[Grade, ...]], ...] = ()
    warnings: tuple[Warn, ...] = ()
    group_own: int = 1000
    branch_own: int = 1000
    join_by: int = 0
    notice: str = "month"
    notice_days: int = 3
    left_out: tuple[str, ...] = ()
    source: str = ""

    def table(self, level: Level, kind: str = "") -> Table | None:
        """The table of `level` for members of class `kind`; None where the level is not scored."""
        own = [each for each in self.tables if each.level == level]
        named = next((each for each in own if kind and kind in each.classes), None)
        return named or next((each for each in own if not each.classes), None)

    def grades_of(self, level: Level) -> tuple[Grade, ...]:
        """The grades of `level`, the best first; empty without any."""
        return next((grades for each, grades in self.grades if each == level), ())

    def items(self) -> Iterable[tuple[Table, Item]]:
        """Every item with its table."""
        return ((table, item) for table in self.tables for item in table.items)

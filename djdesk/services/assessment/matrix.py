"""What the scoring matrix (积分表) is: subjects by items, with scores, ranks and grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from djdesk.models.rules.assessment.rubric import Item, Level, Rubric, Table
from djdesk.services.assessment.rows import Subject
from djdesk.services.assessment.sums import CellSum

NOT_OPENED = "none"
"""The state of a month without a book."""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """An item of the matrix; points in tenths, `steps` the grades one can choose (code, name).

    `low` and `high` bound an item by hand, `cap` what all lines of a span give together. `feed` is
    a code of `assessment_feed`: such cells fill themselves. `document`: a line needs a number.
    """

    item: str
    title: str
    kind: str
    module: str
    module_title: str
    points: int
    low: int
    high: int
    cap: int | None
    feed: str
    document: bool
    veto: str
    merit: bool
    hint: str
    steps: tuple[tuple[str, str, int], ...] = ()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A subject of the matrix, all in tenths; `cells` by item hold what was booked, before caps.

    `base` + `plus` - `minus` + `change` = `own`; `score` is it after the roll-up. `excluded` says
    why there is no score. The last month's score and rank are None where there are none.
    """

    level: Level
    organization_id: int
    member_id: int | None
    name: str
    group_id: int | None
    group: str
    kind: str
    cells: Mapping[str, CellSum]
    base: int
    plus: int
    minus: int
    change: int
    own: int | None
    score: int | None
    rank: int | None
    last_score: int | None
    last_rank: int | None
    grade: str
    warning: str
    excluded: str

    @property
    def subject(self) -> Subject:
        """Whom the row speaks of."""
        return Subject(self.level, self.organization_id, self.member_id)


@dataclass(frozen=True, slots=True)
class Board:
    """The matrix of one level of a month.

    `state` is a code of `assessment_month_state`. `cumulative` says that the scores are those of
    the year up to this month (a year's cycle) while the cells are this month's. `stale` counts the
    facts of other ledgers that changed since they were collected, None where nobody asked.
    """

    month: date
    level: Level
    state: str
    rubric_id: int | None
    rubric: Rubric | None
    columns: tuple[BoardColumn, ...]
    rows: Sequence[BoardRow]
    cumulative: bool = False
    revision: int = 1
    stale: int | None = None

    def row(self, subject: Subject) -> BoardRow:
        """The row of a subject; KeyError if there is none."""
        for each in self.rows:
            if each.subject == subject:
                return each
        raise KeyError(subject)


def columns(rubric: Rubric, level: Level) -> tuple[BoardColumn, ...]:
    """The items of a level in the order of the rubric; those of several tables once."""
    found: dict[str, BoardColumn] = {}
    for table in rubric.tables:
        if table.level == level:
            for item in table.items:
                found.setdefault(item.code, _column(table, item))
    return tuple(found.values())


def _column(table: Table, item: Item) -> BoardColumn:
    titles = {module.code: module.title for module in table.modules}
    return BoardColumn(
        item.code,
        item.title,
        item.kind,
        item.module,
        titles.get(item.module, ""),
        item.points,
        item.low,
        item.high,
        item.cap,
        item.feed,
        item.document,
        item.veto,
        item.merit,
        item.hint,
        tuple((step.code, step.name, step.points) for step in item.steps),
        table.classes,
    )

"""What the papers of a month are made of: as it was confirmed, or as the book has it now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from djdesk.errors import UserError
from djdesk.models.rules.assessment.rubric import LEVELS, Grade, Level, Rubric
from djdesk.reports.assessment import wording
from djdesk.reports.kit.content import record_mark, short_digest
from djdesk.reports.kit.registers import unit_id
from djdesk.reports.kit.spec import Request
from djdesk.services import assessment
from djdesk.services.assessment import (
    FIXED,
    Board,
    BoardRow,
    Explanation,
    MonthRow,
    OpinionRow,
    Subject,
    board,
    warnings,
)
from djdesk.services.assessment.board import whole
from djdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Month:
    """One month for paper: its book, and the matrix of every level.

    `opinions` are those that count, `explain` gives why somebody has the score. `code` is the
    digest of what was confirmed, empty before that.
    """

    row: MonthRow
    boards: Mapping[Level, Board]
    opinions: Mapping[Subject, Sequence[OpinionRow]]
    explain: Callable[[Subject], Explanation]
    code: str = ""

    @property
    def rubric(self) -> Rubric | None:
        """The rubric it was scored by; None where none counts yet."""
        return self.boards["member"].rubric

    def rows(self, level: Level) -> Sequence[BoardRow]:
        """The subjects of a level in the order of paper lists."""
        return self.boards[level].rows

    @property
    def month(self) -> date:
        """Its first day."""
        return self.row.month

    @property
    def title(self) -> str:
        """「2026年7月」."""
        return wording.say_month(self.row.month)

    @property
    def note(self) -> str:
        """What stands in the head: when it was confirmed, or that it was not."""
        if self.row.state not in FIXED:
            return wording.UNCONFIRMED
        return f"{wording.in_words(self.row.confirmed_on)}审定"

    @property
    def mark(self) -> str:
        """Which revision of the month is printed, and the digest of its confirmed content."""
        if not self.row.id:
            return ""
        number = f"{self.month.year}-考核-{self.month.month:02d}"
        said = record_mark(number, self.row.revision)
        return f"{said}　审定内容 {short_digest(self.code)}" if self.code else said

    def grades(self, level: Level) -> tuple[Grade, ...]:
        """The grades of a level, the best first."""
        return self.rubric.grades_of(level) if self.rubric is not None else ()


def first_day(request: Request) -> date:
    """The month in which the day of the request lies."""
    return request.day.replace(day=1)


def read(desk: Desk, request: Request) -> Month:
    """The month of the request: what was kept if it was confirmed, else what the book has now."""
    wanted, unit = first_day(request), unit_id(desk, request)
    row = assessment.month(desk, wanted, organization_id=unit)
    if row.state in FIXED:
        kept = assessment.confirmed(desk, wanted, organization_id=unit)
        boards, given, code = list(kept.boards.values()), kept.opinions, kept.digest
        explain: Callable[[Subject], Explanation] = kept.explanations.__getitem__
    else:
        boards = [board.board(desk, wanted, level, organization_id=unit) for level in LEVELS]
        given = assessment.all_opinions(desk, wanted, organization_id=unit)
        explain, code = _Live(desk, row, unit), ""
    return Month(
        row,
        {each.level: each for each in boards},
        {key: [each for each in rows if each.latest] for key, rows in given.items()},
        explain,
        code,
    )


class _Live:
    """The explanations of a month that is not confirmed, all of them made when one is asked for."""

    def __init__(self, desk: Desk, row: MonthRow, unit: int) -> None:
        self._desk, self._row, self._unit = desk, row, unit
        self._made: Mapping[Subject, Explanation] = {}

    def __call__(self, subject: Subject) -> Explanation:
        desk, month = self._desk, self._row.month
        if self._row.id is None:
            level, unit = subject.level, subject.organization_id
            return assessment.explain(desk, month, level, unit, subject.member_id)
        if not self._made:
            self._made = whole(desk, month, organization_id=self._unit).explanations
        return self._made[subject]


def warned(desk: Desk, request: Request, month: Month) -> Mapping[Subject, str]:
    """The gravest warning of everybody who has one, as codes of `assessment_warning`."""
    if month.row.state in FIXED:
        every = (row for level in LEVELS for row in month.rows(level))
        return {row.subject: row.warning for row in every if row.warning}
    found: dict[Subject, str] = {}
    for each in warnings.warnings(desk, month.month, organization_id=unit_id(desk, request)):
        found.setdefault(Subject(each.level, each.organization_id, each.member_id), each.code)
    return found


def scored(rows: Sequence[BoardRow]) -> list[BoardRow]:
    """Those with a score, by rank."""
    having = [row for row in rows if row.score is not None]
    return sorted(having, key=lambda row: (row.rank or len(having), row.name))


def gains(row: BoardRow) -> tuple[int, int]:
    """加分 and 扣分 in tenths with the changes of opinions among them: base + one - other = own."""
    return row.plus + max(row.change, 0), row.minus + max(-row.change, 0)


def need(month: Month, level: Level) -> Sequence[BoardRow]:
    """The rows of a level; `UserError` where the rubric has no table for it."""
    rows = month.rows(level)
    if month.rubric is None:
        return ()
    if not rows and month.rubric.table(level) is None:
        word = wording.word(wording.LEVELS, level)
        raise UserError(f"考核方案里没有{word}计分表。", "请换一个层级。")
    return rows

"""The scoring matrix (积分表) of a month, why each score is what it is, and what would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook, Result
from djdesk.models.organization import Organization
from djdesk.models.rules.assessment.rubric import LEVELS, Level, Rubric
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.assessment import collecting, keeping, rows, sums, warnings
from djdesk.services.assessment.explaining import Explanation, explained
from djdesk.services.assessment.keeping import Kept
from djdesk.services.assessment.matrix import NOT_OPENED, Board, BoardRow, columns
from djdesk.services.assessment.opinions import read_opinions
from djdesk.services.assessment.rows import FIXED, Subject
from djdesk.services.assessment.rubrics import in_force_row
from djdesk.services.assessment.scores import MonthScores, Scored, month_scores
from djdesk.services.assessment.sums import Cells, Key, Packed
from djdesk.services.desk import Desk

Last = tuple[int | None, int | None]
"""Score and rank of the month before."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a subject stands: score in tenths, rank among its level, grade."""

    score: int | None
    rank: int | None
    grade: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change if something were booked; nothing was written."""

    before: Outcome
    after: Outcome


class Rows(Sequence[BoardRow]):
    """The rows of a matrix, each made when it is asked for: a pane shows forty of a thousand."""

    def __init__(
        self,
        scored: Sequence[Scored],
        packed: Mapping[Key, Packed],
        last: Mapping[Key, Last],
        warned: Mapping[Key, str],
    ) -> None:
        self._scored = scored
        self._packed = packed
        self._last = last
        self._warned = warned
        self._made: dict[int, BoardRow] = {}

    def __len__(self) -> int:
        return len(self._scored)

    @overload
    def __getitem__(self, place: int) -> BoardRow: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[BoardRow]: ...

    def __getitem__(self, place: int | slice) -> BoardRow | Sequence[BoardRow]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        at = range(len(self._scored))[place]
        found = self._made.get(at)
        if found is None:
            found = self._made[at] = self._row(self._scored[at])
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # rows are compared by what they say

    def _row(self, each: Scored) -> BoardRow:
        last = self._last.get(each.key)
        return BoardRow(
            each.level,
            each.organization_id,
            each.member_id,
            each.name,
            each.group_id,
            each.group,
            each.kind,
            Cells(self._packed.get(each.key)),
            each.base,
            each.plus,
            each.minus,
            each.change,
            each.own,
            each.score,
            each.rank,
            last[0] if last else None,
            last[1] if last else None,
            each.grade,
            self._warned.get(each.key, ""),
            each.excluded,
        )


def board(
    desk: Desk,
    month: date,
    level: Level,
    *,
    organization_id: int | None = None,
    facts: bool = False,
) -> Board:
    """The matrix of one level of the branch's month, in a handful of statements.

    With `facts` the other ledgers are asked too: who is on a warning, and how many facts changed
    since they were collected (`stale`). A month that was not opened shows the people by the rubric
    that would count, without cells.
    """
    with desk.store.read() as session:
        branch_id = rows.home_of(desk, organization_id)
        return read_board(session, branch_id, month_of(month), level, desk if facts else None)


def read_board(
    session: Session, branch_id: int, month: date, level: Level, desk: Desk | None = None
) -> Board:
    """As `board`, inside a session of the caller; with a `desk` the other ledgers are asked."""
    book = rows.month_row(session, branch_id, month)
    if book is not None and book.state in FIXED:
        kept = kept_of(session, book).boards[level]
        return replace(kept, stale=_stale(session, book, desk)) if desk is not None else kept
    rubric_id = _rubric_id(session, book, month)
    if rubric_id is None:
        return Board(month, level, NOT_OPENED, None, None, (), ())
    rubric = rows.rubric_of(session, rubric_id)
    scores = scores_of(session, branch_id, month, rubric, cells=True)
    asked = desk is not None and book is not None
    warned = warnings.codes(session, book, desk.today()) if asked and desk and book else {}
    found = _live(session, scores, book, rubric_id, level, warned)
    return replace(found, stale=_stale(session, book, desk)) if asked else found


def _live(
    session: Session,
    scores: MonthScores,
    book: MonthBook | None,
    rubric_id: int,
    level: Level,
    warned: Mapping[Key, str],
) -> Board:
    """The matrix of a level as the scores are now."""
    month, rubric = scores.month, rows.rubric_of(session, rubric_id)
    packed = scores.packed
    if scores.counted.first != month:
        units = units_of_scores(scores)
        packed = sums.packed(session, scores.branch_id, units, month, month, level=level)
    return Board(
        month,
        level,
        book.state if book is not None else NOT_OPENED,
        rubric_id,
        rubric,
        columns(rubric, level),
        Rows(scores.level(level), packed, last_results(session, scores.branch_id, month), warned),
        rubric.cycle == "year",
        book.revision if book is not None else 1,
    )


def _stale(session: Session, book: MonthBook | None, desk: Desk | None) -> int | None:
    """How many facts of other ledgers differ from what was collected."""
    if book is None or desk is None or book.origin:
        return None
    return collecting.plan_of(session, desk, book).count


def stale(desk: Desk, month: date) -> int:
    """How many facts of other ledgers changed since the month was collected; 0 if not opened."""
    with desk.store.read() as session:
        book = rows.month_row(session, rows.home_of(desk), month)
        return _stale(session, book, desk) or 0


def made(session: Session, desk: Desk, book: MonthBook) -> Kept:
    """Everything of a month as it stands now, to be kept when it is confirmed."""
    rubric, month = rows.rubric_of(session, book.rubric_id), book.month
    scores = scores_of(session, book.organization_id, month, rubric, cells=True)
    warned = warnings.codes(session, book, desk.today())
    boards = {
        level: _live(session, scores, book, book.rubric_id, level, warned) for level in LEVELS
    }
    units = units_of_scores(scores)
    found = {
        each.subject: each
        for level in LEVELS
        for each in explained(
            session, scores.counted, month, scores.level(level), units, warned, brief=True
        )
    }
    return Kept(boards, found, read_opinions(session, month))


def units_of_scores(scores: MonthScores) -> tuple[int, ...]:
    """The branch and its groups."""
    return scores.branch_id, *(each.organization_id for each in scores.groups)


def kept_of(session: Session, book: MonthBook) -> Kept:
    """Everything of a confirmed month as it was confirmed."""
    return keeping.from_json(session, book, rows.rubric_of(session, book.rubric_id))


def confirmed(desk: Desk, month: date, *, organization_id: int | None = None) -> Kept:
    """Everything of a confirmed month as it was confirmed: what papers print.

    `UserError` for a month that is not confirmed.
    """
    with desk.store.read() as session:
        book = rows.opened(session, rows.home_of(desk, organization_id), month)
        if book.state not in FIXED:
            raise UserError(f"{say_month(book.month)}还没有审定。", "请先审定，再打印正式表。")
        return kept_of(session, book)


def whole(desk: Desk, month: date, *, organization_id: int | None = None) -> Kept:
    """Everything of an opened month: as it was confirmed, before that as the book has it now.

    The digest is empty before it was confirmed. `UserError` for a month that was not opened.
    """
    with desk.store.read() as session:
        book = rows.opened(session, rows.home_of(desk, organization_id), month)
        return kept_of(session, book) if book.state in FIXED else made(session, desk, book)


def scores_of(
    session: Session, branch_id: int, month: date, rubric: Rubric, *, cells: bool = False
) -> MonthScores:
    """The live scores of a month of a branch; with what `cells` of a matrix show."""
    name = session.get_one(Organization, branch_id).name
    return month_scores(session, branch_id, name, month, rubric, cells=cells)


def _rubric_id(session: Session, book: MonthBook | None, month: date) -> int | None:
    if book is not None:
        return book.rubric_id
    row = in_force_row(session, month)
    return row.id if row is not None else None


def last_results(session: Session, branch_id: int, month: date) -> dict[Key, Last]:
    """Score and rank of the month before, as stored if it was confirmed, else live."""
    before = add_months(month, -1)
    book = rows.month_row(session, branch_id, before)
    if book is None:
        return {}
    if book.state in FIXED:
        row = Result
        statement = select(
            row.level, row.organization_id, row.member_id, row.score, row.rank
        ).where(row.month_id == book.id)
        # straight from the driver, as in `sums.packed`
        cursor = session.connection().execute(statement).cursor
        found = cursor.fetchall() if cursor is not None else ()
        return {(each[0], each[1], each[2]): (each[3], each[4]) for each in found}
    scores = scores_of(session, branch_id, before, rows.rubric_of(session, book.rubric_id))
    every = (*scores.members, *scores.groups, scores.branch)
    return {each.key: (each.score, each.rank) for each in every}


def explain(
    desk: Desk, month: date, level: Level, organization_id: int, member_id: int | None = None
) -> Explanation:
    """Why a subject has its score in a month: the sum of the lines is the score.

    `UserError` for a month without a rubric, or a subject that the month does not know.
    """
    branch = None
    with desk.store.read() as session:
        unit = session.get(Organization, organization_id)
        if unit is not None:
            branch = unit.parent_id if unit.kind == "group" else unit.id
        branch_id = branch if branch is not None else rows.home_of(desk)
        wanted = month_of(month)
        book = rows.month_row(session, branch_id, wanted)
        if book is not None and book.state in FIXED:
            kept = kept_of(session, book).explanations.get(
                Subject(level, organization_id, member_id)
            )
            if kept is None:
                raise UserError("这个月的考核里没有这个对象。", "请刷新后重试。")
            return kept
        rubric_id = _rubric_id(session, book, wanted)
        if rubric_id is None:
            raise UserError(f"{say_month(wanted)}还没有考核方案。", "请先选用一个考核方案。")
        rubric = rows.rubric_of(session, rubric_id)
        scores = scores_of(session, branch_id, wanted, rubric)
        key: Key = level, organization_id, member_id
        scored = next((each for each in scores.level(level) if each.key == key), None)
        if scored is None:
            raise UserError("这个月的考核里没有这个对象。", "请刷新后重试。")
        units = units_of_scores(scores)
        warned = warnings.codes(session, book, desk.today()) if book is not None else {}
        (found,) = explained(session, scores.counted, wanted, [scored], units, warned)
        return found


def what_if(desk: Desk, month: date, subject: Subject, more: Mapping[str, int]) -> Difference:
    """How a subject would stand with `more` tenths in these items; nothing is written."""
    with desk.store.read() as session:
        branch_id = rows.home_of(desk)
        wanted = month_of(month)
        rubric = rows.rubric_of(session, rows.opened(session, branch_id, wanted).rubric_id)
        before = scores_of(session, branch_id, wanted, rubric).level(subject.level)
        name = session.get_one(Organization, branch_id).name
        after = month_scores(
            session, branch_id, name, wanted, rubric, more={sums.key_of(subject): more}
        ).level(subject.level)
    return Difference(_outcome(before, subject), _outcome(after, subject))


def _outcome(found: Iterable[Scored], subject: Subject) -> Outcome:
    for each in found:
        if each.key == sums.key_of(subject):
            return Outcome(each.score, each.rank, each.grade)
    return Outcome(None, None, "")

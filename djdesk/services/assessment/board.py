"""The scoring matrix (积分表) of a month, why each score is what it is, and what would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook, Result
from djdesk.models.organization import Organization
from djdesk.models.rules.assessment.rubric import LEVELS, Level, Rubric
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.assessment import keeping, people, rows, sums
from djdesk.services.assessment.explaining import Explanation, explained
from djdesk.services.assessment.keeping import Kept
from djdesk.services.assessment.matrix import NOT_OPENED, Board, BoardRow, columns
from djdesk.services.assessment.opinions import read_opinions
from djdesk.services.assessment.rows import FIXED, Subject
from djdesk.services.assessment.rubrics import in_force_row
from djdesk.services.assessment.scores import MonthScores, Scored, month_scores, units_of
from djdesk.services.assessment.sums import CellSum, Key
from djdesk.services.desk import Desk


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


def board(desk: Desk, month: date, level: Level, *, organization_id: int | None = None) -> Board:
    """The matrix of one level of the branch's month, in a handful of statements.

    A month that was not opened shows the people by the rubric that would count, without cells.
    """
    with desk.store.read() as session:
        return read_board(session, rows.home_of(desk, organization_id), month_of(month), level)


def read_board(session: Session, branch_id: int, month: date, level: Level) -> Board:
    """As `board`, inside a session of the caller."""
    book = rows.month_row(session, branch_id, month)
    if book is not None and book.state in FIXED:
        return kept_of(session, book).boards[level]
    rubric_id = _rubric_id(session, book, month)
    if rubric_id is None:
        return Board(month, level, NOT_OPENED, None, None, (), ())
    rubric = rows.rubric_of(session, rubric_id)
    scores = scores_of(session, branch_id, month, rubric)
    found = scores.level(level)
    last = last_results(session, branch_id, month)
    units = units_of(branch_id, people.groups(session, branch_id, month))
    cells = sums.cells(session, units, level, month, month)
    return Board(
        month,
        level,
        book.state if book is not None else NOT_OPENED,
        rubric_id,
        rubric,
        columns(rubric, level),
        tuple(_row(each, cells.get(each.key, {}), last.get(each.key)) for each in found),
        rubric.cycle == "year",
        book.revision if book is not None else 1,
    )


def made(session: Session, book: MonthBook) -> Kept:
    """Everything of a month as it stands now, to be kept when it is confirmed."""
    rubric, month = rows.rubric_of(session, book.rubric_id), book.month
    branch_id = book.organization_id
    boards = {level: read_board(session, branch_id, month, level) for level in LEVELS}
    scores = scores_of(session, branch_id, month, rubric)
    units = units_of(branch_id, people.groups(session, branch_id, month))
    found = {
        each.subject: each
        for level in LEVELS
        for each in explained(session, rubric, month, scores.level(level), units)
    }
    return Kept(boards, found, read_opinions(session, month))


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


def scores_of(session: Session, branch_id: int, month: date, rubric: Rubric) -> MonthScores:
    """The live scores of a month of a branch."""
    name = session.get_one(Organization, branch_id).name
    return month_scores(session, branch_id, name, month, rubric)


def _rubric_id(session: Session, book: MonthBook | None, month: date) -> int | None:
    if book is not None:
        return book.rubric_id
    row = in_force_row(session, month)
    return row.id if row is not None else None


def _row(
    each: Scored, cells: Mapping[str, CellSum], last: tuple[int | None, int | None] | None
) -> BoardRow:
    last_score, last_rank = last or (None, None)
    return BoardRow(
        each.level,
        each.organization_id,
        each.member_id,
        each.name,
        each.group_id,
        each.group,
        each.kind,
        cells,
        each.base,
        each.plus,
        each.minus,
        each.change,
        each.own,
        each.score,
        each.rank,
        last_score,
        last_rank,
        each.grade,
        "",
        each.excluded,
    )


def last_results(
    session: Session, branch_id: int, month: date
) -> dict[Key, tuple[int | None, int | None]]:
    """Score and rank of the month before, as stored if it was confirmed, else live."""
    before = add_months(month, -1)
    book = rows.month_row(session, branch_id, before)
    if book is None:
        return {}
    if book.state in FIXED:
        row = Result
        found = session.execute(
            select(row.level, row.organization_id, row.member_id, row.score, row.rank).where(
                row.month_id == book.id
            )
        )
        return {(each[0], each[1], each[2]): (each[3], each[4]) for each in found}
    scores = scores_of(session, branch_id, before, rows.rubric_of(session, book.rubric_id))
    every: Iterable[Scored] = (
        *scores.members,
        *scores.groups,
        *((scores.branch,) if scores.branch is not None else ()),
    )
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
        units = units_of(branch_id, people.groups(session, branch_id, wanted))
        (found,) = explained(session, rubric, wanted, [scored], units)
        return found


def what_if(desk: Desk, month: date, subject: Subject, item: str, points: int) -> Difference:
    """How a subject would stand if `points` tenths more stood in an item; nothing is written."""
    with desk.store.read() as session:
        branch_id = rows.home_of(desk)
        wanted = month_of(month)
        rubric = rows.rubric_of(session, rows.opened(session, branch_id, wanted).rubric_id)
        before = scores_of(session, branch_id, wanted, rubric).level(subject.level)
        name = session.get_one(Organization, branch_id).name
        after = month_scores(
            session, branch_id, name, wanted, rubric, more={sums.key_of(subject): (item, points)}
        ).level(subject.level)
    return Difference(_outcome(before, subject), _outcome(after, subject))


def _outcome(found: Iterable[Scored], subject: Subject) -> Outcome:
    for each in found:
        if each.key == sums.key_of(subject):
            return Outcome(each.score, each.rank, each.grade)
    return Outcome(None, None, "")

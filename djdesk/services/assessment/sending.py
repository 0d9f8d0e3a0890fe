"""What the committee sends down: rubrics for all branches, its opinion on a branch's month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.assessment import MonthBook, Opinion, Result, Rubric
from djdesk.models.books import BookKind
from djdesk.models.organization import Organization
from djdesk.models.packages import Subordinate
from djdesk.models.rules import names
from djdesk.models.rules.assessment import checks
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.assessment.board import kept_of
from djdesk.services.assessment.opinions import MOST, OpinionRow, read_opinions
from djdesk.services.assessment.rows import (
    AREA,
    FIXED,
    Subject,
    home_of,
    month_row,
    own_row,
    read_content,
    rubric_of,
)
from djdesk.services.desk import Desk

STAGE = "superior"


@dataclass(frozen=True, slots=True)
class Reported:
    """A month that a branch confirmed and reported, and what this committee said of it.

    `score` is the branch's in tenths; `answers` counts our opinions, the last of which stands in
    `points`, `change` (tenths) and `opinion`. `answers` 0: it waits for one. `again`: the branch
    opened the month anew and confirmed it on a day after our last opinion.
    """

    organization_id: int
    branch: str
    month: date
    state: str
    score: int | None
    grade: str
    answers: int = 0
    points: int | None = None
    change: int = 0
    opinion: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The superior's last opinion on a branch's confirmed month, and whether it is in its result.

    An opinion comes after the month was confirmed and changes nothing by itself: `counted` once the
    branch opened the month again and confirmed it with the opinion before it. `cumulative`: scores
    run through the year, so that a change counts in the months confirmed later anyway. Without
    `own_table` the rubric scores branches by their groups alone, and no change has an effect.
    """

    opinion: OpinionRow
    counted: bool
    cumulative: bool
    own_table: bool


def send_rubric(desk: Desk, rubric_id: int) -> None:
    """Let a rubric in force go down to all branches with their next dispatch.

    UserError in a branch's book, for another book's rubric and for one not in force; `Refused` for
    content with faults, which every branch would refuse.
    """
    _require_committee(desk)
    with desk.store.write("下发考核方案", area=AREA) as session:
        row = own_row(session, Rubric, rubric_id)
        if row.state != "effective":
            raise UserError("这个考核方案没有施行，不能下发。", "请先施行，再下发给支部。")
        faults = [each for each in checks.check_rubric(read_content(row.content)) if each.is_error]
        if faults:
            raise Refused(faults)
        row.sent_on = row.sent_on or desk.today()


def recall_rubric(desk: Desk, rubric_id: int) -> None:
    """Let a rubric no longer go down; branches that put it in force keep theirs."""
    _require_committee(desk)
    with desk.store.write("撤回下发的考核方案", area=AREA) as session:
        row = own_row(session, Rubric, rubric_id)
        if row.sent_on is None:
            raise UserError("这个考核方案没有下发过。", "请刷新后重试。")
        row.sent_on = None


def check_review(points: int | None, change: int, opinion: str, reason: str) -> list[Problem]:
    """What is wrong with an opinion as typed (tenths); the form asks while typing."""
    found = []
    if points is None and not change and not opinion.strip():
        found.append(Problem("意见是空的。", "请填写评分、调整或意见。", "opinion"))
    if change and not reason.strip():
        found.append(Problem("调整了分数，没有写理由。", "请填写调整理由。", "reason"))
    for field, value in (("points", points or 0), ("change", change)):
        if abs(value) > MOST:
            found.append(Problem("分数太大。", "请核对小数点。", field))
    return found


def review_month(
    desk: Desk,
    organization_id: int,
    month: date,
    *,
    points: int | None = None,
    change: int = 0,
    opinion: str = "",
    reason: str = "",
    by: str = "",
) -> int:
    """Give the superior's opinion on a month that a branch reported; returns its key.

    `points` and `change` in tenths. Earlier opinions stay and no longer count; it travels with the
    branch's next dispatch. UserError in a branch's book and for a month that was not reported as
    confirmed, `Refused` for an empty opinion or a change without reason.
    """
    _require_committee(desk)
    title = f"上级评：{say_month(month)}"
    with desk.store.write(title, reason=reason.strip(), area=AREA) as session:
        _reported(session, organization_id, month)
        problems = check_review(points, change, opinion, reason)
        if problems:
            raise Refused(problems)
        row = Opinion(
            level="branch",
            organization_id=organization_id,
            month=month_of(month),
            stage=STAGE,
            points=points,
            change=change,
            opinion=opinion.strip(),
            reason=reason.strip(),
            given_by=names.clean(by) or desk.user,
            given_at=desk.store.now().replace(tzinfo=None, microsecond=0),
        )
        session.add(row)
        session.flush()
        return row.id


def answered(desk: Desk, month: date, organization_id: int | None = None) -> Answered | None:
    """How the superior's last opinion stands with a confirmed month, in either book.

    None without an opinion, and while the month takes lines: then it counts like any other.
    """
    with desk.store.read() as session:
        branch_id = home_of(desk, organization_id)
        subject = Subject("branch", branch_id)
        book = month_row(session, branch_id, month)
        given = read_opinions(session, month, subject).get(subject, ())
        last = next((each for each in given if each.stage == STAGE), None)
        if book is None or book.state not in FIXED or last is None:
            return None
        kept = kept_of(session, book)
        rubric = rubric_of(session, book.rubric_id)
        known = kept.opinions.get(subject, ())
        counted = any(each.stage == STAGE and _same(each, last) for each in known)
        table = rubric.table("branch")
        return Answered(last, counted, rubric.cycle == "year", table is not None)


def _same(one: OpinionRow, other: OpinionRow) -> bool:
    """Whether two rows are one opinion: the kept text has other keys."""
    return replace(one, id=0, latest=True) == replace(other, id=0, latest=True)


def reported_months(
    desk: Desk, *, month: date | None = None, waiting_only: bool = False
) -> tuple[Reported, ...]:
    """The confirmed months that branches reported, the newest first, with our last opinion.

    Only those of `month` if one is given.
    """
    query = (
        select(MonthBook, Organization, Result.score, Result.grade)
        .join(Organization, Organization.id == MonthBook.organization_id)
        .join(Subordinate, Subordinate.organization_id == Organization.id)
        .outerjoin(Result, (Result.month_id == MonthBook.id) & (Result.level == "branch"))
        .where(MonthBook.origin != "", MonthBook.state.in_(FIXED))
        .order_by(MonthBook.month.desc(), Organization.position, Organization.id)
    )
    if month is not None:
        query = query.where(MonthBook.month == month_of(month))
    with desk.store.read() as session:
        given = _given(session)
        found = tuple(
            _line(book, unit, score, grade, given.get((unit.id, book.month), ()))
            for book, unit, score, grade in session.execute(query)
        )
    return tuple(each for each in found if not (waiting_only and each.answers))


def _line(
    book: MonthBook,
    unit: Organization,
    score: int | None,
    grade: str | None,
    given: Sequence[Opinion],
) -> Reported:
    name = unit.short_name or unit.name
    line = (unit.id, name, book.month, book.state, score, grade or "")
    if not given:
        return Reported(*line)
    last = given[-1]
    again = book.revision > 1 and (book.confirmed_on or date.min) > last.given_at.date()
    return Reported(*line, len(given), last.points, last.change, last.opinion, again)


def _given(session: Session) -> dict[tuple[int, date], list[Opinion]]:
    """Our own opinions on branches by organization and month, the oldest first."""
    query = (
        select(Opinion)
        .where(Opinion.origin == "", Opinion.stage == STAGE, Opinion.level == "branch")
        .order_by(Opinion.given_at, Opinion.id)
    )
    found: dict[tuple[int, date], list[Opinion]] = {}
    for row in session.scalars(query):
        found.setdefault((row.organization_id, row.month), []).append(row)
    return found


def _reported(session: Session, organization_id: int, month: date) -> None:
    bound = session.scalar(
        select(Subordinate.id).where(Subordinate.organization_id == organization_id)
    )
    if bound is None:
        raise UserError("这个党组织不是向本单位上报的支部。", "请选择已经上报过的下级支部。")
    state = session.scalar(
        select(MonthBook.state).where(
            MonthBook.organization_id == organization_id,
            MonthBook.month == month_of(month),
            MonthBook.origin != "",
        )
    )
    if state not in FIXED:
        raise UserError(
            f"支部还没有上报审定的{say_month(month)}考核。", "请等支部审定并上报后再评。"
        )


def _require_committee(desk: Desk) -> None:
    desk.require(AREA)
    if desk.store.book.kind is not BookKind.COMMITTEE:
        raise UserError("支部账套没有下级，不能下发。", "这项工作由上级党组织的账套办理。")

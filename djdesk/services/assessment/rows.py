"""The rows of assessment: whom they speak of, whose they are, which month still takes lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.assessment import MonthBook, PointLine, Rubric
from djdesk.models.base import Travelling
from djdesk.models.organization import Organization
from djdesk.models.roster import Member
from djdesk.models.rules import codes
from djdesk.models.rules.assessment import parsing
from djdesk.models.rules.assessment import rubric as content
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.desk import Desk

AREA = "assessment"

OPEN = ("open", "scored")
"""States of a month that takes lines and opinions."""

FIXED = ("confirmed", "published", "sealed")
"""States of a month whose results stand."""

R = TypeVar("R", bound=Travelling)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an assessment speaks of: `level` member, group or branch.

    `organization_id` is the group or the branch itself; for a member the branch.
    """

    level: content.Level
    organization_id: int
    member_id: int | None = None


def subject(level: str, organization_id: int, member_id: int | None) -> Subject:
    """The subject that the columns of a row name."""
    return Subject(level_of(level), organization_id, member_id)


def level_of(word: str) -> content.Level:
    """A level as the rules know it; StopIteration for another word."""
    return next(level for level in content.LEVELS if level == word)


def name_of(session: Session, subject: Subject) -> str:
    """What a subject is called."""
    if subject.member_id is not None:
        member = session.get(Member, subject.member_id)
        return member.name if member is not None else ""
    unit = session.get(Organization, subject.organization_id)
    return unit.name if unit is not None else ""


def home_of(desk: Desk, organization_id: int | None = None) -> int:
    """The branch that is meant: the one named, else that of the book."""
    return organization_id if organization_id is not None else desk.store.book.home_organization_id


def own_row(session: Session, entity: type[R], row_id: int) -> R:
    """The row of this book with that key; `UserError` if there is none or another book wrote it."""
    row = session.get(entity, row_id)
    if row is None:
        raise UserError("找不到这条考核记录。", "它可能已被撤销，请刷新后重试。")
    if row.origin:
        raise UserError(
            "这条记录由别的账套报来，不能在这里修改。", "请通知填报的党组织改正后重新报送。"
        )
    return row


def month_row(session: Session, branch_id: int, month: date) -> MonthBook | None:
    """The book of a branch's month; None while it was not opened."""
    wanted = select(MonthBook).where(
        MonthBook.organization_id == branch_id, MonthBook.month == month_of(month)
    )
    return session.scalars(wanted).first()


def opened(session: Session, branch_id: int, month: date) -> MonthBook:
    """As `month_row`; `UserError` where the month was not opened."""
    row = month_row(session, branch_id, month)
    if row is None:
        raise UserError(f"{say_month(month)}还没有开账。", "请先点“开账”。")
    return row


def bookable(session: Session, desk: Desk, month: date) -> MonthBook:
    """The home branch's month if it still takes lines and opinions; else `UserError`."""
    row = opened(session, home_of(desk), month)
    if row.origin:
        raise UserError("这个月由支部报来，不能在这里登记。", "请由支部登记后重新上报。")
    if row.state not in OPEN:
        word = codes.table("assessment_month_state").name(row.state)
        raise UserError(
            f"{say_month(month)}的考核{word}，不能再登记或调整。",
            "请记在没有审定的月份；确需改动的，先写明原因重新开账。",
        )
    return row


@lru_cache(maxsize=32)
def read_content(text: str) -> content.Rubric:
    """The rubric that the JSON of a row says; `Refused` for content that cannot be read."""
    return parsing.read(text)


def rubric_of(session: Session, rubric_id: int) -> content.Rubric:
    """The rubric of a row; `Refused` for content that cannot be read."""
    # the session forgets rows that nobody holds, and twelve months ask for the same one
    known: dict[int, content.Rubric] = session.info.setdefault("rubrics", {})
    if rubric_id not in known:
        known[rubric_id] = read_content(session.get_one(Rubric, rubric_id).content)
    return known[rubric_id]


def built_on(session: Session, row: MonthBook) -> date | None:
    """The last confirmed month of the year whose results rest on those of `row`; None without.

    They do where scores run through the year, and where what is bounded or free by the year was
    priced and cut by what stood in earlier months.
    """
    rubric = rubric_of(session, row.rubric_id)
    bounded = any(
        item.span == "year" and (item.cap is not None or item.take == "highest" or item.free)
        for _table, item in rubric.items()
    )
    if rubric.cycle != "year" and not bounded:
        return None
    return session.scalar(
        select(func.max(MonthBook.month)).where(
            MonthBook.organization_id == row.organization_id,
            MonthBook.month > row.month,
            MonthBook.month <= row.month.replace(month=12),
            MonthBook.state.in_(FIXED),
        )
    )


def first_of(rubric: content.Rubric, month: date) -> date:
    """The first month whose lines count in `month`: January in a year's cycle, else itself."""
    return month.replace(month=1) if rubric.cycle == "year" else month


def of_subject(entity: type[PointLine], subject: Subject) -> ColumnElement[bool]:
    """The condition that a line speaks of `subject`."""
    member = entity.member_id
    return and_(
        entity.level == subject.level,
        entity.organization_id == subject.organization_id,
        member.is_(None) if subject.member_id is None else member == subject.member_id,
    )


def of_rubric(code: str) -> ColumnElement[bool]:
    """The condition that a line was booked by a revision of the rubric `code`."""
    return PointLine.rubric_id.in_(select(Rubric.id).where(Rubric.code == code))

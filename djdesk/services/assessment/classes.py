"""By which table members are scored (积分类别): from month to month, decided by the branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem
from djdesk.models.assessment import MonthBook, ScoringClass
from djdesk.models.roster import Member
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues.months import say_month
from djdesk.services.assessment.fields import CLASS_FIELDS
from djdesk.services.assessment.rows import AREA, FIXED, home_of
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, check_form, completed, put, refuse


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of a member from month `since` to month `until`, both inside (None: still)."""

    id: int
    member_id: int
    since: date
    until: date | None
    kind: str
    reason: str
    decided_on: date | None
    document: str


def classes(desk: Desk, member_id: int) -> tuple[ClassRow, ...]:
    """The classes of a member, the newest first; without a row the member is ordinary."""
    with desk.store.read() as session:
        found = session.scalars(
            select(ScoringClass)
            .where(ScoringClass.member_id == member_id)
            .order_by(ScoringClass.since.desc())
        )
        return tuple(_row(row) for row in found)


def _row(row: ScoringClass) -> ClassRow:
    return ClassRow(
        row.id,
        row.member_id,
        row.since,
        row.until,
        row.kind,
        row.reason,
        row.decided_on,
        row.document,
    )


def set_class(desk: Desk, member_id: int, values: Values) -> int:
    """Give a member a class from a month on (keys of `CLASS_FIELDS`); returns the key of the row.

    The class before it ends with the month before; one that begins in the same month is replaced.
    `Refused` in months that are confirmed.
    """
    desk.require(AREA)
    given = completed(CLASS_FIELDS, values)
    with desk.store.write("设定积分类别", area=AREA) as session:
        member = session.get_one(Member, member_id)
        problems = check_form(CLASS_FIELDS, given, desk.today())
        since, until = given.get("since"), given.get("until")
        if isinstance(since, date):
            if isinstance(until, date) and until < since:
                problems.append(Problem("截止月份在起始月份之前。", "请核对月份。", "until"))
            problems += _closed(session, desk, since, until if isinstance(until, date) else None)
        refuse(problems)
        assert isinstance(since, date)
        row = _make_room(session, member.id, since)
        if row is None:
            row = ScoringClass(member_id=member.id, since=since, kind="")
            session.add(row)
        put(row, given)
        session.flush()
        return row.id


def _make_room(session: Session, member_id: int, since: date) -> ScoringClass | None:
    """End what runs before `since`; the row that begins in that month, if there is one."""
    rows = session.scalars(
        select(ScoringClass).where(ScoringClass.member_id == member_id).order_by(ScoringClass.since)
    ).all()
    same = None
    for row in rows:
        if row.since == since:
            same = row
        elif row.since < since and (row.until is None or row.until >= since):
            row.until = add_months(since, -1)
        elif row.since > since:
            text = f"{say_month(row.since)}起已经设定了类别。"
            refuse([Problem(text, "请先结束那一条，或从更晚的月份起设定。", "since")])
    return same


def _closed(session: Session, desk: Desk, since: date, until: date | None) -> list[Problem]:
    """That a confirmed month lies in the span: its results stand."""
    wanted = (
        select(MonthBook.month)
        .where(MonthBook.organization_id == home_of(desk), MonthBook.state.in_(FIXED))
        .where(MonthBook.month >= since)
        .order_by(MonthBook.month.desc())
        .limit(1)
    )
    if until is not None:
        wanted = wanted.where(MonthBook.month <= until)
    last = session.scalar(wanted)
    if last is None:
        return []
    text = f"{say_month(last)}的考核已经审定，类别不能再改到那个月。"
    return [Problem(text, "请从没有审定的月份起设定；确需改动的，先重新开账。", "since")]

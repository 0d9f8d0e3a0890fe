"""The chips above the list of meetings, and the make-up debts of one member or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func

from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.roster import Member
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Scope
from djdesk.services.meetings import expressions as e
from djdesk.services.meetings.lists import DEBTS, MEETINGS
from djdesk.services.meetings.rows import PLANNED
from djdesk.services.roster import Chip


def _conditions(year: int) -> dict[str, tuple[str, Filter, ColumnElement[bool]]]:
    """Chips that are not of a kind: word, filter, condition."""
    planned = Filter("state", "in", PLANNED, "计划中")
    return {
        "year": ("本年", Filter("year", "eq", year, f"{year}年"), Meeting.year == year),
        "planned": ("计划中", planned, Meeting.state.in_(PLANNED)),
        "held": ("待整理", Filter("state", "eq", "held", "待整理"), Meeting.state == "held"),
        "recorded": (
            "待审核",
            Filter("state", "eq", "recorded", "待审核"),
            Meeting.state == "recorded",
        ),
        "returned": (
            "退回",
            Filter("review", "eq", "returned", "备案退回"),
            e.review_result() == "returned",
        ),
    }


def chips(desk: Desk, scope: Scope) -> tuple[Chip, ...]:
    """All chips with their counts: 全部 and 本年 first, then what is to be done, then kinds.

    Chips that nothing answers to are left out, except 全部 and 本年.
    """
    conditions = _conditions(scope.day.year)
    counted = (func.count().filter(c[2]).label(key) for key, c in conditions.items())
    overall = MEETINGS.select(scope).with_only_columns(func.count(), *counted)
    by_kind = (
        MEETINGS.select(scope)
        .with_only_columns(Meeting.kind, func.max(e.kind_word()), func.count())
        .group_by(Meeting.kind)
        .order_by(func.min(e.kind_place()), Meeting.kind)
    )
    with desk.store.read() as session:
        total, *numbers = session.execute(overall).one()
        kinds = session.execute(by_kind).all()
    found = [Chip("all", "全部", total, ())]
    for (key, (title, condition, _)), number in zip(conditions.items(), numbers, strict=True):
        if number or key == "year":
            found.append(Chip(key, title, number, (condition,)))
    for code, word, number in kinds:
        condition = Filter("kind_code", "eq", code, word)
        found.append(Chip(f"kind:{code}", word, number, (condition,)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Debt:
    """An absence that is still to be made up (补课); `hours` are tenths of 学时."""

    attendance_id: int
    meeting_id: int
    member_id: int
    name: str
    kind_name: str
    ledger_number: str
    held_on: date
    status: str
    reason: str
    hours: int


def debts(
    desk: Desk, *, member_id: int | None = None, organization_id: int | None = None
) -> tuple[Debt, ...]:
    """The make-up debts as of today, the oldest first; of one member or of all."""
    day = desk.today()
    statement = DEBTS.select(Scope(day, organization_id)).with_only_columns(
        Attendance.id,
        Meeting.id,
        Attendance.member_id,
        Member.name,
        e.kind_word(),
        e.ledger_number(day),
        Meeting.held_on,
        Attendance.status,
        Attendance.reason,
        Meeting.hours,
    )
    if member_id is not None:
        statement = statement.where(Attendance.member_id == member_id)
    ordered = statement.order_by(Meeting.held_on, Member.name_pinyin, Attendance.id)
    with desk.store.read() as session:
        return tuple(Debt(*tuple(row)) for row in session.execute(ordered))

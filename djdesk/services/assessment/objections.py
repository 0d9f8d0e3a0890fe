"""Objections to a posted month (公示异议): raised while it is posted, verified and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from djdesk.errors import Problem, UserError
from djdesk.models.assessment import MonthBook, Objection
from djdesk.models.roster import Member
from djdesk.models.rules import names
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.assessment import rows
from djdesk.services.assessment.fields import OBJECTION_FIELDS
from djdesk.services.assessment.rows import AREA
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, check_form, completed, put, refuse

_RAISED = tuple(field for field in OBJECTION_FIELDS if not field.key.startswith("answer"))


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection; `member_id` and `name` are of whose score it speaks (None: of the whole)."""

    id: int
    month: date
    member_id: int | None
    name: str
    raised_on: date
    raised_by: str
    text: str
    answer: str
    answered_on: date | None
    answered_by: str


def objections(desk: Desk, month: date) -> tuple[ObjectionRow, ...]:
    """The objections to a month, the oldest first."""
    with desk.store.read() as session:
        book = rows.month_row(session, rows.home_of(desk), month)
        if book is None:
            return ()
        found = session.execute(
            select(Objection, Member.name)
            .outerjoin(Member, Member.id == Objection.member_id)
            .where(Objection.month_id == book.id)
            .order_by(Objection.raised_on, Objection.id)
        )
        return tuple(
            ObjectionRow(
                row.id,
                book.month,
                row.member_id,
                name or "",
                row.raised_on,
                row.raised_by,
                row.text,
                row.answer,
                row.answered_on,
                row.answered_by,
            )
            for row, name in found
        )


def raise_objection(
    desk: Desk, month: date, values: Values, *, member_id: int | None = None
) -> int:
    """Enter an objection (raised_on, raised_by, text of `OBJECTION_FIELDS`); returns its key.

    `UserError` for a month that is not posted; `Refused` for a day before the notice began.
    """
    desk.require(AREA)
    given = completed(_RAISED, values)
    with desk.store.write("登记公示异议", area=AREA) as session:
        book = rows.opened(session, rows.home_of(desk), month)
        if book.origin or book.state != "published":
            raise UserError(f"{say_month(month_of(month))}不在公示期。", "请刷新后重试。")
        problems = check_form(_RAISED, given, desk.today())
        day = given.get("raised_on")
        if isinstance(day, date) and book.published_on is not None and day < book.published_on:
            problems.append(Problem("提出日期在公示之前。", "请核对日期。", "raised_on"))
        if member_id is not None and session.get(Member, member_id) is None:
            problems.append(Problem("找不到这位党员。", "请从列表中重新选择。", "member_id"))
        refuse(problems)
        row = Objection(month_id=book.id, member_id=member_id)
        put(row, given)
        session.add(row)
        session.flush()
        return row.id


def answer_objection(
    desk: Desk, objection_id: int, *, answer: str, on: date | None = None, by: str = ""
) -> None:
    """Answer an objection; a score that was wrong is changed after opening the month again."""
    desk.require(AREA)
    day = on or desk.today()
    with desk.store.write("答复公示异议", area=AREA) as session:
        row = rows.own_row(session, Objection, objection_id)
        book = session.get_one(MonthBook, row.month_id)
        problems = []
        if book.state == "sealed":
            raise UserError("这个月已经封存。", "确需改动的，请由书记重新开账。")
        if not answer.strip():
            problems.append(Problem("没有填写核实情况与答复。", "请写明结果。", "answer"))
        if day < row.raised_on or day > desk.today():
            remedy = "应在提出之日到今天之间。"
            problems.append(Problem("答复日期不对。", remedy, "answered_on"))
        refuse(problems)
        row.answer, row.answered_on = answer.strip(), day
        row.answered_by = names.clean(by) or desk.user

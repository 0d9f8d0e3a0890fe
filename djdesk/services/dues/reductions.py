"""What lowers, moves or excuses dues: reductions (减免), accounts (起止月份), proper reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.dues import Account, Excuse, Reduction
from djdesk.models.rules import dues as rules
from djdesk.services.desk import Desk
from djdesk.services.dues import fields as forms
from djdesk.services.dues import rows as table
from djdesk.services.dues.ledger import ledger_of
from djdesk.services.dues.rows import AREA, Values
from djdesk.services.dues.standards import unchanged_when_sealed
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.services.roster.members import own


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row as values by the keys of its form."""

    id: int
    member_id: int
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Particulars:
    """Everything beside standards that decides what a member owes."""

    reductions: tuple[FormRow, ...]
    account: FormRow | None
    excuses: tuple[FormRow, ...]
    first: date | None
    last: date | None


def particulars(desk: Desk, member_id: int) -> Particulars:
    """Reductions and excuses of a member, the newest first, the account, and from when to when
    dues are collected (None, None: never here; last None: on).
    """
    with desk.store.read() as session:
        lowered = session.scalars(
            select(Reduction)
            .where(Reduction.member_id == member_id)
            .order_by(Reduction.since.desc(), Reduction.id.desc())
        )
        excused = session.scalars(
            select(Excuse)
            .where(Excuse.member_id == member_id)
            .order_by(Excuse.since.desc(), Excuse.id.desc())
        )
        chosen = session.scalars(select(Account).where(Account.member_id == member_id)).first()
        ledger = ledger_of(session, member_id)
        span = ledger.liability if ledger is not None else None
        return Particulars(
            tuple(_form(each, forms.REDUCTION_FIELDS) for each in lowered),
            _form(chosen, forms.ACCOUNT_FIELDS) if chosen is not None else None,
            tuple(_form(each, forms.EXCUSE_FIELDS) for each in excused),
            span.first if span is not None else None,
            span.last if span is not None else None,
        )


def reduction(desk: Desk, reduction_id: int) -> FormRow:
    """One reduction; `UserError` if there is none."""
    with desk.store.read() as session:
        row = session.get(Reduction, reduction_id)
        if row is None:
            raise UserError("找不到这条减免记录。", "它可能已被撤销，请刷新后重试。")
        return _form(row, forms.REDUCTION_FIELDS)


def _form(row: Reduction | Account | Excuse, fields: tuple[Field, ...]) -> FormRow:
    values = table.held(row, fields)
    return FormRow(row.id, row.member_id, values)


# -- reductions ------------------------------------------------------------------------------------


def check_reduction(desk: Desk, member_id: int, values: Values) -> list[Problem]:
    """What is wrong with a reduction as typed, warnings included."""
    with desk.store.read() as session:
        given = table.completed(forms.REDUCTION_FIELDS, values)
        return _reduction_problems(session, desk, member_id, given)


def reduce(desk: Desk, member_id: int, values: Values) -> int:
    """Enter an approved reduction (减免); returns its key.

    `Refused` without the branch's study and, except for the retired, the superior's approval.
    """
    desk.require(AREA)
    with desk.store.write("登记党费减免", area=AREA) as session:
        own(session, member_id)
        given = table.completed(forms.REDUCTION_FIELDS, values)
        table.refuse(_reduction_problems(session, desk, member_id, given))
        with unchanged_when_sealed(session, member_id):
            row = Reduction(member_id=member_id, **given)
            session.add(row)
            session.flush()
        return row.id


def change_reduction(desk: Desk, reduction_id: int, values: Values) -> None:
    """Correct a reduction, or fill in what was approved later."""
    desk.require(AREA)
    with desk.store.write("更正党费减免", area=AREA) as session:
        row = table.own_row(session, Reduction, reduction_id)
        before = table.held(row, forms.REDUCTION_FIELDS)
        given = before | table.completed(forms.REDUCTION_FIELDS, values)
        problems = _reduction_problems(session, desk, row.member_id, given, reduction_id)
        table.refuse(problems)
        with unchanged_when_sealed(session, row.member_id):
            table.put(row, given)


def end_reduction(desk: Desk, reduction_id: int, *, until: date, reason: str = "") -> None:
    """Let a reduction end with month `until`, earlier than it was approved for.

    A month before it began takes it out altogether.
    """
    desk.require(AREA)
    last = rules.month_of(until)
    with desk.store.write("终止党费减免", reason=reason, area=AREA) as session:
        row = table.own_row(session, Reduction, reduction_id)
        if row.until is not None and last > row.until:
            table.refuse(
                [
                    Problem(
                        f"减免只批准到{rules.say_month(row.until)}。",
                        "要延长的，请重新办理审批。",
                        "until",
                    )
                ]
            )
        with unchanged_when_sealed(session, row.member_id):
            if last < row.since:
                session.delete(row)
            else:
                row.until = last


def _reduction_problems(
    session: Session, desk: Desk, member_id: int, given: Values, reduction_id: int | None = None
) -> list[Problem]:
    problems = table.check_form(forms.REDUCTION_FIELDS, given, desk.today())
    since, fen, until = given.get("since"), given.get("to_fen"), given.get("until")
    if not isinstance(since, date) or not isinstance(fen, int):
        return problems
    ledger = ledger_of(session, member_id)
    fixed = ledger.fixed_in(since) if ledger is not None else None
    if fixed is None:
        text, remedy = "这个月还没有核定标准，不能减免。", "请先核定党费，再办理减免。"
        return [*problems, Problem(text, remedy, "since")]
    branch_on, superior_on = given.get("branch_on"), given.get("superior_on")
    asked = rules.Reduction(
        fen,
        since,
        until if isinstance(until, date) else None,
        branch_on if isinstance(branch_on, date) else None,
        superior_on if isinstance(superior_on, date) else None,
    )
    told = {problem.field for problem in problems if problem.is_error}
    problems += [
        problem
        for problem in rules.check_reduction(asked, fixed.rule.code, fixed.rule.fen)
        if problem.field not in told
    ]
    others = select(Reduction).where(Reduction.member_id == member_id)
    for row in session.scalars(others):
        apart = (row.until is not None and row.until < since) or (
            asked.until is not None and asked.until < row.since
        )
        if row.id != reduction_id and not apart:
            text = f"与{rules.say_month(row.since)}起的减免重叠。"
            problems.append(Problem(text, "请先终止原来的减免。", "since"))
    return problems


# -- accounts --------------------------------------------------------------------------------------


def account(desk: Desk, member_id: int, values: Values) -> int:
    """State from and to which month dues are collected, and what a transfer letter says as paid.

    One account a member: a second call changes it. Fields left empty follow the roster again.
    """
    desk.require(AREA)
    with desk.store.write("登记党费起止月份", area=AREA) as session:
        own(session, member_id)
        given = table.completed(forms.ACCOUNT_FIELDS, values)
        row = session.scalars(select(Account).where(Account.member_id == member_id)).first()
        before: Values = table.held(row, forms.ACCOUNT_FIELDS) if row else {}
        table.refuse(_account_problems({**before, **given}))
        with unchanged_when_sealed(session, member_id):
            if row is None:
                row = Account(member_id=member_id, **given)
                session.add(row)
            else:
                table.put(row, given)
            session.flush()
        return row.id


def _account_problems(given: Values) -> list[Problem]:
    first, last = given.get("first"), given.get("last")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        return [Problem("止交月份早于起交月份。", "请核对月份。", "last")]
    paid_to = given.get("paid_to")
    if isinstance(first, date) and isinstance(paid_to, date) and first <= paid_to:
        text = f"介绍信写明已交至{rules.say_month(paid_to)}，起交月份应在其后。"
        return [Problem(text, "请核对月份，避免重复收交。", "first")]
    return []


# -- excuses ---------------------------------------------------------------------------------------


def excuse(desk: Desk, member_id: int, values: Values) -> int:
    """State that months were not paid with a proper reason: they count into no run of months.

    What is due stays due. Returns the key of the row.
    """
    desk.require(AREA)
    with desk.store.write("登记未交党费的正当理由", area=AREA) as session:
        own(session, member_id)
        given = table.completed(forms.EXCUSE_FIELDS, values)
        table.refuse(_excuse_problems(given, desk.today()))
        row = Excuse(member_id=member_id, **given)
        session.add(row)
        session.flush()
        return row.id


def change_excuse(desk: Desk, excuse_id: int, values: Values) -> None:
    """Correct an excuse, or end it by filling in `until`."""
    desk.require(AREA)
    with desk.store.write("更正未交党费的正当理由", area=AREA) as session:
        row = table.own_row(session, Excuse, excuse_id)
        before = table.held(row, forms.EXCUSE_FIELDS)
        given = before | table.completed(forms.EXCUSE_FIELDS, values)
        table.refuse(_excuse_problems(given, desk.today()))
        table.put(row, given)


def remove_excuse(desk: Desk, excuse_id: int, *, reason: str = "") -> None:
    """Take a wrongly entered excuse out."""
    desk.require(AREA)
    with desk.store.write("删除未交党费的正当理由", reason=reason, area=AREA) as session:
        session.delete(table.own_row(session, Excuse, excuse_id))


def _excuse_problems(given: Values, today: date) -> list[Problem]:
    problems = table.check_form(forms.EXCUSE_FIELDS, given, today)
    since, until = given.get("since"), given.get("until")
    if isinstance(since, date) and isinstance(until, date) and until < since:
        problems.append(Problem("截止月份早于起始月份。", "请核对月份。", "until"))
    return problems

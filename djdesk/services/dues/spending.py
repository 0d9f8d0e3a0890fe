"""The use of dues (党费使用): applied for, decided together, accounted for with its line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Severity, UserError
from djdesk.models.dues import Use
from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.services.desk import Desk
from djdesk.services.dues import cash
from djdesk.services.dues import fields as forms
from djdesk.services.dues import rows as table
from djdesk.services.dues.rows import AREA, Values
from djdesk.services.listing import Value

APPLICATION = ("use", "purpose", "budget", "applied_on", "branch_opinion", "remark")
DECISION = ("decided_on", "branch_opinion", "superior_opinion", "approved_on")
ACCOUNT = ("settled", "settled_on", "remark")


@dataclass(frozen=True, slots=True)
class UseRow:
    """One application; `state` is 待决定, 待决算 or 已决算, 已冲销 when its line was reversed."""

    id: int
    values: dict[str, Value]
    entry_id: int | None
    state: str

    @property
    def use_name(self) -> str:
        """The allowed use in words."""
        return codes.table("dues_use").name(str(self.values["use"]))


def uses(
    desk: Desk, year: int | None = None, organization_id: int | None = None
) -> tuple[UseRow, ...]:
    """The applications of a year (None: all), the newest first."""
    wanted = select(Use).order_by(Use.applied_on.desc(), Use.id.desc())
    if year is not None:
        wanted = wanted.where(Use.applied_on >= date(year, 1, 1))
        wanted = wanted.where(Use.applied_on <= date(year, 12, 31))
    if organization_id is not None:
        wanted = wanted.where(Use.organization_id == organization_id)
    with desk.store.read() as session:
        gone = cash.taken_back(session)
        return tuple(_row(each, gone) for each in session.scalars(wanted))


def use(desk: Desk, use_id: int) -> UseRow:
    """One application; `UserError` if there is none."""
    with desk.store.read() as session:
        row = session.get(Use, use_id)
        if row is None:
            raise UserError("找不到这份使用申请。", "它可能已被撤销，请刷新后重试。")
        return _row(row, cash.taken_back(session))


def _row(row: Use, gone: frozenset[int]) -> UseRow:
    state = "待决定" if row.decided_on is None else "待决算"
    if row.settled_on is not None:
        state = "已冲销" if row.entry_id in gone else "已决算"
    values = table.held(row, forms.USE_FIELDS)
    return UseRow(row.id, values, row.entry_id, state)


def check_use(desk: Desk, values: Values) -> list[Problem]:
    """What is wrong with an application as typed, warnings included."""
    with desk.store.read() as session:
        given = table.completed(forms.USE_FIELDS, values)
        return _problems(session, given, desk.today(), decided=False)


def apply_use(desk: Desk, values: Values) -> int:
    """Apply for money from the dues; returns the key. `Refused` for what the rules do not allow."""
    desk.require(AREA)
    with desk.store.write("申请使用党费", area=AREA) as session:
        given = _only(values, APPLICATION)
        table.refuse(_problems(session, given, desk.today(), decided=False))
        row = Use(organization_id=desk.store.book.home_organization_id, **given)
        session.add(row)
        session.flush()
        return row.id


def decide_use(desk: Desk, use_id: int, values: Values) -> None:
    """Enter the committee's decision (`decided_on` is required) and the superior's opinion."""
    desk.require(AREA)
    with desk.store.write("党费使用决定", area=AREA) as session:
        row = _open(session, use_id)
        given = _only(values, DECISION)
        facts = table.held(row, forms.USE_FIELDS) | given
        problems = _problems(session, facts, desk.today(), decided=True)
        decided = facts.get("decided_on")
        if isinstance(decided, date) and decided < row.applied_on:
            problems.append(Problem("决定日期早于申请日期。", "请核对日期。", "decided_on"))
        table.refuse(problems)
        table.put(row, given)


def settle_use(
    desk: Desk, use_id: int, values: Values, *, voucher: str = "", handled_by: str = ""
) -> int:
    """Account for what was used (`settled`, `settled_on`); the cash book gets its line.

    Returns the key of the line. Refused before the committee decided, for more than there is, and
    in a sealed month.
    """
    desk.require(AREA)
    with desk.store.write("党费使用决算", area=AREA) as session:
        row = _open(session, use_id)
        if row.decided_on is None:
            raise UserError("这项使用还没有集体讨论决定。", "请先登记决定，再办理决算。")
        given = _only(values, ACCOUNT)
        settled, day = given.get("settled"), given.get("settled_on")
        problems = []
        if not isinstance(settled, int) or settled <= 0:
            problems.append(Problem("请填写决算金额。", "没有使用的，请删除申请。", "settled"))
        elif settled > row.budget:
            text = f"决算比批准的预算多 {rules.yuan(settled - row.budget)} 元。"
            problems.append(Problem(text, "超出部分要重新集体讨论。", "settled", Severity.WARN))
        if not isinstance(day, date):
            problems.append(Problem("请填写决算日期。", field="settled_on"))
        elif day > desk.today() or day < row.decided_on:
            problems.append(Problem("决算日期不对。", "应在决定之日到今天之间。", "settled_on"))
        else:
            problems += table.open_on(session, day, "settled_on")
        if isinstance(settled, int):
            problems += cash.check_balance(session, settled, "settled")
        table.refuse(problems)
        entry = cash.book_entry(
            session,
            desk,
            {
                "booked_on": day,
                "voucher": voucher.strip(),
                "kind": cash.USED,
                "summary": f"{codes.table('dues_use').short(row.use)}：{row.purpose}",
                "outgo": settled,
                "handled_by": handled_by.strip() or desk.user,
            },
        )
        table.put(row, given)
        row.entry_id = entry.id
        return entry.id


def withdraw_use(desk: Desk, use_id: int, *, reason: str = "") -> None:
    """Take an application out that was never accounted for."""
    desk.require(AREA)
    with desk.store.write("撤回党费使用申请", reason=reason, area=AREA) as session:
        session.delete(_open(session, use_id))


def _open(session: Session, use_id: int) -> Use:
    row = table.own_row(session, Use, use_id)
    if row.settled_on is not None:
        raise UserError("这项使用已经决算。", "有误的，请在收支账中冲销那一笔，再重新申请。")
    return row


def _only(values: Values, keys: tuple[str, ...]) -> dict[str, Value]:
    extra = set(values) - set(keys)
    if extra:
        raise ValueError(f"not fields of this step: {sorted(extra)}")
    return table.completed(forms.USE_FIELDS, values)


def _problems(session: Session, given: Values, today: date, *, decided: bool) -> list[Problem]:
    problems = table.check_form(forms.USE_FIELDS, given, today)
    told = {problem.field for problem in problems}
    budget, day = given.get("budget"), given.get("decided_on")
    if "use" in told or not isinstance(budget, int):
        return problems
    found = rules.check_use(
        str(given.get("use") or ""),
        str(given.get("purpose") or ""),
        budget,
        cash.balance(session),
        day if isinstance(day, date) else None,
        today,
    )
    renamed = {"fen": "budget"}
    for each in found:
        if each.field == "decided_on" and not decided:
            continue
        field = renamed.get(each.field, each.field)
        if field not in told:
            problems.append(Problem(each.text, each.remedy, field, each.severity))
    return problems

"""What followed from results (奖惩兑现): rewards and penalties with amount, approval, payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.assessment import Settlement
from djdesk.models.roster import Member
from djdesk.services.assessment import register as base
from djdesk.services.assessment.fields import SETTLEMENT_FIELDS
from djdesk.services.assessment.rows import AREA, Subject, own_row
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, completed, held, put, refuse
from djdesk.services.listing import (
    Column,
    Kind,
    Listing,
    Query,
    Scope,
    Value,
    by_id,
    contains,
    matching,
    of,
)
from djdesk.services.roster import Chip

WORD = "兑现"

_YEARS = range(1921, 2101)


@dataclass(frozen=True, slots=True)
class SettlementSheet:
    """One reward or penalty; `values` by the keys of its form, amounts in fen.

    `state` is a code of `settlement_state`; not `own`: a branch reported it.
    """

    id: int
    number: str
    subject: Subject
    name: str
    unit: str
    state: str
    values: Mapping[str, Value]
    own: bool


@dataclass(frozen=True, slots=True)
class SettlementSums:
    """Numbers and fen of some rows: rewards, penalties, and what of both was paid already."""

    rewards: int = 0
    reward_fen: int = 0
    penalties: int = 0
    penalty_fen: int = 0
    settled_fen: int = 0


def enter_settlement(desk: Desk, subject: Subject, values: Values) -> int:
    """Enter what was decided for a subject; returns its key.

    `values` by the keys of `SETTLEMENT_FIELDS`. The program registers, it proposes nothing.
    Refused with field problems.
    """
    desk.require(AREA)
    given = _ready(values)
    record = {"year": desk.today().year} | given
    refuse(check_settlement(record, desk.today()))
    with desk.store.write(f"登记奖惩{WORD}", area=AREA) as session:
        base.name_of(session, subject)
        row = Settlement(
            level=subject.level,
            organization_id=subject.organization_id,
            member_id=subject.member_id,
        )
        put(row, record)
        row.number = base.next_number(session, row, Settlement.year == row.year)
        session.add(row)
        session.flush()
        return row.id


def save_settlement(desk: Desk, settlement_id: int, values: Values) -> None:
    """Correct an entry; keys that are left out stay as they are."""
    desk.require(AREA)
    given = _ready(values)
    with desk.store.write(f"修改奖惩{WORD}", area=AREA) as session:
        row = own_row(session, Settlement, settlement_id)
        year = row.year
        refuse(check_settlement(held(row, SETTLEMENT_FIELDS) | given, desk.today()))
        put(row, given)
        if row.year != year:
            row.number = base.next_number(session, row, Settlement.year == row.year)


def settle(desk: Desk, settlement_id: int, *, on: date, received_by: str = "") -> None:
    """Say that it was paid or carried out on a day; Refused before it was approved."""
    desk.require(AREA)
    with desk.store.write(f"奖惩{WORD}", area=AREA) as session:
        row = own_row(session, Settlement, settlement_id)
        record = held(row, SETTLEMENT_FIELDS) | {"settled_on": on}
        refuse(check_settlement(record, desk.today()))
        row.settled_on, row.received_by = on, received_by.strip() or row.received_by


def remove_settlement(desk: Desk, settlement_id: int) -> None:
    """Take a wrongly entered row out; undo brings it back. What was paid stays."""
    desk.require(AREA)
    with desk.store.write(f"删除奖惩{WORD}", area=AREA) as session:
        row = own_row(session, Settlement, settlement_id)
        if row.settled_on is not None:
            raise UserError("这一项已经兑现，不能删除。", "登记有误的，请先清空兑现日期。")
        session.delete(row)


def check_settlement(values: Values, today: date) -> list[Problem]:
    """What is wrong with an entry as typed; the form asks while typing."""
    found = base.check_entry(SETTLEMENT_FIELDS, values, today)
    year = values.get("year")
    if isinstance(year, int) and year not in _YEARS:
        found.append(Problem(f"“{year}”不是年度。", "请写四位数字，如 2026。", "year"))
    if values.get("settled_on"):
        if not values.get("approved_on") or not values.get("approved_by"):
            text = "还没有批准，不能登记兑现。"
            found.append(Problem(text, "请先填写批准人和批准日期。", "settled_on"))
        found += base.check_order(values, "approved_on", "settled_on", "兑现日期早于批准日期。")
    found += base.check_order(values, "decided_on", "approved_on", "批准日期早于支部研究日期。")
    return found


def _ready(values: Values) -> dict[str, Value]:
    given = completed(SETTLEMENT_FIELDS, values)
    if given.get("fen", 0) is None:
        given["fen"] = 0  # an honour has no amount
    return given


# -- reading ---------------------------------------------------------------------------------------


def settlement(desk: Desk, settlement_id: int) -> SettlementSheet:
    """One entry; UserError if it is gone."""
    with desk.store.read() as session:
        row = session.get(Settlement, settlement_id)
        if row is None:
            raise UserError("找不到这一项。", "它可能已被撤销，请刷新后重试。")
        return _sheet(session, row)


def _sheet(session: Session, row: Settlement) -> SettlementSheet:
    subject = Subject(base.level_of(row.level), row.organization_id, row.member_id)
    state = "settled" if row.settled_on else "approved" if row.approved_on else "proposed"
    return SettlementSheet(
        row.id,
        base.number_text(row.year, WORD, row.number),
        subject,
        base.name_of(session, subject),
        base.name_of(session, Subject("branch", row.organization_id)),
        state,
        held(row, SETTLEMENT_FIELDS),
        not row.origin,
    )


def settlement_sums(desk: Desk, query: Query) -> SettlementSums:
    """Numbers and sums of the rows that answer `query`, for the line below the list."""
    reward, penalty = Settlement.kind == "reward", Settlement.kind == "penalty"
    paid = Settlement.settled_on.is_not(None)
    wanted = matching(SETTLEMENTS, query).with_only_columns(
        func.count().filter(reward),
        func.coalesce(func.sum(Settlement.fen).filter(reward), 0),
        func.count().filter(penalty),
        func.coalesce(func.sum(Settlement.fen).filter(penalty), 0),
        func.coalesce(func.sum(Settlement.fen).filter(paid), 0),
    )
    with desk.store.read() as session:
        return SettlementSums(*session.execute(wanted).one())


# -- the list --------------------------------------------------------------------------------------


def _state(_scope: Scope) -> ColumnElement[str]:
    return case(
        (Settlement.settled_on.is_not(None), "settled"),
        (Settlement.approved_on.is_not(None), "approved"),
        else_="proposed",
    )


def _settlements(scope: Scope) -> Select[int]:
    return select(Settlement.id).where(
        *base.here(scope, Settlement.organization_id, Settlement.member_id)
    )


def _search(word: str) -> ColumnElement[bool]:
    texts = (Settlement.title, Settlement.reason, Settlement.document, Settlement.approved_by)
    people = select(Member.id).where(
        or_(contains(word, Member.name), Member.name_initials.startswith(word.lower()))
    )
    whose = Settlement.member_id.in_(people)
    named = base.subject_name(Settlement).icontains(word, autoescape=True)
    return or_(contains(word, *texts, Settlement.period, Settlement.remark), whose, named)


SETTLEMENTS = Listing(
    name="assessment_settlements",
    title="奖惩兑现",
    area=AREA,
    columns=(
        Column(
            "number",
            "编号",
            Kind.TEXT,
            lambda _s: base.number_expression(Settlement.year, WORD, Settlement.number),
            width=13,
        ),
        Column("name", "对象", Kind.PERSON, of(base.subject_name(Settlement)), width=12),
        Column("kind", "类型", Kind.STATE, of(Settlement.kind), codes="settlement_kind", width=7),
        Column("title", "奖惩事项", Kind.TEXT, of(Settlement.title), width=19),
        Column("fen", "金额", Kind.MONEY, of(func.nullif(Settlement.fen, 0))),
        Column("state", "兑现情况", Kind.STATE, _state, codes="settlement_state", width=9),
        Column("year", "年度", Kind.COUNT, of(Settlement.year), width=6),
        Column("period", "考核周期", Kind.TEXT, of(Settlement.period), width=10),
        Column("level", "层级", Kind.CODE, of(Settlement.level), codes="assessment_level", width=7),
        Column("reason", "依据", Kind.TEXT, of(Settlement.reason), width=20, shown=False),
        Column("decided_on", "支部研究日期", Kind.DATE, of(Settlement.decided_on), width=13),
        Column("approved_by", "批准人", Kind.PERSON, of(Settlement.approved_by)),
        Column("approved_on", "批准日期", Kind.DATE, of(Settlement.approved_on)),
        Column("document", "文号", Kind.TEXT, of(Settlement.document), shown=False),
        Column("settled_on", "兑现日期", Kind.DATE, of(Settlement.settled_on)),
        Column("received_by", "领取人", Kind.PERSON, of(Settlement.received_by)),
        Column(
            "unit",
            "党组织",
            Kind.TEXT,
            of(base.branch_name(Settlement.organization_id)),
            width=18,
            shown=False,
        ),
        Column("remark", "备注", Kind.TEXT, of(Settlement.remark), width=16, shown=False),
        base.hidden("member_id", "党员号", Kind.COUNT, Settlement.member_id),
        base.hidden("unit_id", "党组织号", Kind.COUNT, Settlement.organization_id),
        base.hidden("sequence", "序号", Kind.COUNT, Settlement.number),
        base.hidden("own", "本账套", Kind.FLAG, Settlement.origin == ""),
    ),
    select=_settlements,
    row_id=Settlement.id,
    search=_search,
    order=(("year", True), ("sequence", True)),
    tables=frozenset({"assessment_settlement", "member", "organization"}),
    noun="项",
    extra_filters={"id": by_id(Settlement.id)},
)


def settlement_chips(desk: Desk, scope: Scope) -> tuple[Chip, ...]:
    """The chips above the list: 全部, then a chip for each kind and each state there is."""
    state = ("state", _state(scope), "settlement_state")
    kind = ("kind", Settlement.kind, "settlement_kind")
    return base.chips(desk, _settlements(scope), kind, state)

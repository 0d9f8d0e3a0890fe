"""Pairs (支部结对子, 党员一帮一): who helps whom, and what the months since then show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.assessment import Contact, Correction, Pairing
from djdesk.models.roster import Member
from djdesk.models.rules.days import add_months
from djdesk.services.assessment import register as base
from djdesk.services.assessment.contacts import ContactRow, begin_of, contact_rows, span_of
from djdesk.services.assessment.fields import PAIRING_FIELDS
from djdesk.services.assessment.rows import AREA, Subject, own_row
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, completed, held, put, refuse
from djdesk.services.listing import (
    Column,
    Expression,
    Kind,
    Listing,
    Scope,
    Value,
    by_id,
    contains,
    of,
)
from djdesk.services.roster import Chip

WORD = "结对"

_ENDING = frozenset({"ended_on", "end_reason"})
_BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class PairingSheet:
    """One pair with all that its paper says; `values` by the keys of its form.

    `state` is a code of `pairing_state` as of today; not `own`: a branch reported it.
    """

    id: int
    number: str
    organization_id: int
    unit: str
    state: str
    values: Mapping[str, Value]
    helper_id: int | None
    partner_id: int | None
    correction_id: int | None
    contacts: tuple[ContactRow, ...]
    own: bool


# -- verbs -----------------------------------------------------------------------------------------


def pair(
    desk: Desk,
    values: Values,
    *,
    helper_id: int | None = None,
    partner_id: int | None = None,
    correction_id: int | None = None,
) -> int:
    """Pair two who help each other; returns the key.

    `values` by the keys of `PAIRING_FIELDS`. Without keys a name that one member alone has is
    enough; who is not in the roster stays a name. Refused with field problems.
    """
    desk.require(AREA)
    given = completed(PAIRING_FIELDS, values)
    with desk.store.write(f"建立{WORD}", area=AREA) as session:
        row = Pairing(organization_id=desk.store.book.home_organization_id)
        keys = {"helper": helper_id, "partner": partner_id}
        record = _named(session, held_new() | given, keys)
        refuse(check_pairing(record, desk.today(), helper_id=helper_id, partner_id=partner_id))
        put(row, record)
        _link(session, row, keys)
        row.correction_id = _correction(session, correction_id)
        row.number = base.next_number(session, row, base.in_year(Pairing.since, row.since.year))
        session.add(row)
        session.flush()
        return row.id


def held_new() -> dict[str, Value]:
    """What a pair that nobody filled in yet holds: blanks."""
    return completed(PAIRING_FIELDS, {field.key: "" for field in PAIRING_FIELDS})


def save_pairing(
    desk: Desk,
    pairing_id: int,
    values: Values,
    *,
    helper_id: int | None = None,
    partner_id: int | None = None,
    correction_id: int | None = None,
) -> None:
    """Correct what is said of a pair; keys that are left out stay as they are."""
    desk.require(AREA)
    given = completed(PAIRING_FIELDS, values)
    with desk.store.write(f"修改{WORD}", area=AREA) as session:
        row = own_row(session, Pairing, pairing_id)
        before = held(row, PAIRING_FIELDS)
        keys = {"helper": helper_id, "partner": partner_id}
        for side in keys:
            # another name means another person, unless the caller says who
            if keys[side] is None and given.get(side, before[side]) == before[side]:
                keys[side] = getattr(row, f"{side}_id")
        record = _named(session, before | given, keys)
        ids = {f"{side}_id": key for side, key in keys.items()}
        refuse(check_pairing(record, desk.today(), **ids))
        _check_contacts(session, row, record)
        year = row.since.year
        put(row, record)
        _link(session, row, keys)
        if correction_id is not None:
            row.correction_id = _correction(session, correction_id)
        if row.since.year != year:
            row.number = base.next_number(session, row, base.in_year(Pairing.since, row.since.year))


def end_pairing(desk: Desk, pairing_id: int, *, on: date, reason: str, result: str = "") -> None:
    """End a pair on a day for a reason; only a person ends one, the condition is shown beside.

    Refused for a day before it began, before its last contact or in the future, or no reason.
    """
    desk.require(AREA)
    with desk.store.write(f"结束{WORD}", area=AREA) as session:
        row = own_row(session, Pairing, pairing_id)
        if row.ended_on is not None:
            raise UserError("这一对已经结束。", "日期或原因有误的，请直接修改。")
        record = held(row, PAIRING_FIELDS) | {"ended_on": on, "end_reason": reason.strip()}
        problems = check_pairing(
            record, desk.today(), helper_id=row.helper_id, partner_id=row.partner_id
        )
        if not reason.strip():
            text = "请填写结束原因。"
            problems.append(Problem(text, "如：对象已连续两个季度达标。", "end_reason"))
        refuse(problems)
        _check_contacts(session, row, record)
        row.ended_on, row.end_reason = on, reason.strip()
        row.result = result.strip() or row.result


def resume_pairing(desk: Desk, pairing_id: int) -> None:
    """Go on with a pair that was ended; the reason of the end stays in the history."""
    desk.require(AREA)
    with desk.store.write(f"继续{WORD}", area=AREA) as session:
        row = own_row(session, Pairing, pairing_id)
        row.ended_on, row.end_reason = None, ""


def remove_pairing(desk: Desk, pairing_id: int) -> None:
    """Take a wrongly entered pair out with its contacts; undo brings all back."""
    desk.require(AREA)
    with desk.store.write(f"删除{WORD}", area=AREA) as session:
        row = own_row(session, Pairing, pairing_id)
        for each in session.scalars(select(Contact).where(Contact.pairing_id == row.id)).all():
            session.delete(each)
        session.flush()
        session.delete(row)


def check_pairing(
    values: Values,
    today: date,
    *,
    helper_id: int | None = None,
    partner_id: int | None = None,
) -> list[Problem]:
    """What is wrong with a pair as typed; the form asks while typing."""
    found = base.check_entry(PAIRING_FIELDS, values, today, ahead=("until",))
    helper, partner = values.get("helper"), values.get("partner")
    known = helper_id is not None and partner_id is not None
    same = helper_id == partner_id if known else bool(helper) and helper == partner
    if same:
        found.append(Problem("帮扶方和结对对象相同。", "请核对。", "partner"))
    found += base.check_order(values, "since", "until", "计划结束早于结对日期。")
    found += base.check_order(values, "since", "ended_on", "结束日期早于结对日期。")
    if values.get("ended_on") and not values.get("end_reason"):
        found.append(Problem("请填写结束原因。", field="end_reason"))
    return found


def _named(
    session: Session, record: Mapping[str, Value], keys: Mapping[str, int | None]
) -> dict[str, Value]:
    """`record` with the names of the members who are given by key only."""
    found = dict(record)
    for side, key in keys.items():
        if key is not None and not found.get(side):
            found[side] = session.get_one(Member, key).name
    return found


def _link(session: Session, row: Pairing, keys: Mapping[str, int | None]) -> None:
    """Link both sides to members, where a pair is one of members."""
    for side, key in keys.items():
        if row.kind == _BRANCH:
            key = None
        elif key is None:
            key = base.person_of(session, getattr(row, side), row.since)
        setattr(row, f"{side}_id", key)


def _correction(session: Session, key: int | None) -> int | None:
    if key is not None and session.get(Correction, key) is None:
        raise UserError("找不到这条整改。", "它可能已被撤销，请刷新后重试。")
    return key


def _check_contacts(session: Session, row: Pairing, record: Values) -> None:
    """Refuse days of a pair that leave its contacts outside."""
    first, last = session.execute(
        select(func.min(Contact.held_on), func.max(Contact.held_on)).where(
            Contact.pairing_id == row.id
        )
    ).one()
    since, ended = record.get("since"), record.get("ended_on")
    if first is not None and isinstance(since, date) and first < since:
        text = f"{first.year}年{first.month}月{first.day}日已有帮扶记录，早于结对日期。"
        refuse([Problem(text, "请核对日期。", "since", value=f"{since}")])
    if last is not None and isinstance(ended, date) and last > ended:
        text = f"{last.year}年{last.month}月{last.day}日还有帮扶记录，晚于结束日期。"
        refuse([Problem(text, "请核对日期。", "ended_on", value=f"{ended}")])


# -- reading ---------------------------------------------------------------------------------------


def pairing(desk: Desk, pairing_id: int) -> PairingSheet:
    """One pair with its contacts; UserError if it is gone."""
    with desk.store.read() as session:
        row = session.get(Pairing, pairing_id)
        if row is None:
            raise UserError("找不到这一对。", "它可能已被撤销，请刷新后重试。")
        state = session.scalar(select(_state(Scope(desk.today()))).where(Pairing.id == pairing_id))
        return PairingSheet(
            row.id,
            base.number_text(row.since.year, WORD, row.number),
            row.organization_id,
            base.name_of(session, Subject("branch", row.organization_id)),
            state or "",
            held(row, PAIRING_FIELDS),
            row.helper_id,
            row.partner_id,
            row.correction_id,
            contact_rows(session, pairing_id),
            not row.origin,
        )


# -- the list --------------------------------------------------------------------------------------


def _contact(pick: Expression, *conditions: ColumnElement[bool]) -> Expression:
    return (
        select(pick)
        .where(Contact.pairing_id == Pairing.id, *conditions)
        .correlate(Pairing)
        .scalar_subquery()
    )


def _silent(day: date) -> ColumnElement[bool]:
    """Whether the whole month before `day`, of branches the quarter, had no contact (R115)."""
    return or_(
        and_(Pairing.kind != _BRANCH, _none_before(day, span_of(""))),
        and_(Pairing.kind == _BRANCH, _none_before(day, span_of(_BRANCH))),
    )


def _none_before(day: date, length: int) -> ColumnElement[bool]:
    this = begin_of(day, length)
    before = add_months(this, -length)
    last = (
        select(Contact.id)
        .where(Contact.pairing_id == Pairing.id)
        .where(Contact.held_on >= before, Contact.held_on < this)
    )
    return and_(Pairing.since <= before, ~last.exists())


def _state(scope: Scope) -> ColumnElement[str]:
    return case(
        (Pairing.ended_on <= scope.day, "ended"),
        (Pairing.until < scope.day, "due"),
        (_silent(scope.day), "silent"),
        else_="running",
    )


def _pairings(scope: Scope) -> Select[int]:
    members = (Pairing.helper_id, Pairing.partner_id)
    return select(Pairing.id).where(*base.here(scope, Pairing.organization_id, *members))


def _number(_scope: Scope) -> ColumnElement[str]:
    return base.number_expression(extract("year", Pairing.since), WORD, Pairing.number)


def _search(word: str) -> ColumnElement[bool]:
    texts = (Pairing.helper, Pairing.partner, Pairing.reason, Pairing.plan, Pairing.goal)
    people = select(Member.id).where(Member.name_initials.startswith(word.lower()))
    return or_(
        contains(word, *texts, Pairing.result, Pairing.remark),
        Pairing.helper_id.in_(people),
        Pairing.partner_id.in_(people),
    )


PAIRINGS = Listing(
    name="pairings",
    title="结对帮扶",
    area=AREA,
    columns=(
        Column("number", "编号", Kind.TEXT, _number, width=13),
        Column("helper", "帮扶方", Kind.TEXT, of(Pairing.helper), width=12),
        Column("partner", "结对对象", Kind.TEXT, of(Pairing.partner), width=12),
        Column("state", "状态", Kind.STATE, _state, codes="pairing_state", width=11),
        Column("last_on", "最近联系", Kind.DATE, of(_contact(func.max(Contact.held_on)))),
        Column("contacts", "联系次数", Kind.COUNT, of(_contact(func.count())), width=8),
        Column(
            "solved",
            "解决问题",
            Kind.COUNT,
            of(_contact(func.nullif(func.count(), 0), Contact.solved != "")),
            width=8,
        ),
        Column("kind", "结对类型", Kind.CODE, of(Pairing.kind), codes="pairing_kind", width=11),
        Column(
            "partner_kind",
            "对象类型",
            Kind.CODE,
            of(Pairing.partner_kind),
            codes="pairing_partner",
            width=12,
        ),
        Column("since", "结对日期", Kind.DATE, of(Pairing.since)),
        Column("until", "计划结束", Kind.DATE, of(Pairing.until)),
        Column(
            "condition",
            "结束条件",
            Kind.CODE,
            of(Pairing.condition),
            codes="pairing_condition",
            width=16,
        ),
        Column("goal", "帮扶目标", Kind.TEXT, of(Pairing.goal), width=20, shown=False),
        Column("reason", "结对原因", Kind.TEXT, of(Pairing.reason), width=20, shown=False),
        Column("ended_on", "结束日期", Kind.DATE, of(Pairing.ended_on)),
        Column("end_reason", "结束原因", Kind.TEXT, of(Pairing.end_reason), shown=False),
        Column("result", "帮扶成效", Kind.TEXT, of(Pairing.result), width=24),
        Column(
            "unit",
            "党组织",
            Kind.TEXT,
            of(base.unit_name(Pairing.organization_id)),
            width=18,
            shown=False,
        ),
        Column("remark", "备注", Kind.TEXT, of(Pairing.remark), width=16, shown=False),
        base.hidden("helper_id", "帮扶党员号", Kind.COUNT, Pairing.helper_id),
        base.hidden("partner_id", "结对党员号", Kind.COUNT, Pairing.partner_id),
        base.hidden("correction_id", "整改号", Kind.COUNT, Pairing.correction_id),
        base.hidden("unit_id", "党组织号", Kind.COUNT, Pairing.organization_id),
        base.hidden("year", "年度", Kind.COUNT, extract("year", Pairing.since)),
        base.hidden("own", "本账套", Kind.FLAG, Pairing.origin == ""),
    ),
    select=_pairings,
    row_id=Pairing.id,
    search=_search,
    order=(("ended_on", False), ("since", True)),
    tables=frozenset({"pairing", "pairing_contact", "member", "organization"}),
    noun="对",
    extra_filters={"id": by_id(Pairing.id)},
)


def pairing_chips(desk: Desk, scope: Scope) -> tuple[Chip, ...]:
    """The chips above the list: 全部, then a chip for each state and each kind there is."""
    state = ("state", _state(scope), "pairing_state")
    return base.chips(desk, _pairings(scope), state, ("kind", Pairing.kind, "pairing_kind"))

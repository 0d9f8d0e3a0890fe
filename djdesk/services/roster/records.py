"""Sub-records of a member: absences, rewards and discipline, hardship, family; one way for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.roster import Absence, Hardship, Kin, Reward
from djdesk.models.rules import codes, names
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.services.roster import fields as forms
from djdesk.services.roster.members import AREA, own

Entity = Absence | Reward | Hardship | Kin


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of sub-record: its form, and the column that gives the order."""

    key: str
    title: str
    fields: tuple[Field, ...]
    entity: type[Entity]
    order: str


RECORD_KINDS: Mapping[str, RecordKind] = {
    kind.key: kind
    for kind in (
        RecordKind("absence", "流动、失联", forms.ABSENCE_FIELDS, Absence, "since"),
        RecordKind("reward", "奖惩", forms.REWARD_FIELDS, Reward, "given_on"),
        RecordKind("hardship", "困难帮扶", forms.HARDSHIP_FIELDS, Hardship, "since"),
        RecordKind("kin", "家庭成员", forms.KIN_FIELDS, Kin, "id"),
    )
}


@dataclass(frozen=True, slots=True)
class SubRecord:
    """One sub-record as values by the keys of its form."""

    id: int
    values: Mapping[str, Value]


def records(session: Session, kind: str, member_id: int) -> tuple[SubRecord, ...]:
    """The sub-records of a member, the newest first (family in the order entered)."""
    known = RECORD_KINDS[kind]
    entity = known.entity
    column = getattr(entity, known.order)
    rows: Iterable[Entity] = session.scalars(
        select(entity)
        .where(entity.member_id == member_id)
        .order_by(column if known.order == "id" else column.desc(), entity.id)
    )
    keys = [field.key for field in known.fields]
    return tuple(SubRecord(row.id, {key: getattr(row, key) for key in keys}) for row in rows)


def check_record(kind: str, values: Mapping[str, Value], today: date) -> list[Problem]:
    """What is wrong with a sub-record as typed; the form calls it while typing."""
    found: list[Problem] = []
    for field in RECORD_KINDS[kind].fields:
        value = values.get(field.key)
        if field.required and not value:
            found.append(Problem(f"请填写{field.title}。", field=field.key))
        elif field.kind is Kind.CODE and value:
            if str(value) not in codes.table(field.codes).by_code:
                found.append(
                    Problem(
                        f"{field.title}不在代码表里。",
                        "请从列表中选择。",
                        field.key,
                        value=str(value),
                    )
                )
        elif isinstance(value, date) and field.key != "until" and value > today:
            found.append(
                Problem(f"{field.title}在今天之后。", "请核对日期。", field.key, value=f"{value}")
            )
    begin, end = values.get(RECORD_KINDS[kind].order), values.get("until")
    if isinstance(begin, date) and isinstance(end, date) and end < begin:
        found.append(Problem("结束日期早于起始日期。", "请核对日期。", "until", value=f"{end}"))
    fen = values.get("aid_fen")
    if isinstance(fen, int) and fen < 0:
        found.append(Problem("金额不能是负数。", field="aid_fen"))
    return found


def add_record(desk: Desk, kind: str, member_id: int, values: Mapping[str, Value]) -> int:
    """Enter a sub-record; returns its key. Raises `Refused` with field problems."""
    desk.require(AREA)
    known = RECORD_KINDS[kind]
    with desk.store.write(f"登记{known.title}", area=AREA) as session:
        own(session, member_id)
        return insert_record(session, kind, member_id, values, desk.today())


def insert_record(
    session: Session, kind: str, member_id: int, values: Mapping[str, Value], today: date
) -> int:
    """As `add_record`, inside a transaction of the caller."""
    record = _completed(kind, values)
    _refuse(check_record(kind, record, today))
    if kind == "absence" and record.get("until") is None:
        _refuse(_running(session, member_id, str(record["kind"])))
    row = RECORD_KINDS[kind].entity(member_id=member_id, **record)
    session.add(row)
    session.flush()
    return row.id


def change_record(desk: Desk, kind: str, record_id: int, values: Mapping[str, Value]) -> None:
    """Correct a sub-record, or end it by filling in `until`."""
    desk.require(AREA)
    with desk.store.write(f"修改{RECORD_KINDS[kind].title}", area=AREA) as session:
        row = _row(session, kind, record_id)
        own(session, row.member_id)
        keys = [field.key for field in RECORD_KINDS[kind].fields]
        record = {key: getattr(row, key) for key in keys} | _completed(kind, values)
        _refuse(check_record(kind, record, desk.today()))
        for key, value in record.items():
            setattr(row, key, value)


def remove_record(desk: Desk, kind: str, record_id: int) -> None:
    """Take a wrongly entered sub-record out; the history keeps it and can bring it back."""
    desk.require(AREA)
    with desk.store.write(f"删除{RECORD_KINDS[kind].title}记录", area=AREA) as session:
        row = _row(session, kind, record_id)
        own(session, row.member_id)
        session.delete(row)


def _row(session: Session, kind: str, record_id: int) -> Entity:
    row = cast("Entity | None", session.get(RECORD_KINDS[kind].entity, record_id))
    if row is None:
        raise UserError("找不到这条记录。", "它可能已被撤销，请刷新后重试。")
    return row


def _running(session: Session, member_id: int, kind: str) -> list[Problem]:
    same = session.scalar(
        select(Absence.id).where(
            Absence.member_id == member_id,
            Absence.kind == kind,
            Absence.until.is_(None),
        )
    )
    if same is None:
        return []
    word = codes.table("absence_kind").name(kind)
    return [Problem(f"此人已登记为{word}，尚未结束。", "请先在原记录填写结束日期。", "kind")]


def _completed(kind: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """`values` with blanks as the columns want them; unknown keys raise ValueError."""
    known = {field.key: field for field in RECORD_KINDS[kind].fields}
    unknown = set(values) - set(known)
    if unknown:
        raise ValueError(f"not fields of {kind}: {sorted(unknown)}")
    result: dict[str, Value] = {}
    for key, value in values.items():
        field = known[key]
        if field.kind is Kind.DATE:
            result[key] = value or None
        elif field.kind is Kind.MONEY:
            result[key] = value or 0
        elif field.kind is Kind.PERSON:
            result[key] = names.clean(str(value or ""))
        else:
            result[key] = value.strip() if isinstance(value, str) else value or ""
    return result


def _refuse(problems: list[Problem]) -> None:
    if any(problem.is_error for problem in problems):
        raise Refused(problems)

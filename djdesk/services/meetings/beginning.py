"""Meetings come into the book: planned, or entered after they were held; and their beginning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused
from djdesk.models.meetings import Meeting
from djdesk.models.organization import Organization
from djdesk.models.packages import Subordinate
from djdesk.models.rules.meetings.kinds import Kind as MeetingKind
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import fields as forms
from djdesk.services.meetings.kinds import kind_of
from djdesk.services.meetings.numbering import give_number
from djdesk.services.meetings.rows import AREA, PLANNED, editable, refuse
from djdesk.services.meetings.saving import clean, write_record
from djdesk.services.meetings.signing import recount

_PLAN = {field.key: field for field in forms.PLAN_FIELDS}


def plan_meeting(desk: Desk, values: Mapping[str, Value]) -> int:
    """Put a meeting into the plan (keys of `PLAN_FIELDS`); returns its key.

    Without `organization_id` it is one of the home organization. `Refused` with field problems.
    """
    desk.require(AREA)
    with desk.store.write("计划会议", area=AREA) as session:
        return add_meeting(session, desk, values).id


def new_record(desk: Desk, values: Mapping[str, Value]) -> int:
    """Enter a meeting that was held without a plan: it gets its number and roll at once.

    `values` by the keys of `PLAN_FIELDS` and `MEETING_FIELDS`. `Refused` with field problems.
    """
    desk.require(AREA)
    with desk.store.write("新建会议记录", area=AREA) as session:
        planned = {key: value for key, value in values.items() if key in _PLAN}
        row = add_meeting(session, desk, planned)
        hold_row(session, desk.today(), row)
        more = {key: value for key, value in values.items() if key not in _PLAN}
        if more:
            write_record(session, desk.today(), row, more, {})
        return row.id


def add_meeting(
    session: Session, desk: Desk, values: Mapping[str, Value], *, year: int | None = None
) -> Meeting:
    """As `plan_meeting`, inside a transaction of the caller."""
    unknown = set(values) - set(_PLAN)
    if unknown:
        raise ValueError(f"not fields of a plan: {sorted(unknown)}")
    record = {key: clean(_PLAN[key], value) for key, value in values.items()}
    unit = record.get("organization_id") or desk.store.book.home_organization_id
    code, day = str(record.get("kind") or ""), record.get("held_on")
    told = []
    if not code:
        told.append(Problem("请选择会议类别。", field="kind"))
    if not isinstance(day, date):
        told.append(Problem("请填写日期。", field="held_on"))
    if told or not isinstance(day, date):
        raise Refused(told)
    kind = kind_of(session, code, day)
    unit_id = unit if isinstance(unit, int) else 0
    refuse([*_ended(kind, day), *unit_problems(session, kind, unit_id)])
    rest = {k: v for k, v in record.items() if k not in ("kind", "organization_id", "held_on")}
    row = Meeting(organization_id=unit, kind=code, held_on=day, year=year or day.year, **rest)
    session.add(row)
    session.flush()
    return row


def _ended(kind: MeetingKind, day: date) -> list[Problem]:
    if kind.until is None or day < kind.until:
        return []
    text = f"“{kind.name}”已于 {kind.until:%Y.%m.%d} 停用。"
    return [Problem(text, "请选择别的类别，或改晚它的停用日期。", "kind")]


def unit_problems(session: Session, kind: MeetingKind, unit_id: int) -> list[Problem]:
    """Whether a meeting of this kind may be one of this unit: groups hold no votes."""
    unit = session.get(Organization, unit_id)
    if unit is None:
        return [Problem("请选择召开单位。", field="organization_id")]
    if unit.origin or _reports_itself(session, unit):
        return [Problem("下级支部的会议由支部自己登记。", "请选择本组织。", "organization_id")]
    if kind.attends == "group" and unit.kind != "group":
        return [Problem(f"{kind.name}由党小组召开。", "请选择党小组。", "organization_id")]
    if unit.kind == "group" and (kind.voters or kind.attends == "committee"):
        return [Problem(f"{kind.name}不由党小组召开。", "请选择党支部。", "organization_id")]
    return []


def _reports_itself(session: Session, unit: Organization) -> bool:
    """Whether the unit, or the branch of a group, keeps a book of its own that reports to here."""
    keys = (unit.id, unit.parent_id) if unit.kind == "group" else (unit.id,)
    bound = select(Subordinate.id).where(Subordinate.organization_id.in_(keys))
    return session.scalar(bound.limit(1)) is not None


def begin(desk: Desk, meeting_id: int) -> None:
    """The meeting sits: it gets its number, and the roll is made from the roster of its day.

    A meeting that was begun already stays as it is.
    """
    desk.require(AREA)
    with desk.store.write("会议开始", area=AREA) as session:
        row = editable(session, meeting_id)
        if row.state in PLANNED:
            hold_row(session, desk.today(), row)


hold = begin


def hold_row(session: Session, today: date, row: Meeting) -> None:
    """As `begin`, inside a transaction of the caller."""
    if row.held_on > today:
        raise Refused(
            [Problem("会议日期还没有到。", "提前开会的，请先把日期改为实际日期。", "held_on")]
        )
    row.state = "held"
    give_number(session, row)
    recount(session, row)

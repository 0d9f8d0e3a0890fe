"""SQL expressions of meetings: their words, ledger numbers, evidence, the superior's answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from djdesk.models.archive import Attachment
from djdesk.models.meetings import Meeting, OwnKind, Review
from djdesk.models.organization import Organization
from djdesk.models.rules import codes
from djdesk.models.rules.meetings import kinds as rules
from djdesk.services.listing import Expression

Unit = aliased(Organization, name="meeting_unit")
_Branch = aliased(Organization, name="meeting_branch")


def statuses(*groups: str) -> tuple[str, ...]:
    """The codes of attendance in some of the groups present, leave, absent, excused, guest."""
    table = codes.table("attendance_status")
    return tuple(code for group in groups for code in table.in_group(group))


def _own_kind(column: Expression) -> ScalarSelect[str]:
    return (
        select(column)
        .where(OwnKind.code == Meeting.kind, OwnKind.origin == Meeting.origin)
        .scalar_subquery()
    )


def _by_kind(words: Mapping[str, str], own: ScalarSelect[str]) -> ColumnElement[str]:
    known = case(words, value=Meeting.kind, else_=own)
    return func.coalesce(known, Meeting.kind)


def kind_word() -> ColumnElement[str]:
    """What the kind of a meeting is called, the branch's own kinds included."""
    entries = codes.table(rules.KINDS).entries
    return _by_kind({each.code: each.name for each in entries}, _own_kind(OwnKind.name))


def kind_place() -> ColumnElement[int]:
    """The place of the kind in the order of the rules; own kinds come last."""
    entries = codes.table(rules.KINDS).entries
    places = {each.code: place for place, each in enumerate(entries)}
    return case(places, value=Meeting.kind, else_=len(places))


def unit_name() -> ScalarSelect[str]:
    """The name of the unit that met, the short one where there is one."""
    named = case((Unit.short_name != "", Unit.short_name), else_=Unit.name)
    return select(named).where(Unit.id == Meeting.organization_id).scalar_subquery()


def branch_name() -> ScalarSelect[str]:
    """The name of the branch: that of the unit, of a group that of its branch."""
    owner = case((Unit.kind == "group", Unit.parent_id), else_=Unit.id)
    return (
        select(_Branch.name)
        .select_from(Unit)
        .join(_Branch, _Branch.id == owner)
        .where(Unit.id == Meeting.organization_id)
        .scalar_subquery()
    )


def ledger_number(day: date) -> ColumnElement[str]:
    """The ledger number (台账号), as `rules.meetings.numbers.ledger_number`; empty without one."""
    known = {kind.code: kind.ledger.replace("-", "") for kind in rules.kinds(day)}
    own_word = case((OwnKind.ledger != "", OwnKind.ledger), else_=OwnKind.name)
    word = _by_kind(known, _own_kind(func.replace(own_word, "-", "")))
    short = case((Unit.short_name != "", Unit.short_name), else_=Unit.name)
    unit = (
        select(func.replace(short, "-", "").concat("-"))
        .where(Unit.id == Meeting.organization_id, Unit.kind == "group")
        .scalar_subquery()
    )
    padded = case(
        (Meeting.number < 10, literal("0").concat(Meeting.number)),
        else_=literal("").concat(Meeting.number),
    )
    whole = (
        literal("")
        .concat(Meeting.year)
        .concat("-")
        .concat(func.coalesce(unit, ""))
        .concat(word)
        .concat("-")
        .concat(padded)
    )
    return case((Meeting.number > 0, whole), else_="")


def evidence_count() -> ScalarSelect[int]:
    """How many files are kept with the record."""
    return (
        select(func.count(Attachment.id))
        .where(Attachment.owner == "meeting", Attachment.owner_id == Meeting.id)
        .scalar_subquery()
    )


def review_result() -> ScalarSelect[str]:
    """The superior's last answer to the record as it stands now; empty while there is none.

    Of a received record only this book's own answer counts: a branch may not pass its own.
    """
    return (
        select(Review.result)
        .where(Review.meeting_id == Meeting.id, Review.revision == Meeting.revision)
        .where(or_(Meeting.origin == "", Review.origin == ""))
        .order_by(Review.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def rate() -> ColumnElement[int | None]:
    """The attendance in per cent, rounded half up; empty before anybody was marked."""
    return case(
        (Meeting.should > 0, (Meeting.present * 200 + Meeting.should) // (Meeting.should * 2))
    )


def below(organization_id: int, column: Expression) -> ColumnElement[bool]:
    """The condition that `column` is the key of an organization or of one anywhere below it."""
    top = select(literal(organization_id).label("id")).cte("below_unit", recursive=True)
    found = top.union_all(select(Organization.id).join(top, Organization.parent_id == top.c.id))
    return column.in_(select(found.c.id))


def asks_for_makeup(day: date) -> ColumnElement[bool]:
    """The condition that an absence from the meeting is to be made up (补课)."""
    ruled = [kind.code for kind in rules.kinds(day) if kind.makeup]
    own = (
        select(OwnKind.id)
        .where(OwnKind.code == Meeting.kind, OwnKind.origin == Meeting.origin, OwnKind.makeup)
        .exists()
    )
    return or_(Meeting.kind.in_(ruled), own)

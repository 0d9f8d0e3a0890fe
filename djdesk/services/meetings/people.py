"""Who should come to a meeting: the roster as of its day, by the rule of the kind."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Member, Reward
from djdesk.models.rules import codes
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.services.listing import Scope
from djdesk.services.roster import expressions as x

PROBATION = "留党察看"
"""The discipline under which a member comes but has no vote (code table `discipline`)."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member who should come, as of the day: `voter` is a full member whose rights are whole.

    `mobile` is a member registered as 流动党员 that day, whose absence is no surprise.
    """

    member_id: int
    uid: str
    name: str
    post: str
    group: str
    voter: bool
    mobile: bool


def expected(session: Session, kind: Kind, organization_id: int, day: date) -> tuple[Person, ...]:
    """The members who should come to a meeting of `kind` of this unit on `day`, in list order.

    The order is that of offices, groups and strokes (roster.md §7). Members under 留党察看 come and
    have no vote, those whose membership is suspended do not appear. A kind for chosen people
    (`attends` chosen) expects nobody by itself. Committee members outside the roster are guests.
    """
    if kind.attends == "chosen":
        return ()
    chosen = _committee(session, organization_id, day) if kind.attends == "committee" else None
    found = _people(session, None if chosen is not None else organization_id, day, chosen)
    return tuple(found)


def everybody(session: Session, organization_id: int, day: date) -> tuple[Person, ...]:
    """All members of the unit on `day`, whatever the kind asks for."""
    return tuple(_people(session, organization_id, day, None))


def _committee(session: Session, organization_id: int, day: date) -> frozenset[int]:
    table = codes.table("party_post")
    offices = (*table.in_group("office"), *table.in_group("committee"))
    held = select(Tenure.member_id).where(
        Tenure.organization_id == organization_id,
        Tenure.member_id.is_not(None),
        Tenure.post.in_(offices),
        Tenure.since <= day,
        or_(Tenure.until.is_(None), Tenure.until > day),
    )
    return frozenset(member_id for member_id in session.scalars(held) if member_id is not None)


def _people(
    session: Session, organization_id: int | None, day: date, chosen: Iterable[int] | None
) -> list[Person]:
    statement: Select[int, str, str, str, str, str, bool, bool] = (
        x.belonging(Scope(day, organization_id), "in", known=chosen is not None)
        .with_only_columns(
            Member.id,
            Member.uid,
            Member.name,
            x.posts(day),
            x.group_name(),
            x.person_class(day),
            _punished(day),
            x.absent("mobile", day),
        )
        .order_by(x.office(day), x.group_place(), Member.name_strokes, Member.id)
    )
    if chosen is not None:
        statement = statement.where(Member.id.in_(chosen))
    words = codes.table("party_post")
    return [
        Person(
            member_id=row[0],
            uid=row[1],
            name=row[2],
            post=words.name(row[3]),
            group=row[4] or "",
            voter=row[5] == "full" and not row[6],
            mobile=bool(row[7]),
        )
        for row in session.execute(statement)
    ]


def _punished(day: date) -> ColumnElement[bool]:
    return exists().where(
        Reward.member_id == Member.id,
        Reward.kind == "discipline",
        Reward.title.contains(PROBATION),
        Reward.given_on <= day,
        or_(Reward.until.is_(None), Reward.until > day),
    )


def names_to_ids(session: Session, organization_id: int, day: date) -> dict[str, int]:
    """The keys of those members of the branch on `day` whose name nobody else there has."""
    unit = session.get(Organization, organization_id)
    branch_id = organization_id
    if unit is not None and unit.kind == "group" and unit.parent_id is not None:
        branch_id = unit.parent_id
    found: dict[str, int] = {}
    twice: set[str] = set()
    rows = x.belonging(Scope(day, branch_id), "in").with_only_columns(Member.id, Member.name)
    for member_id, name in session.execute(rows):
        if name in found:
            twice.add(name)
        found[name] = member_id
    return {name: member_id for name, member_id in found.items() if name not in twice}


def member_code(uid: str) -> str:
    """What the code of a member holds that a reader types: DJ and the uid in 26 capital signs."""
    return "DJ" + base64.b32encode(UUID(uid).bytes).decode("ascii").rstrip("=")

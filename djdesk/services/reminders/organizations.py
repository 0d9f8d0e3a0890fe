"""What the tree of organizations knows that somebody should be reminded of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from djdesk.models.organization import Organization, Tenure, Term
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.models.rules import reminders as rules
from djdesk.models.rules.reminders import About, OrganizationFacts, Reminder, Target
from djdesk.services.roster.expressions import standing_on

SECRETARY = "11"


@dataclass(frozen=True, slots=True)
class Place:
    """One living organization other than a group."""

    id: int
    uid: str
    parent_id: int | None
    kind: str
    label: str


def places(session: Session, day: date) -> tuple[Place, ...]:
    """The organizations that live on `day`, without groups."""
    rows = session.execute(
        select(
            Organization.id,
            Organization.uid,
            Organization.parent_id,
            Organization.kind,
            Organization.short_name,
            Organization.name,
        )
        .where(Organization.kind != "group")
        .where(or_(Organization.dissolved_on.is_(None), Organization.dissolved_on > day))
    )
    return tuple(Place(row[0], row[1], row[2], row[3], row[4] or row[5]) for row in rows)


def reminders(session: Session, day: date, found: Iterable[Place], home_id: int) -> list[Reminder]:
    """Size, committee, secretary and term of each organization of `found`."""
    known = tuple(found)
    counts = _below(known, _counts(session, day))
    committees, secretaries = _posts(session, day)
    vacant, terms = _last_secretary(session, day), _terms(session, day)
    told: list[Reminder] = []
    for place in known:
        own = place.id == home_id
        label = "" if own else place.label
        members, full = counts.get(place.id, (0, 0))
        facts = OrganizationFacts(
            about=About(place.uid, place.label, Target("organization", place.id), label),
            kind=place.kind,
            members=members,
            full=full,
            committee=committees.get(place.id, 0),
            secretary=place.id in secretaries,
            vacant_since=vacant.get(place.id),
            term_until=terms.get(place.id),
            own=own,
        )
        told += rules.organization(facts, day)
    return told


def _counts(session: Session, day: date) -> dict[int, tuple[int, int]]:
    """(members, full members) by branch.

    Standings alone are read, and the few withdrawn members taken off: in a book of 100,000 that is
    five times as fast as looking each member up. Full membership never begins after today, so that
    the class of the row is the class of the day.
    """
    is_full = Standing.person_class == "full"
    there = (
        select(Standing.branch_id, func.count(), func.count().filter(is_full))
        .where(standing_on(day), Standing.state == "in")
        .group_by(Standing.branch_id)
    )
    withdrawn = there.where(
        Standing.member_id.in_(select(Member.id).where(Member.withdrawn_on.is_not(None)))
    )
    found = {row[0]: (row[1], row[2]) for row in session.execute(there)}
    for branch_id, members, full in session.execute(withdrawn):
        all_members, all_full = found[branch_id]
        found[branch_id] = all_members - members, all_full - full
    return found


def _below(
    known: tuple[Place, ...], counts: Mapping[int, tuple[int, int]]
) -> dict[int, tuple[int, int]]:
    """The counts of each organization with all that stand under it."""
    parents = {place.id: place.parent_id for place in known}
    sums: dict[int, tuple[int, int]] = {}
    for place in known:
        members, full = counts.get(place.id, (0, 0))
        above: int | None = place.id
        while above is not None:
            so_far = sums.get(above, (0, 0))
            sums[above] = so_far[0] + members, so_far[1] + full
            above = parents.get(above)
    return sums


def _posts(session: Session, day: date) -> tuple[dict[int, int], frozenset[int]]:
    """How many persons sit on each committee, and which organizations have a secretary."""
    table = codes.table("party_post")
    posts = (*table.in_group("office"), *table.in_group("committee"))
    rows = session.execute(
        select(Tenure.organization_id, Tenure.member_id, Tenure.person_name, Tenure.post)
        .where(Tenure.post.in_(posts), Tenure.since <= day)
        .where(or_(Tenure.until.is_(None), Tenure.until > day))
    ).all()
    holders: dict[int, set[tuple[int | None, str]]] = {}
    for organization_id, member_id, name, _post in rows:
        holders.setdefault(organization_id, set()).add((member_id, name))
    led = frozenset(row[0] for row in rows if row[3] == SECRETARY)
    return {key: len(persons) for key, persons in holders.items()}, led


def _last_secretary(session: Session, day: date) -> dict[int, date]:
    """When each organization's last secretary gave up the post."""
    rows = session.execute(
        select(Tenure.organization_id, func.max(Tenure.until))
        .where(Tenure.post == SECRETARY, Tenure.until <= day)
        .group_by(Tenure.organization_id)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def _terms(session: Session, day: date) -> dict[int, date]:
    """When the running term of each organization should end."""
    rows = session.execute(
        select(Term.organization_id, Term.planned_until)
        .where(Term.since <= day, or_(Term.until.is_(None), Term.until > day))
        .order_by(Term.since, Term.id)
    )
    return {row[0]: row[1] for row in rows}  # of several, the latest begun

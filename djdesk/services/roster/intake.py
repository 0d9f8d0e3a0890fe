"""Many members at once, for spreadsheets: who is there already, and entering or changing many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from djdesk.models.audit import AuditStep
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Absence, Member, Standing
from djdesk.models.store.bulk import add_columns, add_many, change_many
from djdesk.services.roster.fields import MEMBER_FIELDS
from djdesk.services.roster.standings import Movement, correct, move

Values = Mapping[str, object]
Columns = Mapping[str, Sequence[object]]

RECORD_KEYS = (*(each.key for each in MEMBER_FIELDS), "month_only")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Person:
    """What tells one person in the book from all others; `received` was reported by a branch."""

    id: int
    name: str
    former_name: str
    id_number: str
    birth_on: date | None
    joined_on: date | None
    month_only: str
    received: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The last standing of a member."""

    state: str
    way: str
    since: date
    person_class: str
    branch_id: int
    group_id: int | None
    work_post: str


@dataclass(frozen=True, slots=True)
class Present:
    """What the book says today about a member beside the record: place, posts, absences."""

    place: Place
    posts: frozenset[str]
    absences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """An organization as far as an import must know it."""

    id: int
    parent_id: int | None
    kind: str
    names: tuple[str, ...]
    received: bool


def last_step(session: Session) -> int:
    """The number of the last step in the history; another one means that the book has changed."""
    return session.scalar(select(func.max(AuditStep.id))) or 0


def people(session: Session) -> list[Person]:
    """Everybody in the book, those who left and those withdrawn included."""
    rows = session.execute(
        select(
            Member.id,
            Member.name,
            Member.former_name,
            Member.id_number,
            Member.birth_on,
            Member.joined_on,
            Member.month_only,
            Member.origin,
            Member.withdrawn_on,
        )
    )
    return [
        Person(row[0], row[1], row[2], row[3] or "", *row[4:7], bool(row[7]), row[8] is not None)
        for row in rows
    ]


def units(session: Session) -> list[Unit]:
    """All organizations that are not dissolved, in the order of the tree."""
    rows = session.scalars(
        select(Organization)
        .where(Organization.dissolved_on.is_(None))
        .order_by(Organization.parent_id, Organization.position, Organization.id)
    )
    return [
        Unit(
            row.id,
            row.parent_id,
            row.kind,
            tuple(filter(None, (row.name, row.short_name, row.seal_name))),
            bool(row.origin),
        )
        for row in rows
    ]


def records(session: Session, wanted: Iterable[int]) -> dict[int, dict[str, object]]:
    """The fields of the members `wanted`, by id."""
    columns = [getattr(Member, key) for key in RECORD_KEYS]
    found: dict[int, dict[str, object]] = {}
    for some in _chunks(wanted):
        for row in session.execute(select(Member.id, *columns).where(Member.id.in_(some))):
            found[row[0]] = dict(zip(RECORD_KEYS, row[1:], strict=True))
    return found


def presents(session: Session, wanted: Iterable[int], today: date) -> dict[int, Present]:
    """Last standing, posts and absences of the members `wanted`, by id."""
    places: dict[int, Place] = {}
    posts: dict[int, set[str]] = {}
    absences: dict[int, dict[str, str]] = {}
    for some in _chunks(wanted):
        for standing in session.execute(
            select(
                Standing.member_id,
                Standing.state,
                Standing.way,
                Standing.since,
                Standing.person_class,
                Standing.branch_id,
                Standing.group_id,
                Standing.work_post,
            ).where(Standing.member_id.in_(some), Standing.until.is_(None))
        ):
            places[standing[0]] = Place(*standing[1:])
        for member_id, post in session.execute(
            select(Tenure.member_id, Tenure.post).where(
                Tenure.member_id.in_(some), or_(Tenure.until.is_(None), Tenure.until > today)
            )
        ):
            if member_id is not None:
                posts.setdefault(member_id, set()).add(post)
        for member_id, kind, destination in session.execute(
            select(Absence.member_id, Absence.kind, Absence.destination).where(
                Absence.member_id.in_(some), or_(Absence.until.is_(None), Absence.until > today)
            )
        ):
            absences.setdefault(member_id, {})[kind] = destination
    return {
        key: Present(place, frozenset(posts.get(key, ())), absences.get(key, {}))
        for key, place in places.items()
    }


def enrol_many(session: Session, members: Columns, openings: Columns) -> range:
    """Enter members and, row by row, their opening standings; returns the members' ids.

    Both are given as one list a column, all of the same length. The values are those of the
    entities, checked before; `openings` lack only the member.
    """
    ids = add_columns(session, Member, members)
    add_columns(session, Standing, {"member_id": ids, **openings})
    return ids


def change_records(session: Session, changes: Sequence[Values]) -> int:
    """Change members by `id`; each dict holds the id and the fields to set, checked before."""
    return change_many(session, Member, changes)


def add_absences(session: Session, rows: Sequence[Values]) -> None:
    """Enter absences (流动、失联)."""
    add_many(session, Absence, rows)


def add_posts(session: Session, rows: Sequence[Values]) -> None:
    """Enter posts held in the Party."""
    add_many(session, Tenure, rows)


def settle(session: Session, member_id: int, today: date, change: Mapping[str, str | int]) -> None:
    """Put a member into another group or class of work: filled in if there was none before.

    A first value is a correction of the record, another value a movement of today.
    """
    now = session.execute(
        select(Standing.group_id, Standing.work_post).where(
            Standing.member_id == member_id, Standing.until.is_(None)
        )
    ).one()
    for key, way, old in (("group_id", "G", now[0]), ("work_post", "P", now[1])):
        if key in change and change[key] != old:
            if old:
                movement = Movement(way, today, "导入花名册")
                move(session, member_id, movement, {key: change[key]})
            else:
                correct(session, member_id, today, {key: change[key]})


def _chunks(wanted: Iterable[int]) -> Iterator[list[int]]:
    walk = iter(wanted)
    while some := list(islice(walk, _CHUNK)):
        yield some

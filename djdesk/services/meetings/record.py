"""The record of one meeting as read: head, lists, roll, evidence, reviews, revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.meetings import (
    AgendaItem,
    Meeting,
    Resolution,
    Review,
    Revision,
    Speech,
)
from djdesk.models.meetings import Problem as ProblemLine
from djdesk.models.organization import Organization
from djdesk.models.roster import Member
from djdesk.models.rules.meetings import numbers
from djdesk.services import archive
from djdesk.services.archive import AttachedFile
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Value
from djdesk.services.meetings import fields as forms
from djdesk.services.meetings.kinds import kind_of
from djdesk.services.meetings.roll import Roll, roll_of
from djdesk.services.meetings.rows import found, unit_short

PartRow = AgendaItem | Speech | Resolution | ProblemLine

PARTS: Mapping[str, tuple[type[PartRow], tuple[Field, ...]]] = {
    "agenda": (AgendaItem, forms.AGENDA_FIELDS),
    "speeches": (Speech, forms.SPEECH_FIELDS),
    "resolutions": (Resolution, forms.RESOLUTION_FIELDS),
    "problems": (ProblemLine, forms.PROBLEM_FIELDS),
}
"""The lists of a record by their word: the rows and the form of one line."""

PEOPLE = ("chair", "recorder", "speaker")
"""Fields of the head that name a person; `<key>_id` is the member, if it is one."""

HEAD_KEYS = tuple(field.key for field in forms.MEETING_FIELDS)
_MORE = (
    *(f"{key}_id" for key in PEOPLE),
    "notified_on",
    "notice",
    "should",
    "present",
    "voters",
    "voters_present",
    "written_on",
    "chair_signed",
    "recorder_signed",
    "reviewed_on",
    "reviewed_by",
    "cancel_reason",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a list of the record; `id` is None for one that was not saved yet.

    `values` by the keys of its form, for resolutions and problems also `responsible_id`. A speech
    or a line of the problem list may belong to a member; `name` is how that one is called.
    """

    id: int | None
    values: Mapping[str, Value]
    member_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An answer of the superior (备案审查); `received` came in a package."""

    id: int
    revision: int
    result: str
    reasons: str
    reviewer: str
    reviewed_on: date
    received: bool


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A version that was replaced (更正前); `old_record` reads its text."""

    id: int
    revision: int
    replaced_on: date
    replaced_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class SittingMate:
    """Another record of the same sitting."""

    id: int
    kind_name: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one meeting.

    `values` by the keys of `MEETING_FIELDS`, besides `chair_id`, `recorder_id`, `speaker_id` and
    what the forms do not ask for (notice, signatures, review …). `revision` counts corrections,
    `version` every saving: give it to `save_record`. `own` is False for what a branch reported,
    `locked` after the secretary's review. `hints` are sentences about its number.
    """

    id: int
    uid: str
    kind: str
    kind_name: str
    unit_id: int
    unit_name: str
    state: str
    year: int
    number: int
    title: str
    ledger_number: str
    values: Mapping[str, Value]
    agenda: tuple[Part, ...]
    speeches: tuple[Part, ...]
    resolutions: tuple[Part, ...]
    problems: tuple[Part, ...]
    roll: Roll
    evidence: tuple[AttachedFile, ...]
    reviews: tuple[ReviewRow, ...]
    revisions: tuple[RevisionRow, ...]
    sitting: tuple[SittingMate, ...]
    locked: bool
    own: bool
    revision: int
    version: int
    hints: tuple[str, ...] = ()


def record(desk: Desk, meeting_id: int) -> Record:
    """The record of a meeting; `UserError` if there is none."""
    with desk.store.read() as session:
        return record_of(session, found(session, meeting_id))


def records(desk: Desk, meeting_ids: list[int]) -> tuple[Record, ...]:
    """The records of several meetings in the given order, from one state of the book."""
    with desk.store.read() as session:
        return tuple(record_of(session, found(session, each)) for each in meeting_ids)


def record_of(session: Session, row: Meeting) -> Record:
    """As `record`, inside a session of the caller."""
    kind = kind_of(session, row.kind, row.held_on, row.origin)
    unit = session.get(Organization, row.organization_id)
    group_name = unit.name if unit is not None and unit.kind == "group" else ""
    values: dict[str, Value] = {key: getattr(row, key) for key in (*HEAD_KEYS, *_MORE)}
    return Record(
        id=row.id,
        uid=row.uid,
        kind=row.kind,
        kind_name=kind.name,
        unit_id=row.organization_id,
        unit_name=unit.name if unit is not None else "",
        state=row.state,
        year=row.year,
        number=row.number,
        title=numbers.title(kind, row.number, group_name),
        ledger_number=numbers.ledger_number(kind, row.year, row.number, unit_short(unit)),
        values=values,
        agenda=parts(session, "agenda", row.id),
        speeches=parts(session, "speeches", row.id),
        resolutions=parts(session, "resolutions", row.id),
        problems=parts(session, "problems", row.id),
        roll=roll_of(session, row),
        evidence=archive.attachments(session, "meeting", row.id),
        reviews=_reviews(session, row.id),
        revisions=_revisions(session, row.id),
        sitting=_mates(session, row),
        locked=row.state == "reviewed",
        own=not row.origin,
        revision=row.revision,
        version=row.version,
        hints=tuple(_hints(session, row)),
    )


def parts(session: Session, word: str, meeting_id: int) -> tuple[Part, ...]:
    """The lines of one list of a record (`PARTS`), in their order."""
    entity, form = PARTS[word]
    rows = lines(session, word, meeting_id)
    ids = {row.member_id for row in rows if isinstance(row, Speech | ProblemLine)} - {None}
    named: dict[int, str] = {}
    if ids:
        found_rows = session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)))
        named = {row[0]: row[1] for row in found_rows}
    keys = [field.key for field in form]
    if entity in (Resolution, ProblemLine):
        keys.append("responsible_id")
    shown = []
    for row in rows:
        member_id = row.member_id if isinstance(row, Speech | ProblemLine) else None
        values = {key: getattr(row, key) for key in keys}
        shown.append(Part(row.id, values, member_id, named.get(member_id or 0, "")))
    return tuple(shown)


def lines(session: Session, word: str, meeting_id: int) -> list[PartRow]:
    """The rows of one list of a record, in their order."""
    entity = PARTS[word][0]
    columns = (entity.position, entity.id)
    wanted = select(entity).where(entity.meeting_id == meeting_id).order_by(*columns)
    return list(session.scalars(wanted))


def _reviews(session: Session, meeting_id: int) -> tuple[ReviewRow, ...]:
    rows = session.scalars(
        select(Review)
        .where(Review.meeting_id == meeting_id)
        .order_by(Review.reviewed_on, Review.id)
    )
    return tuple(
        ReviewRow(
            row.id,
            row.revision,
            row.result,
            row.reasons,
            row.reviewer,
            row.reviewed_on,
            bool(row.origin),
        )
        for row in rows
    )


def _revisions(session: Session, meeting_id: int) -> tuple[RevisionRow, ...]:
    columns = (
        Revision.id,
        Revision.revision,
        Revision.replaced_on,
        Revision.replaced_by,
        Revision.reason,
    )
    rows = session.execute(
        select(*columns).where(Revision.meeting_id == meeting_id).order_by(Revision.revision)
    )
    return tuple(RevisionRow(*row) for row in rows)


def _mates(session: Session, row: Meeting) -> tuple[SittingMate, ...]:
    if not row.sitting:
        return ()
    mates = session.scalars(
        select(Meeting)
        .where(Meeting.sitting == row.sitting, Meeting.id != row.id, Meeting.origin == row.origin)
        .order_by(Meeting.kind, Meeting.id)
    )
    return tuple(
        SittingMate(mate.id, kind_of(session, mate.kind, mate.held_on, mate.origin).name)
        for mate in mates
    )


def _hints(session: Session, row: Meeting) -> list[str]:
    """What deserves to be said about the running number: it does not follow the order of dates."""
    if not row.number:
        return []
    told = []
    twice = session.scalar(
        select(Meeting.held_on)
        .where(
            Meeting.kind == row.kind,
            Meeting.organization_id == row.organization_id,
            Meeting.year == row.year,
            Meeting.origin == row.origin,
            Meeting.number == row.number,
            Meeting.id != row.id,
        )
        .limit(1)
    )
    if twice is not None:
        told.append(
            f"{twice.month}月{twice.day}日的会议也是第{row.number}次；"
            "请删除重复的记录，或用“按日期重排次数”。"
        )
    same = session.execute(
        select(Meeting.number, Meeting.held_on)
        .where(
            Meeting.kind == row.kind,
            Meeting.organization_id == row.organization_id,
            Meeting.year == row.year,
            Meeting.origin == row.origin,
            Meeting.number > 0,
            Meeting.number < row.number,
            Meeting.held_on > row.held_on,
        )
        .order_by(Meeting.number)
    ).first()
    if same is not None:
        day = same[1]
        told.append(
            f"本次会议在第{same[0]}次（{day.month}月{day.day}日）之前召开，次数却在后面；"
            "需要的话请用“按日期重排次数”。"
        )
    return told

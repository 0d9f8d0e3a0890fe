"""What a supervisor would object to in the records of a year, asked in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from djdesk.models import meetings as entities
from djdesk.models.archive import Attachment
from djdesk.models.dues import Payment
from djdesk.models.meetings import Meeting
from djdesk.models.organization import Organization
from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings import checks, numbers
from djdesk.models.rules.meetings.checks.facts import (
    Fault,
    Finding,
    Motion,
    Other,
    RecordFacts,
    Speech,
)
from djdesk.models.rules.meetings.checks.facts import Person as Marked
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.models.rules.meetings.similarity import Index, Likeness
from djdesk.models.store.files import Vault
from djdesk.services.desk import Desk
from djdesk.services.meetings.calendar_roster import CalendarRoster
from djdesk.services.meetings.catalogue import Catalogue
from djdesk.services.meetings.evidence import OWNER
from djdesk.services.meetings.figures import coming
from djdesk.services.meetings.rows import found
from djdesk.services.progress import SILENT, Progress

YEARS_BACK = 1
"""A text is compared with those of the year and of so many years before it."""

_MEETING = (
    Meeting.id,
    Meeting.origin,
    Meeting.kind,
    Meeting.state,
    Meeting.held_on,
    Meeting.organization_id,
    Meeting.year,
    Meeting.number,
    Meeting.sitting,
    Meeting.start_at,
    Meeting.end_at,
    Meeting.topic,
    Meeting.place,
    Meeting.chair,
    Meeting.chair_id,
    Meeting.recorder,
    Meeting.recorder_id,
    Meeting.speaker,
    Meeting.speaker_id,
    Meeting.study,
    Meeting.content,
    Meeting.remark,
    Meeting.dues_note,
    Meeting.hours,
    Meeting.should,
    Meeting.present,
    Meeting.voters,
    Meeting.voters_present,
    Meeting.written_on,
    Meeting.chair_signed,
    Meeting.recorder_signed,
    Meeting.reviewed_on,
)
_SAME = frozenset(RecordFacts.__slots__) & {column.key for column in _MEETING} - {"kind"}

# of some thirty columns each with its own type, hence Any
MeetingRow = SqlRow[*tuple[Any, ...]]


Part = (
    entities.AgendaItem
    | entities.Speech
    | entities.Resolution
    | entities.Problem
    | entities.Attendance
)


@dataclass(frozen=True, slots=True)
class MeetingFinding:
    """One thing to object to, and the record it stands in."""

    meeting_id: int
    ledger_number: str
    held_on: date
    kind_name: str
    finding: Finding


def findings(desk: Desk, meeting_id: int) -> tuple[Finding, ...]:
    """What is to object to in one record as of today; `UserError` if there is none."""
    with desk.store.read() as session:
        row = found(session, meeting_id)
        days = row.held_on, row.held_on
        inspection = Inspection(session, desk.store.files, days, row.organization_id)
        return checks.findings(inspection.facts(meeting_id), desk.today())


def all_findings(
    desk: Desk,
    year: int,
    organization_id: int | None = None,
    *,
    progress: Progress = SILENT,
) -> tuple[MeetingFinding, ...]:
    """What is to object to in all records of `year` of a branch (default: the home one).

    In the order of the days. Statements do not grow with the number of meetings.
    """
    today, listed = desk.today(), []
    with desk.store.read() as session:
        home = organization_id or desk.store.book.home_organization_id
        days = date(year, 1, 1), date(year, 12, 31)
        inspection = Inspection(session, desk.store.files, days, home)
        total = len(inspection.ids)
        for done, key in enumerate(inspection.ids):
            if not done % 20:
                progress.step(done, total, "正在检查记录")
            facts = inspection.facts(key)
            for finding in checks.findings(facts, today):
                label = inspection.label(key)
                listed.append(MeetingFinding(key, label, facts.held_on, facts.kind.name, finding))
        progress.step(total, total, "检查完成")
    return tuple(listed)


def findings_of(
    desk: Desk, meeting_ids: Iterable[int], *, progress: Progress = SILENT
) -> dict[int, tuple[Finding, ...]]:
    """What is to object to in these records, of whatever branches; those that are gone are absent.

    For a committee that looks through what was filed: a dozen statements a branch.
    """
    today, listed = desk.today(), dict[int, tuple[Finding, ...]]()
    with desk.store.read() as session:
        branch = case((Organization.kind == "group", Organization.parent_id), else_=Organization.id)
        rows = session.execute(
            select(Meeting.id, Meeting.held_on, branch)
            .join(Organization, Organization.id == Meeting.organization_id)
            .where(Meeting.id.in_(list(meeting_ids)))
            .order_by(branch, Meeting.held_on, Meeting.id)
        ).all()
        for home, mine in groupby(rows, key=lambda row: row[2]):
            wanted = list(mine)
            days = wanted[0].held_on, wanted[-1].held_on
            inspection = Inspection(session, desk.store.files, days, home)
            for row in wanted:
                progress.step(len(listed), len(rows), "正在检查记录")
                listed[row.id] = checks.findings(inspection.facts(row.id), today)
    return listed


class Inspection:
    """The records of a branch from one day to another, read at once; what is not asked is not."""

    def __init__(
        self, session: Session, files: Vault, days: tuple[date, date], organization_id: int
    ) -> None:
        self._session, self._files, self._span = session, files, days
        self._catalogue = Catalogue(session)
        self._units = {
            row.id: row
            for row in session.execute(
                select(
                    Organization.id,
                    Organization.parent_id,
                    Organization.kind,
                    Organization.name,
                    Organization.short_name,
                    Organization.founded_on,
                )
            )
        }
        self._home = self._branch_of(organization_id)
        mine = [key for key, unit in self._units.items() if self._home in (key, unit.parent_id)]
        self._mine: ColumnElement[bool] = Meeting.organization_id.in_(mine)
        self._wanted: ColumnElement[bool] = Meeting.held_on.between(*days) & self._mine
        rows = session.execute(
            select(*_MEETING).where(self._wanted).order_by(Meeting.held_on, Meeting.id)
        )
        self._rows = {row.id: row for row in rows}
        self._roster = CalendarRoster(session, self._parents(), self._home)

    @property
    def ids(self) -> tuple[int, ...]:
        """The meetings by day."""
        return tuple(self._rows)

    def label(self, meeting_id: int) -> str:
        """The ledger number of a meeting; before it has one its day and kind."""
        return self._name(self._rows[meeting_id])

    def facts(self, meeting_id: int) -> RecordFacts:
        """Everything the checks ask of one record."""
        row = self._rows[meeting_id]
        kind = self._kind(row)
        expected = self._roster.expected(kind, row.organization_id, row.held_on)
        voters = None if expected is None else frozenset(p.id for p in expected if p.voter)
        purposes, lost = self._evidence.get(meeting_id, (frozenset(), 0))
        return RecordFacts(
            kind=kind,
            unit_id=row.organization_id,
            **{key: getattr(row, key) for key in _SAME},
            agenda=tuple(self._agenda.get(meeting_id, ())),
            roll=tuple(self._rolls.get(meeting_id, ())),
            expected=None if expected is None else {p.id: p.name for p in expected},
            expected_voters=voters,
            speeches=tuple(self._speeches.get(meeting_id, ())),
            motions=tuple(self._motions.get(meeting_id, ())),
            problems=tuple(self._faults.get(meeting_id, ())),
            purposes=tuple(sorted(purposes)),
            missing_files=lost,
            founded_on=self._units[row.organization_id].founded_on,
            others=tuple(self._others(row)),
            likenesses=self._likenesses.get(meeting_id, ()),
            dues_paid=self._dues_paid(row),
        )

    def _kind(self, row: MeetingRow) -> Kind:
        return self._catalogue.kind(row.kind, row.held_on, row.origin)

    def _branch_of(self, organization_id: int) -> int:
        unit = self._units.get(organization_id)
        if unit is not None and unit.kind == "group" and unit.parent_id is not None:
            return int(unit.parent_id)
        return organization_id

    def _parents(self) -> Mapping[int, int | None]:
        return {key: unit.parent_id for key, unit in self._units.items()}

    def _parts(self, entity: type[Part], *columns: str) -> Iterator[MeetingRow]:
        """Rows of a part of all meetings, in their order: meeting, then `columns`."""
        table = entity.__table__
        statement = (
            select(table.c.meeting_id, *(table.c[name] for name in columns))
            .join(Meeting, Meeting.id == table.c.meeting_id)
            .where(self._wanted)
            .order_by(table.c.meeting_id, table.c.position, table.c.id)
        )
        yield from self._session.execute(statement)

    @cached_property
    def _agenda(self) -> dict[int, list[str]]:
        listed: dict[int, list[str]] = defaultdict(list)
        for key, title in self._parts(entities.AgendaItem, "title"):
            listed[key].append(title)
        return listed

    @cached_property
    def _speeches(self) -> dict[int, list[Speech]]:
        listed: dict[int, list[Speech]] = defaultdict(list)
        for key, *values in self._parts(entities.Speech, "speaker", "text", "member_id"):
            listed[key].append(Speech(*values))
        return listed

    @cached_property
    def _motions(self) -> dict[int, list[Motion]]:
        listed: dict[int, list[Motion]] = defaultdict(list)
        for key, *values in self._parts(entities.Resolution, *Motion.__slots__):
            listed[key].append(Motion(*values))
        return listed

    @cached_property
    def _faults(self) -> dict[int, list[Fault]]:
        listed: dict[int, list[Fault]] = defaultdict(list)
        for key, *values in self._parts(entities.Problem, *Fault.__slots__):
            listed[key].append(Fault(*values))
        return listed

    @cached_property
    def _rolls(self) -> dict[int, list[Marked]]:
        columns = ("name", "status", "member_id", "post", "voter", "reason", "approved_by")
        listed: dict[int, list[Marked]] = defaultdict(list)
        for row in self._parts(entities.Attendance, *columns, "makeup_on"):
            key, name, status, member_id, post, voter, reason, approved_by, made_up = row
            marked = Marked(name, status, member_id, post, voter, reason, approved_by)
            listed[key].append(replace(marked, made_up=True) if made_up else marked)
        return listed

    @cached_property
    def _evidence(self) -> dict[int, tuple[frozenset[str], int]]:
        """What is attached to each meeting, and how many of its files are gone."""
        rows = self._session.execute(
            select(Attachment.owner_id, Attachment.purpose, Attachment.digest)
            .join(Meeting, Meeting.id == Attachment.owner_id)
            .where(Attachment.owner == OWNER, self._wanted)
        ).all()
        there = {row.digest: self._files.path_of(row.digest).exists() for row in rows}
        listed: dict[int, tuple[frozenset[str], int]] = {}
        for key, purpose, digest in rows:
            purposes, lost = listed.get(key, (frozenset[str](), 0))
            listed[key] = purposes | {purpose}, lost + (not there[digest])
        return listed

    def _dues_paid(self, row: MeetingRow) -> int | None:
        """What the whole branch paid that day; None of a group, or before its ledger is kept."""
        if row.organization_id != self._home or not row.dues_note:
            return None
        months, days = self._dues
        if (row.origin, row.held_on.year, row.held_on.month) not in months:
            return None
        return days.get((row.origin, row.held_on), 0)

    @cached_property
    def _dues(self) -> tuple[set[tuple[str, int, int]], dict[tuple[str, date], int]]:
        """The months in which the ledger of dues has anything, and what came in by day, in fen."""
        first, last = self._span
        rows = self._session.execute(
            select(Payment.origin, Payment.paid_on, func.sum(Payment.fen))
            .where(Payment.paid_on >= first.replace(day=1))
            .where(Payment.paid_on < add_months(last.replace(day=1), 1))
            .group_by(Payment.origin, Payment.paid_on)
        )
        days = {(origin, paid_on): int(fen) for origin, paid_on, fen in rows}
        return {(origin, day.year, day.month) for origin, day in days}, days

    @cached_property
    def _days(self) -> dict[date, list[MeetingRow]]:
        """The meetings that took place, by day."""
        listed: dict[date, list[MeetingRow]] = defaultdict(list)
        for row in self._rows.values():
            if row.state in ("held", "recorded", "reviewed"):
                listed[row.held_on].append(row)
        return listed

    def _others(self, row: MeetingRow) -> Iterator[Other]:
        present = coming()
        for other in self._days.get(row.held_on, ()):
            if other.id == row.id:
                continue
            people = frozenset(
                each.member_id
                for each in self._rolls.get(other.id, ())
                if each.member_id is not None and each.status in present
            )
            yield Other(
                self.label(other.id),
                other.kind,
                other.organization_id,
                other.start_at,
                other.end_at,
                other.sitting,
                people,
            )

    @cached_property
    def _likenesses(self) -> dict[int, tuple[Likeness[str], ...]]:
        """Paragraphs that stand in an earlier record; those of one sitting may well be alike."""
        start = date(self._span[0].year - YEARS_BACK, 1, 1)
        rows = self._session.execute(
            select(*_MEETING)
            .where(self._mine, Meeting.held_on >= start, Meeting.held_on < self._span[0])
            .where(or_(Meeting.content != "", Meeting.study != ""))
            .order_by(Meeting.held_on, Meeting.id)
        )
        earlier = {row.id: row for row in rows}
        index: Index[int] = Index()
        for row in earlier.values():
            index.add(row.id, row.content)
        listed = {}
        for row in self._rows.values():
            alike = index.alike(row.content)
            if alike:
                listed[row.id] = tuple(self._named(alike, row, earlier))
            index.add(row.id, row.content)
        return listed

    def _named(
        self,
        alike: Sequence[Likeness[int]],
        row: MeetingRow,
        earlier: Mapping[int, MeetingRow],
    ) -> Iterable[Likeness[str]]:
        for each in alike:
            other = self._rows.get(each.key) or earlier[each.key]
            if not row.sitting or row.sitting != other.sitting:
                yield Likeness(each.paragraph, self._name(other), each.share)

    def _name(self, row: MeetingRow) -> str:
        unit = self._units[row.organization_id]
        short = (unit.short_name or unit.name) if unit.kind == "group" else ""
        kind = self._kind(row)
        number = numbers.ledger_number(kind, row.year, row.number, short)
        return number or f"{row.held_on:%Y.%m.%d}{kind.short}"

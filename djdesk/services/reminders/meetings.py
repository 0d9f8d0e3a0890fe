"""What the meetings of the book know that somebody should be reminded of (R01 to R15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from sqlalchemy import Row as SqlRow
from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session

from djdesk.models import meetings as entities
from djdesk.models.meetings import Attendance, Meeting, Plan, Talk
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings import numbers
from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.models.rules.meetings.kinds import GROUP_KINDS, Kind
from djdesk.models.rules.meetings.periods import period_of
from djdesk.models.rules.reminders import About, Reminder, Target, schedule
from djdesk.models.rules.reminders import meetings as rules
from djdesk.services import settings
from djdesk.services.listing import Scope
from djdesk.services.meetings.figures import HELD, coming, counted
from djdesk.services.meetings.kinds import in_force
from djdesk.services.meetings.talks import find_pairs
from djdesk.services.reminders.organizations import SECRETARY, Place
from djdesk.services.roster import expressions as x

AREA = "meetings"
MONTHS_BACK = 13
"""How far back meetings are read: the year before, for what is asked once a year."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A branch or a group of it; `about` says it to a person."""

    id: int
    branch_id: int
    about: About
    group: bool


class Meetings:
    """The meetings as a day's reminders ask about them; `labels` name branches, if several.

    A book without any meeting says nothing: the ledger has not begun.
    """

    def __init__(
        self, session: Session, day: date, places: Iterable[Place], home: int, own: bool
    ) -> None:
        self.session, self.day, self.home, self._own = session, day, home, own
        self._places = {place.id: place for place in places if place.kind == "branch"}
        self._begins = self._beginnings()

    def reminders(self) -> list[Reminder]:
        """Everything about meetings that is due or nearly so, in no particular order."""
        if not self._begins:
            return []
        self._rows = self._recent()
        found = chain(
            self._frequency(),
            self._unwritten() if self._own else (),
            self._follow_ups() if self._own else (),
            self._people() if self._own else (),
            (self._talks(), self._lecture(), self._plan()) if self._own else (),
        )
        return [each for each in found if each is not None]

    def _beginnings(self) -> dict[int, date]:
        """The first day of the ledger of each branch: of its first meeting, held or planned."""
        branch = func.coalesce(_GROUP_BRANCH, Meeting.organization_id)
        rows = self.session.execute(
            select(branch, func.min(Meeting.held_on))
            .where(Meeting.state != "cancelled")
            .group_by(branch)
        )
        return {row[0]: row[1] for row in rows if row[0] in self._places}

    def _recent(self) -> list[SqlRow[int, str, int, str, str, date, int, str, int | None, str]]:
        """What was to be held in the last months."""
        return list(
            self.session.execute(
                select(
                    Meeting.id,
                    Meeting.uid,
                    Meeting.organization_id,
                    Meeting.kind,
                    Meeting.state,
                    Meeting.held_on,
                    Meeting.number,
                    Meeting.origin,
                    Meeting.speaker_id,
                    Meeting.speaker,
                )
                .where(Meeting.held_on > add_months(self.day, -MONTHS_BACK))
                .where(Meeting.held_on <= self.day, Meeting.state.in_(HELD))
            )
        )

    def _about(self, place: Place, **hints: object) -> About:
        label = "" if place.id == self.home else place.label
        return About(place.uid, place.label, Target(AREA, None, hints), label)

    # --- how often (R01 to R07) ------------------------------------------------------------------

    def _frequency(self) -> Iterator[Reminder | None]:
        held: dict[tuple[int, str], list[date]] = defaultdict(list)
        for row in self._rows:
            held[row.organization_id, row.kind].append(row.held_on)
        committees, groups = self._committees(), self._groups()
        words = settings.read(self.session, settings.FIXED_DAY) if self._own else ""
        fixed = FixedDay(words) if words else None
        for kind in in_force(self.session, self.day):
            if kind.code not in rules.FREQUENCY:
                continue
            for unit in self._asked(kind, committees, groups):
                days = held[unit.id, kind.code]
                if kind.code not in GROUP_KINDS:
                    days = days + self._of_all_groups(kind, groups.get(unit.id, ()), held)
                yield from rules.frequency(
                    unit.about,
                    kind,
                    days,
                    self.day,
                    fixed_day=fixed,
                    since=self._begins[unit.branch_id],
                )

    def _asked(
        self, kind: Kind, committees: frozenset[int], groups: Mapping[int, list[_Unit]]
    ) -> Iterator[_Unit]:
        """The units that should hold `kind`."""
        for branch in self._begins:
            place = self._places[branch]
            if kind.attends == "group":
                yield from groups.get(branch, ())
            elif kind.attends != "committee" or branch in committees:
                about = self._about(place, do="new", kind=kind.code)
                yield _Unit(branch, branch, about, group=False)

    @staticmethod
    def _of_all_groups(
        kind: Kind, groups: Iterable[_Unit], held: Mapping[tuple[int, str], list[date]]
    ) -> list[date]:
        """The day on which the last of all groups held `kind`, as the branch's."""
        days = [held.get((group.id, kind.code), []) for group in groups]
        return [max(map(max, days))] if days and all(days) else []

    def _committees(self) -> frozenset[int]:
        """The branches with a committee beside the secretaries."""
        seats = codes.table("party_post").in_group("committee")
        rows = self.session.execute(
            select(Tenure.organization_id)
            .distinct()
            .where(Tenure.post.in_(seats), Tenure.since <= self.day)
            .where(or_(Tenure.until.is_(None), Tenure.until > self.day))
        )
        return frozenset(row[0] for row in rows)

    def _groups(self) -> dict[int, list[_Unit]]:
        """The groups that live, by branch."""
        rows = self.session.execute(
            select(Organization.id, Organization.uid, Organization.parent_id, Organization.name)
            .where(Organization.kind == "group")
            .where(or_(Organization.founded_on.is_(None), Organization.founded_on <= self.day))
            .where(or_(Organization.dissolved_on.is_(None), Organization.dissolved_on > self.day))
            .order_by(Organization.position, Organization.id)
        )
        found: dict[int, list[_Unit]] = defaultdict(list)
        for key, uid, branch, name in rows:
            if branch in self._begins:
                label = "" if branch == self.home else self._places[branch].label
                target = Target(AREA, None, {"do": "new", "kind": "M3", "unit": key})
                found[branch].append(_Unit(key, branch, About(uid, name, target, label), True))
        return found

    # --- records and what was decided (R10, R11) -------------------------------------------------

    def _unwritten(self) -> Iterator[Reminder | None]:
        waiting = [row for row in self._rows if row.state == "held" and not row.origin]
        if not waiting:
            return
        kinds = {kind.code: kind for kind in in_force(self.session, self.day)}
        for row in waiting:
            kind = kinds.get(row.kind)
            name = numbers.title(kind, row.number) if kind is not None else row.kind
            target = Target(AREA, row.id)
            yield rules.unwritten(About(row.uid, name, target), row.held_on, self.day)

    def _follow_ups(self) -> Iterator[Reminder | None]:
        lead = schedule("R11", self.day)
        if lead is None or not lead.steps:
            return
        until = date.fromordinal(self.day.toordinal() + lead.steps[-1][0])
        for entity, text in (
            (entities.Resolution, entities.Resolution.text),
            (entities.Problem, entities.Problem.problem),
        ):
            rows = self.session.execute(
                select(entity.uid, entity.meeting_id, text, entity.responsible, entity.due_on)
                .join(Meeting, Meeting.id == entity.meeting_id)
                .where(entity.origin == "", entity.done_on.is_(None), entity.due_on <= until)
                .where(Meeting.state.in_(HELD))
            )
            for uid, meeting_id, what, who, due in rows:
                if due is None:
                    continue
                about = About(uid, who, Target(AREA, meeting_id, {"section": "carrying"}))
                yield rules.follow_up(about, what, due, self.day)

    # --- people (R12, R13, R15) ------------------------------------------------------------------

    def _people(self) -> Iterator[Reminder | None]:
        """Those who stay away; who is registered as mobile or lost is followed elsewhere."""
        histories = self._histories()
        talked = self._talked()
        begins = self._begins.get(self.home)
        if begins is None:
            return
        quarter = period_of("quarter", period_of("quarter", self.day).start - timedelta(days=1))
        came = coming()
        for row in self._members():
            history = histories.get(row.id, [])
            about = About(row.uid, row.name, Target("roster", row.id))
            second = rules.absent_since(history)
            if second is not None:
                yield rules.absent_twice(about, second, self.day, talked_on=talked.get(row.id))
            since = rules.last_present(history) or max(row.since, begins)
            yield rules.not_taking_part(about, since, self.day)
            listed = [status for on, status in history if on in quarter and status in counted()]
            present = sum(status in came for status in listed)
            yield rules.attendance(about, present, len(listed), quarter, self.day)

    def _histories(self) -> dict[int, list[tuple[date, str]]]:
        rows = self.session.execute(
            select(Attendance.member_id, Meeting.held_on, Attendance.status)
            .join(Meeting, Meeting.id == Attendance.meeting_id)
            .where(Meeting.held_on > add_months(self.day, -MONTHS_BACK))
            .where(Meeting.held_on <= self.day, Meeting.state.in_(HELD))
        )
        found: dict[int, list[tuple[date, str]]] = defaultdict(list)
        for member_id, held_on, status in rows:
            if member_id is not None:
                found[member_id].append((held_on, status))
        return found

    def _members(self) -> Iterator[SqlRow[int, str, str, date]]:
        away = x.absent("mobile", self.day) | x.absent("lost", self.day)
        yield from self.session.execute(
            x.belonging(Scope(self.day, self.home), "in")
            .with_only_columns(Member.id, Member.uid, Member.name, _first_day().label("since"))
            .where(~away)
        )

    def _talked(self) -> dict[int, date]:
        """When somebody last talked with each member."""
        rows = self.session.execute(
            select(Talk.partner_id, func.max(Talk.held_on)).group_by(Talk.partner_id)
        )
        return {row[0]: row[1] for row in rows if row[0] is not None}

    # --- the year (R08, R09, R14) ----------------------------------------------------------------

    def _talks(self) -> Reminder | None:
        if not self._speaks("R08", date(self.day.year, 12, 31)) or self.home not in self._begins:
            return None
        pairs = find_pairs(self.session, self.home, self.day.year, self.day)
        missing = [
            f"{pair.talker or '支部委员'}与{pair.partner}" for pair in pairs if pair.done_on is None
        ]
        place = self._places[self.home]
        about = About(place.uid, place.label, Target("talks", None, {"view": "pairs"}))
        return rules.talks(about, missing, self.day)

    def _lecture(self) -> Reminder | None:
        if not self._speaks("R09", date(self.day.year, 12, 31)) or self.home not in self._begins:
            return None
        row = self.session.execute(
            select(Tenure.member_id, Member.name, Tenure.since)
            .join(Member, Member.id == Tenure.member_id)
            .where(Tenure.organization_id == self.home, Tenure.post == SECRETARY)
            .where(Tenure.since <= self.day)
            .where(or_(Tenure.until.is_(None), Tenure.until > self.day))
            .order_by(Tenure.since.desc())
        ).first()
        if row is None:
            return None
        given = [
            each.held_on
            for each in self._rows
            if each.kind == "M4" and (each.speaker_id == row[0] or each.speaker == row[1])
        ]
        about = self._home(do="new", kind="M4")
        return rules.lecture(about, row[1], max(given, default=None), self.day, since=row[2])

    def _plan(self) -> Reminder | None:
        since = self._begins.get(self.home)
        if since is None:
            return None
        rows = self.session.execute(
            select(Plan.year, Plan.quarter).where(Plan.organization_id == self.home)
        )
        filed = {(row[0], row[1]) for row in rows}
        return rules.plan_filed(self._home(do="filing"), filed, self.day, since=since)

    def _home(self, **hints: object) -> About:
        return self._about(self._places[self.home], **hints)

    def _speaks(self, rule_id: str, due: date) -> bool:
        """Whether a rule would speak of something due then; spares the questions where not."""
        rule = schedule(rule_id, self.day)
        return rule is not None and rule.severity_at((due - self.day).days) is not None


_GROUP_BRANCH = (
    select(Organization.parent_id)
    .where(Organization.id == Meeting.organization_id, Organization.kind == "group")
    .scalar_subquery()
)


def reminders(
    session: Session, day: date, places: Iterable[Place], home: int, *, own: bool
) -> list[Reminder]:
    """Meetings of the branches among `places`; `own` says that the book is a branch's own."""
    return Meetings(session, day, places, home, own).reminders()


def _first_day() -> ScalarSelect[date]:
    """Since when the member has belonged to the home branch without a break, about."""
    return (
        select(func.min(Standing.since))
        .where(Standing.member_id == Member.id)
        .correlate(Member)
        .scalar_subquery()
    )

"""What the meetings of the book know that somebody should be reminded of (R01 to R15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import chain

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from djdesk.models import meetings as entities
from djdesk.models.meetings import Attendance, Meeting, Plan, Revision, Talk
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.models.rules.days import add_months
from djdesk.models.rules.meetings import numbers
from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.models.rules.meetings.kinds import GROUP_KINDS, Kind
from djdesk.models.rules.meetings.periods import period_of, periods
from djdesk.models.rules.meetings.supervision import asked
from djdesk.models.rules.reminders import About, Reminder, Target, schedule
from djdesk.models.rules.reminders import meetings as rules
from djdesk.services import settings
from djdesk.services.listing import Scope
from djdesk.services.meetings.figures import HELD, coming, counted
from djdesk.services.meetings.kinds import in_force
from djdesk.services.meetings.supervision import Time, in_office, joined
from djdesk.services.meetings.talks import find_pairs
from djdesk.services.reminders.organizations import SECRETARY, Place
from djdesk.services.roster import expressions as x

AREA = "meetings"
SUPERVISION = "supervision"
MONTHS_BACK = 13
"""How far back meetings are read: the year before, for what is asked once a year."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A branch or a group of it; `about` says it to a person."""

    id: int
    branch_id: int
    about: About
    group: bool
    since: date | None = None


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

    def _recent(
        self,
    ) -> list[SqlRow[int, str, int, str, str, date, int, str, int | None, str, int, str]]:
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
                    Meeting.year,
                    Meeting.sitting,
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
            held[row.organization_id, row.kind].append(_counted_on(row.held_on, row.year))
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
                there = None
                if kind.attends == "committee":
                    there = partial(in_office, committees[unit.branch_id])
                for found in rules.frequency(
                    unit.about,
                    kind,
                    days,
                    self.day,
                    fixed_day=fixed,
                    since=max(self._begins[unit.branch_id], unit.since or date.min),
                    there=there,
                ):
                    yield found if self._own else _looked_at(found, unit.branch_id)

    def _asked(
        self, kind: Kind, committees: Mapping[int, list[Time]], groups: Mapping[int, list[_Unit]]
    ) -> Iterator[_Unit]:
        """The units that should hold `kind`."""
        for branch in self._begins:
            place = self._places[branch]
            if kind.attends == "group":
                yield from groups.get(branch, ())
            elif kind.attends != "committee" or branch in committees:
                about = self._about(place, do="new", kind=kind.code)
                yield _Unit(branch, branch, about, group=False)

    def _of_all_groups(
        self, kind: Kind, groups: Iterable[_Unit], held: Mapping[tuple[int, str], list[date]]
    ) -> list[date]:
        """The day on which the last of all groups held `kind`, as the branch's, in each year."""
        found = []
        for year in (self.day.year - 1, self.day.year):
            whole = periods("year", year)[0]
            mine = [group for group in groups if asked(whole, group.since)]
            days = [[on for on in held.get((g.id, kind.code), ()) if on in whole] for g in mine]
            if days and all(days):
                found.append(max(map(max, days)))
        return found

    def _committees(self) -> dict[int, list[Time]]:
        """When the branches that have a committee beside the secretaries today have had one."""
        seats = codes.table("party_post").in_group("committee")
        rows = self.session.execute(
            select(Tenure.organization_id, Tenure.since, Tenure.until).where(Tenure.post.in_(seats))
        )
        terms: dict[int, list[Time]] = defaultdict(list)
        for key, since, until in rows:
            terms[key].append((since, until))
        times = {key: joined(listed) for key, listed in terms.items()}
        return {
            key: listed
            for key, listed in times.items()
            if any(s <= self.day and (u is None or self.day < u) for s, u in listed)
        }

    def _groups(self) -> dict[int, list[_Unit]]:
        """The groups that live, by branch."""
        rows = self.session.execute(
            select(
                Organization.id,
                Organization.uid,
                Organization.parent_id,
                Organization.name,
                Organization.founded_on,
            )
            .where(Organization.kind == "group")
            .where(or_(Organization.founded_on.is_(None), Organization.founded_on <= self.day))
            .where(or_(Organization.dissolved_on.is_(None), Organization.dissolved_on > self.day))
            .order_by(Organization.position, Organization.id)
        )
        found: dict[int, list[_Unit]] = defaultdict(list)
        for key, uid, branch, name, founded_on in rows:
            if branch in self._begins:
                label = "" if branch == self.home else self._places[branch].label
                target = Target(AREA, None, {"do": "new", "kind": "M3", "unit": key})
                about = About(uid, name, target, label)
                found[branch].append(_Unit(key, branch, about, group=True, since=founded_on))
        return found

    # --- records and what was decided (R10, R11) -------------------------------------------------

    def _unwritten(self) -> Iterator[Reminder | None]:
        waiting = [row for row in self._rows if row.state == "held" and not row.origin]
        if not waiting:
            return
        kinds = {kind.code: kind for kind in in_force(self.session, self.day)}
        corrected = self._corrected([row.id for row in waiting])
        for row in waiting:
            kind = kinds.get(row.kind)
            name = numbers.title(kind, row.number) if kind is not None else row.kind
            target = Target(AREA, row.id)
            since = corrected.get(row.id, row.held_on)
            yield rules.unwritten(About(row.uid, name, target), since, self.day)

    def _corrected(self, keys: list[int]) -> dict[int, date]:
        """When those of the records that were opened for correction were opened last."""
        rows = self.session.execute(
            select(Revision.meeting_id, func.max(Revision.replaced_on))
            .where(Revision.meeting_id.in_(keys))
            .group_by(Revision.meeting_id)
        )
        return {row[0]: row[1] for row in rows}

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
                .where(*_adopted(entity))
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
        away = frozenset(counted()) - frozenset(came)
        for row in self._members():
            history = histories.get(row.id, [])
            about = About(row.uid, row.name, Target("roster", row.id))
            second = rules.absent_since(history)
            if second is not None:
                yield rules.absent_twice(about, second, self.day, talked_on=talked.get(row.id))
            since = rules.last_present(history) or max(row.since, begins)
            # who was asked to no meeting since stayed away from none
            if any(on >= since and status in away for on, status in history):
                yield rules.not_taking_part(about, since, self.day)
            listed = [status for on, status in history if on in quarter and status in counted()]
            present = sum(status in came for status in listed)
            yield rules.attendance(about, present, len(listed), quarter, self.day)

    def _histories(self) -> dict[int, list[tuple[date, str]]]:
        """Day and status by member; a sitting recorded as two kinds counts once."""
        rows = self.session.execute(
            select(Attendance.member_id, Meeting.held_on, Attendance.status, Meeting.sitting)
            .join(Meeting, Meeting.id == Attendance.meeting_id)
            .where(Meeting.held_on > add_months(self.day, -MONTHS_BACK))
            .where(Meeting.held_on <= self.day, Meeting.state.in_(HELD))
            .order_by(Meeting.held_on, Meeting.id)
        )
        found: dict[int, list[tuple[date, str]]] = defaultdict(list)
        seen: set[tuple[int, str]] = set()
        for member_id, held_on, status, sitting in rows:
            if member_id is None or (member_id, sitting) in seen:
                continue
            if sitting:
                seen.add((member_id, sitting))
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
        if not asked(period_of("year", self.day), self._begins[self.home]):
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
        since = max(row[2], self._begins[self.home])
        return rules.lecture(about, row[1], max(given, default=None), self.day, since=since)

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


def _counted_on(held_on: date, year: int) -> date:
    """The day by which a meeting counts: 民主评议 of January may be that of the year before."""
    return min(max(held_on, date(year, 1, 1)), date(year, 12, 31))


def _adopted(entity: type[entities.Resolution | entities.Problem]) -> list[ColumnElement[bool]]:
    """A resolution that was voted down leaves nothing to carry out."""
    if entity is not entities.Resolution:
        return []
    passed = entities.Resolution.passed
    return [or_(passed.is_(None), passed.is_(True))]


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


def _looked_at(found: Reminder, branch: int) -> Reminder:
    """What a committee can do about it: look; the record is the branch's to write."""
    hints = {"view": "grid", "organization_id": branch}
    return replace(found, action="查看", target=Target(SUPERVISION, None, hints))

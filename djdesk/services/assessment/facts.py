"""Facts of a month as the ledgers hold them, and what several feeds ask of a branch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.rules.assessment.rubric import Level
from djdesk.models.rules.dues.months import last_day, month_of
from djdesk.models.rules.meetings import numbers
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.services.meetings.catalogue import Catalogue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a ledger says of a subject in a month.

    `organization_id` is the group or the branch itself, for a member the branch; `group_id` is the
    group that a member belonged to on that day, so that the fact can count for it too. `source`
    names the records (`table:uid`, several joined by blanks), `text` says the fact without the
    name. `quantity` is how many times it counts, `permille` the share where it is one. What is
    `alone` speaks of its own level only.
    """

    level: Level
    organization_id: int
    member_id: int | None
    happened_on: date
    source: str
    text: str
    quantity: int = 1
    permille: int | None = None
    group_id: int | None = None
    name: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """The branch or one of its groups, and between which days it was there."""

    id: int
    uid: str
    name: str
    since: date | None
    until: date | None

    def stands(self, day: date) -> bool:
        """Whether it is there on `day`."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Stay:
    """That a member belonged to the branch and one of its groups, from a day to before another."""

    since: date
    until: date | None
    group_id: int | None

    def holds(self, day: date) -> bool:
        """Whether it was so on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """A member who belonged to the branch on some day of the month."""

    id: int
    uid: str
    name: str
    stays: tuple[Stay, ...]

    def there(self, day: date) -> bool:
        """Whether the member belonged to the branch on `day` (of the month)."""
        return any(stay.holds(day) for stay in self.stays)

    def group_on(self, day: date) -> int | None:
        """The group on `day`; before or after the time in the branch the nearest one."""
        for stay in self.stays:
            if stay.until is None or day < stay.until:
                return stay.group_id
        return self.stays[-1].group_id


class Reading:
    """One month of a branch as the feeds read it, as of a day; shared things are read once.

    What is only true of a month that is over (`over`) or on its last day (`complete`) is no fact
    before. `as_of` is today, for a month that was confirmed the day of it: what was done later does
    not change what the month says.
    """

    def __init__(self, session: Session, branch_id: int, month: date, as_of: date) -> None:
        self.session, self.branch_id, self.as_of = session, branch_id, as_of
        self.first, self.last = month_of(month), last_day(month)
        self.until = min(self.last, as_of)
        self._kept: dict[str, object] = {}

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What `make` reads, read for this month once; `key` is only used for it."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(T, self._kept[key])

    @property
    def over(self) -> bool:
        """Whether the month had passed."""
        return self.as_of > self.last

    @property
    def complete(self) -> bool:
        """Whether its last day had come."""
        return self.as_of >= self.last

    def holds(self, day: date | None) -> bool:
        """Whether `day` lies in the part of the month that had come."""
        return day is not None and self.first <= day <= self.until

    @cached_property
    def catalogue(self) -> Catalogue:
        """The kinds of meetings."""
        return Catalogue(self.session)

    @cached_property
    def units(self) -> Mapping[int, Unit]:
        """The branch and all its groups, whenever they were there, in their order."""
        rows = self.session.execute(
            select(
                Organization.id,
                Organization.uid,
                Organization.name,
                Organization.founded_on,
                Organization.dissolved_on,
            )
            .where(
                or_(
                    Organization.id == self.branch_id,
                    (Organization.parent_id == self.branch_id) & (Organization.kind == "group"),
                )
            )
            .order_by(Organization.kind == "group", Organization.position, Organization.id)
        )
        return {row[0]: Unit(*row) for row in rows}

    @property
    def branch(self) -> Unit:
        """The branch itself."""
        return self.units[self.branch_id]

    def title(self, kind: Kind, number: int, unit_id: int) -> str:
        """What a meeting is called: 第2次支部党员大会, of a group with its name before it."""
        unit = "" if unit_id == self.branch_id else self.units[unit_id].name
        return numbers.title(kind, number, unit)

    def groups(self, day: date) -> tuple[Unit, ...]:
        """The groups that are there on `day`."""
        return tuple(
            unit for key, unit in self.units.items() if key != self.branch_id and unit.stands(day)
        )

    @cached_property
    def people(self) -> Mapping[int, Person]:
        """Those who belonged to the branch on some day of the month, in the order of their keys."""
        rows = self.session.execute(
            select(
                Member.id,
                Member.uid,
                Member.name,
                Standing.since,
                Standing.until,
                Standing.group_id,
            )
            .join(Standing, Standing.member_id == Member.id)
            .where(Standing.branch_id == self.branch_id, Standing.state == "in")
            .where(Standing.since <= self.last, Member.withdrawn_on.is_(None))
            .where(or_(Standing.until.is_(None), Standing.until > self.first))
            .where(or_(Standing.until.is_(None), Standing.until > Standing.since))
            .order_by(Member.id, Standing.since, Standing.id)
        )
        stays: dict[int, list[Stay]] = defaultdict(list)
        who: dict[int, tuple[str, str]] = {}
        for key, uid, name, since, until, group_id in rows:
            stays[key].append(Stay(since, until, group_id))
            who[key] = uid, name
        return {key: Person(key, *who[key], tuple(listed)) for key, listed in stays.items()}

    def of_member(
        self,
        person: Person,
        on: date,
        source: str,
        text: str,
        *,
        quantity: int = 1,
        permille: int | None = None,
        alone: bool = False,
    ) -> Fact:
        """A fact about a member, who counts for the group of that day too."""
        group = person.group_on(on)
        return Fact(
            "member",
            self.branch_id,
            person.id,
            on,
            source,
            text,
            quantity,
            permille,
            group,
            person.name,
            alone,
        )

    def of_unit(
        self,
        unit: Unit,
        on: date,
        source: str,
        text: str,
        *,
        permille: int | None = None,
        alone: bool = False,
    ) -> Fact:
        """A fact about the branch or a group."""
        level: Level = "branch" if unit.id == self.branch_id else "group"
        name = "" if level == "branch" else unit.name
        return Fact(level, unit.id, None, on, source, text, 1, permille, None, name, alone)


def source(table: str, *uids: str) -> str:
    """The words that name records: `table:uid`, several joined by blanks, each once."""
    return " ".join(f"{table}:{uid}" for uid in dict.fromkeys(uids))


def raised(facts: Iterable[Fact], level: Level, branch_id: int) -> list[Fact]:
    """`facts` as they count at `level`: its own, and those of the levels below it.

    A member's counts for the group of that day, everybody's for the branch; names go with them.
    """
    found = []
    for fact in facts:
        if fact.level == level:
            found.append(fact)
            continue
        unit = fact.group_id if level == "group" else branch_id
        below = level == "branch" or (level == "group" and fact.level == "member")
        if below and not fact.alone and unit is not None:
            found.append(
                Fact(
                    level,
                    unit,
                    None,
                    fact.happened_on,
                    fact.source,
                    f"{fact.name}{fact.text}",
                    fact.quantity,
                )
            )
    return found


def say_day(day: date) -> str:
    """A day in a sentence: 11月3日."""
    return f"{day.month}月{day.day}日"

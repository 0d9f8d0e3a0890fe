"""The roster as of many days at once: read in three statements, asked without any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from djdesk.models.organization import Tenure
from djdesk.models.roster import Member, Reward, Standing
from djdesk.models.rules import codes
from djdesk.models.rules.meetings.kinds import Kind
from djdesk.services.meetings.people import PROBATION


@dataclass(frozen=True, slots=True)
class Expected:
    """A member who should come on the day asked for."""

    id: int
    name: str
    voter: bool


@dataclass(frozen=True, slots=True)
class _Time:
    """A time with what it is about: from `since` to before `until` (None: still)."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class _Stand(_Time):
    branch_id: int
    group_id: int | None
    full: bool


class CalendarRoster:
    """Who should have come on any day; says the same as `people.expected`, which asks the book."""

    def __init__(
        self, session: Session, parents: Mapping[int, int | None], top: int | None = None
    ) -> None:
        """`parents` is the tree of organizations; only what is below `top` is read (None: all)."""
        self._parents = parents
        self._below: dict[int, frozenset[int]] = {}
        near = self._near(top)
        self._names: dict[int, str] = {}
        self._full: dict[int, date | None] = {}
        self._stands: dict[int, list[_Stand]] = {}
        rows = session.execute(
            select(
                Standing.member_id,
                Member.name,
                Member.full_on,
                Standing.since,
                Standing.until,
                Standing.branch_id,
                Standing.group_id,
                Standing.person_class == "full",
            )
            .join(Member, Member.id == Standing.member_id)
            .where(Standing.state == "in", Member.withdrawn_on.is_(None), near)
            .order_by(Standing.member_id, Standing.since, Standing.id)
        )
        for key, name, full_on, since, until, branch_id, group_id, full in rows:
            self._names[key], self._full[key] = name, full_on
            stand = _Stand(since, until, branch_id, group_id, full)
            self._stands.setdefault(key, []).append(stand)
        self._punished: dict[int, list[_Time]] = {}
        for key, since, until in session.execute(
            select(Reward.member_id, Reward.given_on, Reward.until).where(
                Reward.kind == "discipline", Reward.title.contains(PROBATION)
            )
        ):
            self._punished.setdefault(key, []).append(_Time(since, until))
        table = codes.table("party_post")
        offices = (*table.in_group("office"), *table.in_group("committee"))
        self._posts: dict[int, list[tuple[int | None, _Time]]] = {}
        for unit, holder, since, until in session.execute(
            select(Tenure.organization_id, Tenure.member_id, Tenure.since, Tenure.until).where(
                Tenure.post.in_(offices)
            )
        ):
            self._posts.setdefault(unit, []).append((holder, _Time(since, until)))

    def _near(self, top: int | None) -> ColumnElement[bool]:
        """The condition that a standing matters: in a committee's book most are of others."""
        if top is None or self._parents.get(top) is None:
            return true()
        below = self._organizations(top)
        seated = select(Tenure.member_id).where(Tenure.organization_id.in_(below))
        return or_(
            Standing.branch_id.in_(below),
            Standing.group_id.in_(below),
            Standing.member_id.in_(seated),
        )

    def expected(self, kind: Kind, unit_id: int, day: date) -> tuple[Expected, ...] | None:
        """Who should have come to a meeting of `kind` of the unit; None where no rule says so."""
        if kind.attends == "chosen":
            return None
        if kind.attends == "committee":
            held = self._posts.get(unit_id, ())
            sitting = (key for key, time in held if key is not None and time.holds(day))
            members: Iterable[int] = dict.fromkeys(sitting)
            below = None
        else:
            members, below = self._stands, self._organizations(unit_id)
        return tuple(one for key in members if (one := self._one(key, day, below)) is not None)

    def _one(self, key: int, day: date, below: frozenset[int] | None) -> Expected | None:
        """The member as of the day, if it belongs to one of the organizations (None: to any)."""
        for stand in self._stands.get(key, ()):
            if stand.holds(day):
                if below is not None and not below & {stand.branch_id, stand.group_id}:
                    return None
                full_on = self._full[key]
                full = stand.full and (full_on is None or full_on <= day)
                punished = any(time.holds(day) for time in self._punished.get(key, ()))
                return Expected(key, self._names[key], full and not punished)
        return None

    def _organizations(self, unit_id: int) -> frozenset[int]:
        """The unit and everything below it."""
        if unit_id not in self._below:
            found, size = {unit_id}, 0
            while size != len(found):
                size = len(found)
                found |= {key for key, parent in self._parents.items() if parent in found}
            self._below[unit_id] = frozenset(found)
        return self._below[unit_id]

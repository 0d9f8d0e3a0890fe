"""What the roster knows that somebody should be reminded of: one statement for each question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, null, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from djdesk.models.roster import Absence, Member, Reward, Standing
from djdesk.models.rules import reminders as rules
from djdesk.models.rules.days import add_months
from djdesk.models.rules.reminders import About, Reminder, Target
from djdesk.services.listing import Scope
from djdesk.services.roster import expressions as x

MOST_LISTED = 2000
"""How many members a reminder opens as a list at most."""

_ODD = ("1", "3", "5", "7", "9")
_EVEN = ("0", "2", "4", "6", "8")
_HONOUR_YEARS = range(50, 61)  # who had joined so long ago may have 50 years of party age


@dataclass(frozen=True, slots=True)
class Roster:
    """The members as a day's reminders ask about them; `places` names branches, if several."""

    session: Session
    day: date
    places: Mapping[int, str]

    def reminders(self) -> list[Reminder]:
        """Everything about members that is due or nearly so, in no particular order."""
        found = chain(
            self._probation(),
            self._absent(),
            self._stopped(),
            self._disciplined(),
            (self._honours(), self._unexplained(), self._numbers()),
        )
        return [reminder for reminder in found if reminder is not None]

    def _about(self, row: SqlRow[*tuple[object, ...]], **hints: object) -> About:
        """Whom a row is about that begins with id, uid, name and branch."""
        member_id, uid, name, branch_id = row[0], row[1], row[2], row[3]
        target = Target("roster", int(str(member_id)), hints)
        return About(str(uid), str(name), target, self.places.get(int(str(branch_id)), ""))

    def _probation(self) -> Iterator[Reminder | None]:
        rule = rules.schedule("R64", self.day)
        if rule is None:
            return
        until = self.day + timedelta(days=rule.steps[-1][0])
        statement = (
            x.belonging(Scope(self.day), "in", known=True)
            .with_only_columns(*_WHO, Member.joined_on, Member.month_only)
            .where(x.probation_ends_until(until))
        )
        for row in self.session.execute(statement):
            about = self._about(row, do="convert")
            month_only = "joined_on" in row.month_only.split()
            yield rules.probation(about, row.joined_on, self.day, month_only=month_only)

    def _absent(self) -> Iterator[Reminder | None]:
        running = and_(
            Absence.since <= self.day, or_(Absence.until.is_(None), Absence.until > self.day)
        )
        statement = (
            x.belonging(Scope(self.day), "in", known=True)
            .join(Absence, Absence.member_id == Member.id)
            .with_only_columns(*_WHO, Absence.kind, Absence.since)
            .where(running)
        )
        for row in self.session.execute(statement):
            about = self._about(row, section="absence")
            make = rules.lost if row.kind == "lost" else rules.away
            yield make(about, row.since, self.day)

    def _stopped(self) -> Iterator[Reminder | None]:
        stopped = Standing.way == "B5"
        lost = exists().where(
            Absence.member_id == Member.id,
            Absence.kind == "lost",
            Absence.since <= Standing.since,
            or_(Absence.until.is_(None), Absence.until >= Standing.since),
        )
        statement = (
            x.belonging(Scope(self.day), "suspended", known=True)
            .with_only_columns(*_WHO, Standing.since)
            .where(stopped, or_(lost, Standing.reason.contains("失联")))
        )
        for row in self.session.execute(statement):
            yield rules.stopped(self._about(row, section="standing"), row.since, self.day)

    def _disciplined(self) -> Iterator[Reminder | None]:
        long_ago = add_months(self.day, -12 * 4)
        statement = (
            x.belonging(Scope(self.day), "in", known=True)
            .join(Reward, Reward.member_id == Member.id)
            .with_only_columns(*_WHO, Reward.title, Reward.given_on, Reward.until, Reward.uid)
            .where(Reward.kind == "discipline")
            .where(or_(Reward.given_on > long_ago, Reward.until > long_ago))
        )
        for row in self.session.execute(statement):
            about = self._about(row, section="reward")
            yield rules.discipline(about, row.title, row.given_on, row.until, self.day)

    def _honours(self) -> Reminder | None:
        if not rules.honours_asked(self.day):
            return None
        award = date(self.day.year, 7, 1)
        oldest = add_months(award, -12 * _HONOUR_YEARS[-1])
        statement = (
            x.belonging(Scope(self.day), "in")
            .with_only_columns(*_WHO, Member.joined_on, Member.full_on)
            .where(Member.joined_on > oldest)
            .where(Member.joined_on <= add_months(award, -12 * _HONOUR_YEARS[0]))
            .order_by(Member.joined_on, Member.id)
        )
        rows = self.session.execute(statement)
        people = ((self._about(row), row.joined_on, row.full_on) for row in rows)
        return rules.honours(people, self.day)

    def _unexplained(self) -> Reminder | None:
        """Those who stand in the book since this year as if they had always been there.

        As movements touch and each says its way, they are the difference in row 15 of table ①.
        """
        first = date(self.day.year, 1, 1)
        statement = (
            select(Member.id, Member.name)
            .join(Standing, Standing.member_id == Member.id)
            .where(Standing.way == "", Standing.since >= first, Standing.since <= self.day)
            # reached by their keys, not along the index of all who are not withdrawn
            .where(func.coalesce(Member.withdrawn_on, null()).is_(None))
            .order_by(Standing.since, Member.id)
        )
        rows = self.session.execute(statement).all()
        ids = tuple(row.id for row in rows[:MOST_LISTED])
        title = f"{self.day.year}年进入、没有变动方式"
        about = About(f"unexplained-{self.day.year}", "", _listed(ids, title))
        return rules.unexplained(about, tuple(row.name for row in rows[:3]), len(rows), self.day)

    def _numbers(self) -> Reminder | None:
        missing, differing = _no_number(), _other_number()
        wanted = x.belonging(Scope(self.day), "in").where(or_(missing, differing))
        counted = wanted.with_only_columns(
            func.count().filter(missing), func.count().filter(differing)
        )
        lacking, contradicting = self.session.execute(counted).one()
        if not lacking and not contradicting:
            return None
        ids = self.session.scalars(wanted.with_only_columns(Member.id).limit(MOST_LISTED))
        about = About("numbers", "", _listed(tuple(ids), "身份证号待补填或核对"))
        return rules.numbers(about, lacking, contradicting, self.day)


_WHO = (Member.id, Member.uid, Member.name, Standing.branch_id)


def _listed(ids: tuple[int, ...], title: str) -> Target:
    return Target("roster", None, {"ids": ids, "title": title})


def _no_number() -> ColumnElement[bool]:
    return and_(Member.id_number.is_(None), Member.id_missing_reason == "")


def _other_number() -> ColumnElement[bool]:
    """Whether the number says another birth date or sex than the record."""
    born = func.replace(cast(Member.birth_on, String), "-", "")
    only_month = Member.month_only.contains("birth_on")
    sign = func.substr(Member.id_number, 17, 1)
    return or_(
        and_(~only_month, func.substr(Member.id_number, 7, 8) != born),
        and_(only_month, func.substr(Member.id_number, 7, 6) != func.substr(born, 1, 6)),
        and_(Member.sex == "1", sign.in_(_EVEN)),
        and_(Member.sex == "2", sign.in_(_ODD)),
    )

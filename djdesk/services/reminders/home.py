"""The figures of the first pane: members, reports, backup, and the next political birthdays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.models.books import BookKind
from djdesk.models.packages import PackageLog, Subordinate
from djdesk.models.roster import Absence, Member
from djdesk.models.rules import reminders as rules
from djdesk.services import packages
from djdesk.services.books import last_verified
from djdesk.services.desk import Desk
from djdesk.services.listing import Scope
from djdesk.services.packages import lists
from djdesk.services.roster import expressions as x

MOST_BIRTHDAYS = 8
"""How many political birthdays are told by name."""


@dataclass(frozen=True, slots=True)
class Members:
    """How many members the book has today, in which class, away, and with items left blank."""

    total: int
    full: int
    probationary: int
    mobile: int
    incomplete: int


@dataclass(frozen=True, slots=True)
class Sent:
    """The newest package of a branch; `answered_on` is when its receipt came home."""

    id: int
    number: int
    period: str
    status: str
    made_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Reports:
    """Reporting as this book sees it.

    Of a branch: `superior` (empty before joining), `last`, and how many receipts are `waiting`. Of
    a committee: its `branches`, those that `reported` this month, those `behind`, and when the last
    package was taken over.
    """

    committee: bool
    superior: str = ""
    last: Sent | None = None
    waiting: int = 0
    branches: int = 0
    reported: int = 0
    merged_at: str = ""


@dataclass(frozen=True, slots=True)
class Birthday:
    """A political birthday: on `day`, `years` after joining; `month_only` leaves the day open."""

    member_id: int
    name: str
    day: date
    years: int
    month_only: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the first pane tells besides what is due; `birthdays` of `birthday_count`."""

    day: date
    members: Members
    reports: Reports
    backed_up: datetime | None
    backup_is_old: bool
    birthdays: tuple[Birthday, ...]
    birthday_count: int
    birthday_days: int


def home(desk: Desk, day: date | None = None) -> Home:
    """The figures as of `day` (default: today), from one state of the book."""
    on = day or desk.today()
    backed_up = last_verified(desk.store.folder)
    old = backed_up is None or (on - backed_up.date()).days >= rules.backup_days(on)
    with desk.store.read() as session:
        members = _members(session, on)
        reports = _reports(desk, session, on)
        birthdays, count = _birthdays(session, on)
    ahead = rules.birthday_days(on)
    return Home(on, members, reports, backed_up, old, birthdays, count, ahead)


def _members(session: Session, day: date) -> Members:
    is_full = x.person_class(day) == "full"
    row = session.execute(
        x.belonging(Scope(day), "in").with_only_columns(
            func.count(), func.count().filter(is_full), func.count().filter(x.incomplete())
        )
    ).one()
    mobile = session.scalar(
        x.belonging(Scope(day), "in", known=True)
        .with_only_columns(func.count())
        .where(Member.id.in_(select(Absence.member_id).where(Absence.kind == "mobile")))
        .where(x.absent("mobile", day))
    )
    total, full, incomplete = row
    return Members(total, full, total - full, mobile or 0, incomplete)


def _reports(desk: Desk, session: Session, day: date) -> Reports:
    if desk.store.book.kind is BookKind.COMMITTEE:
        return _received(session, day)
    superior = packages.find_superior(session)
    if superior is None:
        return Reports(committee=False)
    sent = (
        PackageLog.direction == "out",
        PackageLog.kind != "dispatch",
        PackageLog.status != "writing",
    )
    row = session.scalars(
        select(PackageLog)
        .where(*sent)
        .order_by(PackageLog.made_at.desc(), PackageLog.id.desc())
        .limit(1)
    ).one_or_none()
    waiting = session.scalar(
        select(func.count()).select_from(PackageLog).where(*sent, PackageLog.status == "exported")
    )
    last = None
    if row is not None:
        answered = _day(row.received_at)
        made = datetime.fromisoformat(row.made_at).date()
        last = Sent(row.id, row.number, row.period, row.status, made, answered)
    return Reports(False, superior.name, last, waiting or 0)


def _day(at: str) -> date | None:
    return datetime.fromisoformat(at).date() if at else None


def _received(session: Session, day: date) -> Reports:
    branches = lists.BRANCHES.select(Scope(day))
    total = session.scalar(branches.with_only_columns(func.count()))
    now = branches.where(lists.months_behind(Scope(day)) <= 0)
    reported = session.scalar(now.with_only_columns(func.count()))
    merged = session.scalar(select(func.max(Subordinate.last_merged_at)))
    return Reports(True, branches=total or 0, reported=reported or 0, merged_at=merged or "")


def _birthdays(session: Session, day: date) -> tuple[tuple[Birthday, ...], int]:
    """Those whose political birthday comes within the days of the rule, and how many there are."""
    ahead = rules.birthday_days(day)
    days = [day + timedelta(days=each) for each in range(ahead + 1)]
    signs = [f"{each:%m-%d}" for each in days]
    if "03-01" in signs and "02-29" not in signs:
        signs.append("02-29")  # of a common year falls on 1 March
    # Only the index of joining days is walked; members are looked up for those that fit.
    born = (
        select(Member.id)
        .where(Member.withdrawn_on.is_(None), func.substr(Member.joined_on, 6, 5).in_(signs))
        .where(Member.joined_on < day)
    )
    rows = session.execute(
        x.belonging(Scope(day), "in", known=True)
        .with_only_columns(Member.id, Member.name, Member.joined_on, Member.month_only)
        .where(Member.id.in_(born))
    ).all()
    found = []
    for row in rows:
        on, years = rules.political_birthday(row.joined_on, day)
        month_only = "joined_on" in row.month_only.split()
        if years:
            found.append(Birthday(row.id, row.name, on, years, month_only))
    found.sort(key=lambda each: (each.day, -each.years, each.name, each.member_id))
    return tuple(found[:MOST_BIRTHDAYS]), len(found)

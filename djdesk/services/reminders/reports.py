"""What the log of packages and the backups know that somebody should be reminded of."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.models.books import BookKind
from djdesk.models.organization import Organization
from djdesk.models.packages import PackageLog, Subordinate
from djdesk.models.rules import reminders as rules
from djdesk.models.rules.reminders import About, Reminder, Target
from djdesk.services import packages
from djdesk.services.books import last_verified
from djdesk.services.desk import Desk

BACKUP = About("backup", "", Target("books"))
BRANCHES = About("report", "", Target("packages"))


def reminders(desk: Desk, session: Session, day: date) -> list[Reminder]:
    """Reports, receipts and backups of the book."""
    last = last_verified(desk.store.folder)
    found = [rules.backup(BACKUP, last.date() if last is not None else None, day)]
    if desk.store.book.kind is BookKind.COMMITTEE:
        found += _committee(session, day)
    else:
        found += _branch(session, day)
    return [reminder for reminder in found if reminder is not None]


def _branch(session: Session, day: date) -> list[Reminder | None]:
    """Of a branch: the monthly report, packages without a receipt, one that was refused."""
    superior = packages.find_superior(session)
    if superior is None:
        return []
    sent = session.execute(
        select(PackageLog.id, PackageLog.number, PackageLog.period, PackageLog.status)
        .add_columns(PackageLog.made_at, PackageLog.digest)
        .where(PackageLog.direction == "out", PackageLog.partner_uid == superior.book_uid)
        .where(PackageLog.status != "writing")
        .order_by(PackageLog.number.desc(), PackageLog.id.desc())
    ).all()
    reported = max((row.period for row in sent if row.status != "refused"), default="")
    joined = datetime.fromisoformat(superior.joined_at).date()
    report = About("report", "", Target("packages", None, {"do": "export"}))
    found = [rules.monthly_report(report, reported, joined, day)]
    for place, row in enumerate(sent):
        name = f"第 {row.number:04d} 号"
        target = Target("packages", row.id, {"do": "receive"} if row.status == "exported" else {})
        about = About(row.digest[:36], name, target)
        # A receipt for a later package answers for those before it.
        if any(later.status in ("accepted", "refused") for later in sent[:place]):
            break
        if row.status == "exported":
            made = datetime.fromisoformat(row.made_at).date()
            found.append(rules.receipt(about, row.number, made, day))
        elif row.status == "refused" and not place:
            found.append(rules.refused(about, row.number, day))
    return found


def _committee(session: Session, day: date) -> list[Reminder | None]:
    """Of a committee: which branches are behind, and how many have not joined."""
    rows = session.execute(
        select(Organization.short_name, Organization.name, Subordinate.last_period)
        .outerjoin(Subordinate, Subordinate.organization_id == Organization.id)
        .where(
            Organization.origin == "",
            Organization.parent_id.is_not(None),
            Organization.kind.in_(("branch", "general", "committee")),
            Organization.dissolved_on.is_(None),
        )
        .order_by(func.coalesce(Subordinate.last_period, ""), Organization.name)
    ).all()
    asked = rules.report_due(day)
    joined = [(row[0] or row[1], row[2]) for row in rows if row[2] is not None]
    late = tuple(name for name, period in joined if asked is not None and period < asked[1])
    return [
        rules.branches_behind(BRANCHES, late, day),
        rules.not_joined(About("apart", "", Target("packages")), len(rows) - len(joined), day),
    ]

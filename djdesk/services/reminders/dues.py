"""What the dues of the book know that somebody should be reminded of (R30 to R41)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.models.dues import LargeGift, Payment, Standard
from djdesk.models.organization import Organization
from djdesk.models.roster import Member
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.models.rules.reminders import About, Reminder, Target
from djdesk.models.rules.reminders import dues as told
from djdesk.services.dues import choices
from djdesk.services.dues.ledger import ledgers
from djdesk.services.dues.remittances import next_period
from djdesk.services.dues.warnings import unpublished
from djdesk.services.dues.watch import Watched, watched

AREA = "dues"
AHEAD = timedelta(days=30)
"""How long before a birthday or graduation the class is asked about (R41)."""


def reminders(session: Session, day: date, home: int, *, own: bool) -> list[Reminder]:
    """Everything about dues that is due or nearly so, in no particular order.

    A book in which nothing was ever fixed says nothing: the ledger has not begun. A committee is
    not reminded of what its branches have to do.
    """
    if not own or session.scalar(select(Standard.id).where(Standard.origin == "").limit(1)) is None:
        return []
    found: list[Reminder | None] = []
    for each in watched(ledgers(session), day):
        found += _member(each, day)
    found += _large(session, day)
    found += _house(session, day, home)
    return [each for each in found if each is not None]


def _member(each: Watched, day: date) -> Iterator[Reminder | None]:
    ledger = each.ledger

    def about(**hints: object) -> About:
        target = Target(AREA, ledger.member_id, hints)
        return About(ledger.uid, ledger.name, target)

    run = each.run
    late = [state for state in each.months if rules.last_day(state.month) < day]
    running = run is not None and bool(late) and run.until == late[-1].month
    lacking = sum(state.lacking for state in each.overdue)
    grave = (
        told.unpaid_run(about(), run, day, running=running, lacking=lacking)
        if run is not None
        else None
    )
    yield grave
    this = rules.month_of(day)
    for month in (add_months(this, -1), this):
        state = ledger.state(month)
        if state.lacking and not state.excused and (grave is None or month == this):
            yield told.unpaid_month(about(month=month), month, state.lacking, day)
    if each.too_old and (grave is None or grave.rule_id != "R32"):
        yield told.too_old(about(), len(each.too_old), each.too_old[0].month, day)
    if each.unfixed and ledger.liability is not None:
        yield told.unfixed(about(do="fix"), max(ledger.liability.first, date(day.year, 1, 1)), day)
    change = each.change or rules.class_change(each.payer, day + AHEAD)
    if change is not None:
        yield told.class_change(about(do="fix"), change, day)
    if each.above_cap is not None:
        yield told.above_cap(about(do="fix"), each.above_cap, day)
    held = each.expiring
    if held is not None and held.until is not None:
        yield told.reduction_ends(about(do="reduce"), held.until, day)


def _large(session: Session, day: date) -> Iterator[Reminder | None]:
    gone = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
    rows = session.execute(
        select(LargeGift.id, LargeGift.uid, LargeGift.fen, LargeGift.given_on, Member.name)
        .join(Member, Member.id == LargeGift.member_id)
        .where(LargeGift.reported_on.is_(None), LargeGift.given_on <= day)
        .where(LargeGift.payment_id.not_in(gone), LargeGift.origin == "")
    )
    for row in rows:
        target = Target(AREA, None, {"large": row.id})
        yield told.large_gift(About(row.uid, row.name, target), row.fen, row.given_on, day)


def _house(session: Session, day: date, home: int) -> Iterator[Reminder | None]:
    uid = session.scalar(select(Organization.uid).where(Organization.id == home)) or ""
    period = next_period(session, day)
    if period is not None:
        due = rules.remittance_due(period, choices.remittance(session, day).days)
        yield told.remittance(About(uid, "", Target(AREA, None, {"do": "remit"})), period, due, day)
    year = unpublished(session, day)
    if year is not None:
        yield told.publication(About(uid, "", Target(AREA, None, {"do": "publish"})), year, day)

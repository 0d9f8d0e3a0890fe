"""What the assessment of the book gives reason to be reminded of (R110 to R112, R115, R119)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer

from djdesk.models.assessment import Contact, Correction, MonthBook, Pairing
from djdesk.models.meetings import Talk
from djdesk.models.organization import Organization
from djdesk.models.roster import Member
from djdesk.models.rules.dues.months import last_day
from djdesk.models.rules.meetings.periods import period_of
from djdesk.models.rules.reminders import About, Reminder, Target, schedule
from djdesk.models.rules.reminders import assessment as told
from djdesk.services.assessment.rows import rubric_of
from djdesk.services.assessment.rubrics import in_force_row
from djdesk.services.assessment.warnings import WarningRow, warnings_of

AREA, IMPROVEMENT = "assessment", "improvement"

NOT_OPENED, OPEN = "none", "open"
"""States of a month that has no result yet."""

POSTED = ("published", "sealed")
"""States of a month whose results were posted."""

TOLD = ("yellow", "red")
"""The rungs somebody has to act on; what is only missing has reminders of its own."""

SHOWN = 24
"""Characters of a problem that a reminder shows."""

RHYTHMS = {"member": "month", "branch": "quarter"}
"""How often a pair meets (assessment.md §4), by its kind."""


def reminders(session: Session, day: date, home: int, *, own: bool) -> list[Reminder]:
    """Everything about the assessment that is due or nearly so, in no particular order.

    A book in which no month was ever opened says nothing of months: the ledger has not begun. A
    committee is not reminded of what its branches have to do.
    """
    if not own:
        return []
    found: list[Reminder | None] = [*_pairs(session, day), *_corrections(session, day)]
    books = _books(session, home)
    if books:
        uid = session.scalar(select(Organization.uid).where(Organization.id == home)) or ""
        found += [*_months(session, day, uid, books), *_warned(session, day, books)]
    return [each for each in found if each is not None]


def _books(session: Session, home: int) -> dict[date, MonthBook]:
    """The months of the branch, the oldest first."""
    rows = session.scalars(
        select(MonthBook)
        .options(defer(MonthBook.content))  # the whole text of a month; the first pane waits
        .where(MonthBook.organization_id == home, MonthBook.origin == "")
        .order_by(MonthBook.month)
    )
    return {row.month: row for row in rows}


# --- months (R110, R111) ------------------------------------------------------------------------


def _months(
    session: Session, day: date, uid: str, books: Mapping[date, MonthBook]
) -> Iterator[Reminder | None]:
    """Months not booked and results not posted, from the first month that was opened on."""
    begun, month = min(books), told.month_asked(day)
    book = books.get(month)
    if month >= begun and (book is not None or in_force_row(session, month) is not None):
        state = book.state if book is not None else NOT_OPENED
        yield told.unbooked(_about(uid, month), state, day)
    former = [each for each in books.values() if each.month <= month]
    if not former:
        return
    rhythm = rubric_of(session, former[-1].rubric_id).notice
    period = told.period_asked(rhythm, day)
    closing = books.get(period.end.replace(day=1))
    if any(each in period for each in books) and (closing is None or closing.state not in POSTED):
        yield told.unposted(_about(uid, period.end.replace(day=1)), rhythm, day)


def _about(uid: str, month: date) -> About:
    return About(uid, "", Target(AREA, None, {"month": month}))


# --- warnings (R112) ----------------------------------------------------------------------------


def _warned(
    session: Session, day: date, books: Mapping[date, MonthBook]
) -> Iterator[Reminder | None]:
    """Who stands on a warning in the newest month with a result, until somebody acted on it.

    A correction that was opened for it, or a talk since the result, is such an act.
    """
    with_result = [book for book in books.values() if book.state != OPEN]
    rule = schedule("R112", day)
    if not with_result or rule is None or rule.ends is None:
        return
    book = with_result[-1]
    result_on = book.confirmed_on or book.scored_on or last_day(book.month)
    if (day - result_on).days > rule.ends:
        return
    gravest: dict[tuple[str, int, int | None], WarningRow] = {}
    for each in warnings_of(session, book, day):
        gravest.setdefault(each.key, each)
    waiting = [
        each for each in gravest.values() if each.code in TOLD and each.correction_id is None
    ]
    if not waiting:
        return
    talked, uids = _talked(session, result_on), _uids(session, waiting)
    for each in waiting:
        if each.member_id not in talked:
            hints = {"month": each.month, "level": each.level}
            subject = f"{uids[each.key]} {each.month:%Y%m}"
            about = About(subject, each.name, Target(AREA, each.member_id, hints))
            yield told.warned(about, each.code, each.title, each.why, each.due_on, day)


def _talked(session: Session, since: date) -> frozenset[int | None]:
    """Members with whom somebody talked since that day."""
    rows = session.scalars(
        select(Talk.partner_id).where(Talk.held_on >= since, Talk.partner_id.is_not(None))
    )
    return frozenset(rows)


def _uids(session: Session, found: Sequence[WarningRow]) -> dict[tuple[str, int, int | None], str]:
    """What those that were warned are known by everywhere."""
    members = [each.member_id for each in found if each.member_id is not None]
    units = [each.organization_id for each in found if each.member_id is None]
    people = session.execute(select(Member.id, Member.uid).where(Member.id.in_(members)))
    places = session.execute(
        select(Organization.id, Organization.uid).where(Organization.id.in_(units))
    )
    of_person = {row[0]: row[1] for row in people}
    of_place = {row[0]: row[1] for row in places}
    return {
        each.key: of_person[each.member_id]
        if each.member_id is not None
        else of_place[each.organization_id]
        for each in found
    }


# --- pairs (R115) -------------------------------------------------------------------------------


def _pairs(session: Session, day: date) -> Iterator[Reminder | None]:
    """Pairs without a contact in the running month (of branches: quarter) or the one before.

    A time in which the pair began or ended is not asked for.
    """
    rows = session.execute(
        select(
            Pairing.id,
            Pairing.uid,
            Pairing.kind,
            Pairing.helper,
            Pairing.partner,
            Pairing.since,
            Pairing.ended_on,
        )
        .where(Pairing.origin == "", Pairing.since <= day)
        .where(or_(Pairing.ended_on.is_(None), Pairing.ended_on > day))
        .order_by(Pairing.since, Pairing.id)
    ).all()
    if not rows:
        return
    begin = told.period_asked(RHYTHMS["branch"], day).start
    met: dict[int, list[date]] = defaultdict(list)
    for key, held_on in session.execute(
        select(Contact.pairing_id, Contact.held_on)
        .join(Pairing, Pairing.id == Contact.pairing_id)
        .where(Contact.held_on.between(begin, day), Pairing.origin == "")
        .where(or_(Pairing.ended_on.is_(None), Pairing.ended_on > day))
    ):
        met[key].append(held_on)
    for row in rows:
        target = Target(IMPROVEMENT, row.id, {"view": "pairings"})
        about = About(row.uid, f"{row.helper}帮扶{row.partner}", target)
        rhythm = RHYTHMS[row.kind]
        for period in (told.period_asked(rhythm, day), period_of(rhythm, day)):
            if row.since <= period.start and not any(on in period for on in met[row.id]):
                yield told.contact_missing(about, period, day)


# --- corrections (R119) -------------------------------------------------------------------------


def _corrections(session: Session, day: date) -> Iterator[Reminder | None]:
    """Corrections of the book that no re-check has closed, by their day."""
    rows = session.execute(
        select(Correction, Member.name, Organization.name)
        .outerjoin(Member, Member.id == Correction.member_id)
        .join(Organization, Organization.id == Correction.organization_id)
        .where(Correction.origin == "", Correction.recheck != "passed")
        .order_by(Correction.due_on, Correction.id)
    )
    for row, member, unit in rows:
        if row.due_on is not None:
            target = Target(IMPROVEMENT, row.id, {"view": "corrections"})
            problem = row.problem if len(row.problem) <= SHOWN else f"{row.problem[:SHOWN]}…"
            about = About(row.uid, member or unit, target)
            yield told.uncorrected(about, problem, row.due_on, day)

"""What is to be done: the reminders of all areas as of a day, without those that were put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from djdesk.models.books import BookKind
from djdesk.models.rules import reminders as rules
from djdesk.models.rules.reminders import Reminder
from djdesk.services.desk import Desk
from djdesk.services.reminders import assessment, dues, meetings, organizations, reports
from djdesk.services.reminders.members import Roster
from djdesk.services.reminders.postponing import Postponed, postponed

MOST_ALIKE = 5
"""More reminders of one kind than this become one line that opens their list."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due as of `day`, the longest overdue first, and what was put off, with its reason."""

    day: date
    due: tuple[Reminder, ...]
    put_off: tuple[tuple[Reminder, Postponed], ...]


def agenda(desk: Desk, day: date | None = None) -> Agenda:
    """Everything that is due or nearly so as of `day` (default: today), from one state of the book.

    Nothing is ever written by this.
    """
    on = day or desk.today()
    home, own = desk.store.book.home_organization_id, desk.store.book.kind is BookKind.BRANCH
    with desk.store.read() as session:
        known = organizations.places(session, on)
        labels = {place.id: place.label for place in known} if len(known) > 1 else {}
        found = [
            *Roster(session, on, labels).reminders(),
            *organizations.reminders(session, on, known, home),
            *meetings.reminders(session, on, known, home, own=own),
            *dues.reminders(session, on, home, own=own),
            *assessment.reminders(session, on, home, own=own),
            *reports.reminders(desk, session, on),
        ]
        silent = postponed(session, on)
    due = rules.fold((each for each in found if each.key not in silent), MOST_ALIKE)
    put_off = rules.ordered(each for each in found if each.key in silent)
    return Agenda(on, due, tuple((each, silent[each.key]) for each in put_off))


def due(desk: Desk, day: date | None = None) -> tuple[Reminder, ...]:
    """What is to be done as of `day` (default: today), the longest overdue first."""
    return agenda(desk, day).due

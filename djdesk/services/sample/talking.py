"""The talks (谈心谈话) of the sample branch: most of those asked for were held, some are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from sqlalchemy.orm import Session

from djdesk.models.rules.meetings import kinds
from djdesk.services.meetings.people import Person, everybody, expected
from djdesk.services.sample.minutes import MinuteBook

_OPEN = 5
"""Of so many talks one was not held yet."""


def talks(
    session: Session, home: int, book: MinuteBook, people: Mapping[str, int], today: date
) -> Iterator[dict[str, object]]:
    """Rows of talks among the committee and with each member, within the days of this year."""
    committee = expected(session, kinds.kind("M2", today), home, today)
    sitting = {person.member_id for person in committee}
    pairs = list(combinations(committee, 2))
    others = [each for each in everybody(session, home, today) if each.member_id not in sitting]
    pairs += [(committee[n % len(committee)], each) for n, each in enumerate(others)]
    first = date(today.year, 1, 1)
    days = max(1, (today - first).days)
    rows = _talks(home, book, pairs, first, days)
    for number, row in enumerate(sorted(rows, key=lambda row: str(row["held_on"])), 1):
        yield row | {"number": number}


def _talks(
    home: int, book: MinuteBook, pairs: Sequence[tuple[Person, Person]], first: date, days: int
) -> Iterator[dict[str, object]]:
    for number, (talker, partner) in enumerate(pairs):
        if number % _OPEN == _OPEN - 1:
            continue
        said = book.talks[number % len(book.talks)]
        on = first + timedelta(days=days * (number * 7 % len(pairs)) // len(pairs))
        yield {
            "organization_id": home,
            "talker_id": talker.member_id,
            "talker": talker.name,
            "partner_id": partner.member_id,
            "partner": partner.name,
            "held_on": on,
            "start_at": 960,
            "place": "党支部办公室",
            "occasion": "yearly",
            **said,
            "talker_signed": True,
            "partner_signed": True,
        }

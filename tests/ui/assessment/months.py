"""Five months of the assessment of a branch of 43 people: who is good, who slips, who recovers."""

from __future__ import annotations

from datetime import date

from djdesk.services import assessment
from djdesk.services.assessment import Entry
from djdesk.services.desk import Desk

JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in range(6, 11))
MONTHS = (JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER)
ITEMS = ("C3-1+", "C3-2+", "C3-3+", "C3-4+")
SLIPS = 7  # the number of the member who slips until August and recovers, helped from then on
FALLS = 12  # the one who falls in October


def enter(desk: Desk, home: int, members: dict[str, int], last: date = OCTOBER) -> None:
    """June to September confirmed, October scored but not confirmed (all with three_levels)."""
    assessment.adopt(desk, "three_levels", since=JUNE)
    for month in MONTHS:
        if month > last:
            break
        assessment.open_month(desk, month)
        lines = [
            line
            for number, key in enumerate(members.values(), start=1)
            for line in _lines(home, key, number, month)
        ]
        assessment.book_many(desk, lines)
        assessment.score_month(desk, month)
        if month < OCTOBER:
            assessment.confirm_month(desk, month, on=month.replace(month=month.month + 1, day=3))


def _lines(home: int, key: int, number: int, month: date) -> list[Entry]:
    slips = (number == SLIPS and month <= AUGUST) or (number == FALLS and month == OCTOBER)
    if slips:
        return [_line(home, key, month, "C3-1a", quantity=2), _line(home, key, month, "C3-4+")]
    got = [item for place, item in enumerate(ITEMS) if (number + month.month) % (place + 3)]
    lines = [_line(home, key, month, item) for item in got]
    if number % 9 == month.month % 9:
        lines.append(_line(home, key, month, "C3-1d", quantity=1))
    return lines


def _line(home: int, key: int, month: date, item: str, quantity: int | None = None) -> Entry:
    on = month.replace(day=20)
    return Entry("member", home, key, month, item, on, quantity=quantity, reason="支部认定")

"""The chips above the list of meetings."""

from __future__ import annotations

from datetime import date

from djdesk.services import listing, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from tests.conftest import TODAY
from tests.services.conftest import Branch


def test_chips_count_what_their_filters_show(desk: Desk, branch: Branch) -> None:
    assert [(chip.key, chip.count) for chip in meetings.chips(desk, Scope(TODAY))] == [
        ("all", 0),
        ("year", 0),
    ]
    meetings.add_kind(desk, {"name": "读书会", "attends": "all", "since": date(2025, 1, 1)})
    meetings.new_record(desk, {"kind": "M5", "held_on": date(2025, 9, 10)})
    meetings.new_record(desk, {"kind": "M1", "held_on": date(2026, 9, 10)})
    meetings.new_record(desk, {"kind": "B1", "held_on": date(2026, 9, 10)})
    meetings.plan_meeting(desk, {"kind": "M5", "held_on": date(2026, 12, 5)})
    found = meetings.chips(desk, Scope(TODAY))
    assert [(chip.title, chip.count) for chip in found] == [
        ("全部", 4),
        ("本年", 3),
        ("计划中", 1),
        ("待整理", 3),
        ("支部党员大会", 1),
        ("主题党日", 2),
        ("读书会", 1),
    ]
    for chip in found:
        query = Query(Scope(TODAY), filters=chip.filters)
        assert listing.count(desk, meetings.MEETINGS, query) == chip.count, chip.title
    assert meetings.chips(desk, Scope(TODAY, branch.first))[0].count == 0

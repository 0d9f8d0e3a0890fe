"""Every feed is known to the code table, and fits only what it measures."""

from __future__ import annotations

from djdesk.models.rules import codes
from djdesk.models.rules.assessment import FEEDS, Item
from djdesk.models.rules.assessment.rubric import ITEM_KINDS


def test_feeds_are_those_of_the_code_table() -> None:
    assert list(FEEDS) == [entry.code for entry in codes.table("assessment_feed").entries]


def test_a_feed_fits_the_kinds_that_hold_what_it_measures() -> None:
    def fitting(code: str) -> list[str]:
        return [kind for kind in ITEM_KINDS if FEEDS[code].fits(Item("A", "项目", kind))]

    assert fitting("absent") == ["count", "flag"]
    assert fitting("full_attendance") == ["count", "flag"]
    assert fitting("group_attendance") == ["ratio"]


def test_feeds_stay_at_their_level() -> None:
    assert FEEDS["absent"].levels == ("member",)
    assert "member" not in FEEDS["meeting_missing"].levels
    assert FEEDS["election_overdue"].levels == ("branch",)

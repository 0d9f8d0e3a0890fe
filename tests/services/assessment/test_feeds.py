"""The closed set of feeds: code table, rules and queries name the same, and every one runs."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules import codes
from djdesk.models.rules.assessment import feeding
from djdesk.models.rules.assessment.rubric import LEVELS, Item, Step
from djdesk.models.rules.assessment.rubrics import ready
from djdesk.services.assessment.facts import Reading
from djdesk.services.assessment.feeds import FEEDS, facts, fed, single
from djdesk.services.desk import Desk
from tests.services.assessment.books import NOVEMBER, item, rubric_of
from tests.services.conftest import Branch, branch, enrol

__all__ = ["branch", "enrol"]  # fixtures


def test_table_rules_and_queries_know_the_same_feeds() -> None:
    table = {entry.code for entry in codes.table("assessment_feed").entries}
    assert table == set(FEEDS) == set(feeding.FEEDS)


@pytest.mark.parametrize("feed", sorted(FEEDS))
def test_every_feed_answers_for_an_empty_branch(desk: Desk, branch: Branch, feed: str) -> None:
    with desk.store.read() as session:
        reading = Reading(session, branch.home, NOVEMBER, date(2026, 12, 8))
        for level in LEVELS:
            for fact in facts(reading, feed, level):
                assert fact.level == level
                assert fact.source
                assert fact.text


def test_every_feed_of_the_ready_rubrics_is_read() -> None:
    for rubric in ready():
        asked = {(table.level, each.code) for table, each in rubric.items() if each.feed}
        assert {(table.level, each.code) for table, each in fed(rubric)} == asked


def test_what_does_not_fit_is_left_out() -> None:
    ratio = Item("R1", "到会率", "ratio", steps=(Step("a", "", 0),), feed="absent")
    of_branch = item("H1", "election_overdue", -50)
    unknown = item("U1", "weather", -10)
    good = item("X1", "absent", -30)
    found = fed(rubric_of({"member": (ratio, of_branch, unknown, good)}))
    assert [each.code for _table, each in found] == ["X1"]


def test_a_flag_has_one_line() -> None:
    assert single(item("D2", "dues_on_time", 5), "dues_on_time")
    assert single(item("X1", "absent", -30, kind="flag"), "absent")
    assert not single(item("X1", "absent", -30), "absent")

"""What holds where no rubric says otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules import codes
from djdesk.models.rules.assessment import (
    FEEDS,
    aim_reached,
    missing_feeds,
    notice,
    pairing,
    ready,
    talk_days,
)
from tests.models.rules.assessment.cases import CASES, Case, maybe, texts

DAY = date(2026, 5, 1)


@pytest.mark.parametrize("case", CASES["aim"], ids=lambda case: case["id"])
def test_aims_of_pairs(case: Case) -> None:
    quarters = [maybe(each) for each in texts(case["quarters"])]
    assert aim_reached(quarters, pairing().at(DAY)) is case["reached"]


def test_results_are_posted_three_to_five_days() -> None:
    found = notice().at(DAY)
    assert (found.least, found.usual) == (3, 5)
    assert all(each.notice_days >= found.least for each in ready())


def test_the_secretary_talks_within_seven_days_as_the_ladders_say() -> None:
    within = {rung.within for each in ready() for rung in each.warnings if rung.code == "yellow"}
    assert within == {talk_days().at(DAY)} == {7}


def test_pairs_meet_every_month_and_last_a_year() -> None:
    rule = pairing().at(DAY)
    assert (rule.contacts, rule.activities, rule.months, rule.helper_at_least) == (1, 1, 12, 900)
    offered = {entry.code for entry in codes.table("pairing_condition").offered}
    assert "quarters" in offered
    assert rule.quarters == 2


def test_missing_things_are_known_feeds() -> None:
    assert missing_feeds().at(DAY) <= set(FEEDS)
    assert "contact_missing" in missing_feeds().at(DAY)

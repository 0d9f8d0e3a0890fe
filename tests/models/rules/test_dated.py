"""Dated rules: what held on a day, and rule files that cannot be read wrongly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from djdesk.models.rules import dated
from djdesk.models.rules.dated import Dated, Rule

FIRST, SECOND = date(2000, 1, 1), date(2010, 6, 1)
SPANS = Dated((Rule(FIRST, "甲", 1), Rule(SECOND, "乙", 2)))


def test_a_rule_holds_until_the_next_one() -> None:
    assert SPANS.at(FIRST) == 1
    assert SPANS.at(SECOND - timedelta(days=1)) == 1
    assert SPANS.at(SECOND) == 2
    assert SPANS.at(date(2100, 1, 1)) == 2
    assert SPANS.rule_at(SECOND) == Rule(SECOND, "乙", 2)


def test_before_the_first_rule_there_is_none() -> None:
    assert SPANS.rule_at(FIRST - timedelta(days=1)) is None
    with pytest.raises(LookupError):
        SPANS.at(FIRST - timedelta(days=1))


@pytest.mark.parametrize("starts", [(), (SECOND, FIRST), (FIRST, FIRST)])
def test_starts_must_ascend(starts: tuple[date, ...]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        Dated(tuple(Rule(start, "甲", 1) for start in starts))


def test_rules_come_from_their_files() -> None:
    limits = dated.load("roster", "full_membership_limit", lambda row: dated.whole(row, "months"))
    assert limits.rules[0].value == 30
    assert "章程" in limits.rules[0].source
    with pytest.raises(KeyError):
        dated.load("roster", "no_such_rule", dict)


def test_a_number_must_be_a_whole_one() -> None:
    with pytest.raises(ValueError, match="months"):
        dated.whole({"months": "12"}, "months")
    with pytest.raises(ValueError, match="months"):
        dated.whole({}, "months")

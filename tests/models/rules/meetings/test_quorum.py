"""Quorum and votes: the table and the corner cases of meetings.md §2 and development.md §2."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from djdesk.errors import UserError
from djdesk.models.rules.meetings.quorum import count_vote, quorum, vote_rule, vote_table

DATA = Path(__file__).parents[3] / "data" / "rules" / "meetings.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))
DAY = date(2026, 11, 20)


@pytest.mark.parametrize("case", CASES["table"], ids=lambda case: f"{case['should']}")
def test_the_vote_table(case: dict[str, int]) -> None:
    row = vote_table(case["should"], DAY)
    assert (row.general, row.strict, row.yes) == (case["general"], case["strict"], case["yes"])


@pytest.mark.parametrize("should", range(1, 121))
def test_the_minimums_are_the_least_numbers_that_satisfy_the_rule(should: int) -> None:
    row = vote_table(should, DAY)
    assert row.general * 2 >= should > (row.general - 1) * 2
    assert row.strict * 2 > should >= (row.strict - 1) * 2
    assert row.yes * 2 > should >= (row.yes - 1) * 2
    assert quorum(should, row.general, day=DAY).held
    assert quorum(should, row.strict, "strict", day=DAY).held
    assert not quorum(should, row.strict - 1, "strict", day=DAY).held


@pytest.mark.parametrize("case", CASES["quorum"], ids=str)
def test_whether_a_meeting_may_vote(case: dict[str, object]) -> None:
    should, present = int(str(case["should"])), int(str(case["present"]))
    found = quorum(should, present, str(case.get("rule", "general")), day=DAY)
    assert (found.held, found.may_vote) == (case["held"], case["may"])
    assert [problem.field for problem in found.problems] == (
        [case["problem"]] if "problem" in case else []
    )
    assert found.lines
    assert all(line.endswith("。") for line in found.lines)


@pytest.mark.parametrize("case", CASES["vote"], ids=str)
def test_what_became_of_a_motion(case: dict[str, Any]) -> None:
    allowed = bool(case["allowed"]) if "allowed" in case else None
    found = count_vote(
        case["should"],
        case["present"],
        case["yes"],
        case.get("no", 0),
        case.get("abstain", 0),
        written_yes=case.get("written_yes", 0),
        written_no=case.get("written_no", 0),
        rule=str(case.get("rule", "general")),
        written_allowed=allowed,
        day=DAY,
    )
    assert found.passed is case.get("passed")
    assert (found.needed_yes, found.yes_total) == (case["needed"], case.get("total", case["yes"]))
    assert [problem.field for problem in found.problems] == (
        [case["problem"]] if "problem" in case else []
    )


def test_the_working_is_told_line_by_line() -> None:
    found = count_vote(20, 12, 9, 1, 2, written_yes=2, rule="admission", day=DAY)
    assert found.lines == (
        "应到会有表决权 20 人，实到会有表决权 12 人。",
        "表决要求到会超过半数，即至少 11 人；实到 12 人，符合规定。",
        "通过要求赞成超过半数（按应到会有表决权人数），即至少 11 票。",
        "赞成 9 票、不赞成 1 票、弃权 2 票，合计 12 票。",
        "会前书面意见：赞成 2 票、不赞成 0 票，计入票数。",
        "赞成共 11 票，达到 11 票：通过。",
    )


def test_the_corner_is_said() -> None:
    assert quorum(10, 5, day=DAY).lines[-1] == "可以开会，但实到只有 5 人，任何事项都不能通过。"


def test_while_a_count_is_missing_nothing_is_decided() -> None:
    for counts in (
        (None, 5, 5, 0, 0),
        (10, None, 5, 0, 0),
        (10, 5, None, 0, 0),
        (10, 5, 5, 0, None),
    ):
        found = count_vote(*counts, day=DAY)
        assert found.passed is None
        assert found.problems == ()
        assert found.lines[-1].startswith("请填写")


def test_elections_are_counted_elsewhere() -> None:
    with pytest.raises(UserError, match="实到会") as refused:
        count_vote(20, 18, 10, 8, 0, rule="election", day=DAY)
    assert "换届选举" in refused.value.remedy
    with pytest.raises(UserError, match="没有"):
        quorum(20, 18, "other", day=DAY)


def test_a_vote_of_former_years_is_counted_by_the_oldest_rule() -> None:
    old = vote_rule("general", date(2012, 6, 1))
    assert old == vote_rule("general", date(2018, 10, 28))
    assert old.source

"""The ladder of warnings: who is on which rung, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from djdesk.models.rules.assessment import MonthFacts, Warn, warnings
from tests.models.rules.assessment.cases import CASES, Case, maybe, rubric

BASE = rubric("monthly_hundred")


def history(case: Case) -> list[MonthFacts]:
    """The months of a case."""
    rows = cast(list[tuple[str, str, int, int]], case["history"])
    return [
        MonthFacts(date.fromisoformat(f"{month}-01"), maybe(points), absences, missing)
        for month, points, absences, missing in rows
    ]


@pytest.mark.parametrize("case", CASES["warning"], ids=lambda case: case["id"])
def test_warnings(case: Case) -> None:
    found = warnings(rubric(str(case["rubric"])), history(case))
    assert [each.code for each in found] == case["raised"]
    said = {reason for each in found for reason in each.why}
    assert said >= set(cast(list[str], case["why"]))
    assert all(each.why for each in found)


def test_a_rung_says_what_to_do_and_by_when() -> None:
    (found,) = warnings(BASE, [MonthFacts(date(2026, 5, 1), 500)])
    assert (found.name, found.within, found.step) == ("黄牌", 7, "书记谈话，结对帮扶")


def test_nothing_known_warns_of_nothing() -> None:
    assert warnings(BASE, []) == ()
    assert warnings(replace(BASE, warnings=()), [MonthFacts(date(2026, 5, 1), 0)]) == ()


def test_a_red_month_counts_as_yellow_for_the_next() -> None:
    ladder = (
        Warn("yellow", "黄牌", below=600),
        Warn("red", "红牌", repeats=2, of="yellow"),
    )
    own = replace(BASE, warnings=ladder)
    months = [MonthFacts(date(2026, month, 1), 500) for month in (1, 2, 4)]
    assert warnings(own, months)[0].why == ("连续 3 个月黄牌",)


def test_a_rung_may_follow_from_one_that_follows_itself() -> None:
    ladder = (
        Warn("blue", "蓝色预警", below=700),
        Warn("yellow", "黄牌", repeats=2, of="blue"),
        Warn("red", "红牌", repeats=2, of="yellow"),
    )
    own = replace(BASE, warnings=ladder)
    months = [MonthFacts(date(2026, month, 1), 650) for month in (1, 2, 4)]
    raised = [[each.code for each in warnings(own, months[:last])] for last in (1, 2, 3)]
    assert raised == [["blue"], ["yellow", "blue"], ["red", "yellow", "blue"]]

"""Means and roll-ups: exact until the one rounding."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.models.rules.assessment import mean, roll_up, say_exact
from tests.models.rules.assessment.cases import CASES, Case, maybe, tenths, texts
from tests.models.rules.assessment.making import PATIENT

SCORES = st.integers(-1000, 2000)


@pytest.mark.parametrize("case", CASES["roll"], ids=lambda case: case["id"])
def test_roll_ups(case: Case) -> None:
    weight = case["weight"]
    assert isinstance(weight, int)
    found = roll_up(maybe(case["own"]), map(maybe, texts(case["parts"])), weight)
    if "points" not in case:
        assert found is None
        return
    assert found is not None
    assert found.points == tenths(case["points"])
    if "exact" in case:
        assert say_exact(found.exact) == case["exact"]


@pytest.mark.parametrize("case", CASES["mean"], ids=lambda case: case["id"])
def test_means(case: Case) -> None:
    found = mean(map(maybe, texts(case["parts"])))
    assert (found and found.points) == (tenths(case["points"]) if "points" in case else None)


def test_the_working_says_how_it_was_made() -> None:
    group = roll_up(860, [780, 840, 920], 600)
    assert group is not None
    assert group.working == "0.6×86.0+0.4×84.666…（3 个得分的平均）=85.466…≈85.5"
    alone = roll_up(860, [None], 600)
    assert alone is not None
    assert alone.working == "没有可汇总的下级得分，只计自身得分 86.0"
    whole = roll_up(860, [100], 1000)
    assert whole is not None
    assert whole.working == "下级得分不计入，只计自身得分 86.0"
    quarter = mean([910, 880, 1000])
    assert quarter is not None
    assert quarter.working == "(91.0+88.0+100.0)÷3=93.0"


@PATIENT
@given(SCORES, st.lists(st.none() | SCORES, min_size=1), st.integers(0, 999))
def test_roll_up_is_exact_and_rounded_once(own: int, parts: list[int | None], weight: int) -> None:
    found = roll_up(own, parts, weight)
    scored = [each for each in parts if each is not None]
    assert found is not None
    exact = Fraction(own)
    if scored:
        exact = Fraction(own * weight, 1000) + Fraction(sum(scored) * (1000 - weight), 1000) / len(
            scored
        )
    assert found.exact == exact
    assert found.count == len(scored)
    assert found.points == math.copysign(math.floor(abs(exact) + Fraction(1, 2)), exact)


@PATIENT
@given(st.lists(SCORES, min_size=1))
def test_a_mean_lies_between_its_parts_and_knows_no_order(parts: list[int]) -> None:
    found = mean(parts)
    assert found is not None
    assert min(parts) <= found.points <= max(parts)
    assert mean(reversed(parts)).points == found.points  # type: ignore[union-attr]

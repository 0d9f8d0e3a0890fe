"""Grades at their lines, ranks with ties, shares rounded down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.errors import Severity
from djdesk.models.rules.assessment import Grade, allowed, grade, ranks, share_problems
from tests.models.rules.assessment.cases import CASES, Case, maybe, rubric, tenths, texts
from tests.models.rules.assessment.making import PATIENT

GRADES = (Grade("优秀", 900, share=333), Grade("合格", 700), Grade("不合格", 0, share=200))


@pytest.mark.parametrize("case", CASES["grade"], ids=lambda case: case["id"])
def test_grades(case: Case) -> None:
    grades = rubric(str(case["rubric"])).grades_of(case["level"])  # type: ignore[arg-type]
    found = grade(tenths(case["points"]), grades)
    assert (found.name if found else "") == case["grade"]


@pytest.mark.parametrize("case", CASES["ranks"], ids=lambda case: case["id"])
def test_ranks(case: Case) -> None:
    found = ranks([maybe(each) for each in texts(case["points"])])
    assert ["-" if each is None else str(each) for each in found] == case["ranks"]


@pytest.mark.parametrize("case", CASES["share"], ids=lambda case: case["id"])
def test_shares(case: Case) -> None:
    count, share = case["count"], case["share"]
    assert isinstance(count, int)
    assert isinstance(share, int)
    assert allowed(count, share) == case["allowed"]


def test_more_than_the_share_is_a_warning_and_changes_nothing() -> None:
    (problem,) = share_problems([950, 940, 930, 800, 800, None], GRADES)
    assert problem.text == "“优秀”3 个，超过 5 个中最多 1 个的比例。"
    assert problem.severity is Severity.WARN
    assert share_problems([950, 800, 800], GRADES) == []
    assert [each.text[:5] for each in share_problems([10, 10, 10, 950], GRADES)] == ["“不合格”"]


@PATIENT
@given(st.lists(st.none() | st.integers(0, 30)))
def test_a_rank_is_one_more_than_those_who_are_better(points: list[int | None]) -> None:
    scored = [each for each in points if each is not None]
    for own, rank in zip(points, ranks(points), strict=True):
        expected = None if own is None else 1 + sum(each > own for each in scored)
        assert rank == expected

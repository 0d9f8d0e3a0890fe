"""Every fault of a rubric is named by table and item, and none of them is a crash."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from djdesk.errors import Problem
from djdesk.models.rules.assessment import LEFT_OUT, Grade, Rubric, check_rubric, parse, ready
from tests.models.rules.assessment.faults import FAULTS, Case, called, faulty
from tests.models.rules.assessment.making import PATIENT, rubrics


def found(case: Case) -> tuple[Problem, ...]:
    """What is said to a case."""
    return check_rubric(parse(faulty(case)))


@pytest.mark.parametrize("case", FAULTS["fault"], ids=called)
def test_faults_are_named(case: Case) -> None:
    problem = next(each for each in found(case) if each.text == case["text"])
    assert problem.is_error
    assert problem.remedy


@pytest.mark.parametrize("case", FAULTS["odd"], ids=called)
def test_what_only_looks_odd_does_not_stop(case: Case) -> None:
    problems = found(case)
    assert [each.text for each in problems] == [case["text"]]
    assert not problems[0].is_error


@pytest.mark.parametrize("case", FAULTS["fault"], ids=called)
def test_the_field_leads_to_the_place(case: Case) -> None:
    problem = next(each for each in found(case) if each.text == case["text"])
    at, field = str(case["at"]).split("/"), problem.field.split("/")
    # two rows of one name are named at their list, two tables for the same at the second
    same = 1 if at[-1] == "level" else min(len(at), len(field)) - 1
    assert at[:same] == field[:same]


def test_two_sets_of_grades_for_one_level_are_a_fault() -> None:
    base = ready()[0]
    twice = replace(base, grades=(*base.grades, ("member", (Grade("好", 0),))))
    assert [each.text for each in check_rubric(twice)] == ["同一层级有两组等次。"]


def test_the_ladder_stands_from_light_to_grave() -> None:
    base = ready()[0]
    blue, yellow, _red = base.warnings
    texts = [each.text for each in check_rubric(replace(base, warnings=(yellow, blue)))]
    assert texts == ["预警没有从轻到重排列。"]


def test_who_may_be_left_out() -> None:
    base = ready()[0]
    assert check_rubric(replace(base, left_out=LEFT_OUT)) == ()


@PATIENT
@given(rubrics())
def test_nothing_that_can_be_read_is_a_crash(rubric: Rubric) -> None:
    assert all(each.text and each.field for each in check_rubric(rubric))

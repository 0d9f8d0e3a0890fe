"""Who is scored in a month: what the rubric leaves out, and what the branch decided goes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.models.rules.assessment import ready
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.services import assessment, organization
from djdesk.services.assessment.people import people
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.conftest import Enrol

MONTH = date(2026, 3, 1)


@pytest.fixture
def rubric() -> Rubric:
    shipped = next(each for each in ready() if each.code == "three_levels")
    return replace(shipped, left_out=("retired",))


def excluded(desk: Desk, rubric: Rubric) -> dict[str, str]:
    with desk.store.read() as session:
        return {
            each.name: each.excluded
            for each in people(session, organization.home_id(desk), MONTH, rubric)
        }


@pytest.mark.parametrize("post", ["W8", "W81", "W82"])
def test_retired_members_are_left_out_under_any_of_their_posts(
    desk: Desk, enrol: Enrol, rubric: Rubric, post: str
) -> None:
    enrol("退休甲", work_post=post)
    enrol("在岗乙", work_post="W11")
    assert excluded(desk, rubric) == {"退休甲": "离退休党员不计分", "在岗乙": ""}
    assert excluded(desk, replace(rubric, left_out=())) == {"退休甲": "", "在岗乙": ""}


def test_a_class_that_the_branch_gave_goes_before_what_is_left_out(
    desk: Desk, enrol: Enrol, rubric: Rubric
) -> None:
    member = enrol("退休甲", work_post="W8")
    values: dict[str, Value] = {"since": MONTH, "kind": "special", "reason": "身体好，自愿参加"}
    assessment.set_class(desk, member, values)
    assert excluded(desk, rubric) == {"退休甲": ""}
    values |= {"kind": "exempt", "reason": "住院"}
    assessment.set_class(desk, member, values)
    assert excluded(desk, rubric) == {"退休甲": "积分类别为不计分"}

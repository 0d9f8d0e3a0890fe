"""Whether a pair helped: months before and since by hand, and the end that only people decide."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import assessment
from djdesk.services.assessment import Subject
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.assessment.books import item, on, put_month, put_rubric, rubric_of
from tests.services.assessment.years import Scores, Stored, put_results, put_unit, put_year
from tests.services.conftest import Branch

YEARLY = rubric_of({"member": (item("A", "", 10),)}, cycle="year")


def paired(desk: Desk, **values: Value) -> int:
    given: dict[str, Value] = {
        "kind": "member",
        "helper": "李静",
        "partner": "王强",
        "since": date(2026, 4, 1),
    }
    return assessment.pair(desk, given | values)


def test_months_before_and_since_are_set_side_by_side(desk: Desk, branch: Branch) -> None:
    who, other = branch["王强"], branch["周敏"]
    put_year(
        desk,
        {
            2: {who: 500, other: 900},
            3: {who: 551, other: 900},
            4: {who: 600, other: 900},
            5: {other: 900},
            6: {who: 701, other: 900},
        },
    )
    found = assessment.effect(on(desk, date(2026, 6, 30)), paired(desk))
    assert found.partner == Subject("member", branch.home, who)
    assert [(each.month.month, each.phase, each.points, each.mean) for each in found.months] == [
        (2, "before", 500, 700),
        (3, "before", 551, 726),  # 1451 / 2 = 725.5
        (4, "during", 600, 750),
        (5, "during", None, 900),
        (6, "during", 701, 801),  # 1601 / 2 = 800.5
    ]
    assert (found.before, found.during, found.after) == (526, 651, None)  # 525.5, 650.5
    assert found.text == "结对前 2 个月平均 52.6 分，结对期间 2 个月平均 65.1 分，提高 12.5 分。"


def test_months_after_the_end_are_a_phase_of_their_own(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    put_year(desk, {3: {who: 700}, 4: {who: 650}, 5: {who: 640}, 6: {who: 690}})
    key = paired(desk)
    assessment.end_pairing(desk, key, on=date(2026, 5, 20), reason="双方商定")
    found = assessment.effect(desk, key)
    phases = [(each.month.month, each.phase) for each in found.months[:4]]
    assert phases == [(3, "before"), (4, "during"), (5, "during"), (6, "after")]
    assert found.months[-1].month == date(2026, 11, 1)  # six months later, today
    assert (found.before, found.during, found.after) == (700, 645, 690)
    assert found.text.endswith("结束后 1 个月平均 69.0 分，降低 5.5 分。")


def test_a_month_that_is_running_is_in_no_mean(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    rubric = put_year(desk, {3: {who: 700}, 10: {who: 800}})
    put_month(desk, rubric, date(2026, 11, 1))
    found = assessment.effect(desk, paired(desk))
    assert [(each.points, each.running) for each in found.months[-2:]] == [
        (800, False),
        (1000, True),
    ]
    assert (found.during, found.text) == (
        800,
        "结对前 1 个月平均 70.0 分，结对期间 1 个月平均 80.0 分，提高 10.0 分。",
    )


def test_of_a_yearly_total_a_month_is_what_it_gave(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    totals = {1: 610, 2: 600, 3: 605, 4: 625, 5: 655}
    put_year(
        desk,
        {number: {who: Stored(score, base=600)} for number, score in totals.items()},
        rubric=YEARLY,
    )
    found = assessment.effect(on(desk, date(2026, 5, 31)), paired(desk))
    assert [each.points for each in found.months] == [10, -10, 5, 20, 30]
    assert (found.before, found.during) == (2, 25)  # 5 / 3 = 1.67


def test_of_a_branch_the_months_of_the_branch_of_that_name(desk: Desk, branch: Branch) -> None:
    rubric = put_year(desk, {})
    month = put_month(desk, rubric, date(2026, 4, 1), "sealed")
    put_unit(desk, month, "branch", branch.home, 868)
    name = desk.store.book.name
    key = paired(desk, kind="branch", helper="一支部", partner=name)
    found = assessment.effect(on(desk, date(2026, 4, 30)), key)
    assert found.partner == Subject("branch", branch.home)
    assert (found.during, found.text) == (868, "结对期间 1 个月平均 86.8 分，结对前没有得分可比。")
    outside = assessment.effect(desk, paired(desk, partner="某群众"))
    assert (outside.partner, outside.months) == (None, ())
    assert "不在本账套" in outside.text
    with pytest.raises(UserError, match="找不到这一对"):
        assessment.effect(desk, 99)


def quarter(who: int, *scores: int, first: int = 4) -> dict[int, Scores]:
    return {first + place: {who: score} for place, score in enumerate(scores)}


@pytest.mark.parametrize(
    ("scores", "met", "said"),
    [
        ((700, 700, 699), False, "第二季度 70.0 分"),  # 2099 / 3 = 699.67, rounded 70.0
        ((700,) * 6, True, "第二季度 70.0 分、2026年第三季度 70.0 分"),
        ((800, 800, 800, 690, 700, 708), False, "第三季度 69.9 分"),  # 2098 / 3 = 699.33
        ((500, 500, 500, 700, 700, 700), False, "第二季度 50.0 分"),
        ((700,) * 5, False, "第二季度 70.0 分"),  # the third quarter is not confirmed
    ],
)
def test_quarters_of_seventy_are_shown_and_end_nothing(
    desk: Desk, branch: Branch, scores: tuple[int, ...], met: bool, said: str
) -> None:
    put_year(desk, quarter(branch["王强"], *scores))
    key = paired(desk, condition="quarters")
    found = assessment.end_condition(desk, key)
    assert (found.met, found.title) == (met, "连续两个季度达标")
    assert said in found.text
    assert ("由支部研究决定" in found.text) is met
    assert assessment.pairing(desk, key).values["ended_on"] is None


def test_quarters_that_began_before_the_pair_do_not_count(desk: Desk, branch: Branch) -> None:
    put_year(desk, quarter(branch["王强"], *(900,) * 6))
    key = paired(desk, condition="quarters", since=date(2026, 4, 2))
    found = assessment.end_condition(desk, key)
    assert (found.met, [each.quarter for each in found.quarters]) == (False, [3])
    early = paired(desk, condition="quarters", since=date(2026, 10, 1))
    assert "还没有整季度审定" in assessment.end_condition(desk, early).text


def test_a_year_is_full_on_its_day(desk: Desk, branch: Branch) -> None:
    key = paired(desk, condition="year", since=date(2025, 11, 21))
    assert assessment.end_condition(desk, key).met is False
    later = assessment.end_condition(on(desk, date(2026, 11, 21)), key)
    assert (later.met, later.text) == (
        True,
        "已满足：到2026年11月21日满 12 个月。是否结束由支部研究决定。",
    )


def test_off_the_list_is_the_last_confirmed_month(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    rubric = put_year(desk, {4: {who: Stored(590, warning="yellow")}})
    key = paired(desk, condition="off_list")
    assert "2026年4月仍在黄牌名单上" in assessment.end_condition(desk, key).text
    month = put_month(desk, rubric, date(2026, 5, 1), "confirmed")
    put_results(desk, month, "member", branch.home, {who: Stored(700, warning="blue")})
    assert assessment.end_condition(desk, key).met is True
    fresh = paired(desk, condition="off_list", since=date(2026, 9, 1))
    assert assessment.end_condition(desk, fresh).met is False


@pytest.mark.parametrize("condition", ["", "agreed"])
def test_what_people_agree_on_the_program_cannot_tell(
    desk: Desk, branch: Branch, condition: str
) -> None:
    assert assessment.end_condition(desk, paired(desk, condition=condition)).met is None
    outside = paired(desk, condition="quarters", partner="某群众")
    assert assessment.end_condition(desk, outside).met is None
    assert put_rubric(desk, YEARLY)

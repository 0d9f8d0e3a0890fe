"""Scores to the tenth: the worked examples, every bound, and what holds for all lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.models.rules.assessment import Change, Line, Score, score, total
from tests.models.rules.assessment.cases import CASES, Case, lines, rubric, sums, table, tenths
from tests.models.rules.assessment.making import PATIENT, Month, months


def scored(case: Case) -> Score:
    """What the rules say to a case."""
    own = table(case)
    written = case["lines"]
    assert isinstance(written, list)
    changes = case.get("changes", [])
    before = case.get("before", {})
    assert isinstance(changes, list)
    assert isinstance(before, dict)
    return score(
        own,
        lines(own, written),
        changes=[Change(tenths(each), "意见") for each in changes],
        before={item: tenths(each) for item, each in before.items()},
    )


@pytest.mark.parametrize("case", CASES["score"], ids=lambda case: case["id"])
def test_scores(case: Case) -> None:
    found = scored(case)
    assert found.points == tenths(case["score"])
    for name in ("plus", "minus", "change"):
        if name in case:
            assert getattr(found, name) == tenths(case[name]), name
    effects = [line.kind for line in found.lines if line.kind not in ("base", "line")]
    assert effects == case["effects"]


@pytest.mark.parametrize("case", CASES["score"], ids=lambda case: case["id"])
def test_every_case_is_the_sum_of_its_working_and_of_its_parts(case: Case) -> None:
    found = scored(case)
    assert found.points == sum(line.points for line in found.lines)
    assert found.points == found.base + found.plus - found.minus + found.change
    assert found.plus >= 0
    assert found.minus >= 0
    assert all(line.text for line in found.lines)


def test_effects_say_what_they_did_and_to_which_item() -> None:
    by_id = {str(case["id"]): case for case in CASES["score"]}
    said = {
        "A1+-over-the-cap": ("A1+", "“参加三会一课、组织生活会、民主评议”本年合计以 20.0 分封顶"),
        "deductions-beyond-their-cap": ("L", "“迟到”本月扣分合计以 3.0 分封顶"),
        "A8+-two-of-one-level-count-once": ("A8+", "“受表彰奖励”只计最高一项"),
        "A9--never-below-nought": ("", "总分不低于 0.0 分"),
        "A-example-vetoed": ("", "一票否决：有权机关决定的一票否决，总分记 0.0 分"),
        "B-module-never-below-nought": ("", "“学习教育”不低于 0.0 分"),
        "B-merit-at-most-ten": ("", "奖励加分合计以 10.0 分封顶"),
        "B-merit-not-above-hundred": ("", "总分以 100.0 分封顶"),
    }
    for id_, (item, text) in said.items():
        lines = scored(by_id[id_]).lines
        assert [(each.item, each.text) for each in lines if each.kind not in ("base", "line")] == [
            (item, text)
        ]


def test_booked_lines_keep_their_key_and_text() -> None:
    own = table({"rubric": "office_year"})
    found = score(
        own, [Line("A1+", 10, "3 月 6 日党员大会", "k1"), Line("gone", 30, "旧项目", "k2")]
    )
    assert [(line.key, line.points, line.text) for line in found.lines if line.kind == "line"] == [
        ("k1", 10, "3 月 6 日党员大会"),
        ("k2", 0, "旧项目（方案中没有这个项目，不计分）"),
    ]


def test_the_year_is_the_sum_of_what_its_months_gave() -> None:
    own = table({"rubric": "months"})
    booked: tuple[list[int], ...] = ([30, 20], [40], [], [50, 10])
    before, gains = 0, []
    for points in booked:
        found = score(own, [Line("N", each) for each in points], before={"N": before})
        gains.append(found.points - 700)
        before += sum(points)
    assert gains == [50, 40, 0, 30]


def test_every_worked_example_is_a_case_and_many_more() -> None:
    ids = [str(case["id"]) for kind in CASES.values() for case in kind]
    examples = [each for each in ids if "example" in each]
    assert len(examples) >= 13
    assert len(ids) - len(examples) > 150
    scores = [str(case["id"]) for case in CASES["score"]]
    assert len(scores) == len(set(scores))


@PATIENT
@given(months())
def test_score_is_the_sum_of_its_lines_and_of_its_parts(month: Month) -> None:
    found = score(month.table, month.lines, changes=month.changes, before=month.before)
    assert found.points == sum(line.points for line in found.lines)
    assert found.points == found.base + found.plus - found.minus + found.change
    assert found.plus >= 0
    assert found.minus >= 0


@PATIENT
@given(months())
def test_score_stays_inside_its_bounds(month: Month) -> None:
    found = score(month.table, month.lines, changes=month.changes, before=month.before)
    low, high = month.table.low, month.table.high
    assert high is None or found.points <= high
    assert low is None or found.points >= (min(low, 0) if found.vetoed else low)


@PATIENT
@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_booking_changes_nothing(month: Month, order: st.DrawFn) -> None:
    found = score(month.table, month.lines, changes=month.changes, before=month.before)
    shuffled = list(month.lines)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    again = score(month.table, shuffled, changes=month.changes, before=month.before)
    parts = ("points", "plus", "minus", "base", "change", "vetoed")
    assert [getattr(again, part) for part in parts] == [getattr(found, part) for part in parts]


@PATIENT
@given(months())
def test_taking_everything_back_leaves_the_base(month: Month) -> None:
    plain = [line for line in month.lines if line.reverses is None]
    taken = {line.reverses for line in month.lines}
    back = [
        Line(line.item, -line.points, "撤销", ("back", line.key), line.key, line.month)
        for line in plain
        if line.key not in taken
    ]
    found = score(month.table, [*month.lines, *back], before=month.before)
    assert found.points == score(month.table, [], before=month.before).points


@PATIENT
@given(months())
def test_totals_are_scores(month: Month) -> None:
    found = score(month.table, month.lines, changes=month.changes, before=month.before)
    change = sum(each.points for each in month.changes)
    quick = total(month.table, sums(month.lines), change=change, before=month.before)
    assert quick == found.points


def test_a_rubric_without_a_table_for_a_level_scores_nobody_there() -> None:
    assert rubric("office_year").table("group") is None

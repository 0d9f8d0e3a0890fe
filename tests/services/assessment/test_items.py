"""Profiles and losses: what parts gave beside the mean, and what took most; worked by hand."""

from __future__ import annotations

from datetime import date

from djdesk.models.rules.assessment.rubric import Item, Module, Rubric, Table
from djdesk.services import assessment
from djdesk.services.assessment import Axis, Loss, Subject
from djdesk.services.desk import Desk
from tests.services.assessment.books import (
    NOVEMBER,
    put_line,
    put_month,
    put_rubric,
)
from tests.services.assessment.years import HUNDRED
from tests.services.conftest import Branch

MODULES = Rubric(
    "modules",
    "五个模块",
    "month",
    (
        Table(
            "member",
            (
                Item("S1", "缺课", "count", points=-30, module="study"),
                Item("S2", "笔记", "count", points=-50, module="study"),
                Item("L1", "缺席", "count", points=-20, module="life"),
                Item("W", "受处分", "flag", module="life", veto="module"),
                Item("M", "表扬", "count", points=20, merit=True, take="highest"),
                Item("O", "其他", "hand", low=-50, high=50),
            ),
            modules=(
                Module("study", "学习教育", full=200, low=0, high=200),
                Module("life", "组织生活", full=200, low=0, high=200),
            ),
            low=0,
            high=1000,
            merit_cap=100,
        ),
    ),
)


def of(desk: Desk, branch: Branch, name: str, by: str = "") -> dict[str, tuple[int, int]]:
    found = assessment.profile(desk, Subject("member", branch.home, branch[name]), NOVEMBER, by=by)
    return {axis.title: (axis.points, axis.mean) for axis in found.axes}


def test_modules_stand_beside_the_mean_of_all(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, MODULES))
    # 王强: study 200-30-50 = 120; 周敏: study 200-30*7 = -10, floor 0; life vetoed, 0
    put_line(desk, branch["王强"], "S1", -30)
    put_line(desk, branch["王强"], "S2", -50)
    for _ in range(7):
        put_line(desk, branch["周敏"], "S1", -30)
    put_line(desk, branch["周敏"], "W", 0, document="某纪〔2026〕1号")
    put_line(desk, branch["孙立"], "M", 20)
    put_line(desk, branch["孙立"], "M", 50)
    put_line(desk, branch["孙立"], "O", -15)
    # eight members: study (6*200+120+0)/8 = 165; life 7*200/8 = 175; merit 50/8 = 6.25
    # other -15/8 = -1.875
    mean = {"学习教育": 165, "组织生活": 175, "奖励加分": 6, "其他项目": -2}
    assert of(desk, branch, "王强") == {
        "学习教育": (120, 165),
        "组织生活": (200, 175),
        "奖励加分": (0, 6),
        "其他项目": (0, -2),
    }
    given = {"学习教育": 0, "组织生活": 0, "奖励加分": 0, "其他项目": 0}
    assert of(desk, branch, "周敏") == {title: (given[title], mean[title]) for title in mean}
    # of 表扬 only the best counts: 5.0, and not 7.0
    assert of(desk, branch, "孙立")["奖励加分"] == (50, 6)
    assert of(desk, branch, "孙立")["其他项目"] == (-15, -2)


def test_by_item_only_what_anybody_has_is_shown(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, MODULES))
    put_line(desk, branch["王强"], "S1", -30)
    gone = put_line(desk, branch["王强"], "L1", -20)
    assessment.reverse_line(desk, gone, reason="经研究不扣")
    assert of(desk, branch, "王强", "item") == {"缺课": (-30, -4)}  # -30/8 = -3.75
    found = assessment.profile(desk, Subject("member", branch.home, branch["王强"]), NOVEMBER)
    assert (found.by, found.compared) == ("module", 8)
    assert found.axes[0] == Axis("study", "学习教育", 170, 196, 200)  # (7*200+170)/8 = 196.25


def test_the_parts_of_a_profile_make_the_score(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, MODULES))
    put_line(desk, branch["孙立"], "M", 50)
    put_line(desk, branch["孙立"], "S2", -50)
    rows = assessment.ranking(desk, NOVEMBER, "member").rows
    score = next(row.score for row in rows if row.name == "孙立")
    assert sum(points for points, _mean in of(desk, branch, "孙立").values()) == score == 400


def test_what_an_opinion_changed_is_a_part_of_its_own(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, MODULES))
    subject = Subject("member", branch.home, branch["孙立"])
    assessment.give(desk, subject, NOVEMBER, "branch", change=-40, reason="材料不实", by="李静")
    # eight members: -40/8 = -5
    assert of(desk, branch, "孙立")["意见调整"] == (-40, -5)
    assert of(desk, branch, "孙立", "item") == {"意见调整": (-40, -5)}
    rows = assessment.ranking(desk, NOVEMBER, "member").rows
    assert next(row.score for row in rows if row.name == "孙立") == 200 + 200 - 40


def test_who_is_not_scored_has_no_profile(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, MODULES))
    group = assessment.profile(desk, Subject("group", branch.first), NOVEMBER)
    assert (group.axes, group.name) == ((), "第一党小组")
    assert assessment.profile(desk, Subject("branch", branch.home), date(2026, 5, 1)).axes == ()


def test_groups_are_compared_with_groups(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, HUNDRED))
    put_line(desk, None, "G", -40, level="group", organization_id=branch.first)
    found = assessment.profile(desk, Subject("group", branch.first), NOVEMBER)
    assert found.axes == (Axis("G", "小组会", -40, -20),)
    assert found.compared == 2


def test_losses_count_what_took_points_and_from_how_many(desk: Desk, branch: Branch) -> None:
    rubric = put_rubric(desk, MODULES)
    put_month(desk, rubric, date(2026, 10, 1), "sealed")
    put_month(desk, rubric)
    for name in ("王强", "王强", "周敏"):
        put_line(desk, branch[name], "S1", -30)
    put_line(desk, branch["王强"], "S2", -50, month=date(2026, 10, 1))
    put_line(desk, branch["王强"], "O", 20)
    put_line(desk, branch["周敏"], "O", -10)
    gone = put_line(desk, branch["孙立"], "L1", -20)
    assessment.reverse_line(desk, gone, reason="经研究不扣")
    put_line(desk, branch["孙立"], "S1", -30, state="pending")
    found = assessment.losses(desk, date(2026, 11, 9), NOVEMBER, "member")
    assert found == (
        Loss("S1", "缺课", "学习教育", lost=90, gained=0, times=3, subjects=2),
        Loss("O", "其他", "", lost=10, gained=20, times=1, subjects=1),
    )
    both = assessment.losses(desk, date(2026, 10, 1), NOVEMBER, "member")
    assert [(row.item, row.lost) for row in both] == [("S1", 90), ("S2", 50), ("O", 10)]
    assert assessment.losses(desk, NOVEMBER, NOVEMBER, "group") == ()

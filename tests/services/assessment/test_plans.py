"""A plan of collecting in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from djdesk.services.assessment.plans import CollectLine, CollectPlan
from tests.services.assessment.books import NOVEMBER

LINE = CollectLine(
    "new",
    "member",
    1,
    7,
    "吴亮",
    "X1",
    "无故缺席",
    "absent",
    date(2026, 11, 5),
    -30,
    None,
    "meeting:a",
    "无故缺席11月5日主题党日",
)
CHANGED = replace(LINE, change="changed", was=-50)
GONE = replace(LINE, change="gone", points=None, was=-30)


def test_a_line_says_what_it_was_and_is_worth() -> None:
    assert LINE.words == "吴亮：无故缺席 -3.0（无故缺席11月5日主题党日）"
    assert CHANGED.words == "吴亮：无故缺席 -5.0→-3.0（无故缺席11月5日主题党日）"
    assert GONE.words == "吴亮：无故缺席 -3.0，冲回（无故缺席11月5日主题党日）"


def test_a_line_of_the_branch_needs_no_name() -> None:
    own = replace(LINE, level="branch", member_id=None, name="", text="没有书记")
    assert own.words == "无故缺席 -3.0（没有书记）"


def test_a_plan_counts_what_it_would_do() -> None:
    plan = CollectPlan(NOVEMBER, False, (LINE, LINE), (CHANGED,), (GONE,))
    assert plan.count == 4
    assert plan.lines == (LINE, LINE, CHANGED, GONE)
    assert plan.words == "新增 2 项，更正 1 项，冲回 1 项。"
    assert CollectPlan(NOVEMBER, False).words == "2026年11月的积分与各台账一致。"


def test_a_closed_month_only_tells() -> None:
    told = CollectPlan(NOVEMBER, True, (LINE,)).words
    assert told.startswith("2026年11月已审定，审定后台账有差异 1 项")
    assert "重新开账" in told

"""考核方案 on paper: every item of the rubric with its points in words."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules.assessment.rubric import Grade, Item, Rubric, Step, Warn
from djdesk.reports.assessment import rubrics
from djdesk.reports.kit.content import Table
from djdesk.services import assessment
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.assessment.reading import of
from tests.reports.papers import printed, texts


@pytest.mark.parametrize("code", [each.code for each in assessment.ready()])
def test_ready_rubrics_are_printed_whole(desk: Desk, code: str) -> None:
    key = assessment.adopt(desk, code, since=date(2026, 1, 1))
    content = of(desk, "assessment-rubric", records=(key,))
    snapshots.check(f"assessment-rubric-{code}", content)
    (wanted,) = [each.rubric for each in assessment.ready() if each.code == code]
    cells = {
        str(each[1]) for block in content.blocks if isinstance(block, Table) for each in block.rows
    }
    for _table, item in wanted.items():
        assert any(text.startswith(item.title) for text in cells)
    pages = "".join(texts(printed(content).data))
    assert "积分结果是教育管理和评先评优的参考，不直接决定发展、转正和组织处置" in pages
    assert wanted.source[:12] in pages


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (Item("a", "到会", "count", 10), "每次加1分"),
        (Item("a", "事假", "count", -10, free=3, span="year"), "每年超过3次的，每次扣1分"),
        (Item("a", "全勤", "flag", 100), "加10分"),
        (Item("a", "笔记", "hand", low=-50, high=-20), "扣2～5分"),
        (Item("a", "好事", "hand", low=20, high=50), "加2～5分"),
        (Item("a", "评议", "hand", low=-30, high=30), "扣3分至加3分"),
        (Item("a", "贡献", "hand", low=0, high=100), "加分不超过10分"),
        (
            Item("a", "表彰", "graded", steps=(Step("u", "单位", 20), Step("c", "县级", 50))),
            "单位加2分；县级加5分",
        ),
        (
            Item("a", "到会率", "ratio", steps=(Step("l", "不足", -5), Step("f", "九成", 0, 900))),
            "九成不加不扣；不足扣0.5分",
        ),
        (Item("V", "处分", "flag", veto="total"), "一票否决，总分记0分"),
        (Item("V", "处分", "flag", -200, document=True), "扣20分（凭决定文号）"),
        (Item("a", "事故", "flag", -50, veto="module"), "扣5分；本部分记0分"),
    ],
)  # fmt: skip
def test_standard_in_words(item: Item, text: str) -> None:
    assert rubrics.standard(item) == text


def test_limits_in_words() -> None:
    capped = Item("a", "表彰", "graded", cap=150, span="year", take="highest", merit=True)
    assert rubrics.limit(capped) == "只计最高一项，每年15分，计入奖励"
    assert rubrics.limit(Item("a", "到会", "count", 10)) == ""


def test_conditions_of_a_warning() -> None:
    red = Warn("red", "红牌", half_below=600, repeats=2, of="yellow")
    said = "半年得分低于60分；或连续2个月黄牌"
    assert rubrics.conditions(red, {"yellow": "黄牌"}) == said
    assert rubrics.percent(125) == "12.5%"


def test_levels_with_the_same_grades_share_their_lines() -> None:
    grades = (Grade("优秀", 900, share=300), Grade("合格", 600), Grade("不合格", 0))
    both = Rubric("x", "办法", "year", (), grades=(("member", grades), ("group", grades)))
    tables = [block for block in rubrics.said(both) if isinstance(block, Table)]
    assert tables[0].rows == [
        ["党员、党小组", "优秀", "90分以上", "不超过30%"],
        ["党员、党小组", "合格", "60～89.9分", "不限"],
        ["党员、党小组", "不合格", "不足60分", "不限"],
    ]

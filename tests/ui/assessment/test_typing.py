"""What is typed into a cell is understood as people write it, or refused with a sentence."""

from __future__ import annotations

import pytest

from djdesk.models.rules.assessment.rubric import Item, Step
from djdesk.ui.assessment.typing import say_rule, say_typed, understand

TWICE = Item("A6", "志愿服务", "count", points=20, cap=100, span="year")
ABSENT = Item("A1", "无故缺席", "count", points=-30)
FLAG = Item("F", "全勤", "flag", points=100)
PRAISE = Item(
    "A8",
    "表彰奖励",
    "graded",
    steps=(Step("unit", "单位级", 20), Step("county", "县级", 50), Step("city", "市级", 80)),
    take="highest",
)
RATE = Item("G2", "到会率", "ratio", steps=(Step("a", "九成以上", 0, 900), Step("b", "不足", -20)))
BRAVE = Item("B", "见义勇为", "hand", low=20, high=100)
BROKE = Item("A9", "纪律处分", "hand", low=-600, high=-200, document=True)


@pytest.mark.parametrize(
    ("item", "text", "said"),
    [
        (TWICE, "3", "3次 +6"),
        (TWICE, "３", "3次 +6"),
        (TWICE, "三", "3次 +6"),
        (TWICE, "两次", "2次 +4"),
        (TWICE, "十二", "12次 +24"),
        (TWICE, "二十", "20次 +40"),
        (TWICE, "+6", "3次 +6"),
        (TWICE, "6分", "3次 +6"),
        (TWICE, "0", "清零"),
        (TWICE, "", "清零"),
        (ABSENT, "2", "2次 -6"),
        (ABSENT, "-6", "2次 -6"),
        (ABSENT, "－６", "2次 -6"),
        (ABSENT, "负三分", "1次 -3"),
        (ABSENT, "扣", None),
        (ABSENT, "-4", None),
        (ABSENT, "+3", None),
        (TWICE, "1.5", None),
        (TWICE, "99999", None),
        (FLAG, "1", "是 +10"),
        (FLAG, "是", "是 +10"),
        (FLAG, "√", "是 +10"),
        (FLAG, "+10", "是 +10"),
        (FLAG, "否", "清零"),
        (FLAG, "5", None),
        (PRAISE, "2", "县级 +5"),
        (PRAISE, "县级", "县级 +5"),
        (PRAISE, "县", "县级 +5"),
        (PRAISE, "xj", "县级 +5"),
        (PRAISE, "+8", "市级 +8"),
        (PRAISE, "4", None),
        (PRAISE, "国家级", None),
        (RATE, "92", "92% 0"),
        (RATE, "92.5%", "92.5% 0"),
        (RATE, "85％", "85% -2"),
        (RATE, "120", None),
        (BRAVE, "5.5", "+5.5"),
        (BRAVE, "五分半", "+5.5"),
        (BRAVE, "三点五", "+3.5"),
        (BRAVE, "5.55", None),
        (BRAVE, "11", None),
        (BROKE, "30", "-30"),
        (BROKE, "-30", "-30"),
        (BROKE, "10", None),
        (BRAVE, "多", None),
    ],
)
def test_what_people_write(item: Item, text: str, said: str | None) -> None:
    typed = understand(item, text)
    if said is None:
        assert typed.fault is not None
        assert typed.fault.text
        assert typed.fault.remedy
        assert say_typed(item, typed) == text  # nothing typed is lost
    else:
        assert typed.fault is None, typed.fault
        assert say_typed(item, typed) == said


def test_every_item_says_how_it_is_filled_in() -> None:
    assert say_rule(TWICE) == "志愿服务：写次数，每次 +2 分，一年最多 10 分"
    assert say_rule(PRAISE).endswith("只计最高一项")
    assert "1 单位级（+2）" in say_rule(PRAISE)
    assert say_rule(BROKE).endswith("必须有文号")

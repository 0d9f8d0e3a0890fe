"""Cells of a workbook find their rows by name and their columns by title, whatever the order."""

from __future__ import annotations

from djdesk.models.rules.assessment.rubric import Item
from djdesk.ui.assessment.pasting import placed

NAMES = ("丁敏", "王伟", "朱杰", "王伟", "阿依古丽·买买提")
ITEMS = (
    Item(code="X1", title="志愿服务", kind="count", points=20),
    Item(code="X2", title="迟到 30 分钟以上", kind="count", points=-10),
)


def test_a_block_without_names_is_laid_down_from_the_current_cell() -> None:
    found = placed([["1", "2"], ["3"]], NAMES, ITEMS, (1, 0))
    assert found.cells == ((1, 0, "1"), (1, 1, "2"), (2, 0, "3"))
    assert not found.left_out


def test_rows_beyond_the_last_are_told() -> None:
    found = placed([["1"], ["2"], ["3"]], NAMES, ITEMS, (3, 0))
    assert found.cells == ((3, 0, "1"), (4, 0, "2"))
    assert found.left_out == ("剪贴板比表格多 1 行，没有粘贴。",)


def test_names_lead_to_their_rows_in_any_order() -> None:
    found = placed([["朱杰", "1", "2"], ["丁敏", "", "3"]], NAMES, ITEMS, (4, 0))
    assert found.cells == ((2, 0, "1"), (2, 1, "2"), (0, 0, ""), (0, 1, "3"))


def test_numbers_may_stand_before_the_names() -> None:
    found = placed([["1", "朱杰", "5"], ["2", "丁敏", "6"]], NAMES, ITEMS, (0, 1))
    assert found.cells == ((2, 1, "5"), (0, 1, "6"))


def test_titles_lead_to_their_items() -> None:
    block = [
        ["序号", "姓名", "X2\n迟到 30 分钟以上", "得分", "志愿服务"],
        ["1", "丁敏", "1", "80.0", "2"],
    ]
    found = placed(block, NAMES, ITEMS, (3, 1))
    assert found.cells == ((0, 1, "1"), (0, 0, "2"))
    assert found.left_out == ("不是可填项目的栏没有粘贴：“序号”、“得分”。",)


def test_who_is_not_there_or_has_a_namesake_is_told_and_not_guessed() -> None:
    found = placed([["丁敏", "1"], ["王伟", "2"], ["赵某", "3"]], NAMES, ITEMS, (0, 0))
    assert found.cells == ((0, 0, "1"),)
    assert found.left_out == (
        "表里没有，没有粘贴：赵某。",
        "表里有重名，请直接填写：王伟。",
    )


def test_one_column_of_steps_that_is_no_list_of_names() -> None:
    found = placed([["轻微"], ["一般"]], NAMES, ITEMS, (0, 1))
    assert found.cells == ((0, 1, "轻微"), (1, 1, "一般"))

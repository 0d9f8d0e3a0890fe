"""A rubric answers which table, item and grades hold for whom."""

from __future__ import annotations

import pytest

from djdesk.models.rules.assessment.rubric import Grade, Item, Rubric, Table

COMMON = Table("member", (Item("A1", "参加组织生活", "count", 10),))
OLD = Table("member", (Item("S1", "交流思想", "flag", 20),), classes=("special", "mobile"))
BRANCH = Table("branch", ())
RUBRIC = Rubric(
    "own",
    "支部积分办法",
    "month",
    (COMMON, OLD, BRANCH),
    grades=(("member", (Grade("优秀", 900), Grade("合格", 0))),),
)


def test_a_class_with_a_table_of_its_own_is_scored_by_it() -> None:
    assert RUBRIC.table("member", "mobile") is OLD
    assert RUBRIC.table("member", "backbone") is COMMON
    assert RUBRIC.table("member") is COMMON


def test_a_level_without_a_table_is_not_scored() -> None:
    assert RUBRIC.table("group") is None
    assert RUBRIC.grades_of("group") == ()
    assert [each.name for each in RUBRIC.grades_of("member")] == ["优秀", "合格"]


def test_items_are_found_by_code_with_their_table() -> None:
    assert COMMON.item("A1").points == 10
    with pytest.raises(KeyError):
        COMMON.item("S1")
    assert [(table.level, item.code) for table, item in RUBRIC.items()] == [
        ("member", "A1"),
        ("member", "S1"),
    ]

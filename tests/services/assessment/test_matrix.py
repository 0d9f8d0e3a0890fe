"""The columns of the matrix are the items of the rubric, those of several tables once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from djdesk.models.rules.assessment.rubric import Item
from djdesk.services.assessment import Subject
from djdesk.services.assessment.matrix import Board, columns
from tests.services.assessment.months import MEMBER, OCTOBER, RUBRIC


def test_items_of_several_tables_stand_once() -> None:
    own = Item("S", "专项", "count", points=10)
    special = replace(MEMBER, items=(MEMBER.items[0], own), classes=("special",))
    found = columns(replace(RUBRIC, tables=(*RUBRIC.tables, special)), "member")
    assert [column.item for column in found] == ["P", "A", "L", "H", "R", "F", "Q", "V", "S"]
    assert found[-1].classes == ("special",)
    assert found[4].steps == (("u", "本级", 20), ("c", "县级", 50))
    assert (found[1].module, found[1].module_title) == ("m", "组织生活")


def test_a_subject_without_a_row_is_not_there() -> None:
    with pytest.raises(KeyError):
        Board(OCTOBER, "member", "open", None, None, (), ()).row(Subject("member", 1, 2))

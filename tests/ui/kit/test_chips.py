"""Chips choose one ready-made view and keep conditions of one's own until they are crossed out."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from djdesk.services.listing import Filter
from djdesk.ui.kit.chips import Chip, Chips
from tests.ui.hands import click

FULL = Filter("person_class", "eq", "full")
BACHELOR = Filter("education", "eq", "20", title="学历：大学本科")
OFFERED = (Chip("all", "全部", 43), Chip("full", "正式", 40, (FULL,)), Chip("late", "资料不全"))


@pytest.fixture
def chips(qtbot: QtBot) -> Chips:
    made = Chips()
    qtbot.addWidget(made)
    made.resize(600, 80)
    made.show()
    made.offer(OFFERED)
    return made


def words(chips: Chips) -> list[str]:
    return [button.text() for button in chips._group.buttons()]


def test_they_say_how_many(chips: Chips) -> None:
    assert words(chips) == ["全部 43", "正式 40", "资料不全"]
    assert (chips.chosen, chips.filters()) == ("all", ())


def test_a_click_chooses(chips: Chips) -> None:
    told: list[bool] = []
    chips.changed.connect(lambda: told.append(True))
    click(chips._group.button(1))
    assert (chips.chosen, chips.filters()) == ("full", (FULL,))
    assert told == [True]


def test_new_counts_keep_the_choice(chips: Chips) -> None:
    chips.choose("full")
    chips.offer((Chip("all", "全部", 44), Chip("full", "正式", 41, (FULL,)), OFFERED[2]))
    assert words(chips) == ["全部 44", "正式 41", "资料不全"]
    assert chips.chosen == "full"
    chips.offer((Chip("full", "正式", 41, (FULL,)), Chip("x", "别的")))
    assert chips.chosen == "full"
    chips.offer((Chip("x", "别的"),))
    assert chips.chosen == "x"


def test_conditions_of_one_s_own_are_added_and_crossed_out(chips: Chips) -> None:
    chips.choose("full")
    chips.add(BACHELOR)
    chips.add(BACHELOR)
    assert chips.filters() == (FULL, BACHELOR)
    assert [cross.text() for cross in chips._crosses] == ["学历：大学本科"]
    click(chips._crosses[0])
    assert chips.filters() == (FULL,)


def test_clear_goes_back_to_everything(chips: Chips) -> None:
    chips.choose("full")
    chips.add(BACHELOR)
    chips.clear()
    assert (chips.chosen, chips.filters()) == ("all", ())


def test_an_unknown_view_is_an_error(chips: Chips) -> None:
    with pytest.raises(KeyError):
        chips.choose("gone")


def test_they_wrap_when_there_is_no_room(chips: Chips) -> None:
    assert chips.heightForWidth(600) < chips.heightForWidth(120)

"""Parts of a record are chosen by their words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.sections import Sections
from tests.ui.hands import click


@pytest.fixture
def sections(qtbot: QtBot) -> Sections:
    made = Sections()
    qtbot.addWidget(made)
    for key, title in (("basic", "基本"), ("posts", "职务"), ("kin", "家庭")):
        made.add(key, title, QLabel(title))
    made.resize(400, 200)
    made.show()
    return made


def test_the_first_is_shown_and_a_click_shows_another(sections: Sections) -> None:
    told: list[str] = []
    sections.chosen.connect(told.append)
    assert sections.current == "basic"
    click(sections._group.button(1))
    click(sections._group.button(1))
    assert sections.current == "posts"
    assert told == ["posts"]


def test_a_hidden_part_is_never_the_one_shown(sections: Sections) -> None:
    sections.choose("kin")
    sections.set_shown("kin", False)
    assert sections.current == "basic"
    assert not sections._group.button(2).isVisible()


def test_titles_can_tell_how_much_there_is(sections: Sections) -> None:
    sections.set_title("posts", "职务 3")
    assert sections._group.button(1).text() == "职务 3"
    with pytest.raises(ValueError, match="gone"):
        sections.choose("gone")


def test_words_without_room_stand_in_more_but_never_the_one_shown(qtbot: QtBot) -> None:
    words = ["基本", "党籍", "职务", "奖惩", "家庭", "困难", "流动", "附件", "经历"]
    sections = Sections()
    qtbot.addWidget(sections)
    for word in words:
        sections.add(word, word, QLabel(word))
    sections.resize(1000, 200)
    sections.show()
    QApplication.processEvents()

    def seen() -> list[str]:
        buttons = [sections._group.button(number) for number in range(len(words))]
        shown = [button for button in buttons if button.isVisible()]
        assert len({button.y() for button in shown}) == 1
        assert all(a.geometry().right() < b.x() for a, b in pairwise(shown))
        return [button.text() for button in shown]

    assert seen() == words
    assert not sections._tabs._more.isVisible()
    sections.resize(260, 200)
    QApplication.processEvents()
    in_more = [action.text() for action in sections._tabs._menu.actions()]
    assert seen() + in_more == words
    assert in_more
    assert sections._tabs._more.geometry().right() < 260
    sections._tabs._menu.actions()[-1].trigger()
    assert sections.current == "经历"
    assert seen()[-1] == "经历"
    sections.set_shown("党籍", False)
    assert "党籍" not in seen()
    assert "党籍" not in [action.text() for action in sections._tabs._menu.actions()]


def test_what_concerns_all_pages_stands_at_the_end_of_the_words(qtbot: QtBot) -> None:
    sections = Sections()
    qtbot.addWidget(sections)
    year = QLabel("2026年")
    sections.set_corner(year)
    for key in ("one", "two"):
        sections.add(key, key, QLabel(key))
    sections.resize(400, 200)
    sections.show()
    assert year.isVisible()
    sections.choose("two")
    assert year.isVisible()
    assert year.mapTo(sections, year.rect().topLeft()).x() > 300

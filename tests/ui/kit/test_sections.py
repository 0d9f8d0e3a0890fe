"""Parts of a record are chosen by their words."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
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

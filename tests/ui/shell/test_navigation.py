"""The list of areas: groups in their order, icon and word, keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.pane import PaneSpec
from djdesk.ui.shell.navigation import Navigation
from tests.ui.hands import click, press


def spec(key: str, title: str, group: str) -> PaneSpec:
    return PaneSpec(key, title, group, "users", lambda _context: QWidget())


PANES = (
    spec("reminders", "今日", "工作台"),
    spec("organization", "党组织", "党组织与党员"),
    spec("roster", "党员花名册", "党组织与党员"),
    spec("books", "账套与备份", "系统"),
)


@pytest.fixture
def navigation(qtbot: QtBot) -> Navigation:
    made = Navigation(PANES)
    qtbot.addWidget(made)
    made.show()
    return made


def test_groups_are_named_except_the_first(navigation: Navigation) -> None:
    words = [label.text() for label in navigation.findChildren(QLabel)]
    assert words == ["党建工作台", "党组织与党员", "系统"]


def test_a_click_chooses(navigation: Navigation) -> None:
    chosen: list[str] = []
    navigation.chosen.connect(chosen.append)
    click(navigation.button("roster"))
    assert chosen == ["roster"]
    navigation.show_chosen("books")
    assert navigation.button("books").isChecked()
    assert not navigation.button("roster").isChecked()
    navigation.show_chosen("gone")
    assert navigation.button("books").isChecked()


def test_arrows_walk_and_space_opens(navigation: Navigation) -> None:
    chosen: list[str] = []
    navigation.chosen.connect(chosen.append)
    navigation.button("reminders").setFocus()
    press(navigation.button("reminders"), Qt.Key.Key_Down)
    press(navigation.button("organization"), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is navigation.button("roster")
    press(navigation.button("roster"), Qt.Key.Key_Up)
    press(navigation.button("organization"), Qt.Key.Key_Space)
    assert chosen == ["organization"]
    press(navigation.button("reminders"), Qt.Key.Key_Up)


def test_every_button_has_word_icon_and_access_name(navigation: Navigation) -> None:
    for each in PANES:
        button = navigation.button(each.id)
        assert button.text() == each.title
        assert not button.icon().isNull()
        assert button.accessibleName() == f"{each.group} {each.title}"

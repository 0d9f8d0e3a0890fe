"""Buttons follow their actions, and icons follow the scale."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import buttons, theme
from tests.ui.hands import click


def test_a_button_does_what_its_action_does(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    done: list[bool] = []
    action = buttons.action(home, "打印", "printer", shortcut="Ctrl+P")
    action.triggered.connect(lambda: done.append(True))
    button = buttons.button_for(action, home)
    home.show()
    click(button)
    assert done == [True]
    assert button.accessibleName() == "打印"
    assert "Ctrl+P" in button.toolTip()
    action.setEnabled(False)
    assert not button.isEnabled()


def test_a_primary_button_draws_its_icon_in_the_colour_of_its_word(
    qtbot: QtBot, look: theme.Theme
) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    action = buttons.action(home, "新建", "plus")
    button = buttons.button_for(action, home, primary=True)
    action.setEnabled(False)  # Qt reads the action anew, its icon too
    action.setEnabled(True)
    picture = button.icon().pixmap(64, 64).toImage()
    white = QColor(look.tokens.on_accent)
    dots = [picture.pixelColor(x, y) for x in range(64) for y in range(64)]
    assert [dot for dot in dots if dot.alpha() == 255]
    assert all(dot == white for dot in dots if dot.alpha() == 255)


def test_icons_grow_with_the_scale_and_die_with_their_button(
    qtbot: QtBot, look: theme.Theme
) -> None:
    button = QPushButton("看样例")
    buttons.set_icon(button, "book-open")
    before = button.iconSize().height()
    look.set_scale(145)
    assert button.iconSize().height() == round(before * 1.45)
    gone = QPushButton()
    buttons.set_icon(gone, "book-open")
    gone.deleteLater()
    qtbot.wait(1)
    look.set_scale(100)
    assert button.iconSize().height() == before


def test_a_menu_button_holds_its_menu(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    menu = QMenu(home)
    button = buttons.menu_button("更多", "ellipsis", menu, home)
    assert button.menu() is menu
    assert button.accessibleName() == "更多"

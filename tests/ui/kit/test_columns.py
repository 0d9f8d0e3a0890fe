"""The layout of columns survives being written down, and forgets columns that are gone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from djdesk.services.roster import ROSTER
from djdesk.ui.kit import columns
from tests.ui.hands import press


def test_a_layout_comes_back() -> None:
    layout = [("phone", 120), ("name", 96)]
    assert columns.read(columns.written(layout), ROSTER.columns) == layout


def test_what_cannot_be_read_is_left_out() -> None:
    assert columns.read("gone:50 name:x name:96 :7 phone", ROSTER.columns) == [("name", 96)]
    assert columns.read("", ROSTER.columns) == []


def test_columns_are_ticked_and_moved_by_keyboard_alone(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    chooser = columns.ColumnChooser(ROSTER.columns, ["name", "sex", "birth_on"], home)
    chooser.show()
    chooser.activateWindow()
    qtbot.waitUntil(chooser.isActiveWindow)
    rows = chooser._list
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)  # the first stays first
    assert chooser.chosen() == ["name", "sex", "birth_on"]
    QTest.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert chooser.chosen() == ["sex", "name", "birth_on"]
    press(rows, Qt.Key.Key_Space)
    assert chooser.chosen() == ["sex", "birth_on"]
    assert all(button.icon().isNull() for button in chooser.findChildren(QPushButton))

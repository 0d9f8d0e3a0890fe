"""Boxes for numbers keep to their range and say their unit."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.spins import length_box, year_box


def test_a_year_stays_between_the_first_and_the_last(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    box = year_box(owner, 2006, 2027, 2026)
    assert box.value() == 2026
    box.setValue(2040)
    assert box.value() == 2027
    assert box.accessibleName() == "年度"


def test_a_length_is_shown_in_millimetres_with_one_decimal(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    box = length_box(owner, 100)
    box.setValue(12.34)
    assert box.text() == "12.3 毫米"
    box.setValue(-1)
    assert box.value() == 0

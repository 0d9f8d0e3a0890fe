"""Frames and parts that scroll."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card, card, scrolled


def test_a_card_has_room_that_grows_with_the_scale(qtbot: QtBot, look: theme.Theme) -> None:
    frame = Card()
    qtbot.addWidget(frame)
    assert frame.property("role") == "card"
    assert frame.box.contentsMargins().left() == 16
    look.set_scale(145)
    assert frame.box.contentsMargins().left() == 23


def test_a_bare_card_takes_a_layout_of_one_s_own(qtbot: QtBot) -> None:
    bare = card()
    qtbot.addWidget(bare)
    assert bare.layout() is None
    assert bare.property("role") == "card"


def test_what_is_too_high_scrolls(qtbot: QtBot) -> None:
    inside = QWidget()
    inside.setMinimumHeight(900)
    area = scrolled(inside)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    assert isinstance(area, QScrollArea)
    assert area.widget() is inside
    assert area.verticalScrollBar().maximum() > 0

"""Below a table: words that can be copied, buttons that do something with the chosen row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.foot import Foot
from tests.ui.hands import click


def test_words_stand_left_below_each_other_and_buttons_right(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    foot = Foot(window)
    words, source = foot.add_words(), foot.add_words("hint")
    pressed: list[str] = []
    go = foot.add_button("打开记录", lambda: pressed.append("go"), "arrow-right", tip="Enter")
    words.setText("没有写明主持人。")
    source.setText("《中国共产党支部工作条例》")
    foot.resize(500, 60)
    window.show()
    click(go)
    assert pressed == ["go"]
    assert (go.toolTip(), go.autoDefault()) == ("Enter", False)
    assert words.y() < source.y()
    assert source.geometry().right() < go.x()
    for label in (words, source):
        assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse

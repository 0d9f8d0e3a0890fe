"""The list of shortcuts is taken from the actions of the pane in use."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.buttons import action
from djdesk.ui.shell.shortcuts import EVERYWHERE, ShortcutList


def test_the_pane_s_own_come_first(qtbot: QtBot) -> None:
    home, pane = QWidget(), QWidget()
    for widget in (home, pane):
        qtbot.addWidget(widget)
    pane.addAction(action(pane, "新建", "plus", shortcut="Ctrl+N"))
    pane.addAction(action(pane, "没有快捷键"))
    dialog = ShortcutList(pane, home)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert words[:3] == ["本页", "Ctrl+N", "新建"]
    assert "没有快捷键" not in words
    assert all(key in words for key, _ in EVERYWHERE)
    bare = ShortcutList(None, home)
    assert "本页" not in [label.text() for label in bare.findChildren(QLabel)]

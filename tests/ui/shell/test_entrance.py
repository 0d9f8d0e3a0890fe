"""The windows before a book is open look alike, and stop their own threads."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from djdesk.ui.kit.memory import Memory
from djdesk.ui.shell.entrance import Entrance


def test_it_is_named_has_its_icon_and_lets_its_threads_go(memory: Memory, qtbot: QtBot) -> None:
    crashes: list[BaseException] = []
    window = Entrance("新建账套", memory, lambda error, _doing: crashes.append(error))
    qtbot.addWidget(window)
    assert window.windowTitle() == "新建账套"
    assert not window.windowIcon().isNull()
    done: list[int] = []
    window.jobs.read(window, lambda: 1, done.append)
    qtbot.waitUntil(lambda: done == [1])
    window.jobs.read(window, lambda: 1 // 0, done.append)
    qtbot.waitUntil(lambda: bool(crashes))
    assert isinstance(crashes[0], ZeroDivisionError)
    window.shut()
    assert not window.jobs.busy()

"""Steps are taken one by one while nobody types, and cleaned up when there is no more time."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from djdesk.ui.shell.idle import Idle


def steps(seen: list[str]) -> Generator[None]:
    try:
        for number in range(3):
            seen.append(str(number))
            yield
    finally:
        seen.append("clean")


def test_all_steps_are_taken_with_breath_between_them(qtbot: QtBot) -> None:
    seen: list[str] = []
    owner = QObject()
    idle = Idle(owner)
    idle.begin(lambda: steps(seen))
    assert idle.busy
    assert seen == []
    qtbot.waitUntil(lambda: not idle.busy)
    assert seen == ["0", "1", "2", "clean"]


def test_a_key_puts_the_next_step_off(qtbot: QtBot) -> None:
    seen: list[str] = []
    owner = QObject()
    idle = Idle(owner)
    idle.hold()  # nothing to put off
    assert not idle.busy
    idle.begin(lambda: steps(seen))
    for _ in range(4):
        idle.hold()
        qtbot.wait(30)  # longer than a breath, shorter than quiet
    assert seen == []
    qtbot.waitUntil(lambda: not idle.busy)
    assert seen[-1] == "clean"


def test_stopping_cleans_up_and_takes_no_more(qtbot: QtBot) -> None:
    seen: list[str] = []
    owner = QObject()
    idle = Idle(owner)
    idle.begin(lambda: steps(seen))
    qtbot.waitUntil(lambda: seen == ["0"])
    idle.stop()
    assert not idle.busy
    assert seen == ["0", "clean"]
    qtbot.wait(60)
    assert seen == ["0", "clean"]

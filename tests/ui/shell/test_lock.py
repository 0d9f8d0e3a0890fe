"""A window nobody touches is covered, and only who is logged in uncovers it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from djdesk.services import accounts, settings
from djdesk.services.desk import Desk, Role
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import PaneSpec
from djdesk.ui.shell.lock import Cover, IdleLock
from djdesk.ui.shell.window import Frame, Window
from tests.conftest import PASSWORD, USER
from tests.ui.hands import click, press, write

SPEC = PaneSpec("roster", "党员花名册", "党组织与党员", "users", lambda _context: QLineEdit())
OTHER = "另一位同志的好密码"


class Clock:
    """A clock that goes on only when it is told to; seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(desk: Desk, memory: Memory, messages: Recorder) -> Iterator[Window]:
    made = Window(Frame(desk, (SPEC,), memory, messages.crashed))
    made.show()
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


@pytest.fixture
def lock(window: Window, clock: Clock, qtbot: QtBot) -> IdleLock:
    made = IdleLock(window, clock)
    qtbot.waitUntil(lambda: not window.jobs.busy())
    qtbot.waitUntil(window.isActiveWindow)
    return made


def cover_of(lock: IdleLock, qtbot: QtBot) -> Cover:
    qtbot.waitUntil(lambda: lock.cover is not None and lock.cover.isVisible())
    assert lock.cover is not None
    return lock.cover


def test_nobody_for_ten_minutes_covers_everything(
    lock: IdleLock, window: Window, clock: Clock, qtbot: QtBot
) -> None:
    clock.now += 599
    lock.look()
    assert lock.cover is None
    clock.now += 2
    lock.look()
    cover = cover_of(lock, qtbot)
    assert cover.geometry().contains(window.geometry())
    assert QApplication.activeModalWidget() is cover
    press(cover, Qt.Key.Key_Escape)
    cover.close()
    assert cover.isVisible()
    write(cover.password, PASSWORD)
    press(cover.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: lock.cover is None)
    clock.now += 300
    lock.look()
    assert lock.cover is None


def test_a_key_or_the_mouse_keeps_it_open(
    lock: IdleLock, window: Window, clock: Clock, qtbot: QtBot
) -> None:
    handle = window.windowHandle()
    assert handle is not None
    middle = QPoint(window.width() // 2, window.height() // 2)
    clock.now += 400
    QTest.keyClick(handle, Qt.Key.Key_A)  # as the system sends it: to the window, not a widget
    clock.now += 400
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    clock.now += 400
    lock.look()
    assert lock.cover is None
    clock.now += 201
    lock.look()
    write(cover_of(lock, qtbot).password, PASSWORD)
    click(cover_of(lock, qtbot).go)
    qtbot.waitUntil(lambda: lock.cover is None)


def test_only_who_is_logged_in_uncovers_it(lock: IdleLock, desk: Desk, qtbot: QtBot) -> None:
    accounts.add_user(desk, name="张小明", role=Role.COMMITTEE, password=OTHER)
    lock.lock()
    cover = cover_of(lock, qtbot)
    for wrong, told in ((OTHER, USER), ("不是这个密码啊", "不正确")):
        cover.password.clear()
        write(cover.password, wrong)
        click(cover.go)
        qtbot.waitUntil(lambda told=told: told in cover.fault.text())  # type: ignore[misc]
        assert cover.isVisible()
    cover.password.clear()
    write(cover.password, PASSWORD)
    click(cover.go)
    qtbot.waitUntil(lambda: lock.cover is None)


def test_the_time_is_that_of_the_settings(
    lock: IdleLock, desk: Desk, clock: Clock, window: Window, qtbot: QtBot
) -> None:
    settings.put(desk, settings.LOCK_AFTER_MINUTES, 0)
    qtbot.waitUntil(lambda: lock._limit == 0)
    clock.now += 99999
    lock.look()
    assert lock.cover is None
    settings.put(desk, settings.LOCK_AFTER_MINUTES, 240)
    cover = cover_of(lock, qtbot)  # long untouched already
    write(cover.password, PASSWORD)
    click(cover.go)
    qtbot.waitUntil(lambda: lock.cover is None)

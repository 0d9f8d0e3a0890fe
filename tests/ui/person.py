"""A person before the window in tests: waits for answers, clicks and types; nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.store.book import open_book
from djdesk.services.desk import Desk, Role
from djdesk.ui.kit.memory import Memory
from djdesk.ui.shell.areas import panes_for
from djdesk.ui.shell.window import Frame, Window
from tests.conftest import PASSWORD, USER
from tests.ui.hands import click, write

PATIENCE = 20.0  # seconds for one answer; far more than any takes


@dataclass
class Clock:
    """The day on which the person sits before the window."""

    day: date

    def today(self) -> date:
        return self.day


@dataclass
class Person:
    """Who sits before the window: waits for answers, clicks and types; nothing else."""

    window: Window
    clock: Clock
    crashes: list[BaseException]
    strokes: int = 0

    def wait(self) -> None:
        """Until the window has answered."""
        begin = time.monotonic()
        for _ in range(2):
            QApplication.processEvents()
            while self.window.jobs.busy():
                assert time.monotonic() - begin < PATIENCE, "the window does not answer"
                _moment()
        assert not self.crashes, self.crashes

    def until(self, done: Callable[[], bool]) -> None:
        """Until something is seen."""
        begin = time.monotonic()
        while not done():
            assert time.monotonic() - begin < PATIENCE, "what was expected does not appear"
            _moment()
        self.wait()

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        click(widget)
        self.wait()

    def press_word(self, owner: QWidget, word: str) -> None:
        """Click the button with a word on it."""
        for button in owner.findChildren(QAbstractButton):
            if button.isVisible() and button.text() == word:
                self.click(button)
                return
        raise AssertionError(f"no button {word!r}")

    def type(self, widget: QWidget, text: str) -> None:
        write(widget, text)
        self.strokes += len(text)

    def closed(self) -> None:
        """The dialog has closed; a window manager gives the keys back to the window."""
        self.until(lambda: QApplication.activeModalWidget() is None)
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def dialog(self) -> QWidget:
        """The dialog that has opened."""
        self.until(lambda: QApplication.activeModalWidget() is not None)
        found = QApplication.activeModalWidget()
        assert found is not None
        return found


def _moment() -> None:
    """Let the window and its threads work."""
    time.sleep(0.0005)
    QApplication.processEvents()


@contextmanager
def seated(
    folder: Path, place: Path, clock: Clock, groups: Collection[str], qtbot: QtBot
) -> Iterator[Person]:
    """The secretary before the real window on the book in `folder`, with the areas of `groups`.

    `place` is where the window keeps its memory. A crash fails the test at the next wait.
    """
    crashes = list[BaseException]()
    book = open_book(folder, PASSWORD)
    desk = Desk(book.store, USER, Role.SECRETARY, clock.today)
    panes = [pane for pane in panes_for(desk.role, "branch") if pane.group in groups]
    frame = Frame(
        desk, panes, Memory(place / "window.ini"), lambda error, _doing: crashes.append(error)
    )
    window = Window(frame)
    window.showNormal()  # the screen of the tests is smaller than any in use
    window.resize(1280, 800)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Person(window, clock, crashes)
    window.hide()
    window.shut()
    window.deleteLater()
    book.close()

"""The window in tests: the look installed, jobs that run at once, messages written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from djdesk.services.desk import Desk
from djdesk.ui.kit import theme
from djdesk.ui.kit.bus import Bus
from djdesk.ui.kit.jobs import InlineJobs, Jobs
from djdesk.ui.kit.memory import Memory, Presentation
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context

T = TypeVar("T", bound=QWidget)


class Opened(list[tuple[str, int | None]]):
    """Where panes asked to go: (area, record id)."""

    def __call__(self, area: str, record_id: int | None = None, **hints: object) -> None:
        """Note the wish."""
        self.append((area, record_id))


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[theme.Theme]:
    """The light theme at 100 %, and again after a test that changed it."""
    active = theme.install(qapp, scale=100, mode=theme.Mode.LIGHT)
    yield active
    theme.install(qapp, scale=100, mode=theme.Mode.LIGHT)


@pytest.fixture(autouse=True)
def nothing_left_open(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a dialog, a window of its own or a wait cursor behind."""
    yield
    # Without a screen Qt keeps what was copied beyond the end of Python, and ends in a crash.
    qapp.clipboard().clear()
    assert qapp.activeModalWidget() is None, "a dialog is still open"
    assert qapp.overrideCursor() is None, "the wait cursor is still shown"


@pytest.fixture
def messages() -> Iterator[Recorder]:
    """Messages that are written down; a crash that the test does not take out fails it."""
    recorder = Recorder()
    yield recorder
    assert not recorder.crashes, recorder.crashes


@pytest.fixture
def jobs(qapp: QApplication, messages: Recorder) -> Jobs:
    """Jobs that run at once in the window's thread."""
    return InlineJobs(messages)


@pytest.fixture
def threads(qapp: QApplication, messages: Recorder) -> Iterator[Jobs]:
    """Jobs with their real threads."""
    made = Jobs(messages)
    yield made
    made.close()


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """A memory of the window of this test's own."""
    return Memory(tmp_path / "window.ini")


@pytest.fixture
def opened() -> Opened:
    """Where panes asked to go."""
    return Opened()


@pytest.fixture
def bus(desk: Desk) -> Iterator[Bus]:
    """The notices of the test's book."""
    made = Bus(desk.store)
    yield made
    made.close()


@pytest.fixture
def show_pane(context: Context, qtbot: QtBot) -> Callable[[Callable[[Context], T], Desk], T]:
    """Makes and shows a pane as a desk's user sees it: `show_pane(BooksPane, desk)`."""

    def shown(make: Callable[[Context], T], desk: Desk) -> T:
        pane = make(replace(context, desk=desk))
        qtbot.addWidget(pane)
        pane.resize(1080, 740)
        pane.show()
        return pane

    return shown


@pytest.fixture
def context(
    desk: Desk, jobs: Jobs, bus: Bus, messages: Recorder, opened: Opened, memory: Memory
) -> Context:
    """What a pane is given, on a real encrypted book."""
    return Context(desk, jobs, bus, messages, opened, memory, Presentation())


@pytest.fixture
def committee_context(
    committee_desk: Desk, jobs: Jobs, messages: Recorder, opened: Opened, memory: Memory
) -> Iterator[Context]:
    """The same on a committee's book."""
    heard = Bus(committee_desk.store)
    yield Context(committee_desk, jobs, heard, messages, opened, memory, Presentation())
    heard.close()

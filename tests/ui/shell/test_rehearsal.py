"""The rehearsal makes and draws the parts of a window without a book, and leaves nothing behind."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.rules import codes
from djdesk.models.store.store import Store
from djdesk.services.roster import ROSTER
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.tables import ListView
from djdesk.ui.shell import rehearsal


def refused(*_: object) -> None:
    raise AssertionError("the rehearsal asked a book")


def tops() -> set[QWidget]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return set(QApplication.topLevelWidgets())


def test_it_asks_no_book_shows_nothing_and_remembers_nothing(
    qtbot: QtBot, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "read", refused)
    jobs = Jobs(Recorder())
    before, threads = tops(), threading.active_count()
    kept = memory.text("tables/roster")
    scenes = rehearsal.scenes(jobs, memory)
    drawn = 0
    for _ in scenes:
        made = [each for each in QApplication.topLevelWidgets() if each not in before]
        assert not any(each.isVisible() for each in made)
        drawn += any(each.findChild(ListView) is not None for each in made)
    assert drawn
    assert not jobs.busy()
    assert threading.active_count() == threads
    assert memory.text("tables/roster") == kept
    assert tops() == before
    jobs.close()


def test_stopped_in_the_middle_it_leaves_nothing_behind(qtbot: QtBot, memory: Memory) -> None:
    jobs = Jobs(Recorder())
    before = tops()
    scenes = rehearsal.scenes(jobs, memory)
    next(scenes)
    next(scenes)
    scenes.close()
    assert tops() == before
    jobs.close()


def test_code_tables_and_the_first_statement_are_ready_in_advance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes.table.cache_clear()
    rehearsal.prepare()
    needed = {column.codes for column in ROSTER.columns if column.codes}
    assert codes.table.cache_info().currsize >= len(needed)
    misses = codes.table.cache_info().misses
    for name in needed:
        codes.table(name)
    assert codes.table.cache_info().misses == misses

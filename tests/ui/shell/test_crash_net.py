"""A mistake of ours is caught in any thread, told once, and leaves a report without names."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from djdesk.ui.shell.crash import CrashWindow
from djdesk.ui.shell.crash_net import CrashNet
from tests.ui.hands import click


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DJDESK_DATA", str(tmp_path))
    return tmp_path / "faults"


@pytest.fixture
def net(faults: Path) -> Iterator[CrashNet]:
    hook = sys.excepthook
    made = CrashNet()
    yield made
    sys.excepthook = hook


def mistake() -> ValueError:
    try:
        raise ValueError("陈堃 999999198503120018")
    except ValueError as error:
        return error


def meeting(then: Callable[[CrashWindow], None], seen: list[CrashWindow]) -> None:
    """Do something with the crash window once it is open."""

    def act() -> None:
        window = QApplication.activeModalWidget()
        assert isinstance(window, CrashWindow)
        seen.append(window)
        then(window)

    QTimer.singleShot(0, act)


def go_on(window: CrashWindow) -> None:
    buttons = {button.text(): button for button in window.findChildren(QPushButton)}
    click(buttons["继续使用"])


@pytest.mark.logs
def test_it_is_shown_reported_and_work_goes_on(net: CrashNet, faults: Path) -> None:
    seen: list[CrashWindow] = []
    texts: list[str] = []

    def read(window: CrashWindow) -> None:
        texts.extend(label.text() for label in window.findChildren(QLabel))
        texts.extend(area.toPlainText() for area in window.findChildren(QPlainTextEdit))
        go_on(window)

    meeting(read, seen)
    net.show(mistake(), "保存党员资料")
    whole = "\n".join(texts)
    assert "“保存党员资料”没有完成" in whole
    assert "ValueError" in whole
    reports = list(faults.glob("*.txt"))
    assert len(reports) == 1
    for text in (whole, reports[0].read_text("utf-8")):
        assert "陈堃" not in text
        assert "999999198503120018" not in text


@pytest.mark.logs
def test_what_nobody_caught_in_another_thread_is_shown_here(net: CrashNet, qtbot: QtBot) -> None:
    seen: list[CrashWindow] = []
    worker = threading.Thread(target=net.show, args=(mistake(), "读取资料"))
    worker.start()
    worker.join()
    meeting(go_on, seen)
    qtbot.waitUntil(lambda: bool(seen))


@pytest.mark.logs
def test_a_second_one_does_not_bury_the_screen(net: CrashNet, faults: Path) -> None:
    seen: list[CrashWindow] = []

    def again(window: CrashWindow) -> None:
        net.show(mistake(), "再来一次")
        go_on(window)

    meeting(again, seen)
    net.show(mistake(), "第一次")
    assert len(seen) == 1
    assert len(list(faults.glob("*.txt"))) == 2


@pytest.mark.logs
def test_it_takes_over_from_the_interpreter(net: CrashNet) -> None:
    net.install()
    seen: list[CrashWindow] = []
    meeting(go_on, seen)
    error = mistake()
    sys.excepthook(type(error), error, error.__traceback__)
    assert len(seen) == 1

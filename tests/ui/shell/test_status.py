"""The status line shows what runs and how long still, and lets it be stopped."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.jobs import Jobs, Running
from djdesk.ui.shell import status as status_module
from djdesk.ui.shell.status import StatusLine
from tests.ui.hands import click


@pytest.fixture
def line(jobs: Jobs, qtbot: QtBot) -> StatusLine:
    made = StatusLine("机修支部", "书记 · 李静", jobs, tuple, lambda _area: None)
    qtbot.addWidget(made)
    made.show()
    return made


def test_running_work_with_progress_time_and_stop(line: StatusLine) -> None:
    stopped: list[bool] = []
    work = Running("导入", 30, 100, "读取第 30 行", 70.4, True, lambda: stopped.append(True))
    line._work.show_running(work, 2)
    assert line._work.isVisible()
    assert line._work.text.text() == "读取第 30 行，还需约 1 分钟（另有 1 项）"
    assert (line._work.bar.value(), line._work.bar.maximum()) == (30, 100)
    click(line._work.button)
    assert stopped == [True]
    line._work.show_running(None, 0)
    assert not line._work.isVisible()


def test_what_cannot_be_stopped_offers_no_stop(line: StatusLine) -> None:
    work = Running("保存", 0, 0, "", -1, False, lambda: None)
    line._work.show_running(work, 1)
    assert not line._work.button.isVisible()
    assert line._work.text.text() == "保存"
    assert line._work.bar.maximum() == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, ""), (0.2, "，还需约 1 秒"), (59, "，还需约 59 秒"), (180, "，还需约 3 分钟")],
)
def test_time_left_in_words(seconds: float, words: str) -> None:
    assert status_module._time_left(seconds) == words


def test_the_window_can_say_what_it_does(line: StatusLine) -> None:
    line.say("正在备份账套…")
    assert line._said.text() == "正在备份账套…"

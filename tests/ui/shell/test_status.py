"""The status line shows what runs and how long still, and lets it be stopped."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.jobs import Jobs, Running
from djdesk.ui.kit.theme import Theme
from djdesk.ui.shell import status as status_module
from djdesk.ui.shell.status import Fact, StatusLine
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


def test_without_room_the_least_important_gives_way(jobs: Jobs, qtbot: QtBot, look: Theme) -> None:
    facts = (
        Fact("上次上报：第0012号 · 已接收，还有三份回执没有收到", "", "packages"),
        Fact("已核验备份：9月1日 08:30，早该再备份一次了", "warn", "books"),
    )
    opened: list[str] = []
    line = StatusLine(
        "中共某某厂机修车间支部委员会", "书记 · 李静", jobs, lambda: facts, opened.append
    )
    qtbot.addWidget(line)
    look.set_scale(145)

    def widths(width: int) -> list[str]:
        line.resize(width, line.height())
        line.show()
        QApplication.processEvents()
        assert line.width() == width
        shown = [w for w in (line._book, line._user, *line._links) if w.isVisible()]
        assert all(w.geometry().right() < width for w in shown)
        return [link.text() for link in line._links]

    line.refresh()
    assert widths(1600) == [fact.text for fact in facts]
    assert line._book.isVisible()
    quiet, urgent = widths(740)
    assert urgent == facts[1].text
    assert quiet.endswith("…")
    assert line._links[0].toolTip() == facts[0].text
    assert line._links[1].toolTip() == ""
    assert not line._book.isVisible()
    click(line._links[0])
    assert opened == ["packages"]
    assert widths(1600) == [fact.text for fact in facts]
    assert line._book.isVisible()

"""Work runs off the window's thread, answers come back in it, failures find their way."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import Cancelled, DeskError, UserError
from djdesk.services.progress import Progress
from djdesk.ui.kit import jobs as jobs_module
from djdesk.ui.kit.jobs import InlineJobs, JobProgress, Jobs
from djdesk.ui.kit.messages import Recorder


class Gate:
    """Lets work wait until a test says go."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.free = threading.Event()

    def pass_through(self) -> int:
        self.entered.set()
        assert self.free.wait(20)
        return 7


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


def failing(error: BaseException) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_work_runs_elsewhere_and_the_answer_comes_home(
    threads: Jobs, owner: QObject, qtbot: QtBot
) -> None:
    seen: list[tuple[int, int]] = []
    here = threading.get_ident()
    threads.read(owner, threading.get_ident, lambda i: seen.append((i, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != here
    assert seen[0][1] == here
    assert not threads.busy()


def test_writing_keeps_its_order_and_readers_do_not_wait_for_it(
    threads: Jobs, owner: QObject, qtbot: QtBot
) -> None:
    gate, done = Gate(), []
    threads.write(owner, gate.pass_through, lambda _: done.append("first"), "甲")
    threads.write(owner, lambda: None, lambda _: done.append("second"), "乙")
    threads.read(owner, lambda: None, lambda _: done.append("read"))
    qtbot.waitUntil(lambda: done == ["read"])
    gate.free.set()
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["read", "first", "second"]


def test_an_answer_for_a_dead_owner_is_dropped(
    threads: Jobs, messages: Recorder, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    owner, gate, seen = QObject(parent), Gate(), list[object]()
    threads.read(owner, gate.pass_through, seen.append)

    def late() -> None:
        gate.pass_through()
        raise UserError("太晚了")

    threads.read(owner, late, seen.append)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not parent.children())
    gate.free.set()
    qtbot.waitUntil(lambda: not threads.busy())
    assert seen == []
    assert messages.errors == []


def test_a_cancelled_question_is_never_answered(
    threads: Jobs, owner: QObject, qtbot: QtBot
) -> None:
    gates, seen = [Gate(), Gate()], list[object]()
    for gate in gates:
        threads.read(owner, gate.pass_through, lambda _: None)
    ran: list[bool] = []
    waiting = threads.read(owner, lambda: ran.append(True), seen.append)
    waiting.cancel()
    for gate in gates:
        gate.free.set()
    qtbot.waitUntil(lambda: not threads.busy())
    assert (ran, seen) == ([], [])


def test_failures_go_to_the_messages_or_to_who_asked_for_them(
    threads: Jobs, owner: QObject, messages: Recorder, qtbot: QtBot
) -> None:
    mine: list[DeskError] = []
    told, kept, mistake = UserError("甲"), UserError("乙"), ValueError("丙")
    threads.read(owner, failing(told), lambda _: None)
    threads.read(owner, failing(kept), lambda _: None, refused=mine.append)
    threads.write(owner, failing(mistake), lambda _: None, "保存", refused=mine.append)
    qtbot.waitUntil(lambda: not threads.busy())
    assert messages.errors == [told]
    assert mine == [kept]
    assert messages.crashes == [mistake]
    messages.crashes.clear()


def test_a_failure_in_the_answer_is_told_too(
    jobs: Jobs, owner: QObject, messages: Recorder
) -> None:
    error = UserError("答案里的问题")

    def then(_: int) -> None:
        raise error

    jobs.read(owner, lambda: 1, then)
    assert messages.errors == [error]


def test_long_work_shows_progress_and_can_be_stopped(
    threads: Jobs,
    owner: QObject,
    messages: Recorder,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs_module, "PROGRESS_AFTER", 0.0)
    gate = Gate()

    def work(progress: Progress) -> None:
        progress.step(30, 100, "读取第 30 行")
        gate.pass_through()
        progress.step(31, 100)

    threads.long(owner, work, lambda _: None, "导入花名册")
    qtbot.waitUntil(gate.entered.is_set)
    shown = threads.running()
    assert [(r.title, r.done, r.total, r.text) for r in shown] == [
        ("导入花名册", 30, 100, "读取第 30 行")
    ]
    assert shown[0].can_stop
    assert shown[0].left >= 0
    shown[0].stop()
    assert threads.running()[0].text == "正在停止"
    gate.free.set()
    qtbot.waitUntil(lambda: not threads.busy())
    assert messages.said == [str(Cancelled())]
    assert threads.running() == ()


def test_the_busy_cursor_comes_after_a_while_and_goes_again(
    threads: Jobs, owner: QObject, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "WAIT_CURSOR_AFTER", 0.0)
    gate = Gate()
    threads.read(owner, gate.pass_through, lambda _: None)
    qtbot.waitUntil(lambda: QApplication.overrideCursor() is not None)
    cursor = QApplication.overrideCursor()
    assert cursor is not None
    assert cursor.shape() == Qt.CursorShape.BusyCursor
    gate.free.set()
    qtbot.waitUntil(lambda: QApplication.overrideCursor() is None)


def test_closing_waits_for_what_is_being_saved(
    owner: QObject, messages: Recorder, qtbot: QtBot
) -> None:
    jobs, gate, saved = Jobs(messages), Gate(), list[int]()
    jobs.write(owner, gate.pass_through, saved.append, "保存党员")
    assert gate.entered.wait(20)
    threading.Timer(0.05, gate.free.set).start()
    jobs.close()
    assert saved == [7]
    assert not jobs.busy()


def test_reading_after_the_end_is_dropped_and_writing_is_a_mistake(
    owner: QObject, messages: Recorder
) -> None:
    jobs, seen = Jobs(messages), list[object]()
    jobs.close()
    jobs.read(owner, lambda: 5, seen.append)
    assert not jobs.busy()
    with pytest.raises(RuntimeError):
        jobs.write(owner, lambda: 6, seen.append, "写")
    assert seen == []


def test_progress_is_safe_between_threads() -> None:
    progress = JobProgress()
    progress.step(1, 2, "甲")
    progress.step(2, 2)
    assert progress.now() == (2, 2, "甲")
    progress.stop()
    with pytest.raises(Cancelled):
        progress.step(2, 2)


def test_inline_jobs_are_done_when_they_return(owner: QObject, messages: Recorder) -> None:
    jobs, seen = InlineJobs(messages), list[object]()

    def long(progress: Progress) -> str:
        progress.step(1, 1)
        return "b"

    jobs.read(owner, lambda: "a", seen.append)
    jobs.long(owner, long, seen.append, "长")
    assert seen == ["a", "b"]


def test_an_answer_that_is_nearly_there_is_taken_at_once_and_only_once(threads: Jobs) -> None:
    answers: list[int] = []
    owner = QObject()
    threads.hurry(threads.read(owner, lambda: 7, answers.append), 2.0)
    assert answers == [7]  # without the event loop
    QApplication.processEvents()
    assert answers == [7]


def test_hurrying_does_not_wait_for_a_slow_answer(threads: Jobs, qtbot: QtBot) -> None:
    answers: list[bool] = []
    owner, go = QObject(), threading.Event()
    threads.hurry(threads.read(owner, lambda: go.wait(5), answers.append), 0.01)
    assert answers == []
    go.set()
    qtbot.waitUntil(lambda: answers == [True], timeout=2000)


def test_what_is_looked_at_does_not_wait_for_counts(
    threads: Jobs, owner: QObject, qtbot: QtBot
) -> None:
    counts, done = [Gate(), Gate(), Gate()], list[str]()
    for gate in counts:
        threads.read(owner, gate.pass_through, lambda _: done.append("count"))
    threads.read(owner, lambda: None, lambda _: done.append("page"), sight=True)
    qtbot.waitUntil(lambda: done == ["page"])
    for gate in counts:
        gate.free.set()
    qtbot.waitUntil(lambda: len(done) == 4)

"""The dialog that gets a book back: from any backup, into any folder, with the password of then."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.store import location
from djdesk.models.store.telling import Told
from djdesk.services import books
from djdesk.services.books import Restored
from djdesk.services.desk import Desk
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.restoring import RestoreDialog, Task
from tests.conftest import PASSWORD
from tests.models.store.people import NAMES, bring_in, names_in
from tests.ui.hands import click, press, write

Ask = Callable[[Task], RestoreDialog]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def ask(window: QWidget, jobs: Jobs, messages: Recorder) -> Ask:
    def asked(task: Task) -> RestoreDialog:
        dialog = RestoreDialog(task, jobs, messages, window)
        dialog.open()
        return dialog

    return asked


@pytest.fixture
def task(desk: Desk, tmp_path: Path) -> Task:
    bring_in(desk.store)
    books.back_up(desk)
    return Task(books.list_backups(desk.store.folder), tmp_path / "restored")


def test_the_book_comes_back(ask: Ask, task: Task, qtbot: QtBot) -> None:
    dialog = ask(task)
    qtbot.waitUntil(dialog.password.hasFocus)
    assert not dialog.go.isEnabled()
    done: list[Restored] = []
    dialog.restored.connect(done.append)
    write(dialog.password, "不是这个密码啊")
    click(dialog.go)
    assert "打不开这份备份" in dialog.fault.text()
    assert dialog.password.selectedText()
    write(dialog.password, PASSWORD)
    press(dialog.password, Qt.Key.Key_Return)
    assert done == [Restored(task.folder, None)]
    assert names_in(task.folder) == list(NAMES)


def test_it_says_what_happens_to_what_is_there(ask: Ask, task: Task, tmp_path: Path) -> None:
    dialog = ask(task)
    assert "原来的账套不变" in dialog.consequence.text()
    full = tmp_path / "full"
    full.mkdir()
    (full / "x").write_text("x")
    dialog.place.setText(str(full))
    assert "改名保留" in dialog.consequence.text()
    write(dialog.password, PASSWORD)
    click(dialog.go)
    [aside] = [path for path in tmp_path.iterdir() if path.name.startswith("full-恢复前")]
    assert (aside / "x").read_text() == "x"
    again = ask(Task(task.backups, full, replaces=True))
    assert "现在的账套不会删除" in again.consequence.text()
    again.reject()


def test_places_that_are_no_good_are_refused(
    ask: Ask, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ask(task)
    write(dialog.password, PASSWORD)
    dialog.place.clear()
    assert not dialog.go.isEnabled()
    dialog.place.setText("恢复")
    click(dialog.go)
    assert "完整的文件夹路径" in dialog.fault.text()
    dialog.place.setText(str(task.folder))
    monkeypatch.setattr(books, "reason_against", lambda _folder: "removable")
    click(dialog.go)
    assert "U盘" in dialog.fault.text()
    assert not task.folder.exists()
    dialog.reject()
    assert location.reason_against is not books.reason_against


def test_another_file_is_chosen(
    ask: Ask, task: Task, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    dialog = ask(Task((), tmp_path / "restored"))
    write(dialog.password, PASSWORD)
    assert not dialog.go.isEnabled()  # no backup to restore
    messages.files = [tmp_path / "nothing.djbak"]
    (tmp_path / "nothing.djbak").write_bytes(b"no backup")
    click(dialog.other)
    click(dialog.go)
    assert "损坏" in dialog.fault.text()
    messages.files = [books.save_backup_as(desk, tmp_path / "good.djbak")]
    click(dialog.other)
    assert dialog.backups.currentText() == "good.djbak"
    click(dialog.go)
    assert names_in(tmp_path / "restored") == list(NAMES)


def test_a_long_restore_shows_how_far_it_is_and_can_be_stopped(
    window: QWidget,
    threads: Jobs,
    messages: Recorder,
    task: Task,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slow(_backup: Path, _to: Path, _password: str, told: Told) -> Restored:
        while True:  # a stick as slow as can be
            told(1, 3, "正在核对密码")
            time.sleep(0.01)

    monkeypatch.setattr(books, "restore_backup", slow)
    dialog = RestoreDialog(task, threads, messages, window)
    dialog.open()
    write(dialog.password, PASSWORD)
    click(dialog.go)
    qtbot.waitUntil(lambda: "正在核对密码" in dialog.consequence.text(), timeout=3000)
    assert (dialog.bar.isVisible(), dialog.bar.value(), dialog.bar.maximum()) == (True, 1, 3)
    assert not dialog.password.isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "已停止" in dialog.fault.text(), timeout=3000)
    assert dialog.isVisible()
    assert dialog.go.isEnabled()
    dialog.reject()

"""The pane 账套与备份, driven by keys and mouse on a real book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit

from djdesk.models.roster import Member
from djdesk.models.store.backup import last_copied
from djdesk.models.store.store import Notice
from djdesk.services import books, settings
from djdesk.services.desk import Desk, Role
from djdesk.ui.books import BooksPane
from djdesk.ui.books.card import age
from djdesk.ui.books.rehearsal import RehearsalDialog
from djdesk.ui.kit import folders
from djdesk.ui.kit.buttons import ActionButton
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.restoring import RestoreDialog
from tests.conftest import PASSWORD
from tests.models.store.people import NAMES, bring_in, enter, names, names_in
from tests.ui.hands import click, press, write

Make = Callable[[Desk], BooksPane]


@pytest.fixture
def make(show_pane: Callable[[Callable[[Context], BooksPane], Desk], BooksPane]) -> Make:
    return partial(show_pane, BooksPane)


@pytest.fixture
def pane(make: Make, desk: Desk) -> BooksPane:
    return make(desk)


def _button(pane: BooksPane, word: str) -> ActionButton:
    return next(b for b in pane.findChildren(ActionButton) if b.text() == word)


def _facts(pane: BooksPane) -> dict[str, str]:
    document = QTextDocument()
    document.setHtml(pane.card.facts.text())
    lines = document.toPlainText().split("\n")
    lines = [line for line in lines if line]
    return dict(zip(lines[::2], lines[1::2], strict=True))


def _rows(pane: BooksPane) -> list[list[str]]:
    model = pane.rows.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _setting(pane: BooksPane, setting: settings.AnySetting) -> QLineEdit:
    line = pane.card.form.editor(setting.name).inner
    assert isinstance(line, QLineEdit)
    return line


def test_a_backup_is_made_listed_and_told(
    pane: BooksPane, desk: Desk, messages: Recorder, context: Context
) -> None:
    heard: list[Notice] = []
    context.bus.changed.connect(heard.append)
    assert "还没有备份" in pane.subtitle.text()
    assert _facts(pane)["核验的备份"] == "还没有"
    click(_button(pane, "立即备份"))
    assert messages.said == ["备份已完成并核验。"]
    [[_at, why, _size, file]] = _rows(pane)
    assert why == "手动备份"
    assert (desk.store.folder / "backups" / file).exists()
    assert "今天" in _facts(pane)["核验的备份"]
    assert pane.subtitle.text() == "1 份已核验的备份"
    assert heard  # the status line looks at the age of the backup again


def test_the_second_copy_is_set_written_and_missed(
    pane: BooksPane, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    messages.files = [stick]
    assert "没有设置" in _facts(pane)["第二份备份"]
    pane.second.trigger()
    assert _setting(pane, settings.SECOND_BACKUP_FOLDER).text() == str(stick)
    assert "下次备份时写入" in _facts(pane)["第二份备份"]
    messages.actions["现在备份一次"]()
    assert messages.said[-1] == "备份已完成并核验，第二份也已写好。"
    assert last_copied(stick, desk.store.book.uid) is not None
    assert str(stick) in _facts(pane)["第二份备份"]
    stick.rename(tmp_path / "pulled out")
    click(_button(pane, "立即备份"))
    [problem] = messages.faults
    assert "第二份备份没有写成" in problem.text
    assert not problem.is_error
    assert "找不到" in _facts(pane)["第二份备份"]
    assert len(_rows(pane)) == 2


def test_a_backup_is_taken_away_on_a_stick(
    pane: BooksPane, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    bring_in(desk.store)
    click(_button(pane, "另存备份到 U 盘"))  # given up
    assert _rows(pane) == []
    stick = tmp_path / "stick"
    stick.mkdir()
    messages.files = [stick]
    click(_button(pane, "另存备份到 U 盘"))
    [file] = stick.iterdir()
    assert file.suffix == ".djbak"
    assert "安全拔出" in messages.said[-1]
    assert "打开文件夹" in messages.actions
    books.restore_backup(file, tmp_path / "restored", PASSWORD)
    assert names_in(tmp_path / "restored") == list(NAMES)


def test_the_book_is_checked_and_damage_listed(
    pane: BooksPane, desk: Desk, messages: Recorder
) -> None:
    [first, *_] = bring_in(desk.store)
    click(_button(pane, "检查账套"))
    assert messages.said[-1].startswith("检查完毕，没有发现问题：党员 5 人")
    assert "没有发现问题" in _facts(pane)["最近检查"]
    digest = desk.store.files.put(b"photo" * 99)
    with desk.store.write("照片") as session:
        session.get_one(Member, first).photo = digest
    desk.store.files.path_of(digest).unlink()
    click(_button(pane, "检查账套"))
    assert messages.said[-1] == "检查账套：发现 1 个问题。"
    assert "附件内容" in messages.faults[0].text
    assert "发现 1 个问题" in _facts(pane)["最近检查"]


def test_a_backup_is_rehearsed_with_the_password(
    pane: BooksPane, desk: Desk, messages: Recorder
) -> None:
    bring_in(desk.store)
    assert not pane.rehearse.isEnabled()
    pane.now.trigger()
    with desk.store.write("登记党员") as session:
        enter(session, "后来的人")
    pane.rows.setFocus(Qt.FocusReason.TabFocusReason)
    press(pane.rows, Qt.Key.Key_Return)
    for password in ("不是这个密码啊", PASSWORD):
        if password == PASSWORD:
            pane.rehearse.trigger()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        line = dialog.form.editor("password").inner
        write(line, password)
        press(line, Qt.Key.Key_Return)
    [error] = messages.errors
    assert "打不开这份备份" in error.text
    found = QApplication.activeModalWidget()
    assert isinstance(found, RehearsalDialog)
    model = found.rows.model()
    lines = [
        [str(model.index(row, column).data()) for column in range(4)]
        for row in range(model.rowCount())
    ]
    assert ["在册党员", "6", "5", "备份少 1"] in lines
    assert ["党组织", "1", "1", "一样"] in lines
    assert not any(word in line[0] for line in lines for word in ("_", "设置", "草稿"))
    assert "登记党员" in found.steps.text()
    press(found, Qt.Key.Key_Escape)
    assert len(names(desk.store)) == 6


def test_a_backup_becomes_another_book(
    pane: BooksPane,
    desk: Desk,
    messages: Recorder,
    tmp_path: Path,
) -> None:
    bring_in(desk.store)
    pane.now.trigger()
    with desk.store.write("登记党员") as session:
        enter(session, "后来的人")
    pane.rows.selectRow(0)
    pane.restore.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RestoreDialog)
    assert Path(dialog.place.text()).parent.name == "党建账套"
    messages.files = [tmp_path]
    click(dialog.elsewhere)
    target = Path(dialog.place.text())
    assert target.parent == tmp_path
    write(dialog.password, PASSWORD)
    press(dialog.password, Qt.Key.Key_Return)
    assert names_in(target) == list(NAMES)
    assert len(names(desk.store)) == 6
    assert messages.said[-1] == f"已恢复到“{target}”。"
    assert "换用户或账套" in messages.faults[0].text


def test_a_backup_file_from_elsewhere_is_offered(
    pane: BooksPane, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    file = books.save_backup_as(desk, tmp_path / "带走的.djbak")
    pane.refresh()
    messages.files = [file]
    pane.restore_file.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RestoreDialog)
    assert dialog.backups.currentText() == "带走的.djbak"
    assert dialog.backups.count() == 2
    press(dialog, Qt.Key.Key_Escape)


def test_the_book_is_copied(
    pane: BooksPane, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    bring_in(desk.store)
    base = tmp_path / "elsewhere"
    base.mkdir()
    messages.files = [base]
    pane.copy.trigger()
    [copy] = base.iterdir()
    assert names_in(copy) == list(NAMES)
    assert str(copy) in messages.said[-1]
    pane.copy.trigger()
    assert len(list(base.iterdir())) == 2  # beside the first one, never over it
    messages.files = [desk.store.folder]
    pane.copy.trigger()
    assert "自己的文件夹" in messages.errors[0].text


def test_settings_are_checked_saved_and_asked_for_on_leaving(
    pane: BooksPane, desk: Desk, messages: Recorder
) -> None:
    minutes = _setting(pane, settings.LOCK_AFTER_MINUTES)
    minutes.selectAll()
    write(minutes, "999")
    click(pane.card.save)
    fault = pane.card.form._faults[settings.LOCK_AFTER_MINUTES.name]
    assert "0到240" in fault.text()
    minutes.selectAll()
    write(minutes, "30")
    folder = _setting(pane, settings.SECOND_BACKUP_FOLDER)
    write(folder, "/nowhere/at/all")
    press(folder, Qt.Key.Key_S, ctrl=True)
    fault = pane.card.form._faults[settings.SECOND_BACKUP_FOLDER.name]
    assert "找不到文件夹" in fault.text()
    assert settings.get(desk, settings.LOCK_AFTER_MINUTES) == 10
    folder.clear()
    daily = pane.card.form.editor(settings.DAILY_BACKUP.name).inner
    press(daily, Qt.Key.Key_Space)
    messages.leaving = Leave.SAVE
    left: list[bool] = []
    pane.leave(lambda: left.append(True))
    assert left == [True]
    assert settings.get(desk, settings.LOCK_AFTER_MINUTES) == 30
    assert settings.get(desk, settings.DAILY_BACKUP) is False
    assert settings.get(desk, settings.SECOND_BACKUP_FOLDER) == ""


def test_typing_survives_what_happens_meanwhile(pane: BooksPane, desk: Desk) -> None:
    minutes = _setting(pane, settings.LOCK_AFTER_MINUTES)
    minutes.selectAll()
    write(minutes, "45")
    pane.now.trigger()
    assert minutes.text() == "45"
    settings.put(desk, settings.DAILY_BACKUP, False)
    assert minutes.text() == "45"
    pane.card.form.reset()


def test_who_may_not_change_settings_may_still_back_up(make: Make, desk: Desk) -> None:
    viewer = make(replace(desk, role=Role.VIEWER))
    assert not viewer.card.save.isVisible()
    assert not viewer.second.isVisible()
    click(_button(viewer, "立即备份"))
    assert len(_rows(viewer)) == 1
    reader = make(replace(desk, read_only=True))
    assert not reader.now.isEnabled()
    assert not reader.away.isEnabled()
    assert reader.check.isEnabled()


def test_the_chosen_backup_stays_chosen_when_older_ones_go(pane: BooksPane, desk: Desk) -> None:
    for _ in range(3):
        books.back_up(desk)
    pane.refresh()
    pane.rows.selectRow(0)
    chosen = pane._chosen()
    assert chosen is not None
    books.list_backups(desk.store.folder)[-1].path.unlink()
    pane.refresh()
    assert pane._chosen() == chosen


def test_the_folder_of_backups_is_shown(
    pane: BooksPane, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr("djdesk.ui.books.pane.open_folder", shown.append)
    pane.folder.trigger()
    pane.now.trigger()
    pane.folder.trigger()
    assert shown == [desk.store.folder, desk.store.folder / "backups"]
    assert folders.free_folder(desk.store.folder, "backups").name == "backups2"


@pytest.mark.parametrize(
    ("days", "words", "state"), [(0, "今天", "ok"), (1, "昨天", "ok"), (7, "7 天前", "warn")]
)
def test_an_old_backup_is_told_as_old(days: int, words: str, state: str) -> None:
    now = datetime(2026, 11, 20, 9, 0).astimezone()
    text, found = age(now - timedelta(days=days), now)
    assert (words in text, found) == (True, state)
    assert age(None, now) == ("还没有", "bad")

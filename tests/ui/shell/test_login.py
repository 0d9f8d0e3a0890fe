"""The login asks for a book and a password and says plainly what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from djdesk.models.store import location
from djdesk.services import books
from djdesk.services.books import OpenBook, open_book
from djdesk.ui.kit.jobs import InlineJobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.restoring import RestoreDialog
from djdesk.ui.shell import login
from djdesk.ui.shell.login import LoginWindow
from tests.conftest import BRANCH, PASSWORD
from tests.models.store.people import NAMES, bring_in, enter, names
from tests.ui.hands import click, press, write


@pytest.fixture
def window(memory: Memory, book_folder: Path, messages: Recorder, qtbot: QtBot) -> LoginWindow:
    login.remember_book(memory, book_folder, "机修支部")
    made = LoginWindow(memory, messages.crashed, InlineJobs(messages))
    qtbot.addWidget(made)
    made.show()
    return made


def opened(window: LoginWindow) -> list[OpenBook]:
    found: list[OpenBook] = []
    window.opened.connect(found.append)
    return found


def test_the_password_opens_the_last_book(
    window: LoginWindow, memory: Memory, book_folder: Path
) -> None:
    opens = opened(window)
    write(window.password, "wrong-password")
    press(window.password, Qt.Key.Key_Return)
    assert opens == []
    assert window.fault.isVisible()
    assert window.password.selectedText()
    window.password.setText(PASSWORD)
    press(window.password, Qt.Key.Key_Return)
    assert [book.name for book in opens] == [BRANCH]
    assert window.password.text() == ""
    assert not window.fault.isVisible()
    assert login.known_books(memory) == [(book_folder, BRANCH)]
    opens[0].close()


def test_an_empty_password_is_asked_for(window: LoginWindow) -> None:
    click(window.go)
    assert window.fault.text() == "请输入密码。"


def test_a_book_in_use_can_be_looked_at(window: LoginWindow, book_folder: Path) -> None:
    other = open_book(book_folder, PASSWORD)
    opens = opened(window)
    window.password.setText(PASSWORD)
    click(window.go)
    assert opens == []
    assert window.read_only.isVisible()
    click(window.read_only)
    assert [book.read_only for book in opens] == [True]
    opens[0].close()
    other.close()


def test_a_missing_book_is_marked_and_told(
    memory: Memory, tmp_path: Path, messages: Recorder, qtbot: QtBot
) -> None:
    login.remember_book(memory, tmp_path / "gone", "没了的支部")
    window = LoginWindow(memory, messages.crashed, InlineJobs(messages))
    qtbot.addWidget(window)
    window.show()
    assert "找不到" in window.books.item(0).text()
    window.password.setText(PASSWORD)
    click(window.go)
    assert window.fault.isVisible()


def test_known_books_are_few_and_the_last_comes_first(memory: Memory, tmp_path: Path) -> None:
    for number in range(12):
        login.remember_book(memory, tmp_path / str(number), f"支部{number}")
    login.remember_book(memory, tmp_path / "9", "改名的支部")
    known = login.known_books(memory)
    assert len(known) == login.KNOWN
    assert known[0] == (tmp_path / "9", "改名的支部")
    login.forget_book(memory, tmp_path / "9")
    assert tmp_path / "9" not in [folder for folder, _ in login.known_books(memory)]


def test_a_folder_without_a_book_is_refused(
    window: LoginWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(window.messages, "folder", lambda _title: empty)
    window._on_other()
    assert "没有账套" in window.fault.text()


def test_new_book_and_sample_are_one_click_away(window: LoginWindow) -> None:
    wished: list[str] = []
    window.wants_new.connect(lambda: wished.append("new"))
    window.wants_sample.connect(lambda: wished.append("sample"))
    buttons = {button.text(): button for button in window.findChildren(QPushButton)}
    click(buttons["新建账套"])
    click(buttons["看样例"])
    assert wished == ["new", "sample"]


def test_a_book_left_for_another_keeps_its_name(
    memory: Memory, window: LoginWindow, tmp_path: Path
) -> None:
    login.remember_book(memory, tmp_path / "账套2", "机修支部")
    window.choose(tmp_path / "账套2")
    assert login.known_books(memory)[0] == (tmp_path / "账套2", "机修支部")


# --- other ways to a book ------------------------------------------------------------------------


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's documents, in a folder of this test's own."""
    folder = tmp_path / "documents"
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _place: str(folder))
    )
    return folder


@pytest.fixture
def on_a_stick(book_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The book lies on a stick, as far as the system tells."""

    def reason(folder: Path) -> str:
        return "removable" if folder.is_relative_to(book_folder) else ""

    monkeypatch.setattr(location, "reason_against", reason)
    monkeypatch.setattr(books, "reason_against", reason)
    return book_folder


def backed_up(folder: Path) -> None:
    """Put people into the closed book, back it up, and put one more in."""
    book = open_book(folder, PASSWORD, allow_removable=True)
    bring_in(book.store)
    books.back_up(books.desk_of(book))
    with book.store.write("登记党员") as session:
        enter(session, "后来的人")
    book.close()


def answering() -> RestoreDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RestoreDialog)
    return dialog


def foot(window: LoginWindow, word: str) -> QPushButton:
    return next(
        b for b in window.findChildren(QPushButton) if b.text() == word and b is not window.repair
    )


def test_a_damaged_book_is_restored_from_its_own_backup(
    window: LoginWindow, book_folder: Path
) -> None:
    backed_up(book_folder)
    (book_folder / "book.db").write_bytes(b"\0" * 8192)
    opens = opened(window)
    window.password.setText(PASSWORD)
    click(window.go)
    assert "损坏" in window.fault.text()
    assert not window.local.isVisible()
    click(window.repair)
    dialog = answering()
    assert dialog.place.text() == str(book_folder)
    assert "不会删除" in dialog.consequence.text()
    write(dialog.password, PASSWORD)
    press(dialog.password, Qt.Key.Key_Return)
    assert "请输入密码打开" in window.said.text()
    assert "恢复前" in window.said.text()
    assert not window.repair.isVisible()
    write(window.password, PASSWORD)
    click(window.go)
    [book] = opens
    assert names(book.store) == list(NAMES)
    book.close()


def test_a_lost_book_is_restored_too(window: LoginWindow, book_folder: Path) -> None:
    backed_up(book_folder)
    (book_folder / "book.db").unlink()
    window.password.setText(PASSWORD)
    click(window.go)
    assert window.repair.isVisible()
    window.password.setText("")
    click(window.go)  # another fault has other ways out
    assert not window.repair.isVisible()


def test_a_backup_from_a_stick_becomes_a_book_of_this_computer(
    memory: Memory, book_folder: Path, tmp_path: Path, documents: Path, messages: Recorder,
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    backed_up(book_folder)
    [backup] = books.list_backups(book_folder)
    backup.path.rename(tmp_path / "带来的.djbak")
    window = LoginWindow(memory, messages.crashed, InlineJobs(messages))
    qtbot.addWidget(window)
    window.show()
    monkeypatch.setattr(
        window.messages, "open_files", lambda *_args, **_more: [tmp_path / "带来的.djbak"]
    )
    click(foot(window, "从备份恢复…"))
    dialog = answering()
    assert not dialog.go.isEnabled()
    click(dialog.other)
    write(dialog.password, PASSWORD)
    click(dialog.go)
    place = documents / "党建账套" / "恢复的账套"
    assert [folder for folder, _ in login.known_books(memory)] == [place]
    assert window.folder() == place
    write(window.password, PASSWORD)
    opens = opened(window)
    click(window.go)
    [book] = opens
    assert login.known_books(memory) == [(place, BRANCH)]
    book.close()


def test_a_book_on_a_stick_is_copied_to_this_computer_and_opened(
    window: LoginWindow,
    memory: Memory,
    on_a_stick: Path,
    documents: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backed_up(on_a_stick)
    asked: list[str] = []

    def ask(question: str, _consequence: str, _yes: str) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr(window.messages, "ask", ask)
    opens = opened(window)
    write(window.password, PASSWORD)
    click(window.go)
    assert "U盘" in window.fault.text()
    click(window.local)
    assert not documents.exists()  # he thought better of it
    click(window.local)
    place = documents / "党建账套" / "机修支部"
    assert str(place) in asked[-1]
    [book] = opens
    assert book.folder == place
    assert names(book.store) == [*NAMES, "后来的人"]
    assert login.known_books(memory) == [(place, BRANCH)]
    book.close()


def test_copying_asks_for_the_right_password(
    window: LoginWindow, on_a_stick: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.messages, "ask", lambda *_: True)
    write(window.password, "不是这个密码啊")
    click(window.go)
    click(window.local)
    assert "密码不正确" in window.fault.text()
    assert not (documents / "党建账套" / "机修支部").exists()


def test_the_book_of_a_stick_is_restored_to_this_computer(
    window: LoginWindow, on_a_stick: Path, documents: Path
) -> None:
    backed_up(on_a_stick)
    click(foot(window, "从备份恢复…"))
    dialog = answering()
    assert dialog.backups.count() == 1
    assert dialog.place.text() == str(documents / "党建账套" / "机修支部")
    press(dialog, Qt.Key.Key_Escape)


def test_a_click_on_a_book_leads_to_its_password(window: LoginWindow) -> None:
    window.books.setFocus()
    place = window.books.visualItemRect(window.books.item(0)).center()
    QTest.mouseClick(
        window.books.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert window.focusWidget() is window.password

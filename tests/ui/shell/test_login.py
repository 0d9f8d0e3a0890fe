"""The login asks for a book and a password and says plainly what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from djdesk.services.books import OpenBook, open_book
from djdesk.ui.kit.jobs import InlineJobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.shell import login
from djdesk.ui.shell.login import LoginWindow
from tests.conftest import BRANCH, PASSWORD
from tests.ui.hands import click, press, write


@pytest.fixture
def window(memory: Memory, book_folder: Path, messages: Recorder, qtbot: QtBot) -> LoginWindow:
    login.remember_book(memory, book_folder, "机修支部")
    made = LoginWindow(memory, messages.crashed, InlineJobs(messages))
    qtbot.addWidget(made)
    made.show()
    return made


def opened(window: LoginWindow) -> list[OpenBook]:
    books: list[OpenBook] = []
    window.opened.connect(books.append)
    return books


def test_the_password_opens_the_last_book(
    window: LoginWindow, memory: Memory, book_folder: Path
) -> None:
    books = opened(window)
    write(window.password, "wrong-password")
    press(window.password, Qt.Key.Key_Return)
    assert books == []
    assert window.fault.isVisible()
    assert window.password.selectedText()
    window.password.setText(PASSWORD)
    press(window.password, Qt.Key.Key_Return)
    assert [book.name for book in books] == [BRANCH]
    assert window.password.text() == ""
    assert not window.fault.isVisible()
    assert login.known_books(memory) == [(book_folder, BRANCH)]
    books[0].close()


def test_an_empty_password_is_asked_for(window: LoginWindow) -> None:
    click(window.go)
    assert window.fault.text() == "请输入密码。"


def test_a_book_in_use_can_be_looked_at(window: LoginWindow, book_folder: Path) -> None:
    other = open_book(book_folder, PASSWORD)
    books = opened(window)
    window.password.setText(PASSWORD)
    click(window.go)
    assert books == []
    assert window.read_only.isVisible()
    click(window.read_only)
    assert [book.read_only for book in books] == [True]
    books[0].close()
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

"""The way through the program: wizard or login, window, closing with a backup, and back."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from djdesk.services import books
from djdesk.services.books import OpenBook, desk_of, open_book
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.pane import PaneSpec
from djdesk.ui.shell import login, start
from djdesk.ui.shell.login import LoginWindow
from djdesk.ui.shell.start import Parts, Program
from djdesk.ui.shell.window import Window
from djdesk.ui.shell.wizard import Begin, Made, Wizard
from tests.conftest import PASSWORD

SPEC = PaneSpec("roster", "党员花名册", "党组织与党员", "users", lambda _context: QLabel("名册"))


@pytest.fixture
def closed() -> list[str]:
    return []


@pytest.fixture
def program(
    qapp: QApplication, memory: Memory, book_folder: Path, closed: list[str]
) -> Iterator[Program]:
    def back_up(book: OpenBook, progress: Progress) -> None:
        progress.step(0, 0)
        books.back_up(desk_of(book))
        closed.append(book.name)

    parts = Parts(
        panes=lambda _role, _kind: (SPEC,),
        facts=lambda _desk: (),
        finders=lambda _desk, _open: (),
        sample=lambda: (book_folder, PASSWORD),
        before_close=back_up,
    )
    made = Program(qapp, parts, memory)
    yield made
    shown = made.shown
    if isinstance(shown, LoginWindow | Wizard):
        shown.shut()
    elif isinstance(shown, Window) and made.book is not None:
        shown.shut()
        made.book.close()
    if shown is not None:
        shown.hide()
        shown.deleteLater()


def shown_window(program: Program) -> Window:
    assert isinstance(program.shown, Window)
    return program.shown


def test_a_computer_without_books_is_asked_four_questions(program: Program) -> None:
    program.begin()
    assert isinstance(program.shown, Wizard)
    program.shown.given_up.emit()
    assert isinstance(program.shown, LoginWindow)


def test_a_known_book_is_offered_and_opened(
    program: Program, memory: Memory, book_folder: Path, qtbot: QtBot
) -> None:
    login.remember_book(memory, book_folder, "机修支部")
    program.begin()
    first = program.shown
    assert isinstance(first, LoginWindow)
    first.password.setText(PASSWORD)
    first.go.click()
    qtbot.waitUntil(lambda: isinstance(program.shown, Window), timeout=20_000)
    assert shown_window(program).current == "roster"


def test_closing_backs_up_and_frees_the_book(
    program: Program, book_folder: Path, closed: list[str], qtbot: QtBot
) -> None:
    book = open_book(book_folder, PASSWORD)
    window = program.show_book(book)
    window.close()
    qtbot.waitUntil(lambda: program.book is None, timeout=20_000)
    assert closed == [book.name]
    assert books.last_verified(book_folder) is not None
    again = open_book(book_folder, PASSWORD)
    again.close()
    program.shown = None


def test_another_user_comes_back_to_the_login(
    program: Program, book_folder: Path, qtbot: QtBot
) -> None:
    window = program.show_book(open_book(book_folder, PASSWORD))
    window.wants_login.emit()
    qtbot.waitUntil(lambda: isinstance(program.shown, LoginWindow), timeout=20_000)
    assert isinstance(program.shown, LoginWindow)
    assert program.shown.folder() == book_folder


def test_the_sample_is_one_click_away_and_named_so(program: Program, qtbot: QtBot) -> None:
    program.show_login().wants_sample.emit()
    qtbot.waitUntil(lambda: isinstance(program.shown, Window), timeout=20_000)
    window = shown_window(program)
    assert "样例账套" in [label.text() for label in window.findChildren(QLabel)]


def test_the_sample_is_shown_from_a_book_of_ones_own_which_is_closed_first(
    program: Program, book_folder: Path, closed: list[str], qtbot: QtBot
) -> None:
    book = open_book(book_folder, PASSWORD)
    window = program.show_book(book)
    show = window.context.sample
    assert show is not None
    show()
    qtbot.waitUntil(
        lambda: isinstance(program.shown, Window) and program.shown is not window, timeout=20_000
    )
    assert closed == [book.name]  # in these tests the sample is the same book: it was let go
    assert shown_window(program).context.sample is None


def test_a_second_start_brings_the_window_forward(program: Program) -> None:
    window = program.show_login()
    window.showMinimized()
    program.come_forward()
    assert not window.isMinimized()
    assert window.isVisible()


def test_the_look_is_that_of_last_time(
    qapp: QApplication, memory: Memory, program: Program, look: theme.Theme
) -> None:
    memory.keep("look/scale", 120)
    memory.keep("look/mode", "dark")
    Program(qapp, program._parts, memory)
    assert (look.scale, look.mode) == (120, theme.Mode.DARK)
    memory.keep("look/scale", 77)
    memory.keep("look/mode", "pink")
    Program(qapp, program._parts, memory)
    assert (look.scale, look.mode) == (100, theme.Mode.AUTO)


@pytest.mark.skipif(os.name == "nt", reason="input methods are the system's own there")
@pytest.mark.parametrize(("set_to", "used"), [("fcitx", "ibus"), ("fcitx5", "ibus"), ("", "")])
def test_fcitx_is_reached_through_ibus(
    monkeypatch: pytest.MonkeyPatch, set_to: str, used: str
) -> None:
    monkeypatch.setenv("QT_IM_MODULE", set_to)
    start.prepare_environment()
    assert os.environ["QT_IM_MODULE"] == used


def test_the_sample_first_leaves_the_new_book_at_the_login(
    program: Program, memory: Memory, book_folder: Path, qtbot: QtBot
) -> None:
    program.begin()
    asking = program.shown
    assert isinstance(asking, Wizard)
    book = open_book(book_folder, PASSWORD)
    login.remember_book(memory, book.folder, book.name)
    asking.made.emit(Made(book, "", Begin.SAMPLE))
    qtbot.waitUntil(lambda: isinstance(program.shown, Window), timeout=20_000)
    assert "样例账套" in [label.text() for label in shown_window(program).findChildren(QLabel)]
    assert [folder for folder, _name in login.known_books(memory)] == [book_folder]


def test_a_window_is_made_without_looking_for_garbage(
    qapp: QApplication, memory: Memory, book_folder: Path
) -> None:
    seen: list[bool] = []

    def panes(_role: object, _kind: str) -> tuple[PaneSpec, ...]:
        seen.append(gc.isenabled())
        return (SPEC,)

    parts = Parts(
        panes=panes,
        facts=lambda _desk: (),
        finders=lambda _desk, _open: (),
        sample=lambda: (book_folder, PASSWORD),
    )
    window = Program(qapp, parts, memory).show_book(open_book(book_folder, PASSWORD))
    assert seen == [False]
    assert gc.isenabled()
    window.close()

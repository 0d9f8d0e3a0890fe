"""Four questions make a book; the recovery code must have been kept before going on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.store import keys
from djdesk.services import books
from djdesk.services.books import BookKind, open_book
from djdesk.ui.kit import recovery_sheet
from djdesk.ui.kit.jobs import InlineJobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.shell import wizard
from djdesk.ui.shell.login import known_books
from djdesk.ui.shell.wizard import Begin, Made, Wizard
from tests.conftest import CHEAP
from tests.ui.hands import click, press, write

NAME = "中共某某厂机修车间支部委员会"
PASSWORD = "three words here"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = books.create_book
    monkeypatch.setattr(
        wizard, "create_book", lambda folder, **more: whole(folder, cost=CHEAP, **more)
    )


@pytest.fixture
def asking(memory: Memory, messages: Recorder, cheap: None, qtbot: QtBot) -> Wizard:
    made = Wizard(memory, messages.crashed, InlineJobs(messages))
    qtbot.addWidget(made)
    made.show()
    return made


def to_password(asking: Wizard, folder: Path) -> None:
    click(asking.steps.next)
    asking.name.setText(NAME)
    asking.place.setText(str(folder))
    click(asking.steps.next)


def answer(asking: Wizard, password: str = PASSWORD, again: str = PASSWORD) -> None:
    write(asking.user, "李静")
    asking.password.setText(password)
    asking.again.setText(again)


def test_the_whole_way_makes_an_open_book(asking: Wizard, tmp_path: Path) -> None:
    got: list[Made] = []
    asking.made.connect(got.append)
    click(asking.kinds.button(1))
    to_password(asking, tmp_path / "账套")
    answer(asking)
    click(asking.steps.next)
    assert asking.steps.place == 3
    code = asking.sheet.code.text()
    assert not asking.steps.next.isEnabled()
    asking.sheet.keeping.setChecked(True)
    click(asking.steps.next)
    click(asking.beginnings.button(1))
    click(asking.steps.next)
    assert [(made.begin, made.code) for made in got] == [(Begin.EMPTY, code)]
    book = got[0].book
    assert (book.kind, book.name, book.user) == (BookKind.COMMITTEE, NAME, "李静")
    book.close()
    again = open_book(tmp_path / "账套", code)
    assert again.by_code
    again.close()


def test_a_name_proposes_a_folder(asking: Wizard) -> None:
    click(asking.steps.next)
    assert not asking.steps.next.isEnabled()
    write(asking.name, NAME)
    assert Path(asking.place.text()).name == NAME
    assert asking.steps.next.isEnabled()


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [("short", "short", "太短"), (PASSWORD, "another one", "不一样"), ("11111111", "", "简单")],
)
def test_passwords_are_judged_while_typing(
    asking: Wizard, tmp_path: Path, password: str, again: str, told: str
) -> None:
    to_password(asking, tmp_path / "账套")
    answer(asking, password, again)
    assert told in asking.fault.text()
    assert not asking.steps.next.isEnabled()


def test_a_folder_in_use_is_told_and_can_be_changed(
    asking: Wizard, tmp_path: Path, messages: Recorder
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "x").write_text("x")
    to_password(asking, full)
    answer(asking)
    click(asking.steps.next)
    assert asking.steps.place == 2
    assert asking.messages.panel.isVisible()
    assert "不是空的" in asking.messages.panel.text.text()
    assert asking.steps.next.text() == "下一步"
    click(asking.steps.back)
    assert asking.steps.place == 1


def test_after_the_book_stands_there_is_no_way_back(asking: Wizard, tmp_path: Path) -> None:
    to_password(asking, tmp_path / "账套")
    answer(asking)
    click(asking.steps.next)
    assert not asking.steps.back.isVisible()
    assert not asking._back.isVisible()
    assert asking.password.text() == ""
    asking.shut()
    again = open_book(tmp_path / "账套", PASSWORD)
    again.close()


def test_printing_counts_as_keeping(
    asking: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def print_sheet(document: QTextDocument, _parent: QWidget) -> bool:
        printed.append(document.toPlainText())
        return True

    monkeypatch.setattr(recovery_sheet, "print_sheet", print_sheet)
    to_password(asking, tmp_path / "账套")
    answer(asking)
    click(asking.steps.next)
    click(asking.sheet.print_button)
    assert asking.sheet.keeping.isChecked()
    code = asking.sheet.code.text()
    assert all(group in printed[0] for group in code.split("-"))
    assert NAME in printed[0]
    asking.shut()


def test_the_weakest_password_the_wizard_takes_is_one_the_store_takes() -> None:
    keys.check_password(PASSWORD)


def test_enter_alone_leads_through(asking: Wizard, tmp_path: Path, qtbot: QtBot) -> None:
    qtbot.waitUntil(asking.isActiveWindow)

    def enter() -> None:
        focused = asking.focusWidget()
        assert focused is not None
        press(focused, Qt.Key.Key_Return)

    enter()
    assert asking.steps.place == 1
    asking.place.setText(str(tmp_path / "账套"))
    asking._place_typed = True
    write(asking.name, NAME)
    enter()
    assert asking.steps.place == 2
    for text in ("李静", PASSWORD, PASSWORD):
        line = asking.focusWidget()
        assert line is not None
        write(line, text)
        enter()
    assert asking.steps.place == 3
    assert asking.focusWidget() is asking.sheet.print_button
    asking.shut()


def test_closed_in_the_middle_the_book_is_found_again(
    asking: Wizard, memory: Memory, tmp_path: Path
) -> None:
    folder = tmp_path / "账套"
    to_password(asking, folder)
    answer(asking)
    click(asking.steps.next)
    asking.close()
    assert known_books(memory) == [(folder, NAME)]
    open_book(folder, PASSWORD).close()

"""The search box finds by word and initials, people first, and opens on Enter."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.shell import search as search_module
from djdesk.ui.shell.search import Command, Hit, SearchBox
from tests.ui.hands import click, press, write

PEOPLE = ("陈堃", "陈静", "李静")


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def box(jobs: Jobs, opened: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SearchBox:
    monkeypatch.setattr(search_module, "WAIT", 0)

    def hit(word: str, hint: str) -> Hit:
        return Hit(word, hint, "user", lambda: opened.append(word))

    def people(text: str) -> Sequence[Hit]:
        return [hit(name, "党员") for name in PEOPLE if text in name]

    commands = [Command(hit("党员花名册", "功能"), "名册"), Command(hit("显示设置", "功能"))]
    made = SearchBox(jobs, commands, [people])
    qtbot.addWidget(made)
    made.show()
    return made


def results(box: SearchBox) -> list[str]:
    rows = (box.results.item(row) for row in range(box.results.count()))
    return [row.text().split()[0] for row in rows] if box.results.isVisible() else []


@pytest.mark.parametrize("text", ["hmc", "名册", "花名"])
def test_panes_by_word_other_word_and_initials(box: SearchBox, qtbot: QtBot, text: str) -> None:
    write(box, text)
    box.textEdited.emit(text)
    qtbot.waitUntil(lambda: results(box) == ["党员花名册"])


def test_people_come_first_and_enter_opens(box: SearchBox, opened: list[str], qtbot: QtBot) -> None:
    box.setText("静")
    press(box, Qt.Key.Key_Return)
    assert opened == ["陈静"]
    assert box.text() == ""
    assert results(box) == []


def test_arrows_choose(box: SearchBox, opened: list[str]) -> None:
    box.setText("静")
    box._search()
    assert results(box) == ["陈静", "李静"]
    press(box, Qt.Key.Key_Down)
    press(box, Qt.Key.Key_Return)
    assert opened == ["李静"]


def test_up_from_the_first_goes_to_the_last(box: SearchBox, opened: list[str]) -> None:
    box.setText("静")
    box._search()
    press(box, Qt.Key.Key_Up)
    press(box, Qt.Key.Key_Return)
    assert opened == ["李静"]


def test_a_click_opens(box: SearchBox, opened: list[str]) -> None:
    box.setText("堃")
    box._search()
    box.results.itemClicked.emit(box.results.item(0))
    assert opened == ["陈堃"]


def test_nothing_found_is_said_and_opens_nothing(box: SearchBox, opened: list[str]) -> None:
    box.setText("没有这个")
    box._search()
    assert results(box) == ["没有找到"]
    press(box, Qt.Key.Key_Return)
    assert opened == []


def test_escape_closes_and_an_empty_box_shows_nothing(box: SearchBox) -> None:
    box.setText("静")
    box._search()
    left: list[bool] = []
    box.left.connect(lambda: left.append(True))
    press(box, Qt.Key.Key_Escape)
    assert results(box) == []
    assert (box.text(), left) == ("", [True])
    box.setText("静")
    box._search()
    box.clear()
    box._search()
    assert results(box) == []


def test_the_keyboard_stays_in_the_line(box: SearchBox) -> None:
    box.setFocus()
    box.setText("静")
    box._search()
    assert box.hasFocus()
    click(box)
    assert box.hasFocus()

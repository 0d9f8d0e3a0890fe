"""Rows are found by the pinyin initials of their names, one letter after the other."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from djdesk.ui.kit.initials import ByInitials

PEOPLE = ("张三", "李四", "张四", "王五")


@pytest.fixture
def finder(qapp: QApplication) -> ByInitials:
    made = ByInitials(QObject(qapp))
    made.offer(PEOPLE)
    return made


def test_letters_lead_on_from_the_current_row(finder: ByInitials) -> None:
    found: list[int] = []
    finder.found.connect(found.append)
    finder.type("z", 0)  # the next Zhang after the first
    finder.type("s", 2)
    finder.forget()
    finder.type("Z", 2)  # and round to the first again
    assert found == [2, 2, 0]


def test_letters_that_lead_nowhere_are_not_kept(finder: ByInitials) -> None:
    told: list[str] = []
    finder.searching.connect(told.append)
    finder.type("l", 0)
    finder.type("x", 1)
    assert told == ["l", "l"]
    assert finder.erase()
    assert not finder.erase()
    finder.forget()
    assert told[-1] == ""
    assert not finder.going_on


def test_a_search_that_found_nobody_ends_too(finder: ByInitials) -> None:
    told: list[str] = []
    finder.searching.connect(told.append)
    finder.type("x", 0)
    assert finder.going_on
    finder.forget()
    assert told == ["/", ""]

"""The bar above the pane gives way in order: search, then the book's name; never the warnings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.theme import Theme
from djdesk.ui.shell.topbar import LEAST, SEARCH, TopBar

BOOK = "中共某某省某某市某某县机械制造有限责任公司第二机修车间支部委员会"


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TopBar]:
    home = QWidget()
    qtbot.addWidget(home)
    made = TopBar(BOOK, QLineEdit(), QPushButton("书记 · 王某"), home)
    made.add_pill("样例账套")
    made.add_pill("投影模式：隐私已遮住", "投影模式").hide()
    home.resize(1280, 60)
    home.show()
    yield made  # and keep what it stands in
    home.close()


def widen(bar: TopBar, width: int) -> None:
    bar.setGeometry(0, 0, width, bar.height())
    QApplication.processEvents()


def parts(bar: TopBar) -> list[QWidget]:
    shown = [bar._search, *bar._pills, bar.book, bar._user]
    return [part for part in shown if part.isVisible()]


@pytest.mark.parametrize(("scale", "least"), [(100, 828), (120, 789), (145, 740)])
@pytest.mark.parametrize("more", [0, 120, 300, 800])
@pytest.mark.parametrize("masked", [False, True])
def test_nothing_lies_over_anything_else(
    bar: TopBar, look: Theme, scale: int, least: int, more: int, masked: bool
) -> None:
    look.set_scale(scale)
    list(bar._pills)[1].setVisible(masked)
    widen(bar, least + more)  # the least: beside the areas in a window of 1024 px
    row = sorted(parts(bar), key=lambda part: part.x())
    for left, right in pairwise(row):
        assert left.geometry().right() < right.x()
    assert row[-1].geometry().right() <= bar.rect().right()
    for part in (bar._user, *bar._pills):
        assert part.isHidden() or part.width() >= part.sizeHint().width()
    assert len(row) == 4 + masked or more < 300


def test_the_book_s_name_is_whole_where_there_is_room(bar: TopBar, look: Theme) -> None:
    widen(bar, 1600)
    assert bar.book.width() == bar.book.sizeHint().width()
    assert bar._search.width() == look.px(SEARCH[1])


def test_the_search_gives_way_before_the_name(bar: TopBar, look: Theme) -> None:
    widen(bar, 1084)
    whole = bar.book.sizeHint().width()
    assert bar.book.width() == whole
    assert look.px(SEARCH[0]) <= bar._search.width() < look.px(SEARCH[1])
    widen(bar, 700)
    assert bar._search.width() == look.px(SEARCH[0])
    assert bar.book.fontMetrics().horizontalAdvance(LEAST) <= bar.book.width() < whole


def test_a_piece_that_tells_nothing_is_not_shown(bar: TopBar) -> None:
    widen(bar, 480)
    assert not bar.book.isVisible()
    widen(bar, 1084)
    assert bar.book.isVisible()


def test_a_warning_that_comes_takes_its_room(bar: TopBar) -> None:
    widen(bar, 828)
    before, pill = bar.book.width(), list(bar._pills)[1]
    pill.show()
    assert pill.isVisible()
    assert not bar.book.isVisible() or bar.book.width() < before
    pill.hide()
    assert bar.book.isVisible()
    assert bar.book.width() == before


def test_a_warning_says_less_before_it_is_cut(bar: TopBar, look: Theme) -> None:
    pill = list(bar._pills)[1]
    pill.show()
    widen(bar, 1084)
    assert (pill.text(), pill.toolTip()) == ("投影模式：隐私已遮住", "")
    usual = pill.fontMetrics().horizontalAdvance(pill.text())
    assert usual < pill.width()
    look.set_scale(145)
    widen(bar, 740)
    assert (pill.text(), pill.toolTip()) == ("投影模式", "投影模式：隐私已遮住")
    short = pill.fontMetrics().horizontalAdvance(pill.text())
    assert short < pill.width() < short + look.px(40)

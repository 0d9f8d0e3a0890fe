"""The scaffold of a pane: buttons that keep their words, a splitter that is remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from djdesk.services import settings
from djdesk.services.desk import Desk
from djdesk.ui.kit.bus import Bus
from djdesk.ui.kit.buttons import ActionButton
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.page import Page
from tests.ui.hands import press, write


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def page(memory: Memory, done: list[str], qtbot: QtBot) -> Page:
    made = Page("党员花名册", "roster", memory)
    qtbot.addWidget(made)
    made.add_action("新建", "plus", lambda: done.append("new"), primary=True, shortcut="Ctrl+N")
    made.add_action("导入", "download", lambda: done.append("import"))
    made.add_action("打印", "printer", lambda: done.append("print"), shortcut="Ctrl+P")
    made.add_more("批量修改", "square-pen", lambda: done.append("batch"))
    made.set_master(QLabel("表格"))
    record = QLabel("资料")
    record.setObjectName("record")
    made.set_detail(record)
    made.resize(1084, 700)
    made.show()
    return made


def words_on_the_bar(page: Page) -> list[str]:
    return [action.text() for action, button in page._bar if button.isVisible()]


def words_in_more(page: Page) -> list[str]:
    return [action.text() for action in page._more.actions()]


def test_buttons_and_keys_do_their_work(page: Page, done: list[str]) -> None:
    QTest.mouseClick(page._bar[0][1], Qt.MouseButton.LeftButton)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    page._more.actions()[0].trigger()
    assert done == ["new", "print", "batch"]


def test_everything_is_offered_to_the_context_menu(page: Page) -> None:
    assert [a.text() for a in page.offered()] == ["新建", "导入", "打印", "批量修改"]


def test_without_room_buttons_move_into_more_and_come_back(page: Page, done: list[str]) -> None:
    assert words_on_the_bar(page) == ["新建", "导入", "打印"]
    page.resize(420, 600)
    QApplication.processEvents()
    assert words_on_the_bar(page) == ["新建"]
    assert words_in_more(page)[-1] == "批量修改"
    assert {"导入", "打印"} <= set(words_in_more(page))
    page.resize(1084, 600)
    QApplication.processEvents()
    assert words_on_the_bar(page) == ["新建", "导入", "打印"]
    assert words_in_more(page) == ["批量修改"]


def test_an_action_that_is_hidden_has_no_button(page: Page) -> None:
    page.offered()[1].setVisible(False)
    assert words_on_the_bar(page) == ["新建", "打印"]


def test_the_search_box_comes_with_ctrl_f(page: Page) -> None:
    heard: list[str] = []
    box = page.with_search("搜索姓名", heard.append)
    QTest.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is box
    QTest.keyClicks(box, "zs")
    assert heard == ["z", "zs"]
    assert box.accessibleName() == "搜索姓名"


def test_the_splitter_is_remembered(page: Page, memory: Memory, qtbot: QtBot) -> None:
    page.splitter.setSizes([700, 300])
    page.splitter.splitterMoved.emit(700, 1)
    sizes = page.splitter.sizes()
    page.hide()
    again = Page("党员花名册", "roster", memory)
    qtbot.addWidget(again)
    again.set_master(QLabel("表格"))
    again.set_detail(QLabel("资料"))
    again.resize(1084, 700)
    again.show()
    assert again.splitter.sizes() == pytest.approx(sizes, abs=3)


@pytest.mark.parametrize(
    ("key", "left"), [(Qt.Key.Key_Escape, ""), (Qt.Key.Key_Down, "lm"), (Qt.Key.Key_Return, "lm")]
)
def test_keys_lead_from_the_search_to_the_list(
    memory: Memory, qtbot: QtBot, key: Qt.Key, left: str
) -> None:
    page, asked, rows = Page("党员花名册", "roster", memory), list[str](), QListWidget()
    page.with_search("姓名", asked.append)
    page.set_master(rows)
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()
    press(page, Qt.Key.Key_F, ctrl=True)
    assert page.search.hasFocus()
    write(page.search, "lm")
    press(page.search, key)
    assert rows.hasFocus()
    assert (page.search.text(), asked[-1]) == (left, left)


@pytest.fixture
def turning(memory: Memory, qtbot: QtBot) -> tuple[Page, QListWidget, QLineEdit]:
    page, rows, record = Page("党员花名册", "roster", memory), QListWidget(), QLineEdit()
    rows.addItems(["丁敏", "王艳"])
    page.with_search("姓名", lambda _text: None)
    page.set_master(rows)
    page.set_detail(record)
    page.take_turns("返回名单", rows)
    page.show_chips(True)
    qtbot.addWidget(page)
    page.resize(600, 600)
    page.show()
    return page, rows, record


def _click_row(rows: QListWidget, row: int, held: Qt.KeyboardModifier) -> None:
    place = rows.visualItemRect(rows.item(row)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, held, place)


def test_without_room_for_both_the_record_takes_the_place_of_the_list(
    turning: tuple[Page, QListWidget, QLineEdit],
) -> None:
    page, rows, record = turning
    assert (rows.isVisible(), record.isVisible(), page.chips.isVisible()) == (True, False, True)
    _click_row(rows, 1, Qt.KeyboardModifier.ControlModifier)  # chooses rows, opens nothing
    assert rows.isVisible()
    _click_row(rows, 1, Qt.KeyboardModifier.NoModifier)
    assert (rows.isVisible(), record.isVisible()) == (False, True)
    assert not page.chips.isVisible()
    assert not page.search.isVisible()
    record.setFocus()
    press(record, Qt.Key.Key_Escape)
    assert (rows.isVisible(), record.isVisible(), rows.hasFocus()) == (True, False, True)
    press(rows, Qt.Key.Key_Return)
    assert record.isVisible()
    QTest.mouseClick(page._back_button, Qt.MouseButton.LeftButton)
    assert rows.isVisible()


def test_with_room_both_stand_side_by_side_again(
    turning: tuple[Page, QListWidget, QLineEdit],
) -> None:
    page, rows, record = turning
    page.show_detail()
    page.resize(1084, 600)
    QApplication.processEvents()
    assert rows.isVisible()
    assert record.isVisible()
    assert record.width() > 200
    assert not page._back_button.isVisible()
    page.offer_detail(False)
    assert not record.isVisible()
    page.resize(600, 600)
    QApplication.processEvents()
    assert rows.isVisible()


def test_searching_leads_back_to_the_list(turning: tuple[Page, QListWidget, QLineEdit]) -> None:
    page, rows, record = turning
    page.show_detail()
    press(record, Qt.Key.Key_F, ctrl=True)
    assert rows.isVisible()
    assert page.search.hasFocus()


def test_a_record_can_have_the_whole_pane(turning: tuple[Page, QListWidget, QLineEdit]) -> None:
    page, rows, record = turning
    page.resize(1084, 600)
    QApplication.processEvents()
    _click_row(rows, 0, Qt.KeyboardModifier.NoModifier)  # beside each other, nothing turns
    assert rows.isVisible()
    page.open_wide()
    assert (rows.isVisible(), record.isVisible(), page.chips.isVisible()) == (False, True, False)
    record.setFocus()
    press(record, Qt.Key.Key_Escape)
    assert (rows.isVisible(), record.isVisible(), rows.hasFocus()) == (True, True, True)
    assert not page._back_button.isVisible()


def test_the_record_stands_beside_a_wide_table_from_some_width_on_or_as_wished(page: Page) -> None:
    offered = [True]
    record = page.findChild(QLabel, "record")
    assert record is not None
    page.detail_beside(1000, lambda: offered[0])
    assert record.isVisible()
    page.resize(900, 700)
    QApplication.processEvents()
    assert record.isHidden()
    page.toggle_detail()  # the person wants it all the same
    assert record.isVisible()
    offered[0] = False
    page.fit_detail()
    assert record.isHidden()
    offered[0] = True
    page.fit_detail()
    assert record.isVisible()


def test_news_are_read_once_the_pane_is_seen(page: Page, bus: Bus, desk: Desk) -> None:
    read: list[int] = []
    page.follow(bus, frozenset({"setting"}), lambda: read.append(1))
    settings.remember(desk, "test.one", "1")
    assert read == [1]
    page.hide()
    for text in ("2", "3"):
        settings.remember(desk, "test.one", text)
    assert read == [1]
    page.show()
    assert read == [1, 1]


def test_a_button_gets_the_width_of_the_word_it_changes_to(page: Page) -> None:
    action = page.add_action("下发", "send", lambda: None)
    QApplication.processEvents()
    (button,) = [b for b in page.findChildren(ActionButton) if b.defaultAction() is action]
    before = button.width()
    action.setText("不再下发")
    assert button.width() == button.sizeHint().width() > before

"""The window: panes built when opened, remembered, left without loss; shortcuts everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from djdesk.errors import UserError
from djdesk.services.desk import Desk, Role
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messagebar import WindowMessages
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.shell.manual import Manual
from djdesk.ui.shell.shortcuts import ShortcutList
from djdesk.ui.shell.status import Fact
from djdesk.ui.shell.window import Frame, Window

Hold = Qt.KeyboardModifier


class Pane(QWidget):
    """A pane that notes what is asked of it and may refuse to be left."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.shown: list[tuple[int | None, dict[str, object]]] = []
        self.waiting: Callable[[], None] | None = None
        self.changed = False
        QVBoxLayout(self).addWidget(QLabel("一个功能"))

    def show_record(self, record_id: int | None, **hints: object) -> None:
        self.shown.append((record_id, hints))

    def leave(self, then: Callable[[], None]) -> None:
        if self.changed:
            self.waiting = then
        else:
            then()


PANES = (
    PaneSpec("roster", "党员花名册", "党组织与党员", "users", Pane, words="名册"),
    PaneSpec("books", "账套与备份", "系统", "database", Pane),
)


@pytest.fixture
def window(desk: Desk, memory: Memory, qtbot: QtBot) -> Iterator[Window]:
    made = Window(
        Frame(
            desk, PANES, memory, lambda error, doing: pytest.fail(f"{doing}: {error!r}"),
            facts=lambda: (Fact("还没有备份", "bad", "books"), Fact("还没有上报过")),
        )
    )  # fmt: skip
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut()


def pane(window: Window, area: str) -> Pane:
    found = window.pane(area)
    assert isinstance(found, Pane)
    return found


def test_it_opens_on_the_first_pane_and_builds_others_when_asked(window: Window) -> None:
    assert window.current == "roster"
    with pytest.raises(KeyError):
        window.pane("books")
    QTest.mouseClick(window.navigation.button("books"), Qt.MouseButton.LeftButton)
    assert window.current == "books"
    first = pane(window, "books")
    window.open("roster")
    window.open("books")
    assert window.pane("books") is first
    assert window.navigation.button("books").isChecked()


def test_records_are_opened_by_word_and_id(window: Window) -> None:
    window.context.open("books", 7, tab="x")
    assert pane(window, "books").shown == [(7, {"tab": "x"})]
    window.open("books")
    assert len(pane(window, "books").shown) == 1


def test_a_pane_that_is_not_there_is_said_so(window: Window) -> None:
    window.open("dues")
    assert window.current == "roster"
    messages = window.context.messages
    assert isinstance(messages, WindowMessages)
    assert messages.note.isVisible()


def test_the_last_pane_and_the_size_are_remembered(
    window: Window, desk: Desk, memory: Memory, qtbot: QtBot
) -> None:
    window.open("books")
    window.resize(1024, 707)
    window.close()
    assert not window.isVisible()
    again = Window(Frame(desk, PANES, memory, lambda *_: None))
    qtbot.addWidget(again)
    assert again.current == "books"
    assert again.height() == 707
    again.shut()


def test_closing_waits_for_what_is_typed(window: Window) -> None:
    closed: list[bool] = []
    window.on_closed = lambda: closed.append(True)
    typing = pane(window, "roster")
    typing.changed = True
    window.close()
    assert window.isVisible()
    assert typing.waiting is not None
    typing.waiting()
    assert not window.isVisible()
    assert closed == [True]


def test_staying_keeps_the_window(window: Window) -> None:
    typing = pane(window, "roster")
    typing.changed = True
    window.close()
    typing.changed = False
    window.open("books")
    assert window.isVisible()
    window.close()
    assert not window.isVisible()


def test_the_last_work_is_done_before_closing(window: Window, qtbot: QtBot) -> None:
    done: list[bool] = []

    def back_up(progress: Progress) -> None:
        progress.step(1, 1)
        done.append(True)

    window.last_work = back_up
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert done == [True]


@pytest.mark.parametrize("word", ["仍然关闭", "取消"])
def test_a_failing_backup_is_loud_and_leaves_the_choice(
    window: Window, qtbot: QtBot, word: str
) -> None:
    asked: list[str] = []

    def fail(_progress: Progress) -> None:
        raise UserError("磁盘已满。", "请清理。")

    def answer(question: str, consequence: str, yes: str) -> bool:
        asked.append(consequence)
        return yes == word

    window.last_work = fail
    window.context.messages.ask = answer  # type: ignore[method-assign]
    window.close()
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["磁盘已满。请清理。"]
    qtbot.waitUntil(lambda: window.isVisible() is (word == "取消"))
    if word == "取消":
        assert window.isEnabled()


def test_shortcuts_lead_everywhere(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_K, Hold.ControlModifier)
    assert QApplication.focusWidget() is window.search
    QTest.keyClick(window, Qt.Key.Key_PageDown, Hold.ControlModifier)
    assert window.current == "books"
    QTest.keyClick(window, Qt.Key.Key_PageDown, Hold.ControlModifier)
    assert window.current == "roster"
    QTest.keyClick(window, Qt.Key.Key_P, Hold.ControlModifier | Hold.ShiftModifier)
    assert window.context.presentation.on


def test_f1_opens_the_manual_at_the_pane_in_use(window: Window) -> None:
    window.open("roster")
    QTest.keyClick(window, Qt.Key.Key_F1)
    manual = window.findChild(Manual)
    assert manual is not None
    assert manual.isVisible()
    assert manual.current == "roster"
    assert "党员花名册" in manual.text.toPlainText()
    window.open("books")  # it follows, and the window can be used meanwhile
    assert manual.current == "books"
    window.close()
    assert not manual.isVisible()


def test_shift_f1_lists_the_shortcuts(window: Window, qtbot: QtBot) -> None:
    seen: list[str] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:  # the key with its modifier is more than one event
            QTimer.singleShot(0, read)
            return
        assert isinstance(dialog, ShortcutList)
        seen.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.close()

    QTimer.singleShot(0, read)
    QTest.keyClick(window, Qt.Key.Key_F1, Hold.ShiftModifier)
    qtbot.waitUntil(lambda: bool(seen))
    assert "Ctrl+K" in seen


def test_presentation_is_shown_as_long_as_it_lasts(window: Window) -> None:
    window.context.presentation.set(True)
    assert window._masked.isVisible()
    window.context.presentation.set(False)
    assert not window._masked.isVisible()


def test_it_says_whose_book_and_who_sits_there(window: Window, desk: Desk) -> None:
    assert desk.store.book.name in window.windowTitle()
    menu = window._user
    assert menu.property("text") == "书记 · 李静"
    assert isinstance(menu.findChild(QMenu) or window.findChild(QMenu), QMenu)


def test_facts_lead_to_their_pane(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(window.status._links) == 2)
    backup, report = window.status._links
    assert (backup.text(), backup.property("state")) == ("还没有备份", "bad")
    assert not report.isEnabled()
    QTest.mouseClick(backup, Qt.MouseButton.LeftButton)
    assert window.current == "books"


def test_it_fits_a_small_screen_at_the_largest_scale(window: Window, look: theme.Theme) -> None:
    look.set_scale(145)
    window.resize(1024, 640)
    QApplication.processEvents()
    assert window.width() == 1024
    inside = window.centralWidget()
    assert inside is not None
    for part in (window.search, window._user, window.status, window.navigation):
        right = part.mapTo(inside, part.rect().bottomRight())
        assert inside.rect().contains(right), part


def test_a_read_only_book_is_named_so(desk: Desk, memory: Memory, qtbot: QtBot) -> None:
    from dataclasses import replace

    fixed = replace(desk, read_only=True, role=Role.VIEWER)
    made = Window(Frame(fixed, PANES, memory, lambda *_: None, sample=True))
    qtbot.addWidget(made)
    assert made._user.property("text") == "查看 · 李静（只读）"
    assert "样例账套" in [label.text() for label in made.findChildren(QLabel)]
    made.shut()


def test_enter_presses_the_button_that_has_the_focus(window: Window) -> None:
    button = window.navigation.button("books")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert window.current == "books"


def test_a_wish_to_go_elsewhere_ends_when_the_user_stays(window: Window) -> None:
    went: list[str] = []
    left = pane(window, "roster")
    left.changed = True
    window.close_then(lambda: went.append("login"))
    assert window.isVisible()
    left.changed = False
    window.close()
    assert not window.isVisible()
    assert went == []


class EmptyList(QWidget):
    """A pane whose list, which should have the keys, is hidden behind an empty state."""

    def __init__(self, _context: Context) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        self.off, self.begin, self.rows = QPushButton("停用"), QPushButton("新建"), QLineEdit()
        for widget in (self.off, self.begin, self.rows):
            box.addWidget(widget)
        self.off.setEnabled(False)
        self.rows.hide()
        self.setFocusProxy(self.rows)


def test_an_empty_pane_gets_the_keys_too(desk: Desk, memory: Memory, qtbot: QtBot) -> None:
    spec = PaneSpec("empty", "空", "系统", "users", EmptyList)
    made = Window(Frame(desk, (PANES[0], spec), memory, lambda *_: None))
    qtbot.addWidget(made)
    made.show()
    made.open("empty")
    empty = made.pane("empty")
    assert isinstance(empty, EmptyList)
    assert made.focusWidget() is empty.begin
    made.search.setFocus()
    QTest.keyClick(made.search, Qt.Key.Key_Escape)
    assert made.focusWidget() is empty.begin
    made.shut()

"""The pane 用户, driven by keys and mouse on a real book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from djdesk.models.store.book import open_book
from djdesk.models.store.keys import WrongPassword
from djdesk.services import accounts
from djdesk.services.books import desk_of
from djdesk.services.desk import Desk, Role
from djdesk.ui.accounts import AccountsPane
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.recovery_sheet import CodeDialog
from tests.conftest import PASSWORD, USER
from tests.ui.hands import click, press, write

OTHER = "另一位同志的好密码"
Make = Callable[[Desk], AccountsPane]


@pytest.fixture
def make(show_pane: Callable[[Callable[[Context], AccountsPane], Desk], AccountsPane]) -> Make:
    return partial(show_pane, AccountsPane)


@pytest.fixture
def pane(make: Make, desk: Desk) -> AccountsPane:
    accounts.add_user(desk, name="张小明", role=Role.COMMITTEE, password=OTHER)
    return make(desk)


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def _type(dialog: FormDialog, **texts: str) -> None:
    for key, text in texts.items():
        line = dialog.form.editor(key).inner
        assert isinstance(line, QLineEdit)
        line.clear()
        write(line, text)


def _fault(dialog: FormDialog, key: str) -> str:
    return dialog.form._faults[key].text()


def _give_up(dialog: FormDialog) -> None:
    dialog.form.reset()
    press(dialog, Qt.Key.Key_Escape)


def _opened_as(folder: Path, password: str) -> tuple[str, str]:
    book = open_book(folder, password, read_only=True)
    book.close()
    return book.user, book.role


def _table(pane: AccountsPane) -> list[list[object]]:
    model = pane.rows.model()
    rows, columns = range(model.rowCount()), range(2)
    return [[model.index(row, column).data() for column in columns] for row in rows]


def test_a_user_is_added_by_keyboard_and_may_open_the_book(pane: AccountsPane, desk: Desk) -> None:
    assert _table(pane) == [[f"{USER}（我）", "书记"], ["张小明", "委员"]]
    pane.add.trigger()
    dialog = _dialog()
    _type(dialog, name="王芳", role="组织委员", new=OTHER + "二", again=OTHER + "二")
    press(dialog.form.editor("again").inner, Qt.Key.Key_Return)
    assert _table(pane)[2] == ["王芳", "组织委员"]
    assert pane.subtitle.text() == "共 3 人"
    assert _opened_as(desk.store.folder, OTHER + "二") == ("王芳", "organizer")


def test_two_different_or_weak_passwords_are_told_at_their_fields(
    pane: AccountsPane, desk: Desk
) -> None:
    pane.add.trigger()
    dialog = _dialog()
    _type(dialog, name="王芳", new=OTHER, again=OTHER + "错")
    click(dialog.save_button)
    assert "不一样" in _fault(dialog, "again")
    _type(dialog, new="12345678", again="12345678")
    click(dialog.save_button)
    assert "过于简单" in _fault(dialog, "new")
    _give_up(dialog)
    assert len(accounts.users(desk)) == 2


def test_ones_own_password_is_changed_with_the_old_one_only(
    pane: AccountsPane, desk: Desk, messages: Recorder
) -> None:
    pane.own.trigger()
    dialog = _dialog()
    _type(dialog, old=OTHER, new=OTHER + "三", again=OTHER + "三")
    click(dialog.save_button)
    [error] = messages.errors
    assert "原密码不正确" in str(error)
    assert dialog.isVisible()
    _type(dialog, old=PASSWORD)
    click(dialog.save_button)
    assert messages.said == ["密码已修改，下次打开账套用新密码。"]
    assert _opened_as(desk.store.folder, OTHER + "三") == (USER, "secretary")
    with pytest.raises(WrongPassword):
        _opened_as(desk.store.folder, PASSWORD)


def test_a_role_changes_but_the_last_secretary_stays(
    pane: AccountsPane, desk: Desk, messages: Recorder
) -> None:
    pane.rows.selectRow(1)
    pane.role_action.trigger()
    _type(_dialog(), role="组织委员")
    click(_dialog().save_button)
    assert _table(pane)[1] == ["张小明", "组织委员"]
    pane.rows.selectRow(0)
    pane.role_action.trigger()
    dialog = _dialog()
    _type(dialog, role="委员")
    click(dialog.save_button)
    [error] = messages.errors
    assert "至少要保留一位书记" in str(error)
    _give_up(dialog)
    assert _table(pane)[0] == [f"{USER}（我）", "书记"]


def test_a_forgotten_password_is_set_anew(pane: AccountsPane, desk: Desk) -> None:
    pane.rows.selectRow(1)
    pane.reset.trigger()
    _type(_dialog(), new=OTHER + "新", again=OTHER + "新")
    click(_dialog().save_button)
    assert _opened_as(desk.store.folder, OTHER + "新") == ("张小明", "committee")


def test_removing_asks_and_chooses_nobody_else(
    pane: AccountsPane, desk: Desk, messages: Recorder
) -> None:
    accounts.add_user(desk, name="王芳", role=Role.VIEWER, password=OTHER + "四")
    pane.refresh()
    pane.rows.selectRow(0)
    assert not pane.remove.isEnabled()  # oneself
    pane.rows.selectRow(1)
    messages.answer = False
    pane.remove.trigger()
    assert len(accounts.users(desk)) == 3
    messages.answer = True
    pane.remove.trigger()
    assert [user.name for user in accounts.users(desk)] == [USER, "王芳"]
    assert pane.rows.current is None  # not the one who moved up
    assert not pane.reset.isEnabled()


def test_a_new_recovery_code_stays_until_it_is_kept(
    pane: AccountsPane, desk: Desk, messages: Recorder
) -> None:
    messages.answer = False
    pane.code.trigger()
    assert QApplication.activeModalWidget() is None
    messages.answer = True
    pane.code.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CodeDialog)
    code = dialog.panel.code.text()
    assert _opened_as(desk.store.folder, code) == ("恢复码", "secretary")
    press(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    assert "打印或抄下" in dialog.hint.text()
    assert not dialog.finish.isEnabled()
    press(dialog.panel.keeping, Qt.Key.Key_Space)
    assert dialog.hint.text() == ""
    click(dialog.finish)
    assert not dialog.isVisible()


def test_others_than_the_secretary_change_their_own_password_only(make: Make, desk: Desk) -> None:
    pane = make(replace(desk, role=Role.ORGANIZER))
    offered = [action.text() for action in pane.offered() if action.isVisible()]
    assert offered == ["修改我的密码"]
    assert not pane._more_button.isVisible()
    pane = make(replace(desk, read_only=True))
    assert not any(action.isVisible() and action.isEnabled() for action in pane.offered())


def test_who_opened_with_the_code_is_told_to_set_a_password(
    make: Make, desk: Desk, book_folder: Path
) -> None:
    code = accounts.new_recovery_code(desk)
    book = open_book(book_folder, code, read_only=True)
    pane = make(desk_of(book))
    assert not pane.own.isVisible()
    assert "恢复码" in pane.subtitle.text()
    assert _table(pane) == [[USER, "书记"]]
    book.close()

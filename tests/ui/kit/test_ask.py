"""Short dialogs: values asked for, work done with them, faults shown, what was typed kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import Problem, Refused
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context
from tests.ui.hands import click, press, write

NAME = Field("name", "名称", Kind.TEXT, required=True)
SECRET = Field("secret", "密码", Kind.TEXT, secret=True)


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def _line(dialog: FormDialog, key: str) -> QLineEdit:
    line = dialog.form.editor(key).inner
    assert isinstance(line, QLineEdit)
    return line


def test_the_answer_of_the_work_comes_back_and_the_dialog_closes(
    context: Context, owner: QWidget
) -> None:
    answers: list[str] = []
    dialog = ask_form(
        context, owner, "新建", [NAME], lambda values: f"<{values['name']}>", answers.append
    )
    assert dialog.focusWidget() is _line(dialog, "name")
    write(_line(dialog, "name"), "第一党小组")
    press(_line(dialog, "name"), Qt.Key.Key_Return)  # Enter in the last field does it
    assert answers == ["<第一党小组>"]
    assert QApplication.activeModalWidget() is None


def test_a_refusal_is_shown_at_its_field_and_nothing_typed_is_lost(
    context: Context, owner: QWidget
) -> None:
    def work(_values: Values) -> None:
        raise Refused([Problem("已有同名的。", "请换一个。", "name")])

    dialog = ask_form(context, owner, "新建", [NAME], work)
    write(_line(dialog, "name"), "第一党小组")
    click(dialog.save_button)
    assert QApplication.activeModalWidget() is dialog
    assert dialog.form._faults["name"].text() == "已有同名的。请换一个。"
    assert _line(dialog, "name").text() == "第一党小组"
    assert dialog.save_button.isEnabled()
    dialog.form.reset()
    dialog.reject()


def test_escape_asks_once_before_something_typed_is_given_up(
    context: Context, owner: QWidget, messages: Recorder
) -> None:
    done: list[str] = []
    dialog = ask_form(
        context, owner, "新建", [NAME], lambda values: str(values["name"]), done.append
    )
    write(_line(dialog, "name"), "甲")
    messages.leaving = Leave.STAY
    press(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is dialog
    messages.leaving = Leave.DISCARD
    press(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    assert done == []
    assert messages.asked == ["新建", "新建"]


def test_a_password_shows_dots_and_counts_as_it_was_typed(context: Context, owner: QWidget) -> None:
    got: list[object] = []
    dialog = ask_form(
        context, owner, "修改密码", [SECRET], lambda values: values["secret"], got.append
    )
    line = _line(dialog, "secret")
    assert line.echoMode() is QLineEdit.EchoMode.Password
    write(line, " 12  ab ")  # blanks belong to a password
    click(dialog.save_button)
    assert got == [" 12  ab "]


def test_the_keys_go_to_what_must_still_be_filled_in(context: Context, owner: QWidget) -> None:
    note = Field("note", "说明", Kind.TEXT)
    must = Field("must", "日期", Kind.TEXT, required=True)
    for values, focused in (({"name": "甲"}, "must"), ({"name": "甲", "must": "乙"}, "name")):
        dialog = ask_form(
            context, owner, "改名", [NAME, note, must], lambda _v: None, values=values
        )
        assert dialog.focusWidget() is _line(dialog, focused)
        dialog.reject()

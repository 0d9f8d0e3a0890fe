"""Short dialogs save once, close when it is done, and never throw typing away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from djdesk.errors import DeskError, Problem, Refused
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.ui.kit.dialogs import FormDialog, Steps
from djdesk.ui.kit.forms import Form, Values
from djdesk.ui.kit.messages import Leave, Recorder
from tests.ui.hands import click, press, write

FIELDS = (Field("name", "名称", Kind.TEXT, required=True), Field("remark", "备注", Kind.TEXT))


class Saving:
    """Notes what is to be saved and answers when told."""

    def __init__(self) -> None:
        self.values: list[Values] = []
        self.done: Callable[[], None] = lambda: None
        self.refused: Callable[[DeskError], None] = lambda _: None

    def __call__(
        self, values: Values, done: Callable[[], None], refused: Callable[[DeskError], None]
    ) -> None:
        self.values.append(values)
        self.done, self.refused = done, refused


@pytest.fixture
def saving() -> Saving:
    return Saving()


@pytest.fixture
def dialog(messages: Recorder, saving: Saving, qtbot: QtBot) -> FormDialog:
    made = FormDialog("新建党小组", Form(FIELDS, messages), saving)
    qtbot.addWidget(made)
    made.open()
    return made


def test_enter_walks_and_saves_and_the_dialog_closes_when_it_is_done(
    dialog: FormDialog, saving: Saving
) -> None:
    write(dialog.form.editor("name").inner, "第四党小组")
    press(dialog.form.editor("name").inner, Qt.Key.Key_Return)
    assert saving.values == []
    press(dialog.form.editor("remark").inner, Qt.Key.Key_Return)
    assert saving.values == [{"name": "第四党小组", "remark": ""}]
    assert dialog.isVisible()
    assert not dialog.save_button.isEnabled()
    saving.done()
    assert dialog.isHidden()


def test_ctrl_enter_saves_once_from_a_text_of_several_lines(
    messages: Recorder, saving: Saving, qtbot: QtBot
) -> None:
    fields = (FIELDS[0], Field("reasons", "原因", Kind.TEXT, lines=6))
    made = FormDialog("退回记录", Form(fields, messages), saving)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
    text = made.form.editor("reasons").inner
    write(text, "没有写清")
    press(text, Qt.Key.Key_Return, ctrl=True)
    assert saving.values == []  # the name is missing
    write(made.form.editor("name").inner, "第三季度")
    press(text, Qt.Key.Key_Return, ctrl=True)
    press(text, Qt.Key.Key_Return, ctrl=True)
    assert saving.values == [{"name": "第三季度", "reasons": "没有写清"}]
    saving.done()


def test_a_refusal_leaves_it_open_to_correct(dialog: FormDialog, saving: Saving) -> None:
    write(dialog.form.editor("name").inner, "第一党小组")
    click(dialog.save_button)
    saving.refused(Refused([Problem("已有同名党小组。", "请换一个名称。", "name")]))
    assert dialog.isVisible()
    assert dialog.save_button.isEnabled()
    saving_again = dialog.form.editor("name").inner
    assert saving_again.property("state") == "bad"
    dialog.form.reset()
    dialog.close()


def test_enter_presses_the_button_it_stands_on_and_no_other(
    dialog: FormDialog, saving: Saving
) -> None:
    write(dialog.form.editor("name").inner, "first")
    dialog.save_button.setFocus()
    press(dialog.save_button, Qt.Key.Key_Return)
    assert saving.values == [{"name": "first", "remark": ""}]
    saving.done()


def test_escape_asks_only_when_something_was_typed(dialog: FormDialog, messages: Recorder) -> None:
    write(dialog.form.editor("name").inner, "x")
    messages.leaving = Leave.STAY
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    messages.leaving = Leave.DISCARD
    dialog.close()
    assert dialog.isHidden()
    assert messages.asked == ["新建党小组", "新建党小组"]


def test_steps_go_on_when_they_may(qtbot: QtBot) -> None:
    entered: list[int] = []
    finished: list[bool] = []
    steps = Steps(
        [("甲", QLabel("a")), ("乙", QLabel("b"))],
        finish=lambda: finished.append(True),
        finish_word="完成",
        on_enter=entered.append,
    )
    qtbot.addWidget(steps)
    steps.show()
    assert not steps.back.isVisible()
    steps.allow_next(False)
    click(steps.next)
    assert steps.place == 0
    steps.allow_next(True)
    steps.proceed = lambda place: place != 0
    click(steps.next)
    assert steps.place == 0
    steps.proceed = lambda _: True
    click(steps.next)
    assert (steps.place, steps.next.text()) == (1, "完成")
    click(steps.back)
    click(steps.next)
    click(steps.next)
    assert finished == [True]
    assert entered == [0, 1, 0, 1]


def test_enter_goes_on_in_a_dialog_of_steps(qtbot: QtBot) -> None:
    dialog = QDialog()
    line = QLineEdit()
    steps = Steps(
        [("甲", line), ("乙", QLabel("b"))], finish=dialog.accept, finish_word="完成", parent=dialog
    )
    QVBoxLayout(dialog).addWidget(steps)
    qtbot.addWidget(dialog)
    dialog.show()
    press(line, Qt.Key.Key_Return)
    assert steps.place == 1

"""The record beside a list: who is meant by a name, what is handed on unseen, what a save says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import Problem
from djdesk.services import drafts
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.entry import EntryKind, EntryView
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from tests.ui.hands import click, press, write

FIELDS = (
    Field("problem", "存在问题", Kind.TEXT, required=True),
    Field("responsible", "责任人", Kind.PERSON),
    Field("remark", "备注", Kind.TEXT),
)


@dataclass(frozen=True)
class Row:
    """A record as a service gives it."""

    id: int
    values: Mapping[str, Value]
    own: bool = True
    responsible_id: int | None = None


@dataclass
class Written:
    """What a view handed to its services."""

    added: list[Values] = field(default_factory=list)
    changed: list[tuple[int, Values]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)


class View(EntryView[Row]):
    """Enters corrections; its services note what they are given."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self.written = Written()
        people = {"responsible": lambda: [Choice(3, "张某三"), Choice(4, "李某四")]}
        kind = EntryKind(
            "assessment", "整改", FIELDS, "test/entry", "选中一条。", ("responsible",), people
        )
        super().__init__(context, kind, parent)

    def _words(self, record: Row | None) -> str:
        return "新的整改" if record is None else f"整改 {record.id}"

    def _check(self, values: Mapping[str, Value]) -> Iterable[Problem]:
        if values.get("remark") == "错":
            yield Problem("备注不对。", "请改正。", "remark")

    def _add(self, desk: Desk, values: Values) -> int:
        self.written.added.append(values)
        return 9

    def _change(self, desk: Desk, record_id: int, values: Values) -> None:
        self.written.changed.append((record_id, values))

    def _remove(self, desk: Desk, record_id: int) -> None:
        self.written.removed.append(record_id)

    def _meant(self, record: Row) -> Mapping[str, int | None]:
        return {"responsible": record.responsible_id}

    def _pages(self) -> Mapping[str, tuple[str, QWidget]]:
        return {"files": ("附件", QLabel("没有附件", self))}


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(500, 500)
    made.show()
    return made


@pytest.fixture
def view(context: Context, window: QWidget) -> View:
    made = View(context, window)
    made.resize(500, 500)
    made.show()
    return made


def line(view: View, key: str) -> QLineEdit:
    """The line in which a field is typed."""
    inner = view.form.editor(key).inner
    assert isinstance(inner, QLineEdit)
    return inner


def test_a_new_record_hands_on_what_is_not_in_the_form(view: View) -> None:
    view.begin({"problem": "连续两次缺席", "warning": "yellow", "month": None})
    assert line(view, "responsible").hasFocus()
    write(line(view, "responsible"), "李某四")
    got: list[int] = []
    view.entered.connect(got.append)
    press(line(view, "responsible"), Qt.Key.Key_S, ctrl=True)
    (values,) = view.written.added
    assert (values["warning"], values["problem"]) == ("yellow", "连续两次缺席")
    assert values["responsible_id"] == 4
    assert got == [9]


def test_who_was_meant_stays_meant_until_the_name_changes(view: View) -> None:
    # not among the choices any more, but the record knows who it was
    view.show_entry(Row(5, {"problem": "甲", "responsible": "王某五"}, responsible_id=55))
    write(line(view, "remark"), "一")
    click(view.keep)
    assert view.written.changed[-1][1]["responsible_id"] == 55
    line(view, "responsible").clear()
    write(line(view, "responsible"), "外单位某人")
    view.form.submit()
    assert "responsible_id" not in view.written.changed[-1][1]


def test_what_is_wrong_is_said_before_it_is_saved(view: View) -> None:
    view.begin({"problem": "甲"})
    write(line(view, "remark"), "错")
    click(view.keep)
    assert view.written.added == []
    assert "备注不对" in view.form._faults["remark"].text()
    view._on_drop()


def test_a_record_of_another_book_is_shown_only(view: View) -> None:
    view.show_entry(Row(5, {"problem": "甲"}, own=False))
    assert view.keep.isHidden()
    assert view.remove.isHidden()
    assert line(view, "problem").isReadOnly()


def test_removing_and_giving_up(view: View, messages: Recorder) -> None:
    view.show_entry(Row(5, {"problem": "甲"}))
    click(view.remove)
    assert view.written.removed == [5]
    assert messages.said[-1] == "已删除 1 条整改。"
    given_up: list[bool] = []
    view.given_up.connect(lambda: given_up.append(True))
    view.begin()
    click(view.drop)
    assert given_up == [True]
    assert view.card.isHidden()


def test_what_is_typed_is_kept_as_a_draft(view: View, desk: Desk) -> None:
    view.begin()
    write(line(view, "problem"), "学习笔记缺页")
    view.keeper.keep_now()
    kept = drafts.find_draft(desk, "test/entry/new")
    assert kept is not None
    assert kept.texts["problem"] == "学习笔记缺页"
    view._on_drop()
    assert drafts.find_draft(desk, "test/entry/new") is None


def test_what_stands_beside_the_form_waits_for_the_record(view: View) -> None:
    view.begin()
    assert len(view.sections._tabs._left_out) == 1
    view.form.reset()
    view.show_entry(Row(5, {"problem": "甲"}))
    view.sections.choose("files")
    assert view.form.isHidden() or not view.form.isVisible()
    view.begin({"problem": "乙"})
    assert view.sections.current == "form"
    assert view.form.isVisible()
    view._on_drop()

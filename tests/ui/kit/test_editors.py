"""What is typed becomes a value or a problem at once; each kind in its own way."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.rules import codes
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.ui.kit.editors import (
    Choice,
    ChoiceEditor,
    CodeEditor,
    DateEditor,
    Editor,
    FlagEditor,
    LineEditor,
    NameEditor,
    SuggestEditor,
    TextEditor,
    editor_for,
)
from tests.ui.hands import press, write

PLACES = (Choice(3, "第一党小组", "机修"), Choice(5, "第二党小组"), Choice(8, "第十二党小组"))


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def shown(editor: Editor, home: QWidget) -> Editor:
    editor.resize(240, 40)
    editor.show()
    return editor


def field(kind: Kind, **more: object) -> Field:
    return Field("key", "标题", kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("described", "made"),
    [
        (field(Kind.TEXT), LineEditor),
        (field(Kind.TEXT, lines=3), TextEditor),
        (field(Kind.DATE), DateEditor),
        (field(Kind.MONTH), DateEditor),
        (field(Kind.CODE, codes="sex"), CodeEditor),
        (field(Kind.TEXT, codes="ethnic", suggest=True), SuggestEditor),
        (field(Kind.FLAG), FlagEditor),
        (field(Kind.PHONE), LineEditor),
    ],
)
def test_each_kind_has_its_editor(described: Field, made: type[Editor], home: QWidget) -> None:
    assert type(editor_for(described, home)) is made


def test_a_reference_needs_its_choices(home: QWidget) -> None:
    described = field(Kind.CODE, refers="group")
    assert type(editor_for(described, home, lambda: PLACES)) is ChoiceEditor
    with pytest.raises(ValueError, match="key"):
        editor_for(described, home)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("第一党小组", 3),
        ("机修", 3),
        ("第二", 5),
        ("dydxz", 3),
        ("DS", 8),
        ("d", None),
        ("x", None),
    ],
)
def test_a_reference_by_word_or_initials(home: QWidget, typed: str, chosen: int | None) -> None:
    editor = shown(ChoiceEditor(field(Kind.CODE, refers="group"), lambda: PLACES, home), home)
    write(editor.inner, typed)
    entry = editor.entry()
    assert entry.value == chosen
    assert (entry.problem is None) == (chosen is not None)


@pytest.mark.parametrize(
    ("typed", "value", "month_only", "text"),
    [
        ("19850312", date(1985, 3, 12), False, "1985.03.12"),
        ("1985.3.12", date(1985, 3, 12), False, "1985.03.12"),
        ("1985年3月", date(1985, 3, 1), True, "1985.03"),
        ("", None, False, ""),
    ],
)
def test_dates_as_people_write_them(
    home: QWidget, typed: str, value: date | None, month_only: bool, text: str
) -> None:
    editor = shown(editor_for(field(Kind.DATE), home), home)
    write(editor.inner, typed)
    entry = editor.entry()
    assert (entry.value, entry.month_only, entry.problem) == (value, month_only, None)
    press(editor.inner, Qt.Key.Key_Return)
    assert editor.text() == text


def test_what_is_no_date_is_kept_and_told(home: QWidget) -> None:
    editor = shown(editor_for(field(Kind.DATE), home), home)
    write(editor.inner, "1985.13.45")
    press(editor.inner, Qt.Key.Key_Return)
    problem = editor.entry().problem
    assert problem is not None
    assert problem.field == "key"
    assert problem.value == "1985.13.45"
    assert problem.remedy
    assert editor.text() == "1985.13.45"


def test_the_calendar_writes_the_day(home: QWidget) -> None:
    editor = DateEditor(field(Kind.DATE), home)
    shown(editor, home)
    editor.show_value(date(2020, 2, 29))
    edited: list[bool] = []
    editor.edited.connect(lambda: edited.append(True))
    QTest.keyClick(editor.line, Qt.Key.Key_F4)
    editor.open_calendar()
    calendar = editor._calendar
    assert calendar is not None
    assert calendar.selectedDate() == QDate(2020, 2, 29)
    calendar.clicked.emit(QDate(2021, 7, 1))
    assert editor.entry().value == date(2021, 7, 1)
    assert edited == [True]
    assert not calendar.isVisible()


@pytest.mark.parametrize(
    ("table", "typed", "code"),
    [("sex", "女", "2"), ("sex", "2", "2"), ("education", "dxbk", "21"), ("ethnic", "维族", "05")],
)
def test_codes_by_word_number_or_initials(home: QWidget, table: str, typed: str, code: str) -> None:
    editor = shown(editor_for(field(Kind.CODE, codes=table), home), home)
    write(editor.inner, typed)
    assert editor.entry().value == code
    press(editor.inner, Qt.Key.Key_Return)
    assert editor.text() == codes.table(table).name(code)


def test_a_word_that_is_no_code_is_told(home: QWidget) -> None:
    editor = shown(editor_for(field(Kind.CODE, codes="sex"), home), home)
    write(editor.inner, "不知道")
    problem = editor.entry().problem
    assert problem is not None
    assert "不知道" in problem.text


def test_the_list_opens_and_a_word_is_taken(home: QWidget) -> None:
    editor = CodeEditor(field(Kind.CODE, codes="education"), home)
    shown(editor, home)
    editor.line.setFocus()
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor._popup is not None
    assert editor._popup.isVisible()
    first = editor._words.stringList()[0]
    assert len(editor._words.stringList()) > 5
    QTest.keyClick(editor._popup, Qt.Key.Key_Down)
    QTest.keyClick(editor._popup, Qt.Key.Key_Return)
    assert editor.text() == first
    assert editor.entry().problem is None


def test_typing_narrows_the_list(home: QWidget) -> None:
    editor = CodeEditor(field(Kind.CODE, codes="ethnic"), home)
    shown(editor, home)
    write(editor.line, "壮")
    editor._on_typed("壮")
    words = editor._words.stringList()
    assert 0 < len(words) < 10
    assert any("壮" in word for word in words)
    assert editor._popup is not None
    editor._popup.hide()


def test_a_suggestion_is_only_one(home: QWidget) -> None:
    editor = shown(editor_for(field(Kind.TEXT, codes="ethnic", suggest=True), home), home)
    write(editor.inner, "自己的写法")
    press(editor.inner, Qt.Key.Key_Return)
    assert editor.entry().value == "自己的写法"


def test_a_reference_by_part_of_its_title(home: QWidget) -> None:
    editor = shown(editor_for(field(Kind.TEXT, refers="group"), home, lambda: PLACES), home)
    write(editor.inner, "第一")
    assert editor.entry().value == 3
    press(editor.inner, Qt.Key.Key_Return)
    assert editor.text() == "第一党小组"
    editor.set_text("党小组")
    problem = editor.entry().problem
    assert problem is not None
    assert "不止一个" in problem.text
    editor.show_value(8)
    assert (editor.text(), editor.entry().value) == ("第十二党小组", 8)


def test_input_methods_reach_every_line(home: QWidget) -> None:
    for described in (field(Kind.TEXT), field(Kind.PERSON), field(Kind.TEXT, lines=3)):
        editor = shown(editor_for(described, home), home)
        write(editor.inner, "阿依古丽")
        assert editor.entry().value == "阿依古丽"
        assert editor.inner.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_longer_text_keeps_its_lines(home: QWidget) -> None:
    editor = shown(editor_for(field(Kind.TEXT, lines=3), home), home)
    edited: list[bool] = []
    editor.edited.connect(lambda: edited.append(True))
    editor.show_value("原来的")
    assert edited == []
    write(editor.inner, "a")
    press(editor.inner, Qt.Key.Key_Return)
    assert edited
    editor.set_text("一  \n二\n\n")
    assert editor.entry().value == "一\n二"


def test_a_flag_is_ticked_by_the_space_bar(home: QWidget) -> None:
    editor = shown(editor_for(field(Kind.FLAG), home), home)
    assert editor.entry().value is False
    QTest.keyClick(editor.inner, Qt.Key.Key_Space)
    assert editor.entry().value is True
    editor.show_value(False)
    assert editor.text() == "否"


def test_masks_hide_and_keep(home: QWidget) -> None:
    described = Field("phone", "电话", Kind.PHONE, private=True)
    editor = LineEditor(described, home)
    shown(editor, home)
    editor.show_value("13800001234")
    editor.set_masked(True)
    assert editor.line.text() == "138****1234"
    assert editor.entry().value == "13800001234"
    QTest.keyClicks(editor.line, "9")
    editor.set_masked(False)
    assert editor.line.text() == "13800001234"
    assert not editor.line.isReadOnly()


def test_a_person_is_offered_and_may_be_another(home: QWidget) -> None:
    described = field(Kind.PERSON)
    people = (Choice(3, "王艳"), Choice(5, "丁敏"), Choice(8, "王艳"), Choice(9, "陈堃"))
    editor = editor_for(described, home, lambda: people)
    assert isinstance(editor, NameEditor)
    shown(editor, home)
    assert list(editor.fitting("ck")) == ["陈堃"]
    write(editor.line, "丁敏")
    assert (editor.entry().value, editor.chosen()) == ("丁敏", 5)
    editor.set_text("王艳")
    assert editor.chosen() is None  # two of that name
    editor.set_text("镇党委 赵某")
    assert editor.entry().problem is None
    assert editor.chosen() is None

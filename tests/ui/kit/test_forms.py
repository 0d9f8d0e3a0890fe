"""Forms are filled in by keys, faults stand at their fields, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from djdesk.errors import Problem, Refused, Severity, UserError
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit import forms
from djdesk.ui.kit.forms import Form
from djdesk.ui.kit.memory import Presentation
from djdesk.ui.kit.messages import Leave, Recorder
from tests.ui.hands import press, write

FIELDS = (
    Field("name", "姓名", Kind.PERSON, section="基本", required=True),
    Field("birth_on", "出生日期", Kind.DATE, section="基本"),
    Field("sex", "性别", Kind.CODE, "sex", section="基本", required=True),
    Field("phone", "电话", Kind.PHONE, section="联系", private=True),
)
STORED: dict[str, Value] = {
    "name": "陈堃", "birth_on": date(1995, 3, 12), "sex": "1", "phone": "13800000000",
}  # fmt: skip


def check(values: Mapping[str, Value]) -> Iterator[Problem]:
    if values.get("name") == "王":
        yield Problem("姓名只有一个字。", "请写全名。", "name")
    if values.get("birth_on") == date(2020, 1, 1):
        yield Problem("年龄太小。", "请核对。", "birth_on", Severity.WARN)


@pytest.fixture
def presentation() -> Presentation:
    return Presentation()


@pytest.fixture
def form(
    messages: Recorder, presentation: Presentation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Form:
    monkeypatch.setattr(forms, "CHECK_AFTER", 0)
    made = Form(FIELDS, messages, check=check, presentation=presentation)
    qtbot.addWidget(made)
    made.resize(420, 400)
    made.show()
    made.load(STORED)
    return made


def heard(form: Form) -> list[dict[str, Value]]:
    got: list[dict[str, Value]] = []
    form.submitted.connect(got.append)
    return got


def retype(form: Form, key: str, text: str) -> None:
    inner = form.editor(key).inner
    inner.setFocus()
    QTest.keyClick(inner, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(inner, Qt.Key.Key_Delete)
    write(inner, text)


def fault(form: Form, key: str) -> str:
    label = form._faults.get(key)
    return label.text() if label is not None and label.isVisible() else ""


def test_a_stored_record_is_shown_and_clean(form: Form) -> None:
    assert form.texts()["birth_on"] == "1995.03.12"
    assert form.values() == STORED
    assert not form.dirty
    form.load(STORED, month_only=["birth_on"])
    assert form.texts()["birth_on"] == "1995.03"
    assert form.month_only() == {"birth_on"}


def test_faults_come_while_typing_at_their_field(form: Form, qtbot: QtBot) -> None:
    retype(form, "name", "王")
    qtbot.waitUntil(lambda: fault(form, "name") == "姓名只有一个字。请写全名。")
    assert form.editor("name").inner.property("state") == "bad"
    retype(form, "name", "王芳")
    qtbot.waitUntil(lambda: fault(form, "name") == "")
    assert form.editor("name").inner.property("state") == ""


def test_what_cannot_be_read_is_a_fault_too(form: Form, qtbot: QtBot) -> None:
    retype(form, "birth_on", "3月")
    qtbot.waitUntil(lambda: "3月" in fault(form, "birth_on"))
    assert "birth_on" not in form.values()


def test_a_warning_does_not_stop_saving(form: Form, qtbot: QtBot) -> None:
    got = heard(form)
    retype(form, "birth_on", "20200101")
    qtbot.waitUntil(lambda: fault(form, "birth_on") == "年龄太小。请核对。")
    assert form.editor("birth_on").inner.property("state") == "warn"
    form.submit()
    assert got[0]["birth_on"] == date(2020, 1, 1)


def test_untouched_fields_are_not_scolded_before_saving(form: Form, qtbot: QtBot) -> None:
    got = heard(form)
    form.load({})
    write(form.editor("phone").inner, "13800000001")
    form._judge()
    assert [fault(form, key) for key in ("name", "sex")] == ["", ""]
    QTest.keyClick(form.editor("phone").inner, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert fault(form, "name") == "姓名没有填写。请补充。"
    assert got == []
    assert QApplication.focusWidget() is form.editor("name").inner


def test_enter_walks_through_and_saves_at_the_end(form: Form) -> None:
    got = heard(form)
    retype(form, "name", "陈小堃")
    for key in ("name", "birth_on", "sex"):
        press(form.editor(key).inner, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.editor("phone").inner
    assert got == []
    press(form.editor("phone").inner, Qt.Key.Key_Return)
    assert [values["name"] for values in got] == ["陈小堃"]


def test_ctrl_s_saves_from_anywhere(form: Form) -> None:
    got = heard(form)
    retype(form, "name", "陈小堃")
    QTest.keyClick(form.editor("name").inner, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(got) == 1


def test_dirty_is_what_differs_from_the_book(form: Form) -> None:
    said: list[bool] = []
    form.dirty_changed.connect(said.append)
    retype(form, "name", "陈小堃")
    retype(form, "name", "陈堃")
    assert said[-1] is False
    assert True in said
    retype(form, "name", "陈大堃")
    form.saved()
    assert not form.dirty
    form.reset()
    assert form.texts()["name"] == "陈大堃"


def test_leaving_asks_once_and_obeys(form: Form, messages: Recorder) -> None:
    left: list[str] = []
    form.leave("陈堃", lambda: left.append("clean"))
    assert messages.asked == []
    retype(form, "name", "陈小堃")
    messages.leaving = Leave.STAY
    form.leave("陈堃", lambda: left.append("stay"))
    assert form.texts()["name"] == "陈小堃"
    messages.leaving = Leave.SAVE
    form.leave("陈堃", lambda: left.append("saved"))
    assert left == ["clean"]
    form.saved()
    assert left == ["clean", "saved"]
    retype(form, "name", "陈大堃")
    messages.leaving = Leave.DISCARD
    form.leave("陈堃", lambda: left.append("given up"))
    assert left[-1] == "given up"
    assert form.texts()["name"] == "陈小堃"


def test_leaving_by_saving_what_is_faulty_stays(form: Form, messages: Recorder) -> None:
    left: list[str] = []
    retype(form, "name", "王")
    messages.leaving = Leave.SAVE
    form.leave("王", lambda: left.append("left"))
    retype(form, "name", "王芳")
    form.submit()
    form.saved()
    assert left == []


def test_the_service_s_refusal_goes_to_the_fields(form: Form, messages: Recorder) -> None:
    form.refused(Refused([Problem("证件号已有别人使用。", "请核对。", "phone")]))
    assert fault(form, "phone") == "证件号已有别人使用。请核对。"
    assert messages.errors == []
    other = UserError("资料已被别人修改。", "请重新打开。")
    form.refused(other)
    assert messages.errors == [other]


def test_a_draft_comes_back_as_typed(form: Form) -> None:
    retype(form, "birth_on", "1985.1")
    kept = form.texts()
    form.load(STORED)
    form.put_back({**kept, "gone": "x"})
    assert form.texts() == kept
    assert form.dirty


def test_a_value_that_follows_counts_as_typed(form: Form) -> None:
    form.set_value("sex", "2")
    assert form.values()["sex"] == "2"
    assert form.dirty


def test_hidden_fields_are_walked_past(form: Form) -> None:
    form.show_field("birth_on", False)
    write(form.editor("name").inner, "")
    press(form.editor("name").inner, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.editor("sex").inner


def test_read_only_forms_take_no_keys(form: Form) -> None:
    form.set_read_only(True)
    retype(form, "name", "abc")
    assert form.values()["name"] == "陈堃"


def test_private_fields_are_masked_while_presenting(form: Form, presentation: Presentation) -> None:
    presentation.set(True)
    line = form.editor("phone").inner
    assert line.property("text") == "138****0000"
    assert form.values()["phone"] == "13800000000"
    assert not form.dirty
    presentation.set(False)
    assert line.property("text") == "13800000000"


def test_required_fields_are_marked_and_named_for_readers(form: Form) -> None:
    assert "*" in form._labels["name"].text()
    assert "*" not in form._labels["phone"].text()
    assert form.editor("name").inner.accessibleName() == "姓名"
    assert form._labels["name"].buddy() is form.editor("name").inner


def test_a_fault_does_not_push_the_field_in_use_out_of_sight(form: Form, qtbot: QtBot) -> None:
    keys = [field.key for field in form.fields]
    first, second = form.editor(keys[0]).inner, form.editor(keys[1]).inner
    form.resize(420, second.mapTo(form, second.rect().bottomLeft()).y() + 4)
    retype(form, keys[0], "王")
    second.setFocus()
    qtbot.waitUntil(lambda: fault(form, keys[0]) != "")
    assert form.viewport().rect().contains(second.mapTo(form.viewport(), second.rect().center()))
    assert first is not second

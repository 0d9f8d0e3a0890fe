"""The pane 党员花名册, driven by keys and mouse on a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from djdesk.services import drafts, organization, roster
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Query, Scope, ids
from djdesk.services.roster import ROSTER, Opening
from djdesk.services.sample.people import id_number
from djdesk.ui.kit.charts import Bar
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.theme import Theme
from djdesk.ui.roster import RosterPane
from djdesk.ui.roster.wizard import ImportWizard
from tests.ui.hands import click, press, write

BORN = date(1985, 3, 12)


def _enrol(desk: Desk, name: str, number: int, **values: object) -> int:
    born = date(1970 + number, 5, 6)
    person: dict[str, object] = {
        "name": name,
        "id_number": id_number(born, 11 + 2 * number),
        "ethnic": "01",
        "education": "21",
        "joined_on": date(2005, 6, 1),
        "full_on": date(2006, 6, 1),
        "phone": f"1380000{number:04d}",
        "address": "某某市某某路1号",
    }
    person |= values
    opening = Opening(organization.home_id(desk), "full", work_post="W1")
    return roster.enrol(desk, person, opening)  # type: ignore[arg-type]


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    home = organization.home_id(desk)
    organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    return {
        name: _enrol(desk, name, number, **more)
        for number, (name, more) in enumerate(
            (
                ("丁敏", {}),
                ("王艳", {"ethnic": "03"}),
                ("𬱖某", {"address": ""}),
            )
        )
    }


@pytest.fixture
def pane(people: dict[str, int], context: Context, qtbot: QtBot) -> RosterPane:
    made = RosterPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    qtbot.waitUntil(lambda: made.chips.chosen == "all")  # counted after the first page stands
    return made


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def _line(form: object, key: str) -> QLineEdit:
    line = form.editor(key).inner  # type: ignore[attr-defined]
    assert isinstance(line, QLineEdit)
    return line


def _choose(pane: RosterPane, qtbot: QtBot, member_id: int) -> None:
    assert pane.box.view.select_id(member_id)
    qtbot.waitUntil(lambda: pane.record.profile is not None, timeout=2000)


def _roster(desk: Desk) -> list[int]:
    return list(ids(desk, ROSTER, Query(Scope(desk.today()))))


def test_a_new_member_is_entered_by_keyboard(
    pane: RosterPane, desk: Desk, messages: Recorder
) -> None:
    before = len(_roster(desk))
    press(pane, Qt.Key.Key_N, ctrl=True)
    form = pane.record.new_form
    assert _line(form, "id_number").hasFocus()
    write(_line(form, "id_number"), id_number(BORN, 123))
    write(_line(form, "name"), "张三")
    assert form.values()["birth_on"] == BORN  # follows from the number
    assert form.values()["sex"] == "1"
    write(_line(form, "joined_on"), "20100701")
    write(_line(form, "full_on"), "20110701")
    press(_line(form, "full_on"), Qt.Key.Key_S, ctrl=True)
    assert len(_roster(desk)) == before + 1
    profile = pane.record.profile
    assert profile is not None
    assert profile.values["name"] == "张三"
    assert not pane.record.is_new
    assert pane.box.view.hasFocus()
    assert messages.said[-1] == "已录入“张三”。"
    assert messages.undo is not None
    messages.undo()
    assert len(_roster(desk)) == before
    assert pane.record.card.isHidden()  # nobody who is not there is shown


def test_the_right_side_is_explained_where_there_is_somebody_to_choose(
    desk: Desk, context: Context, qtbot: QtBot
) -> None:
    pane = RosterPane(context)
    qtbot.addWidget(pane)
    pane.resize(1080, 740)
    pane.show()
    QApplication.processEvents()
    assert not pane.record.nobody.isVisible()
    _enrol(desk, "丁敏", 1)
    qtbot.waitUntil(pane.record.nobody.isVisible)
    _choose(pane, qtbot, pane.model.ids()[0])
    assert not pane.record.nobody.isVisible()


def test_in_a_small_window_of_large_letters_five_fields_are_seen(
    pane: RosterPane, people: dict[str, int], look: Theme, qtbot: QtBot
) -> None:
    look.set_scale(145)
    pane.resize(740, 640)  # what a window of 1024 × 768 leaves
    QApplication.processEvents()
    pane.show_record(people["丁敏"])
    qtbot.waitUntil(lambda: pane.record.profile is not None)
    QApplication.processEvents()
    form = pane.record.form
    port = form.viewport()

    def whole(key: str) -> bool:
        editor = form.editor(key)
        place = editor.rect().translated(editor.mapTo(port, QPoint()))
        return editor.isVisible() and port.rect().contains(place)

    assert len([field for field in form.fields if whole(field.key)]) >= 5
    for button in (pane.record.save, pane.record.history, pane._back_button):
        qtbot.waitUntil(button.isVisible)
        assert button.width() >= button.sizeHint().width()


def test_a_long_name_does_not_push_the_list_aside(
    pane: RosterPane, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    _choose(pane, qtbot, people["丁敏"])
    QApplication.processEvents()
    before = pane.splitter.sizes()
    long = _enrol(desk, "阿布都热依木·买买提·依布拉音·玉素甫·阿卜杜拉", 9)
    _choose(pane, qtbot, long)
    qtbot.waitUntil(lambda: pane.record.head.name.text().startswith("阿布都"))
    QApplication.processEvents()
    assert pane.splitter.sizes() == before


def test_a_new_member_left_half_filled_is_offered_again(
    people: dict[str, int], desk: Desk, context: Context, messages: Recorder, qtbot: QtBot
) -> None:
    drafts.keep_draft(desk, "roster/new", {"name": "钱多多", "phone": "138"})
    pane = RosterPane(context)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: "继续填写" in messages.actions)
    assert messages.said == ["上次录入新党员“钱多多”时没有保存，填好的内容还在。"]
    messages.actions["继续填写"]()
    assert pane.record.new_keeper.offer.isVisible()
    click(pane.record.new_keeper.offer.take)
    assert _line(pane.record.new_form, "name").text() == "钱多多"
    pane.record.new_form.reset()


def test_only_those_without_a_number_are_asked_why(pane: RosterPane) -> None:
    press(pane, Qt.Key.Key_N, ctrl=True)
    form = pane.record.new_form
    reason = form.editor("id_missing_reason")
    assert reason.isVisible()
    write(_line(form, "id_number"), id_number(BORN, 123))
    press(_line(form, "id_number"), Qt.Key.Key_Return)
    assert _line(form, "name").hasFocus()
    _line(form, "id_number").clear()
    write(_line(form, "id_number"), " ")
    press(_line(form, "id_number"), Qt.Key.Key_Backspace)
    assert reason.isVisible()
    form.reset()


def test_a_wrong_number_is_told_at_its_field_and_nothing_is_saved(
    pane: RosterPane, desk: Desk, messages: Recorder
) -> None:
    before = _roster(desk)
    pane.new.trigger()
    form = pane.record.new_form
    write(_line(form, "id_number"), "999999198503121239")
    write(_line(form, "name"), "张三")
    press(_line(form, "name"), Qt.Key.Key_S, ctrl=True)
    assert form._faults["id_number"].text()
    assert _line(form, "name").text() == "张三"  # nothing typed is lost
    assert _roster(desk) == before
    messages.leaving = Leave.DISCARD
    click(pane.record.cancel)


def test_a_change_is_saved_and_can_be_undone(
    pane: RosterPane, desk: Desk, people: dict[str, int], messages: Recorder, qtbot: QtBot
) -> None:
    member = people["丁敏"]
    _choose(pane, qtbot, member)
    line = _line(pane.record.form, "phone")
    line.clear()
    write(line, "13800000099")
    assert pane.record.save.isEnabled()
    click(pane.record.save)
    assert roster.profile(desk, member).values["phone"] == "13800000099"
    assert messages.undo is not None
    messages.undo()
    assert roster.profile(desk, member).values["phone"] == "13800000000"


def test_leaving_a_changed_record_asks_once_and_may_save(
    pane: RosterPane, desk: Desk, people: dict[str, int], messages: Recorder, qtbot: QtBot
) -> None:
    _choose(pane, qtbot, people["丁敏"])
    write(_line(pane.record.form, "native_place"), "浙江台州")
    messages.leaving = Leave.SAVE
    pane.box.view.select_id(people["王艳"])
    qtbot.waitUntil(lambda: bool(messages.asked), timeout=2000)
    assert len(messages.asked) == 1
    assert roster.profile(desk, people["丁敏"]).values["native_place"] == "浙江台州"


def test_several_rows_stay_chosen_while_the_record_is_read(
    desk: Desk, people: dict[str, int], context: Context, threads: Jobs, qtbot: QtBot
) -> None:
    pane = RosterPane(replace(context, jobs=threads))
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: len(pane.model.ids()) == len(people))
    first, second = pane.model.ids()[:2]
    qtbot.waitUntil(pane.isActiveWindow)
    pane.setFocus()
    assert pane.box.view.hasFocus()
    assert pane.box.view.select_id(first)
    qtbot.waitUntil(lambda: pane.record.profile is not None)
    QTest.keyClick(pane.box.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: pane.record.profile is not None and pane.record.profile.id == second)
    assert pane.box.view.selected_ids() == [first, second]


def test_chips_filter_and_count(pane: RosterPane) -> None:
    assert [c.title for c in pane.chips._chips][:2] == ["全部", "正式"]
    pane.chips.choose("incomplete")
    assert len(pane.model.ids()) == 1
    assert "共1人" in pane.box.sums.text()
    pane.chips.choose("all")
    assert len(pane.model.ids()) == 3


def test_search_understands_initials_and_the_tail_of_a_number(pane: RosterPane) -> None:
    write(pane.search, "wy")
    assert len(pane.model.ids()) == 1
    pane.search.clear()
    write(pane.search, "0001")
    assert len(pane.model.ids()) == 1  # a telephone


def test_a_past_day_is_shown_and_cannot_be_changed(
    pane: RosterPane, people: dict[str, int], qtbot: QtBot
) -> None:
    pane.set_day(date(2004, 12, 31))
    assert len(pane.model.ids()) == 0  # all joined in 2005
    pane.set_day(date(2005, 12, 31))
    assert len(pane.model.ids()) == 3
    assert pane.past.isVisible()
    assert pane.past.text.text() == "截至 2005年12月31日的花名册（只能查看）"
    _choose(pane, qtbot, people["丁敏"])
    assert not pane.record.save.isVisible()
    assert _line(pane.record.form, "phone").isReadOnly()
    profile = pane.record.profile
    assert profile is not None
    assert profile.values["person_class"] == "probationary"
    pane.now.trigger()
    assert not pane.is_past
    assert not pane.past.isVisible()


def test_the_past_day_is_readable_where_there_is_little_room(pane: RosterPane, look: Theme) -> None:
    look.set_scale(145)
    pane.resize(560, 700)
    pane.set_day(date(2005, 12, 31))
    QApplication.processEvents()
    words = pane.past.text
    assert words.height() >= words.heightForWidth(words.width())
    assert words.width() > words.fontMetrics().horizontalAdvance("截至 2005年12月31日")


def test_many_are_changed_at_once_and_undone(
    pane: RosterPane, desk: Desk, people: dict[str, int], messages: Recorder
) -> None:
    press(pane.box.view, Qt.Key.Key_A, ctrl=True)
    pane.batch.trigger()
    dialog = _dialog()
    write(_line(dialog.form, "field"), "籍贯")
    click(dialog.save_button)
    dialog = _dialog()
    write(_line(dialog.form, "native_place"), "浙江台州")
    click(dialog.save_button)
    places = [roster.profile(desk, m).values["native_place"] for m in people.values()]
    assert places == ["浙江台州"] * 3
    assert messages.undo is not None
    messages.undo()
    places = [roster.profile(desk, m).values["native_place"] for m in people.values()]
    assert places == [""] * 3


def test_a_column_is_emptied_only_when_that_is_said(
    pane: RosterPane, desk: Desk, people: dict[str, int]
) -> None:
    def addresses() -> list[object]:
        return [roster.profile(desk, member).values["address"] for member in people.values()]

    press(pane.box.view, Qt.Key.Key_A, ctrl=True)
    pane.batch.trigger()
    dialog = _dialog()
    write(_line(dialog.form, "field"), "jtzz")
    click(dialog.save_button)
    dialog = _dialog()
    for key in ("address", "clear_column"):
        press(dialog.form.editor(key).inner, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert any(addresses())
    press(dialog.form.editor("clear_column").inner, Qt.Key.Key_Space)
    press(dialog.form.editor("clear_column").inner, Qt.Key.Key_Return)
    assert not any(addresses())


def test_a_member_leaves_and_stands_among_those_who_left(
    pane: RosterPane, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    _choose(pane, qtbot, people["王艳"])
    pane.record.sections.choose("standing")
    pane.record.standings.leave.trigger()
    dialog = _dialog()
    write(_line(dialog.form, "way"), "转出")
    click(dialog.save_button)
    assert "转往" in dialog.form._faults["counterpart"].text()  # asked for at the field
    write(_line(dialog.form, "counterpart"), "中共某某公司支部委员会")
    click(dialog.save_button)
    assert people["王艳"] not in _roster(desk)
    pane.former.trigger()
    assert list(pane.former_box.model.ids()) == [people["王艳"]]
    assert pane.record.standings.back.isVisible()


def test_a_reader_sees_no_way_to_change(
    people: dict[str, int], context: Context, qtbot: QtBot, desk: Desk
) -> None:
    viewer = Desk(desk.store, "王某", Role.VIEWER, desk.today)
    reader = Context(
        viewer,
        context.jobs,
        context.bus,
        context.messages,
        context.open,
        context.memory,
        context.presentation,
    )
    pane = RosterPane(reader)
    qtbot.addWidget(pane)
    pane.show()
    assert not pane.new.isVisible()
    _choose(pane, qtbot, people["丁敏"])
    assert not pane.record.save.isVisible()
    assert pane.record.standings.rows.offered == []


def test_presentation_masks_numbers_everywhere(
    pane: RosterPane, people: dict[str, int], context: Context, desk: Desk, qtbot: QtBot
) -> None:
    _choose(pane, qtbot, people["丁敏"])
    number = str(roster.profile(desk, people["丁敏"]).values["id_number"])
    context.presentation.set(True)
    shown = [
        pane.model.index(row, column).data()
        for row in range(pane.model.rowCount())
        for column in range(pane.model.columnCount())
    ]
    assert number not in shown
    assert "******" in _line(pane.record.form, "id_number").text()
    context.presentation.set(False)


def test_a_bar_of_a_chart_opens_the_rows_behind_it(pane: RosterPane) -> None:
    pane.chart.trigger()
    chart = pane.charts.charts["ethnic"]
    bar = next(b for b in chart.figure.bars if b.label == "回族" or b.label == "回")
    assert isinstance(bar, Bar)
    assert bar.value == 1
    chart.chosen.emit(bar)
    assert not pane.chart.isChecked()
    assert len(pane.model.ids()) == 1


def test_a_spreadsheet_is_imported_and_taken_back(
    pane: RosterPane, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["中共某某厂机修车间支部委员会党员花名册"])
    page.append(["序号", "姓  名", "性别", "身份证号码", "入党时间", "转正时间"])
    for number, name in enumerate(("李四", "赵五", "")):
        born = date(1990, 1, 1 + number)
        page.append([number + 1, name, "男", id_number(born, 101), "2012.7", "2013.7"])
    path = tmp_path / "花名册.xlsx"
    book.save(path)
    before = _roster(desk)
    messages.files = [path]
    pane.load.trigger()
    wizard = QApplication.activeModalWidget()
    assert isinstance(wizard, ImportWizard)
    assert wizard.map.table.rowCount() >= 5
    click(wizard.steps.next)
    assert "新增 2" in wizard.said.text()
    assert not wizard.steps.next.isEnabled()  # one row is wrong: nothing at all, or only the good
    wizard.only_good.setFocus()
    press(wizard.only_good, Qt.Key.Key_Space)
    click(wizard.steps.next)
    assert len(_roster(desk)) == len(before) + 2
    assert "新增 2 人" in messages.said[-1]
    assert messages.undo is not None
    messages.undo()
    assert _roster(desk) == before


def test_what_is_no_spreadsheet_is_told_and_nothing_happens(
    pane: RosterPane, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_text("这不是表格", encoding="utf-8")
    before = _roster(desk)
    messages.files = [path]
    pane.load.trigger()
    wizard = QApplication.activeModalWidget()
    assert isinstance(wizard, ImportWizard)
    assert not wizard.steps.next.isEnabled()
    assert wizard.map.said.text()
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert _roster(desk) == before


def test_what_is_on_the_screen_is_exported(
    pane: RosterPane, messages: Recorder, tmp_path: Path
) -> None:
    messages.files = [tmp_path / "名单.xlsx"]
    pane.export.trigger()
    rows = list(openpyxl.load_workbook(tmp_path / "名单.xlsx").active.values)  # type: ignore[union-attr]
    names = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert {"丁敏", "王艳", "𬱖某"} <= names

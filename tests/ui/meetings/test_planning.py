"""What begins a meeting: one short form, a whole year at once, the notice, the plan's filing."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope, ids
from djdesk.services.meetings import MEETINGS
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings import planning
from djdesk.ui.meetings.notice import NoticeDialog, show_notice
from djdesk.ui.meetings.planning import YearPlan
from tests.ui.hands import click, press, write
from tests.ui.meetings.conftest import Branch


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def _listed(desk: Desk) -> list[int]:
    return list(ids(desk, MEETINGS, Query(Scope(desk.today()))))


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def _line(dialog: FormDialog, key: str) -> QLineEdit:
    line = dialog.form.editor(key).inner
    assert isinstance(line, QLineEdit)
    return line


def test_a_meeting_of_today_is_recorded_at_once(
    home: QWidget, context: Context, desk: Desk, branch: Branch, qtbot: QtBot
) -> None:
    made: list[int] = []
    planning.ask_new(context, home, made.append)
    dialog = _dialog()
    qtbot.waitUntil(_line(dialog, "kind").hasFocus)
    assert dialog.save_button.text() == "建立记录"
    write(_line(dialog, "kind"), "zbdydh")  # 支部党员大会 by its initials
    press(_line(dialog, "kind"), Qt.Key.Key_S, ctrl=True)
    record = meetings.record(desk, made[0])
    assert (record.kind, record.state, record.number) == ("M1", "held", 1)
    assert record.unit_id == branch.home


def test_a_later_day_goes_into_the_plan(
    home: QWidget, context: Context, desk: Desk, branch: Branch
) -> None:
    made: list[int] = []
    planning.ask_new(context, home, made.append)
    dialog = _dialog()
    write(_line(dialog, "kind"), "主题党日")
    _line(dialog, "held_on").clear()
    write(_line(dialog, "held_on"), "20261205")
    assert dialog.save_button.text() == "列入计划"
    click(dialog.save_button)
    assert meetings.record(desk, made[0]).state == "planned"


def test_a_group_holds_its_own_meeting(
    home: QWidget, context: Context, desk: Desk, branch: Branch
) -> None:
    made: list[int] = []
    planning.ask_new(context, home, made.append)
    dialog = _dialog()
    write(_line(dialog, "kind"), "党小组会")
    click(dialog.save_button)
    assert not made  # the branch cannot hold it
    _line(dialog, "organization_id").clear()
    write(_line(dialog, "organization_id"), "第二党小组")
    click(dialog.save_button)
    record = meetings.record(desk, made[0])
    assert record.unit_id == branch.groups[1]
    assert record.roll.should == 14


def test_a_year_is_planned_in_one_step_and_taken_back(
    home: QWidget, context: Context, desk: Desk, branch: Branch, messages: Recorder, qtbot: QtBot
) -> None:
    planning.ask_year_plan(context, home)
    window = QApplication.activeModalWidget()
    assert isinstance(window, YearPlan)
    window.year.setValue(2027)
    window.day.clear()
    write(window.day, "最后一个周五")
    window.work_out()
    assert window.fault.isHidden()
    words = window.apply.text()
    assert words == "列入计划（70 次）"  # 4 + 12 + 3 × 12 + 4 + 12 + 1 + 1
    click(window.apply)
    assert len(_listed(desk)) == 70
    assert meetings.fixed_day(desk) == "每月最后一个周五"
    days = [
        meetings.record(desk, key).values["held_on"]
        for key in _listed(desk)
        if meetings.record(desk, key).kind == "M5"
    ]
    assert date(2027, 1, 29) in days
    assert messages.undo is not None
    messages.undo()
    assert _listed(desk) == []


def test_a_fixed_day_that_is_none_is_told(home: QWidget, context: Context, branch: Branch) -> None:
    planning.ask_year_plan(context, home)
    window = QApplication.activeModalWidget()
    assert isinstance(window, YearPlan)
    window.day.clear()
    write(window.day, "有空的时候")
    window.work_out()
    assert window.fault.isVisible()
    assert not window.apply.isEnabled()
    window.close()


def test_kinds_can_be_left_out(home: QWidget, context: Context, branch: Branch) -> None:
    planning.ask_year_plan(context, home)
    window = QApplication.activeModalWidget()
    assert isinstance(window, YearPlan)
    window.year.setValue(2027)
    for code, tick in window.ticks.items():
        if code != "M1":
            click(tick)
    assert window.apply.text() == "列入计划（4 次）"
    window.close()


def test_the_notice_is_changed_copied_and_sent(
    home: QWidget, context: Context, desk: Desk, branch: Branch
) -> None:
    coming = meetings.plan_meeting(
        desk, {"kind": "M1", "held_on": date(2026, 12, 5), "start_at": 870, "place": "三楼"}
    )
    show_notice(context, home, meetings.record(desk, coming), may=True)
    window = QApplication.activeModalWidget()
    assert isinstance(window, NoticeDialog)
    assert "12月5日" in window.text.toPlainText()
    window.text.moveCursor(window.text.textCursor().MoveOperation.End)
    write(window.text, "请带笔记本。")
    click(window.copy)
    assert QApplication.clipboard().text().endswith("请带笔记本。")
    click(window.sent)
    record = meetings.record(desk, coming)
    assert record.state == "notified"
    assert str(record.values["notice"]).endswith("请带笔记本。")


def test_a_filed_plan_is_entered(
    home: QWidget, context: Context, desk: Desk, branch: Branch
) -> None:
    planning.ask_filing(context, home)
    click(_dialog().save_button)
    filed = meetings.filings(desk, 2026)
    assert [(each.quarter, each.filed_on) for each in filed] == [(4, desk.today())]

"""The pane 三会一课: list and record beside each other, the record wide, what others may ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from djdesk.models.organization import Organization
from djdesk.services import meetings
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Filter, Value
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context, Leaves, Shows
from djdesk.ui.meetings import PANE, MeetingsPane
from tests.services.meetings.people import put_meeting
from tests.ui.hands import click, press, write
from tests.ui.meetings.conftest import Branch

FROM = "0190f3a0-0000-7000-8000-000000000001"  # the uid of a branch's book


@pytest.fixture
def held(desk: Desk, branch: Branch) -> list[int]:
    """Six meetings of three kinds."""
    made = []
    for number, kind in enumerate(("M1", "M2", "M5", "M1", "M2", "M5")):
        values: dict[str, Value] = {
            "kind": kind,
            "organization_id": branch.home,
            "held_on": date(2026, 2 + number, 5),
            "topic": f"第{number}个主题",
        }
        made.append(meetings.new_record(desk, values))
    return made


@pytest.fixture
def pane(held: list[int], context: Context, qtbot: QtBot) -> MeetingsPane:
    made = MeetingsPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    qtbot.waitUntil(lambda: made.chips.chosen == "all")
    return made


def _choose(pane: MeetingsPane, qtbot: QtBot, meeting_id: int) -> None:
    assert pane.box.view.select_id(meeting_id)
    qtbot.waitUntil(lambda: pane.record.record is not None and pane.record.record.id == meeting_id)


def _click_row(pane: MeetingsPane, row: int, *, double: bool = False) -> None:
    view = pane.box.view
    place = QPoint(40, view.rowViewportPosition(row) + 8)
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), button, none, place)
    if double:
        QTest.mouseDClick(view.viewport(), button, none, place)


def test_a_pane_as_the_shell_wants_it(pane: MeetingsPane) -> None:
    assert isinstance(pane, Shows)
    assert isinstance(pane, Leaves)
    assert (PANE.id, PANE.group) == ("meetings", "组织生活")


def test_a_click_shows_the_record_beside_the_list(
    pane: MeetingsPane, held: list[int], qtbot: QtBot
) -> None:
    assert "显示它的记录" in pane.record.nothing.text()
    assert pane.record.nothing.isVisible()
    _click_row(pane, 0)
    qtbot.waitUntil(lambda: pane.record.record is not None)
    record = pane.record.record
    assert record is not None
    assert record.id == held[-1]  # the newest first
    assert pane.box.isVisible()
    assert pane.record.head.title.text() == "第2次主题党日：第5个主题"


def test_the_record_is_opened_wide_and_left_by_escape(
    pane: MeetingsPane, held: list[int], qtbot: QtBot
) -> None:
    _choose(pane, qtbot, held[2])
    pane.box.view.setFocus()
    press(pane.box.view, Qt.Key.Key_Return)
    assert not pane.box.isVisible()
    QApplication.processEvents()
    assert pane.record.width() > 900
    press(pane.record.form, Qt.Key.Key_Escape)
    assert pane.box.isVisible()
    assert pane.box.view.hasFocus()
    _click_row(pane, 1, double=True)
    assert not pane.box.isVisible()
    click(pane._back_button)
    assert pane.box.isVisible()


def test_chips_and_search_limit_the_list(pane: MeetingsPane, qtbot: QtBot) -> None:
    pane.chips.choose("kind:M1")
    qtbot.waitUntil(lambda: len(pane.model.ids()) == 2)
    pane.chips.choose("all")
    write(pane.search, "第3个")
    qtbot.waitUntil(lambda: len(pane.model.ids()) == 1)


def test_new_by_keys_opens_the_record(pane: MeetingsPane, desk: Desk, qtbot: QtBot) -> None:
    press(pane, Qt.Key.Key_N, ctrl=True)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    kind = dialog.form.editor("kind").inner
    assert isinstance(kind, QLineEdit)
    qtbot.waitUntil(kind.hasFocus)
    write(kind, "党课")
    press(kind, Qt.Key.Key_S, ctrl=True)
    record = pane.record.record
    assert record is not None
    assert (record.kind, record.values["held_on"]) == ("M4", desk.today())
    qtbot.waitUntil(lambda: pane.box.view.current_id() == record.id)


def test_undoing_the_making_leaves_nothing_behind(
    pane: MeetingsPane, messages: Recorder, qtbot: QtBot
) -> None:
    test_new_by_keys_opens_the_record(pane, pane.context.desk, qtbot)
    assert messages.undo is not None
    messages.undo()
    qtbot.waitUntil(lambda: pane.record.record is None)
    assert not messages.errors


def test_a_changed_record_is_not_left_in_silence(
    pane: MeetingsPane, held: list[int], messages: Recorder, desk: Desk, qtbot: QtBot
) -> None:
    _choose(pane, qtbot, held[0])
    pane.record.go_to("content")
    write(pane.record.content.content, "讨论了检修计划。")
    messages.leaving = Leave.SAVE
    _choose(pane, qtbot, held[1])
    assert messages.asked == ["会议记录"]
    assert meetings.record(desk, held[0]).values["content"] == "讨论了检修计划。"


def test_staying_keeps_the_row_of_the_record(
    pane: MeetingsPane, held: list[int], messages: Recorder, qtbot: QtBot
) -> None:
    _choose(pane, qtbot, held[0])
    pane.record.go_to("content")
    write(pane.record.content.content, "讨论了检修计划。")
    messages.leaving = Leave.STAY
    pane.box.view.select_id(held[1])
    qtbot.waitUntil(lambda: bool(messages.asked))
    qtbot.waitUntil(lambda: pane.box.view.current_id() == held[0])
    assert pane.record.dirty
    assert messages.asked == ["会议记录"]  # once


def test_other_panes_open_a_section_a_view_and_exact_meetings(
    pane: MeetingsPane, held: list[int], qtbot: QtBot
) -> None:
    pane.show_record(held[3], section="roll")
    assert pane.record.sections.current == "roll"
    pane.show_record(None, view="held")
    qtbot.waitUntil(lambda: pane.chips.chosen == "held")
    pane.show_record(None, ids=(held[0], held[1]), title="第一季度")
    qtbot.waitUntil(lambda: len(pane.model.ids()) == 2)
    pane.show_record(None, filters=(Filter("kind_code", "eq", "M5", "主题党日"),))
    qtbot.waitUntil(lambda: len(pane.model.ids()) == 2)
    pane.show_record(held[1], field="chair")
    assert pane.record.sections.current == "head"


def test_other_panes_begin_a_meeting_of_which_they_know_something(
    pane: MeetingsPane, branch: Branch, desk: Desk
) -> None:
    pane.show_record(None, do="new", kind="M3", unit=branch.groups[2], day=date(2026, 10, 8))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    click(dialog.save_button)
    record = pane.record.record
    assert record is not None
    assert (record.kind, record.unit_id) == ("M3", branch.groups[2])
    assert record.values["held_on"] == date(2026, 10, 8)


def test_an_empty_pane_teaches(context: Context, branch: Branch, qtbot: QtBot) -> None:
    pane = MeetingsPane(context)
    qtbot.addWidget(pane)
    pane.resize(1080, 740)
    pane.show()
    qtbot.waitUntil(pane.box._empty.isVisible)
    words = [button.text() for button in pane.box._empty._buttons]
    assert words[:2] == ["年度计划", "新建"]
    assert not pane.record.nothing.isVisible()
    assert pane.box._empty.width() > 1000  # the lesson has the whole pane
    meeting: dict[str, Value] = {
        "kind": "M5",
        "organization_id": branch.home,
        "held_on": date(2026, 11, 5),
    }
    made = meetings.new_record(context.desk, {**meeting, "topic": "消防演练"})
    pane.show_record(made)
    qtbot.waitUntil(pane.record.card.isVisible)
    assert pane.box.isVisible()
    assert pane.splitter.sizes()[1] > 400


def test_a_committee_reviews_and_makes_nothing(committee_context: Context, qtbot: QtBot) -> None:
    desk = committee_context.desk
    home = desk.store.book.home_organization_id
    with desk.store.write("接收") as session:
        unit = Organization(parent_id=home, kind="branch", name="中共甲支部委员会")
        session.add(unit)
        session.flush()
        organization_id = unit.id
    filed = put_meeting(desk, unit=organization_id, origin=FROM, topic="选举")
    pane = MeetingsPane(committee_context)
    qtbot.addWidget(pane)
    pane.resize(1080, 740)
    pane.show()
    assert not pane.new.isVisible()
    assert not pane.plan.isVisible()
    for asked in ("new", "plan", "filing"):
        pane.show_record(None, do=asked, kind="M5", unit=organization_id)
        assert QApplication.activeModalWidget() is None, asked
    pane.show_record(filed)
    assert pane.record.head.words() == ["备案审查…"]
    assert pane.record.content.content.isReadOnly()
    assert not pane.record.evidence.add.isVisible()
    pane.record.head.step("备案审查…").trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    result = dialog.form.editor("result").inner
    assert isinstance(result, QLineEdit)
    result.clear()
    write(result, "退回")
    write(dialog.form.editor("reasons").inner, "缺签到表")
    click(dialog.save_button)
    assert [row.reasons for row in meetings.record(desk, filed).reviews] == ["缺签到表"]
    assert pane.record.head.words() == ["修改审查意见…"]


def test_who_may_only_look_is_offered_nothing_to_change(
    held: list[int], context: Context, qtbot: QtBot
) -> None:
    viewer = replace(context, desk=replace(context.desk, role=Role.VIEWER))
    pane = MeetingsPane(viewer)
    qtbot.addWidget(pane)
    pane.resize(1080, 740)
    pane.show()
    assert not pane.new.isVisible()
    pane.show_record(held[0])
    assert pane.record.head.words() == []
    assert not pane.record.foot.isVisible()
    pane.record.go_to("roll")
    QTest.keyClicks(pane.record.roll.grid, "1a")
    assert pane.record.roll.grid.records.totals().present == 0
    assert not pane.record.dirty


def test_a_topic_as_long_as_a_page_leaves_room(
    pane: MeetingsPane, held: list[int], desk: Desk
) -> None:
    topic = "贯彻落实上级部署并研究当前重点工作" * 12
    meetings.save_record(desk, held[0], {"topic": topic})
    pane.show_record(held[0])
    QApplication.processEvents()
    assert pane.record.head.height() < 110
    assert topic in pane.record.head.title.toolTip()
    assert pane.width() == 1080


def test_with_real_threads_the_record_comes(
    held: list[int], context: Context, threads: Jobs, qtbot: QtBot
) -> None:
    pane = MeetingsPane(replace(context, jobs=threads))
    qtbot.addWidget(pane)
    pane.resize(1080, 740)
    pane.show()
    qtbot.waitUntil(lambda: len(pane.model.ids()) == 6)
    pane.show_record(held[0], section="content")
    qtbot.waitUntil(lambda: pane.record.record is not None)
    write(pane.record.content.content, "讨论了检修计划。")
    press(pane.record.content.content, Qt.Key.Key_S, ctrl=True)
    qtbot.waitUntil(lambda: not pane.record.dirty)
    kept = meetings.record(context.desk, held[0])
    assert kept.values["content"] == "讨论了检修计划。"
    qtbot.waitUntil(lambda: not threads.busy())


def test_what_is_typed_while_it_is_saved_is_neither_lost_nor_set_back(
    held: list[int], context: Context, threads: Jobs, desk: Desk, qtbot: QtBot
) -> None:
    pane = MeetingsPane(replace(context, jobs=threads))
    qtbot.addWidget(pane)
    pane.resize(1080, 740)
    pane.show()
    pane.show_record(held[0], section="roll")
    qtbot.waitUntil(lambda: pane.record.record is not None)
    QTest.keyClicks(pane.record.roll.grid, "a")
    pane.record.go_to("content")
    sheet = pane.record.content.content
    write(sheet, "讨论了检修计划。")
    press(sheet, Qt.Key.Key_S, ctrl=True)  # two steps: the roll, then the text
    write(sheet, "又补充了一句。")
    qtbot.waitUntil(lambda: not threads.busy())
    QApplication.processEvents()
    assert sheet.toPlainText() == "讨论了检修计划。又补充了一句。"
    assert pane.record.dirty
    assert meetings.record(desk, held[0]).values["content"] == "讨论了检修计划。"
    press(sheet, Qt.Key.Key_S, ctrl=True)
    qtbot.waitUntil(lambda: not pane.record.dirty)
    kept = meetings.record(desk, held[0])
    assert kept.values["content"] == "讨论了检修计划。又补充了一句。"
    assert kept.roll.present == 40  # three joined after that day
    qtbot.waitUntil(lambda: not threads.busy())


def test_the_list_begins_with_the_latest_meeting_not_with_the_end_of_the_plan(
    desk: Desk, branch: Branch, held: list[int], context: Context, qtbot: QtBot
) -> None:
    values: dict[str, Value] = {"kind": "M5", "organization_id": branch.home}
    for day in (25, 26, 27, 28):
        meetings.plan_meeting(desk, {**values, "held_on": date(2026, 12, day)})
    made = MeetingsPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    qtbot.waitUntil(lambda: made.record.record is not None and made.record.record.id == held[-1])
    assert made.box.view.current_id() == held[-1]

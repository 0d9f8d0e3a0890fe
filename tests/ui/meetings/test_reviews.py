"""The committee's desk: records of branches read, passed by one key, returned with reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from djdesk.models.meetings import Meeting
from djdesk.models.organization import Organization
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.reviews import ReviewsPart
from djdesk.ui.meetings.supervision import SupervisionPane
from tests.services.meetings.people import put_meeting
from tests.ui.conftest import Opened
from tests.ui.hands import click, press

FROM = "0190f3a0-0000-7000-8000-000000000001"


@pytest.fixture
def filed(committee_desk: Desk) -> list[int]:
    """Three finished records of two branches, one of a group."""
    home = committee_desk.store.book.home_organization_id
    with committee_desk.store.write("接收") as session:
        units = [Organization(parent_id=home, kind="branch", name=n) for n in ("甲支部", "乙支部")]
        session.add_all(units)
        session.flush()
        group = Organization(parent_id=units[0].id, kind="group", name="第一党小组")
        session.add(group)
        session.flush()
        places = [units[0].id, units[1].id, group.id]
    made = []
    for number, (kind, unit) in enumerate(zip(("M1", "M5", "M3"), places, strict=True)):
        on = date(2026, 3 + number, 5)
        topic = f"第{number + 1}个主题"
        made.append(
            put_meeting(committee_desk, kind, on, unit=unit, origin=FROM, topic=topic, content="学")
        )
    return made


@pytest.fixture
def pane(filed: list[int], committee_context: Context, qtbot: QtBot) -> SupervisionPane:
    made = SupervisionPane(committee_context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    return made


@pytest.fixture
def part(pane: SupervisionPane) -> ReviewsPart:
    found = pane.parts["reviews"]
    assert isinstance(found, ReviewsPart)
    return found


def test_what_waits_stands_with_its_findings_beside_the_record(
    pane: SupervisionPane, part: ReviewsPart, filed: list[int], committee_desk: Desk
) -> None:
    model = part.rows.model()
    shown = [[model.index(row, column).data() for column in range(5)] for row in range(3)]
    assert [row[:4] for row in shown] == [
        ["甲支部", "支部党员大会", "2026.03.05", "第1个主题"],
        ["乙支部", "主题党日", "2026.04.05", "第2个主题"],
        ["甲支部", "党小组会", "2026.05.05", "第3个主题"],
    ]
    for key, row in zip(filed, shown, strict=True):
        serious = sum(each.severity != "info" for each in meetings.findings(committee_desk, key))
        assert row[4] == (f"{serious} 项" if serious else "无")
    assert pane.sections._group.button(0).text() == "待审查 3"
    assert part.rows.current == filed[0]
    assert "主题：第1个主题" in part.text.toPlainText()
    assert part.branch.text() == "甲支部 · 2026.03.05"
    assert "甲支部" not in part.title.text()  # a long name must not take the room of the kind
    assert part.text.isReadOnly()
    assert len(part.findings.rows) == len(meetings.findings(committee_desk, filed[0]))


def test_one_key_passes_and_goes_on_to_the_next(
    pane: SupervisionPane, part: ReviewsPart, filed: list[int], committee_desk: Desk
) -> None:
    part.rows.setFocus()
    press(part.rows, Qt.Key.Key_1)
    assert [each.meeting_id for each in meetings.awaiting(committee_desk)] == filed[1:]
    assert part.rows.current == filed[1]
    assert "第2个主题" in part.text.toPlainText()
    press(part.rows, Qt.Key.Key_1)
    press(part.rows, Qt.Key.Key_1)
    assert part.empty.isVisible()
    assert pane.sections._group.button(0).text() == "待审查"


def test_a_return_asks_for_reasons_that_the_checks_propose(
    part: ReviewsPart, filed: list[int], committee_desk: Desk
) -> None:
    part.rows.setFocus()
    press(part.rows, Qt.Key.Key_0)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    reasons = dialog.form.editor("reasons").inner
    assert isinstance(reasons, QPlainTextEdit)
    found = meetings.findings(committee_desk, filed[0])
    expected = [each.text for each in found if each.severity != "info"]
    assert expected
    assert reasons.toPlainText().splitlines() == expected
    reasons.setPlainText("")
    click(dialog.save_button)
    assert dialog.isVisible()
    reasons.setPlainText("没有签到表")
    click(dialog.save_button)
    assert QApplication.activeModalWidget() is None
    (review,) = meetings.record(committee_desk, filed[0]).reviews
    assert (review.result, review.reasons) == ("returned", "没有签到表")
    assert part.rows.current == filed[1]


def test_an_answer_is_taken_back(
    part: ReviewsPart, filed: list[int], messages: Recorder, committee_desk: Desk
) -> None:
    part.rows.setFocus()
    press(part.rows, Qt.Key.Key_1)
    assert messages.undo is not None
    messages.undo()
    assert [each.meeting_id for each in meetings.awaiting(committee_desk)] == filed


def test_a_corrected_record_says_so(
    part: ReviewsPart, filed: list[int], committee_desk: Desk
) -> None:
    meetings.review_record(
        committee_desk, filed[0], result="returned", reasons="缺", on=date(2026, 4, 1)
    )
    with committee_desk.store.write("接收") as session:
        session.get_one(Meeting, filed[0]).revision = 2
    assert part.rows.model().index(0, 3).data() == "（改正后）第1个主题"


def test_enter_opens_the_record_and_the_button_leads_to_the_dispatch(
    pane: SupervisionPane, part: ReviewsPart, filed: list[int], opened: Opened
) -> None:
    press(part.rows, Qt.Key.Key_Return)
    pane.send.trigger()
    assert opened == [("meetings", filed[0]), ("packages", None)]


def test_with_real_threads_too(
    filed: list[int], committee_context: Context, threads: Jobs, qtbot: QtBot
) -> None:
    made = SupervisionPane(replace(committee_context, jobs=threads))
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    part = made.parts["reviews"]
    assert isinstance(part, ReviewsPart)
    qtbot.waitUntil(lambda: part.rows.current == filed[0] and bool(part.findings.rows))
    part.passes.trigger()
    qtbot.waitUntil(lambda: part.rows.current == filed[1] and "第2个" in part.text.toPlainText())

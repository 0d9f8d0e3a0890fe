"""From the window to paper: the record's own form first, the notice before it goes out, volumes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from djdesk.reports import catalogue
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Scope, Value
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.preview import Preview
from djdesk.ui.meetings import MeetingsPane, papers
from djdesk.ui.meetings.notice import NoticeDialog, show_notice
from tests.ui.hands import click, write
from tests.ui.meetings.conftest import HELD_ON, Branch


@pytest.fixture
def pane(branch: Branch, context: Context, qtbot: QtBot) -> MeetingsPane:
    made = MeetingsPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    return made


def _held(desk: Desk, kind: str) -> int:
    values: dict[str, Value] = {"kind": kind, "held_on": HELD_ON, "topic": "讨论检修计划"}
    return meetings.new_record(desk, values)


def _preview() -> Preview:
    window = QApplication.activeModalWidget()
    assert isinstance(window, Preview)
    return window


@pytest.mark.parametrize(("kind", "report"), [("M1", "meeting-record"), ("M5", "meeting-activity")])
def test_the_usual_form_of_the_record_stands_first(
    pane: MeetingsPane, desk: Desk, kind: str, report: str
) -> None:
    pane.show_record(_held(desk, kind))
    pane.record.go_to("content")
    write(pane.record.content.content, "按计划完成。")
    pane.print.trigger()
    window = _preview()
    assert window.report.currentText() == catalogue.report(report).title
    assert not pane.record.dirty  # paper shows what is saved
    window.close()


def test_without_a_record_the_ledger_is_offered(pane: MeetingsPane) -> None:
    pane.print.trigger()
    window = _preview()
    first = catalogue.report(window.report.currentText())
    assert not first.by_record
    assert not first.blank
    window.close()


def test_a_notice_is_printed_before_it_is_sent(
    pane: MeetingsPane, context: Context, desk: Desk, branch: Branch
) -> None:
    coming = meetings.plan_meeting(desk, {"kind": "M1", "held_on": date(2026, 12, 5)})
    show_notice(context, pane, meetings.record(desk, coming), may=True)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NoticeDialog)
    dialog.text.selectAll()
    write(dialog.text, "全体党员：请带笔记本。")
    click(dialog.print)
    window = _preview()
    assert window.report.currentText() == catalogue.report(papers.NOTICE).title
    window.close()
    dialog.close()
    record = meetings.record(desk, coming)
    assert (record.state, record.values["notice"]) == ("planned", "全体党员：请带笔记本。")


def test_a_year_is_bound_into_one_file(
    pane: MeetingsPane, desk: Desk, tmp_path: Path, messages: Recorder
) -> None:
    for kind in ("M1", "M5"):
        _held(desk, kind)
    messages.files = [tmp_path]
    papers.ask_volume(pane.context, pane, Scope(desk.today()).organization_id)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    click(dialog.save_button)
    bound = tmp_path / "2026年组织生活记录.pdf"
    pages = len(pypdf.PdfReader(bound).pages)
    assert pages > 4
    assert messages.said[-1].endswith("2026年组织生活记录.pdf")

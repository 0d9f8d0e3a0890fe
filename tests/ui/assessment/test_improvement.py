"""The pane 整改提高 by hand: corrections until they are struck off, pairs, rewards with sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import listing, meetings, organization
from djdesk.services.assessment import contacts, corrections, pairings, settlements
from djdesk.services.assessment.corrections_list import CORRECTIONS
from djdesk.services.assessment.rows import Subject
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope, Value
from djdesk.ui.assessment.contacts import said_of
from djdesk.ui.assessment.improvement import PANE, ImprovementPane
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.forms import Form
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context, Leaves, Shows
from tests.ui.conftest import Opened
from tests.ui.hands import click, press, write
from tests.ui.meetings.conftest import Branch

PROBLEM: dict[str, Value] = {
    "problem": "连续两次无故缺席",
    "measure": "补学两次",
    "due_on": date(2026, 12, 15),
}


@pytest.fixture
def pane(branch: Branch, context: Context, qtbot: QtBot) -> ImprovementPane:
    made = ImprovementPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    return made


@pytest.fixture
def correction(desk: Desk, branch: Branch) -> int:
    """A correction of 孙某三 that is open."""
    subject = Subject("member", branch.home, branch.members["孙某三"])
    return corrections.open_correction(
        desk, subject, PROBLEM, month=date(2026, 10, 1), warning="yellow"
    )


def of_subject(desk: Desk, subject: Subject) -> corrections.CorrectionSheet:
    """The one correction of a subject."""
    keys = listing.ids(desk, CORRECTIONS, Query(Scope(desk.today())))
    sheets = [corrections.correction(desk, key) for key in keys]
    (found,) = (sheet for sheet in sheets if sheet.subject == subject)
    return found


@pytest.fixture
def dialogs() -> Iterator[list[FormDialog]]:
    """Dialogs still open at the end are given up."""
    yield []
    for window in QApplication.topLevelWidgets():
        if isinstance(window, FormDialog):
            window.form.reset()
            window.reject()


def line(form: Form, key: str) -> QWidget:
    """Where a field is typed."""
    return form.editor(key).inner


def put(form: Form, key: str, text: str) -> None:
    """Type over what stands in a field."""
    inner = line(form, key)
    assert isinstance(inner, QLineEdit | QPlainTextEdit)
    inner.clear()
    write(inner, text)


def dialog() -> FormDialog:
    """The dialog that is open."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, FormDialog)
    return found


def test_the_chosen_row_is_shown_again_when_a_new_one_is_given_up(
    pane: ImprovementPane, correction: int
) -> None:
    pane.new.trigger()
    assert pane.correction.is_new
    put(pane.correction.form, "problem", "不登记了")
    click(pane.correction.drop)
    shown = pane.correction.record
    assert shown is not None
    assert shown.id == pane.register.list.view.current_id() == correction


def test_a_pane_as_the_shell_wants_it(pane: ImprovementPane) -> None:
    assert isinstance(pane, Shows)
    assert isinstance(pane, Leaves)
    assert (PANE.id, PANE.title, PANE.group) == ("improvement", "整改提高", "考核评议")


def test_a_correction_from_a_warning_needs_only_the_rest(
    pane: ImprovementPane, desk: Desk, branch: Branch
) -> None:
    subject = Subject("member", branch.home, branch.members["孙某三"])
    pane.show_record(
        None,
        do="correct",
        subject=subject,
        problem="10月得分 54.0，低于 60.0",
        month=date(2026, 10, 1),
        warning="yellow",
    )
    view = pane.correction
    assert view.state.text.text() == "针对2026年10月黄牌。"
    assert line(view.form, "measure").hasFocus()
    put(view.form, "measure", "补学两次")
    put(view.form, "responsible", "赵某一")
    put(view.form, "due_on", "20261215")
    press(line(view.form, "due_on"), Qt.Key.Key_S, ctrl=True)
    found = of_subject(desk, subject)
    assert (found.warning, found.month, found.state) == ("yellow", date(2026, 10, 1), "open")
    assert found.responsible_id == branch.members["赵某一"]
    assert found.values["measure"] == "补学两次"
    assert view.record is not None
    assert view.record.id == found.id
    assert pane.sections._group.button(0).text() == "整改 1"


def test_a_new_record_stays_when_the_rows_of_the_list_come(
    pane: ImprovementPane, correction: int, qtbot: QtBot
) -> None:
    pane.show_record(None, view="settlements")
    pane.show_record(None, do="correct", problem="笔记缺页")
    qtbot.wait(200)  # the list has had the keys for a moment, and chosen its first row
    assert pane.correction.is_new
    assert pane.correction.form.texts()["problem"] == "笔记缺页"


def test_whom_a_correction_is_of_must_be_said(pane: ImprovementPane, desk: Desk) -> None:
    pane.new.trigger()
    put(pane.correction.form, "problem", "没有开党小组会")
    click(pane.correction.keep)
    assert "整改对象没有填写" in pane.correction.form._faults["subject"].text()
    put(pane.correction.form, "subject", "第一党小组")
    click(pane.correction.keep)
    home = organization.home_id(desk)
    group = organization.groups(desk, home)[0][0]
    found = of_subject(desk, Subject("group", group))
    assert found.name == "第一党小组"


@pytest.mark.usefixtures("dialogs")
def test_done_failed_done_again_and_struck_off(
    pane: ImprovementPane, desk: Desk, correction: int
) -> None:
    pane.show_record(correction)
    view = pane.correction
    assert view.title.text() == "孙某三　2026-整改-01"
    view.report.trigger()
    put(dialog().form, "done_note", "已补学一次")
    click(dialog().save_button)
    assert corrections.correction(desk, correction).state == "done"
    view.check.trigger()
    put(dialog().form, "recheck", "未到位")
    click(dialog().save_button)  # refused: why, and until when
    assert "写明原因" in dialog().form._faults["recheck_note"].text()
    put(dialog().form, "recheck_note", "还差一次")
    put(dialog().form, "due_on", "20261220")
    click(dialog().save_button)
    assert corrections.correction(desk, correction).values["due_on"] == date(2026, 12, 20)
    assert view.state.pill.text() == "复核未到位"
    view.report.trigger()
    put(dialog().form, "done_note", "两次都补了")
    click(dialog().save_button)
    view.check.trigger()
    put(dialog().form, "recheck", "整改到位")
    click(dialog().save_button)
    assert view.state.pill.text() == "已销号"
    assert "还差一次" in view.state.text.text()
    assert view.keep.isHidden()
    assert not view.report.isVisible()
    view.again.trigger()
    put(dialog().form, "reason", "又缺席一次")
    click(dialog().save_button)
    assert corrections.correction(desk, correction).state == "open"


def test_evidence_is_kept_with_the_correction(
    pane: ImprovementPane, desk: Desk, correction: int, tmp_path: Path
) -> None:
    path = tmp_path / "补学笔记.txt"
    path.write_text("两次", encoding="utf-8")
    pane.show_record(correction)
    pane.correction.sections.choose("files")
    pane.correction.files.take([path])
    assert corrections.correction(desk, correction).evidence == 1
    assert pane.correction.sections._group.button(1).text() == "佐证 1"
    assert pane.correction.files.rows._model.rows[0].texts[0] == "补学笔记.txt"


@pytest.mark.usefixtures("dialogs")
def test_the_talk_about_it_is_held_and_linked(
    pane: ImprovementPane, desk: Desk, branch: Branch, correction: int, opened: Opened
) -> None:
    pane.show_record(correction)
    view = pane.correction
    view.hold.trigger()
    assert opened[-1:] == [("talks", None)]
    view.link.trigger()  # nothing to link yet
    assert QApplication.activeModalWidget() is None
    talk = meetings.add_talk(
        desk,
        {"talker": "赵某一", "partner": "孙某三", "held_on": date(2026, 11, 5), "topic": "提醒"},
    )
    view.link.trigger()
    click(dialog().save_button)
    assert corrections.correction(desk, correction).talk_id == talk
    assert not view.hold.isVisible()
    view.talk.trigger()
    assert opened[-1:] == [("talks", talk)]


def test_removed_and_brought_back(
    pane: ImprovementPane, desk: Desk, correction: int, messages: Recorder
) -> None:
    pane.show_record(correction)
    click(pane.correction.remove)
    assert pane.correction.record is None
    assert messages.undo is not None
    messages.undo()
    assert corrections.correction(desk, correction).state == "open"


@pytest.mark.usefixtures("dialogs")
def test_a_pair_from_a_correction_with_a_contact(
    pane: ImprovementPane, desk: Desk, branch: Branch, correction: int
) -> None:
    pane.show_record(correction)
    pane.correction.pair.trigger()
    view = pane.pairing
    assert pane.sections.current == "pairings"
    put(view.form, "helper", "赵某一")
    click(view.keep)
    assert view.record is not None
    pair = pairings.pairing(desk, view.record.id)
    assert (pair.helper_id, pair.partner_id) == (
        branch.members["赵某一"],
        branch.members["孙某三"],
    )
    assert pair.correction_id == correction
    view.meet.trigger()
    put(dialog().form, "content", "一起补学")
    click(dialog().save_button)
    (contact,) = contacts.contacts(desk, pair.id)
    assert (contact.content, contact.recorded_by) == ("一起补学", "李静")
    assert view.sections._group.button(1).text() == "帮扶记录 1"
    view.end.trigger()
    put(dialog().form, "end_reason", "已达标")
    click(dialog().save_button)
    assert pairings.pairing(desk, pair.id).state == "ended"
    assert not view.meet.isVisible()
    view.resume.trigger()
    assert pairings.pairing(desk, pair.id).state == "running"


def test_months_without_a_contact_are_named(desk: Desk, branch: Branch) -> None:
    pair = pairings.pair(
        desk,
        {"kind": "member", "helper": "赵某一", "partner": "孙某三", "since": date(2026, 8, 1)},
    )
    contacts.add_contact(desk, pair, {"held_on": date(2026, 9, 3), "content": "谈心"})
    state, text = said_of(contacts.contact_months(desk, pair))
    assert state == "bad"
    assert text == "缺联系的月份：2026年8月、2026年10月。每月至少联系一次。"


@pytest.mark.usefixtures("dialogs")
def test_rewards_with_sums_and_payment(pane: ImprovementPane, desk: Desk, qtbot: QtBot) -> None:
    pane.show_record(None, view="settlements")
    pane.new.trigger()
    view = pane.settlement
    put(view.form, "subject", "赵某一")
    put(view.form, "title", "季度第一名")
    put(view.form, "fen", "300")
    click(view.keep)
    assert view.record is not None
    key = view.record.id
    assert view.state.pill.text() == "待批准"
    assert not view.settle.isVisible()
    put(view.form, "approved_by", "党支部")
    put(view.form, "approved_on", "20261115")
    click(view.keep)
    view.settle.trigger()
    click(dialog().save_button)
    found = settlements.settlement(desk, key)
    assert (found.state, found.values["received_by"]) == ("settled", "赵某一")
    register = pane.registers["settlements"]
    qtbot.waitUntil(lambda: "已兑现" in register.list.sums.text())
    assert register.list.sums.text() == "共 1 项 · 奖励 1 项 300.00 元 · 已兑现 300.00 元"


def test_what_is_printed_is_of_the_section_and_the_record(
    pane: ImprovementPane, desk: Desk, correction: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[tuple[list[str], list[str]]] = []

    def preview(
        _context: Context, _owner: QWidget, specs: Sequence[ReportSpec], request: Request
    ) -> None:
        wanted.append(([s.id for s in specs], [s.content(desk, request).title for s in specs]))

    monkeypatch.setattr("djdesk.ui.assessment.improvement.open_preview", preview)
    pane.show_record(correction)
    pane.print.trigger()
    pane.sections.choose("settlements")
    pane.print.trigger()
    (first, titles), (last, _others) = wanted
    assert first[0] == "assessment-correction"
    assert "assessment-corrections" in first
    assert all(titles)
    assert last[0] == "assessment-settlements"


def test_what_is_typed_in_one_section_is_asked_for_before_leaving(
    pane: ImprovementPane, correction: int, messages: Recorder
) -> None:
    pane.show_record(correction)
    put(pane.correction.form, "remark", "没存")
    pane.sections.choose("settlements")
    left: list[bool] = []
    messages.leaving = Leave.STAY
    pane.leave(lambda: left.append(True))
    assert left == []
    messages.leaving = Leave.DISCARD
    pane.leave(lambda: left.append(True))
    assert left == [True]


def test_a_link_leads_from_the_pair_to_its_correction(
    pane: ImprovementPane, desk: Desk, correction: int, opened: Opened
) -> None:
    pair = pairings.pair(
        desk,
        {"kind": "member", "helper": "赵某一", "partner": "孙某三", "since": date(2026, 11, 1)},
        correction_id=correction,
    )
    pane.show_record(pair, view="pairings")
    pane.pairing.correction.trigger()
    assert opened == [("improvement", correction)]


def test_search_and_chips_belong_to_the_section(
    pane: ImprovementPane, desk: Desk, branch: Branch, correction: int, qtbot: QtBot
) -> None:
    register = pane.registers["corrections"]
    qtbot.waitUntil(lambda: len(register.model.ids()) == 1)
    register.chips.choose("state:open")
    assert len(register.model.ids()) == 1
    write(pane.search, "没有这个人")
    assert len(register.model.ids()) == 0
    pane.sections.choose("pairings")
    assert pane.search.text() == ""
    assert pane.search.placeholderText() == "姓名、原因、计划"

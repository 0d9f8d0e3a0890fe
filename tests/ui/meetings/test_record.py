"""The record of a meeting from the first word to the locked page, by keys and mouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from djdesk.errors import Refused
from djdesk.services import drafts, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.theme import Theme
from djdesk.ui.meetings import content as content_module
from djdesk.ui.meetings.parts import Parts
from djdesk.ui.meetings.reading import OldRecord
from djdesk.ui.meetings.record import RecordView
from djdesk.ui.meetings.votes import VoteCard
from djdesk.ui.meetings.writing import characters
from tests.ui.hands import click, press, write
from tests.ui.meetings.conftest import HELD_ON, Branch, show

TEXT = "书记通报了三季度工作：完成设备检修四十二台，党员先锋岗解决现场问题九项。"
LONG = TEXT + "下一步要把检修质量放在第一位，逐台建立台账，由各班组长签字负责，每周五通报一次。"
OTHER = "与会同志结合本岗位谈了看法，有人提出夜班学习时间难以保证，建议改在交接班前。"


def _line(view: RecordView, key: str) -> QLineEdit:
    line = view.form.editor(key).inner
    assert isinstance(line, QLineEdit)
    return line


def _part(parts: Parts, number: int, key: str) -> QLineEdit | QPlainTextEdit:
    inner = parts.cards[number].editors[key].inner
    assert isinstance(inner, QLineEdit | QPlainTextEdit)
    return inner


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _tab(view: RecordView, word: str) -> str:
    """What stands on the button of a section, by its first word."""
    buttons = (each.text() for each in view.sections._group.buttons())
    return next(text for text in buttons if text.startswith(word))


def _save(view: RecordView) -> None:
    press(_focused(), Qt.Key.Key_S, ctrl=True)
    assert not view.dirty


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def _mark_all(view: RecordView) -> None:
    view.go_to("roll")
    QTest.keyClicks(view.roll.grid, "a")


def _fill(view: RecordView, branch: Branch) -> None:
    """Everything that a 党员大会 must hold."""
    people = list(branch.members)
    view.go_to("head")
    for key, text in (("end_at", "16:10"), ("chair", people[0]), ("recorder", people[1])):
        write(_line(view, key), text)
    _mark_all(view)
    view.go_to("content")
    click(view.content.agenda.more)
    write(_part(view.content.agenda, 0, "title"), "听取支委会工作报告")
    write(view.content.content, TEXT)


# --- writing --------------------------------------------------------------------------------------


def test_head_roll_and_text_are_saved_by_one_key(
    view: RecordView, desk: Desk, meeting: int, branch: Branch, messages: Recorder
) -> None:
    _fill(view, branch)
    assert view.dirty
    _save(view)
    kept = meetings.record(desk, meeting)
    assert (kept.values["end_at"], kept.values["chair"]) == (970, "赵某一")
    assert kept.values["chair_id"] == branch.members["赵某一"]
    assert kept.values["content"] == TEXT
    assert [part.values["title"] for part in kept.agenda] == ["听取支委会工作报告"]
    assert kept.roll.present == 43
    assert messages.said == ["已保存。"]


def test_pages_of_text_keep_their_paragraphs_and_the_cursor(
    view: RecordView, desk: Desk, meeting: int
) -> None:
    view.go_to("content")
    sheet = view.content.content
    write(sheet, TEXT)
    press(sheet, Qt.Key.Key_Return)
    write(sheet, OTHER)
    assert view.content.count.text() == f"{characters(TEXT + OTHER)} 字"
    place = sheet.textCursor().position()
    press(sheet, Qt.Key.Key_Space)
    _save(view)
    assert meetings.record(desk, meeting).values["content"] == f"{TEXT}\n{OTHER}"
    assert sheet.textCursor().position() == place + 1
    write(sheet, "又")
    assert sheet.toPlainText().endswith(" 又")


def test_the_sheet_grows_and_the_line_written_on_stays_in_sight(view: RecordView) -> None:
    view.go_to("content")
    sheet = view.content.content
    before = sheet.height()
    for _ in range(60):
        write(sheet, OTHER)
        press(sheet, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert sheet.height() > 3 * before
    assert sheet.verticalScrollBar().maximum() == 0
    area = view.content.area.viewport()
    cursor = sheet.mapTo(area, sheet.cursorRect().bottomLeft())
    assert 0 <= cursor.y() <= area.height()


def test_a_draft_is_kept_while_writing(view: RecordView, desk: Desk, qtbot: QtBot) -> None:
    view.go_to("content")
    write(view.content.content, TEXT)
    assert view.note.text() == "正在填写，每几秒自动存一份草稿"
    view.keeper.keep_now()
    assert view.record is not None
    kept = drafts.find_draft(desk, f"meetings/{view.record.uid}")
    assert kept is not None
    assert kept.texts["text/content"] == TEXT


def test_speakers_one_by_one_without_the_mouse(
    view: RecordView, desk: Desk, meeting: int, branch: Branch
) -> None:
    view.go_to("content")
    speeches = view.content.speeches
    click(speeches.more)
    for number, (name, text) in enumerate((("钱某二", "应当到现场去学。"), ("外请张某", "同意。"))):
        speaker = _part(speeches, number, "speaker")
        assert speaker.hasFocus()
        write(speaker, name)
        press(speaker, Qt.Key.Key_Return)
        said = _part(speeches, number, "text")
        assert said.hasFocus()
        write(said, text)
        press(said, Qt.Key.Key_Return, ctrl=True)  # the next speaker
    _save(view)
    kept = meetings.record(desk, meeting).speeches
    assert [part.values["speaker"] for part in kept] == ["钱某二", "外请张某"]
    assert [part.member_id for part in kept] == [branch.members["钱某二"], None]


def test_what_was_taken_out_comes_back(view: RecordView, messages: Recorder) -> None:
    view.go_to("content")
    agenda = view.content.agenda
    for text in ("第一项", "第二项"):
        click(agenda.more)
        write(_part(agenda, len(agenda.cards) - 1, "title"), text)
    click(agenda.cards[0].remove)
    assert [part.values["title"] for part in agenda.parts()] == ["第二项"]
    assert messages.undo is not None
    messages.undo()
    assert [part.values["title"] for part in agenda.parts()] == ["第一项", "第二项"]
    click(agenda.cards[1].up)
    assert [part.values["title"] for part in agenda.parts()] == ["第二项", "第一项"]


def test_a_copied_paragraph_is_told_while_typing(
    view: RecordView, desk: Desk, branch: Branch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    values: dict[str, Value] = {"kind": "M1", "held_on": date(2026, 3, 5), "content": LONG}
    meetings.new_record(desk, {**values, "organization_id": branch.home})
    monkeypatch.setattr(content_module, "JUDGE_AFTER", 0)
    view.content._judging.setInterval(0)
    view.go_to("content")
    write(view.content.content, LONG)
    qtbot.waitUntil(view.content.warning.isVisible)
    assert "2026-党员大会-01" in view.content.likeness.text()
    assert view.content.content.extraSelections()
    view.content.content.selectAll()
    write(view.content.content, OTHER)
    qtbot.waitUntil(lambda: not view.content.warning.isVisible())


def test_template_and_last_year_are_at_hand(view: RecordView, desk: Desk, branch: Branch) -> None:
    values: dict[str, Value] = {"kind": "M1", "held_on": date(2025, 11, 6), "content": OTHER}
    meetings.new_record(desk, {**values, "organization_id": branch.home})
    view.go_to("content")
    click(view.content.look)
    sources = view.content.sources
    assert sources.isVisible()
    click(sources.take_agenda)
    wanted = list(meetings.template(desk, "M1"))
    assert [part.values["title"] for part in view.content.agenda.parts()] == wanted
    sources.choice.setCurrentIndex(1)
    assert sources.text.toPlainText() == OTHER
    assert not sources.take.isEnabled()  # words are chosen, a record is not copied
    sources.text.selectAll()
    click(sources.take)
    assert view.content.content.toPlainText() == OTHER


def test_a_changed_record_asks_before_it_is_left(
    view: RecordView, desk: Desk, meeting: int, messages: Recorder
) -> None:
    view.go_to("content")
    write(view.content.content, TEXT)
    done: list[str] = []
    messages.leaving = Leave.STAY
    view.leave(lambda: done.append("left"))
    assert (done, view.dirty) == ([], True)
    messages.leaving = Leave.SAVE
    view.leave(lambda: done.append("left"))
    assert done == ["left"]
    assert meetings.record(desk, meeting).values["content"] == TEXT
    write(view.content.content, OTHER)
    messages.leaving = Leave.DISCARD
    view.leave(lambda: done.append("left"))
    assert not view.dirty
    assert view.content.content.toPlainText() == TEXT


def test_a_date_that_is_none_is_shown_at_its_field(view: RecordView, desk: Desk) -> None:
    view.go_to("content")
    write(view.content.content, TEXT)
    _line(view, "held_on").setText("")
    write(_line(view, "held_on"), "2026.13.1")
    view.go_to("content")
    press(view.content.content, Qt.Key.Key_S, ctrl=True)
    assert view.sections.current == "head"
    assert view.dirty


# --- votes ----------------------------------------------------------------------------------------


def test_a_vote_is_explained_as_it_is_typed(
    view: RecordView, desk: Desk, meeting: int, qtbot: QtBot
) -> None:
    _mark_all(view)
    view.go_to("votes")
    assert "应到会有表决权 40 人" in view.votes.quorum.text()
    resolutions = view.votes.resolutions
    click(resolutions.more)
    card = resolutions.cards[0]
    assert isinstance(card, VoteCard)
    write(_part(resolutions, 0, "text"), "同意接收王某为中共预备党员")
    assert not card.vote.isVisible()
    write(_part(resolutions, 0, "method"), "无记名投票")
    assert card.vote.isVisible()
    for key, number in (("yes", "20"), ("no", "18"), ("abstain", "2")):
        write(_part(resolutions, 0, key), number)
    qtbot.waitUntil(lambda: card.verdict.isVisible())
    assert card.verdict.text() == "未通过"  # of 40 with a vote 21 must agree
    assert "不足 21 票" in card.working.text()
    click(card.all_yes)
    qtbot.waitUntil(lambda: card.verdict.text() == "通过")
    _save(view)
    kept = meetings.record(desk, meeting).resolutions[0].values
    assert (kept["yes"], kept["passed"]) == (40, True)
    assert str(kept["basis"]).endswith("通过。")


def test_a_fault_goes_as_soon_as_it_is_put_right(view: RecordView) -> None:
    view.go_to("votes")
    resolutions = view.votes.resolutions
    click(resolutions.more)
    write(_part(resolutions, 0, "text"), "同意")
    due = _part(resolutions, 0, "due_on")
    write(due, "38")
    press(due, Qt.Key.Key_S, ctrl=True)
    card = resolutions.cards[0]
    assert card.fault.isVisible()
    due.clear()
    write(due, "20261130")
    assert not card.fault.isVisible()
    assert due.property("state") != "bad"


def test_impossible_counts_are_marked(view: RecordView, qtbot: QtBot) -> None:
    _mark_all(view)
    view.go_to("votes")
    resolutions = view.votes.resolutions
    click(resolutions.more)
    write(_part(resolutions, 0, "text"), "同意")
    write(_part(resolutions, 0, "method"), "举手")
    for key, number in (("yes", "39"), ("no", "1"), ("abstain", "1")):
        write(_part(resolutions, 0, key), number)
    yes = _part(resolutions, 0, "yes")
    qtbot.waitUntil(lambda: yes.property("state") == "bad")
    card = resolutions.cards[0]
    assert isinstance(card, VoteCard)
    assert not card.verdict.isVisible()


def test_what_was_decided_is_carried_out(view: RecordView, desk: Desk, meeting: int) -> None:
    view.go_to("votes")
    click(view.votes.resolutions.more)
    write(_part(view.votes.resolutions, 0, "text"), "十一月底前完成检修")
    write(_part(view.votes.resolutions, 0, "responsible"), "李某四")
    write(_part(view.votes.resolutions, 0, "due_on"), "20261130")
    _save(view)
    view.go_to("carrying")
    assert view.carrying.open_count == 1
    view.carrying.rows.selectRow(0)
    click(view.carrying.close_item)
    dialog = _dialog()
    write(dialog.form.editor("done_note").inner, "已完成")
    click(dialog.save_button)
    values = meetings.record(desk, meeting).resolutions[0].values
    assert (values["done_on"], values["done_note"]) == (desk.today(), "已完成")
    assert view.carrying.open_count == 0
    click(view.carrying.reopen_item)
    assert view.carrying.open_count == 1


# --- evidence -------------------------------------------------------------------------------------


def _photo(folder: Path, name: str) -> Path:
    path = folder / name
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkRed)
    image.save(str(path))
    return path


def test_files_are_dropped_pasted_described_and_taken_out(
    view: RecordView, desk: Desk, meeting: int, tmp_path: Path, messages: Recorder
) -> None:
    view.go_to("evidence")
    page = view.evidence
    assert page.missing.text() == "还缺：签到表。"
    mime = QMimeData()
    mime.setUrls(
        [QUrl.fromLocalFile(str(_photo(tmp_path, name))) for name in ("会场.jpg", "签到.png")]
    )
    drop = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(drop)
    kept = meetings.record(desk, meeting).evidence
    assert sorted((f.title, f.purpose) for f in kept) == [
        ("会场.jpg", "photo"),
        ("签到.jpg", "signin"),
    ]
    assert not page.missing.isVisible()
    assert page.amount.text().startswith("2 个文件")
    QApplication.clipboard().setImage(QImage(str(tmp_path / "会场.jpg")))
    assert page.list.hasFocus() or page.hasFocus()
    press(_focused(), Qt.Key.Key_V, ctrl=True)
    assert page.list.count() == 3
    page.list.setFocus()
    page.list.setCurrentRow(0)
    page.describe.trigger()
    dialog = _dialog()
    purpose = dialog.form.editor("purpose").inner
    assert isinstance(purpose, QLineEdit)
    purpose.clear()
    write(purpose, "手写记录")
    click(dialog.save_button)
    assert "record" in {f.purpose for f in meetings.record(desk, meeting).evidence}
    page.list.setCurrentRow(0)
    press(page.list, Qt.Key.Key_Delete)
    assert page.list.count() == 2
    assert messages.undo is not None
    messages.undo()
    assert page.list.count() == 3


# --- life -----------------------------------------------------------------------------------------


def test_finishing_leads_to_what_is_missing(view: RecordView, messages: Recorder) -> None:
    view.go_to("evidence")
    view.head.step("整理完成").trigger()
    assert view.sections.current == "head"
    assert _line(view, "end_at").hasFocus()
    refused = messages.errors[-1]
    assert isinstance(refused, Refused)
    assert len(refused.problems) > 2


def test_from_writing_to_the_locked_record_and_its_correction(
    view: RecordView, desk: Desk, meeting: int, branch: Branch
) -> None:
    _fill(view, branch)
    assert view.head.words()[0] == "整理完成"
    view.head.step("整理完成").trigger()  # saves first
    assert meetings.record(desk, meeting).state == "recorded"
    assert view.sections.current == "review"
    click(view.review.chair)
    assert meetings.record(desk, meeting).values["chair_signed"] is True
    view.head.step("审核并锁定").trigger()
    click(_dialog().save_button)
    kept = meetings.record(desk, meeting)
    assert kept.locked
    assert kept.values["reviewed_by"] == "赵某一"  # the secretary of that day
    view.go_to("content")
    assert view.content.content.isReadOnly()
    assert not view.foot.isVisible()
    view.head.step("更正…").trigger()
    write(_dialog().form.editor("reason").inner, "实到人数写错")
    click(_dialog().save_button)
    assert not view.content.content.isReadOnly()
    view.content.content.selectAll()
    write(view.content.content, OTHER)
    _save(view)
    view.go_to("review")
    view.review.revisions.selectRow(0)
    click(view.review.read)
    old = QApplication.activeModalWidget()
    assert isinstance(old, OldRecord)
    assert TEXT in old.text.toPlainText()
    assert "应到 43 人，实到 43 人" in old.text.toPlainText()
    old.close()
    assert meetings.record(desk, meeting).values["content"] == OTHER


def test_the_superior_answers_on_paper(
    view: RecordView, desk: Desk, meeting: int, branch: Branch
) -> None:
    _fill(view, branch)
    view.head.step("整理完成").trigger()
    view.head.step("登记上级审查…").trigger()
    assert view.sections.current == "review"
    click(view.review.enter)
    form = _dialog().form
    result = form.editor("result").inner
    assert isinstance(result, QLineEdit)
    result.clear()
    write(result, "退回")
    write(form.editor("reasons").inner, "缺席原因没有写清")
    click(_dialog().save_button)
    review = meetings.record(desk, meeting).reviews[0]
    assert (review.result, review.reasons) == ("returned", "缺席原因没有写清")
    assert view.hint.text() == "上级退回：缺席原因没有写清"


def test_the_word_of_the_section_counts_like_its_page(view: RecordView, desk: Desk) -> None:
    assert view.record is not None
    found = meetings.findings(desk, view.record.id)
    serious = sum(each.severity != "info" for each in found)
    hints = len(found) - serious
    assert serious
    view.review._on_findings(view.record.id, (*found, replace(found[0], severity="info")))
    assert _tab(view, "审核与备案") == f"审核与备案 {serious}"
    assert view.review.checked.text() == f"检查发现 {serious} 项，另有提示 {hints + 1} 项"
    view.review._on_findings(view.record.id, ())
    assert _tab(view, "审核与备案") == "审核与备案"
    assert view.review.checked.text() == "检查：没有发现问题"


def test_hours_are_empty_until_something_is_known(view: RecordView, desk: Desk) -> None:
    assert _line(view, "hours").text() == ""
    write(_line(view, "hours"), "1.5")
    _save(view)
    assert _line(view, "hours").text() == "1.5"
    _line(view, "hours").clear()
    write(_line(view, "place"), "四楼")
    _save(view)
    assert view.record is not None
    assert meetings.record(desk, view.record.id).values["hours"] == 0
    assert _line(view, "hours").text() == ""


def test_a_finding_leads_to_where_it_is_put_right(view: RecordView) -> None:
    view.go_to("review")
    rows = [row for row in view.review.findings.rows if row.go.isVisible()]
    assert rows
    click(rows[0].go)
    assert view.sections.current != "review"


def test_beginning_leads_to_the_roll_even_before_the_record_is_read_again(
    context: Context, desk: Desk, branch: Branch, qtbot: QtBot
) -> None:
    values: dict[str, Value] = {"kind": "M5", "held_on": date(2026, 11, 5)}
    coming = meetings.plan_meeting(desk, {**values, "organization_id": branch.home})
    home = QWidget()
    qtbot.addWidget(home)
    view = RecordView(context, home)
    QVBoxLayout(home).addWidget(view)
    home.resize(900, 760)
    home.show()
    QApplication.processEvents()
    show(view, coming)
    view.head.step("开始签到").trigger()
    assert view.sections.current == "head"  # the roll is not there yet
    show(view, coming)
    assert view.sections.current == "roll"
    assert view.roll.grid.hasFocus()


def test_steps_stand_under_the_words_that_they_would_cut(
    view: RecordView, desk: Desk, branch: Branch
) -> None:
    values: dict[str, Value] = {"kind": "M5", "held_on": date(2026, 12, 5)}
    coming = meetings.plan_meeting(
        desk, {**values, "organization_id": branch.home, "topic": "消防演练与冬季安全生产"}
    )
    show(view, coming)
    window = view.window()
    title, button = view.head.title, view.head.findChildren(QAbstractButton)[-1]
    for width, under in ((480, True), (900, False)):
        window.resize(width, 760)
        QApplication.processEvents()
        assert (button.geometry().top() >= title.geometry().bottom()) is under
        assert title.text().endswith("安全生产")


def test_tab_reaches_the_steps_before_the_sections(view: RecordView) -> None:
    QLineEdit(view.window()).show()  # last of the window, so that going round is no way there
    view.sections._group.button(0).setFocus()
    for wanted in ("更多", "整理完成"):
        QTest.keyClick(_focused(), Qt.Key.Key_Backtab)
        reached = _focused()
        assert isinstance(reached, QAbstractButton)
        assert reached.text() == wanted


def test_a_cancelled_meeting_and_a_wrong_one(
    view: RecordView, desk: Desk, branch: Branch, messages: Recorder
) -> None:
    values: dict[str, Value] = {"kind": "M5", "held_on": date(2026, 12, 5)}
    coming = meetings.plan_meeting(desk, {**values, "organization_id": branch.home})
    show(view, coming)
    assert view.head.words()[:2] == ["开始签到", "发通知"]
    view.head.step("取消会议…").trigger()
    write(_dialog().form.editor("reason").inner, "改期")
    click(_dialog().save_button)
    assert meetings.record(desk, coming).state == "cancelled"
    assert view.head.words() == ["删除…"]


def test_one_sitting_as_two_kinds(view: RecordView, desk: Desk, branch: Branch) -> None:
    _fill(view, branch)
    opened: list[int] = []
    view.opened.connect(opened.append)
    view.save()
    view.head.step("同场另记一类…").trigger()
    kind = _dialog().form.editor("kind").inner
    write(kind, "党课")
    click(_dialog().save_button)
    mate = meetings.record(desk, opened[0])
    assert (mate.kind, mate.roll.present, mate.values["held_on"]) == ("M4", 43, HELD_ON)


def test_a_problem_list_belongs_to_the_yearly_meeting(
    view: RecordView, desk: Desk, branch: Branch
) -> None:
    values: dict[str, Value] = {"kind": "M6", "held_on": HELD_ON, "organization_id": branch.home}
    yearly = meetings.new_record(desk, values)
    show(view, yearly)
    view.go_to("problems")
    problems = view.problems.problems
    click(problems.more)
    write(_part(problems, 0, "name"), "李某四")
    write(_part(problems, 0, "problem"), "学习不够经常")
    write(_part(problems, 0, "measure"), "每周自学两小时")
    _save(view)
    kept = meetings.record(desk, yearly).problems[0]
    assert (kept.member_id, kept.values["measure"]) == (branch.members["李某四"], "每周自学两小时")


@pytest.mark.parametrize("scale", [100, 145])
def test_a_low_window_of_large_letters_has_room_to_write(
    view: RecordView, look: Theme, scale: int
) -> None:
    look.set_scale(scale)
    view.window().resize(740, 640)  # what a window of 1024 × 768 leaves
    view.go_to("content")
    QApplication.processEvents()
    assert view.content.area.viewport().height() > look.px(180)
    view.go_to("roll")
    QApplication.processEvents()
    assert view.roll.grid.viewport().height() >= 4 * look.row_height

"""The matrix by hand: typing, walking, filling, pasting, faults, and one step of booking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from djdesk.models.rules import names
from djdesk.services import assessment
from djdesk.services.assessment import Subject
from djdesk.services.assessment.board import board as read_board
from djdesk.services.desk import Desk
from djdesk.services.drafts import find_draft
from djdesk.services.listing import Value
from djdesk.ui.assessment.pane import AssessmentPane
from djdesk.ui.assessment.records import SUMS
from djdesk.ui.kit import theme
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context
from tests.ui.assessment.scored import OCTOBER, TODAY, book_folder, desk, october, scored
from tests.ui.hands import click, press, write

__all__ = ["book_folder", "desk", "october", "scored"]

VOLUNTEER, NOTES, BREACH, HELPS, RULED = "C3-6+", "C3-2a", "C3-4a", "C3-8+", "C3-4v"


@pytest.fixture
def pane(
    october: Desk, show_pane: Callable[..., AssessmentPane], messages: Recorder
) -> AssessmentPane:
    made = show_pane(AssessmentPane, october)
    made.show_record(None, month=OCTOBER)
    made.setFocus()
    QApplication.processEvents()
    assert made.matrix.hasFocus()
    return made


def _go(pane: AssessmentPane, row: int, item: str) -> None:
    column = pane.matrix.records.column_of(item)
    assert column >= 0, item
    pane.matrix.go(row, column)


def _editor(pane: AssessmentPane) -> QLineEdit:
    line = pane.matrix.indexWidget(pane.matrix.currentIndex())
    assert isinstance(line, QLineEdit)
    return line


def _type(pane: AssessmentPane, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type into the current cell by its first key, as a person does."""
    QTest.keyClicks(pane.matrix, text[0])
    QTest.keyClicks(_editor(pane), text[1:])
    press(_editor(pane), end)
    QApplication.processEvents()  # Qt takes over what was typed in the next turn


def _subject(pane: AssessmentPane, row: int) -> Subject:
    return pane.matrix.records.rows[row].subject


def _said(pane: AssessmentPane, row: int, item: str) -> str:
    return pane.matrix.records.said(row, pane.matrix.records.column_of(item))


def _book(pane: AssessmentPane, reason: str = "集中核对") -> None:
    if len(pane.matrix.records.basket):
        write(pane.sheet.bar.editors["reason"].inner, reason)
    pane.matrix.setFocus()
    press(pane.matrix, Qt.Key.Key_S, ctrl=True)


def _score(desk: Desk, row: int) -> int | None:
    return read_board(desk, OCTOBER, "member").rows[row].score


def test_what_is_typed_counts_only_when_it_is_booked_and_all_of_it_at_once(
    pane: AssessmentPane, october: Desk, messages: Recorder
) -> None:
    before = _score(october, 0), _score(october, 1)
    _go(pane, 0, VOLUNTEER)
    _type(pane, "1")
    _type(pane, "2")
    assert pane.matrix.currentIndex().row() == 2  # Enter goes down
    assert _said(pane, 0, VOLUNTEER) == "1次 +2"
    assert pane.sheet.bar.said.text() == "本次填写：2 格，2 个对象，+6 分，还没有登记"
    assert (_score(october, 0), _score(october, 1)) == before
    press(pane.matrix, Qt.Key.Key_S, ctrl=True)
    assert "事由没有填写" in pane.sheet.bar.fault.text()  # nothing is lost without a reason
    assert len(pane.matrix.records.basket) == 2
    _book(pane, "义务植树")
    assert before[0] is not None
    assert before[1] is not None
    assert (_score(october, 0), _score(october, 1)) == (before[0] + 20, before[1] + 40)
    assert not pane.sheet.bar.isVisible()
    assert messages.undo is not None
    messages.undo()
    assert (_score(october, 0), _score(october, 1)) == before


def test_typing_less_takes_back_and_the_ledger_keeps_both(
    pane: AssessmentPane, october: Desk
) -> None:
    _go(pane, 0, VOLUNTEER)
    _type(pane, "2")
    _book(pane)
    _go(pane, 0, VOLUNTEER)
    press(pane.matrix, Qt.Key.Key_Delete)
    assert _said(pane, 0, VOLUNTEER) == "清零"
    _book(pane, "重复登记")
    assert _said(pane, 0, VOLUNTEER) == ""
    subject = pane.matrix.records.rows[0].subject
    found = assessment.lines(october, OCTOBER, subject, item=VOLUNTEER)
    assert [(line.points, line.state) for line in found] == [(40, "reversed"), (-40, "valid")]
    assert found[1].reason == "重复登记"


def test_a_fault_stays_at_its_cell_in_red_and_in_words(pane: AssessmentPane, october: Desk) -> None:
    _go(pane, 0, NOTES)
    _type(pane, "1.5")
    _type(pane, "3")
    assert "有 1 格填得不对" in pane.sheet.bar.fault.text()
    _book(pane)
    assert pane.matrix.currentIndex().row() == 0  # led back to it
    assert "次数不能有小数" in pane.sheet.bar.fault.text()
    assert len(pane.matrix.records.basket) == 2  # nothing was booked, nothing lost
    tip = pane.matrix.records.data(pane.matrix.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert "次数不能有小数" in str(tip)
    _type(pane, "15")
    _book(pane)
    assert len(pane.matrix.records.basket) == 0
    assert _said(pane, 0, NOTES) == "-1.5"


def test_tab_walks_through_a_row_and_enter_goes_back_to_where_it_began(
    pane: AssessmentPane,
) -> None:
    _go(pane, 2, VOLUNTEER)
    column = pane.matrix.currentIndex().column()
    _type(pane, "1", Qt.Key.Key_Tab)
    assert pane.matrix.currentIndex().column() == column + 1
    _type(pane, "1", Qt.Key.Key_Tab)
    assert pane.matrix.currentIndex().column() == column + 2
    press(pane.matrix, Qt.Key.Key_Return)
    index = pane.matrix.currentIndex()
    assert (index.row(), index.column()) == (3, column)


def test_the_last_cell_of_a_row_lets_tab_go_on(pane: AssessmentPane) -> None:
    pane.matrix.go(0, pane.matrix.records.columnCount() - 1)
    press(pane.matrix, Qt.Key.Key_Tab)
    assert not pane.matrix.hasFocus()


def test_fill_down_and_step_back(pane: AssessmentPane) -> None:
    _go(pane, 0, VOLUNTEER)
    _type(pane, "1")
    _go(pane, 0, VOLUNTEER)
    for _ in range(4):
        QTest.keyClick(pane.matrix, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(pane.matrix, Qt.Key.Key_D, ctrl=True)
    assert [_said(pane, row, VOLUNTEER) for row in range(5)] == ["1次 +2"] * 5
    press(pane.matrix, Qt.Key.Key_Z, ctrl=True)
    assert len(pane.matrix.records.basket) == 1
    press(pane.matrix, Qt.Key.Key_Z, ctrl=True)
    assert len(pane.matrix.records.basket) == 0


def test_cells_are_copied_as_they_are_typed(pane: AssessmentPane) -> None:
    _go(pane, 0, VOLUNTEER)
    _type(pane, "3")
    _go(pane, 1, VOLUNTEER)
    _type(pane, "1")
    _book(pane)
    _go(pane, 1, VOLUNTEER)
    press(pane.matrix, Qt.Key.Key_Delete)  # booked, and to be taken back
    column = pane.matrix.currentIndex().column()
    pane.matrix._choose(0, 2, column, column)
    press(pane.matrix, Qt.Key.Key_C, ctrl=True)
    assert QGuiApplication.clipboard().text().split("\n") == ["3", "", ""]
    base = pane.matrix.records.columnCount() - len(SUMS)
    pane.matrix._choose(0, 0, base, base)
    press(pane.matrix, Qt.Key.Key_C, ctrl=True)
    assert QGuiApplication.clipboard().text() == pane.matrix.records.text(0, base) != ""


def test_a_rectangle_of_a_workbook_is_pasted_as_it_was_written(
    pane: AssessmentPane, messages: Recorder
) -> None:
    QGuiApplication.clipboard().setText("２\t轻微\r\n一次\t\r\n\t2\r\nx\t一般\r\n")
    _go(pane, 0, VOLUNTEER)
    pane.matrix.records.items  # noqa: B018 - the two columns need not be neighbours
    press(pane.matrix, Qt.Key.Key_V, ctrl=True)
    assert _said(pane, 0, VOLUNTEER) == "2次 +4"
    assert _said(pane, 1, VOLUNTEER) == "1次 +2"
    assert pane.matrix.records.basket.faults  # 轻微 is no count of the next column, and x none


def test_a_count_may_be_written_as_the_points_it_gives(pane: AssessmentPane) -> None:
    _go(pane, 0, NOTES)
    _type(pane, "-0.5")
    assert _said(pane, 0, NOTES) == "5次 -0.5"


def test_a_step_is_chosen_by_number_name_or_points(pane: AssessmentPane) -> None:
    _go(pane, 0, BREACH)
    _type(pane, "2")
    assert _said(pane, 0, BREACH) == "一般 -2"
    _go(pane, 0, BREACH)
    press(pane.matrix, Qt.Key.Key_F2)
    _editor(pane).clear()
    write(_editor(pane), "轻微")
    press(_editor(pane), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert _said(pane, 0, BREACH) == "轻微 -1"


def test_what_needs_a_paper_asks_for_its_number(pane: AssessmentPane, october: Desk) -> None:
    _go(pane, 0, RULED)
    _type(pane, "1")
    number = pane.sheet.bar.editors["document"]
    assert number.isVisible()
    _book(pane, "严重违章")
    assert "文号没有填写" in pane.sheet.bar.fault.text()
    write(number.inner, "安〔2026〕8号")
    press(pane.matrix, Qt.Key.Key_S, ctrl=True)
    assert len(pane.matrix.records.basket) == 0
    subject = pane.matrix.records.rows[0].subject
    (line,) = assessment.lines(october, OCTOBER, subject, item=RULED)
    assert line.document == "安〔2026〕8号"


def test_what_another_ledger_says_is_not_typed_over(
    pane: AssessmentPane, october: Desk, messages: Recorder
) -> None:
    rows = pane.matrix.records.rows
    place = next(n for n, row in enumerate(rows) if "C3-1a" in row.cells)
    _go(pane, place, "C3-1a")
    press(pane.matrix, Qt.Key.Key_Delete)
    _book(pane)
    (error,) = messages.errors
    assert rows[place].name in error.text
    assert "自动归集" in error.text
    assert len(pane.matrix.records.basket) == 1  # nothing typed is lost


def test_letters_find_people(pane: AssessmentPane) -> None:
    rows = pane.matrix.records.rows
    wanted = names.initials(rows[20].name)
    QTest.keyClicks(pane.matrix, wanted)
    row = pane.matrix.row
    assert row is not None
    assert names.initials(row.name) == wanted


def test_a_power_cut_keeps_what_was_typed(
    pane: AssessmentPane, october: Desk, context: Context
) -> None:
    _go(pane, 0, VOLUNTEER)
    _type(pane, "2")
    pane.sheet.drafts.keep_now()
    name = f"assessment/{OCTOBER.isoformat()}/member"
    assert find_draft(october, name) is not None
    again = AssessmentPane(context)
    again.show_record(None, month=OCTOBER)
    again.sheet.drafts._on_take()
    assert _said(again, 0, VOLUNTEER) == "2次 +4"
    again.matrix.records.basket.booked()
    again.deleteLater()
    _book(pane)
    assert find_draft(october, name) is None


def test_leaving_a_level_asks_once(pane: AssessmentPane, messages: Recorder) -> None:
    _go(pane, 0, VOLUNTEER)
    _type(pane, "2")
    messages.leaving = Leave.STAY
    click(pane.levels.tabs["group"])
    assert pane.levels.tabs["member"].isChecked()
    messages.leaving = Leave.DISCARD
    click(pane.levels.tabs["group"])
    assert pane.levels.tabs["group"].isChecked()
    assert [row.name for row in pane.matrix.records.rows] == [
        f"第{word}党小组" for word in "一二三"
    ]
    assert len(pane.matrix.records.basket) == 0


def test_the_explanation_adds_up_and_leads_to_the_record(
    pane: AssessmentPane, opened: list[tuple[str, int | None]]
) -> None:
    rows = pane.matrix.records.rows
    place = next(n for n, row in enumerate(rows) if "C3-1a" in row.cells)
    _go(pane, place, "C3-1a")
    pane.beside.read_subject()
    found = pane.card.explanation
    assert found is not None
    assert sum(line.points for line in found.lines) == found.score == rows[place].score
    assert pane.card.why_line is not None
    assert pane.card.why_line.item == "C3-1a"
    pane._may = True
    click(pane.card.record)
    assert opened[-1][0] == "meetings"


def test_typing_says_what_it_would_change(pane: AssessmentPane) -> None:
    score = pane.matrix.records.rows[0].score
    assert score is not None
    _go(pane, 0, VOLUNTEER)
    QTest.keyClicks(pane.matrix, "1")

    pane.beside.ask_difference()
    told = pane.card.after.text()
    assert f"得分 {score / 10:.1f} → {(score + 20) / 10:.1f}" in told
    press(_editor(pane), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert len(pane.matrix.records.basket) == 0


def test_all_that_is_typed_of_a_person_is_told_together(pane: AssessmentPane) -> None:
    score = pane.matrix.records.rows[0].score
    assert score is not None
    for row, item, text in ((0, VOLUNTEER, "1"), (1, VOLUNTEER, "2"), (0, HELPS, "3")):
        _go(pane, row, item)
        _type(pane, text)
    _go(pane, 0, NOTES)  # a cell in which nothing is typed
    worth = sum(t.worth for t in pane.matrix.records.basket.of(_subject(pane, 0)).values())
    assert worth == 20 + 30
    pane.beside.ask_difference()
    told = pane.card.after.text()
    assert f"得分 {score / 10:.1f} → {(score + worth) / 10:.1f}" in told
    _go(pane, 2, NOTES)
    pane.beside.ask_difference()
    assert not pane.card.after.isVisible()


def test_what_is_being_typed_survives_a_change_of_the_book(
    pane: AssessmentPane, october: Desk
) -> None:
    _go(pane, 0, VOLUNTEER)
    QTest.keyClicks(pane.matrix, "2")
    row = pane.matrix.records.rows[3]
    values: dict[str, Value] = {"since": OCTOBER, "kind": "exempt", "reason": "长期住院"}
    assert row.member_id is not None
    assessment.set_class(october, row.member_id, values)  # somebody else's step
    assert _editor(pane).text() == "2"
    press(_editor(pane), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert _said(pane, 0, VOLUNTEER) == "2次 +4"
    QApplication.processEvents()
    assert pane.matrix.records.rows[3].excluded  # shown once the cell is left
    _go(pane, 3, VOLUNTEER)
    QTest.keyClicks(pane.matrix, "2")
    assert not pane.matrix.editing  # nothing can be typed for who is not scored


@pytest.mark.parametrize("scale", [100, 145])
def test_names_and_scores_stay_in_sight(pane: AssessmentPane, scale: int) -> None:
    theme.active().set_scale(scale)
    pane.resize(1024, 700)
    QApplication.processEvents()
    keys = [each.key for each in pane.matrix.names.shown]
    assert keys[0] == "name"
    assert "score" in keys
    assert pane.matrix.viewport().width() > theme.active().px(150)


def test_today_is_in_the_next_month(pane: AssessmentPane) -> None:
    assert TODAY.month == 11
    day = pane.sheet.bar.editors["happened_on"].text()
    assert day == "2026.10.31"

"""A month of a branch of 43 people in three groups, scored through the window by key and mouse.

From the choice of a rubric to the sealed month, an objection answered, printed, opened again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.rules import names
from djdesk.services import assessment
from djdesk.services.assessment.board import board as read_board
from djdesk.ui.assessment.objecting import Objections
from djdesk.ui.assessment.pane import AssessmentPane
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.editors import ChoiceEditor
from djdesk.ui.kit.preview import Preview
from tests.ui.assessment.scored import OCTOBER, book_folder, scored
from tests.ui.hands import press, write
from tests.ui.person import Clock, Person, seated

__all__ = ["book_folder", "scored"]

NOVEMBER = date(2026, 11, 2)
VOLUNTEER, DUTY, NOTES, SAFE = "C3-6+", "C3-3+", "C3-2a", "C3-4+"
MEMBERS, SERVED = 43, 10


@dataclass
class Scorer:
    """Who scores: the person, and the pane in front of them."""

    person: Person
    pane: AssessmentPane

    def type(self, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type into the cell that has the keys."""
        matrix = self.pane.matrix
        QTest.keyClicks(matrix, text[0])
        editor = matrix.indexWidget(matrix.currentIndex())
        assert isinstance(editor, QLineEdit)
        write(editor, text[1:])
        QTest.keyClick(editor, end)
        self.person.strokes += len(text) + 1
        QApplication.processEvents()

    def go(self, row: int, item: str) -> None:
        """A click on a cell."""
        matrix = self.pane.matrix
        index = matrix.records.index(row, matrix.records.column_of(item))
        matrix.scrollTo(index)
        place = matrix.visualRect(index).center()
        QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert matrix.currentIndex() == index

    def select_down(self, rows: int) -> None:
        """Extend the chosen cells downwards."""
        for _ in range(rows):
            down, shift = Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier
            QTest.keyClick(self.pane.matrix, down, shift)

    def book(self, reason: str) -> None:
        """The reason once for all cells, then Ctrl+S."""
        self.person.type(self.pane.sheet.bar.editors["reason"].inner, reason)
        press(_focused(), Qt.Key.Key_S, ctrl=True)
        self.person.wait()
        assert not len(self.pane.matrix.records.basket), self.pane.sheet.bar.fault.text()

    def form(self) -> FormDialog:
        """The dialog that has opened."""
        found = self.person.dialog()
        assert isinstance(found, FormDialog)
        return found

    def fill(self, dialog: FormDialog, **texts: str) -> None:
        """Type into fields of a dialog."""
        for key, text in texts.items():
            inner = dialog.form.editor(key).inner
            if isinstance(inner, QLineEdit):
                inner.selectAll()
            self.person.type(inner, text)

    def choose(self, dialog: FormDialog, key: str, text: str) -> None:
        """Choose a record by typing its word."""
        editor = dialog.form.editor(key)
        assert isinstance(editor, ChoiceEditor)
        self.person.type(editor.inner, text)

    def finish(self, dialog: FormDialog) -> None:
        """Press the button of a dialog."""
        self.person.click(dialog.save_button)
        self.person.closed()
        self.person.wait()

    def more(self, word: str) -> None:
        """An entry of 更多."""
        menu = self.pane.findChild(QMenu)
        assert menu is not None
        entry = next(action for action in menu.actions() if action.text().startswith(word))
        entry.trigger()

    def state(self) -> str:
        """How far the month is, by the book."""
        return assessment.month(self.person.window.context.desk, OCTOBER).state


def _focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


@pytest.fixture
def scorer(book_folder: Path, tmp_path: Path, qtbot: QtBot, look: object) -> Iterator[Scorer]:
    with seated(book_folder, tmp_path, Clock(NOVEMBER), ("考核评议", "组织生活"), qtbot) as person:
        person.window.open("assessment")
        person.wait()
        pane = person.window.pane("assessment")
        assert isinstance(pane, AssessmentPane)
        yield Scorer(person, pane)


def test_a_month_scored_by_hand(scorer: Scorer, tmp_path: Path) -> None:
    _begin(scorer)
    before = _scores(scorer)
    _type(scorer)
    _check_scores(scorer, before)
    _look(scorer)
    _opinions(scorer)
    _confirm_and_post(scorer)
    _object(scorer)
    _print(scorer)
    _seal_and_reopen(scorer)


def _scores(scorer: Scorer) -> dict[str, int]:
    found = read_board(scorer.person.window.context.desk, OCTOBER, "member")
    return {row.name: row.score for row in found.rows if row.score is not None}


def _begin(scorer: Scorer) -> None:
    """Choose a rubric from October on, go there, open the month: the ledgers fill it."""
    pane, person = scorer.pane, scorer.person
    assert pane.stack.currentWidget() is pane.choosing
    pane.choosing.since.line.selectAll()
    person.type(pane.choosing.since.inner, "2026.10")
    person.click(pane.choosing.buttons["three_levels"])
    person.until(lambda: pane.stack.currentWidget() is pane.sheet)
    person.press_word(pane, "以前")
    person.until(lambda: pane._board is not None and pane._board.month == OCTOBER)
    person.press_word(pane, "开账")
    person.until(lambda: len(pane.matrix.records.rows) == MEMBERS and scorer.state() == "open")
    person.until(lambda: not pane.matrix.records.fixed)
    absent = [row for row in pane.matrix.records.rows if "C3-1a" in row.cells]
    assert len(absent) == 1  # who was absent without reason has lost points already


def _type(scorer: Scorer) -> None:
    """One cell and fill down; a rectangle of a workbook; a run of Tab; one that is wrong."""
    pane = scorer.pane
    matrix = pane.matrix
    scorer.go(0, DUTY)
    scorer.type("1")
    scorer.go(0, DUTY)
    scorer.select_down(MEMBERS - 1)
    press(matrix, Qt.Key.Key_D, ctrl=True)
    assert len(matrix.records.basket) == MEMBERS
    scorer.book("岗位任务完成")

    QGuiApplication.clipboard().setText("\n".join(["一次", "２次"] * (SERVED // 2)))
    scorer.go(0, VOLUNTEER)
    press(matrix, Qt.Key.Key_V, ctrl=True)
    assert len(matrix.records.basket) == SERVED
    scorer.go(5, NOTES)
    scorer.type("3页")  # no such word: the cell says so, and nothing else is lost
    assert pane.sheet.bar.fault.isVisible()
    scorer.go(5, NOTES)
    scorer.type("3")
    scorer.book("参加义务植树，核对笔记")

    QTest.keyClicks(matrix, names.initials(matrix.records.rows[30].name))
    assert matrix.row is not None
    assert matrix.row.name == matrix.records.rows[30].name
    scorer.go(30, SAFE)
    scorer.type("1", Qt.Key.Key_Tab)
    scorer.type("1")
    assert [typed.text for _place, typed in matrix.records.basket] == ["1", "1"]
    press(matrix, Qt.Key.Key_Z, ctrl=True)  # the second belongs to another column
    scorer.book("班组无违章")


def _check_scores(scorer: Scorer, before: dict[str, int]) -> None:
    """Every score counted by hand: 10 for the duty, 2 a service (at most 4), notes, safety."""
    rows = scorer.pane.matrix.records.rows
    after = _scores(scorer)
    for place, row in enumerate(rows):
        wanted = before[row.name] + 100
        if place < SERVED:
            wanted += (20, 40)[place % 2]
        if place == 5:
            wanted -= 3
        if place == 30:
            wanted += 50
        assert after[row.name] == wanted, row.name
        assert row.score == wanted


def _look(scorer: Scorer) -> None:
    """Beside a cell stands why, down to the record: the meeting where somebody was absent."""
    person, pane = scorer.person, scorer.pane
    rows = pane.matrix.records.rows
    place = next(number for number, row in enumerate(rows) if "C3-1a" in row.cells)
    scorer.go(place, "C3-1a")
    card = pane.card
    person.until(lambda: card.why_line is not None and card.why_line.item == "C3-1a")
    found = card.explanation
    assert found is not None
    assert sum(line.points for line in found.lines) == found.score == rows[place].score
    person.click(card.record)
    assert person.window.pane("meetings").isVisible()
    person.click(person.window.navigation.button("assessment"))
    assert pane.isVisible()


def _opinions(scorer: Scorer) -> None:
    """The groups agree with all, the branch gives one member two points more, with its reason."""
    person, pane = scorer.person, scorer.pane
    person.press_word(pane, "计分")
    person.until(lambda: scorer.state() == "scored")
    person.until(lambda: pane.next.text() == "审定…")
    person.press_word(pane, "评议")
    dialog = scorer.form()
    scorer.choose(dialog, "stage", "小组评")
    scorer.finish(dialog)
    given = assessment.all_opinions(person.window.context.desk, OCTOBER)
    assert len(given) == MEMBERS
    scorer.go(1, VOLUNTEER)
    row = pane.matrix.records.rows[1]
    pane.card.sections.choose("opinions")
    person.wait()
    person.press_word(pane.card, "填写意见…")
    dialog = scorer.form()
    scorer.choose(dialog, "stage", "支部评")
    scorer.fill(dialog, change="2", opinion="抢险中表现突出", reason="支委会集体研究")
    scorer.finish(dialog)
    person.until(lambda: pane.matrix.records.rows[1].change == 20)
    assert pane.matrix.records.rows[1].score == (row.score or 0) + 20


def _confirm_and_post(scorer: Scorer) -> None:
    person, pane = scorer.person, scorer.pane
    person.press_word(pane, "审定")
    scorer.finish(scorer.form())
    person.until(lambda: scorer.state() == "confirmed")
    person.until(lambda: pane.matrix.records.fixed)
    person.press_word(pane, "公示")
    dialog = scorer.form()
    scorer.fill(dialog, telephone="13800000001")
    scorer.finish(dialog)
    person.until(lambda: scorer.state() == "published")


def _object(scorer: Scorer) -> None:
    """An objection keeps the month from being sealed until it is answered."""
    person = scorer.person
    person.clock.day = date(2026, 11, 6)
    scorer.more("异议")
    dialog = person.dialog()
    assert isinstance(dialog, Objections)
    person.click(dialog.raise_one)
    asked = scorer.person.dialog()
    assert isinstance(asked, FormDialog)
    scorer.fill(asked, raised_by="孙某三", text="义务植树没有计分")
    person.click(asked.save_button)
    person.until(lambda: QApplication.activeModalWidget() is dialog)
    person.until(lambda: dialog.rows.current is not None)
    person.click(dialog.answer)
    answered = person.dialog()
    assert isinstance(answered, FormDialog)
    scorer.fill(answered, answer="经核对签到表，本人未到场")
    person.click(answered.save_button)
    person.until(lambda: QApplication.activeModalWidget() is dialog)
    person.press_word(dialog, "关闭")
    person.closed()
    (found,) = _objections(scorer)
    assert (found.raised_by, bool(found.answer)) == ("孙某三", True)


def _objections(scorer: Scorer) -> tuple[assessment.ObjectionRow, ...]:
    from djdesk.services.assessment.objections import objections

    return objections(scorer.person.window.context.desk, OCTOBER)


def _print(scorer: Scorer) -> None:
    person = scorer.person
    press(scorer.pane.matrix, Qt.Key.Key_P, ctrl=True)
    shown = person.dialog()
    assert isinstance(shown, Preview)
    person.wait()
    shown.reject()
    person.closed()


def _seal_and_reopen(scorer: Scorer) -> None:
    person, pane = scorer.person, scorer.pane
    person.press_word(pane, "封存")
    dialog = scorer.form()
    assert any("不能撤销" in label.text() for label in dialog.findChildren(QLabel))
    scorer.finish(dialog)
    person.until(lambda: scorer.state() == "sealed")
    person.until(lambda: not pane.next.isVisible())
    scores = _scores(scorer)
    scorer.more("重新开账")
    dialog = scorer.form()
    scorer.fill(dialog, reason="植树签到表补送")
    scorer.finish(dialog)
    person.until(lambda: scorer.state() == "scored")
    person.until(lambda: not pane.matrix.records.fixed)
    found = assessment.month(person.window.context.desk, OCTOBER)
    assert found.revision == 2
    person.until(lambda: "重新开账：植树签到表补送" in pane.notice.text.text())
    assert _scores(scorer) == scores
    scorer.go(2, VOLUNTEER)
    scorer.type("2")
    scorer.book("补记义务植树")
    name = pane.matrix.records.rows[2].name
    assert _scores(scorer)[name] == scores[name] + 20

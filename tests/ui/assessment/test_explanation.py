"""Beside the matrix: lines are checked, taken back and proved; opinions stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from djdesk.services import assessment
from djdesk.services.assessment import Entry
from djdesk.services.assessment.board import board
from djdesk.services.assessment.line_rows import evidence
from djdesk.services.assessment.warnings import warnings
from djdesk.services.desk import Desk
from djdesk.ui.assessment.evidence import LineFiles
from djdesk.ui.assessment.pane import AssessmentPane
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from tests.ui.assessment.scored import OCTOBER, book_folder, desk, october, scored
from tests.ui.hands import click, write

__all__ = ["book_folder", "desk", "october", "scored"]

VOLUNTEER = "C3-6+"


@pytest.fixture
def pane(
    october: Desk, show_pane: Callable[..., AssessmentPane], messages: Recorder
) -> Iterator[AssessmentPane]:
    made = show_pane(AssessmentPane, october)
    made.show_record(None, month=OCTOBER)
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, FormDialog):
            window.form.reset()
            window.reject()


def _line(pane: AssessmentPane, desk: Desk, *, pending: bool = False) -> Entry:
    row = pane.matrix.records.rows[0]
    who = row.subject
    entry = Entry(who.level, who.organization_id, who.member_id, OCTOBER, VOLUNTEER, OCTOBER)
    entry = replace(entry, happened_on=date(2026, 10, 18), quantity=1, reason="义务植树")
    assessment.book_line(desk, entry, pending=pending)
    pane.matrix.go(0, pane.matrix.records.column_of(VOLUNTEER))
    pane.beside.read_subject()
    pane.card.sections.choose("lines")
    place = next(n for n, line in enumerate(pane.card.lines) if line.item == VOLUNTEER)
    pane.card.ledger.selectRow(place)
    return entry


def _dialog() -> FormDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, FormDialog)
    return found


def test_a_pending_line_is_seen_checked_and_counts(pane: AssessmentPane, october: Desk) -> None:
    before = pane.matrix.records.rows[0].score
    assert before is not None
    _line(pane, october, pending=True)
    assert pane.matrix.records.rows[0].score == before
    column = pane.matrix.records.column_of(VOLUNTEER)
    assert pane.matrix.records.cell(0, column).pending == 1
    pane.chips.choose("pending")
    assert len(pane.matrix.records.rows) == 1
    pane.beside.read_subject()
    pane.card.ledger.selectRow(0 if len(pane.card.lines) == 1 else len(pane.card.lines) - 1)
    click(pane.card.accept)
    pane.chips.choose("all")
    assert pane.matrix.records.rows[0].score == before + 20


def test_a_line_is_taken_back_with_a_reason(pane: AssessmentPane, october: Desk) -> None:
    before = pane.matrix.records.rows[0].score
    _line(pane, october)
    click(pane.card.reverse)
    dialog = _dialog()
    write(dialog.form.editor("reason").inner, "记错了人")
    click(dialog.save_button)
    assert pane.matrix.records.rows[0].score == before
    who = pane.matrix.records.rows[0].subject
    states = [line.state for line in assessment.lines(october, OCTOBER, who, item=VOLUNTEER)]
    assert states == ["reversed", "valid"]


def test_files_prove_a_line(
    pane: AssessmentPane, october: Desk, messages: Recorder, tmp_path: Path
) -> None:
    _line(pane, october)
    line = pane.card.line
    assert line is not None
    click(pane.card.files)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LineFiles)
    proof = tmp_path / "签到表.txt"
    proof.write_text("植树签到", encoding="utf-8")
    messages.files = [proof]
    dialog.page.add.trigger()
    assert [file.title for file in evidence(october, line.id)] == ["签到表.txt"]
    dialog.reject()


def test_an_opinion_that_changes_the_score_needs_its_reason(
    pane: AssessmentPane, october: Desk
) -> None:
    before = pane.matrix.records.rows[0].score
    assert before is not None
    pane.matrix.go(0, 0)
    pane.beside.read_subject()
    pane.card.sections.choose("opinions")
    click(pane.card.give)
    dialog = _dialog()
    write(dialog.form.editor("stage").inner, "支部评")
    write(dialog.form.editor("change").inner, "1.5")
    click(dialog.save_button)
    assert _dialog() is dialog  # still there: why is not said
    write(dialog.form.editor("reason").inner, "支委会研究")
    click(dialog.save_button)
    assert pane.matrix.records.rows[0].score == before + 15
    pane.beside.read_subject()
    assert pane.card.explanation is not None
    assert pane.card.explanation.lines[-1].points == 15


def test_what_waits_in_the_current_cell_is_chosen_at_once(
    pane: AssessmentPane, october: Desk
) -> None:
    _line(pane, october)
    _line(pane, october, pending=True)
    pane.card.ledger.clearSelection()
    pane.card.choose_item(VOLUNTEER)
    assert pane.card.line is not None
    assert pane.card.line.state == "pending"
    assert pane.card.accept.isEnabled()
    pane.card.choose_item("C3-8+")  # of which there is none
    assert pane.card.line is None


def test_why_somebody_stands_on_a_warning_is_said_beside_the_score(
    october: Desk, show_pane: Callable[..., AssessmentPane], messages: Recorder
) -> None:
    low = next(row for row in board(october, OCTOBER, "member").rows if row.score is not None)
    who = low.subject
    entry = Entry(who.level, who.organization_id, who.member_id, OCTOBER, "C3-4v", OCTOBER)
    entry = replace(
        entry, happened_on=date(2026, 10, 18), document="处字〔2026〕3号", reason="通报"
    )
    assessment.book_line(october, entry)
    assessment.score_month(october, OCTOBER)
    pane = show_pane(AssessmentPane, october)
    pane.show_record(None, month=OCTOBER)
    assert pane.matrix.go_to(who)
    pane.beside.read_subject()
    (known,) = [each for each in warnings(october, OCTOBER) if each.member_id == who.member_id]
    assert pane.card.warning.text() == known.title == "黄牌"
    assert pane.card.warned.isVisible()
    assert pane.card.warned.text() == f"黄牌：{'；'.join(known.why)}。"
    assert "60.0" in pane.card.warned.text()
    other = next(row for row in pane.matrix.records.rows if not row.warning)
    pane.matrix.go_to(other.subject)
    assert not pane.card.warned.isVisible()

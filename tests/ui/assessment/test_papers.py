"""From the window to files: the workbook of the matrix, and the year bound into one volume."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtWidgets import QApplication

from djdesk.services import listing, printing
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from djdesk.ui.assessment.pane import AssessmentPane
from djdesk.ui.kit.buttons import ActionButton
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from tests.ui.assessment.scored import OCTOBER, book_folder, desk, october, scored
from tests.ui.hands import click

__all__ = ["book_folder", "desk", "october", "scored"]


@pytest.fixture
def pane(october: Desk, show_pane: Callable[..., AssessmentPane]) -> AssessmentPane:
    made = show_pane(AssessmentPane, october)
    made.show_record(None, month=OCTOBER)
    return made


def test_the_matrix_is_written_as_a_workbook(
    pane: AssessmentPane, tmp_path: Path, messages: Recorder
) -> None:
    messages.files = [tmp_path]
    pane.export.trigger()
    book = openpyxl.load_workbook(tmp_path / "2026年10月积分表.xlsx")
    names = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert {row.name for row in pane.matrix.records.rows} <= names
    assert messages.said[-1] == "已导出：2026年10月积分表.xlsx"


def test_nothing_is_written_where_no_place_was_chosen(
    pane: AssessmentPane, tmp_path: Path, messages: Recorder
) -> None:
    messages.files = []
    pane.export.trigger()
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_year_is_bound_into_one_file(
    pane: AssessmentPane, october: Desk, tmp_path: Path, messages: Recorder
) -> None:
    messages.files = [tmp_path]
    pane.volume.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    click(dialog.save_button)
    assert len(pypdf.PdfReader(tmp_path / "2026年积分考核.pdf").pages) > 4
    assert messages.said[-1].endswith("2026年积分考核.pdf")
    assert listing.count(october, printing.PRINTINGS, Query(Scope(october.today()))) == 1


def test_the_next_step_is_read_out_as_it_is_shown(pane: AssessmentPane) -> None:
    shown = [b for b in pane.findChildren(ActionButton) if b.defaultAction() is pane.next]
    assert {b.accessibleName() for b in shown} == {pane.next.text()} == {"计分"}

"""套打校准: two measured numbers are kept for a printer and a form, and undone when printing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.reports.kit.content import PORTRAIT, Content, Heading, Paper
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.desk import Desk
from djdesk.ui.kit import calibration
from djdesk.ui.kit.calibration import Calibration, keep_offset, kept_offset
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.pane import Context
from tests.ui.hands import click


def receipt(_desk: Desk, request: Request) -> Content:
    return Content("F08", "收据", request.paper or PORTRAIT, (Heading("收据"),))


RECEIPT = ReportSpec("receipt", "F08", "党费收据", "dues", PORTRAIT, receipt)


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(context: Context, home: QWidget) -> Calibration:
    made = Calibration(context, RECEIPT, PORTRAIT, home)
    made.show()
    return made


def test_each_printer_and_form_has_its_own_shift(memory: Memory) -> None:
    keep_offset(memory, r"\\server\针式/一号", "receipt", (-2.5, 1))
    assert kept_offset(memory, r"\\server\针式/一号", "receipt") == (-2.5, 1)
    assert kept_offset(memory, r"\\server\针式/一号", "letter") == (0, 0)
    assert kept_offset(memory, "二号", "receipt") == (0, 0)
    keep_offset(memory, "二号", "receipt", (1, 1))
    memory.keep(calibration._name("二号", "receipt"), "{broken")
    assert kept_offset(memory, "二号", "receipt") == (0, 0)


def test_two_numbers_are_typed_and_kept(
    dialog: Calibration, context: Context, home: QWidget
) -> None:
    assert dialog.outcome.text() == "不需要修正。"
    dialog.across.setValue(32.5)
    dialog.down.setValue(29)
    assert dialog.outcome.text() == "打印时整页左移 2.5 毫米，下移 1 毫米。"
    click(dialog.save_button)
    assert not dialog.isVisible()
    assert kept_offset(context.memory, dialog._chosen, "receipt") == (-2.5, 1)
    again = Calibration(context, RECEIPT, PORTRAIT, home)
    assert (again.across.value(), again.down.value()) == (32.5, 29)
    again.close()


def test_ruler_page_goes_to_the_printer(
    dialog: Calibration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "ruler.pdf"

    def to_file(_name: str, _paper: Paper, title: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setDocName(title)
        return printer

    monkeypatch.setattr(calibration, "printer_for", to_file)
    click(dialog.print_button)
    qtbot.waitUntil(lambda: path.exists() and path.stat().st_size > 1000)
    dialog.reject()

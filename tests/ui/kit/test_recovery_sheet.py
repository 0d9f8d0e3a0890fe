"""The recovery sheet: one page of paper that bears the whole code, and the panel that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from djdesk.models.store import recovery
from djdesk.ui.kit.recovery_sheet import CodePanel, sheet
from tests.ui.hands import click

BOOK, FOLDER, DAY = "中共某某厂机修车间支部委员会", "D:\\党建账套\\机修<车间>", "2026年11月20日"


@pytest.fixture
def code() -> str:
    return recovery.generate()


def test_the_sheet_says_everything_on_one_page(code: str, tmp_path: Path) -> None:
    document = sheet(BOOK, FOLDER, code, DAY)
    text = document.toPlainText()
    assert all(word in text for word in (BOOK, FOLDER, DAY))
    typed = "".join(text.split("日期：")[1].split("忘记密码")[0].removeprefix(DAY).split())
    assert typed == code  # in two lines, none of it lost
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
    document.print_(printer)
    assert len(PdfReader(tmp_path / "sheet.pdf").pages) == 1


def test_only_a_finished_printing_or_the_tick_counts_as_kept(code: str, qtbot: QtBot) -> None:
    panel = CodePanel()
    qtbot.addWidget(panel)
    kept: list[bool] = []
    panel.kept.connect(kept.append)
    panel.show_code(code, QTextDocument("x"))
    panel.show()
    seen: list[str] = []

    def give_up() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QPrintDialog)
        seen.append(panel.code.text())  # the code stands on the screen while printing is asked for
        dialog.reject()

    QTimer.singleShot(0, give_up)
    click(panel.print_button)
    assert seen == [code]
    assert not panel.keeping.isChecked()
    panel.keeping.click()
    assert kept == [True]
    panel.show_code(recovery.generate(), QTextDocument("y"))
    assert not panel.keeping.isChecked()

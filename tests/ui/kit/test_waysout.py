"""What leaves the preview is entered in the log; reprints say so, printers are put right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.reports.kit import pdf
from djdesk.reports.kit.content import PORTRAIT, Content, Heading, Table, TableColumn
from djdesk.reports.kit.pdf import Rendering, Stamp
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import listing
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from djdesk.services.printing import PRINTINGS
from djdesk.services.progress import Progress
from djdesk.ui.kit.calibration import keep_offset
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.preview import Preview
from djdesk.ui.kit.printing import open_preview
from tests.ui.hands import click

DAY = date(2026, 11, 20)


def names(_desk: Desk, request: Request) -> Content:
    table = Table((TableColumn("姓名", 40), TableColumn("性别", 20)), [("王某", "男")])
    return Content("F01", "名册", request.paper or PORTRAIT, (Heading("名册"), table), DAY)


NAMES = ReportSpec("names", "F01", "名册", "roster", PORTRAIT, names)
EMPTY_FORM = ReportSpec("blank", "F02", "空白表", "roster", PORTRAIT, names, blank=True)


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


@pytest.fixture
def preview(context: Context, home: QWidget) -> Preview:
    return open_preview(context, home, (NAMES,), Request(DAY))


def printer_to(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def logged(desk: Desk) -> list[listing.Row]:
    query = Query(Scope(desk.today()), sort=(("at", False), ("copy", False)))
    return listing.table(desk, PRINTINGS, query, ("way", "title", "pages", "copies", "copy"))


def send(preview: Preview, path: Path, qtbot: QtBot, copies: int = 1) -> None:
    """Print to a file and wait until it is done."""
    printer = printer_to(path)
    printer.setCopyCount(copies)
    preview.out.send(printer)
    qtbot.waitUntil(lambda: not preview.out.stop_button.isVisible())


@pytest.fixture
def feet(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float, float]]:
    """Copy number and shift of every rendering made from now on."""
    found: list[tuple[int, float, float]] = []
    render = pdf.render

    def watched(
        content: Content, *, stamp: Stamp, progress: Progress, data_only: bool
    ) -> Rendering:
        found.append((stamp.copy, content.paper.offset_x, content.paper.offset_y))
        return render(content, stamp=stamp, progress=progress, data_only=data_only)

    monkeypatch.setattr(pdf, "render", watched)
    return found


def test_printing_is_logged_with_its_copies(
    preview: Preview, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    send(preview, tmp_path / "out.pdf", qtbot, copies=2)
    assert preview.shown.pages.text() == "已送打印 1 页 2 份"
    assert logged(desk) == [("paper", "名册", 1, 2, "首次")]
    assert preview.out.print_button.isEnabled()
    preview.close()


def test_second_printing_is_marked_as_reprint_without_being_asked(
    preview: Preview,
    desk: Desk,
    tmp_path: Path,
    qtbot: QtBot,
    feet: list[tuple[int, float, float]],
    context: Context,
    home: QWidget,
) -> None:
    send(preview, tmp_path / "1.pdf", qtbot)
    assert feet == []  # the pages shown are those printed
    send(preview, tmp_path / "2.pdf", qtbot)
    assert feet == [(2, 0, 0)]
    assert {row[4] for row in logged(desk)} == {"首次", "第2次（重打）"}
    preview.close()
    again = open_preview(context, home, (NAMES,), Request(DAY))
    assert again.out._made is not None
    assert again.out._made.copy == 3
    again.close()


def test_files_are_logged_and_are_no_reprints(
    preview: Preview,
    desk: Desk,
    messages: Recorder,
    tmp_path: Path,
    qtbot: QtBot,
    context: Context,
    home: QWidget,
) -> None:
    send(preview, tmp_path / "1.pdf", qtbot)
    preview.close()
    again = open_preview(context, home, (NAMES,), Request(DAY))
    messages.files = [tmp_path]
    click(again.out.pdf_button)
    click(again.out.xlsx_button)
    stem = "名册（2026.11.20）"
    text = pypdf.PdfReader(tmp_path / f"{stem}.pdf").pages[0].extract_text()
    assert "校验码" in text
    assert "次打印" not in text
    assert load_workbook(tmp_path / f"{stem}.xlsx").worksheets
    assert again.shown.pages.text() == f"已保存：{stem}.xlsx"
    assert set(logged(desk)) == {
        ("paper", "名册", 1, 1, "首次"),
        ("pdf", "名册", 1, 1, ""),
        ("xlsx", "名册", 0, 1, ""),
    }
    again.close()


def test_disk_that_refuses_is_told_and_nothing_is_logged(
    preview: Preview, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    messages.files = [tmp_path / "no" / "such" / "x.pdf"]
    click(preview.out.pdf_button)
    assert preview.shown.warnings.isVisible()
    assert preview.out.pdf_button.isEnabled()
    assert not (tmp_path / "no").exists()
    assert logged(desk) == []
    preview.close()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_printer_that_does_not_answer_leaves_no_line(
    preview: Preview, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    preview.out.send(printer_to(tmp_path / "no" / "where" / "x.pdf"))
    assert [error.text for error in messages.errors] == ["打印机没有应答。"]
    assert logged(desk) == []
    assert preview.out.print_button.isEnabled()
    preview.close()


def test_shift_of_the_printer_is_undone_for_this_form_alone(
    preview: Preview,
    context: Context,
    tmp_path: Path,
    qtbot: QtBot,
    feet: list[tuple[int, float, float]],
) -> None:
    printer = printer_to(tmp_path / "out.pdf")
    keep_offset(context.memory, printer.printerName(), "other", (9, 9))
    keep_offset(context.memory, printer.printerName(), "names", (-1.5, 2))
    send(preview, tmp_path / "out.pdf", qtbot)
    assert feet == [(1, -1.5, 2)]
    preview.close()


def test_empty_form_is_not_logged(
    context: Context, desk: Desk, home: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    preview = open_preview(context, home, (EMPTY_FORM,), Request(DAY))
    send(preview, tmp_path / "1.pdf", qtbot)
    assert logged(desk) == []
    preview.close()


def test_printer_is_set_to_paper_and_copies(preview: Preview) -> None:
    preview.out.copies.setValue(3)
    assert preview.out._made is not None
    printer = preview.out.printer(preview.out._made)
    assert printer.copyCount() == 3
    assert printer.docName() == "名册"
    assert printer.pageLayout().orientation() == printer.pageLayout().Orientation.Portrait
    preview.close()

"""Pages go to a printer one after the other, as they are, and can be stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtGui import QPageSize
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from djdesk.reports.kit import pdf
from djdesk.reports.kit.content import LANDSCAPE, SIZES, Content, Heading, PageBreak, Paper
from djdesk.ui.kit.printing import PagePrinter, printer_for

THREE = Content(
    "F00",
    "三页",
    LANDSCAPE,
    (Heading("第一页"), PageBreak(), Heading("第二页"), PageBreak(), Heading("第三页")),
)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def document(owner: QObject) -> QPdfDocument:
    buffer = QBuffer(owner)
    buffer.setData(QByteArray(pdf.render(THREE).data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    made = QPdfDocument(owner)
    made.load(buffer)
    assert made.pageCount() == 3
    return made


def printer_to(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageOrientation(printer.pageLayout().orientation().Landscape)
    return printer


def pages_of(path: Path) -> QPdfDocument:
    found = QPdfDocument()
    assert found.load(str(path)) == QPdfDocument.Error.None_
    return found


def test_the_chosen_pages_are_sent_whole(
    document: QPdfDocument, owner: QObject, tmp_path: Path, qtbot: QtBot
) -> None:
    work = PagePrinter(document, printer_to(tmp_path / "out.pdf"), [0, 2], owner)
    told: list[tuple[int, int]] = []
    work.went.connect(lambda done, total: told.append((done, total)))
    with qtbot.waitSignal(work.ended) as ended:
        assert work.start()
    assert ended.args == [2]
    assert told == [(1, 2), (2, 2)]
    printed = pages_of(tmp_path / "out.pdf")
    assert printed.pageCount() == 2
    size, source = printed.pagePointSize(0), document.pagePointSize(0)
    assert size.width() == pytest.approx(source.width(), abs=2)
    picture = printed.render(0, (source / 2).toSize())
    dark = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() and picture.pixelColor(x, y).lightness() < 100
    ]
    assert dark
    printed.close()


def test_it_can_be_stopped(
    document: QPdfDocument, owner: QObject, tmp_path: Path, qtbot: QtBot
) -> None:
    work = PagePrinter(document, printer_to(tmp_path / "out.pdf"), [0, 1, 2], owner)
    work.went.connect(lambda done, _total: work.stop() if done == 1 else None)
    with qtbot.waitSignal(work.ended) as ended:
        work.start()
    assert ended.args == [1]
    qtbot.wait(20)
    assert pages_of(tmp_path / "out.pdf").pageCount() == 1


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_cannot_be_reached_is_told(
    document: QPdfDocument, owner: QObject, tmp_path: Path
) -> None:
    work = PagePrinter(document, printer_to(tmp_path / "no" / "where" / "x.pdf"), [0], owner)
    assert work.start() is False


@pytest.mark.parametrize("size", list(SIZES))
def test_the_printer_is_told_the_paper(size: str, owner: QObject, tmp_path: Path) -> None:
    printer = printer_for("", Paper(size), "收据")
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    told = printer.pageLayout().pageSize().size(QPageSize.Unit.Millimeter)
    assert (told.width(), told.height()) == pytest.approx(SIZES[size], abs=0.5)

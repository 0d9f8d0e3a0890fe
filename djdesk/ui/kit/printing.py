"""The way from a pane to paper: opens the preview, and sends PDF pages to a printer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QObject,
    QRect,
    QSize,
    QSizeF,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

    from djdesk.reports.kit.content import Paper
    from djdesk.reports.kit.spec import ReportSpec, Request
    from djdesk.ui.kit.pane import Context
    from djdesk.ui.kit.preview import Preview

SHARPEST = 300  # dots per inch: finer pages need 140 MB each and look the same in print


def open_preview(
    context: Context,
    owner: QWidget,
    reports: Sequence[ReportSpec],
    request: Request,
) -> Preview:
    """Show the preview of the first of `reports`; the user may change to another one there.

    What goes out of it, on paper or into files, is entered in the print log by the preview itself.
    """
    # QtPdf, reportlab and openpyxl are loaded with the first preview, not with the program.
    from djdesk.ui.kit.preview import Preview

    window = Preview(context, reports, request, owner.window())
    window.open()
    return window


def printer_for(name: str, paper: Paper, title: str) -> QPrinter:
    """The printer of this name (the usual one if it is unknown), set to `paper`."""
    from PySide6.QtGui import QPageLayout, QPageSize
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    from djdesk.reports.kit.content import SIZES, Orientation

    info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo()
    mode = QPrinter.PrinterMode.HighResolution
    printer = QPrinter(mode) if info.isNull() else QPrinter(info, mode)
    width, height = SIZES[paper.size]
    # Qt finds A3, A4 and A5 by their sizes; any other becomes a paper of the user's own
    printer.setPageSize(QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, paper.size))
    landscape = paper.orientation is Orientation.LANDSCAPE
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    )
    printer.setDocName(title)
    return printer


def document_of(data: bytes, parent: QObject) -> QPdfDocument:
    """A PDF in memory as Qt shows and prints it; its bytes live as long as it does."""
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument(parent)
    buffer = QBuffer(document)
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    return document


class PagePrinter(QObject):
    """Sends the pages of a PDF to a printer, one after the other, so that it can be stopped.

    `went(done, total)` after each page; `ended(pages)` with how many pages went.
    """

    went = Signal(int, int)
    ended = Signal(int)

    def __init__(
        self,
        document: QPdfDocument,
        printer: QPrinter,
        pages: Sequence[int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._printer = printer
        self._pages = list(pages)
        self._done = 0
        self._painter = QPainter()
        self._clock = QTimer(self)
        self._clock.setInterval(0)
        self._clock.timeout.connect(self._next)

    def start(self) -> bool:
        """Begin; False when the printer cannot be reached."""
        self._printer.setFullPage(True)
        if not self._painter.begin(self._printer):
            return False
        self._clock.start()
        return True

    def stop(self) -> None:
        """Stop after the page being sent."""
        self._clock.stop()
        self._finish()

    def _next(self) -> None:
        if self._done == len(self._pages):
            self._clock.stop()
            self._finish()
            return
        if self._done:
            self._printer.newPage()
        page = self._pages[self._done]
        points = self._document.pagePointSize(page)
        dots = min(self._printer.resolution(), SHARPEST) / 72
        size = QSize(round(points.width() * dots), round(points.height() * dots))
        target = QRect(
            0,
            0,
            round(points.width() * self._printer.resolution() / 72),
            round(points.height() * self._printer.resolution() / 72),
        )
        self._painter.drawImage(target, self._document.render(page, size))
        self._done += 1
        self.went.emit(self._done, len(self._pages))

    def _finish(self) -> None:
        if self._painter.isActive():
            self._painter.end()
        self.ended.emit(self._done)

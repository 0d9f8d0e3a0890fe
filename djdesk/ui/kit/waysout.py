"""The ways out of the preview: to a printer, into a PDF, into a workbook, each entered in the log.

Reprints carry their number at the foot of each page; the printer's own shift (套打校准) is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError, UserError
from djdesk.models.store.atomic import replace_file
from djdesk.reports.kit import pdf, xlsx
from djdesk.reports.kit.content import Content
from djdesk.reports.kit.pdf import Rendering, Stamp
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import printing
from djdesk.services.desk import Desk
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.calibration import kept_offset
from djdesk.ui.kit.pageview import PageView
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import PagePrinter, document_of, printer_for
from djdesk.ui.kit.spins import give_room


@dataclass(frozen=True, slots=True)
class Made:
    """Pages as they are shown, and what they were made of; `copy` stands at their feet."""

    report: ReportSpec
    request: Request
    content: Content
    rendering: Rendering
    copy: int = 1
    data_only: bool = False

    def printed(self, way: str, pages: int, copies: int = 1) -> printing.Printed:
        """The line of the log for these pages going out."""
        asked: Mapping[str, object] = {
            "organization": self.request.organization_id,
            "members": list(self.request.members),
            "records": list(self.request.records),
            "options": dict(self.request.options),
        }
        content, digest = self.content, self.rendering.digest
        return printing.Printed(
            self.report.id, content.title, content.day, pages, digest, way, copies, asked
        )


def make(
    desk: Desk, report: ReportSpec, request: Request, data_only: bool, progress: Progress
) -> Made:
    """The pages of a report for showing; those of a text printed before are marked as reprint."""
    content = report.content(desk, request)
    data_only = data_only and content.overprint
    made = pdf.render(content, stamp=Stamp(desk.today()), progress=progress, data_only=data_only)
    copy = 1 if report.blank else printing.copy_number(desk, made.digest)
    if copy > 1:
        stamp = Stamp(desk.today(), copy)
        made = pdf.render(content, stamp=stamp, progress=progress, data_only=data_only)
    return Made(report, request, content, made, copy, data_only)


class WaysOut(QWidget):
    """Buttons for printing and saving what `offer` was given last."""

    def __init__(self, context: Context, shown: PageView, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._shown = shown
        self._made: Made | None = None
        self._sending: PagePrinter | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        self.copies = QSpinBox(self)
        self.copies.setRange(1, 99)
        self.copies.setAccessibleName("份数")
        give_room(self.copies)
        line.addWidget(QLabel("份数", self))
        line.addWidget(self.copies, 1)
        box.addLayout(line)
        self.print_button = self._button(box, "打印…", self._on_print)
        theme.role(self.print_button, "primary")
        self.stop_button = self._button(box, "停止", self.stop)
        self.stop_button.hide()
        self.pdf_button = self._button(box, "保存为 PDF…", self._on_save_pdf)
        self.xlsx_button = self._button(box, "导出为工作簿…", self._on_save_xlsx)
        self.withdraw()

    def _button(self, box: QVBoxLayout, text: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        box.addWidget(button)
        return button

    def offer(self, made: Made) -> None:
        """These pages may go out now."""
        self._made = made
        self._enable(True)

    def withdraw(self) -> None:
        """Nothing may go out: the pages are being made anew, or cannot be made."""
        self._made = None
        self._enable(False)

    def _enable(self, ready: bool) -> None:
        for button in (self.print_button, self.pdf_button, self.xlsx_button):
            button.setEnabled(ready)

    # --- to a printer -------------------------------------------------------------------------

    def _on_print(self) -> None:
        if self._made is None:
            return
        printer, report = self.printer(self._made), self._made.report
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(f"打印 — {report.title}")
        dialog.setMinMax(1, max(self._made.rendering.pages, 1))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted:
            self._context.memory.keep(f"printers/{report.id}", printer.printerName())
            self.send(printer)

    def printer(self, made: Made) -> QPrinter:
        """The printer last used for this report, set to its paper and the copies wanted."""
        name = self._context.memory.text(f"printers/{made.report.id}")
        printer = printer_for(name, made.content.paper, made.report.title)
        printer.setCopyCount(self.copies.value())
        return printer

    def send(self, printer: QPrinter) -> None:
        """Send the pages shown (or the range set in the printer) to the printer."""
        made = self._made
        if made is None:
            return
        desk = self._context.desk
        right, down = kept_offset(self._context.memory, printer.printerName(), made.report.id)

        def work(progress: Progress) -> bytes:
            copy = 1 if made.report.blank else printing.copy_number(desk, made.rendering.digest)
            if (copy, right, down) == (made.copy, 0, 0):
                return made.rendering.data
            paper = replace(made.content.paper, offset_x=right, offset_y=down)
            stamp, content = Stamp(desk.today(), copy), made.content.on(paper)
            only = made.data_only
            return pdf.render(content, stamp=stamp, progress=progress, data_only=only).data

        self._enable(False)
        self._context.jobs.long(
            self,
            work,
            lambda data: self._begin(printer, made, document_of(data, self)),
            f"准备打印{made.report.title}",
            refused=self._on_refused,
        )

    def _begin(self, printer: QPrinter, made: Made, document: QPdfDocument) -> None:
        count = document.pageCount()
        first = printer.fromPage() or 1
        last = min(printer.toPage() or count, count)
        work = PagePrinter(document, printer, range(first - 1, last), self)
        work.went.connect(
            lambda done, total: self._shown.tell(f"正在打印第 {done} 页，共 {total} 页")
        )
        copies = max(printer.copyCount(), 1)
        work.ended.connect(lambda pages: self._on_sent(made, document, pages, copies))
        self._sending = work
        self.stop_button.show()
        if not work.start():
            self._on_sent(made, document, 0, copies)
            self._context.messages.problem(
                UserError("打印机没有应答。", "请检查打印机是否开机、连线是否插好，然后再试。")
            )

    def stop(self) -> None:
        """Stop after the page being sent."""
        if self._sending is not None:
            self._sending.stop()

    def _on_sent(self, made: Made, document: QPdfDocument, pages: int, copies: int) -> None:
        self._sending = None
        document.close()
        document.deleteLater()
        self.stop_button.hide()
        self._enable(self._made is not None)
        times = f" {copies} 份" if copies > 1 else ""
        self._shown.tell(f"已送打印 {pages} 页{times}")
        if pages:
            self._log(made, printing.PAPER, pages, copies)

    # --- into files ---------------------------------------------------------------------------

    def _on_save_pdf(self) -> None:
        made = self._made
        path = self._ask_path(".pdf", "PDF 文件 (*.pdf)")
        if path is None or made is None:
            return
        today = self._context.desk.today()

        def work(progress: Progress) -> None:
            data = made.rendering.data
            if made.copy > 1:  # a file is no reprint of the paper
                stamp, only = Stamp(today), made.data_only
                data = pdf.render(made.content, stamp=stamp, progress=progress, data_only=only).data
            replace_file(path, data)

        self._save(made, path, work, printing.PDF, made.rendering.pages)

    def _on_save_xlsx(self) -> None:
        made = self._made
        path = self._ask_path(".xlsx", "工作簿 (*.xlsx)")
        if path is None or made is None:
            return

        def work(progress: Progress) -> None:
            xlsx.write(made.content, path, progress=progress)

        self._save(made, path, work, printing.XLSX, 0)

    def _ask_path(self, ending: str, kinds: str) -> Path | None:
        if self._made is None:
            return None
        day, title = self._made.request.day, self._made.report.title
        suggested = f"{title}（{day:%Y.%m.%d}）{ending}"
        return self._context.messages.save_file("保存", suggested, kinds)

    def _save(
        self, made: Made, path: Path, work: Callable[[Progress], None], way: str, pages: int
    ) -> None:
        def done(_none: None) -> None:
            self._shown.tell(f"已保存：{path.name}")
            self._log(made, way, pages, 1)

        self._context.jobs.long(self, work, done, f"保存{path.name}", refused=self._on_refused)

    # --- what became of it --------------------------------------------------------------------

    def _on_refused(self, error: DeskError) -> None:
        self._enable(self._made is not None)
        self._shown.warn(str(error))

    def _log(self, made: Made, way: str, pages: int, copies: int) -> None:
        """Enter it into the log; empty forms say nothing of anybody and are not entered."""
        if made.report.blank:
            return
        desk, line = self._context.desk, made.printed(way, pages, copies)
        self._context.jobs.write(
            self, lambda: printing.log(desk, line), lambda _number: None, "登记打印"
        )

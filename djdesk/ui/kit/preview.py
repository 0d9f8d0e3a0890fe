"""The true preview: the PDF itself, page set-up beside it, and what would not print above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QCloseEvent, QPageLayout, QPageSize
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFrame,
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
from djdesk.reports.kit.content import Content, Orientation
from djdesk.reports.kit.pdf import Rendering, Stamp
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.progress import Progress
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.papers import PaperPanel, Still, give_room, keep_paper, kept_paper
from djdesk.ui.kit.printing import PagePrinter

MOST_WARNINGS = 4
Made = tuple[Content, Rendering]
Printed = Callable[[ReportSpec, Request, int, str], None]


class Preview(QDialog):
    """Shows one of `reports` for a request; prints it, saves it as PDF or workbook."""

    def __init__(
        self,
        context: Context,
        reports: Sequence[ReportSpec],
        request: Request,
        parent: QWidget,
        *,
        printed: Printed | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._reports = tuple(reports)
        self._request = request
        self._printed = printed
        self._report = self._reports[0]
        self._options: dict[str, QComboBox] = {}
        self._made: Made | None = None
        self._number = 0
        self._sending: PagePrinter | None = None
        self._buffer = QBuffer(self)
        self._document = QPdfDocument(self)
        self.setWindowTitle("打印预览")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lay_out()
        self._on_report()
        room = parent.size() if parent.isVisible() else self.screen().availableSize()
        self.resize(round(room.width() * 0.9), round(room.height() * 0.92))

    # --- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        look = theme.active()
        across = QHBoxLayout(self)
        across.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        across.setSpacing(look.px(16))
        left = QVBoxLayout()
        self.warnings = QLabel(self)
        self.warnings.setWordWrap(True)
        self.warnings.setTextFormat(Qt.TextFormat.PlainText)
        theme.state(self.warnings, "warn")
        self.warnings.hide()
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self._document)
        self.view.setAccessibleName("打印预览")
        left.addWidget(self.warnings)
        left.addWidget(self.view, 1)
        left.addLayout(self._make_zoom())
        across.addLayout(left, 1)
        across.addWidget(self._make_side())

    def _make_zoom(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.pages = QLabel(self)
        theme.role(self.pages, "muted")
        line.addWidget(self.pages, 1)
        for text, icon, factor in (("缩小", "zoom-out", 0.8), ("放大", "zoom-in", 1.25)):
            act = buttons.action(self, text, icon)
            act.triggered.connect(lambda _checked=False, factor=factor: self._zoom(factor))
            line.addWidget(buttons.button_for(act, self, role="plain"))
        for text, mode in (
            ("整页", QPdfView.ZoomMode.FitInView),
            ("页宽", QPdfView.ZoomMode.FitToWidth),
        ):
            act = buttons.action(self, text)
            act.triggered.connect(lambda _checked=False, mode=mode: self.view.setZoomMode(mode))
            line.addWidget(buttons.button_for(act, self, role="plain"))
        return line

    def _make_side(self) -> QFrame:
        look = theme.active()
        side = QFrame(self)
        theme.role(side, "card")
        side.setFixedWidth(look.px(276))
        box = QVBoxLayout(side)
        box.setContentsMargins(look.px(16), look.px(16), look.px(8), look.px(16))
        # a low screen scrolls the settings; the ways out are always in sight
        settings = scrolled(self._make_settings())
        box.addWidget(settings, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, look.px(8), 0)
        box.addLayout(foot)
        self._add_ways_out(side, foot)
        return side

    def _make_settings(self) -> QWidget:
        look = theme.active()
        side = QWidget(self)
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, look.px(8), 0)
        self.report = QComboBox(side)
        self.report.setAccessibleName("报表")
        for spec in self._reports:
            self.report.addItem(spec.title)
        self.report.currentIndexChanged.connect(self._on_report)
        self.report.setVisible(len(self._reports) > 1)
        box.addWidget(self.report)
        self.whom = QComboBox(side)
        self.whom.setAccessibleName("打印哪些人")
        chosen = len(self._request.members)
        self.whom.addItem(f"已选的 {chosen} 人", self._request.members)
        self.whom.addItem("全部人员", ())
        self.whom.activated.connect(self.make)
        box.addWidget(self.whom)
        self._option_box = QVBoxLayout()
        box.addLayout(self._option_box)
        heading = QLabel("页面设置", side)
        theme.role(heading, "heading")
        box.addWidget(heading)
        self.paper = PaperPanel(self._report.paper, side)
        self.paper.changed.connect(self._on_paper)
        box.addWidget(self.paper)
        usual = QPushButton("恢复默认", side)
        theme.role(usual, "link")
        usual.clicked.connect(self._on_usual)
        box.addWidget(usual)
        box.addStretch(1)
        self._still = Still(self)
        self._still.watch(self.report, self.whom, *self.paper.findChildren(QComboBox))
        self._still.watch(*self.paper.findChildren(QDoubleSpinBox))
        return side

    def _add_ways_out(self, side: QFrame, box: QVBoxLayout) -> None:
        line = QHBoxLayout()
        label = QLabel("份数", side)
        self.copies = QSpinBox(side)
        self.copies.setRange(1, 99)
        self.copies.setAccessibleName("份数")
        give_room(self.copies)
        line.addWidget(label)
        line.addWidget(self.copies, 1)
        box.addLayout(line)
        self.print_button = QPushButton("打印…", side)
        theme.role(self.print_button, "primary")
        self.print_button.clicked.connect(self._on_print)
        self.pdf_button = QPushButton("保存为 PDF…", side)
        self.pdf_button.clicked.connect(self._on_save_pdf)
        self.xlsx_button = QPushButton("导出为工作簿…", side)
        self.xlsx_button.clicked.connect(self._on_save_xlsx)
        self.stop_button = QPushButton("停止", side)
        self.stop_button.clicked.connect(self._on_stop)
        self.stop_button.hide()
        close = QPushButton("关闭", side)
        close.clicked.connect(self.close)
        for button in (
            self.print_button,
            self.stop_button,
            self.pdf_button,
            self.xlsx_button,
            close,
        ):
            button.setAutoDefault(False)
            box.addWidget(button)

    # --- making the pages ---------------------------------------------------------------------

    def _on_report(self) -> None:
        self._report = self._reports[max(self.report.currentIndex(), 0)]
        while self._option_box.count():
            item = self._option_box.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        # One chosen person is who the list stands at: a form is for that person, a list for all.
        limits = self._report.by_member or len(self._request.members) > 1
        self.whom.setCurrentIndex(0 if limits else 1)
        self.whom.setVisible(bool(self._request.members) and not self._report.blank)
        self._options = {}
        for option in self._report.options:
            label = QLabel(option.title, self)
            choice = QComboBox(self)
            choice.setAccessibleName(option.title)
            for value, word in option.choices:
                choice.addItem(word, value)
            given = self._request.options.get(option.key, option.default)
            choice.setCurrentIndex(max(choice.findData(given), 0))
            choice.currentIndexChanged.connect(self.make)
            self._option_box.addWidget(label)
            self._option_box.addWidget(choice)
            self._options[option.key] = choice
            self._still.watch(choice)
        self.paper.show_paper(kept_paper(self._context.memory, self._report.id, self._report.paper))
        self.make()

    def request(self) -> Request:
        """What is shown: the request with options and paper as set here."""
        options = {key: str(choice.currentData()) for key, choice in self._options.items()}
        members = self.whom.currentData() if self._request.members else ()
        return replace(self._request, members=members, options=options, paper=self.paper.paper())

    def make(self) -> None:
        """Make the pages anew; a late answer to an older wish is dropped."""
        self._number += 1
        number, report, request = self._number, self._report, self.request()
        desk = self._context.desk

        def work(progress: Progress) -> Made:
            content = report.content(desk, request)
            return content, pdf.render(content, stamp=Stamp(desk.today()), progress=progress)

        self._enable(False)
        self.pages.setText("正在排版…")
        self._context.jobs.long(
            self,
            work,
            lambda made: self._take(number, made),
            f"准备{report.title}",
            refused=lambda error: self._on_refused(number, error),
        )

    def _take(self, number: int, made: Made) -> None:
        if number != self._number:
            return
        self._made = made
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(made[1].data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self.pages.setText(f"共 {made[1].pages} 页")
        self._show_warnings(made[1])
        self._enable(True)

    def _on_refused(self, number: int, error: DeskError) -> None:
        if number != self._number:
            return
        self._made = None
        self.pages.setText("")
        self.warnings.setText(str(error))
        self.warnings.show()

    def _show_warnings(self, rendering: Rendering) -> None:
        missing = rendering.preflight.missing
        lines = [glyph.sentence for glyph in missing[:MOST_WARNINGS]]
        if len(missing) > MOST_WARNINGS:
            lines.append(f"……还有 {len(missing) - MOST_WARNINGS} 处字体里没有的字。")
        by_face: dict[str, dict[str, None]] = {}
        for glyph in rendering.preflight.borrowed:
            by_face.setdefault(glyph.instead, {})[glyph.char] = None
        for face, found in by_face.items():
            signs = "、".join(list(found)[:MOST_WARNINGS])
            more = f"等 {len(found)} 个" if len(found) > MOST_WARNINGS else ""
            lines.append(f"生僻字 {signs} {more}用字体 {face} 打印，字形略有不同。")
        replaced = rendering.preflight.substitutions
        if replaced:
            wanted = "、".join(each.wanted for each in replaced)
            used = "、".join(dict.fromkeys(each.used for each in replaced))
            lines.append(f"本机没有安装{wanted}，已用{used}代替。")
        self.warnings.setText("\n".join(lines))
        self.warnings.setVisible(bool(lines))

    def _enable(self, ready: bool) -> None:
        for button in (self.print_button, self.pdf_button, self.xlsx_button):
            button.setEnabled(ready)

    def _on_paper(self) -> None:
        keep_paper(self._context.memory, self._report.id, self.paper.paper())
        self.make()

    def _on_usual(self) -> None:
        self.paper.show_paper(self._report.paper)
        self._on_paper()

    def _zoom(self, factor: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(self.view.zoomFactor() * factor, 0.2), 6))

    # --- ways out -----------------------------------------------------------------------------

    def _on_print(self) -> None:
        printer = self._printer()
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(f"打印 — {self._report.title}")
        dialog.setMinMax(1, max(self._document.pageCount(), 1))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted:
            self._context.memory.keep(f"printers/{self._report.id}", printer.printerName())
            self.send(printer)

    def _printer(self) -> QPrinter:
        """The printer last used for this report, set to its paper."""
        name = self._context.memory.text(f"printers/{self._report.id}")
        info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo()
        mode = QPrinter.PrinterMode.HighResolution
        printer = QPrinter(mode) if info.isNull() else QPrinter(info, mode)
        paper = self.paper.paper()
        sizes = {"A3": QPageSize.PageSizeId.A3, "A5": QPageSize.PageSizeId.A5}
        printer.setPageSize(QPageSize(sizes.get(paper.size, QPageSize.PageSizeId.A4)))
        landscape = paper.orientation is Orientation.LANDSCAPE
        printer.setPageOrientation(
            QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
        )
        printer.setDocName(self._report.title)
        printer.setCopyCount(self.copies.value())
        return printer

    def send(self, printer: QPrinter) -> None:
        """Send the pages shown (or the range set in the printer) to the printer."""
        count = self._document.pageCount()
        first = printer.fromPage() or 1
        last = min(printer.toPage() or count, count)
        work = PagePrinter(self._document, printer, range(first - 1, last), self)
        work.went.connect(
            lambda done, total: self.pages.setText(f"正在打印第 {done} 页，共 {total} 页")
        )
        work.ended.connect(self._on_sent)
        self._sending = work
        self._enable(False)
        self.stop_button.show()
        if not work.start():
            self._on_sent(0)
            self._context.messages.problem(
                UserError("打印机没有应答。", "请检查打印机是否开机、连线是否插好，然后再试。")
            )

    def _on_stop(self) -> None:
        if self._sending is not None:
            self._sending.stop()

    def _on_sent(self, pages: int) -> None:
        self._sending = None
        self.stop_button.hide()
        self._enable(self._made is not None)
        self.pages.setText(f"已送打印 {pages} 页")
        if pages and self._printed is not None and self._made is not None:
            self._printed(self._report, self.request(), pages, self._made[1].digest)

    def _on_save_pdf(self) -> None:
        path = self._ask_path(".pdf", "PDF 文件 (*.pdf)")
        if path is None or self._made is None:
            return
        data = self._made[1].data
        self._save(path, lambda _progress: replace_file(path, data))

    def _on_save_xlsx(self) -> None:
        path = self._ask_path(".xlsx", "工作簿 (*.xlsx)")
        if path is None or self._made is None:
            return
        content = self._made[0]
        self._save(path, lambda progress: xlsx.write(content, path, progress=progress))

    def _ask_path(self, ending: str, kinds: str) -> Path | None:
        day = self._request.day
        suggested = f"{self._report.title}（{day:%Y.%m.%d}）{ending}"
        return self._context.messages.save_file("保存", suggested, kinds)

    def _save(self, path: Path, work: Callable[[Progress], None]) -> None:
        self._context.jobs.long(
            self,
            work,
            lambda _none: self.pages.setText(f"已保存：{path.name}"),
            f"保存{path.name}",
            refused=self._on_save_failed,
        )

    def _on_save_failed(self, error: DeskError) -> None:
        self.warnings.setText(str(error))
        self.warnings.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._number += 1
        self._on_stop()
        # The view must let go of the document before both are destroyed.
        self.view.setDocument(QPdfDocument(self.view))
        self._document.close()
        super().closeEvent(event)

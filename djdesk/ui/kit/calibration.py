"""套打校准: a ruler page is printed and measured once; its two numbers undo the printer's shift."""

from __future__ import annotations

import json
from hashlib import sha256

from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import UserError
from djdesk.reports.kit import ruler
from djdesk.reports.kit.content import Paper
from djdesk.reports.kit.spec import ReportSpec
from djdesk.ui.kit import theme
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.printing import PagePrinter, document_of, printer_for
from djdesk.ui.kit.spins import length_box

STEPS = (
    "1. 按套打时的放纸方向放一张空白纸，打印标尺页。\n"
    f"2. 用尺量十字线到纸边的距离，填在下面（都是 {ruler.CROSS:.0f} 毫米就是准的）。\n"
    "3. 保存。以后用这台打印机打印这张表时自动修正。"
)


def kept_offset(memory: Memory, printer: str, report: str) -> tuple[float, float]:
    """Millimetres by which a printer must shift a form, right and down; kept on this computer."""
    try:
        right, down = json.loads(memory.text(_name(printer, report)) or "[0, 0]")
        return float(right), float(down)
    except (ValueError, TypeError):
        return 0.0, 0.0


def keep_offset(memory: Memory, printer: str, report: str, offset: tuple[float, float]) -> None:
    """Remember the shift of a printer for a form."""
    memory.keep(_name(printer, report), json.dumps(offset))


def _name(printer: str, report: str) -> str:
    # names of printers hold slashes and backslashes, which settings files treat as levels
    return f"offsets/{sha256(printer.encode()).hexdigest()[:12]}/{report}"


class Calibration(QDialog):
    """Prints the ruler page and takes what was measured, for one report and any printer."""

    def __init__(self, context: Context, report: ReportSpec, paper: Paper, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._report = report
        self._paper = paper
        self._sending: PagePrinter | None = None
        look = theme.active()
        self.setWindowTitle(f"套打校准 — {report.title}")
        box = QVBoxLayout(self)
        side = look.px(16)
        box.setContentsMargins(side, side, side, side)
        box.setSpacing(look.px(12))
        said = QLabel(STEPS, self)
        said.setWordWrap(True)
        said.setMinimumWidth(look.px(380))
        box.addWidget(said)
        box.addLayout(self._make_fields())
        self.outcome = QLabel(self)
        self.outcome.setWordWrap(True)
        theme.role(self.outcome, "muted")
        box.addWidget(self.outcome)
        box.addLayout(self._make_buttons())
        self._on_printer()

    def _make_fields(self) -> QGridLayout:
        grid = QGridLayout()
        self.printers = QComboBox(self)
        for name in QPrinterInfo.availablePrinterNames() or [""]:
            self.printers.addItem(name or "（没有找到打印机）", name)
        last = self._context.memory.text(f"printers/{self._report.id}")
        last = last or QPrinterInfo.defaultPrinterName()
        self.printers.setCurrentIndex(max(self.printers.findData(last), 0))
        self.printers.currentIndexChanged.connect(self._on_printer)
        self._add(grid, "打印机", self.printers)
        self.across = self._measure(grid, "十字竖线到纸左边")
        self.down = self._measure(grid, "十字横线到纸上边")
        return grid

    def _measure(self, grid: QGridLayout, word: str) -> QDoubleSpinBox:
        box = length_box(self, 2 * ruler.CROSS)
        box.setSingleStep(0.5)
        box.valueChanged.connect(self._say)
        self._add(grid, word, box)
        return box

    def _add(self, grid: QGridLayout, word: str, editor: QWidget) -> None:
        row = grid.rowCount()
        grid.addWidget(label_for(word, editor, self), row, 0)
        grid.addWidget(editor, row, 1)

    def _make_buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.print_button = QPushButton("打印标尺页", self)
        self.print_button.clicked.connect(self._on_print)
        self.save_button = QPushButton("保存", self)
        theme.role(self.save_button, "primary")
        self.save_button.clicked.connect(self._on_save)
        close = QPushButton("关闭", self)
        close.clicked.connect(self.reject)
        line.addWidget(self.print_button)
        line.addStretch(1)
        for button in (self.save_button, close):
            line.addWidget(button)
        for button in (self.print_button, self.save_button, close):
            button.setAutoDefault(False)
        return line

    @property
    def _chosen(self) -> str:
        return str(self.printers.currentData() or "")

    def _offset(self) -> tuple[float, float]:
        return ruler.shift(self.across.value(), self.down.value())

    def _on_printer(self) -> None:
        right, down = kept_offset(self._context.memory, self._chosen, self._report.id)
        self.across.setValue(ruler.CROSS - right)
        self.down.setValue(ruler.CROSS - down)
        self._say()

    def _say(self) -> None:
        right, down = self._offset()
        if (right, down) == (0, 0):
            self.outcome.setText("不需要修正。")
            return
        ways = (
            f"{'右' if right > 0 else '左'}移 {abs(right):g} 毫米" if right else "",
            f"{'下' if down > 0 else '上'}移 {abs(down):g} 毫米" if down else "",
        )
        self.outcome.setText(f"打印时整页{'，'.join(filter(None, ways))}。")

    def _on_print(self) -> None:
        printer = printer_for(self._chosen, self._paper, ruler.SAID[0])
        document = document_of(ruler.ruler(self._paper), self)
        work = PagePrinter(document, printer, [0], self)
        work.ended.connect(lambda _pages: document.close())
        self._sending = work
        if not work.start():
            self._context.messages.problem(
                UserError("打印机没有应答。", "请检查打印机是否开机、连线是否插好，然后再试。")
            )

    def _on_save(self) -> None:
        keep_offset(self._context.memory, self._chosen, self._report.id, self._offset())
        self.accept()

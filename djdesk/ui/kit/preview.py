"""The true preview: the PDF itself, page set-up beside it, and the ways out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.progress import Progress
from djdesk.ui.kit import theme
from djdesk.ui.kit.calibration import Calibration
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.pageview import PageView
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.papers import PaperPanel, Still, keep_paper, kept_paper
from djdesk.ui.kit.waysout import Made, WaysOut, make


class Preview(QDialog):
    """Shows one of `reports` for a request; prints it, saves it as PDF or workbook."""

    def __init__(
        self,
        context: Context,
        reports: Sequence[ReportSpec],
        request: Request,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._reports = tuple(reports)
        self._request = request
        self._report = self._reports[0]
        self._options: dict[str, QComboBox] = {}
        self._number = 0
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
        self.shown = PageView(self)
        across.addWidget(self.shown, 1)
        across.addWidget(self._make_side())

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
        self.out = WaysOut(self._context, self.shown, side)
        foot.addWidget(self.out)
        close = QPushButton("关闭", side)
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        foot.addWidget(close)
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
        self.data_only = QCheckBox("只打数据（套打）", side)
        self.data_only.setToolTip("表格线和固定的字已经印在纸上，只打填写的内容。")
        self.data_only.toggled.connect(self.make)
        self.data_only.hide()
        box.addWidget(self.data_only)
        for text, pressed in (("恢复默认", self._on_usual), ("套打校准…", self._on_calibrate)):
            link = QPushButton(text, side)
            theme.role(link, "link")
            link.setAutoDefault(False)
            link.clicked.connect(pressed)
            box.addWidget(link)
        box.addStretch(1)
        self._still = Still(self)
        self._still.watch(self.report, self.whom, *self.paper.findChildren(QComboBox))
        self._still.watch(*self.paper.findChildren(QDoubleSpinBox))
        return side

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
        desk, data_only = self._context.desk, self.data_only.isChecked()

        def work(progress: Progress) -> Made:
            return make(desk, report, request, data_only, progress)

        self.out.withdraw()
        self.shown.tell("正在排版…")
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
        self.data_only.setVisible(made.content.overprint)
        self.shown.show_pages(made.rendering)
        self.out.offer(made)

    def _on_refused(self, number: int, error: DeskError) -> None:
        if number != self._number:
            return
        self.shown.tell("")
        self.shown.warn(str(error))

    def _on_paper(self) -> None:
        keep_paper(self._context.memory, self._report.id, self.paper.paper())
        self.make()

    def _on_usual(self) -> None:
        self.paper.show_paper(self._report.paper)
        self._on_paper()

    def _on_calibrate(self) -> None:
        dialog = Calibration(self._context, self._report, self.paper.paper(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._number += 1
        self.out.stop()
        self.shown.let_go()
        super().closeEvent(event)

"""打印记录: what was printed, when, by whom and with which check code, to be looked up again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from djdesk.services.listing import Query, Scope
from djdesk.services.printing import PRINTINGS
from djdesk.ui.kit import theme
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import SearchLine
from djdesk.ui.kit.pane import Context

SIZE = (860, 520)  # px at 100 %


class PrintLog(QDialog):
    """The log of all printings over the window of `owner`, newest first; searched by its line."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        super().__init__(owner.window())
        look = theme.active()
        self.setWindowTitle("打印记录")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        room = self.screen().availableGeometry()
        self.resize(
            min(look.px(SIZE[0]), round(room.width() * 0.94)),
            min(look.px(SIZE[1]), round(room.height() * 0.9)),
        )
        box = QVBoxLayout(self)
        side = look.px(16)
        box.setContentsMargins(side, side, side, side)
        self.search = SearchLine(self)
        hint = "名称、操作人，或纸上页脚的校验码"
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setClearButtonEnabled(True)
        box.addWidget(self.search)
        self.model = ListModel(
            context.desk,
            context.jobs,
            PRINTINGS,
            Query(Scope(context.desk.today())),
            presentation=context.presentation,
        )
        lesson = Lesson(
            "还没有打印过",
            "打印、保存为 PDF、导出表格的每一份表册都会记在这里：时间、操作人、份数和校验码。",
            icon="printer",
        )
        self.box = ListBox(context, self.model, lesson=lesson, parent=self)
        box.addWidget(self.box, 1)
        close = QPushButton("关闭", self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(close)
        box.addLayout(line)
        self.search.textChanged.connect(self.model.set_text)
        self.search.left.connect(self.box.setFocus)
        self.box.setFocus()


def open_print_log(context: Context, owner: QWidget) -> PrintLog:
    """Show the log of printings over the window of `owner`; returns the open dialog."""
    dialog = PrintLog(context, owner)
    dialog.open()
    return dialog

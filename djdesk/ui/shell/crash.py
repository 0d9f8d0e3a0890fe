"""The crash window: a mistake of ours is told plainly, with a report to save, and work goes on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError
from djdesk.services import crash
from djdesk.ui.kit import theme


class CrashWindow(QDialog):
    """What went wrong in our words, the report to read and to save, and how to go on."""

    def __init__(
        self, error: BaseException, doing: str, kept: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        look = theme.active()
        self.setWindowTitle("程序出了差错")
        self.report = crash.report(error, doing)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(20), look.px(20), look.px(16))
        box.setSpacing(look.px(12))
        head = QHBoxLayout()
        picture = QLabel(self)
        picture.setPixmap(look.pixmap("bug", 32, "bad"))
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        title = QLabel(f"“{doing}”没有完成，这不是您的问题。", self)
        theme.role(title, "heading")
        text = QLabel(
            "账套里已保存的内容不受影响，正在填写的内容还在窗口里。"
            "请先保存手头的表单；如果再次出现，请关闭程序重新打开。\n"
            "请把故障报告交给维护人员：报告里没有姓名、证件号等内容。",
            self,
        )
        text.setWordWrap(True)
        words.addWidget(title)
        words.addWidget(text)
        head.addLayout(words, 1)
        box.addLayout(head)
        shown = QPlainTextEdit(self.report, self)
        shown.setReadOnly(True)
        shown.setAccessibleName("故障报告")
        shown.setMinimumHeight(look.px(200))
        box.addWidget(shown)
        self.where = QLabel(f"报告已自动保存在：{kept}" if kept else "", self)
        theme.role(self.where, "hint")
        self.where.setWordWrap(True)
        box.addWidget(self.where)
        foot = QHBoxLayout()
        foot.addStretch(1)
        save = QPushButton("报告另存为…", self)
        save.clicked.connect(self._on_save)
        on = QPushButton("继续使用", self)
        theme.role(on, "primary")
        on.setDefault(True)
        on.clicked.connect(self.accept)
        foot.addWidget(save)
        foot.addWidget(on)
        box.addLayout(foot)
        self.resize(look.px(600), look.px(440))

    def _on_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "保存故障报告", "党建工作台故障报告.txt", "文本文件 (*.txt)"
        )
        if not name:
            return
        from djdesk.models.store.atomic import replace_file

        try:
            replace_file(Path(name), self.report.encode())
        except DeskError as error:
            self.where.setText(str(error))
        else:
            self.where.setText(f"报告已保存：{name}")

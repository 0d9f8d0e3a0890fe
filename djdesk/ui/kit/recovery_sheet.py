"""The recovery sheet: the code that opens the book when every password is forgotten, on paper."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QMarginsF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPageLayout, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import set_icon


def sheet(book: str, folder: str, code: str, day: str) -> QTextDocument:
    """The sheet as a document of one A4 page; `day` as it is to be printed."""
    document = QTextDocument()
    groups = code.split("-")
    half = len(groups) // 2
    lines = ["-".join(groups[:half]) + "-", "-".join(groups[half:])]
    code_rows = "<br>".join(escape(line) for line in lines)
    document.setHtml(
        f"""<body style="font-family:'{theme.FAMILY}'; font-size:12pt;">
        <h1 align="center" style="font-size:20pt;">账套恢复码</h1>
        <p>账套：{escape(book)}</p><p>位置：{escape(folder)}</p><p>日期：{escape(day)}</p>
        <p align="center" style="font-size:22pt; font-family:monospace;">{code_rows}</p>
        <p>忘记密码时，在登录窗口的密码栏输入以上恢复码即可打开账套，然后重新设置密码。</p>
        <p>字母不分大小写，没有 I、L、O、U；连字符可以不输入。</p>
        <p><b>任何拿到这张纸的人都能打开账套。</b>请密封后放入保险柜，由书记保管；
        不要拍照，不要和电脑放在一起。</p>
        <p>&nbsp;</p><p>保管人签字：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿年＿＿月＿＿日</p></body>"""
    )
    return document


def print_sheet(document: QTextDocument, parent: QWidget) -> bool:
    """Print the sheet on a printer the user chooses; False when he gave up."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(25, 25, 25, 25),
            QPageLayout.Unit.Millimeter,
        )
    )
    printer.setDocName("账套恢复码")
    dialog = QPrintDialog(printer, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if accepted:
        document.print_(printer)
    return accepted


class CodePanel(QWidget):
    """A recovery code in large signs, 打印 under it, and the tick that it is kept safely.

    `kept(bool)` tells about the tick; a finished printing sets it.
    """

    kept = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = QTextDocument(self)
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(12))
        self.code = QLabel(self)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setWordWrap(True)
        self.code.setAccessibleName("恢复码")
        theme.role(self.code, "heading")
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        box.addWidget(self.code)
        self.print_button = QPushButton("打印恢复码…", self)
        self.print_button.setAutoDefault(False)
        set_icon(self.print_button, "printer")
        self.print_button.clicked.connect(self._on_print)
        box.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.keeping = QCheckBox("恢复码已经打印或抄下，并妥善保管", self)
        self.keeping.toggled.connect(self.kept)
        box.addWidget(self.keeping)

    def show_code(self, code: str, document: QTextDocument) -> None:
        """Show a code and the sheet that 打印 sends to the printer."""
        self._document = document
        self.code.setText(code)
        self.keeping.setChecked(False)

    def _on_print(self) -> None:
        if print_sheet(self._document, self):
            self.keeping.setChecked(True)


class CodeDialog(QDialog):
    """A new code after the old one became void: it stays until the user says that it is kept."""

    def __init__(self, code: str, document: QTextDocument, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.active()
        self.setWindowTitle("新的恢复码")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        box.setSpacing(look.px(16))
        text = QLabel(
            "旧的恢复码已经作废。新的恢复码只显示这一次，关闭以后再也看不到："
            "请打印出来密封保管，不要拍照。",
            self,
        )
        text.setWordWrap(True)
        box.addWidget(text)
        self.panel = CodePanel(self)
        self.panel.show_code(code, document)
        box.addWidget(self.panel)
        line = QHBoxLayout()
        self.hint = QLabel(self)
        theme.role(self.hint, "fault")
        line.addWidget(self.hint, 1)
        self.finish = QPushButton("完成", self)
        self.finish.setAutoDefault(False)
        theme.role(self.finish, "primary")
        self.finish.setEnabled(False)
        self.finish.clicked.connect(self.accept)
        self.panel.kept.connect(self._on_kept)
        line.addWidget(self.finish)
        box.addLayout(line)
        self.resize(look.px(480), self.sizeHint().height())
        self.panel.print_button.setFocus()

    def _on_kept(self, kept: bool) -> None:
        self.finish.setEnabled(kept)
        if kept:
            self.hint.clear()

    def reject(self) -> None:
        """Escape and the window's cross close only a code that is kept."""
        if self.panel.keeping.isChecked():
            super().reject()
        else:
            self.hint.setText("请先打印或抄下恢复码，再打勾确认。")

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

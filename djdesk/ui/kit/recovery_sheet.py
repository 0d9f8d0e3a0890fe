"""The recovery sheet: the code that opens the book when every password is forgotten, on paper."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from djdesk.ui.kit import theme


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

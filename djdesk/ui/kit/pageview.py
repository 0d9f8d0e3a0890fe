"""The pages of a PDF in a dialog: as large as wanted, with what is to be known above them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from djdesk.reports.kit.pdf import Rendering
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.printing import document_of

MOST_WARNINGS = 4


class PageView(QWidget):
    """Shows a PDF page below page; `tell` writes below them, `warn` above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.warnings = QLabel(self)
        self.warnings.setWordWrap(True)
        self.warnings.setTextFormat(Qt.TextFormat.PlainText)
        theme.state(self.warnings, "warn")
        self.warnings.hide()
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        self.view.setAccessibleName("打印预览")
        box.addWidget(self.warnings)
        box.addWidget(self.view, 1)
        box.addLayout(self._make_zoom())

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

    def show_pages(self, rendering: Rendering) -> None:
        """Show these pages instead, and what would not print as it should."""
        former, self.document = self.document, document_of(rendering.data, self)
        self.view.setDocument(self.document)
        former.close()
        former.deleteLater()
        self.tell(f"共 {rendering.pages} 页")
        self.warn("\n".join(_lines(rendering)))

    def tell(self, text: str) -> None:
        """Say below the pages what is going on."""
        self.pages.setText(text)

    def warn(self, text: str) -> None:
        """Say above the pages what is wrong; nothing hides the line."""
        self.warnings.setText(text)
        self.warnings.setVisible(bool(text))

    def let_go(self) -> None:
        """Close the document; the view must let go of it before both are destroyed."""
        self.view.setDocument(QPdfDocument(self.view))
        self.document.close()

    def _zoom(self, factor: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(self.view.zoomFactor() * factor, 0.2), 6))


def _lines(rendering: Rendering) -> list[str]:
    """What is to be known before printing: missing and rare characters, faces replaced."""
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
    return lines

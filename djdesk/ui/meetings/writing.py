"""The sheet for pages of text: as high as what is written on it, with its characters counted."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from djdesk.ui.kit import theme

LEAST = 12  # lines shown of an empty sheet


def characters(text: str) -> int:
    """How many characters are written, blanks and line ends not counted (字数)."""
    return sum(1 for sign in text if not sign.isspace())


class Writing(QPlainTextEdit):
    """Grows with its text, so that the page scrolls and never the sheet inside it.

    `moved` when the line that is written on may have left the sight; `left` when the keys go
    elsewhere. Tab moves on.
    """

    moved = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget, least: int = LEAST) -> None:
        super().__init__(parent)
        theme.role(self, "writing")
        self._least = least
        self._quiet = False
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = self.document().documentLayout()
        layout.documentSizeChanged.connect(lambda _size: self._fit())
        self.cursorPositionChanged.connect(self._on_moved)
        theme.active().changed.connect(self._fit)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show a stored text; it does not count as typed."""
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
            self._fit()

    def mark(self, paragraphs: Iterable[str]) -> None:
        """Mark the paragraphs that begin with these texts; none takes the marks away."""
        wanted = [text.strip() for text in paragraphs if text.strip()]
        marks = []
        block = self.document().begin()
        while wanted and block.isValid():
            text = block.text().strip()
            if text and any(text.startswith(w) or w.startswith(text) for w in wanted):
                marks.append(self._marked(QTextCursor(block)))
            block = block.next()
        self.setExtraSelections(marks)

    def _marked(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        look = QTextCharFormat()
        look.setBackground(theme.active().colour("warn_soft"))
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = cursor, look
        return mark

    def _fit(self) -> None:
        lines = max(round(self.document().size().height()), self._least)
        margins = 2 * round(self.document().documentMargin()) + 2 * theme.active().px(14)
        height = lines * self.fontMetrics().lineSpacing() + margins
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _on_moved(self) -> None:
        if self.hasFocus():
            self.moved.emit()

    def sizeHint(self) -> QSize:
        return QSize(theme.active().px(360), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

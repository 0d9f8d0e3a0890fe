"""How far a record has come, in one line: a word in its colour, and what is to be said of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from djdesk.ui.kit import theme


class StateLine(QWidget):
    """A pill and a text that wraps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.active().px(8))
        self.pill = QLabel(self)
        theme.role(self.pill, "pill")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.role(self.text, "muted")
        line.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)

    def say(self, word: str, state: str, text: str) -> None:
        """Say another state (ok, warn, bad, quiet or nothing); without a word nothing is shown."""
        self.setVisible(bool(word or text))
        self.pill.setVisible(bool(word))
        self.pill.setText(word)
        theme.state(self.pill, state)
        self.text.setText(text)

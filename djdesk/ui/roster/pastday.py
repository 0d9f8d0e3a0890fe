"""The line that says a past day is shown: it changes the meaning of everything below."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from djdesk.services import kinds
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import button_for


class PastDay(QFrame):
    """Never cut: in a narrow pane the words take a second line. Hidden while today is shown."""

    def __init__(self, back: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "problem")
        theme.state(self, "warn")
        line = QHBoxLayout(self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        theme.state(self.text, "warn")
        line.addWidget(self.text, 1)
        line.addWidget(button_for(back, self))
        self.hide()

    def show_day(self, day: date | None) -> None:
        """Say which day is shown; None is today."""
        self.setVisible(day is not None)
        if day is not None:
            self.text.setText(f"截至 {kinds.show_day(day)}的花名册（只能查看）")

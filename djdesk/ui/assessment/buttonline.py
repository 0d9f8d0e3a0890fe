"""The next steps of a record as buttons in a line; those that make no sense now are not there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QWidget

from djdesk.ui.kit import buttons
from djdesk.ui.kit.flow import FlowLayout


class ButtonLine(QWidget):
    """A line of buttons that goes on below where it is full."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)

    def add(self, word: str, icon: str, then: Callable[[], object]) -> QAction:
        """Add a step; its button is there while its action is visible."""
        made = buttons.action(self, word, icon)
        made.triggered.connect(lambda _checked=False: then())
        button = buttons.button_for(made, self)
        made.visibleChanged.connect(lambda: button.setVisible(made.isVisible()))
        self._flow.addWidget(button)
        return made

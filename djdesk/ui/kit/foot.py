"""What stands below a table: what is said of the chosen row, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import set_icon


class Foot(QWidget):
    """Lines of words at the left that can be copied, buttons at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._line.addLayout(self._words, 1)

    def add_words(self, role: str = "") -> QLabel:
        """Another line of words; `hint` for the source of what is said."""
        made = QLabel(self)
        made.setWordWrap(True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            theme.role(made, role)
        self._words.addWidget(made)
        return made

    def add_button(
        self, word: str, then: Callable[[], object], icon: str = "", *, tip: str = ""
    ) -> QPushButton:
        """Another button; no Enter of a dialog presses it."""
        made = QPushButton(word, self)
        made.setAutoDefault(False)
        if tip:
            made.setToolTip(tip)
        if icon:
            set_icon(made, icon)
        made.clicked.connect(lambda _checked=False: then())
        self._line.addWidget(made)
        return made

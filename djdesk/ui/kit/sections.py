"""The parts of a record side by side behind a row of words: 基本 · 党籍 · 职务 · 奖惩 …"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.flow import FlowLayout


class Sections(QWidget):
    """Pages chosen by words; `chosen(key)` when another one is shown."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._on_clicked)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._tabs = FlowLayout(spacing=theme.active().px(8))
        self._box.addLayout(self._tabs)
        self._stack = QStackedWidget(self)
        self._box.addWidget(self._stack, 1)

    def add(self, key: str, title: str, page: QWidget) -> None:
        """Add a page under a word; the first one added is shown."""
        number = len(self._keys)
        button = QPushButton(title, self)
        theme.role(button, "tab")
        button.setCheckable(True)
        button.setChecked(number == 0)
        self._group.addButton(button, number)
        self._tabs.addWidget(button)
        self._stack.addWidget(page)
        self._keys.append(key)

    def set_title(self, key: str, title: str) -> None:
        """Change the word of a page, e.g. to add how much is in it."""
        self._group.button(self._keys.index(key)).setText(title)

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide a page that does not concern every record."""
        self._group.button(self._keys.index(key)).setVisible(shown)
        if not shown and self.current == key:
            self.choose(self._keys[0])

    @property
    def current(self) -> str:
        """The key of the page shown."""
        return self._keys[self._stack.currentIndex()] if self._keys else ""

    def choose(self, key: str) -> None:
        """Show a page; ValueError if there is none under `key`."""
        number = self._keys.index(key)
        self._group.button(number).setChecked(True)
        self._on_clicked(number)

    def _on_clicked(self, number: int) -> None:
        if number != self._stack.currentIndex():
            self._stack.setCurrentIndex(number)
            self.chosen.emit(self._keys[number])

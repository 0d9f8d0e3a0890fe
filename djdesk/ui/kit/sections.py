"""The parts of a record side by side behind a row of words: 基本 · 党籍 · 职务 · 奖惩 …"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from djdesk.ui.kit import theme

GAP = 4  # px at 100 % between two words


class Sections(QWidget):
    """Pages chosen by words in one line; `chosen(key)` when another one is shown.

    Words without room stand in 更多 at the end of the line; the one shown is always seen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._on_clicked)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._tabs = _Tabs(self._group, self)
        self._tabs.wanted.connect(self._choose)
        self._line = QHBoxLayout()
        self._line.addWidget(self._tabs, 1)
        self._box.addLayout(self._line)
        self._stack = QStackedWidget(self)
        self._box.addWidget(self._stack, 1)

    def add(self, key: str, title: str, page: QWidget) -> None:
        """Add a page under a word; the first one added is shown."""
        number = len(self._keys)
        button = QPushButton(title, self._tabs)
        theme.role(button, "tab")
        button.setCheckable(True)
        button.setChecked(number == 0)
        self._group.addButton(button, number)
        self._stack.addWidget(page)
        self._keys.append(key)
        self._tabs.add(button)

    def set_corner(self, widget: QWidget) -> None:
        """Put something that concerns all pages at the end of the line of words."""
        self._line.addWidget(widget)

    def set_title(self, key: str, title: str) -> None:
        """Change the word of a page, e.g. to add how much is in it."""
        self._group.button(self._keys.index(key)).setText(title)
        self._tabs.fit()

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide a page that does not concern every record."""
        self._tabs.set_shown(self._keys.index(key), shown)
        if not shown and self.current == key:
            self.choose(self._keys[0])

    @property
    def current(self) -> str:
        """The key of the page shown."""
        return self._keys[self._stack.currentIndex()] if self._keys else ""

    def choose(self, key: str) -> None:
        """Show a page; ValueError if there is none under `key`."""
        self._choose(self._keys.index(key))

    def _choose(self, number: int) -> None:
        self._group.button(number).setChecked(True)
        self._on_clicked(number)

    def _on_clicked(self, number: int) -> None:
        if number != self._stack.currentIndex():
            self._stack.setCurrentIndex(number)
            self._tabs.fit()
            self.chosen.emit(self._keys[number])


class _Tabs(QWidget):
    """The line of words; `wanted(number)` when one of 更多 is chosen."""

    wanted = Signal(int)

    def __init__(self, group: QButtonGroup, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = group
        self._left_out: set[int] = set()  # words that do not concern what is shown
        self._menu = QMenu(self)
        self._more = QPushButton("更多", self)
        self._more.setAccessibleName("更多")
        theme.role(self._more, "tab")
        self._more.setMenu(self._menu)
        self._more.hide()
        theme.active().changed.connect(self.fit)

    def add(self, button: QPushButton) -> None:
        """Put a word at the end of the line."""
        button.show()
        QWidget.setTabOrder(button, self._more)
        self.fit()

    def set_shown(self, number: int, shown: bool) -> None:
        """Whether a word concerns what is shown."""
        (self._left_out.discard if shown else self._left_out.add)(number)
        self.fit()

    def fit(self) -> None:
        """Lay the words out; those without room go into 更多, never the one that is shown."""
        gap = theme.active().px(GAP)
        buttons = [b for b in self._group.buttons() if self._group.id(b) not in self._left_out]
        widths = {b: b.sizeHint().width() for b in buttons}
        room = self.width()
        kept = list(buttons)
        if sum(widths.values()) + gap * (len(buttons) - 1) > room:
            room -= self._more.sizeHint().width() + gap
            while len(kept) > 1 and sum(widths[b] + gap for b in kept) - gap > room:
                kept.remove(next(b for b in reversed(kept) if not b.isChecked()))
        self._menu.clear()
        x, height = 0, self.minimumSizeHint().height()
        for button in self._group.buttons():
            button.setVisible(button in kept)
            if button in kept:
                button.setGeometry(x, 0, widths[button], height)
                x += widths[button] + gap
            elif button in widths:
                number = self._group.id(button)
                entry = self._menu.addAction(button.text())
                entry.triggered.connect(lambda _checked=False, n=number: self.wanted.emit(n))
        self._more.setVisible(len(kept) < len(buttons))
        self._more.setGeometry(x, 0, self._more.sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        size = self._more.sizeHint()
        return QSize(2 * size.width(), size.height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        # words measure differently once the style sheet reached them
        done = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self.fit()
        return done

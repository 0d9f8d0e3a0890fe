"""The bar above the pane: search, what kind of book and screen this is, the book, the user."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.labels import ElidedLabel

GAP = 20  # px at 100 % between two things
SEARCH = (160, 420)  # px at 100 %: the least that is comfortable, and the most
TIGHT = 90  # px at 100 %: what can be typed into where warnings need the room
LEAST = "某某支部…委员会"  # a shorter piece of a book's name tells nothing


class TopBar(QFrame):
    """Shares its width out in the order of importance.

    The search gives way first; then the book's name is cut in the middle (its tip tells it whole),
    and not shown where nothing of it could be read: the title of the window tells it too. Warnings
    say less where there is no room, but are never cut.
    """

    def __init__(self, book: str, search: QWidget, user: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "bar")
        self._line = QHBoxLayout(self)
        self._line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._search, self._user = search, user
        self._pills: dict[QLabel, tuple[str, str]] = {}
        self.book = ElidedLabel(book, self)
        theme.role(self.book, "muted")
        self._line.addWidget(search)
        self._line.addStretch(1)
        self._line.addWidget(self.book)
        self._line.addWidget(user)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def add_pill(self, text: str, short: str = "") -> QLabel:
        """Add words of warning, `short` ones for little room; the pill may be hidden and shown."""
        pill = QLabel(text, self)
        theme.role(pill, "pill")
        theme.state(pill, "warn")
        self._line.insertWidget(self._line.indexOf(self.book), pill)
        self._pills[pill] = text, short or text
        pill.installEventFilter(self)
        return pill

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """A pill that comes or goes changes what is left for the others."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._fit()
        return False

    def _apply_sizes(self) -> None:
        look = theme.active()
        self.setFixedHeight(look.px(51))
        self._line.setContentsMargins(look.px(GAP), 0, look.px(GAP), 0)
        self._line.setSpacing(look.px(GAP))
        self._fit()

    def _fit(self) -> None:
        look = theme.active()
        gap = look.px(GAP)
        least, most = (look.px(width) for width in SEARCH)
        room = self.width() - 2 * gap - least - self._fix(short=False)
        if room < 0:
            room = self.width() - 2 * gap - least - self._fix(short=True)
        wanted = self.book.sizeHint().width()
        readable = min(wanted, self.book.fontMetrics().horizontalAdvance(LEAST))
        width = min(wanted, room - gap)
        self.book.setVisible(width >= readable)
        if width >= readable:
            self.book.setFixedWidth(width)
            room -= width + gap
        self._search.setFixedWidth(max(look.px(TIGHT), min(most, least + room)))

    def _fix(self, *, short: bool) -> int:
        """Give user and pills the width of their words; returns what they take with gaps."""
        gap, taken = theme.active().px(GAP), 0
        for pill, texts in self._pills.items():
            text = texts[short]
            if pill.text() != text:
                pill.setText(text)
                pill.setToolTip(texts[0] if short else "")
        for part in (self._user, *self._pills):
            if not part.isHidden():
                part.ensurePolished()
                part.setMinimumWidth(0)  # a label never hints at less than its minimum
                width = min(part.sizeHint().width(), self.width() // 3)
                part.setFixedWidth(width)
                taken += width + gap
        return taken

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

"""Paper-white frames, and parts that scroll when they are higher than their place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from djdesk.ui.kit import theme


def card(parent: QWidget | None = None) -> QFrame:
    """A paper-white frame with a thin border, for a layout of your own."""
    frame = QFrame(parent)
    theme.role(frame, "card")
    return frame


class Card(QFrame):
    """A paper-white frame with a thin border; put widgets into `box`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "card")
        self.box = QVBoxLayout(self)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        side = look.px(16)
        self.box.setContentsMargins(side, side, side, side)
        self.box.setSpacing(look.px(8))


def scrolled(widget: QWidget) -> QScrollArea:
    """`widget` in an area that scrolls when it is higher than its place."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    theme.role(widget, "clear")
    area.setWidget(widget)
    return area

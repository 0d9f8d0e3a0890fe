"""Labels that know how to be narrow: a text that is cut with … and told whole in its tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget


def label_for(word: str, editor: QWidget, parent: QWidget) -> QLabel:
    """The label of an editor, which is called by the same word where the screen is read aloud."""
    label = QLabel(word, parent)
    label.setBuddy(editor)
    editor.setAccessibleName(word)
    return label


class ElidedLabel(QLabel):
    """One line of text that gives way when there is no room."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance("汉…"), super().minimumSizeHint().height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, room.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        side = int(self.alignment() | Qt.AlignmentFlag.AlignVCenter)
        style.drawItemText(painter, room, side, option.palette, True, shown, self.foregroundRole())
        painter.end()

"""How cells are painted: states as a word in a coloured frame, cut texts told whole in a tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.listmodel import STATE_ROLE

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Paints states as a word in a coloured frame; shows the whole text of a cut cell as a tip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = index.data(STATE_ROLE)
        if not state:
            super().paint(painter, option, index)
            return
        filled = QStyleOptionViewItem(option)
        self.initStyleOption(filled, index)
        text = str(filled.text)
        filled.text = ""
        style = filled.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, filled, painter, filled.widget)
        paint_pill(painter, filled, text, str(state))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            text = str(index.data() or "")
            room = option.rect.width() - theme.active().px(16)
            if view.fontMetrics().horizontalAdvance(text) > room:
                QToolTip.showText(event.globalPos(), text, view)
                return True
            QToolTip.hideText()
        return False


def paint_pill(painter: QPainter, option: QStyleOptionViewItem, text: str, state: str) -> None:
    """Paint a word in the frame of a state (ok, warn, bad, gold) at the left of a cell."""
    look = theme.active()
    metrics = option.fontMetrics
    width = min(metrics.horizontalAdvance(text) + look.px(16), option.rect.width() - look.px(8))
    height = min(look.px(20), option.rect.height() - 4)
    frame = QRect(0, 0, width, height)
    frame.moveCenter(option.rect.center())
    frame.moveLeft(option.rect.left() + look.px(4))
    soft = state if state != "gold" else "warn"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour(state), 1))
    painter.setBrush(look.colour(f"{soft}_soft"))
    painter.drawRoundedRect(frame, height / 2, height / 2)
    painter.setPen(look.colour(f"{state}_text"))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - look.px(12))
    painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), shown)
    painter.restore()

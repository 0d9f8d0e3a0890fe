"""How cells are painted: states as a word in a coloured frame, cut texts told whole in a tip."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from djdesk.ui.kit import cells, theme
from djdesk.ui.kit.listmodel import STATE_ROLE, ListModel

Index = QModelIndex | QPersistentModelIndex
# QStyle.StateFlag, written out: the first look at it makes all enumerations of QStyle, 30 ms.
_SELECTED, FOCUSED = 0x8000, 0x100
_KEPT = 5000  # measured texts


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a `ListModel`: the text at its side, states in a coloured frame.

    Qt's own delegate asks the model eight questions for each cell, each a call into Python; this
    one takes the text itself and paints a table of 100,000 rows more than twice as fast.
    """

    def __init__(self, view: QTableView, model: ListModel) -> None:
        super().__init__(view)
        self._model = model
        self._sides = [int(cells.align(column)) for column in model.columns]
        self._with_states = [column.key in model.states for column in model.columns]
        self._cut: dict[tuple[str, int], str] = {}
        self.marks = True  # whether any row is chosen or has the focus; the view says so
        theme.active().changed.connect(self._apply_theme)
        self._apply_theme()

    def _apply_theme(self) -> None:
        look = theme.active()
        self._padding = look.px(8)
        self._em = look.px(13) + 1
        self._chosen = look.colour("chosen")
        self._text, self._on_chosen = look.colour("text"), look.colour("on_chosen")
        self._changes_pen = self._text != self._on_chosen  # in high contrast only
        self._focus = QPen(look.colour("accent"), 1)
        self._cut.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column = index.column()
        text = self._model.text_at(index.row(), column)
        rect = option.rect
        if self.marks:
            state = option.state.value
            if state & _SELECTED:
                painter.fillRect(rect, self._chosen)
            if state & FOCUSED:
                painter.setPen(self._focus)
                painter.drawRect(rect.adjusted(0, 0, -1, -1))
                painter.setPen(self._text)
            if self._changes_pen:
                painter.setPen(self._on_chosen if state & _SELECTED else self._text)
        if not text:
            return
        if self._with_states[column]:
            colour = index.data(STATE_ROLE)
            if colour:
                paint_pill(painter, option, text, str(colour))
                return
        padding = self._padding
        room = rect.width() - 2 * padding
        if len(text) * self._em > room:
            text = self._fitting(option, text, room)
        painter.drawText(rect.adjusted(padding, 0, -padding, 0), self._sides[column], text)

    def _fitting(self, option: QStyleOptionViewItem, text: str, room: int) -> str:
        """The text cut with … to the room there is; measured once for each text and width."""
        cut = self._cut.get((text, room))
        if cut is None:
            if len(self._cut) > _KEPT:
                self._cut.clear()
            cut = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            self._cut[text, room] = cut
        return cut


def show_cut_text(view: QTableView, event: QHelpEvent) -> None:
    """Show the whole text of the cell under the mouse as a tip, if it does not fit."""
    index = view.indexAt(event.pos())
    text = str(index.data() or "") if index.isValid() else ""
    room = view.visualRect(index).width() - theme.active().px(16)
    if text and view.fontMetrics().horizontalAdvance(text) > room:
        QToolTip.showText(event.globalPos(), text, view)
    else:
        QToolTip.hideText()


def paint_pill(painter: QPainter, option: QStyleOptionViewItem, text: str, state: str) -> None:
    """Paint a word in the frame of a state (ok, warn, bad, gold, quiet) at the left of a cell."""
    look = theme.active()
    metrics = option.fontMetrics
    width = min(metrics.horizontalAdvance(text) + look.px(16), option.rect.width() - look.px(8))
    height = min(look.px(20), option.rect.height() - 4)
    frame = QRect(0, 0, width, height)
    frame.moveCenter(option.rect.center())
    frame.moveLeft(option.rect.left() + look.px(4))
    soft = f"{state if state != 'gold' else 'warn'}_soft"
    edge, written = state, f"{state}_text"
    if state == "quiet":
        edge, soft, written = "strong_line", "sunken", "muted"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour(edge), 1))
    painter.setBrush(look.colour(soft))
    painter.drawRoundedRect(frame, height / 2, height / 2)
    painter.setPen(look.colour(written))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - look.px(12))
    painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), shown)
    painter.restore()

"""How the cells of the matrix look, and how they take what is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from djdesk.ui.assessment.records import MatrixModel
from djdesk.ui.kit import theme
from djdesk.ui.kit.grids import focus_pen
from djdesk.ui.kit.pills import paint_pill

Index = QModelIndex | QPersistentModelIndex
Told = Callable[[Index, str], None]
_SELECTED = 0x8000  # QStyle.StateFlag; the first look at the enumeration costs 30 ms


class MatrixCells(QStyledItemDelegate):
    """Paints what is booked as plain numbers, what is typed as a word in a frame.

    While somebody types `typing` is told of every key, at the end `take` of what stands there.
    """

    def __init__(self, view: QTableView, model: MatrixModel, typing: Told, take: Told) -> None:
        super().__init__(view)
        self._model = model
        self._typing, self._take = typing, take

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme.active(), QRect(option.rect)  # Qt lends its own
        row, column = index.row(), index.column()
        chosen = bool(option.state.value & _SELECTED)
        if chosen:
            painter.fillRect(rect, look.colour("chosen"))
        elif row % 2:
            painter.fillRect(rect, look.colour("stripe"))
        typed = self._model.typed_at(row, column)
        painter.save()
        if typed is not None:
            self._paint_typed(painter, option, index, typed.fault is not None)
        else:
            self._paint_booked(painter, option, index, chosen)
        pen = focus_pen(option)
        if pen is not None:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_typed(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, wrong: bool
    ) -> None:
        look = theme.active()
        text = self._model.said(index.row(), index.column())
        width = option.fontMetrics.horizontalAdvance(text) + look.px(24)
        cell = QRect(option.rect)
        option.rect = cell.adjusted(max(0, cell.width() - width), 0, 0, 0)
        paint_pill(painter, option, text, "bad" if wrong else "accent")
        option.rect = cell
        if wrong:
            painter.setPen(QPen(look.colour("bad"), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))

    def _paint_booked(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, chosen: bool
    ) -> None:
        look, row, column = theme.active(), index.row(), index.column()
        cell, model = self._model.cell(row, column), self._model
        text = model.text(row, column)
        token = "on_chosen" if chosen else "text"
        if not chosen and model.allows(row, column):
            token = "muted"
            if model.item_at(column) is not None:
                painter.fillRect(option.rect, look.colour("sunken"))
        elif not chosen and cell.points < 0:
            token = "bad_text"
        painter.setPen(look.colour(token))
        if cell.pending:
            text = f"待审{cell.pending} {text}".rstrip()
        gap = look.px(8)
        side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(option.rect.adjusted(gap, 0, -gap, 0), side, text)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        theme.role(line, "cell")
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item = self._model.item_at(index.column())
        line.setAccessibleName(item.title if item is not None else "")
        place = QPersistentModelIndex(index)
        line.textEdited.connect(lambda text: self._typing(place, text))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.text():
            typed = self._model.typed_at(index.row(), index.column())
            booked = self._model.booked_text(index.row(), index.column())
            editor.setText(typed.text if typed is not None else booked)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            self._take(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)

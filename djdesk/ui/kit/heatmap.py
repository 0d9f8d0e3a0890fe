"""A heat map: rows × columns of values, each written in its cell and coloured by its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.chartframe import ChartFrame
from djdesk.ui.kit.grids import CellTable, focus_pen
from djdesk.ui.kit.messages import Messages

Index = QModelIndex | QPersistentModelIndex
State = Literal["", "bad", "warn", "fair", "ok"]
SEEN = 4  # rows without scrolling, at least


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One value: what is written, its state, what is told on hover, what leads to its rows."""

    text: str
    state: State = ""
    tip: str = ""
    behind: object = None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One row: its word and a cell for each column."""

    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """What a heat map shows; `legend` explains the states from the worst to the best."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[tuple[State, str], ...] = ()


def band(rate: int | None, warn: int = 80, bad: int = 60) -> State:
    """The state of a rate in per cent: below `bad` bad, below `warn` a warning, from 95 on ok."""
    if rate is None:
        return ""
    if rate < bad:
        return "bad"
    if rate < warn:
        return "warn"
    return "ok" if rate >= 95 else "fair"


class _Model(QAbstractTableModel):
    """The cells of a `Heat`; the words of rows and columns stand in the headers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.heat = Heat("", (), ())

    def replace(self, heat: Heat) -> None:
        """Show other values."""
        self.beginResetModel()
        self.heat = heat
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.heat.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.heat.columns)

    def cell(self, index: Index) -> HeatCell:
        """The cell at an index."""
        return self.heat.rows[index.row()].cells[index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(index).text
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.cell(index).tip or self.cell(index).text
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return self.heat.columns[section]
            return self.heat.rows[section].label
        return None


class _Cells(QStyledItemDelegate):
    """Paints a value in the middle of its coloured cell."""

    def __init__(self, owner: HeatMap, model: _Model) -> None:
        super().__init__(owner)
        self._owner = owner
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._owner.paint_cell(painter, option.rect, self._model.cell(index))
        pen = focus_pen(option)
        if pen is not None:
            painter.setPen(pen)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))


class _Table(CellTable):
    """The table; Enter and a click choose a cell."""

    picked = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.picked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class HeatMap(ChartFrame):
    """Draws a `Heat`; `chosen(HeatCell)` on a click or Enter on a cell with something behind it."""

    chosen = Signal(object)

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(messages, parent)
        self._model = _Model(self)
        self.table = _Table(self)
        self.table.setModel(self._model)
        self.table.setItemDelegate(_Cells(self, self._model))
        self.table.clicked.connect(self._on_picked)
        self.table.picked.connect(self._on_picked)
        self._room.addWidget(self.table, 1)
        self._legend = _Legend(self)
        self._room.addWidget(self._legend)
        self.setFocusProxy(self.table)
        self._draw()

    @property
    def heat(self) -> Heat:
        """What is shown."""
        return self._model.heat

    def show_heat(self, heat: Heat) -> None:
        """Show other values; the cell that was current stays so if it is still there."""
        before = self.table.currentIndex()
        place = before.row(), before.column()
        self._model.replace(heat)
        self.set_title(heat.title)
        self.table.setAccessibleName(heat.title)
        self._legend.setVisible(bool(heat.legend))
        self._legend.update()
        index = self._model.index(*place)
        if not index.isValid() and heat.rows:
            index = self._model.index(0, 0)
        self.table.setCurrentIndex(index)
        self._draw()

    def _on_picked(self, index: QModelIndex) -> None:
        cell = self._model.cell(index)
        if cell.behind:
            self.chosen.emit(cell)

    # --- drawing ------------------------------------------------------------------------------

    def tone(self, state: State) -> tuple[QColor, QColor]:
        """The colour of a cell and that of what is written in it."""
        if state == "":
            return self._colour("paper"), self._colour("muted")
        if state == "fair":
            return _mixed(self._colour("paper"), self._colour("ok_soft")), self._colour("text")
        return self._colour(f"{state}_soft"), self._colour(f"{state}_text")

    def paint_cell(self, painter: QPainter, rect: QRect, cell: HeatCell) -> None:
        """Paint one cell, on the screen or in a picture."""
        back, written = self.tone(cell.state)
        painter.fillRect(rect, back)
        painter.setPen(self._colour("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(written)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), cell.text)

    def _draw(self) -> None:
        look = theme.active()
        self.table.verticalHeader().setFixedWidth(self._label_width())
        self.table.verticalHeader().setDefaultSectionSize(look.px(24))
        self.table.horizontalHeader().setFixedHeight(look.px(28))
        rows = min(SEEN, max(1, len(self.heat.rows)))
        self.table.setMinimumHeight(look.px(28 + 24 * rows + 4))
        self._fit()
        self.table.viewport().update()
        self._legend.fit()

    def _fit(self) -> None:
        """Columns share the width; where that is too little, the table scrolls."""
        count = len(self.heat.columns)
        if not count:
            return
        metrics = QFontMetrics(self.font())
        texts = [*self.heat.columns, *(c.text for row in self.heat.rows for c in row.cells)]
        least = max(metrics.horizontalAdvance(text) for text in texts) + theme.active().px(12)
        bar = self.table.verticalScrollBar().sizeHint().width()
        room = self.width() - self._label_width() - bar - 4
        for column in range(count):
            self.table.setColumnWidth(column, max(least, room // count))

    def _label_width(self) -> int:
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(r.label) for r in self.heat.rows), default=0)
        return min(max(longest, theme.active().px(40)), self.width() // 3) + theme.active().px(20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    # --- pictures: all rows, scrolled or not --------------------------------------------------

    def _content_size(self) -> QSize:
        look = theme.active()
        across = sum(self.table.columnWidth(n) for n in range(len(self.heat.columns)))
        down = look.px(28 + 24 * len(self.heat.rows)) + self._legend.height_wanted()
        return QSize(self._label_width() + across, down)

    def _paint_content(self, painter: QPainter, target: QRectF) -> None:
        look = theme.active()
        left, top, high = self._label_width(), round(target.y()), look.px(24)
        painter.setFont(self._font())
        middle = int(Qt.AlignmentFlag.AlignCenter)
        x = left
        for column, word in enumerate(self.heat.columns):
            width = self.table.columnWidth(column)
            painter.setPen(self._colour("muted"))
            painter.drawText(QRect(x, top, width, look.px(28)), middle, word)
            for number, row in enumerate(self.heat.rows):
                place = QRect(x, top + look.px(28) + number * high, width, high)
                self.paint_cell(painter, place, row.cells[column])
            x += width
        side = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setPen(self._colour("text"))
        y = top + look.px(28)
        for row in self.heat.rows:
            painter.drawText(QRect(look.px(8), y, left - look.px(8), high), side, row.label)
            y += high
        self._legend.paint_at(painter, look.px(8), y)


class _Legend(QWidget):
    """What the colours mean, in words."""

    def __init__(self, owner: HeatMap) -> None:
        super().__init__(owner)
        self._owner = owner

    def fit(self) -> None:
        """Take the height of one line at the scale in force."""
        self.setFixedHeight(theme.active().px(24))
        self.update()

    def height_wanted(self) -> int:
        """How much of a picture it takes."""
        return theme.active().px(24) if self._owner.heat.legend else 0

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        self.paint_at(painter, 0, 0)
        painter.end()

    def paint_at(self, painter: QPainter, x: int, y: int) -> None:
        """Paint the line at a place."""
        look = theme.active()
        side = look.px(14)
        metrics = painter.fontMetrics()
        for state, word in self._owner.heat.legend:
            box = QRect(x, y + look.px(5), side, side)
            back, _written = self._owner.tone(state)
            painter.fillRect(box, back)
            painter.setPen(self._owner._colour("strong_line"))
            painter.drawRect(box)
            painter.setPen(self._owner._colour("muted"))
            width = metrics.horizontalAdvance(word)
            place = QRect(x + side + look.px(6), y, width + 2, look.px(24))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), word)
            x += side + width + look.px(22)


def _mixed(one: QColor, other: QColor) -> QColor:
    """The colour half way between two."""
    return QColor(
        (one.red() + other.red()) // 2,
        (one.green() + other.green()) // 2,
        (one.blue() + other.blue()) // 2,
    )

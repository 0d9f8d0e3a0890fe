"""A short table of a record's own rows (任职、奖惩、家庭成员): shown whole, chosen by row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QPainter
from PySide6.QtWidgets import (
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.grids import RowTable
from djdesk.ui.kit.pills import paint_pill

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class RowText:
    """One row: the id of its record, the texts of its cells, and whether it is past (muted).

    `state` colours the word in the column of the states: ok, warn, bad, gold, quiet or nothing.
    """

    id: int
    texts: tuple[str, ...]
    past: bool = False
    state: str = ""


class _Model(QAbstractTableModel):
    """The texts as they are; nothing is fetched, sorted or edited here."""

    def __init__(self, titles: Sequence[str], numbers: Collection[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.titles = tuple(titles)
        self._numbers = frozenset(numbers)
        self.rows: tuple[RowText, ...] = ()

    def replace(self, rows: Sequence[RowText]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.texts[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return row.texts[index.column()] or None
            case Qt.ItemDataRole.ForegroundRole if row.past:
                return theme.active().colour("muted")
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
        return None

    def _side(self, column: int) -> int:
        side = (
            Qt.AlignmentFlag.AlignRight if column in self._numbers else Qt.AlignmentFlag.AlignLeft
        )
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None


class _States(QStyledItemDelegate):
    """Paints the words of a column in the frame of their row's state."""

    def __init__(self, view: QTableView, model: _Model) -> None:
        super().__init__(view)
        self._model = model

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if self._model.rows[index.row()].state:
            option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        row = self._model.rows[index.row()]
        if row.state:
            paint_pill(painter, option, row.texts[index.column()], row.state)


class Rows(RowTable):
    """A short table; `opened(id)` on Enter and double click, `chosen(id | None)` on selection.

    `columns` are (title, width in pixels at 100 %; 0: takes the rest). `offered` are the actions
    of the context menu, the same that stand as buttons near it. `state_column` is the column whose
    words carry the state of their row; the columns `numbers` stand at the right side.
    """

    opened = Signal(int)
    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        columns: Sequence[tuple[str, int]],
        parent: QWidget | None = None,
        *,
        state_column: int | None = None,
        numbers: Collection[int] = (),
    ) -> None:
        super().__init__(name, [width for _title, width in columns], parent)
        self._model = _Model([title for title, _width in columns], numbers, self)
        self.offered: list[QAction] = []
        self.setModel(self._model)
        if state_column is not None:
            self.setItemDelegateForColumn(state_column, _States(self, self._model))
        self.activated.connect(self._on_activated)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.current))

    def show_rows(self, rows: Sequence[RowText]) -> None:
        """Show these rows; the chosen one stays chosen if it is still there."""
        kept = self.current
        self._model.replace(rows)
        for number, row in enumerate(self._model.rows):
            if row.id == kept:
                self.selectRow(number)
                return
        self.chosen.emit(None)

    @property
    def current(self) -> int | None:
        """The id of the chosen row."""
        rows = self.selectionModel().selectedRows()
        return self._model.rows[rows[0].row()].id if rows else None

    def choose(self, record_id: int) -> None:
        """Choose the row of a record, if it is there."""
        for number, row in enumerate(self._model.rows):
            if row.id == record_id:
                self.selectRow(number)

    def _on_activated(self, index: QModelIndex) -> None:
        self.selectRow(index.row())
        self.opened.emit(self._model.rows[index.row()].id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard stands on a row, and the buttons near the table speak of it."""
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_key and self._model.rows and self.current is None:
            self.selectRow(max(0, self.currentIndex().row()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.offered:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.offered)
            menu.popup(event.globalPos())

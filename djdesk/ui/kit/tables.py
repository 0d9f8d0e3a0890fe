"""The table every pane shows: rows by keyboard and mouse, columns by choice, cells to copy.

`ListView` shows a `ListModel`; `ListBox` (listbox.py) puts the empty state and the sums round it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from djdesk.services.listing import Column
from djdesk.ui.kit import cells, columns, theme
from djdesk.ui.kit.copying import copy_cells
from djdesk.ui.kit.listmodel import ID_ROLE, STATE_ROLE, ListModel
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.pills import CellDelegate, show_cut_text

__all__ = ["ID_ROLE", "STATE_ROLE", "ListModel", "ListView"]

SETTLE = 60  # ms after which a moving current row counts as chosen
_ALT = Qt.KeyboardModifier.AltModifier
COPY_LIMIT = 20_000  # rows; more than that belongs into an export


class _Header(QHeaderView):
    """A header of fixed height: Qt would measure the titles of all columns, hidden ones too."""

    def sizeHint(self) -> QSize:
        return QSize(0, theme.active().px(34))


class ListView(QTableView):
    """A table of records.

    `current_changed(id | None)` is emitted once the current row has come to rest, `opened(id)` on
    Enter and double click, `selection_counted(n)` when the number of chosen rows changes, and
    `typed(text)` when the user types letters (the pane puts them into its search box).
    `filter_wanted(key)` asks for the filter of a column (Alt+Down, the menu of its head),
    `filter_dropped(key)` to take it away.
    """

    current_changed = Signal(object)
    opened = Signal(int)
    selection_counted = Signal(int)
    typed = Signal(str)
    filter_wanted = Signal(str)
    filter_dropped = Signal(str)

    def __init__(
        self, model: ListModel, memory: Memory | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._records = model
        self._memory = memory
        self._keeping = False
        self._waiting: Callable[[], None] | None = None
        self._kept_ids: list[int] = []
        self._kept_all = False
        self._kept_current: int | None = None
        self._kept_top: int | None = None
        self._current: int | None = None
        self.offered: list[QAction] = []
        self.setAccessibleName(model.listing.title)
        self._set_up()
        self.setModel(model)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self._on_settled)
        self.selectionModel().currentRowChanged.connect(lambda *_: self._settle.start())
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.id_at(index.row())))
        model.reordered.connect(self._on_reordered)
        model.arrived.connect(self._on_arrived)
        self._restore_columns()
        header = self.horizontalHeader()
        header.sectionMoved.connect(lambda *_: self.keep_columns())
        header.sectionResized.connect(lambda *_: self._resized.start())
        theme.active().changed.connect(self._on_theme)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # A scroll bar that comes with the rows would have them painted twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda low, high: bar.setEnabled(high > low))
        self._delegate = CellDelegate(self, self._records)
        self.setItemDelegate(self._delegate)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = _Header(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(header)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        header.sectionClicked.connect(self._on_header_clicked)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(400)
        self._resized.timeout.connect(self.keep_columns)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(look.px(16))
        rows.setDefaultSectionSize(look.row_height)
        self.horizontalHeader().setMinimumSectionSize(look.px(32))
        self.verticalScrollBar().setSingleStep(look.row_height)

    # --- columns ------------------------------------------------------------------------------

    def _memory_name(self) -> str:
        return f"tables/{self._records.listing.name}"

    def _restore_columns(self) -> None:
        kept = self._memory.text(self._memory_name()) if self._memory else ""
        layout = columns.read(kept, self._records.columns)
        if not layout:
            shown = [c for c in self._records.columns if c.shown]
            layout = [(c.key, cells.width(c)) for c in shown]
        self._lay_out(layout)

    def _lay_out(self, layout: Sequence[tuple[str, int]]) -> None:
        header = self.horizontalHeader()
        header.blockSignals(True)
        keys = [column.key for column in self._records.columns]
        widths = dict(layout)
        self._records.show_columns(widths)
        for number, key in enumerate(keys):
            self.setColumnHidden(number, key not in widths)
            if key in widths:
                self.setColumnWidth(number, theme.active().px(widths[key]))
        for place, (key, _) in enumerate(layout):
            header.moveSection(header.visualIndex(keys.index(key)), place)
        header.blockSignals(False)
        self.updateGeometries()
        self.viewport().update()

    def layout_of_columns(self) -> list[tuple[str, int]]:
        """(key, width at 100 %) of the shown columns from left to right."""
        header, look = self.horizontalHeader(), theme.active()
        places = (header.logicalIndex(place) for place in range(header.count()))
        return [
            (self._records.columns[n].key, round(header.sectionSize(n) * 100 / look.scale))
            for n in places
            if not header.isSectionHidden(n)
        ]

    def shown_columns(self) -> list[str]:
        """The keys of the shown columns from left to right."""
        return [key for key, _ in self.layout_of_columns()]

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show exactly the columns `keys` in that order; widths stay, and the choice is kept."""
        widths = dict(self.layout_of_columns())
        usual = {c.key: cells.width(c) for c in self._records.columns}
        self._lay_out([(key, widths.get(key, usual[key])) for key in keys])
        self.keep_columns()

    def keep_columns(self) -> None:
        """Remember the layout of the columns for the next start."""
        if self._memory is not None:
            self._memory.keep(self._memory_name(), columns.written(self.layout_of_columns()))

    def choose_columns(self) -> None:
        """Let the user choose the columns in a short dialog."""
        dialog = columns.ColumnChooser(self._records.columns, self.shown_columns(), self)
        if dialog.exec():
            self.show_columns(dialog.chosen())
        dialog.deleteLater()

    def _on_header_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        number = self.horizontalHeader().logicalIndexAt(place)
        if number >= 0:
            self._add_filter_actions(menu, self._records.columns[number])
        if number >= 0 and len(self.shown_columns()) > 1:
            column = self._records.columns[number]
            left = [key for key in self.shown_columns() if key != column.key]
            menu.addAction(f"隐藏“{column.title}”", lambda: self.show_columns(left))
        menu.addAction("选择显示的栏目…", self.choose_columns)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    def _add_filter_actions(self, menu: QMenu, column: Column) -> None:
        key = column.key
        icon = theme.active().icon("filter")
        menu.addAction(icon, f"筛选“{column.title}”…\tAlt+↓", lambda: self.filter_wanted.emit(key))
        if key in self._records.marked:
            word = f"清除“{column.title}”的筛选"
            menu.addAction(word, lambda: self.filter_dropped.emit(key))
        menu.addSeparator()

    def place_under(self, key: str) -> QPoint:
        """Where on the screen the head of a column ends below, for what hangs from it."""
        header = self.horizontalHeader()
        number = [column.key for column in self._records.columns].index(key)
        left = max(header.sectionViewportPosition(number), 0)
        return header.viewport().mapToGlobal(QPoint(left, header.height()))

    def _on_header_clicked(self, number: int) -> None:
        """First click ascending, second descending, third back to the list's own order."""
        key = self._records.columns[number].key
        now = dict(self._records.query.sort)
        if key not in now:
            sort = [(key, False)]
        elif not now[key]:
            sort = [(key, True)]
        else:
            sort = []
        self._records.set_sort(sort)
        order = Qt.SortOrder.DescendingOrder if sort and sort[0][1] else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(number if sort else -1, order)

    # --- rows ---------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The id of the current row."""
        index = self.currentIndex()
        return self._records.id_at(index.row()) if index.isValid() else None

    def selected_ids(self) -> list[int]:
        """The ids of the chosen rows in the order shown."""
        ids = self._records.ids()
        return [ids[row] for first, last in self._ranges() for row in range(first, last + 1)]

    def selected_count(self) -> int:
        """How many rows are chosen."""
        return sum(last - first + 1 for first, last in self._ranges())

    def select_id(self, record_id: int) -> bool:
        """Make the record the current and only chosen row; False when it is not in the list."""
        row = self._records.row_of(record_id)
        if row is None:
            return False
        self._go(row)
        return True

    def _ranges(self) -> list[tuple[int, int]]:
        chosen = self.selectionModel().selection()
        parts = (chosen.at(number) for number in range(chosen.size()))
        spans = sorted({(part.top(), part.bottom()) for part in parts})
        merged: list[tuple[int, int]] = []
        for first, last in spans:
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return merged

    def _current_column(self) -> int:
        number = self.currentIndex().column()
        return self._first_column() if number < 0 or self.isColumnHidden(number) else number

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        for place in range(header.count()):
            if not header.isSectionHidden(header.logicalIndex(place)):
                return header.logicalIndex(place)
        return 0

    def _go(self, row: int, *, extend: bool = False) -> None:
        flags = QItemSelectionModel.SelectionFlag
        index = self._records.index(row, self._first_column())
        if extend:
            anchor = self.currentIndex()
            span = QItemSelection(self._records.index(min(anchor.row(), row), 0), index)
            if anchor.row() > row:
                span = QItemSelection(index, self._records.index(anchor.row(), 0))
            self.selectionModel().select(span, flags.ClearAndSelect | flags.Rows)
            self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        else:
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def _on_settled(self) -> None:
        current = self.current_id()
        if current != self._current:
            self._current = current
            self.current_changed.emit(current)

    def _on_selection(self) -> None:
        self.selection_counted.emit(self.selected_count())

    def _on_reordered(self, before: bool) -> None:
        """Keep selection, current row and scroll by id while rows change places.

        Of a long answer the first rows come first; what was chosen among the others waits until
        they are here.
        """
        if not before:
            self._put_back()
        elif not self._keeping:
            model = self._records
            self._keeping = True
            self._kept_all = self.selected_count() == len(model.ids()) > 0
            self._kept_ids = [] if self._kept_all else self.selected_ids()
            self._kept_current = self.current_id()
            top = self.rowAt(0)
            self._kept_top = model.id_at(top) if top > 0 else None

    def selectAll(self) -> None:
        """Choose every row, those included whose ids are still on their way."""
        self._when_complete(super().selectAll)

    def _when_complete(self, then: Callable[[], None]) -> None:
        if self._records.complete:
            then()
        else:
            self._waiting = then
            self._records.want_all()

    def _on_arrived(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()
        if self._keeping:
            self._put_back()
            self._keeping = False

    def _put_back(self) -> None:
        model = self._records
        if self._kept_all:
            super().selectAll()
        elif self._kept_ids:
            self._select_rows(model.row_of(record_id) for record_id in self._kept_ids)
        row = model.row_of(self._kept_current) if self._kept_current is not None else None
        current = model.index(row, self._first_column()) if row is not None else QModelIndex()
        self.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        if model.asked_anew:
            # Another order or filter: what was chosen stays in sight, else the list begins anew.
            if current.isValid():
                self.scrollTo(current)
            else:
                self.scrollToTop()
        else:
            top = model.row_of(self._kept_top) if self._kept_top is not None else None
            if top is not None:
                place = QAbstractItemView.ScrollHint.PositionAtTop
                self.scrollTo(model.index(top, self._first_column()), place)
        self._settle.start()
        self._on_selection()

    def _select_rows(self, rows: Iterable[int | None]) -> None:
        found = sorted(row for row in rows if row is not None)
        chosen = QItemSelection()
        last_column = len(self._records.columns) - 1
        for first, last in _runs(found):
            chosen.select(self._records.index(first, 0), self._records.index(last, last_column))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # --- copy, menu, keys ---------------------------------------------------------------------

    def offer(self, actions: Iterable[QAction]) -> None:
        """What a right click on rows offers: the actions of the toolbar."""
        self.offered = list(actions)

    def copy(self) -> None:
        """Copy the chosen rows as cells, several of them with the titles of the columns."""
        keys = self.shown_columns()
        places = [self._records.keys.index(key) for key in keys]
        titles = [self._records.listing.column(key).title for key in keys]
        lines = [titles] if self.selected_count() > 1 else []
        for first, last in self._ranges():
            for row in range(first, last + 1):
                if len(lines) > COPY_LIMIT:
                    break
                texts = self._records.texts(row)
                lines.append([texts[place] for place in places])
        copy_cells(lines)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, place: QPoint) -> None:
        """Show the menu of the chosen rows at a place of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(theme.active().icon("copy"), "复制", self.copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self.selected_count() > 0)
        menu.addSeparator()
        menu.addActions(self.offered)
        menu.popup(place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_cut_text(self, event)
            return True
        if event.type() == QEvent.Type.Paint:
            chosen = self.selectionModel()
            self._delegate.marks = chosen.hasSelection() or chosen.currentIndex().isValid()
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = len(self._records.ids())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & _ALT:
            self.filter_wanted.emit(self._records.columns[self._current_column()].key)
        elif event.key() == Qt.Key.Key_Home and rows:
            self._go(0, extend=shift)
        elif event.key() == Qt.Key.Key_End and rows:
            self._when_complete(lambda: self._go(len(self._records.ids()) - 1, extend=shift))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            current = self.current_id()
            if current is not None:
                self.opened.emit(current)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Qt would look through every row of the table; the search box asks the database.
        if search.strip():
            self.typed.emit(search)

    def _on_theme(self) -> None:
        kept = self._memory.text(self._memory_name()) if self._memory else ""
        layout = columns.read(kept, self._records.columns)
        self._apply_sizes()
        if layout:
            self._lay_out(layout)
        else:
            self._restore_columns()


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending rows as runs of neighbours (first, last)."""
    for _, group in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        yield run[0], run[-1]

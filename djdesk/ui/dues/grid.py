"""The grid of the collection (党费收缴): one key collects a cell, nothing counts before 登记."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from djdesk.models.rules.dues import say_month
from djdesk.services.dues.collection import CellState, CollectionGrid, GridRow
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.ui.dues.basket import Place, Wish
from djdesk.ui.dues.ledger import LEFT, QUIET, RIGHT, LedgerModel, wished
from djdesk.ui.kit import theme
from djdesk.ui.kit.editors import LineEditor
from djdesk.ui.kit.frozen import Frozen, FrozenColumns
from djdesk.ui.kit.initials import ByInitials
from djdesk.ui.kit.pills import paint_pill

Index = QModelIndex | QPersistentModelIndex
AMOUNT = Field("fen", "金额", Kind.MONEY)
NAMES = (Frozen("name", "姓名", 84, most=140),)
MONTH_WIDTH = 92  # px at 100 %
LEFT_WIDTHS, SUM_WIDTH = (92, 68, 76), 82

# The keys of the grid as they stand on the screen.
KEYS = (
    ("空格", "收这一格"),
    ("数字", "另写金额"),
    ("F", "收齐欠交"),
    ("A", "全员这个月"),
    ("-", "不收"),
    ("R", "冲销"),
    ("/", "按首字母找人"),
)


class _Amounts(QStyledItemDelegate):
    """Paints the cells of months as words in the frame of their state, and takes amounts."""

    def __init__(self, view: LedgerGrid, model: LedgerModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        _text, state = self._model.words(index)
        if state:
            option.text = ""
            return
        cell = self._model.cell_at(index)
        if cell is not None and cell.state in QUIET:
            option.palette.setColor(QPalette.ColorRole.Text, theme.active().colour("muted"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        text, state = self._model.words(index)
        if state:
            # at the right side, so that amounts stand below each other
            width = option.fontMetrics.horizontalAdvance(text) + theme.active().px(24)
            room = option.rect
            option.rect = room.adjusted(max(0, room.width() - width), 0, 0, 0)
            paint_pill(painter, option, text, state)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        theme.role(line, "cell")
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.setAccessibleName("收款金额")
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        return  # what is typed stands alone; the due amount is one key away

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            self._view.take_amount(index, editor.text())


class LedgerGrid(QTableView):
    """Members by months, by keys alone.

    Space or Enter collects what the cell lacks and goes down; digits type another amount; F takes
    everything the member owes (`arrears_wanted`), A what everybody owes for the month of the
    current column; -, Delete and Backspace give a wish up. R wants a payment reversed. Other
    letters are pinyin initials; after / every letter is one.

    `changed` after every wish, `reversal_wanted(place)`, `undecided(place)` when more was typed
    than is due, `person_changed(id | None)`, `refused(text)`, `searching(letters)`.
    """

    changed = Signal()
    arrears_wanted = Signal(int)
    reversal_wanted = Signal(object)
    undecided = Signal(object)
    person_changed = Signal(object)
    refused = Signal(str)
    searching = Signal(str)

    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self.records = LedgerModel(self, today)
        self._person: int | None = None
        self._measure = LineEditor(AMOUNT, self)
        self._measure.hide()
        self.people = ByInitials(self)
        self.people.found.connect(self.go)
        self.people.searching.connect(self.searching)
        self.names = FrozenColumns(self, NAMES, self._name, tip=lambda row: self._name(row, ""))
        self.setModel(self.records)
        self._amounts = _Amounts(self, self.records)
        self._set_up()
        self.selectionModel().currentChanged.connect(lambda *_: self._on_current())
        self.doubleClicked.connect(lambda index: self.collect(index))
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _set_up(self) -> None:
        self.setAccessibleName("党费收缴表")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setHighlightSections(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight)
        self.horizontalHeader().setStretchLastSection(True)

    def _name(self, row: int, _key: str) -> str:
        return self.records.rows[row].name

    def _apply_sizes(self) -> None:
        look = theme.active()
        header = self.horizontalHeader()
        header.setMinimumSectionSize(look.px(32))
        header.setFixedHeight(look.px(44))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._lay_out()

    def _lay_out(self) -> None:
        look, months = theme.active(), len(self.records.months)
        self.names.lay_out(len(self.records.rows))
        for number, width in enumerate(LEFT_WIDTHS):
            self.setColumnWidth(number, look.px(width))
        for number in range(months):
            self.setColumnWidth(len(LEFT) + number, look.px(MONTH_WIDTH))
            self.setItemDelegateForColumn(len(LEFT) + number, self._amounts)
        self._widen()
        for number in range(len(RIGHT)):
            column = len(LEFT) + months + number
            self.setItemDelegateForColumn(column, None)  # type: ignore[arg-type]
            self.setColumnWidth(column, look.px(SUM_WIDTH))
        self.setColumnHidden(0, not any(row.group for row in self.records.rows))

    def _widen(self) -> None:
        """Give months room for the largest amount about to be collected: none is ever cut."""
        look = theme.active()
        for month, fen in self.records.basket.largest().items():
            column = self.records.column_of(month)
            room = self.fontMetrics().horizontalAdvance(wished(fen)) + look.px(32)
            if column >= 0 and self.columnWidth(column) < room:
                self.setColumnWidth(column, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.names.place_corner()

    # --- what is shown ------------------------------------------------------------------------

    def show_rows(self, grid: CollectionGrid, rows: tuple[GridRow, ...]) -> None:
        """Show rows of a grid; the current cell stays if it is still there."""
        place = self.records.place_at(self.currentIndex())
        self.records.replace(grid, rows)
        self.people.offer([row.name for row in rows])
        self._lay_out()
        member, month = place if place is not None else (None, self.records.this_month)
        self.go_to(member, month)
        self._on_current()

    def go_to(self, member_id: int | None, month: date | None = None) -> bool:
        """Make a member's cell current; False if the member is not shown."""
        places = [n for n, row in enumerate(self.records.rows) if row.member_id == member_id]
        if not self.records.rows or not self.records.months:
            return False
        column = self.records.column_of(month) if month is not None else self.column
        if column < len(LEFT):
            column = len(LEFT) + len(self.records.months) - 1
        self.go(places[0] if places else 0, column)
        return bool(places)

    @property
    def column(self) -> int:
        """The number of the current column, -1 for none."""
        return self.currentIndex().column()

    @property
    def member_id(self) -> int | None:
        """Whose row is the current one."""
        row = self.currentIndex().row()
        return self.records.rows[row].member_id if 0 <= row < len(self.records.rows) else None

    def go(self, row: int, column: int = -1) -> None:
        """Make a cell current and bring it into sight with the row below it."""
        row = min(max(row, 0), len(self.records.rows) - 1)
        column = column if column >= 0 else max(self.column, len(LEFT))
        self.scrollTo(self.records.index(min(row + 1, len(self.records.rows) - 1), column))
        index = self.records.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _on_current(self) -> None:
        self.names.viewport().update()
        if self.member_id != self._person:
            self._person = self.member_id
            self.person_changed.emit(self._person)

    # --- collecting ---------------------------------------------------------------------------

    def collect(self, index: Index | None = None) -> None:
        """Wish for what the current cell lacks; says why where nothing can be collected."""
        index = self.currentIndex() if index is None else index
        place, cell = self.records.place_at(index), self.records.cell_at(index)
        if self.records.fixed or place is None or cell is None:
            return
        if cell.state is CellState.UNFIXED:
            name = self.records.rows[index.row()].name
            self.refused.emit(f"{name}{say_month(place[1])}还没有核定，请先到“党费核定”里核定。")
        elif cell.lacking:
            self._wish(place, Wish(cell.lacking))

    def _collect_and_go(self) -> None:
        """The same for every chosen cell, then go down to the next member."""
        chosen = self.selectionModel().selectedIndexes()
        for index in chosen if len(chosen) > 1 else (self.currentIndex(),):
            self.collect(index)
        self.go(self.currentIndex().row() + 1)

    def collect_of(self, member_id: int, owed: Mapping[date, int]) -> None:
        """Wish for amounts of one member by month, in fen; months not shown are taken too."""
        if not self.records.fixed:
            for month, fen in owed.items():
                self._wish((member_id, month), Wish(fen), tell=False)
            self._told()

    def collect_month(self) -> None:
        """Wish for what every member shown lacks for the month of the current column."""
        month = self.records.month_at(self.column)
        if self.records.fixed or month is None:
            return
        for row in self.records.rows:
            cell = row.cells.get(month)
            if cell is not None and cell.state is not CellState.EXCUSED and cell.lacking:
                self._wish((row.member_id, month), Wish(cell.lacking), tell=False)
        self._told()

    def take_amount(self, index: Index, text: str) -> None:
        """Wish for the amount typed into a cell; more than is lacking must be decided."""
        place, cell = self.records.place_at(index), self.records.cell_at(index)
        if not text.strip() or self.records.fixed or place is None or cell is None:
            return
        self._measure.set_text(text)
        entry = self._measure.entry()
        if entry.problem is not None:
            self.refused.emit(f"{entry.problem.text}{entry.problem.remedy}")
            return
        fen = entry.value
        if not isinstance(fen, int) or fen <= 0:
            self.drop(place)
        elif cell.state is CellState.UNFIXED:
            self.collect(index)
        else:
            self._wish(place, Wish(fen, max(0, fen - cell.lacking)))

    def decide(self, place: Place, rest: str) -> None:
        """Say what the money above the due amount is for."""
        wish = self.records.basket.at(place)
        if wish is not None:
            self._wish(place, Wish(wish.fen, wish.over, rest))

    def drop(self, place: Place | None) -> None:
        """Give the wish for a cell up."""
        if place is not None and self.records.basket.at(place) is not None:
            self._wish(place, None)

    def drop_all(self) -> None:
        """Give all wishes up."""
        self.records.basket.clear()
        self._told()

    def put_back(self, text: str) -> None:
        """Wish again what a draft says."""
        self.records.basket.put_back(text)
        self._told()

    def _drop_chosen(self) -> None:
        for index in self.selectionModel().selectedIndexes():
            self.drop(self.records.place_at(index))

    def _wish(self, place: Place, wish: Wish | None, *, tell: bool = True) -> None:
        self.records.basket.put(place, wish)
        if tell:
            self._told()

    def _told(self) -> None:
        self._widen()
        self.records.told()
        self.changed.emit()

    # --- keys ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # Enter in a cell comes here too
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        text = event.text().lower() if plain else ""
        commands: dict[str, Callable[[], None]] = {
            "f": self._want_arrears,
            "a": self.collect_month,
            "r": self._want_reversal,
        }
        if self.people.going_on and text.isascii() and text.isalpha():
            self.people.type(text, self.currentIndex().row())
        elif text in commands:
            commands[text]()
        elif text in ("/", "、"):
            self.people.begin()
        elif text.isascii() and text.isalpha():
            self.people.type(text, self.currentIndex().row())
        elif text and text in "0123456789.":
            self.people.forget()
            self._type(event)
        elif plain and event.key() == Qt.Key.Key_F2:
            self._type(None)
        elif text == " " or (plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self.people.forget()
            self._collect_and_go()
        elif plain and (text == "-" or event.key() == Qt.Key.Key_Delete):
            self.people.forget()
            self._drop_chosen()
        elif plain and event.key() == Qt.Key.Key_Backspace:
            self._erase()
        elif event.key() == Qt.Key.Key_Escape and self.people.going_on:
            self.people.forget()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Qt's own search would take digits and blanks; ours is in keyPressEvent.
        return

    def _type(self, event: QEvent | None) -> None:
        index = self.currentIndex()
        if self.records.fixed or self.records.cell_at(index) is None:
            return
        if event is None:
            self.edit(index)
        else:
            self.edit(index, QAbstractItemView.EditTrigger.AnyKeyPressed, event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After an amount the keys are at the next member, as after Space."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        waiting = self.records.basket.undecided
        if waiting is not None:
            self.undecided.emit(waiting)  # not earlier: the question takes the keys
        elif hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self.go(self.currentIndex().row() + 1)

    def _erase(self) -> None:
        if not self.people.erase():
            self._drop_chosen()

    def _want_arrears(self) -> None:
        if self.member_id is not None and not self.records.fixed:
            self.arrears_wanted.emit(self.member_id)

    def _want_reversal(self) -> None:
        place = self.records.place_at(self.currentIndex())
        if place is not None and not self.records.fixed:
            self.reversal_wanted.emit(place)

    def sizeHint(self) -> QSize:
        return QSize(theme.active().px(600), theme.active().px(400))

"""The scoring matrix: subjects by items, typed like a spreadsheet; nothing counts before 登记."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QTableView,
    QWidget,
)

from djdesk.models.rules.assessment.rubric import Item
from djdesk.services.assessment import Board, BoardRow, Subject
from djdesk.ui.assessment import rectangles
from djdesk.ui.assessment.basket import read_text
from djdesk.ui.assessment.cells import MatrixCells
from djdesk.ui.assessment.pasting import placed
from djdesk.ui.assessment.records import MatrixModel
from djdesk.ui.assessment.rectangles import Rectangle
from djdesk.ui.assessment.rows import FROZEN, row_state, row_text, row_tip
from djdesk.ui.assessment.typing import understand
from djdesk.ui.kit import theme
from djdesk.ui.kit.copying import copy_cells, pasted_cells
from djdesk.ui.kit.frozen import FrozenColumns, TwoStoreys
from djdesk.ui.kit.initials import ByInitials

Index = QModelIndex | QPersistentModelIndex
ITEM_WIDTH, SUM_WIDTH = 84, 68  # px at 100 %
LOW = 300  # px at 100 %; a lower matrix gives titles two lines only
ROOM_FOR_ITEMS = 380  # px at 100 %; the columns at the left leave that much
GIVING_WAY = ("group", "grade", "rank")  # columns left out without room, the first first

# The keys of the matrix as they stand on the screen.
KEYS = (
    ("数字", "直接填写"),
    ("F2", "修改"),
    ("Delete", "清零"),
    ("Ctrl+D", "向下填充"),
    ("Ctrl+C/V", "复制粘贴"),
    ("Ctrl+Z", "退回一步"),
    ("字母", "按首字母找人"),
)


class Matrix(QTableView):
    """Subjects by items; the names, scores and ranks stay in sight at the left.

    Arrow keys, Tab and Enter walk; digits begin to type and F2 changes; Delete empties; Ctrl+D
    fills down; rectangles are copied and pasted; Ctrl+Z goes a step back in what was typed. Letters
    are pinyin initials of a name.

    `changed` after everything typed, `moved` when another cell is current, `preview(Typed | None)`
    while a cell is being typed, `refused(text)` where nothing can be typed, `searching(letters)`,
    `sort_wanted(key)`, `opened` on Enter in a column of sums.
    """

    changed = Signal()
    moved = Signal()
    preview = Signal(object)
    refused = Signal(str)
    searching = Signal(str)
    sort_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.records = MatrixModel(self)
        self._run: int | None = None  # the column where a run of Tab began
        self._grouped = False
        self.names = FrozenColumns(
            self, FROZEN, self._frozen_text, self._frozen_state, self._tip, sorts=True
        )
        self.heads = TwoStoreys(self, self._band)
        self.setModel(self.records)
        self.setItemDelegate(MatrixCells(self, self.records, self.typing, self.take))
        self.people = ByInitials(self)
        self.people.found.connect(lambda row: self.go(row))
        self.people.searching.connect(self.searching)
        self.names.sort_wanted.connect(self.sort_wanted)
        self._set_up()
        self.selectionModel().currentChanged.connect(lambda *_: self._on_current())
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _set_up(self) -> None:
        self.setAccessibleName("积分矩阵")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)

    # --- sizes --------------------------------------------------------------------------------

    def _apply_sizes(self) -> None:
        self.heads.apply_sizes()
        self._lay_out()

    def _lay_out(self) -> None:
        look = theme.active()
        left_out = [] if self._grouped else ["group"]
        self.names.lay_out(len(self.records.rows), left_out)
        for key in GIVING_WAY:
            if self.width() - self.names.width() >= look.px(ROOM_FOR_ITEMS):
                break
            if key not in left_out:
                left_out.append(key)
                self.names.lay_out(len(self.records.rows), left_out)
        for column in range(self.records.columnCount()):
            wide = ITEM_WIDTH if self.records.item_at(column) is not None else SUM_WIDTH
            self.setColumnWidth(column, look.px(wide))
        self._widen()

    def _widen(self) -> None:
        """Give columns room for the longest of what is typed: nothing is cut."""
        look, metrics = theme.active(), self.fontMetrics()
        columns = {item.code: number for number, item in enumerate(self.records.items)}
        for (subject, code), typed in self.records.basket:
            column = columns.get(code, -1)
            if column < 0 or typed.fault is not None:
                continue
            row = self.records.row_of(subject)
            if row >= 0:
                room = metrics.horizontalAdvance(self.records.said(row, column)) + look.px(28)
                if self.columnWidth(column) < room:
                    self.setColumnWidth(column, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.heads.set_lines(2 if self.height() < theme.active().px(LOW) else 3)
        self._lay_out()

    def _frozen_text(self, row: int, key: str) -> str:
        return row_text(self.records.rows[row], key)

    def _frozen_state(self, row: int, key: str) -> str:
        return row_state(self.records.board, self.records.rows[row], key)

    def _tip(self, row: int) -> str:
        return row_tip(self.records.rows[row])

    def _band(self, column: int) -> str:
        bands = self.records.bands
        return bands[column] if column < len(bands) else "合计"

    # --- what is shown ------------------------------------------------------------------------

    def show_rows(self, board: Board, rows: Sequence[BoardRow]) -> None:
        """Show rows of a board; the current cell stays if it is still there."""
        index = self.currentIndex()
        subject, column = self.subject, max(index.column(), 0)
        self.records.replace(board, rows)
        self._grouped = board.level == "member" and any(row.group for row in rows)
        self.people.offer([row.name for row in rows])
        self._lay_out()
        if rows:
            place = self.records.row_of(subject) if subject is not None else 0
            self.go(max(place, 0), min(column, self.records.columnCount() - 1))
        self._on_current()

    @property
    def editing(self) -> bool:
        """Whether a cell is being typed right now."""
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def row(self) -> BoardRow | None:
        """The row that has the keys."""
        number = self.currentIndex().row()
        return self.records.rows[number] if 0 <= number < len(self.records.rows) else None

    @property
    def subject(self) -> Subject | None:
        """Whom the current row speaks of."""
        row = self.row
        return row.subject if row is not None else None

    @property
    def item(self) -> Item | None:
        """The item of the current column."""
        return self.records.item_at(self.currentIndex().column())

    def go(self, row: int, column: int = -1) -> None:
        """Make a cell current and bring it into sight with the row below it."""
        last = len(self.records.rows) - 1
        if last < 0:
            return
        row = min(max(row, 0), last)
        column = column if column >= 0 else max(self.currentIndex().column(), 0)
        self.scrollTo(self.records.index(min(row + 1, last), column))
        index = self.records.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def go_to(self, subject: Subject, item: str = "") -> bool:
        """Make a subject's cell current; False if it is not shown."""
        row = self.records.row_of(subject)
        if row >= 0:
            self.go(row, self.records.column_of(item) if item else -1)
        return row >= 0

    def _on_current(self) -> None:
        self.names.viewport().update()
        self.heads.viewport().update()
        self.moved.emit()

    # --- typing -------------------------------------------------------------------------------

    def typing(self, index: Index, text: str) -> None:
        """A cell is being typed: tell what it would say."""
        item = self.records.item_of(index.row(), index.column())
        self.preview.emit(understand(item, text) if item is not None else None)

    def take(self, index: Index, text: str) -> None:
        """What was typed into a cell; empty means empty."""
        if not text.strip() and not self.records.cell(index.row(), index.column()).count:
            self._step(lambda: self.records.forget(index.row(), index.column()))
            return
        self._step(lambda: self.records.type(index.row(), index.column(), text))

    def _step(self, work: Callable[[], object]) -> None:
        """Do something with what is typed, as one step of Ctrl+Z."""
        self.records.basket.begin()
        work()
        self.tell()

    def tell(self) -> None:
        """Something typed changed."""
        self._widen()
        self.records.told()
        self.changed.emit()

    def put_back(self, text: str) -> None:
        """Type again what a draft says."""
        self._step(lambda: self.records.put_back(read_text(text)))

    def _rectangle(self) -> Rectangle:
        """The chosen cells."""
        ranges = self.selectionModel().selection()
        if ranges.isEmpty():
            index = self.currentIndex()
            return Rectangle(index.row(), index.row(), index.column(), index.column())
        one = ranges.first()
        return Rectangle(one.top(), one.bottom(), one.left(), one.right())

    def _may(self, row: int, column: int) -> bool:
        """Whether a cell can be typed into; says why not."""
        if self.records.fixed or row < 0:
            return False
        why = self.records.allows(row, column)
        if why:
            self.refused.emit(why)
        return not why

    def empty_chosen(self) -> None:
        """Empty the chosen cells."""
        area = self._rectangle()
        if area.single and not self._may(area.top, area.left):
            return
        if not self.records.fixed:
            self._step(lambda: rectangles.empty(self.records, area))

    def fill_down(self) -> None:
        """Put what the first row of the chosen cells says into all rows below it."""
        area = self._rectangle()
        if self.records.fixed or area.top < 0:
            return
        if area.top == area.bottom:  # a single row takes what stands above it, as in spreadsheets
            if not area.top:
                return
            area = area._replace(top=area.top - 1)
        self._step(lambda: rectangles.fill_down(self.records, area))

    def copy(self) -> None:
        """Copy the chosen cells as they are typed, so that they can be pasted again."""
        area = self._rectangle()
        if area.top >= 0:
            copy_cells(rectangles.texts(self.records, area))

    def paste(self) -> None:
        """Type the cells on the clipboard from the current one on; one cell fills all chosen.

        Cells with names beside them go to the rows so named.
        """
        cells = pasted_cells()
        top, bottom, left, right = self._rectangle()
        if self.records.fixed or not cells or top < 0:
            return
        if len(cells) == 1 and len(cells[0]) == 1:
            cells = [[cells[0][0]] * (right - left + 1)] * (bottom - top + 1)
        names = [row.name for row in self.records.rows]
        pasted = placed(cells, names, self.records.items, (top, left))
        said = [cell for cell in pasted.cells if cell[2].strip()]  # an empty cell says nothing
        refused: list[str] = []
        self._step(lambda: refused.extend(rectangles.type_all(self.records, said)))
        if said:
            rows, columns = [cell[0] for cell in said], [cell[1] for cell in said]
            self._choose(min(rows), max(rows), min(columns), max(columns))
        told = list(pasted.left_out)
        if refused:
            told.append(f"{len(refused)} 格没有粘贴：{refused[0]}")
        if told:
            self.refused.emit("".join(told))

    def _choose(self, top: int, bottom: int, left: int, right: int) -> None:
        right = min(right, self.records.columnCount() - 1)
        chosen = QItemSelection(self.records.index(top, left), self.records.index(bottom, right))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def step_back(self) -> None:
        """Take the last thing typed back."""
        if self.records.basket.back():
            self.tell()
        else:
            self.refused.emit("没有可以退回的填写。已经登记的，用“撤销”或冲销。")

    # --- keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # Ctrl+Z, Ctrl+C and Ctrl+V are ours before they are anybody's shortcut.
        key = event if isinstance(event, QKeyEvent) else None
        if key is not None and key.type() == QEvent.Type.ShortcutOverride and self._command(key):
            key.accept()
            return True
        return super().event(event)

    def _command(self, event: QKeyEvent) -> Callable[[], None] | None:
        standard = QKeySequence.StandardKey
        for key, command in (
            (standard.Copy, self.copy),
            (standard.Paste, self.paste),
            (standard.Undo, self.step_back),
        ):
            if event.matches(key):
                return command
        held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return self.fill_down if held and event.key() == Qt.Key.Key_D else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # Enter in a cell comes here too
            return
        command = self._command(event)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        key = event.key()
        text = event.text() if plain or held == Qt.KeyboardModifier.ShiftModifier else ""
        if command is not None:
            command()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held.value in (0, 0x02000000):
            self._enter(back=not plain)
        elif key == Qt.Key.Key_Escape and self.people.going_on:
            self.people.forget()
        elif plain and key == Qt.Key.Key_F2:
            self._type(None)
        elif plain and key == Qt.Key.Key_Delete:
            self.empty_chosen()
        elif plain and key == Qt.Key.Key_Backspace:
            if not self.people.erase():
                self.empty_chosen()
        elif text in ("/", "、"):
            self.people.begin()
        elif text and text.isascii() and text.isalpha():
            self.people.type(text, self.currentIndex().row())
        elif text.strip() and (text.isprintable()):
            self.people.forget()
            self._type(event)
        else:
            super().keyPressEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        # An input method that writes into the table begins an editor there.
        if query == Qt.InputMethodQuery.ImEnabled:
            return not self.records.fixed
        return super().inputMethodQuery(query)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks through the row; at its end it leaves the matrix."""
        column = self.currentIndex().column() + (1 if forward else -1)
        inside = 0 <= column < self.records.columnCount() and bool(self.records.rows)
        if not inside or self.state() == QAbstractItemView.State.EditingState:
            return super().focusNextPrevChild(forward)
        if self._run is None and forward:
            self._run = self.currentIndex().column()
        self.go(self.currentIndex().row(), column)
        return True

    def _enter(self, *, back: bool = False) -> None:
        """Down to the next row; after a run of Tab back to the column where it began."""
        column, self._run = self._run, None
        self.go(self.currentIndex().row() + (-1 if back else 1), -1 if column is None else column)

    def keyboardSearch(self, search: str) -> None:
        # Qt's own search would take digits and blanks; ours is in keyPressEvent.
        return

    def _type(self, event: QKeyEvent | None) -> None:
        index = self.currentIndex()
        if not self._may(index.row(), index.column()):
            return
        if event is None:
            self.edit(index)
        else:
            self.edit(index, QAbstractItemView.EditTrigger.AnyKeyPressed, event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes down, Tab to the side; a fault keeps the keys where it is seen."""
        hints = QAbstractItemDelegate.EndEditHint
        super().closeEditor(editor, hints.NoHint)
        self.preview.emit(None)
        if hint == hints.SubmitModelCache:
            self._enter()
        elif hint in (hints.EditNextItem, hints.EditPreviousItem):
            self.focusNextPrevChild(hint == hints.EditNextItem)

"""A table of a draft's rows that is typed into: closed lists, points, words, faults at the cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from djdesk.errors import Problem, UserError
from djdesk.models.rules import names
from djdesk.ui.assessment.rubric_cells import Cell, along
from djdesk.ui.assessment.rubric_draft import Draft
from djdesk.ui.kit import theme
from djdesk.ui.kit.grids import focus_pen

Index = QModelIndex | QPersistentModelIndex
GAP = 18  # px at 100 % beside the names of the lines of a sheet


class GridModel(QAbstractTableModel):
    """The rows at `path` of a draft by columns, or one part of it line by line (`upright`)."""

    def __init__(self, draft: Draft, cells: Sequence[Cell], parent: QWidget, upright: bool) -> None:
        super().__init__(parent)
        self.draft, self.cells, self.upright = draft, tuple(cells), upright
        self.path: str | None = None
        self.lines: tuple[Cell, ...] = ()
        self.count = 0
        self.fixed = False

    def follow(self, path: str | None) -> None:
        """Show what lies at `path` now; None: nothing."""
        self.beginResetModel()
        self.path = path
        self._measure()
        self.endResetModel()

    def refresh(self) -> None:
        """Show what has changed."""
        before = self.count, self.lines
        if (self.path is not None and self._is_gone()) or before != self._measured():
            self.follow(None if self._is_gone() else self.path)
        elif self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _is_gone(self) -> bool:
        if self.path is None:
            return True
        try:
            self.draft.row(self.path)
        except (IndexError, AttributeError):
            return True
        return False

    def _measured(self) -> tuple[int, tuple[Cell, ...]]:
        if self._is_gone() or self.path is None:
            return 0, ()
        if not self.upright:
            return len(self.draft.rows(self.path)), self.cells
        part = self.draft.row(self.path)
        lines = tuple(cell for cell in self.cells if cell.fits(part))
        return len(lines), lines

    def _measure(self) -> None:
        self.count, self.lines = self._measured()

    def place(self, index: Index) -> tuple[str, Cell] | None:
        """The path of the part and the cell of an index; None for the name of a line."""
        if not index.isValid() or self.path is None:
            return None
        if not self.upright:
            return f"{self.path}/{index.row()}", self.lines[index.column()]
        return (self.path, self.lines[index.row()]) if index.column() == 1 else None

    def path_of(self, part: str, cell: Cell) -> str:
        """The path of a value."""
        return f"{part}/{cell.key}" if part else cell.key

    def problem(self, index: Index) -> Problem | None:
        """What is wrong with a cell."""
        place = self.place(index)
        if place is None:
            return None
        part, cell = place
        found = self.draft.fault(self.path_of(part, cell))
        if found is None and cell.key == "points" and not self.upright:
            found = self.draft.fault(f"{part}/steps") or self.draft.fault_below(f"{part}/steps")
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else self.count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else (2 if self.upright else len(self.cells))

    def flags(self, index: Index) -> Qt.ItemFlag:
        place = self.place(index)
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if place is not None and not self.fixed and place[1].fits(self.draft.row(place[0])):
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = self.place(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index, place)
            case Qt.ItemDataRole.ToolTipRole:
                problem = self.problem(index)
                cell = self.lines[index.row()] if self.upright else self.lines[index.column()]
                if problem is not None:
                    return f"{problem.text}{problem.remedy}"
                return "\n".join(filter(None, (self._text(index, place), cell.hint))) or None
            case Qt.ItemDataRole.ForegroundRole if place is None:
                return theme.active().colour("muted")
            case Qt.ItemDataRole.TextAlignmentRole:
                right = place is not None and place[1].right and not self.upright
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, index: Index, place: tuple[str, Cell] | None) -> str:
        if place is None:
            return self.lines[index.row()].title
        part, cell = place
        wrong = self.draft.wrong.get(self.path_of(part, cell))
        return wrong.text if wrong is not None else cell.text(self.draft.rubric, part)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or self.upright:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cells[section].hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.cells[section].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class _Choice(QComboBox):
    """A closed list in a cell: a digit chooses by place, letters by pinyin initials."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sign = event.text().lower()
        words = [self.itemText(number) for number in range(self.count())]
        if sign.isdigit() and 1 <= int(sign) <= len(words):
            self.setCurrentIndex(int(sign) - 1)
        elif sign.isascii() and sign.isalpha():
            found = [n for n, word in enumerate(words) if names.initials(word).startswith(sign)]
            if found:
                later = [number for number in found if number > self.currentIndex()]
                self.setCurrentIndex((later or found)[0])
        else:
            super().keyPressEvent(event)


class _Editors(QStyledItemDelegate):
    """Gives a cell its editor and marks what is wrong."""

    def __init__(self, view: RubricGrid) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        problem, look = self._view.records.problem(index), theme.active()
        pen = focus_pen(option)
        painter.save()
        if problem is not None:
            pen = QPen(look.colour("bad" if problem.is_error else "warn"), 2)
        if pen is not None:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        place, draft = self._view.records.place(index), self._view.records.draft
        if place is None:
            return QWidget(parent)
        part, cell = place
        if cell.choices is None:
            line = QLineEdit(parent)
            theme.role(line, "cell")
            line.setAccessibleName(cell.title)
            return line
        box = _Choice(parent)
        box.setAccessibleName(cell.title)
        for value, word in cell.choices(draft.rubric, part):
            box.addItem(word, value)
        box.setCurrentIndex(max(0, box.findText(cell.text(draft.rubric, part))))
        box.activated.connect(lambda _number: self._done(box))
        return box

    def _done(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.text():
            editor.setText(str(index.data() or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            self._view.take_text(index, editor.text())
        elif isinstance(editor, QComboBox):
            self._view.take(index, editor.currentData())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._view.going_down = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return super().eventFilter(editor, event)


class RubricGrid(QTableView):
    """A part of a draft under the keys.

    Typing begins by any sign, F2, Enter or a double click; Enter goes down, Delete empties. Alt+Up
    and Alt+Down move a row, Ctrl+Enter adds one below (`added`), Ctrl+Delete takes it out.
    `moved` when another cell is current.
    """

    moved = Signal()
    added = Signal()
    removed = Signal()

    def __init__(
        self,
        draft: Draft,
        name: str,
        cells: Sequence[Cell],
        parent: QWidget,
        *,
        upright: bool = False,
    ) -> None:
        super().__init__(parent)
        self.records = GridModel(draft, cells, self, upright)
        self.going_down = False
        self.setAccessibleName(name)
        self.setModel(self.records)
        self.setItemDelegate(_Editors(self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        if upright:
            self.horizontalHeader().hide()
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())
        draft.changed.connect(self.records.refresh)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look, header = theme.active(), self.horizontalHeader()
        header.setMinimumSectionSize(look.px(32))
        header.setFixedHeight(look.px(34))
        self.verticalHeader().setMinimumSectionSize(look.px(16))
        self.verticalHeader().setDefaultSectionSize(look.row_height)
        widths = [cell.width for cell in self.records.cells]
        if self.records.upright:
            titles = [cell.title for cell in self.records.cells]
            widest = max(map(self.fontMetrics().horizontalAdvance, titles))
            widths = [round(widest * 100 / look.scale) + GAP, 0]
        for number, width in enumerate(widths):
            mode = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(number, mode)
            if width:
                self.setColumnWidth(number, look.px(width))

    def follow(self, path: str | None) -> None:
        """Show what lies at `path`, at its first cell."""
        self.records.follow(path)
        if self.records.rowCount():
            self.setCurrentIndex(self.records.index(0, 1 if self.records.upright else 0))
        self.moved.emit()

    @property
    def row(self) -> int:
        """The number of the current row, -1 without one."""
        return self.currentIndex().row()

    def go(self, row: int, column: int | None = None) -> None:
        """Make a cell current, as near as there is one."""
        row = min(max(row, 0), self.records.rowCount() - 1)
        column = self.currentIndex().column() if column is None else column
        index = self.records.index(row, max(column, 1 if self.records.upright else 0))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def seek(self, path: str) -> bool:
        """Go to the cell of a value; False if it is not here."""
        for row in range(self.records.rowCount()):
            for column in range(self.records.columnCount()):
                place = self.records.place(self.records.index(row, column))
                if place is not None and self.records.path_of(*place) == path:
                    self.go(row, column)
                    self.setFocus()
                    return True
        return False

    def take_text(self, index: Index, text: str) -> None:
        """Take over what was typed; what cannot be read stays typed and says why."""
        place = self.records.place(index)
        if place is None:
            return
        part, cell = place
        if cell.choices is not None:
            return
        try:
            value = cell.read(text)
        except UserError as error:
            problem = Problem(error.text, error.remedy)
            self.records.draft.refuse(self.records.path_of(part, cell), text, problem)
        else:
            self.take(index, value)

    def take(self, index: Index, value: object) -> None:
        """Give the value of a cell."""
        place = self.records.place(index)
        if place is not None:
            part, cell = place
            draft = self.records.draft
            draft.change(part, along(draft.row(part), cell.key, value))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if self.going_down and hint != QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self.go(self.row + 1)
        self.going_down = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held, key = event.modifiers(), event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        open_ = not self.records.fixed
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # what the editor leaves over, like the Enter that ends it
        elif enter and held & Qt.KeyboardModifier.ControlModifier and open_:
            self.added.emit()
        elif key == Qt.Key.Key_Delete and held & Qt.KeyboardModifier.ControlModifier and open_:
            self.removed.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held & Qt.KeyboardModifier.AltModifier:
            self.shift(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete and open_:
            self.take_text(self.currentIndex(), "")
        elif enter or key == Qt.Key.Key_F2:
            self.edit(self.currentIndex())
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def shift(self, by: int) -> None:
        """Move the current row by one."""
        path, row = self.records.path, self.row
        if path is not None and not self.records.upright and not self.records.fixed and row >= 0:
            self.records.draft.move(path, row, by)
            self.go(row + by)

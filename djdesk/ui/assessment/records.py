"""The subjects by items as a table model: what is booked, and what is typed over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from djdesk.models.rules.assessment.rubric import Item, Table
from djdesk.services import kinds
from djdesk.services.assessment import Board, BoardRow, CellSum, Subject
from djdesk.ui.assessment.basket import Basket, Place
from djdesk.ui.assessment.typing import Typed, say_points, say_typed, understand

Index = QModelIndex | QPersistentModelIndex
SUMS = ("基础分", "加分", "扣分", "调整")
NOTHING = CellSum()


class MatrixModel(QAbstractTableModel):
    """The rows shown of a `Board`, with what is typed in a `Basket` over their cells."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        self.rows: tuple[BoardRow, ...] = ()
        self.items: tuple[Item, ...] = ()
        self.bands: tuple[str, ...] = ()
        self._tables: dict[str, dict[str, Item]] = {}
        self._places: dict[Subject, int] = {}
        self.basket = Basket()
        self.fixed = True

    def replace(self, board: Board, rows: Sequence[BoardRow]) -> None:
        """Show `rows` of `board`; what is typed stays."""
        self.beginResetModel()
        self.board, self.rows = board, tuple(rows)
        self._places = {row.subject: number for number, row in enumerate(rows)}
        self._tables = {kind: _items(board, kind) for kind in {row.kind for row in rows}}
        every = {item.code: item for table, item in _every(board)}
        self.items = tuple(every[column.item] for column in board.columns)
        self.bands = tuple(column.module_title for column in board.columns)
        self.endResetModel()

    # --- places -------------------------------------------------------------------------------

    def item_at(self, column: int) -> Item | None:
        """The item of a column; None for the sums at the right side."""
        return self.items[column] if 0 <= column < len(self.items) else None

    def item_of(self, row: int, column: int) -> Item | None:
        """The item of a cell: as the table of that row's class has it; None where it has none."""
        item = self.item_at(column)
        return self._tables[self.rows[row].kind].get(item.code) if item is not None else None

    def column_of(self, code: str) -> int:
        """The column of an item, -1 if it is not shown."""
        return next((n for n, item in enumerate(self.items) if item.code == code), -1)

    def place_at(self, index: Index) -> Place | None:
        """Subject and item of an index."""
        item = self.item_at(index.column()) if index.isValid() else None
        return (self.rows[index.row()].subject, item.code) if item is not None else None

    def cell(self, row: int, column: int) -> CellSum:
        """What is booked in a cell."""
        item = self.item_at(column)
        return self.rows[row].cells.get(item.code, NOTHING) if item is not None else NOTHING

    def row_of(self, subject: Subject) -> int:
        """The row of a subject, -1 if it is not shown."""
        return self._places.get(subject, -1)

    def allows(self, row: int, column: int) -> str:
        """Why nothing can be typed into a cell; empty if it can."""
        item = self.item_at(column)
        if item is None:
            return "这一栏由程序计算，不用填写。"
        if self.rows[row].excluded:
            return f"{self.rows[row].name}本月不计分：{self.rows[row].excluded}"
        if self.item_of(row, column) is None:
            return f"“{item.title}”不适用于{self.rows[row].name}的积分类别。"
        return ""

    # --- typing -------------------------------------------------------------------------------

    def type(self, row: int, column: int, text: str) -> Typed | None:
        """Type into a cell; what says the same as what is booked is nothing typed."""
        item = self.item_of(row, column)
        if item is None or self.fixed or self.allows(row, column):
            return None
        place = (self.rows[row].subject, item.code)
        typed = understand(item, text)
        if typed.fault is None and self._says_same(item, typed, self.cell(row, column)):
            self.basket.put(place, None)
            return None
        self.basket.put(place, typed)
        return typed

    def _says_same(self, item: Item, typed: Typed, cell: CellSum) -> bool:
        if not cell.count:
            return typed.empty
        if item.kind in ("count", "ratio"):
            return (typed.quantity or 0) == (cell.quantity or 0)
        return typed.worth == cell.points and not (typed.empty and cell.count)

    def forget(self, row: int, column: int) -> None:
        """Leave a cell as it is booked."""
        place = self.place_at(self.index(row, column))
        if place is not None:
            self.basket.put(place, None)

    def put_back(self, kept: Iterable[tuple[Place, str]]) -> None:
        """Type again what a draft says, of the items that are there."""
        for (subject, code), text in kept:
            row, column = self.row_of(subject), self.column_of(code)
            item = self.item_of(row, column) if row >= 0 and column >= 0 else None
            if item is not None:
                self.basket.put((subject, code), understand(item, text))
        self.told()

    def told(self) -> None:
        """Something typed changed: paint the cells anew."""
        last = self.index(max(len(self.rows) - 1, 0), self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    # --- what a cell says ---------------------------------------------------------------------

    def booked_text(self, row: int, column: int) -> str:
        """What is booked, as it is typed: a count, a share, points."""
        item, cell = self.item_of(row, column), self.cell(row, column)
        if item is None or not cell.count:
            return ""
        if item.kind == "count" and cell.quantity is not None:
            return str(cell.quantity)
        if item.kind == "ratio" and cell.quantity is not None:
            return kinds.show_score(cell.quantity).removesuffix(".0")
        if item.kind == "flag":
            return "1"
        return say_points(cell.points)

    def text(self, row: int, column: int) -> str:
        """What a cell shows of what is booked."""
        item = self.item_at(column)
        if item is None:
            return self._sum(self.rows[row], column - len(self.items))
        cell = self.cell(row, column)
        return say_points(cell.points) if cell.count else ""

    @staticmethod
    def _sum(row: BoardRow, number: int) -> str:
        if row.excluded:
            return ""
        value = (row.base, row.plus, -row.minus, row.change)[number]
        return kinds.show_score(value) if number == 0 else say_points(value) if value else ""

    def typed_at(self, row: int, column: int) -> Typed | None:
        """What is typed into a cell and not yet booked."""
        item = self.item_at(column)
        if item is None or not len(self.basket):
            return None
        return self.basket.at((self.rows[row].subject, item.code))

    def said(self, row: int, column: int) -> str:
        """What a cell shows now: what is typed, else what is booked."""
        typed, item = self.typed_at(row, column), self.item_of(row, column)
        if typed is not None and item is not None:
            return say_typed(item, typed)
        return self.text(row, column)

    # --- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        if parent.isValid() or self.board is None:
            return 0
        return len(self.items) + len(SUMS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self.fixed and not self.allows(index.row(), index.column()):
            usual |= Qt.ItemFlag.ItemIsEditable
        return usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.said(index.row(), index.column()) or None
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._tip(index.row(), index.column()) or None
        return None

    def _tip(self, row: int, column: int) -> str:
        who, item = self.rows[row], self.item_at(column)
        if item is None:
            return f"{who.name} {SUMS[column - len(self.items)]}：{self.text(row, column) or '0'}"
        typed, cell = self.typed_at(row, column), self.cell(row, column)
        said = [f"{who.name}　{item.title}"]
        if cell.count:
            fed = f"，其中自动归集 {cell.fed} 笔" if cell.fed else ""
            said.append(f"已登记 {cell.count} 笔，{say_points(cell.points)} 分{fed}")
        if cell.pending:
            said.append(f"另有 {cell.pending} 笔待审，没有计入")
        if typed is not None and typed.fault is not None:
            said.append(f"{typed.fault.text}{typed.fault.remedy}")
        elif typed is not None:
            said.append(f"要改成 {say_typed(item, typed)}，还没有登记")
        return "\n".join(said)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return self.rows[section].name if role == Qt.ItemDataRole.DisplayRole else None
        item = self.item_at(section)
        title = item.title if item is not None else SUMS[section - len(self.items)]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole and item is not None:
            source = f"\n{item.source}" if item.source else ""
            return f"{item.title}\n{item.hint}{source}" if item.hint else f"{item.title}{source}"
        return None


def _every(board: Board) -> Iterable[tuple[Table, Item]]:
    """The items of the board's level with their tables; the first table of an item comes last."""
    tables = board.rubric.tables if board.rubric is not None else ()
    for table in reversed([each for each in tables if each.level == board.level]):
        for item in table.items:
            yield table, item


def _items(board: Board, kind: str) -> dict[str, Item]:
    """The items of the table by which a class is scored, by code."""
    table = board.rubric.table(board.level, kind) if board.rubric is not None else None
    return {item.code: item for item in table.items} if table is not None else {}

"""The members by months as a table model: what is due, paid, and about to be collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from djdesk.models.rules import codes
from djdesk.models.rules.dues import say_month
from djdesk.services import kinds
from djdesk.services.dues.collection import (
    Cell,
    CellState,
    CollectionGrid,
    GridRow,
    MonthSums,
    Sums,
)
from djdesk.ui.dues.basket import Basket, Place

Index = QModelIndex | QPersistentModelIndex
LEFT = ("党小组", "类别", "月应交")
RIGHT = ("应交", "实交", "欠交", "多交")
QUIET = frozenset({CellState.NONE, CellState.FREE, CellState.FUTURE})
"""States of which nobody has to do anything now."""


class LedgerModel(QAbstractTableModel):
    """The rows shown of a `CollectionGrid` with the wishes of a `Basket` in their cells."""

    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self.this_month = today.replace(day=1)
        self.months: tuple[date, ...] = ()
        self.rows: tuple[GridRow, ...] = ()
        self.counted: dict[date, MonthSums] = {}
        self.basket = Basket()
        self.fixed = False

    def replace(self, grid: CollectionGrid, rows: Sequence[GridRow]) -> None:
        """Show `rows` of `grid`; the wishes stay, as far as they still fit."""
        self.beginResetModel()
        self.months = tuple(grid.months)
        self.rows = tuple(rows)
        self.counted = {each.month: each for each in grid.by_month}
        self.basket.keep(
            {
                (row.member_id, month): cell.lacking
                for row in grid.rows
                for month, cell in row.cells.items()
            }
        )
        self.endResetModel()

    # --- places -------------------------------------------------------------------------------

    def column_of(self, month: date) -> int:
        """The column of a month, -1 if it is not shown."""
        return len(LEFT) + self.months.index(month) if month in self.months else -1

    def month_at(self, column: int) -> date | None:
        """The month of a column; None for the columns at both sides."""
        number = column - len(LEFT)
        return self.months[number] if 0 <= number < len(self.months) else None

    def cell_at(self, index: Index) -> Cell | None:
        """The cell behind an index."""
        month = self.month_at(index.column()) if index.isValid() else None
        return self.rows[index.row()].cells.get(month) if month is not None else None

    def place_at(self, index: Index) -> Place | None:
        """Member and month of an index."""
        month = self.month_at(index.column()) if index.isValid() else None
        return (self.rows[index.row()].member_id, month) if month is not None else None

    def told(self) -> None:
        """Some wish changed: paint the cells anew."""
        last = self.index(max(len(self.rows) - 1, 0), self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    # --- what a cell says ---------------------------------------------------------------------

    def words(self, index: Index) -> tuple[str, str]:
        """The text of a month's cell and its state: accent for what is about to be collected."""
        place, cell = self.place_at(index), self.cell_at(index)
        if place is None or cell is None:
            return "", ""
        wish = self.basket.at(place)
        if wish is not None:
            return wished(wish.fen), "accent"
        return said(cell, place[1], self.this_month)

    def sums(self) -> Sums:
        """The sums of the rows shown."""
        return sum((row.sums for row in self.rows), Sums())

    # --- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(LEFT) + len(self.months) + len(RIGHT)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.month_at(index.column()) is not None and not self.fixed:
            usual |= Qt.ItemFlag.ItemIsEditable
        return usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft
                if index.column() >= len(LEFT) - 1:
                    side = Qt.AlignmentFlag.AlignRight
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._tip(index) or None
        return None

    def _text(self, index: Index) -> str:
        row, column = self.rows[index.row()], index.column()
        if self.month_at(column) is not None:
            return self.words(index)[0]
        if column < len(LEFT):
            return (row.group, class_word(row.code), money(row.standard))[column]
        number = column - len(LEFT) - len(self.months)
        return money((row.due, row.paid, row.lacking, row.over)[number] or None)

    def _tip(self, index: Index) -> str:
        place, cell = self.place_at(index), self.cell_at(index)
        if place is None or cell is None:
            return self._text(index)
        row, month = self.rows[index.row()], place[1]
        wish = self.basket.at(place)
        about = f"；这次收 {kinds.show_money(wish.fen)} 元，还没有登记" if wish else ""
        return f"{row.name} {say_month(month)}：{explained(cell)}{about}"

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return self.rows[section].name
            return (
                int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                if (role == Qt.ItemDataRole.TextAlignmentRole)
                else None
            )
        month = self.month_at(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if section >= len(LEFT) - 1:
                side = Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and month is not None:
            sums = self.counted[month]
            return (
                f"{say_month(month)}：{sums.payers} 人应交 {money(sums.sums.due)} 元，"
                f"{sums.paid_by} 人已交清，实交 {money(sums.sums.paid)} 元"
            )
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if month is None:
            rest = section - len(self.months)
            return LEFT[section] if section < len(LEFT) else RIGHT[rest - len(LEFT)]
        of = self.counted[month]
        return f"{month.month}月\n{of.paid_by}/{of.payers}人" if of.payers else f"{month.month}月"


def class_word(code: str) -> str:
    """The short word of a class of dues; empty for none."""
    return codes.table("dues_class").short(code) if code else ""


def money(fen: int | None) -> str:
    """An amount in yuan; empty for none."""
    return "" if fen is None else kinds.show_money(fen)


def wished(fen: int) -> str:
    """What a cell says of an amount about to be collected."""
    return f"收 {kinds.show_money(fen)}"


def said(cell: Cell, month: date, this_month: date) -> tuple[str, str]:
    """What a cell says of its month, and its state; every state has its word."""
    owed = money(cell.lacking)
    match cell.state:
        case CellState.PAID:
            return f"已 {money(cell.paid)}", ""
        case CellState.AHEAD:
            return f"预 {money(cell.paid)}", "ok"
        case CellState.PART:
            return f"缺 {owed}", "warn"
        case CellState.UNPAID:
            return (f"欠 {owed}", "bad") if month < this_month else (f"应 {owed}", "quiet")
        case CellState.EXCUSED:
            return f"缓 {owed}", "quiet"
        case CellState.UNFIXED:
            return "未核定", "warn"
        case CellState.FREE:
            return "免", ""
        case CellState.FUTURE:
            return owed, ""
    return "—", ""


def explained(cell: Cell) -> str:
    """The same in a sentence, for tips and for readers of the screen."""
    text = cell.state.word
    if cell.due or cell.paid:
        text += f"，应交 {money(cell.due)} 元，已交 {money(cell.paid)} 元"
    if cell.lacking:
        text += f"，还差 {money(cell.lacking)} 元"
    if cell.paid_on is not None:
        text += f"，交纳日期 {kinds.show_date(cell.paid_on)}"
    return f"{text}；这个月已经封存" if cell.sealed else text

"""What tables under the keys have in common: rows chosen whole, cells walked through one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.pills import FOCUSED


class RowTable(QTableView):
    """A table of which one row is chosen whole; nothing is typed into its cells.

    `widths` are those of the columns in pixels at 100 % (0: takes the rest); they follow the theme.
    """

    def __init__(self, name: str, widths: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widths = tuple(widths)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        _keep_still(self)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        theme.active().changed.connect(self._apply_sizes)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._apply_sizes()  # a width belongs to a column, and the columns come with the model

    def _apply_sizes(self) -> None:
        look = theme.active()
        header = self.horizontalHeader()
        header.setMinimumSectionSize(look.px(32))
        header.setFixedHeight(look.px(34))
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(look.px(16))
        rows.setDefaultSectionSize(look.row_height)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for number, width in enumerate(self._widths):
            mode = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(number, mode)
            if width:
                self.setColumnWidth(number, look.px(width))


class CellTable(QTableView):
    """A table whose cells are walked through by the arrow keys; its heads say what they are of.

    Nothing is selected: the current cell is the one with the keys, its delegate paints that with
    `focus_pen`. Sizes are the owner's: cells share the room there is.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        _keep_still(self)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)


def focus_pen(option: QStyleOptionViewItem) -> QPen | None:
    """The pen for the frame of the cell that has the keys; None for every other cell."""
    return QPen(theme.active().colour("accent"), 2) if option.state.value & FOCUSED else None


def _keep_still(table: QTableView) -> None:
    """No typing, no lines; Tab goes on to what stands beside the table."""
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)

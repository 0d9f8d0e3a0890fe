"""Tables under the keys: columns follow the scale, Tab leaves, the cell with the keys is framed."""

from __future__ import annotations

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import theme
from djdesk.ui.kit.grids import CellTable, RowTable, focus_pen


def test_the_columns_of_rows_take_their_widths_with_the_model_and_follow_the_scale(
    qtbot: QtBot,
) -> None:
    table = RowTable("任职", (90, 0))
    qtbot.addWidget(table)
    table.setModel(QStandardItemModel(3, 2, table))
    look = theme.active()
    assert table.columnWidth(0) == look.px(90)
    assert table.horizontalHeader().sectionResizeMode(1) == QHeaderView.ResizeMode.Stretch
    look.set_scale(145)
    assert table.columnWidth(0) == look.px(90) > 90
    assert table.rowHeight(0) == look.row_height


def test_tab_leaves_both_and_nothing_is_typed_into_them(qtbot: QtBot) -> None:
    for table in (RowTable("任职", ()), CellTable()):
        qtbot.addWidget(table)
        assert not table.tabKeyNavigation()
        assert table.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers


def test_only_the_cell_with_the_keys_is_framed() -> None:
    option = QStyleOptionViewItem()
    option.state = QStyle.StateFlag.State_Enabled
    assert focus_pen(option) is None
    option.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_HasFocus
    pen = focus_pen(option)
    assert pen is not None
    assert pen.color() == theme.active().colour("accent")

"""Names stay in sight beside a wide table, and titles in two storeys are never silently cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import theme
from djdesk.ui.kit.frozen import Frozen, FrozenColumns, TwoStoreys, wrapped

COLUMNS = (
    Frozen("name", "姓名", 76, most=132),
    Frozen("group", "党小组", 64),
    Frozen("score", "得分", 60, right=True),
)
ROWS = ({"name": "张三", "group": "一组", "score": "84.0"}, {"name": "买买提·艾力江", "score": "9"})


@pytest.fixture
def table(qtbot: QtBot) -> QTableView:
    made = QTableView()
    qtbot.addWidget(made)
    made.resize(500, 300)
    return made


@pytest.fixture
def head(table: QTableView) -> FrozenColumns:
    TwoStoreys(table, lambda column: ("学习", "学习", "服务")[column])
    made = FrozenColumns(table, COLUMNS, lambda row, key: ROWS[row].get(key, ""))
    table.setModel(QStandardItemModel(2, 3, table))
    made.lay_out(2)
    table.show()
    return made


def test_a_long_name_widens_its_column_and_one_left_out_gives_its_room(
    head: FrozenColumns,
) -> None:
    widths = {each.key: width for each, _left, width in head.spans()}
    assert widths["name"] > theme.active().px(76)
    before = head.width()
    head.lay_out(2, ["group"])
    assert head.width() == before - theme.active().px(64)
    assert [each.key for each in head.shown] == ["name", "score"]


def test_a_click_on_a_title_asks_to_sort_by_it(table: QTableView, head: FrozenColumns) -> None:
    wanted: list[str] = []
    head.sort_wanted.connect(wanted.append)
    for _each, left, width in head.spans():
        QTest.mouseClick(head.corner, Qt.MouseButton.LeftButton, pos=QPoint(left + width // 2, 20))
    assert wanted == ["name", "group", "score"]


def test_titles_are_wrapped_and_the_last_line_says_that_there_is_more(table: QTableView) -> None:
    metrics = QFontMetrics(table.font())
    room = metrics.horizontalAdvance("参加三会")
    assert wrapped(metrics, "参加三会一课", room, 3) == ("参加三会", "一课")
    lines = wrapped(metrics, "参加三会一课和组织生活会民主评议党员", room, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(metrics.horizontalAdvance(line) <= room for line in lines)


def test_below_the_last_row_it_is_paper(table: QTableView, head: FrozenColumns) -> None:
    place = QPoint(20, head.viewport().height() - 20)
    assert head.viewport().grab().toImage().pixelColor(place) == theme.active().colour("paper")

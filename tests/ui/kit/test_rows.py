"""Short tables of a record's own rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import theme
from djdesk.ui.kit.rows import Rows, RowText
from tests.ui.hands import press

ROWS = [RowText(7, ("书记", "丁敏")), RowText(9, ("委员", "王艳"), past=True)]


@pytest.fixture
def rows(qtbot: QtBot) -> Rows:
    made = Rows("任职", (("职务", 90), ("姓名", 0)), None)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


def test_the_model_keeps_the_laws_of_qt(rows: Rows) -> None:
    tester = QAbstractItemModelTester(
        rows.model(), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    rows.show_rows(ROWS)
    rows.show_rows(ROWS[:1])
    rows.show_rows([])
    assert tester.model() is rows.model()


def test_texts_stand_in_their_columns_and_what_is_past_is_muted(rows: Rows) -> None:
    rows.show_rows(ROWS)
    model = rows.model()
    assert model.headerData(1, Qt.Orientation.Horizontal) == "姓名"
    assert model.index(0, 1).data() == "丁敏"
    assert model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole) is None
    assert model.index(1, 0).data(Qt.ItemDataRole.ForegroundRole) == theme.active().colour("muted")


def test_the_chosen_row_stays_chosen_by_its_id(rows: Rows) -> None:
    chosen: list[object] = []
    rows.chosen.connect(chosen.append)
    rows.show_rows(ROWS)
    rows.choose(9)
    assert rows.current == 9
    rows.show_rows(list(reversed(ROWS)))
    assert rows.current == 9
    rows.show_rows(ROWS[:1])
    assert chosen[-1] is None


def test_enter_opens_the_row(rows: Rows) -> None:
    opened: list[int] = []
    rows.opened.connect(opened.append)
    rows.show_rows(ROWS)
    rows.choose(7)
    press(rows, Qt.Key.Key_Return)
    assert opened == [7]


def test_the_size_of_writing_changes_rows_and_widths(rows: Rows, look: theme.Theme) -> None:
    rows.show_rows(ROWS)
    height, width = rows.rowHeight(0), rows.columnWidth(0)
    look.set_scale(145)
    assert rows.verticalHeader().defaultSectionSize() == look.row_height > height
    assert rows.columnWidth(0) == look.px(90) > width


def test_who_comes_by_tab_stands_on_a_row(rows: Rows, qtbot: QtBot) -> None:
    rows.show_rows(ROWS)
    qtbot.waitUntil(rows.isActiveWindow)
    rows.clearFocus()
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    assert rows.current == 7
    press(rows, Qt.Key.Key_Down)
    assert rows.current == 9


def test_states_are_painted_as_words_in_their_colour(qtbot: QtBot) -> None:
    made = Rows("检查", (("轻重", 90), ("问题", 0)), None, state_column=0)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show_rows([RowText(1, ("须改正", "缺签字"), state="bad"), RowText(2, ("提示", "同一人"))])
    made.show()
    qtbot.wait(10)
    picture = made.viewport().grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(30)}
    assert theme.active().colour("bad_soft").name() in colours
    assert made.model().index(0, 0).data() == "须改正"


def test_numbers_stand_at_the_right_side_with_their_titles(qtbot: QtBot) -> None:
    made = Rows("收支", (("摘要", 90), ("金额", 0)), None, numbers=(1,))
    qtbot.addWidget(made)
    made.show_rows([RowText(1, ("上缴党费", "1,234.50"))])
    side, model = Qt.ItemDataRole.TextAlignmentRole, made.model()
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    assert model.index(0, 1).data(side) == right
    assert model.headerData(1, Qt.Orientation.Horizontal, side) == right
    assert model.index(0, 0).data(side) != right

"""Hands on a table: keys, clicks, columns, copying; selection stays with the people."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from djdesk.models.roster import Member
from djdesk.services.desk import Desk
from djdesk.services.roster import ORDER_KEYS, ROSTER
from djdesk.services.sample.load import load_people
from djdesk.ui.kit import theme
from djdesk.ui.kit.columns import ColumnChooser
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.tables import ListView

PEOPLE = 450
Key, Hold = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def view(desk: Desk, jobs: Jobs, memory: Memory, qtbot: QtBot) -> ListView:
    load_people(desk, PEOPLE)
    model = ListModel(desk, jobs, ROSTER, leave_out=ORDER_KEYS)
    made = ListView(model, memory)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    model.ask()
    made.setFocus()
    return made


def records(view: ListView) -> ListModel:
    model = view.model()
    assert isinstance(model, ListModel)
    return model


def at(view: ListView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, view._first_column())).center()


def test_home_end_and_pages(view: ListView) -> None:
    model = records(view)
    QTest.keyClick(view, Key.Key_End)
    assert view.current_id() == model.id_at(PEOPLE - 1)
    QTest.keyClick(view, Key.Key_PageUp)
    assert view.current_id() not in (None, model.id_at(PEOPLE - 1))
    QTest.keyClick(view, Key.Key_Home)
    assert view.current_id() == model.id_at(0)
    QTest.keyClick(view, Key.Key_End, Hold.ShiftModifier)
    assert view.selected_count() == PEOPLE


def test_ctrl_a_takes_everything(view: ListView) -> None:
    counts: list[int] = []
    view.selection_counted.connect(counts.append)
    QTest.keyClick(view, Key.Key_A, Hold.ControlModifier)
    assert view.selected_ids() == list(records(view).ids())
    assert counts[-1] == PEOPLE


def test_clicks_choose_rows_and_ranges(view: ListView) -> None:
    port, left = view.viewport(), Qt.MouseButton.LeftButton
    QTest.mouseClick(port, left, pos=at(view, 2))
    QTest.mouseClick(port, left, Hold.ShiftModifier, at(view, 5))
    QTest.mouseClick(port, left, Hold.ControlModifier, at(view, 8))
    ids = records(view).ids()
    assert view.selected_ids() == [ids[2], ids[3], ids[4], ids[5], ids[8]]


def test_the_current_record_is_told_when_it_has_come_to_rest(view: ListView, qtbot: QtBot) -> None:
    told: list[object] = []
    view.current_changed.connect(told.append)
    for _ in range(5):
        QTest.keyClick(view, Key.Key_Down)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [view.current_id()]


def test_enter_and_double_click_open(view: ListView) -> None:
    opened: list[int] = []
    view.opened.connect(opened.append)
    view.select_id(records(view).id_at(3))
    QTest.keyClick(view, Key.Key_Return)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at(view, 6))
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at(view, 6))
    assert opened == [records(view).id_at(3), records(view).id_at(6)]


def test_letters_go_to_the_search_box(view: ListView) -> None:
    typed: list[str] = []
    view.typed.connect(typed.append)
    QTest.keyClick(view, Key.Key_Z)
    assert typed == ["z"]


def header_click(view: ListView, key: str) -> None:
    header = view.horizontalHeader()
    number = [column.key for column in records(view).columns].index(key)
    place = QPoint(header.sectionViewportPosition(number) + 10, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_header_sorts_up_down_and_back(view: ListView) -> None:
    model, header = records(view), view.horizontalHeader()
    usual = list(model.ids())
    header_click(view, "birth_on")
    up = list(model.ids())
    assert list(model.query.sort) == [("birth_on", False)]
    assert header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
    header_click(view, "birth_on")
    assert list(model.query.sort) == [("birth_on", True)]
    assert list(model.ids()) != up
    header_click(view, "birth_on")
    assert list(model.query.sort) == []
    assert list(model.ids()) == usual
    assert header.sortIndicatorSection() == -1


def test_selection_stays_with_the_people_when_rows_move(view: ListView) -> None:
    model = records(view)
    chosen = [model.id_at(row) for row in (4, 5, 6, 20)]
    flags = QItemSelectionModel.SelectionFlag
    for record in chosen:
        row = model.row_of(record)
        assert row is not None
        view.selectionModel().select(model.index(row, 0), flags.Select | flags.Rows)
    view.selectionModel().setCurrentIndex(model.index(5, 0), flags.NoUpdate)
    header_click(view, "birth_on")
    assert sorted(view.selected_ids()) == sorted(chosen)
    assert view.current_id() == chosen[1]


def test_everything_chosen_stays_everything(view: ListView) -> None:
    view.selectAll()
    header_click(view, "birth_on")
    assert view.selected_count() == PEOPLE


def test_scrolled_rows_stay_in_sight_when_one_comes_before_them(view: ListView, desk: Desk) -> None:
    model = records(view)
    view.scrollTo(model.index(200, 0), ListView.ScrollHint.PositionAtTop)
    top = model.id_at(view.rowAt(0))
    with desk.store.write("改名") as session:
        last = session.get_one(Member, model.id_at(PEOPLE - 1))
        last.name_pinyin = "a"
    model.ask()
    assert model.id_at(view.rowAt(0)) == top


def test_copying_gives_cells_that_stay_text(view: ListView) -> None:
    view.show_columns(["name", "id_number"])
    view.select_id(records(view).id_at(0))
    QTest.keyClick(view, Key.Key_C, Hold.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "\t".join(records(view).texts(0))
    assert "mso-number-format:'\\@'" in mime.html()
    assert f"<td>{records(view).texts(0)[1]}</td>" in mime.html()


def test_copying_several_rows_brings_the_titles(view: ListView) -> None:
    view.show_columns(["id_number", "name"])
    QTest.keyClick(view, Key.Key_Home)
    QTest.keyClick(view, Key.Key_Down, Hold.ShiftModifier)
    view.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 3
    assert lines[0].split("\t") == [ROSTER.column("id_number").title, "姓名"]
    name = records(view).texts(1)[records(view).keys.index("name")]
    assert lines[2].split("\t")[1] == name


def test_a_right_click_offers_the_toolbar(view: ListView, qtbot: QtBot) -> None:
    done: list[bool] = []
    action = QAction("批量修改", view)
    action.triggered.connect(lambda: done.append(True))
    view.offer([action])
    view.select_id(records(view).id_at(0))
    view.open_menu(view.mapToGlobal(at(view, 0)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [each.text() for each in menu.actions() if each.text()]
    assert words == ["复制", "批量修改"]
    menu.actions()[-1].trigger()
    menu.close()
    assert done == [True]


def test_columns_are_kept_with_order_and_width(
    view: ListView, memory: Memory, desk: Desk, jobs: Jobs, qtbot: QtBot
) -> None:
    view.show_columns(["phone", "name", "birth_on"])
    number = [column.key for column in records(view).columns].index("name")
    view.setColumnWidth(number, 177)
    view.keep_columns()
    model = ListModel(desk, jobs, ROSTER, leave_out=ORDER_KEYS)
    again = ListView(model, memory)
    model.setParent(again)
    qtbot.addWidget(again)
    assert again.shown_columns() == ["phone", "name", "birth_on"]
    assert again.columnWidth(number) == 177
    assert set(model.keys) == {"phone", "name", "birth_on"}


def test_dragging_a_column_is_kept(view: ListView, memory: Memory) -> None:
    before = view.shown_columns()
    header = view.horizontalHeader()
    header.moveSection(1, 0)
    assert view.shown_columns()[:2] == before[1::-1]
    assert memory.text("tables/roster").startswith(f"{before[1]}:")


def test_a_scale_takes_the_table_along(view: ListView, look: theme.Theme) -> None:
    number = view._first_column()
    width, height = view.columnWidth(number), view.rowHeight(0)
    look.set_scale(145)
    assert view.rowHeight(0) == look.row_height > height
    assert view.columnWidth(number) == pytest.approx(width * 1.45, abs=2)
    look.set_scale(100)
    assert view.columnWidth(number) == width


def test_the_chooser_gives_ticked_columns_in_order(view: ListView, qtbot: QtBot) -> None:
    chooser = ColumnChooser(records(view).columns, ["phone", "name"], view)
    qtbot.addWidget(chooser)
    assert chooser.chosen() == ["phone", "name"]
    third = chooser._list.item(2)
    third.setCheckState(Qt.CheckState.Checked)
    assert chooser.chosen() == ["phone", "name", third.data(Qt.ItemDataRole.UserRole)]


def test_unknown_records_are_not_chosen(view: ListView) -> None:
    assert not view.select_id(987_654)
    assert view.select_id(records(view).id_at(44))
    assert view.current_id() == records(view).id_at(44)

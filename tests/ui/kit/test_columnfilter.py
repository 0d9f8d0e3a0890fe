"""The filter of a column: from the head, the menu or Alt+Down to a chip that can be taken away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.organization import Tenure
from djdesk.models.roster import Member
from djdesk.services import listing as lists
from djdesk.services import organization
from djdesk.services.listing import Filter
from djdesk.services.roster import ROSTER
from djdesk.services.sample.load import load_people
from djdesk.ui.kit import columnfilter
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.columnfilter import FilterDialog
from djdesk.ui.kit.listbox import ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from tests.ui.hands import click, press, write

PEOPLE = 60
Check, Role = Qt.CheckState, Qt.ItemDataRole
MARK = int(Role.DecorationRole)


@pytest.fixture
def box(context: Context, qtbot: QtBot) -> ListBox:
    ids = load_people(context.desk, PEOPLE)
    with context.desk.store.write("清空") as session:
        for number in ids[:7]:
            session.get_one(Member, number).education = ""
    model = ListModel(context.desk, context.jobs, ROSTER)
    made = ListBox(context, model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


@pytest.fixture(autouse=True)
def closed(qapp: QApplication) -> Iterator[None]:
    yield
    for dialog in [w for w in qapp.topLevelWidgets() if isinstance(w, FilterDialog)]:
        dialog.close()


def column_of(box: ListBox, key: str) -> int:
    return [column.key for column in box.model.columns].index(key)


def marked(box: ListBox, key: str) -> bool:
    way = Qt.Orientation.Horizontal
    return box.model.headerData(column_of(box, key), way, MARK) is not None


def titles(box: ListBox) -> list[str]:
    return [each.title for each in box.filters.chips.own()]


def words(dialog: FilterDialog) -> list[str]:
    return [item.text() for item in dialog._items()]


def tick(dialog: FilterDialog, word: str) -> None:
    (item,) = [each for each in dialog._items() if each.text().split("　")[0] == word]
    item.setCheckState(Check.Checked)


def test_values_come_with_their_counts(box: ListBox, context: Context) -> None:
    dialog = box.filters.open("sex")
    found = lists.tally(context.desk, ROSTER, box.model.query, "sex", limit=9)
    assert sum(count for _value, count in found.counts) == PEOPLE
    men = dict(found.counts)["1"]
    assert words(dialog) == [f"男　{men}", f"女　{PEOPLE - men}"]
    tick(dialog, "女")
    dialog.accept()
    assert len(box.model.ids()) == PEOPLE - men
    assert titles(box) == ["性别：女"]
    assert marked(box, "sex")
    assert not marked(box, "name")


def test_a_chip_takes_the_condition_away(box: ListBox) -> None:
    dialog = box.filters.open("sex")
    tick(dialog, "女")
    dialog.accept()
    assert box.filters.chips.isVisible()
    click(box.filters.chips._crosses[0])
    assert len(box.model.ids()) == PEOPLE
    assert not marked(box, "sex")
    assert not box.filters.chips.isVisible()


def test_nothing_found_leaves_the_chip_in_reach(box: ListBox) -> None:
    dialog = box.filters.open("name")
    write(dialog.part, "没有这个人")
    dialog.accept()
    assert len(box.model.ids()) == 0
    assert not box.view.isVisible()
    assert box.filters.chips.isVisible()
    click(box.filters.chips._crosses[0])
    assert box.view.isVisible()


def test_the_empty_value_is_one_of_them(box: ListBox) -> None:
    dialog = box.filters.open("education")
    assert "（空）　7" in words(dialog)
    tick(dialog, "（空）")
    dialog.accept()
    assert len(box.model.ids()) == 7


def test_counts_follow_the_other_conditions_only(box: ListBox) -> None:
    dialog = box.filters.open("education")
    tick(dialog, "（空）")
    dialog.accept()
    again = box.filters.open("education")
    assert sum(int(word.split("　")[1]) for word in words(again)) == PEOPLE
    assert [i.text() for i in again._items() if i.checkState() == Check.Checked] == ["（空）　7"]
    again.reject()
    other = box.filters.open("sex")
    assert sum(int(word.split("　")[1]) for word in words(other)) == 7


def test_spans_of_days_and_numbers(box: ListBox) -> None:
    dialog = box.filters.open("age")
    write(dialog.low, "40")
    press(dialog.low, Qt.Key.Key_Return)
    ages = [box.model.value(row, "age") for row in range(len(box.model.ids()))]
    assert ages
    assert all(isinstance(age, int) and age >= 40 for age in ages)
    assert titles(box) == ["年龄：40 起"]
    dialog = box.filters.open("birth_on")
    write(dialog.high, "1970")
    dialog.accept()
    assert 0 < len(box.model.ids()) < len(ages)
    assert titles(box) == ["年龄：40 起", "出生日期：至 1970.12.31"]


def test_what_cannot_be_understood_keeps_the_dialog_open(box: ListBox) -> None:
    dialog = box.filters.open("age")
    write(dialog.low, "abc")
    dialog.accept()
    assert dialog.isVisible()
    assert "不是整数" in dialog._fault.text()
    assert box.model.query.filters == ()
    dialog.reject()


def test_empty_and_filled(box: ListBox) -> None:
    for op, rows in (("empty", 7), ("filled", PEOPLE - 7)):
        dialog = box.filters.open("education")
        dialog.ways[op].setChecked(True)
        dialog.accept()
        assert len(box.model.ids()) == rows
    dialog = box.filters.open("education")
    assert dialog.ways["filled"].isChecked()
    dialog._on_clear()
    assert len(box.model.ids()) == PEOPLE


def test_all_ticked_is_no_condition(box: ListBox) -> None:
    dialog = box.filters.open("sex")
    dialog._tick_all(Check.Checked)
    dialog.accept()
    assert box.model.query.filters == ()


def test_posts_are_counted_one_by_one(box: ListBox, context: Context) -> None:
    first, second = box.model.id_at(0), box.model.id_at(1)
    with context.desk.store.write("任职") as session:
        for member_id, post in ((first, "01"), (first, "03"), (second, "03")):
            term = Tenure(member_id=member_id, post=post, since=context.desk.today())
            term.organization_id = organization.home_id(context.desk)
            session.add(term)
    box.refresh()
    dialog = box.filters.open("party_post")
    (word,) = [each for each in words(dialog) if each.endswith("　2")]
    tick(dialog, word.split("　")[0])
    dialog.accept()
    assert sorted(box.model.ids()) == sorted((first, second))


def test_alt_down_opens_the_column_of_the_current_cell(box: ListBox, qapp: QApplication) -> None:
    box.view.setFocus()
    box.view.setCurrentIndex(box.model.index(2, column_of(box, "birth_on")))
    QTest.keyClick(box.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (dialog,) = [w for w in qapp.topLevelWidgets() if isinstance(w, FilterDialog) and w.isVisible()]
    assert dialog.windowTitle() == "筛选：出生日期"
    assert box.view.currentIndex().row() == 2
    dialog.reject()


def test_the_menu_of_a_head_filters_and_clears(box: ListBox) -> None:
    header = box.view.horizontalHeader()

    def menu() -> QMenu:
        number = column_of(box, "sex")
        box.view._on_header_menu(QPoint(header.sectionViewportPosition(number) + 5, 5))
        made = QApplication.activePopupWidget()
        assert isinstance(made, QMenu)
        return made

    first = menu()
    assert first.actions()[0].text() == "筛选“性别”…\tAlt+↓"
    assert not [a for a in first.actions() if a.text().startswith("清除")]
    first.close()
    dialog = box.filters.open("sex")
    tick(dialog, "女")
    dialog.accept()
    second = menu()
    (clear,) = [a for a in second.actions() if a.text().startswith("清除")]
    clear.trigger()
    second.close()
    assert box.model.query.filters == ()


def test_conditions_of_the_pane_stay_beside_those_of_columns(box: ListBox) -> None:
    full = Filter("person_class", "eq", "full")
    box.model.set_filters([full])
    dialog = box.filters.open("sex")
    tick(dialog, "女")
    dialog.accept()
    sex = box.filters.chips.own()[0]
    assert box.model.query.filters == (full, sex)
    box.model.set_filters([])
    assert list(box.model.query.filters) == [sex]


def test_a_pane_s_own_chips_take_the_conditions(context: Context, qtbot: QtBot) -> None:
    load_people(context.desk, 12)
    home = QWidget()
    qtbot.addWidget(home)
    chips = Chips(home)
    chips.offer([Chip("all", "全部"), Chip("full", "正式", filters=(Filter("sex", "filled"),))])
    model = ListModel(context.desk, context.jobs, ROSTER)
    box = ListBox(context, model, chips=chips, parent=home)
    model.setParent(box)
    chips.changed.connect(lambda: model.set_filters(chips.filters()))
    home.show()
    chips.choose("full")
    chips.add(Filter("education", "in", ("20",), "学历：本科"))
    dialog = box.filters.open("education")
    dialog.ways["filled"].setChecked(True)
    dialog._tick_all(Check.Unchecked)
    dialog.accept()
    assert [each.op for each in chips.own()] == ["filled"]
    assert [each.op for each in model.query.filters] == ["filled", "filled"]
    assert model.marked == {"education"}
    chips.clear()
    assert model.query.filters == ()
    assert model.marked == frozenset()


def test_too_many_texts_are_not_listed(
    box: ListBox, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    with context.desk.store.write("改名") as session:
        for place, number in enumerate(box.model.ids()):
            session.get_one(Member, number).workplace = f"第{place}工厂"
    monkeypatch.setattr(columnfilter, "WORDS", PEOPLE - 1)
    dialog = box.filters.open("workplace")
    assert not dialog.values.isVisible()
    assert "包含的文字" in dialog._hint.text()
    dialog.reject()

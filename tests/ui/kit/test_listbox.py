"""A table with its surroundings: empty states that teach, sums, and news from the book."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.roster import Member
from djdesk.services.listing import Filter, Query
from djdesk.services.roster import ORDER_KEYS, ROSTER
from djdesk.services.sample.load import load_people
from djdesk.ui.kit.buttons import ActionButton
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.listbox import EmptyState, Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from tests.ui.hands import click


@pytest.fixture
def pressed() -> list[str]:
    return []


@pytest.fixture
def box(context: Context, pressed: list[str], qtbot: QtBot) -> ListBox:
    model = ListModel(context.desk, context.jobs, ROSTER, leave_out=ORDER_KEYS)
    action = QAction("导入花名册")
    action.triggered.connect(lambda: pressed.append("import"))
    lesson = Lesson("还没有党员", "花名册里记本支部的全部党员。", (action,))
    made = ListBox(
        context, model, lesson=lesson, summary=lambda query: f"合计 {len(query.filters)} 个条件"
    )
    model.setParent(made)
    action.setParent(made)
    qtbot.addWidget(made)
    made.resize(800, 400)
    return made


def seen(box: ListBox) -> list[str]:
    page = box._stack.currentWidget()
    assert page is not None
    return [label.text() for label in page.findChildren(QLabel) if label.text()]


def test_an_empty_book_teaches_and_offers_to_begin(box: ListBox, pressed: list[str]) -> None:
    box.show()
    assert isinstance(box._stack.currentWidget(), EmptyState)
    assert seen(box) == ["还没有党员", "花名册里记本支部的全部党员。"]
    click(box.findChildren(ActionButton)[0])
    assert pressed == ["import"]
    assert box.sums.text() == "共 0 人"


def test_the_sample_is_one_click_away_unless_it_is_open(context: Context, qtbot: QtBot) -> None:
    asked: list[str] = []
    begin = QAction("导入")
    for show, words in (
        (lambda: asked.append("sample"), ["导入", "看样例"]),
        (None, ["导入"]),
    ):
        model = ListModel(context.desk, context.jobs, ROSTER, leave_out=ORDER_KEYS)
        made = ListBox(
            replace(context, sample=show), model, lesson=Lesson("还没有党员", "……", (begin,))
        )
        model.setParent(made)
        qtbot.addWidget(made)
        made.show()
        buttons = made.findChildren(ActionButton)
        assert [button.text() for button in buttons] == words
        click(buttons[-1])
    assert asked == ["sample"]


def test_a_narrow_list_keeps_the_words_of_its_buttons(qtbot: QtBot) -> None:
    actions = (QAction("加入上级党组织"), QAction("导出上报包"))
    home = QWidget()
    qtbot.addWidget(home)
    home.resize(640, 480)
    state = EmptyState(Lesson("还没有上报过", "先加入上级党组织。", actions), home)
    home.show()
    for width, beside in ((600, True), (220, False)):
        state.resize(width, 400)
        QApplication.processEvents()
        first, second = state.findChildren(ActionButton)
        assert (first.geometry().bottom() > second.y()) == beside
        for button in (first, second):
            assert button.width() >= button.sizeHint().width()


def test_nothing_found_is_another_matter(box: ListBox, context: Context) -> None:
    load_people(context.desk, 10)
    box.show()
    assert box._stack.currentWidget() is box.view
    box.model.set_text("没有这个人")
    assert seen(box)[0] == "没有符合条件的记录"
    box.model.set_text("")
    assert box._stack.currentWidget() is box.view


def test_sums_follow_the_question(box: ListBox, context: Context) -> None:
    load_people(context.desk, 10)
    box.show()
    assert box.sums.text() == "合计 0 个条件"
    box.model.set_filters([Filter("sex", "filled")])
    assert box.sums.text() == "合计 1 个条件"


def test_sums_that_come_too_late_are_not_shown(
    context: Context, threads: Jobs, qtbot: QtBot
) -> None:
    load_people(context.desk, 10)
    asked, go_on = Event(), Event()

    def summary(query: Query) -> str:
        if query.text:
            return "合计一部分"
        asked.set()
        go_on.wait(10)
        return "合计全部"

    slow = replace(context, jobs=threads)
    model = ListModel(slow.desk, threads, ROSTER, leave_out=ORDER_KEYS)
    box = ListBox(slow, model, summary=summary)
    model.setParent(box)
    qtbot.addWidget(box)
    box.show()
    qtbot.waitUntil(asked.is_set)
    model.set_text("没有这个人")
    go_on.set()
    qtbot.waitUntil(lambda: box.sums.text() == "共 0 人")
    qtbot.wait(100)  # what is too late has come by then
    assert box.sums.text() == "共 0 人"


def test_the_selection_is_counted(box: ListBox, context: Context) -> None:
    load_people(context.desk, 10)
    box.show()
    box.view.selectAll()
    assert box.chosen.text() == "已选 10 人"
    box.view.clearSelection()
    assert box.chosen.text() == ""


def rename(context: Context, member_id: int, name: str) -> None:
    with context.desk.store.write("改名") as session:
        session.get_one(Member, member_id).name = name


def test_news_from_the_book_are_shown(box: ListBox, context: Context) -> None:
    ids = load_people(context.desk, 10)
    box.show()
    rename(context, ids[0], "新名字")
    assert "新名字" in {box.model.texts(row)[0] for row in range(10)}


def test_a_hidden_list_waits_until_it_is_seen(box: ListBox, context: Context) -> None:
    ids = load_people(context.desk, 10)
    box.show()
    box.hide()
    asked: list[bool] = []
    box.model.asked.connect(lambda: asked.append(True))
    rename(context, ids[0], "新名字")
    assert asked == []
    box.show()
    assert asked == [True]
    assert "新名字" in {box.model.texts(row)[0] for row in range(10)}


def test_other_tables_do_not_concern_it(box: ListBox, context: Context) -> None:
    box.show()
    asked: list[bool] = []
    box.model.asked.connect(lambda: asked.append(True))
    with context.desk.store.remember() as session:
        from djdesk.models.settings import Setting

        session.add(Setting(name="x", value="1"))
    assert asked == []


def test_a_question_asked_ahead_is_not_asked_again_when_it_is_seen(
    box: ListBox, context: Context
) -> None:
    load_people(context.desk, 3)
    asked: list[None] = []
    box.model.asked.connect(lambda: asked.append(None))
    box.ask_ahead()
    assert len(asked) == 1
    box.show()
    assert len(asked) == 1
    assert len(box.model.ids()) == 3
    box.hide()
    box.refresh()  # hidden: what changed meanwhile is asked when it is seen again
    box.show()
    assert len(asked) == 2


def test_what_was_asked_ahead_is_there_when_it_is_seen(context: Context, qtbot: QtBot) -> None:
    load_people(context.desk, 3)
    jobs = Jobs(context.messages)
    model = ListModel(context.desk, jobs, ROSTER, leave_out=ORDER_KEYS)
    made = ListBox(replace(context, jobs=jobs), model)
    qtbot.addWidget(made)
    made.ask_ahead()
    assert len(model.ids()) == 0  # nobody waits for it yet
    qtbot.waitUntil(lambda: model._first is not None and model._first.future is not None)
    first = model._first
    assert first is not None
    assert first.future is not None
    first.future.result(timeout=20)
    made.show()
    assert len(model.ids()) == 3
    jobs.close()

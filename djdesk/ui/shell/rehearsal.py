"""Makes what a window is made of once, unseen and without a book, while the password is typed.

Whatever is made or drawn for the first time costs many times the second: types of Qt are built,
code tables read, statements compiled, the style sheet matched, characters drawn. Nothing here knows
or opens a book: no question is asked, and what is made holds titles only and is thrown away.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from djdesk.models.rules import codes
from djdesk.services import listing, roster
from djdesk.services.listing import Query, Scope
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.tables import ListView
from djdesk.ui.shell.areas import PANES
from djdesk.ui.shell.navigation import Navigation
from djdesk.ui.shell.search import SearchBox
from djdesk.ui.shell.status import Fact, StatusLine

if TYPE_CHECKING:
    from djdesk.services.desk import Desk

SIZE = (1084, 720)  # px that a pane has in a new window
NO_BOOK = cast("Desk", None)  # a list that is never asked does not look at its desk


def prepare() -> None:
    """What can be made ready in another thread: code tables, the statements of the first list."""
    columns = roster.ROSTER.columns
    for column in columns:
        if column.codes:
            codes.table(column.codes)
    scope = Scope(_today())
    for _word, order in roster.ORDERS.values():
        query = Query(scope, sort=order)
        listing.rehearse(roster.ROSTER, query, [column.key for column in columns if column.shown])


def scenes(jobs: Jobs, memory: Memory) -> Generator[None]:
    """One piece of the window after the other; each step is one that nobody notices."""
    stage = QWidget()
    try:
        yield from _pane(stage, jobs, memory)
        yield from _frame(stage, jobs)
    finally:
        stage.deleteLater()


def _pane(stage: QWidget, jobs: Jobs, memory: Memory) -> Iterator[None]:
    page = Page("党员花名册", "rehearsal", memory, stage)
    page.resize(*SIZE)
    page.add_action("新建", "plus", _nothing, primary=True)
    page.add_more("选择显示的栏目…", "columns-3", _nothing)
    page.with_search("姓名、拼音首字母、证号尾数、电话", lambda _text: None)
    yield
    stack = QStackedWidget(page.splitter)
    model = ListModel(NO_BOOK, jobs, roster.ROSTER, Query(Scope(_today())), parent=stage)
    yield
    stack.addWidget(ListView(model, None, stack))
    page.set_master(stack)
    yield
    stack.addWidget(
        EmptyState(
            Lesson("花名册还是空的", "把现有的花名册表格直接导入，或者逐人录入。", icon="users"),
            stack,
        )
    )
    page.chips.offer([Chip("all", "全部", 0, ())])
    page.show_chips(True)
    yield
    page.grab()
    yield


def _frame(stage: QWidget, jobs: Jobs) -> Iterator[None]:
    navigation = Navigation(PANES, stage)
    navigation.resize(navigation.width(), SIZE[1])
    yield
    navigation.grab()
    yield
    SearchBox(jobs, (), (), stage).grab()
    StatusLine("", "", jobs, lambda: (Fact("已备份", "ok"),), _nothing, stage).grab()


def _today() -> date:
    return datetime.now().astimezone().date()


def _nothing(*_words: object) -> None:
    """What the buttons of a rehearsal do."""

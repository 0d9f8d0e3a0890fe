"""The roster pane's table: against QSqlTableModel on the same data in a plain, flat table.

The peer is given everything: one table without joins, without encryption, with the words already in
it and an index for each order asked. It is shown in the same view class, style and size.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt, SignalInstance
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from benchmarks.book import opened, roster_book
from benchmarks.measure import Result, compare, memory_mb
from djdesk.services import kinds, listing
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope
from djdesk.services.roster import ORDER_KEYS, ROSTER
from djdesk.ui.kit import cells, theme
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.tables import ListView

WIDTH, HEIGHT = 1000, 640
SHOWN = tuple(column.key for column in ROSTER.columns if column.shown)
ORDER, SORT, FILTER = "name", "birth_on", "education"
BACHELOR = "21"


def plain_copy(desk: Desk, folder: Path) -> Path:
    """The shown columns of everybody as words in one plain table, in the order of the list."""
    path = folder / "plain.db"
    columns = [ROSTER.column(key) for key in SHOWN]
    rows = listing.table(desk, ROSTER, Query(Scope(desk.today())), SHOWN)
    shows = [kinds.shower(column.kind, column.codes, short=True) for column in columns]
    database = sqlite3.connect(path)
    names = ", ".join(f"c_{key} text" for key in SHOWN)
    database.execute(f"create table roster (id integer primary key, place integer, {names})")
    marks = ", ".join("?" * (len(SHOWN) + 1))
    own = [f"c_{key}" for key in SHOWN]
    with database:
        database.executemany(
            f"insert into roster (place, {', '.join(own)}) values ({marks})",
            (
                (place, *(show(value, False) for show, value in zip(shows, row, strict=True)))
                for place, row in enumerate(rows)
            ),
        )
    for key in ("place", f"c_{SORT}"):
        database.execute(f"create index ix_{key} on roster ({key}, id)")
    database.close()
    return path


class Ours:
    """A list over the encrypted book, with its real threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.jobs = Jobs(Recorder())
        self.query = Query(Scope(desk.today()))
        self.views: list[ListView] = []

    def open(self) -> None:
        """A new table up to its first painted page; the rest of the ids is still on its way."""
        self.model = ListModel(self.desk, self.jobs, ROSTER, leave_out=ORDER_KEYS)
        view = ListView(self.model)
        self.model.setParent(view)
        view.resize(WIDTH, HEIGHT)
        self.views.append(view)

        self.model.ask(self.query)  # as `ListBox` does it: when it is about to be shown
        view.show()
        if not len(self.model.ids()):  # mostly the answer is there within a moment
            wait(self.model.reordered)
        QApplication.processEvents()

    def ask(self, query: Query) -> None:
        """Another question up to its first painted page."""
        before = self.model.ids()
        self.model.ask(query)
        if self.model.ids() is before:
            wait(self.model.reordered)
        QApplication.processEvents()  # paints the new rows

    def quiet(self) -> None:
        """Wait until all ids are here and only the last table is open."""
        if self.views and not self.model.complete:
            self.model.want_all()
            wait(self.model.arrived)
        close_all(self.views[:-1])
        del self.views[:-1]

    def start(self) -> None:
        """To the first row, with nothing of the end left in memory."""
        self.quiet()
        self.views[-1].scrollToTop()
        self.model._pages.clear()
        self.views[-1].viewport().repaint()

    def jump(self) -> None:
        """To the last row."""
        self.views[-1].scrollToBottom()
        self.views[-1].viewport().repaint()


class Peer:
    """QSqlTableModel on the plain table."""

    def __init__(self, path: Path) -> None:
        self.database = QSqlDatabase.addDatabase("QSQLITE")
        self.database.setDatabaseName(str(path))
        if not self.database.open():
            raise RuntimeError(self.database.lastError().text())
        self.views: list[QTableView] = []

    def open(self) -> None:
        """A new table up to its first painted page."""
        self.model = QSqlTableModel(None, self.database)
        self.model.setTable("roster")
        self.model.setSort(1, Qt.SortOrder.AscendingOrder)
        self.model.select()
        view = QTableView()
        self.views.append(view)
        view.setModel(self.model)
        self.model.setParent(view)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(False)
        rows = view.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.active().row_height)
        view.hideColumn(0)
        view.hideColumn(1)
        for number, key in enumerate(SHOWN, 2):  # as many columns in sight as in ours
            view.setColumnWidth(number, cells.width(ROSTER.column(key)))
        view.resize(WIDTH, HEIGHT)
        view.show()
        QApplication.processEvents()  # it is shown with its rows: this paints them

    def start(self) -> None:
        """To the first row of what the model fetches at first."""
        self.model.select()
        self.views[-1].scrollToTop()
        self.views[-1].viewport().repaint()

    def jump(self) -> None:
        """To the last row: the model has to fetch every row before it."""
        while self.model.canFetchMore():
            self.model.fetchMore()
        self.views[-1].scrollToBottom()
        self.views[-1].viewport().repaint()

    def ask(self, condition: str, column: int, order: Qt.SortOrder) -> None:
        """Another filter or order up to its first painted page."""
        self.model.setFilter(condition)
        self.model.setSort(column, order)
        self.model.select()
        QApplication.processEvents()


def wait(signal: SignalInstance) -> None:
    """Run the event loop until `signal` came."""
    loop = QEventLoop()
    signal.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    loop.exec()
    signal.disconnect(loop.quit)


def close_all(views: Sequence[QTableView]) -> None:
    """Close tables for good."""
    for view in views:
        view.close()
        view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def run(size: int) -> list[Result]:
    """First page, jump to the end, filter and sort on `size` people; memory as a figure."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.install(app, mode=theme.Mode.LIGHT)
    with opened(roster_book(size)) as desk, tempfile.TemporaryDirectory() as name:
        path = plain_copy(desk, Path(name))
        before = memory_mb()
        ours = Ours(desk)
        ours.open()
        ours.quiet()
        used = memory_mb() - before
        peer = Peer(path)
        results = measured(ours, peer, size)
        results.append(Result(f"打开 {size:,} 人的表格占用内存", used, 0, 0, "", "MB"))
        results.append(Result("整个进程占用内存", memory_mb(), 0, 0, "", "MB"))
        close_all([*ours.views, *peer.views])
        ours.jobs.close()
        peer.model = QSqlTableModel()
        peer.database.close()
    return results


def measured(ours: Ours, peer: Peer, size: int) -> list[Result]:
    """The four comparisons: every run of a filter or an order is another one than the last."""
    against, limit = "QSqlTableModel, plain", 2
    today = ours.desk.today()

    def quiet() -> None:
        ours.quiet()
        close_all(peer.views[:-1])
        del peer.views[:-1]

    def turns(*works: Callable[[], None]) -> Callable[[], None]:
        turn = cycle(works)
        return lambda: next(turn)()

    first = compare(
        f"花名册 {size:,} 人首屏", ours.open, peer.open,
        limit=limit, against=against, between=quiet, runs=9,
    )  # fmt: skip

    def beginning() -> None:
        ours.start()
        peer.start()

    jump = compare(
        "跳到末尾", ours.jump, peer.jump, limit=limit, against=against, between=beginning
    )
    bachelors = (Filter(FILTER, "eq", BACHELOR),)
    up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    filtered = compare(
        "筛选到首屏",
        turns(
            lambda: ours.ask(Query(Scope(today), filters=bachelors)),
            lambda: ours.ask(Query(Scope(today))),
        ),
        turns(
            lambda: peer.ask(f"c_{FILTER} = '大学本科'", 1, up), lambda: peer.ask("", 1, up)
        ),
        limit=limit, against=against, between=quiet, runs=10, warm=2,
    )  # fmt: skip
    column = 2 + SHOWN.index(SORT)
    ordered = compare(
        "排序到首屏",
        turns(
            lambda: ours.ask(Query(Scope(today), sort=((SORT, True),))),
            lambda: ours.ask(Query(Scope(today), sort=((SORT, False),))),
        ),
        turns(lambda: peer.ask("", column, down), lambda: peer.ask("", column, up)),
        limit=limit, against=against, between=quiet, runs=10, warm=2,
    )  # fmt: skip
    return [first, jump, filtered, ordered]

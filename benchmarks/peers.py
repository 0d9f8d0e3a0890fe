"""A list of the program and its peer: ours over the encrypted book, QSqlTableModel over plain data.

The peer is given everything: one table without joins, without encryption, with the words already in
it and an index for each order asked. It is shown in the same view class, style and size.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt, SignalInstance
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from djdesk.services import kinds, listing
from djdesk.services.desk import Desk
from djdesk.services.listing import Listing, Query, Scope
from djdesk.ui.kit import cells, theme
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.tables import ListView

WIDTH, HEIGHT = 1000, 640


def shown(wanted: Listing) -> tuple[str, ...]:
    """The keys of the columns a list shows at first."""
    return tuple(column.key for column in wanted.columns if column.shown)


def plain_copy(desk: Desk, wanted: Listing, folder: Path, *, indexed: Sequence[str] = ()) -> Path:
    """The shown columns of all rows as words in one plain table, in the order of the list.

    There is an index for that order, and one for each of the columns `indexed`.
    """
    path, keys = folder / "plain.db", shown(wanted)
    columns = [wanted.column(key) for key in keys]
    rows = listing.table(desk, wanted, Query(Scope(desk.today())), keys)
    shows = [kinds.shower(column.kind, column.codes, short=True) for column in columns]
    database = sqlite3.connect(path)
    names = ", ".join(f"c_{key} text" for key in keys)
    database.execute(f"create table plain (id integer primary key, place integer, {names})")
    marks = ", ".join("?" * (len(keys) + 1))
    own = [f"c_{key}" for key in keys]
    with database:
        database.executemany(
            f"insert into plain (place, {', '.join(own)}) values ({marks})",
            (
                (place, *(show(value, False) for show, value in zip(shows, row, strict=True)))
                for place, row in enumerate(rows)
            ),
        )
    for key in ("place", *(f"c_{key}" for key in indexed)):
        database.execute(f"create index ix_{key} on plain ({key}, id)")
    database.close()
    return path


class Ours:
    """A list over the encrypted book, with its real threads."""

    def __init__(self, desk: Desk, wanted: Listing, *, leave_out: Collection[str] = ()) -> None:
        self.desk = desk
        self.wanted = wanted
        self.leave_out = frozenset(leave_out)
        self.jobs = Jobs(Recorder())
        self.query = Query(Scope(desk.today()))
        self.views: list[ListView] = []

    def open(self) -> None:
        """A new table up to its first painted page; the rest of the ids is still on its way."""
        self.model = ListModel(self.desk, self.jobs, self.wanted, leave_out=self.leave_out)
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

    def __init__(self, path: Path, wanted: Listing) -> None:
        self.wanted = wanted
        self.database = QSqlDatabase.addDatabase("QSQLITE")
        self.database.setDatabaseName(str(path))
        if not self.database.open():
            raise RuntimeError(self.database.lastError().text())
        self.views: list[QTableView] = []

    def open(self) -> None:
        """A new table up to its first painted page."""
        self.model = QSqlTableModel(None, self.database)
        self.model.setTable("plain")
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
        for number, key in enumerate(shown(self.wanted), 2):  # as many in sight as in ours
            view.setColumnWidth(number, cells.width(self.wanted.column(key)))
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

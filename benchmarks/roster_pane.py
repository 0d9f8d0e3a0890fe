"""The roster pane's table against QSqlTableModel on the same data in a plain, flat table."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtSql import QSqlTableModel
from PySide6.QtWidgets import QApplication

from benchmarks.book import opened, roster_book
from benchmarks.measure import Result, compare, memory_mb
from benchmarks.peers import Ours, Peer, close_all, plain_copy, shown
from djdesk.services.listing import Filter, Query, Scope
from djdesk.services.roster import ORDER_KEYS, ROSTER
from djdesk.ui.kit import theme

SORT, FILTER = "birth_on", "education"
BACHELOR = "21"


def run(size: int) -> list[Result]:
    """First page, jump to the end, filter and sort on `size` people; memory as a figure."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.install(app, mode=theme.Mode.LIGHT)
    with opened(roster_book(size)) as desk, tempfile.TemporaryDirectory() as name:
        path = plain_copy(desk, ROSTER, Path(name), indexed=(SORT,))
        before = memory_mb()
        ours = Ours(desk, ROSTER, leave_out=ORDER_KEYS)
        ours.open()
        ours.quiet()
        used = memory_mb() - before
        peer = Peer(path, ROSTER)
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
    column = 2 + shown(ROSTER).index(SORT)
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

"""From the start of the program to a usable window: against a bare window with a table.

People start the program, type a password, and work. So three things are measured: the start to the
login, from the password to the roster with its first page on the screen, and both without anybody
typing in between (a book that is opened at once, as the demonstration does). The database is loaded
behind the login while the password is typed. The derivation of the password is slow on purpose and
left out: the book of the benchmarks has a cheap one. The peer is a process of its own with a window
of a few lines and a table of a thousand rows.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.book import PASSWORD, roster_book
from benchmarks.measure import Result, compare, seconds

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7

BEGIN = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QEventLoop
from djdesk import app
from djdesk.ui.kit.memory import Memory
from djdesk.ui.shell import start

folder, password, place = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
qt = start.application()
program = start.Program(qt, app.parts(), Memory(place / "window.ini"))
program.memory.keep("window/pane", "roster")


def until(ready):
    # asleep between events, as a window is: a busy loop would keep the other threads from working
    while not ready():
        qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    qt.processEvents()


def roster():
    window = program.shown
    return getattr(window, "current", "") == "roster" and window.pane("roster").model.ids()
"""

LOGIN = """
login = program.show_login(folder)
until(lambda: login.password.isVisible() and login.go.isEnabled())
print(0, flush=True)
os._exit(0)
"""

WORK = """
login = program.show_login(folder)
until(lambda: "djdesk.ui.shell.finders" in sys.modules and not login.jobs.busy())
login.password.setText(password)
began = time.perf_counter()
login.go.click()
until(roster)
print(time.perf_counter() - began, flush=True)
os._exit(0)
"""

AT_ONCE = """
from djdesk.services.books import open_book
program.show_book(open_book(folder, password, allow_removable=True))
until(roster)
print(0, flush=True)
os._exit(0)
"""

PEER = """
import os
from PySide6.QtCore import QAbstractTableModel, QModelIndex
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 1000

    def columnCount(self, parent=QModelIndex()):
        return 12

    def data(self, index, role=0):
        return f"{index.row()} {index.column()}" if role == 0 else None


qt = QApplication([])
qt.setStyle("Fusion")
window = QMainWindow()
table = QTableView()
model = Model(table)
table.setModel(model)
window.setCentralWidget(table)
window.resize(1280, 800)
window.show()
qt.processEvents()
print(0, flush=True)
os._exit(0)
"""


def started(code: str, *words: str) -> float:
    """Run one program to its end; the seconds that it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=True,
    )
    return float(done.stdout)


def run(size: int) -> list[Result]:
    """Three results on a book of `size` people."""
    book = str(roster_book(size))
    against, limit = "bare PySide6 window", 2
    with tempfile.TemporaryDirectory() as name:
        words = (book, PASSWORD, name)

        def bare() -> object:
            return started(PEER)

        login = compare(
            "启动到登录窗口", lambda: started(BEGIN + LOGIN, *words), bare,
            limit=limit, against=against, runs=RUNS,
        )  # fmt: skip
        work: list[float] = []
        floor: list[float] = []
        for _ in range(RUNS):
            work.append(started(BEGIN + WORK, *words))
            floor.append(seconds(bare))
        opening = Result(
            f"从密码到花名册首屏（{size:,} 人，密码派生除外）",
            statistics.median(work), statistics.median(floor), limit, against,
        )  # fmt: skip
        whole = compare(
            "不经登录直接打开账套", lambda: started(BEGIN + AT_ONCE, *words), bare,
            limit=0, against=against, runs=RUNS,
        )  # fmt: skip
    return [login, opening, whole]

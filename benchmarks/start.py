"""From the start of the program to a usable window: against a bare window with a table.

People start the program, type a password, and work. So two legs are measured and added up to the
one figure that counts: the start of the process to the login, and the password to the roster with
its first page on the screen. What the person does in between is left out, and so is the derivation
of the key, which is slow on purpose: the book of the benchmarks has a cheap one. Behind the login
the program loads and makes ready what comes next; how long the window stands still for that while
somebody types is measured as well. A book that is opened at once, without a login, is told beside.

The program is started as its user starts it, by `djdesk.__main__`, with compiled files as every
installed program has them: a run that does not count writes them to a folder of the benchmarks, for
the floor as well. The floor is a process with a window of a few lines and a table of a thousand
rows, its model written as every PySide6 program writes one: with the names of `Qt`, whose first
touch alone costs some 13 ms. Floor and legs take turns; medians are shown.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.book import KEPT, PASSWORD, roster_book
from benchmarks.measure import Result, seconds
from djdesk.ui.kit.memory import Memory
from djdesk.ui.shell import login

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9
AGAINST = "bare PySide6 window"
STILL = 0.05  # seconds that a window may stand still without anybody noticing

BEGIN = """
import os, sys, time
from pathlib import Path
from djdesk import __main__
from djdesk.ui.shell import start

folder, password = Path(sys.argv[1]), sys.argv[2]
begin = start.Program.begin


def until(ready):
    # as the program waits, in a loop of Qt that lets the other threads work; `processEvents` would
    # keep them from it until the next event
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    loop, clock = QEventLoop(), QTimer()
    clock.timeout.connect(lambda: ready() and loop.quit())
    clock.start(2)
    if not ready():
        loop.exec()
    clock.stop()
    QCoreApplication.processEvents()


def all_ready(login):
    return lambda: (
        "djdesk.ui.shell.rehearsal" in sys.modules and not login.jobs.busy() and not login.idle.busy
    )


def roster(program):
    def ready():
        window = program.shown
        return getattr(window, "current", "") == "roster" and window.pane("roster").model.ids()

    return ready


def told(figure):
    print(figure, flush=True)
    os._exit(0)


def main():
    start.Program.begin = measured
    __main__.main([])
"""

LOGIN = """
def measured(program):
    begin(program)
    until(lambda: program.shown.password.isVisible() and program.shown.go.isEnabled())
    told(0)


main()
"""

WORK = """
def measured(program):
    begin(program)
    login = program.shown
    until(all_ready(login))
    login.password.setText(password)
    began = time.perf_counter()
    login.go.click()
    until(roster(program))
    told(time.perf_counter() - began)


main()
"""

TYPING = """
def measured(program):
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest

    begin(program)
    login = program.shown
    until(lambda: login.password.isVisible())
    longest, last = 0.0, time.perf_counter()

    def tick():
        nonlocal longest, last
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    clock = QTimer()
    clock.setInterval(5)  # ms; without a pause it would take the turns of the other threads
    clock.timeout.connect(tick)
    clock.start()
    keys = QTimer()
    keys.setInterval(170)  # six keys a second
    keys.timeout.connect(lambda: QTest.keyClick(login.password, "x"))
    keys.start()
    until(all_ready(login))
    told(longest)


main()
"""

AT_ONCE = """
def measured(program):
    from djdesk.services.books import open_book

    program.show_book(open_book(folder, password, allow_removable=True))
    until(roster(program))
    told(0)


main()
"""

PEER = """
import os
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 1000

    def columnCount(self, parent=QModelIndex()):
        return 12

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"{index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


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


def started(code: str, *words: str, data: Path | None = None) -> float:
    """Run one program to its end; the seconds that it printed. `data` is its data folder."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPYCACHEPREFIX": str(KEPT / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if data is not None:
        environment["DJDESK_DATA"] = str(data)
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=True,
    )
    return float(done.stdout)


def round_of(book: Path, data: Path) -> dict[str, float]:
    """One turn of everything that is measured, in seconds."""
    words = (str(book), PASSWORD)

    def process(code: str) -> float:
        return seconds(lambda: started(BEGIN + code, *words, data=data))

    return {
        "floor": seconds(lambda: started(PEER)),
        "login": process(LOGIN),
        "work": started(BEGIN + WORK, *words, data=data),
        "still": started(BEGIN + TYPING, *words, data=data),
        "at once": process(AT_ONCE),
    }


def run(size: int) -> list[Result]:
    """The one figure, its legs and what stands beside it, on a book of `size` people."""
    book = roster_book(size)
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        memory = Memory(data / "window.ini")
        login.remember_book(memory, book, "机修车间党支部")
        memory.keep("window/pane", "roster")
        memory.save()
        round_of(book, data)
        rounds = [round_of(book, data) for _ in range(RUNS)]
    print("启动各项：先运行一次写好编译文件（.pyc），不计；再与对照轮流各测，取中位数。")

    def middle(*parts: str) -> float:
        return statistics.median(sum(each[part] for part in parts) for each in rounds)

    floor = middle("floor")
    return [
        Result("启动到可用窗口（两段之和）", middle("login", "work"), floor, 2, AGAINST),
        Result("其中：启动到登录窗口", middle("login"), floor, 0, AGAINST),
        Result(f"其中：从密码到花名册首屏（{size:,} 人）", middle("work"), floor, 0, AGAINST),
        Result("输入密码时窗口最长停顿", middle("still"), STILL, 1, "50 ms"),
        Result("不经登录直接打开账套", middle("at once"), floor, 0, AGAINST),
    ]  # fmt: skip

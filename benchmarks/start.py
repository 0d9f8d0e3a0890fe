"""From the start of the interpreter to a usable window: against a bare window with a table.

Measured are interpreter, imports, opening the encrypted book, look, window and the roster pane with
its first page. The derivation of the password is slow on purpose and left out: the book of the
benchmarks has a cheap one. The peer is a window of a few lines with a table of a thousand rows.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.book import PASSWORD, roster_book
from benchmarks.measure import Result, compare

ROOT = Path(__file__).resolve().parent.parent

OURS = """
import sys
from pathlib import Path
from djdesk import app
from djdesk.services.books import open_book
from djdesk.ui.shell import start
from djdesk.ui.kit.memory import Memory

book = open_book(Path(sys.argv[1]), sys.argv[2], read_only=True, allow_removable=True)
qt = start.application()
program = start.Program(qt, app.parts(), Memory(Path(sys.argv[3]) / "window.ini"))
window = program.show_book(book)
window.open("roster")
pane = window.pane("roster")
while not pane.model.ids():
    qt.processEvents()
qt.processEvents()
print("usable", flush=True)
import os
os._exit(0)
"""

PEER = """
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
print("usable", flush=True)
import os
os._exit(0)
"""


def started(code: str, *words: str) -> None:
    """Run one program to its usable window."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    if not done.stdout.startswith("usable"):
        raise RuntimeError(done.stdout)


def run(size: int) -> list[Result]:
    """One result on a book of `size` people."""
    folder = roster_book(size)
    with tempfile.TemporaryDirectory() as name:
        return [
            compare(
                f"启动到可用的窗口（{size:,} 人的账套）",
                lambda: started(OURS, str(folder), PASSWORD, name),
                lambda: started(PEER),
                limit=2,
                against="bare PySide6 window",
                runs=7,
            )
        ]

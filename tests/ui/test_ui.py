"""The program outlives hundreds of thousands of calls into Qt, whatever its bindings count."""

from __future__ import annotations

import os
import subprocess
import sys

MANY = """
import djdesk.ui
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for _ in range(300_000):
    label.move(1, 2)
    label.setEnabled(True)
print("alive")
"""


def test_a_long_session_does_not_use_up_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "alive", done.stderr[-2000:]


def test_the_count_is_raised_once_only() -> None:
    if sys.version_info >= (3, 12):
        return
    from djdesk.ui import keep_singletons

    before = sys.getrefcount(None)
    keep_singletons()
    assert sys.getrefcount(None) - before < 1000

"""A second start finds the first window; a dead one's leftovers are no hindrance."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from djdesk.ui.shell import single

SECOND = """
import sys
from PySide6.QtCore import QCoreApplication
from djdesk.ui.shell import single
app = QCoreApplication([])
print(single.hand_over(sys.argv[1]))
"""


HOLDER = """
import sys
from djdesk.ui.shell import single
lease = single.Lease()
print(lease.take(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def name() -> str:
    return f"djdesk-test-{uuid.uuid4().hex[:12]}"


def test_nobody_there_means_go_on(name: str, qtbot: QtBot) -> None:
    assert single.hand_over(name) is False


def test_a_second_process_brings_the_first_forward(name: str, qtbot: QtBot) -> None:
    come: list[bool] = []
    listener = single.Listener(name, lambda: come.append(True))
    assert listener.listening
    second = subprocess.Popen(
        [sys.executable, "-c", SECOND, name], stdout=subprocess.PIPE, text=True
    )
    qtbot.waitUntil(lambda: bool(come), timeout=20_000)
    out, _ = second.communicate(timeout=20)
    assert out.strip() == "True"
    listener.close()
    assert single.hand_over(name) is False


def test_a_killed_window_s_socket_does_not_block(name: str, qtbot: QtBot) -> None:
    dying = "\n".join(
        (
            "import os, sys",
            "from PySide6.QtCore import QCoreApplication",
            "from djdesk.ui.shell import single",
            "app = QCoreApplication([])",
            "assert single.Listener(sys.argv[1], print).listening",
            "os._exit(9)",
        )
    )
    done = subprocess.run([sys.executable, "-c", dying, name], check=False)
    assert done.returncode == 9
    assert single.Listener(name, lambda: None).listening


def test_the_channel_is_this_user_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJDESK_DATA", "/somewhere")
    here = single.channel()
    monkeypatch.setenv("DJDESK_DATA", "/elsewhere")
    assert single.channel() != here
    assert here.startswith("djdesk-")


def test_only_one_window_is_the_first_until_it_ends_or_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJDESK_DATA", str(tmp_path / "not" / "there"))
    mine = single.Lease()
    assert mine.take()
    mine.free()
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline().strip() == "True"
    assert not mine.take()
    assert mine.taken_by_another()
    other.kill()
    other.communicate(timeout=20)
    assert mine.take()  # what a dead one left behind is no hindrance
    mine.free()


def test_where_nothing_can_be_written_nobody_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DJDESK_DATA", str(tmp_path / "file"))
    lease = single.Lease()
    assert not lease.take()
    assert not lease.taken_by_another()


def test_a_window_that_has_only_just_begun_is_waited_for(name: str, qtbot: QtBot) -> None:
    come: list[bool] = []
    second = subprocess.Popen(
        [sys.executable, "-c", SECOND.replace("argv[1]", "argv[1], 20_000"), name],
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.3)  # it may have asked already: there is nobody yet
    listener = single.Listener(name, lambda: come.append(True))
    qtbot.waitUntil(lambda: bool(come), timeout=20_000)
    out, _ = second.communicate(timeout=20)
    assert out.strip() == "True"
    listener.close()

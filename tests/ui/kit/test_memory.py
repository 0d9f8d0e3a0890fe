"""What the window remembers comes back; what is broken or missing falls back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import memory as memory_module
from djdesk.ui.kit.memory import Memory, Presentation


def test_everything_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    first = Memory(path)
    first.keep("window/pane", "党员")
    first.keep("look/scale", 145)
    first.keep("window/geometry", QByteArray(b"\x00\x01\xff"))
    first.keep("books/known", ["/a,b;c", "/d\te"])
    first.save()
    again = Memory(path)
    assert again.text("window/pane") == "党员"
    assert again.number("look/scale") == 145
    assert again.blob("window/geometry") == QByteArray(b"\x00\x01\xff")
    assert again.texts("books/known") == ["/a,b;c", "/d\te"]


def test_what_is_not_there_or_not_a_number_falls_back(memory: Memory) -> None:
    assert memory.text("nothing", "default") == "default"
    assert memory.texts("nothing") == []
    assert memory.blob("nothing").isEmpty()
    memory.keep("look/scale", "gross")
    assert memory.number("look/scale", 100) == 100


def test_it_lies_with_the_program_s_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJDESK_DATA", str(tmp_path))
    assert memory_module.default_path() == tmp_path / "window.ini"


def test_presentation_tells_only_changes(qtbot: QtBot) -> None:
    presentation = Presentation()
    heard: list[bool] = []
    presentation.changed.connect(heard.append)
    for on in (False, True, True, False):
        presentation.set(on)
    assert heard == [True, False]

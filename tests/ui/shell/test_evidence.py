"""Pictures are taken of panes that came to rest; a mistake inside the window is not pictured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel, QWidget

from djdesk import app
from djdesk.models.store.book import OpenBook
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.shell import evidence
from djdesk.ui.shell.start import Parts


class SlowPane(QLabel):
    """Shows what it reads only after the reading is done, or fails."""

    def __init__(self, context: Context, read: Callable[[], str]) -> None:
        super().__init__("还没有")
        context.jobs.read(self, read, self.setText)


def parts_with(read: Callable[[], str]) -> Parts:
    """The program with one pane."""

    def make(context: Context) -> QWidget:
        return SlowPane(context, read)

    pane = PaneSpec("slow", "慢", "工作台", "house", make)
    return replace(app.parts(), panes=lambda _role, _kind: (pane,))


def test_every_pane_at_every_scale(book: OpenBook, tmp_path: Path) -> None:
    taken = evidence.take_pictures(parts_with(lambda: "读到了"), book, tmp_path, scales=(100, 145))
    assert [path.name for path in taken] == ["slow-100.png", "slow-145.png"]
    pictures = []
    for path in taken:
        with Image.open(path) as picture:
            assert picture.size == (1280, 800)
            pictures.append(picture.tobytes())
    assert pictures[0] != pictures[1]
    assert sorted(path.name for path in tmp_path.glob("slow*")) == ["slow-100.png", "slow-145.png"]
    assert not (tmp_path / "window.ini").exists()


def test_a_mistake_in_the_window_is_raised(book: OpenBook, tmp_path: Path) -> None:
    def mistaken() -> str:
        raise KeyError("x")

    with pytest.raises(KeyError):
        evidence.take_pictures(parts_with(mistaken), book, tmp_path, scales=(100,))
    assert not list(tmp_path.glob("slow*"))

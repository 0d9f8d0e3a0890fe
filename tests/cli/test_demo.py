"""The demonstration leaves its evidence and never touches a real book."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PIL import Image

from djdesk.reports import catalogue
from djdesk.services import sample
from djdesk.ui.shell.areas import PANES
from tests.cli.conftest import Run
from tests.cli.test_process import process


def test_demonstration_without_a_screen_leaves_the_evidence(tmp_path: Path, own_data: Path) -> None:
    folder = tmp_path / "evidence"
    told = process("demo", "--headless", "--out", folder)
    assert told.returncode == 0, told.stderr.decode()
    assert told.stderr == b""
    assert str(folder) in told.stdout.decode()
    for spec in catalogue.REPORTS:
        assert len(pypdf.PdfReader(folder / "reports" / f"{spec.id}.pdf").pages) > 0
        openpyxl.load_workbook(folder / "reports" / f"{spec.id}.xlsx").close()
    for pane in PANES:
        for scale in (100, 145):
            for kind in pane.book_kinds:
                path = folder / "pictures" / kind / f"{pane.id}-{scale}.png"
                with Image.open(path) as picture:
                    assert picture.size == (1280, 800)
    endings = sorted(path.suffix for path in (folder / "packages").iterdir())
    assert endings == [".djinvite", ".djr", ".djx", ".txt"]
    assert not list(folder.rglob("book.db"))
    assert not own_data.exists()


def test_demonstration_refuses_a_folder_with_a_real_book(
    run: Run, tmp_path: Path, book_folder: Path
) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    folder, _ = sample.ready_branch(tmp_path / "made")
    book_folder.rename(root / folder.name)
    before = (root / folder.name / "book.db").read_bytes()
    for words in (("demo", "--out", root), ("demo", "--out", root, "--fresh")):
        told = run(*words)
        assert told.code == 1
        assert "不是本程序建立的样例账套" in told.err
    assert (root / folder.name / "book.db").read_bytes() == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a screen")
def test_demonstration_without_a_screen_says_how_to_go_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, own_data: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    told = run("demo")
    assert told.code == 1
    assert "--headless" in told.err
    assert not own_data.exists()

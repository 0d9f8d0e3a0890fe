"""The self-test passes and can fail; the demonstration leaves its evidence and no real book."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PIL import Image

from djdesk.cli import trial
from djdesk.cli.trial import Trial
from djdesk.reports import catalogue
from djdesk.services import sample
from djdesk.ui.shell.areas import PANES
from tests.cli.conftest import Run
from tests.cli.test_process import process


def test_self_test_passes_as_a_process(own_data: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    told = process("--self-test", "--json", TMPDIR=str(temporary), TEMP=str(temporary))
    assert told.returncode == 0, told.stdout.decode() + told.stderr.decode()
    assert told.stderr == b""
    result = json.loads(told.stdout)
    assert result["passed"] is True
    assert [step["passed"] for step in result["steps"]] == [True] * 9
    assert list(temporary.iterdir()) == []
    assert not own_data.exists()


def test_self_test_stops_at_the_first_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_trial: Trial) -> str:
        raise trial.Failed("录入后人数不对")

    monkeypatch.setattr(Trial, "_enrol", wrong)
    told = run("self-test", "--json")
    assert told.code == 1
    assert told.json["passed"] is False
    assert [step["passed"] for step in told.listed("steps")] == [True, False]
    assert told.listed("steps")[1]["text"] == "录入后人数不对"


def test_self_test_survives_a_mistake_of_ours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(_trial: Trial) -> str:
        raise KeyError("王小明")

    monkeypatch.setattr(Trial, "_make_books", mistaken)
    told = run("self-test")
    assert told.code == 1
    assert "失败" in told.out
    assert "builtins.KeyError" in told.out
    assert "王小明" not in told.out


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

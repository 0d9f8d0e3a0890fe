"""Where new books are put: a folder called like the organization that is not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from djdesk.ui.kit.folders import documents, free_folder, proposed_folder


def test_folders_are_safe_and_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _place: str(tmp_path))
    )
    first = proposed_folder("a/b:c*支部.")
    assert first == tmp_path / "党建账套" / "abc支部"
    first.mkdir(parents=True)
    assert proposed_folder("abc支部").name == "abc支部2"
    assert proposed_folder("").name == "新账套"


def test_a_taken_folder_gets_a_number(tmp_path: Path) -> None:
    for expected in ("支部-副本", "支部-副本2", "支部-副本3"):
        folder = free_folder(tmp_path, "支部-副本")
        assert folder == tmp_path / expected
        folder.mkdir()


def test_without_documents_the_home_folder_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "文档"
    monkeypatch.setattr(QStandardPaths, "writableLocation", staticmethod(lambda _place: str(there)))
    assert documents() == Path.home()
    there.mkdir()
    assert documents() == there

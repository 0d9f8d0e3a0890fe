"""The program's own folder follows the system, and the variable that overrides it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from djdesk.services import places


def test_override_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(places.OVERRIDE, str(tmp_path))
    assert places.data_folder() == tmp_path
    assert places.sample_folder().parent == tmp_path
    assert places.faults_folder().parent == tmp_path
    assert places.faults_folder() != places.sample_folder()


def test_folder_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(places.OVERRIDE, raising=False)
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME"
    monkeypatch.setenv(variable, str(tmp_path))
    assert places.data_folder() == tmp_path / "djdesk"
    monkeypatch.delenv(variable)
    assert places.data_folder().is_relative_to(Path.home())

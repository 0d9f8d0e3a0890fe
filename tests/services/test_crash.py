"""A report of a mistake says where it happened and quotes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.services import crash, places


def _fail(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as first:
        raise ValueError(f"no such person: {name}") from first


def _failure(name: str) -> ValueError:
    with pytest.raises(ValueError, match=name) as caught:
        _fail(name)
    return caught.value


def test_report_names_places_and_no_values() -> None:
    text = crash.report(_failure("王小明"), "导入花名册")
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "services/test_crash.py" in text
    assert "_fail" in text
    assert "导入花名册" in text
    assert "王小明" not in text
    assert str(Path.home()) not in text


def test_report_is_saved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(places.OVERRIDE, str(tmp_path))
    path = crash.save_report(_failure("x"), "备份")
    assert path is not None
    assert path.parent == places.faults_folder()
    assert "builtins.ValueError" in path.read_text(encoding="utf-8")


def test_report_that_cannot_be_saved_is_no_second_mistake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x", encoding="utf-8")
    monkeypatch.setenv(places.OVERRIDE, str(in_the_way))
    assert crash.save_report(_failure("x"), "备份") is None

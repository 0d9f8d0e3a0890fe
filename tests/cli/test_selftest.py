"""The self-test passes where the program stands, and it can fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from djdesk.cli import trial
from djdesk.cli.trial import Trial
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

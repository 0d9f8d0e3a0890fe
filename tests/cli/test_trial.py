"""The steps of the trial do real work: each of them fails when what it needs is broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from djdesk.cli.trial import Failed, Trial
from djdesk.errors import DeskError
from djdesk.exchange import receipt
from djdesk.reports.kit import pdf
from djdesk.services import books


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """A trial that has made its books."""
    for name in ("books", "out"):
        (tmp_path / name).mkdir()
    made = Trial(tmp_path / "books", tmp_path / "out", (100,))
    step(made, "建立账套")()
    return made


def step(trial: Trial, title: str) -> Callable[[], str]:
    """What one of the steps does."""
    (found,) = [each.work for each in trial.steps() if each.title == title]
    return found


def test_steps_leave_their_results(trial: Trial) -> None:
    for title in ("录入与撤销", "导入表格", "导出表格", "加入上级", "上报与回执", "备份与恢复"):
        assert step(trial, title)()
    endings = {path.suffix for path in trial.out.rglob("*") if path.is_file()}
    assert endings == {".xlsx", ".djinvite", ".djx", ".djr", ".txt"}


def test_a_backup_that_cannot_be_restored_is_noticed(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(_desk: object, to: Path) -> Path:
        to.write_bytes(b"torn")
        return to

    monkeypatch.setattr(books, "save_backup_as", torn)
    with pytest.raises(DeskError):
        step(trial, "备份与恢复")()


def test_a_receipt_that_says_something_else_is_noticed(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    step(trial, "加入上级")()
    monkeypatch.setattr(receipt, "ACCEPTED", "something else")
    with pytest.raises(Failed, match="回执"):
        step(trial, "上报与回执")()


def test_a_report_without_pages_is_noticed(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = pdf.Rendering(b"%PDF-", "", pdf.Preflight(0, (), ()))
    monkeypatch.setattr(pdf, "write", lambda *_given, **_named: nothing)
    with pytest.raises(Failed, match="没有页面"):
        step(trial, "打印报表")()

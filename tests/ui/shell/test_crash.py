"""The crash window tells a mistake of ours plainly and saves the report where it is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from djdesk.ui.shell.crash import CrashWindow
from tests.ui.hands import click


def mistake() -> ValueError:
    try:
        raise ValueError("陈堃 999999198503120018")
    except ValueError as error:
        return error


def test_the_report_can_be_saved_elsewhere(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = CrashWindow(mistake(), "导入", None)
    qtbot.addWidget(window)
    target = tmp_path / "报告.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    buttons = {button.text(): button for button in window.findChildren(QPushButton)}
    window.show()
    click(buttons["报告另存为…"])
    assert target.read_text("utf-8") == window.report
    assert str(target) in window.where.text()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "没有" / "x.txt"), "")
    )
    click(buttons["报告另存为…"])
    assert "报告已保存" not in window.where.text()

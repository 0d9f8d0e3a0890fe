"""Sections ask once they are seen, anew when something changed, and drop answers that come late."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.asked import Part
from djdesk.ui.kit.pane import Context


class Years(Part[int]):
    """Notes the years it was asked about, and what it was told."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.loaded: list[int] = []
        self.answers: list[str] = []

    def load(self, asked: int) -> None:
        """Ask for the word of a year."""
        self.loaded.append(asked)
        self.read(lambda: f"{asked}年", self.answers.append)

    def tell(self, asked: int) -> None:
        """Count a year."""
        self.counted.emit(asked)


def test_it_waits_until_it_is_seen(context: Context, qtbot: QtBot) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    part = Years(context, pane)
    part.ask(2025)
    part.ask(2026)
    assert part.loaded == []
    counted: list[int] = []
    part.counted.connect(counted.append)
    pane.show()
    assert part.loaded == [2026]
    part.ask(2026)
    assert part.loaded == [2026, 2026]
    assert part.answers == ["2026年", "2026年"]
    assert counted == [2026]


def test_an_answer_that_comes_late_is_dropped(context: Context, qtbot: QtBot) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    part = Years(context, pane)
    pane.show()
    part.ask(2025)
    heard: list[str] = []

    def slow() -> str:
        part.asked = 2026  # meanwhile another year was chosen
        return "2025年"

    part.read(slow, heard.append)
    assert heard == []

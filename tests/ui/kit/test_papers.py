"""Page set-up is shown, changed and remembered for each report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from djdesk.reports.kit.content import LANDSCAPE, PORTRAIT, Orientation, Paper
from djdesk.ui.kit import papers
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.papers import PaperPanel, keep_paper, kept_paper

ODD = Paper("A3", Orientation.LANDSCAPE, 11, 12, 13, 14, 5, bound_at="top")


@pytest.fixture
def panel(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> PaperPanel:
    monkeypatch.setattr(papers, "SETTLE", 0)
    made = PaperPanel(PORTRAIT)
    qtbot.addWidget(made)
    return made


def test_a_paper_is_shown_and_read_back(panel: PaperPanel) -> None:
    assert panel.paper() == PORTRAIT
    for paper in (ODD, LANDSCAPE):
        panel.show_paper(paper)
        assert panel.paper() == paper


def test_changes_are_told_once_they_settle(panel: PaperPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.changed):
        panel.lengths["left"].setValue(33)
        panel.sheet.setCurrentText("A5")
    assert (panel.paper().left, panel.paper().size) == (33, "A5")
    with qtbot.assertNotEmitted(panel.changed, wait=20):
        panel.show_paper(ODD)


def test_each_report_keeps_its_own(memory: Memory) -> None:
    keep_paper(memory, "roster", ODD)
    assert kept_paper(memory, "roster", PORTRAIT) == ODD
    assert kept_paper(memory, "member-form", PORTRAIT) == PORTRAIT
    keep_paper(memory, "roster", replace(ODD, offset_x=3))
    assert kept_paper(memory, "roster", PORTRAIT) == ODD  # shifts belong to printers
    memory.keep("papers/roster", "{broken")
    assert kept_paper(memory, "roster", LANDSCAPE) == LANDSCAPE
    memory.keep("papers/roster", "[1]")
    assert kept_paper(memory, "roster", LANDSCAPE) == LANDSCAPE

"""A narrow label cuts its text and tells it whole in its tip."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from djdesk.ui.kit.labels import ElidedLabel

LONG = "中共某某厂机修车间支部委员会"


def test_a_cut_text_is_told_whole(qtbot: QtBot) -> None:
    label = ElidedLabel(LONG)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < label.sizeHint().width() / 3
    label.resize(60, 24)
    label.show()
    label.grab()
    assert label.toolTip() == LONG
    label.resize(600, 24)
    label.grab()
    assert label.toolTip() == ""
    assert label.text() == LONG

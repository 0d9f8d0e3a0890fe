"""A record's place stays empty until the record is asked for, and holds one."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.later import Later


def test_what_belongs_there_is_made_once_when_it_is_asked_for(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    times: list[QWidget] = []

    def make(parent: QWidget) -> QLabel:
        times.append(parent)
        return QLabel("资料", parent)

    place = Later(make, window)
    place.resize(200, 100)
    window.show()
    assert not times
    made = place.now()
    assert place.now() is place.made is made
    assert times == [place]
    assert made.isVisible()
    qtbot.waitUntil(lambda: made.size() == place.size())  # it fills the place

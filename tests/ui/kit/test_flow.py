"""The flow sets widgets in lines within its width."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.flow import FlowLayout


def test_lines_break_where_the_room_ends(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    flow = FlowLayout(home, spacing=10)
    boxes = [QLabel(home) for _ in range(5)]
    for box in boxes:
        box.setFixedSize(100, 20)
        flow.addWidget(box)
    home.resize(330, 200)
    home.show()
    assert [(box.x(), box.y()) for box in boxes] == [
        (0, 0), (110, 0), (220, 0), (0, 30), (110, 30),
    ]  # fmt: skip
    assert flow.heightForWidth(330) == 50
    assert flow.heightForWidth(100) == 140
    boxes[0].hide()
    flow.activate()
    assert (boxes[1].x(), boxes[1].y()) == (0, 0)
    assert flow.count() == 5
    item = flow.takeAt(0)
    assert item is not None
    assert item.widget() is boxes[0]
    assert flow.takeAt(9) is None

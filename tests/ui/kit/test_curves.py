"""Curves begin at zero, say every place in words, leave gaps where nothing is known."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from djdesk.ui.kit.curves import Curve, Curves, Trend
from djdesk.ui.kit.messages import Recorder
from tests.ui.hands import press

MONTHS = tuple(f"{number}月" for number in range(1, 7))
TREND = Trend(
    "张某三的得分",
    MONTHS,
    (
        Curve("张某三", (855, None, 910, 880, None, None)),
        Curve("支部平均", (821, 830, 835, 840, None, None)),
    ),
    levels=((600, "预警线 60"),),
    marks=((2, "结对"),),
)


@pytest.fixture
def curves(messages: Recorder, qtbot: QtBot) -> Curves:
    made = Curves(messages)
    qtbot.addWidget(made)
    made.resize(560, 320)
    made.show()
    return made


def spot(curves: Curves, place: int) -> QPoint:
    """Where a place of the trend is in the plot's widget."""
    assert curves._plot is not None
    box = curves._plot.getViewBox()
    seen = curves._plot.mapFromScene(box.mapViewToScene(QPointF(place, 300)))
    return QPoint(seen.x(), seen.y())


def test_every_place_is_said_in_words(curves: Curves) -> None:
    curves.show_trend(TREND)
    assert TREND.words(0) == "1月：张某三 85.5、支部平均 82.1"
    assert TREND.words(1) == "2月：张某三 —、支部平均 83"
    assert curves.accessibleName() == "张某三的得分"
    assert "3月：张某三 91、支部平均 83.5" in curves.accessibleDescription()


def test_the_axis_begins_at_zero_and_holds_all_that_is_drawn(curves: Curves) -> None:
    curves.show_trend(TREND)
    assert curves._plot is not None
    _across, (low, high) = curves._plot.getViewBox().viewRange()
    assert low == 0
    assert high > 910
    assert curves._plot.getAxis("left")._tickLevels[0][1] == (200, "20")


def test_a_gap_is_no_line_and_no_number(curves: Curves) -> None:
    curves.show_trend(TREND)
    assert curves._plot is not None
    import pyqtgraph as graph

    items = curves._plot.getPlotItem().items
    told = [item.toPlainText() for item in items if isinstance(item, graph.TextItem)]
    assert [word for word in told if word in {"85.5", "91", "88"}] == ["85.5", "91", "88"]
    assert {" 张某三", " 支部平均", "预警线 60", "结对"} <= set(told)


def test_a_click_and_the_keys_lead_to_a_place(curves: Curves, qtbot: QtBot) -> None:
    curves.show_trend(TREND)
    qtbot.wait(20)
    got: list[int] = []
    curves.chosen.connect(got.append)
    assert curves._plot is not None
    QTest.mouseClick(curves._plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(curves, 2))
    press(curves, Qt.Key.Key_Right)
    press(curves, Qt.Key.Key_Return)
    assert got == [2, 0]


def test_nothing_to_draw_loads_nothing(curves: Curves) -> None:
    curves.show_trend(Trend("空", (), ()))
    assert curves._plot is None


def test_it_leaves_as_a_picture(curves: Curves) -> None:
    curves.show_trend(TREND)
    assert curves.png().startswith(b"\x89PNG")
    assert b"<svg" in curves.svg()

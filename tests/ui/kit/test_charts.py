"""Charts say their numbers, begin at zero, lead to the rows behind, and leave as pictures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import style
from djdesk.ui.kit.charts import Bar, Chart, Figure, Shape
from djdesk.ui.kit.messages import Recorder
from tests.ui.hands import press

SEXES = Figure("性别", (Bar("男", 29, "m"), Bar("女", 14, "f")), Shape.BARS, shares=True)
AGES = Figure("年龄段", tuple(Bar(f"{n}岁", n, n) for n in (3, 9, 5, 0)))
YEARS = Figure("历年人数", tuple(Bar(str(y), 30 + y % 7) for y in range(2000, 2026)), Shape.LINE)


@pytest.fixture
def chart(messages: Recorder, qtbot: QtBot) -> Chart:
    made = Chart(messages)
    qtbot.addWidget(made)
    made.resize(500, 320)
    made.show()
    return made


def middle(chart: Chart, place: int, share: float = 0.5) -> QPoint:
    """The middle of a bar in the plot's widget; `share` of its length from zero."""
    assert chart._plot is not None
    value = chart.figure.bars[place].value * share
    x, y = (value, place) if chart.shape() is Shape.BARS else (place, value)
    box = chart._plot.getViewBox()
    from PySide6.QtCore import QPointF

    seen = chart._plot.mapFromScene(box.mapViewToScene(QPointF(x, y)))
    return QPoint(seen.x(), seen.y())


@pytest.mark.parametrize("figure", [SEXES, AGES], ids=["lying", "standing"])
def test_a_click_leads_to_what_is_behind(chart: Chart, figure: Figure, qtbot: QtBot) -> None:
    chart.show_figure(figure)
    qtbot.wait(20)
    got: list[Bar] = []
    chart.chosen.connect(got.append)
    assert chart._plot is not None
    QTest.mouseClick(chart._plot.viewport(), Qt.MouseButton.LeftButton, pos=middle(chart, 1))
    assert got == [figure.bars[1]]


def test_hovering_tells_the_value(chart: Chart, qtbot: QtBot) -> None:
    chart.show_figure(SEXES)
    qtbot.wait(20)
    assert chart._plot is not None
    QTest.mouseMove(chart._plot.viewport(), middle(chart, 0))
    qtbot.waitUntil(lambda: QToolTip.text() == "男：29（67%） 人")


def test_keys_walk_and_enter_opens(chart: Chart) -> None:
    chart.show_figure(AGES)
    got: list[Bar] = []
    chart.chosen.connect(got.append)
    press(chart, Qt.Key.Key_Return)
    assert got == []
    press(chart, Qt.Key.Key_Right)
    press(chart, Qt.Key.Key_Right)
    press(chart, Qt.Key.Key_Return)
    press(chart, Qt.Key.Key_Left)
    press(chart, Qt.Key.Key_Left)
    press(chart, Qt.Key.Key_Return)
    assert [bar.label for bar in got] == ["9岁", "0岁"]


@pytest.mark.parametrize("figure", [SEXES, AGES, YEARS], ids=["lying", "standing", "line"])
def test_amounts_begin_at_zero(chart: Chart, figure: Figure) -> None:
    chart.show_figure(figure)
    assert chart._plot is not None
    across, up = chart._plot.getViewBox().viewRange()
    amounts = across if chart.shape() is Shape.BARS else up
    assert amounts[0] == 0
    assert amounts[1] > max(bar.value for bar in figure.bars)


def test_words_that_do_not_fit_side_by_side_lie_down(chart: Chart) -> None:
    many = Figure("学历", tuple(Bar("中等专业学校毕业", n) for n in range(1, 9)))
    chart.show_figure(many)
    assert chart.shape() is Shape.BARS
    chart.resize(2000, 400)
    assert chart.shape() is Shape.COLUMNS


def test_it_speaks_to_screen_readers(chart: Chart) -> None:
    chart.show_figure(SEXES)
    assert chart.accessibleName() == "性别"
    assert chart.accessibleDescription() == "男 29（67%）；女 14（33%），单位：人"


def test_an_empty_figure_draws_nothing(chart: Chart) -> None:
    chart.show_figure(Figure("空", ()))
    assert chart._plot is None
    press(chart, Qt.Key.Key_Right)


def test_targets_are_said_and_drawn_from_zero(chart: Chart) -> None:
    hours = Figure(
        "学时", (Bar("甲", 335, 1, 320), Bar("乙", 160, 2, 560)), Shape.BARS, unit="学时", parts=10
    )
    chart.show_figure(hours)
    assert [hours.words(bar) for bar in hours.bars] == ["33.5/32", "16/56"]
    assert chart._plot is not None
    (low, high), _up = chart._plot.getViewBox().viewRange()
    assert low == 0
    assert high > 560
    ticks = chart._plot.getAxis("bottom")._tickLevels[0]
    assert ticks[:3] == [(0, "0"), (200, "20"), (400, "40")]
    assert chart._fill(hours.bars[0]).name() == style.LIGHT.ok.lower()
    assert chart._fill(hours.bars[1]).name() == style.LIGHT.warn.lower()


def test_what_is_below_zero_is_drawn_below_zero(chart: Chart) -> None:
    chart.show_figure(Figure("加减分", (Bar("加", 140), Bar("减", -80)), Shape.BARS, parts=10))
    assert chart._plot is not None
    (low, high), _up = chart._plot.getViewBox().viewRange()
    assert low < -80
    assert high > 140
    ticks = chart._plot.getAxis("bottom")._tickLevels[0]
    assert ticks[:3] == [(-50, "-5"), (0, "0"), (50, "5")]

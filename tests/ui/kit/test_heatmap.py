"""The heat map writes its values, colours them in every theme, leads to rows, leaves whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import style, theme
from djdesk.ui.kit.heatmap import Heat, HeatCell, HeatMap, HeatRow, State, band
from djdesk.ui.kit.messages import Recorder
from tests.ui.hands import press

MONTHS = tuple(f"{n}月" for n in range(1, 13))
STATES: tuple[State, ...] = ("bad", "warn", "fair", "ok", "")


def _heat(people: int) -> Heat:
    rows = tuple(
        HeatRow(
            f"党员{n}",
            tuple(
                HeatCell(f"{n + m}", STATES[(n + m) % 5], f"{n}/{m}", (n, m) if m != 2 else None)
                for m in range(12)
            ),
        )
        for n in range(people)
    )
    return Heat("到会率", MONTHS, rows, (("bad", "低于 60%"), ("ok", "95% 以上")))


@pytest.fixture
def heat(messages: Recorder, qtbot: QtBot) -> HeatMap:
    made = HeatMap(messages)
    qtbot.addWidget(made)
    made.resize(800, 360)
    made.show_heat(_heat(43))
    made.show()
    return made


def test_the_model_keeps_the_laws_of_qt(heat: HeatMap) -> None:
    tester = QAbstractItemModelTester(
        heat.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    heat.show_heat(_heat(2))
    heat.show_heat(Heat("", (), ()))
    assert tester.model() is heat.table.model()


def test_values_words_and_tips_stand_where_they_belong(heat: HeatMap) -> None:
    model = heat.table.model()
    assert model.index(3, 4).data() == "7"
    assert model.index(3, 4).data(Qt.ItemDataRole.ToolTipRole) == "3/4"
    assert model.headerData(4, Qt.Orientation.Horizontal) == "5月"
    assert model.headerData(3, Qt.Orientation.Vertical) == "党员3"


def test_a_click_and_enter_lead_to_the_rows_behind(heat: HeatMap) -> None:
    got: list[object] = []
    heat.chosen.connect(lambda cell: got.append(cell.behind))
    model, table = heat.table.model(), heat.table
    for column in (1, 2):  # nothing stands behind the second
        place = table.visualRect(model.index(2, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Right)
    press(table, Qt.Key.Key_Return)
    assert got == [(2, 1), (3, 3)]


def test_the_place_is_kept_when_values_change(heat: HeatMap) -> None:
    heat.table.setCurrentIndex(heat.table.model().index(5, 6))
    heat.show_heat(_heat(20))
    assert (heat.table.currentIndex().row(), heat.table.currentIndex().column()) == (5, 6)
    heat.show_heat(_heat(3))
    assert (heat.table.currentIndex().row(), heat.table.currentIndex().column()) == (0, 0)


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK, theme.Mode.CONTRAST])
def test_what_is_written_can_be_read_in_every_theme(
    heat: HeatMap, look: theme.Theme, mode: theme.Mode
) -> None:
    look.set_mode(mode)
    for state in STATES:
        back, written = heat.tone(state)
        assert _contrast(back, written) >= 4.5, state


def test_cells_carry_their_colour_on_the_screen(heat: HeatMap, qtbot: QtBot) -> None:
    qtbot.wait(10)
    table = heat.table
    picture = table.viewport().grab().toImage()
    for column in range(5):
        rect = table.visualRect(table.model().index(1, column))
        at = rect.topLeft() + QPoint(4, 4)
        ratio = picture.devicePixelRatio()
        seen = picture.pixelColor(round(at.x() * ratio), round(at.y() * ratio))
        assert seen == heat.tone(STATES[(1 + column) % 5])[0]


def test_the_picture_holds_all_rows_in_light_colours(heat: HeatMap, look: theme.Theme) -> None:
    look.set_mode(theme.Mode.DARK)
    picture = heat.picture()
    assert picture.height() / picture.devicePixelRatio() >= 43 * 24
    assert picture.pixelColor(2, 2) == QColor(style.LIGHT.paper)
    heat.copy()
    assert QGuiApplication.clipboard().image().size() == picture.size()
    assert heat.tone("")[0] == QColor(style.DARK.paper)


def test_it_is_exported(heat: HeatMap, messages: Recorder, tmp_path: Path) -> None:
    messages.files = [tmp_path / "图.svg"]
    heat.export()
    assert "党员42" in (tmp_path / "图.svg").read_text(encoding="utf-8")


def test_columns_share_the_width_and_grow_with_the_letters(
    heat: HeatMap, look: theme.Theme
) -> None:
    before = heat.table.columnWidth(0)
    heat.resize(1200, 360)
    assert heat.table.columnWidth(0) > before
    look.set_scale(145)
    assert heat.table.verticalHeader().defaultSectionSize() == look.px(24)


def test_bands() -> None:
    rates = (None, 0, 59, 60, 79, 80, 94, 95, 100)
    expected = ["", "bad", "bad", "warn", "warn", "fair", "fair", "ok", "ok"]
    assert [band(rate) for rate in rates] == expected


def _contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _light(colour: QColor) -> float:
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

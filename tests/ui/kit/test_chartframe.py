"""What every chart has: its title read aloud, and pictures in light colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from djdesk.ui.kit import style, theme
from djdesk.ui.kit.charts import Bar, Chart, Figure, Shape
from djdesk.ui.kit.messages import Recorder

SEXES = Figure("性别", (Bar("男", 29, "m"), Bar("女", 14, "f")), Shape.BARS, shares=True)


@pytest.fixture
def chart(messages: Recorder, qtbot: QtBot) -> Chart:
    made = Chart(messages)
    qtbot.addWidget(made)
    made.resize(500, 320)
    made.show()
    return made


def test_the_title_is_read_aloud(chart: Chart) -> None:
    chart.set_title("年龄段")
    assert chart.accessibleName() == "年龄段"


def test_pictures_are_light_whatever_the_theme(chart: Chart, look: theme.Theme) -> None:
    look.set_mode(theme.Mode.DARK)
    chart.show_figure(SEXES)
    picture = chart.picture()
    assert picture.pixelColor(2, 2).name() == style.LIGHT.paper.lower()
    assert picture.width() >= 2 * chart.width() * 0.9
    dots = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
    }
    assert style.LIGHT.accent.lower() in dots
    assert chart._tokens == style.DARK


def test_copy_and_export(chart: Chart, messages: Recorder, tmp_path: Path) -> None:
    chart.show_figure(SEXES)
    chart.copy()
    assert not QGuiApplication.clipboard().image().isNull()
    for name in ("a.png", "a.svg"):
        messages.files = [tmp_path / name]
        chart.export()
    picture = QImage(str(tmp_path / "a.png"))
    assert picture.width() > 400
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()
    assert "性别" in (tmp_path / "a.svg").read_text("utf-8")
    messages.files = []
    chart.export()
    assert messages.said[-1] == "已导出：a.svg"

"""Photographs of any size and kind become small pictures; what is no picture is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from djdesk.errors import UserError
from djdesk.ui.roster.portrait import KEPT, Portrait, shrunk
from tests.ui.hands import click


def picture(path: Path, width: int, height: int, colour: Qt.GlobalColor) -> Path:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(colour)
    assert image.save(str(path))
    return path


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.bmp"])
def test_a_large_picture_becomes_a_small_photograph(tmp_path: Path, name: str) -> None:
    content = shrunk(picture(tmp_path / name, 1500, 2000, Qt.GlobalColor.blue))
    image = QImage.fromData(QByteArray(content))
    assert image.size() == KEPT
    assert image.pixelColor(10, 10).blue() > 240
    assert content.startswith(b"\xff\xd8")  # JPEG, whatever it was


def test_a_small_picture_stays_as_it_is_and_clear_parts_turn_white(tmp_path: Path) -> None:
    content = shrunk(picture(tmp_path / "a.png", 30, 40, Qt.GlobalColor.transparent))
    image = QImage.fromData(QByteArray(content))
    assert (image.width(), image.height()) == (30, 40)
    assert image.pixelColor(10, 10).lightness() > 250


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "简历.jpg"
    path.write_text("这不是照片", encoding="utf-8")
    with pytest.raises(UserError, match="简历"):
        shrunk(path)


def test_it_shows_the_photograph_and_asks_for_another_only_if_it_may(
    tmp_path: Path, qtbot: QtBot
) -> None:
    portrait = Portrait()
    qtbot.addWidget(portrait)
    portrait.show()
    wanted: list[bool] = []
    portrait.wanted.connect(lambda: wanted.append(True))
    click(portrait)
    assert wanted == []
    portrait.set_editable(True)
    click(portrait)
    assert wanted == [True]
    portrait.show_picture(shrunk(picture(tmp_path / "a.png", 300, 400, Qt.GlobalColor.red)))
    assert not portrait.pixmap().isNull()
    portrait.show_picture(b"")
    assert portrait.text() == "照片"

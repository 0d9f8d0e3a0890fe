"""A picture of the book is shown from memory; a file that cannot be read says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from djdesk.errors import StorageFault
from djdesk.services.archive import AttachedFile
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.viewer import Viewer, read_file, show_picture


def _picture() -> bytes:
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@pytest.mark.parametrize(("content", "seen"), [(_picture(), True), (b"no picture", False)])
def test_a_picture_is_seen_or_told_to_be_none(content: bytes, seen: bool, qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    viewer = Viewer("照片.jpg", content, home)
    label = viewer.findChild(QLabel)
    assert label is not None
    assert (not label.pixmap().isNull()) is seen
    assert ("打不开" in label.text()) is not seen
    viewer.close()


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "照片.jpg"
    path.write_bytes(b"content")
    assert read_file(path) == b"content"
    path.unlink()
    with pytest.raises(StorageFault):
        read_file(path)


def test_only_pictures_are_read_to_be_shown(context: Context, qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    asked: list[int] = []

    def read(key: int) -> bytes:
        asked.append(key)
        return _picture()

    day = datetime(2026, 3, 5, tzinfo=UTC)
    paper = AttachedFile(3, "通知.pdf", "application/pdf", 9, "d", day, "")
    photo = replace(paper, id=4, title="照片.png", media_type="image/png")
    for file in (None, paper, photo):
        show_picture(context, home, file, read)
    assert asked == [4]
    viewer = home.findChild(Viewer)
    assert viewer is not None
    assert viewer.windowTitle() == "照片.png"
    viewer.close()

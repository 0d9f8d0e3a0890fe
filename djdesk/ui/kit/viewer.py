"""Pictures kept in the book, looked at inside the program; and files read on their way into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeGuard

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from djdesk.errors import StorageFault
from djdesk.models.store.atomic import replace_file
from djdesk.models.store.faults import from_os
from djdesk.services import archive
from djdesk.services.archive import AttachedFile
from djdesk.ui.kit import theme
from djdesk.ui.kit.pane import Context


class Viewer(QDialog):
    """A picture from the book, shown without ever lying in clear on the disk."""

    def __init__(self, title: str, content: bytes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QPixmap()
        picture.loadFromData(QByteArray(content))
        screen = self.screen().availableGeometry()
        label = QLabel(self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if picture.isNull():
            label.setText("这张图片打不开，请另存后用别的程序查看。")
        else:
            room = screen.size() * 0.85
            if picture.width() > room.width() or picture.height() > room.height():
                picture = picture.scaled(
                    room,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            label.setPixmap(picture)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(label)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)
        look = theme.active()
        self.resize(
            max(look.px(320), min(picture.width() + 24, round(screen.width() * 0.9))),
            max(look.px(240), min(picture.height() + 24, round(screen.height() * 0.9))),
        )


def is_picture(file: AttachedFile | None) -> TypeGuard[AttachedFile]:
    """Whether this is a file that can be looked at inside the program."""
    return file is not None and file.media_type.startswith("image/")


def show_picture(
    context: Context, owner: QWidget, file: AttachedFile | None, read: Callable[[int], bytes]
) -> None:
    """Show a picture of the book, which `read` reads by its key; nothing for any other file."""
    if is_picture(file):
        context.jobs.read(
            owner,
            lambda: read(file.id),
            lambda content: Viewer(file.title, content, owner.window()).open(),
        )


def save_copy(context: Context, owner: QObject, file: AttachedFile) -> None:
    """Let the person save a file of the book elsewhere, and say that the copy lies in clear."""
    path = context.messages.save_file("另存为", file.title, "所有文件 (*)")
    if path is None:
        return
    context.jobs.read(
        owner,
        lambda: replace_file(path, archive.content(context.desk, file.id)),
        lambda _none: context.messages.tell(
            f"已另存为“{path.name}”。这份文件没有加密，用完请删除。"
        ),
    )


def read_file(path: Path) -> bytes:
    """The bytes of a file the person chose; `StorageFault` that says why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        fault: StorageFault = from_os(error, path)
        raise fault from error

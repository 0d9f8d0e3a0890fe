"""The photograph of a member: shown small, changed by click or by dropping a picture on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QImageReader,
    QImageWriter,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QWidget

from djdesk.errors import UserError
from djdesk.ui.kit import theme

WIDTH, HEIGHT = 66, 88  # at 100 %; a one-inch photograph is 25 × 35 mm
KEPT = QSize(480, 640)  # pixels; sharp at 30 × 40 mm on 300 dpi paper
PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


def shrunk(path: Path) -> bytes:
    """The picture at `path` upright and small, as JPEG; `UserError` if it is no picture."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise UserError(f"“{path.name}”不是能打开的图片。", "请选择 JPG 或 PNG 照片。")
    if image.width() > KEPT.width() or image.height() > KEPT.height():
        image = image.scaled(
            KEPT, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)  # what is transparent would become black
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # not QImage.save: it refuses the format its own signature asks for
    writer = QImageWriter(buffer, QByteArray(b"JPEG"))
    writer.setQuality(88)
    if not writer.write(paper):
        raise UserError(f"“{path.name}”不能存为照片。", "请换一张 JPG 或 PNG 照片。")
    return bytes(buffer.data().data())


class Portrait(QLabel):
    """Shows a photograph or the word 照片; `wanted` on click or Enter, `dropped(path)`."""

    wanted = Signal()
    dropped = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("照片", parent)
        self.editable = False
        self._content = b""
        self._height = HEIGHT
        theme.role(self, "photo")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAcceptDrops(True)
        self.setAccessibleName("照片")
        theme.active().changed.connect(self._apply_size)
        self._apply_size()

    def set_editable(self, editable: bool) -> None:
        """Whether a click or drop changes the photograph."""
        self.editable = editable
        self.setToolTip("点击选择照片，或把照片拖到这里" if editable else "")
        focus = Qt.FocusPolicy.TabFocus if editable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(focus)

    def set_height(self, height: int | None) -> None:
        """Show it `height` px high at 100 %; None is its usual size."""
        self._height = height or HEIGHT
        self._apply_size()

    def show_picture(self, content: bytes) -> None:
        """Show a photograph; empty shows the word."""
        self._content = content
        self._draw()

    def _apply_size(self) -> None:
        look = theme.active()
        self.setFixedSize(look.px(self._height * WIDTH / HEIGHT), look.px(self._height))
        self._draw()

    def _draw(self) -> None:
        picture = QPixmap()
        if self._content and picture.loadFromData(QByteArray(self._content)):
            ratio = self.devicePixelRatioF()
            picture = picture.scaled(
                self.size() * ratio,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            picture.setDevicePixelRatio(ratio)
            self.setPixmap(picture)
        else:
            self.setText("照片")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.editable and self.rect().contains(event.position().toPoint()):
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.editable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.editable and _picture(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _picture(event)
        if path is not None:
            self.dropped.emit(path)


def _picture(event: QDropEvent) -> Path | None:
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if path.suffix.lower() in PICTURES:
            return path
    return None

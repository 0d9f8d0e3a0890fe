"""What every chart has: a title, the keys, and the ways out as a picture (复制图片, 导出)."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from djdesk.models.store.atomic import replace_file
from djdesk.ui.kit import buttons, style, theme
from djdesk.ui.kit.messages import Messages

SHARPNESS = 2  # pictures for reports have twice the dots of the screen


class ChartFrame(QWidget):
    """The frame of a chart; a kind of chart puts its drawing into `_room` and says how it paints.

    Colours come from `_colour`, the font from `_font`: pictures are painted in the light theme,
    because they go into documents on white paper.
    """

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._tokens = theme.active().tokens
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        self._title = QLabel(self)
        theme.role(self._title, "heading")
        head.addWidget(self._title, 1)
        for text, icon, then in (
            ("复制图片", "copy", self.copy),
            ("导出", "download", self.export),
        ):
            act = buttons.action(self, text, icon)
            act.triggered.connect(lambda _checked=False, then=then: then())
            head.addWidget(buttons.button_for(act, self, role="plain"))
        box.addLayout(head)
        self._room = box
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.active().changed.connect(self._on_theme)

    def set_title(self, title: str) -> None:
        """Say what is shown, above the chart, in its pictures and to screen readers."""
        self._title.setText(title)
        self.setAccessibleName(title)

    # --- what a kind of chart says ------------------------------------------------------------

    def _draw(self) -> None:
        """Draw anew: colours or sizes have changed."""
        raise NotImplementedError

    def _content_size(self) -> QSize:
        """The size of the drawing without the title."""
        raise NotImplementedError

    def _paint_content(self, painter: QPainter, target: QRectF) -> None:
        """Paint the drawing into a picture."""
        raise NotImplementedError

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(theme.active().px(12))
        return font

    def _colour(self, token: str) -> QColor:
        return QColor(str(getattr(self._tokens, token)))

    def _on_theme(self) -> None:
        self._tokens = theme.active().tokens
        self._draw()

    # --- pictures -----------------------------------------------------------------------------

    def picture(self) -> QImage:
        """The chart as a picture, title included, at twice the dots of the screen."""
        size = self._picture_size()
        image = QImage(size * SHARPNESS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARPNESS)
        image.fill(QColor(style.LIGHT.paper))
        painter = QPainter(image)
        self._paint(painter, size)
        painter.end()
        return image

    def png(self) -> bytes:
        """The picture as a PNG file, e.g. for a report."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(self.picture())
        return bytes(content.data())

    def svg(self) -> bytes:
        """The chart as an SVG file."""
        from PySide6.QtSvg import QSvgGenerator

        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        size = self._picture_size()
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
        generator.setTitle(self._title.text())
        painter = QPainter(generator)
        painter.fillRect(0, 0, size.width(), size.height(), QColor(style.LIGHT.paper))
        self._paint(painter, size)
        painter.end()
        return bytes(content.data())

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture())
        self._messages.tell("图片已复制，可以粘贴到文档中。")

    def export(self) -> None:
        """Let the user save the picture as PNG or SVG."""
        path = self._messages.save_file(
            "导出图片", f"{self._title.text()}.png", "PNG 图片 (*.png);;SVG 图片 (*.svg)"
        )
        if path is not None:
            is_svg = path.suffix.casefold() == ".svg"
            replace_file(path, self.svg() if is_svg else self.png())
            self._messages.tell(f"已导出：{path.name}")

    def _picture_size(self) -> QSize:
        content = self._content_size()
        return QSize(content.width(), content.height() + theme.active().px(32))

    def _paint(self, painter: QPainter, size: QSize) -> None:
        look = theme.active()
        self._tokens = style.LIGHT
        self._draw()
        head = look.px(32)
        painter.setFont(QFont(self._title.font()))
        painter.setPen(self._colour("text"))
        area = QRectF(look.px(8), 0, size.width() - look.px(16), head)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), self._title.text())
        self._paint_content(painter, QRectF(0, head, size.width(), size.height() - head))
        self._on_theme()

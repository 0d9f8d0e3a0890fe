"""Charts that say their numbers: columns, bars, lines; a click goes to the rows behind a bar.

Axes of amounts begin at zero, every bar carries its value, and shares are bars too, because
lengths can be compared and slices cannot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QObject,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolTip, QVBoxLayout, QWidget

from djdesk.models.store.atomic import replace_file
from djdesk.ui.kit import buttons, style, theme
from djdesk.ui.kit.messages import Messages

if TYPE_CHECKING:
    import pyqtgraph

SHARPNESS = 2  # pictures for reports have twice the dots of the screen


class Shape(StrEnum):
    """How amounts are drawn: standing columns, lying bars (long words), or a line over time."""

    COLUMNS = "columns"
    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount: its word, its value, and whatever leads to the rows behind it."""

    label: str
    value: int
    behind: object = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What a chart shows; `unit` is said after each value, `shares` adds per cent of the sum."""

    title: str
    bars: tuple[Bar, ...]
    shape: Shape = Shape.COLUMNS
    unit: str = "人"
    shares: bool = False

    def words(self, bar: Bar) -> str:
        """The value of a bar in words: 「12 人（28%）」."""
        total = sum(each.value for each in self.bars)
        share = f"（{bar.value * 100 / total:.0f}%）" if self.shares and total else ""
        return f"{bar.value}{share}"


class Chart(QWidget):
    """Draws a `Figure`; `chosen(Bar)` on a click or Enter. Loads pyqtgraph when first shown."""

    chosen = Signal(object)

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self.figure = Figure("", ())
        self._plot: pyqtgraph.PlotWidget | None = None
        self._place = -1
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
        self.setMinimumHeight(theme.active().px(220))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.active().changed.connect(self._on_theme)

    def show_figure(self, figure: Figure) -> None:
        """Show other amounts."""
        self.figure = figure
        self._place = -1
        self._title.setText(figure.title)
        told = "；".join(f"{bar.label} {figure.words(bar)}" for bar in figure.bars)
        self.setAccessibleName(figure.title)
        self.setAccessibleDescription(f"{told}，单位：{figure.unit}")
        self._draw()

    # --- drawing ------------------------------------------------------------------------------

    def shape(self) -> Shape:
        """How the figure is drawn: columns whose words do not fit side by side become bars."""
        wanted = self.figure.shape
        if wanted is Shape.COLUMNS and self._widest() * len(self.figure.bars) > self.width():
            return Shape.BARS
        return wanted

    def _widest(self) -> int:
        metrics = QFontMetrics(self._font())
        longest = max((metrics.horizontalAdvance(b.label) for b in self.figure.bars), default=0)
        return longest + theme.active().px(12)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(theme.active().px(12))
        return font

    def _colour(self, token: str) -> QColor:
        return QColor(str(getattr(self._tokens, token)))

    def _on_theme(self) -> None:
        self._tokens = theme.active().tokens
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plot is not None:
            self._draw()

    def _draw(self) -> None:
        figure, look = self.figure, theme.active()
        if not figure.bars:
            return
        plot = self._plot or self._make_plot()
        plot.clear()
        plot.setBackground(self._colour("paper"))
        lying = self.shape() is Shape.BARS
        self._dress_axes(*(("left", "bottom") if lying else ("bottom", "left")))
        self._draw_bars()
        count, high = len(figure.bars), max(1, *(bar.value for bar in figure.bars))
        # Two bars alone would be as thick as a page; they get the thickness of four.
        along, across = (-0.6, max(count, 4) - 0.4), (0, high * (1.25 if lying else 1.15))
        plot.getViewBox().invertY(lying)
        if lying:
            plot.setRange(xRange=across, yRange=along, padding=0)
        else:
            plot.setRange(xRange=along, yRange=across, padding=0)
        self.setMinimumHeight(look.px(70 + 24 * count) if lying else look.px(220))

    def _make_plot(self) -> pyqtgraph.PlotWidget:
        import pyqtgraph as graph

        graph.setConfigOptions(antialias=True)
        plot = graph.PlotWidget(self)
        plot.setMouseEnabled(False, False)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.viewport().setMouseTracking(True)
        plot.viewport().installEventFilter(self)
        self._room.addWidget(plot, 1)
        plot.show()
        self._plot = plot
        return plot

    def _dress_axes(self, words: str, amounts: str) -> None:
        assert self._plot is not None
        bars = self.figure.bars
        fitting = max(1, self.width() // self._widest()) if words == "bottom" else len(bars)
        every = math.ceil(len(bars) / fitting)
        ticks = [(n, bar.label) for n, bar in enumerate(bars) if n % every == 0]
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setStyle(tickFont=self._font(), tickLength=0, hideOverlappingLabels=False)
            axis.setZValue(-1)  # the grid lies behind the bars
            axis.setTextPen(self._colour("text" if name == words else "muted"))
            axis.setPen(self._colour("line"))
            axis.setTicks([ticks] if name == words else None)
            axis.enableAutoSIPrefix(False)
        high = max(1, *(bar.value for bar in bars))
        self._plot.getAxis(amounts).setTicks([[(n, str(n)) for n in _even_steps(high)]])
        self._plot.showGrid(x=amounts == "bottom", y=amounts == "left", alpha=0.15)

    def _draw_bars(self) -> None:
        import pyqtgraph as graph

        assert self._plot is not None
        look, figure, shape = theme.active(), self.figure, self.shape()
        places = list(range(len(figure.bars)))
        values = [bar.value for bar in figure.bars]
        fill = self._colour("accent")
        if shape is Shape.LINE:
            self._plot.plot(
                places, values, pen=graph.mkPen(fill, width=2), symbol="o",
                symbolSize=look.px(7), symbolBrush=fill, symbolPen=fill,
            )  # fmt: skip
        elif shape is Shape.BARS:
            self._plot.addItem(
                graph.BarGraphItem(x0=0, y=places, height=0.6, width=values, brush=fill, pen=fill)
            )
        else:
            self._plot.addItem(
                graph.BarGraphItem(x=places, y0=0, height=values, width=0.6, brush=fill, pen=fill)
            )
        lying = shape is Shape.BARS
        every = 1 if lying else math.ceil(len(places) / max(1, self.width() // look.px(36)))
        for place, bar in enumerate(figure.bars):
            if place % every:
                continue
            anchor = (0, 0.5) if lying else (0.5, 1)
            label = graph.TextItem(figure.words(bar), color=self._colour("text"), anchor=anchor)
            label.setFont(self._font())
            label.setPos(*((bar.value, place) if lying else (place, bar.value)))
            self._plot.addItem(label)

    # --- hands --------------------------------------------------------------------------------

    def bar_at(self, x: float, y: float) -> Bar | None:
        """The bar whose strip contains a point of the plot's widget."""
        if self._plot is None:
            return None
        point = self._plot.getViewBox().mapSceneToView(self._plot.mapToScene(round(x), round(y)))
        place = round(point.y() if self.shape() is Shape.BARS else point.x())
        return self.figure.bars[place] if 0 <= place < len(self.figure.bars) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._plot is not None:
            bar = self.bar_at(event.position().x(), event.position().y())
            if event.type() == QMouseEvent.Type.MouseMove:
                shape = Qt.CursorShape.PointingHandCursor if bar else Qt.CursorShape.ArrowCursor
                self._plot.viewport().setCursor(shape)
                tip = f"{bar.label}：{self.figure.words(bar)} {self.figure.unit}" if bar else ""
                QToolTip.showText(event.globalPosition().toPoint(), tip, self)
            elif (
                event.type() == QMouseEvent.Type.MouseButtonRelease
                and event.button() == Qt.MouseButton.LeftButton
                and bar is not None
            ):
                self.chosen.emit(bar)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1,
        }.get(Qt.Key(event.key()))  # fmt: skip
        bars = self.figure.bars
        if step is not None and bars:
            self._place = (self._place + step) % len(bars)
            bar = bars[self._place]
            tip = f"{bar.label}：{self.figure.words(bar)} {self.figure.unit}"
            QToolTip.showText(self.mapToGlobal(self.rect().center()), tip, self)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._place < len(bars):
            self.chosen.emit(bars[self._place])
        else:
            super().keyPressEvent(event)

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
        generator.setTitle(self.figure.title)
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
            "导出图片", f"{self.figure.title}.png", "PNG 图片 (*.png);;SVG 图片 (*.svg)"
        )
        if path is not None:
            is_svg = path.suffix.casefold() == ".svg"
            replace_file(path, self.svg() if is_svg else self.png())
            self._messages.tell(f"已导出：{path.name}")

    def _picture_size(self) -> QSize:
        self._room.activate()  # a plot just made has no place yet
        plot = self._plot.size() if self._plot is not None else QSize(400, 240)
        return QSize(plot.width(), plot.height() + theme.active().px(32))

    def _paint(self, painter: QPainter, size: QSize) -> None:
        """Paint title and plot in the light colours: pictures go into documents on white paper."""
        look = theme.active()
        self._tokens = style.LIGHT
        self._draw()
        head = look.px(32)
        font = QFont(self._title.font())
        painter.setFont(font)
        painter.setPen(self._colour("text"))
        area = QRectF(look.px(8), 0, size.width() - look.px(16), head)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), self.figure.title)
        if self._plot is not None:
            target = QRectF(0, head, size.width(), size.height() - head)
            self._plot.render(painter, target)
        self._on_theme()


def _even_steps(high: int) -> Sequence[int]:
    """Whole ticks from 0 to `high`, at most six, at 1, 2 or 5 times a power of ten."""
    rough = max(1.0, high / 5)
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(power * f) for f in (1, 2, 5, 10) if power * f >= rough)
    return range(0, high + step, max(step, 1))

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

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.chartframe import ChartFrame
from djdesk.ui.kit.messages import Messages

if TYPE_CHECKING:
    import pyqtgraph


class Shape(StrEnum):
    """How amounts are drawn: standing columns, lying bars (long words), or a line over time."""

    COLUMNS = "columns"
    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount: its word, its value, whatever leads to the rows behind it, and what was asked.

    A bar with a `target` is drawn in the colour of reached or not, with a line where it should end.
    """

    label: str
    value: int
    behind: object = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What a chart shows; `unit` is said after each value, `shares` adds per cent of the sum.

    `parts` is how many of a value make up one unit (10 for tenths of hours).
    """

    title: str
    bars: tuple[Bar, ...]
    shape: Shape = Shape.COLUMNS
    unit: str = "人"
    shares: bool = False
    parts: int = 1

    def words(self, bar: Bar) -> str:
        """The value of a bar in words: 「12（28%）」, with a target 「24/32」."""
        total = sum(each.value for each in self.bars)
        share = f"（{bar.value * 100 / total:.0f}%）" if self.shares and total else ""
        target = "" if bar.target is None else f"/{self.number(bar.target)}"
        return f"{self.number(bar.value)}{target}{share}"

    def number(self, value: int) -> str:
        """A value in units: whole, or with as few digits as it needs."""
        return f"{value / self.parts:g}" if self.parts > 1 else f"{value}"

    @property
    def high(self) -> int:
        """The highest value or target, at least 1."""
        return max(1, *(max(bar.value, bar.target or 0) for bar in self.bars))


class Chart(ChartFrame):
    """Draws a `Figure`; `chosen(Bar)` on a click or Enter. Loads pyqtgraph when first shown."""

    chosen = Signal(object)

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(messages, parent)
        self.figure = Figure("", ())
        self._plot: pyqtgraph.PlotWidget | None = None
        self._place = -1
        self.setMinimumHeight(theme.active().px(220))

    def show_figure(self, figure: Figure) -> None:
        """Show other amounts."""
        self.figure = figure
        self._place = -1
        self.set_title(figure.title)
        told = "；".join(f"{bar.label} {figure.words(bar)}" for bar in figure.bars)
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
        count, high = len(figure.bars), figure.high
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
        parts = self.figure.parts
        steps = _even_steps(math.ceil(self.figure.high / parts))
        self._plot.getAxis(amounts).setTicks([[(n * parts, str(n)) for n in steps]])
        # an axis that widens by itself leaves out the words that were too long for it before
        left = self._plot.getAxis("left")
        left.setWidth(self._widest() if words == "left" else None)
        self._plot.showGrid(x=amounts == "bottom", y=amounts == "left", alpha=0.15)

    def _draw_bars(self) -> None:
        import pyqtgraph as graph

        assert self._plot is not None
        look, figure, shape = theme.active(), self.figure, self.shape()
        places = list(range(len(figure.bars)))
        values = [bar.value for bar in figure.bars]
        fill = self._colour("accent")
        fills = [self._fill(bar) for bar in figure.bars]
        if shape is Shape.LINE:
            self._plot.plot(
                places, values, pen=graph.mkPen(fill, width=2), symbol="o",
                symbolSize=look.px(7), symbolBrush=fill, symbolPen=fill,
            )  # fmt: skip
        elif shape is Shape.BARS:
            self._plot.addItem(
                graph.BarGraphItem(
                    x0=0, y=places, height=0.6, width=values, brushes=fills, pens=fills
                )
            )
        else:
            self._plot.addItem(
                graph.BarGraphItem(
                    x=places, y0=0, height=values, width=0.6, brushes=fills, pens=fills
                )
            )
        lying = shape is Shape.BARS
        self._draw_targets(lying)
        every = 1 if lying else math.ceil(len(places) / max(1, self.width() // look.px(36)))
        for place, bar in enumerate(figure.bars):
            if place % every:
                continue
            anchor = (0, 0.5) if lying else (0.5, 1)
            label = graph.TextItem(figure.words(bar), color=self._colour("text"), anchor=anchor)
            label.setFont(self._font())
            end = max(bar.value, bar.target or 0)
            label.setPos(*((end, place) if lying else (place, end)))
            self._plot.addItem(label)

    def _fill(self, bar: Bar) -> QColor:
        if bar.target is None:
            return self._colour("accent")
        return self._colour("ok" if bar.value >= bar.target else "warn")

    def _draw_targets(self, lying: bool) -> None:
        """A line across each bar where it should end."""
        import pyqtgraph as graph

        assert self._plot is not None
        pen = graph.mkPen(self._colour("text"), width=2)
        for place, bar in enumerate(self.figure.bars):
            if bar.target is not None:
                at, sides = [bar.target] * 2, [place - 0.4, place + 0.4]
                self._plot.plot(*((at, sides) if lying else (sides, at)), pen=pen)

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

    def _content_size(self) -> QSize:
        self._room.activate()  # a plot just made has no place yet
        return self._plot.size() if self._plot is not None else QSize(400, 240)

    def _paint_content(self, painter: QPainter, target: QRectF) -> None:
        if self._plot is not None:
            self._plot.render(painter, target)


def _even_steps(high: int) -> Sequence[int]:
    """Whole ticks from 0 to `high`, at most six, at 1, 2 or 5 times a power of ten."""
    rough = max(1.0, high / 5)
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(power * f) for f in (1, 2, 5, 10) if power * f >= rough)
    return range(0, high + step, max(step, 1))

"""Charts that say their numbers: columns, bars, lines; a click goes to the rows behind a bar.

Axes of amounts begin at zero, every bar carries its value, and shares are bars too, because
lengths can be compared and slices cannot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.messages import Messages
from djdesk.ui.kit.plots import PlotFrame, even_steps


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

    @property
    def low(self) -> int:
        """The lowest value or target, at most 0."""
        return min(0, *(min(bar.value, bar.target or 0) for bar in self.bars))


class Chart(PlotFrame):
    """Draws a `Figure`; `chosen(Bar)` on a click or Enter. Loads pyqtgraph when first shown."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(messages, parent)
        self.figure = Figure("", ())

    def show_figure(self, figure: Figure) -> None:
        """Show other amounts."""
        self.figure = figure
        self._walked = -1
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
        count, wider = len(figure.bars), 1.25 if lying else 1.15
        # Two bars alone would be as thick as a page; they get the thickness of four.
        along = (-0.6, max(count, 4) - 0.4)
        across = (figure.low * wider, figure.high * wider)
        plot.getViewBox().invertY(lying)
        if lying:
            plot.setRange(xRange=across, yRange=along, padding=0)
        else:
            plot.setRange(xRange=along, yRange=across, padding=0)
        self.setMinimumHeight(look.px(70 + 24 * count) if lying else look.px(220))

    def _dress_axes(self, words: str, amounts: str) -> None:
        assert self._plot is not None
        figure, bars = self.figure, self.figure.bars
        fitting = max(1, self.width() // self._widest()) if words == "bottom" else len(bars)
        every = math.ceil(len(bars) / fitting)
        ticks = [(float(n), bar.label) for n, bar in enumerate(bars) if n % every == 0]
        parts = figure.parts
        low, high = (math.ceil(abs(end) / parts) for end in (figure.low, figure.high))
        steps = even_steps(high, -low)
        self._dress_axis(words, ticks, words=True)
        self._dress_axis(amounts, [(n * parts, str(n)) for n in steps], words=False)
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
            end = max(bar.value, bar.target or 0, 0)
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

    def _things(self) -> Sequence[Bar]:
        return self.figure.bars

    def _tip(self, thing: object) -> str:
        assert isinstance(thing, Bar)
        return f"{thing.label}：{self.figure.words(thing)} {self.figure.unit}"

    def _place(self, point: QPointF) -> int:
        return round(point.y() if self.shape() is Shape.BARS else point.x())

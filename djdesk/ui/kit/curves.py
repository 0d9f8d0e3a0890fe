"""Curves over time: the one that is spoken of, and thinner ones to compare it with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.messages import Messages
from djdesk.ui.kit.plots import PlotFrame, even_steps

# How those to compare with differ from each other without colour.
_STROKES = (Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_SYMBOLS = ("t", "s", "d")
_LINE = 28  # px at 100 %: the height of what is written above a point or at the end of a curve


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: its word and its value at each place; None where there is none."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """What is drawn: the first of `curves` leads and has its numbers written, others go beside it.

    `levels` are lines across with their words (a warning's limit), `marks` lines at a place (what
    began there); `parts` of a value make one `unit`.
    """

    title: str
    places: tuple[str, ...]
    curves: tuple[Curve, ...]
    unit: str = "分"
    parts: int = 10
    levels: tuple[tuple[int, str], ...] = ()
    marks: tuple[tuple[int, str], ...] = ()

    def number(self, value: int | None) -> str:
        """A value in units, with as few digits as it needs; 「—」 where there is none."""
        return "—" if value is None else f"{value / self.parts:g}"

    def words(self, place: int) -> str:
        """All that is known of a place: 「3月：张三 85.5、支部平均 82.1」."""
        told = "、".join(f"{c.name} {self.number(c.values[place])}" for c in self.curves)
        return f"{self.places[place]}：{told}"

    def known(self) -> tuple[int, ...]:
        """Every value that is drawn, the levels included."""
        found = [v for curve in self.curves for v in curve.values if v is not None]
        return (*found, *(level for level, _word in self.levels))


class Curves(PlotFrame):
    """Draws a `Trend`; `chosen(place)` on a click or Enter at one of its places."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(messages, parent)
        self.trend = Trend("", (), ())

    def show_trend(self, trend: Trend) -> None:
        """Show other curves."""
        self.trend = trend
        self._walked = -1
        self.set_title(trend.title)
        told = "；".join(trend.words(place) for place in range(len(trend.places)))
        self.setAccessibleDescription(f"{told}，单位：{trend.unit}")
        self._draw()

    # --- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        trend = self.trend
        if not trend.places:
            return
        plot = self._plot or self._make_plot()
        plot.clear()
        plot.setBackground(self._colour("paper"))
        high, low = max((*trend.known(), trend.parts)), min((*trend.known(), 0))
        self._dress(high, low)
        for number in reversed(range(len(trend.curves))):
            self._draw_curve(number)
        self._draw_levels()
        top, bottom = high + self._line(high, low), low and low - self._line(high, low)
        self._draw_marks(top)
        last = max(len(trend.places) - 1, 1)
        plot.setRange(
            xRange=(-0.3, last + 0.3 + self._names_room() * last),
            yRange=(bottom, top),
            padding=0,
        )

    def _line(self, high: int, low: int) -> float:
        """How much of the values the height of a line of text takes."""
        look = theme.active()
        drawn = max(self.height() - look.px(90), look.px(60))  # without title and words below
        return (high - low) * look.px(_LINE) / drawn

    def _names_room(self) -> float:
        """Which share of the width the names at the end of the curves need."""
        metrics = QFontMetrics(self._font())
        longest = max((metrics.horizontalAdvance(c.name) for c in self.trend.curves), default=0)
        return min(0.5, (longest + theme.active().px(20)) / max(1, self.width()))

    def _dress(self, high: int, low: int) -> None:
        assert self._plot is not None
        trend = self.trend
        metrics = QFontMetrics(self._font())
        widest = max(metrics.horizontalAdvance(word) for word in trend.places)
        fitting = max(1, self.width() // (widest + theme.active().px(12)))
        every = math.ceil(len(trend.places) / fitting)
        words = [(float(n), word) for n, word in enumerate(trend.places) if n % every == 0]
        top, bottom = (math.ceil(abs(end) / trend.parts) for end in (high, low))
        self._dress_axis("bottom", words, words=True)
        steps = even_steps(top, -bottom)
        self._dress_axis("left", [(n * trend.parts, str(n)) for n in steps], words=False)
        self._plot.showGrid(x=False, y=True, alpha=0.15)

    def _draw_curve(self, number: int) -> None:
        import pyqtgraph as graph

        assert self._plot is not None
        look, curve, leads = theme.active(), self.trend.curves[number], number == 0
        colour = self._colour("accent" if leads else "muted")
        stroke = Qt.PenStyle.SolidLine if leads else _STROKES[(number - 1) % len(_STROKES)]
        pen = graph.mkPen(colour, width=2.5 if leads else 1.5, style=stroke)
        known = [(n, v) for n, v in enumerate(curve.values) if v is not None]
        values = [math.nan if v is None else v for v in curve.values]
        self._plot.plot(
            list(range(len(values))),
            values,
            pen=pen,
            connect="finite",
            symbol="o" if leads else _SYMBOLS[(number - 1) % len(_SYMBOLS)],
            symbolSize=look.px(8 if leads else 6),
            symbolBrush=colour if leads else self._colour("paper"),
            symbolPen=graph.mkPen(colour),
        )
        if not known:
            return
        if leads:
            self._write_numbers(known)
        place, value = known[-1]
        token, side = "text" if leads else "muted", self._name_side(number, value)
        self._write(f" {curve.name}", place + 0.1, value, (0, side), token)

    def _name_side(self, number: int, value: int) -> float:
        """Where a curve's name stands at its end: above or below where another one is near."""
        ends = [_last(curve) for n, curve in enumerate(self.trend.curves) if n != number]
        near = self._line(max((*self.trend.known(), 0)), min((*self.trend.known(), 0)))
        close = [end for end in ends if end is not None and abs(end - value) < near]
        if not close:
            return 0.5
        above = value > close[0] or (value == close[0] and number == 0)
        return 1.0 if above else 0.0

    def _write_numbers(self, known: Sequence[tuple[int, int]]) -> None:
        """The values of the leading curve, as many as there is room for, the last one always."""
        every = math.ceil(len(self.trend.places) / max(1, self.width() // theme.active().px(44)))
        last = known[-1][0]
        for place, value in known:
            if (last - place) % every == 0:
                self._write(self.trend.number(value), place, value, (0.5, 1.2), "text")

    def _draw_levels(self) -> None:
        import pyqtgraph as graph

        assert self._plot is not None
        for value, word in self.trend.levels:
            pen = graph.mkPen(self._colour("bad"), width=1, style=Qt.PenStyle.DashLine)
            self._plot.addItem(graph.InfiniteLine(value, angle=0, pen=pen))
            self._write(word, -0.3, value, (0, 1), "bad_text")

    def _draw_marks(self, top: float) -> None:
        import pyqtgraph as graph

        assert self._plot is not None
        for place, word in self.trend.marks:
            pen = graph.mkPen(self._colour("strong_line"), width=1)
            self._plot.addItem(graph.InfiniteLine(place, angle=90, pen=pen))
            self._write(word, place, top, (0, 0), "muted")

    def _write(
        self, text: str, x: float, y: float, anchor: tuple[float, float], token: str
    ) -> None:
        import pyqtgraph as graph

        assert self._plot is not None
        label = graph.TextItem(text, color=self._colour(token), anchor=anchor)
        label.setFont(self._font())
        label.setPos(x, y)
        self._plot.addItem(label)

    # --- hands --------------------------------------------------------------------------------

    def _things(self) -> Sequence[int]:
        return range(len(self.trend.places))

    def _tip(self, thing: object) -> str:
        assert isinstance(thing, int)
        return f"{self.trend.words(thing)}（{self.trend.unit}）"

    def _place(self, point: QPointF) -> int:
        return round(point.x())


def _last(curve: Curve) -> int | None:
    """The last value of a curve."""
    return next((value for value in reversed(curve.values) if value is not None), None)

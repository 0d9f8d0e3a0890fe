"""What plotted charts have in common: the plot, its axes, and mouse and keys that go to a place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.chartframe import ChartFrame
from djdesk.ui.kit.messages import Messages

if TYPE_CHECKING:
    import pyqtgraph

_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class PlotFrame(ChartFrame):
    """A chart with axes, loaded when first drawn; `chosen(thing)` on a click or Enter at a place.

    A kind of chart says by `_things` what stands at its places, by `_tip` what is told of one, by
    `_place` which one is under a point of the plot, and draws into `_plot` in `_draw`.
    """

    chosen = Signal(object)

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(messages, parent)
        self._plot: pyqtgraph.PlotWidget | None = None
        self._walked = -1  # the place where the keys are
        self.setMinimumHeight(theme.active().px(220))

    # --- what a kind of chart says ------------------------------------------------------------

    def _things(self) -> Sequence[object]:
        """What stands at the places, in the order of the keys."""
        raise NotImplementedError

    def _tip(self, thing: object) -> str:
        """What is told of a thing."""
        raise NotImplementedError

    def _place(self, point: QPointF) -> int:
        """The place of a point in the amounts of the axes; any other number is beside them."""
        raise NotImplementedError

    # --- drawing ------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plot is not None:
            self._draw()

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

    def _dress_axis(self, name: str, ticks: list[tuple[float, str]], *, words: bool) -> None:
        """Give the axis at the `left` or `bottom` its words or amounts."""
        assert self._plot is not None
        axis = self._plot.getAxis(name)
        axis.setStyle(tickFont=self._font(), tickLength=0, hideOverlappingLabels=False)
        axis.setZValue(-1)  # the grid lies behind what is drawn
        axis.setTextPen(self._colour("text" if words else "muted"))
        axis.setPen(self._colour("line"))
        axis.setTicks([ticks])
        axis.enableAutoSIPrefix(False)

    # --- hands --------------------------------------------------------------------------------

    def thing_at(self, x: float, y: float) -> object | None:
        """What stands at a point of the plot's widget."""
        if self._plot is None:
            return None
        scene = self._plot.mapToScene(round(x), round(y))
        place = self._place(self._plot.getViewBox().mapSceneToView(scene))
        things = self._things()
        return things[place] if 0 <= place < len(things) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._plot is not None:
            thing = self.thing_at(event.position().x(), event.position().y())
            if event.type() == QEvent.Type.MouseMove:
                known = thing is not None
                shape = Qt.CursorShape.PointingHandCursor if known else Qt.CursorShape.ArrowCursor
                self._plot.viewport().setCursor(shape)
                tip = self._tip(thing) if known else ""
                QToolTip.showText(event.globalPosition().toPoint(), tip, self)
            elif (
                event.type() == QMouseEvent.Type.MouseButtonRelease
                and event.button() == Qt.MouseButton.LeftButton
                and thing is not None
            ):
                self.chosen.emit(thing)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, things = _STEPS.get(Qt.Key(event.key())), self._things()
        if step is not None and things:
            self._walked = (self._walked + step) % len(things)
            tip = self._tip(things[self._walked])
            QToolTip.showText(self.mapToGlobal(self.rect().center()), tip, self)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            0 <= self._walked < len(things)
        ):
            self.chosen.emit(things[self._walked])
        else:
            super().keyPressEvent(event)

    # --- pictures -----------------------------------------------------------------------------

    def _content_size(self) -> QSize:
        self._room.activate()  # a plot just made has no place yet
        return self._plot.size() if self._plot is not None else QSize(400, 240)

    def _paint_content(self, painter: QPainter, target: QRectF) -> None:
        if self._plot is not None:
            self._plot.render(painter, target)


def even_steps(high: int, low: int = 0) -> Sequence[int]:
    """Whole ticks from `low` (0 or less) to `high`, at most seven, at round numbers."""
    rough = max(1.0, (high - low) / 5)
    power = 10 ** math.floor(math.log10(rough))
    step = max(1, next(int(power * f) for f in (1, 2, 5, 10) if power * f >= rough))
    return range(-(-low // step) * step if low < 0 else 0, high + step, step)

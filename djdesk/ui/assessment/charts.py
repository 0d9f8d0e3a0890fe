"""A chart with its numbers as a table below it, and words where there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from djdesk.ui.assessment.asked import Part
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card, scrolled
from djdesk.ui.kit.charts import Bar, Chart, Figure
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

EQUAL = 1000  # the chart has three parts of the height, the numbers two


class ChartPart(Part):
    """A section with a chart of bars above the table of the same numbers."""

    LEAST = 500  # px at 100 %; where there is less, both scroll together

    def __init__(self, context: Context, rows: Rows, lesson: Lesson, parent: QWidget) -> None:
        super().__init__(context, parent)
        look = theme.active()
        self.rows = rows
        self.chart = Chart(context.messages)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, look.px(4), 0, 0)
        self.box.setSpacing(look.px(8))
        self.frame = Card(self)
        self.area = scrolled(self.chart)
        self.frame.box.addWidget(self.area)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.frame)
        self.split.addWidget(rows)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setSizes([3 * EQUAL, 2 * EQUAL])
        self._stack = QStackedWidget(self)
        self._stack.addWidget(EmptyState(lesson, self))
        self._stack.addWidget(scrolled(self.split))
        self.box.addWidget(self._stack, 1)
        self.setFocusProxy(rows)
        self.chart.chosen.connect(self._on_bar)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.split.setMinimumHeight(theme.active().px(self.LEAST))

    def show_numbers(self, figure: Figure, rows: Sequence[RowText]) -> None:
        """Show a figure and the rows of its numbers; without rows the lesson."""
        self.rows.show_rows(rows)
        if rows:
            self.chart.show_figure(figure)
        self._stack.setCurrentIndex(1 if rows else 0)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._stack.currentIndex() == 0

    def _on_bar(self, bar: Bar) -> None:
        """A click on a bar chooses its row."""
        if isinstance(bar.behind, int):
            self.rows.choose(bar.behind)
            self.rows.setFocus()

"""The roster as pictures: what the members shown are made of, and how many there were each year."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from djdesk.services import statistics
from djdesk.services.desk import Desk
from djdesk.services.listing import Query
from djdesk.services.statistics import Composition, Year
from djdesk.ui.kit import theme
from djdesk.ui.kit.charts import Bar, Chart, Figure, Shape
from djdesk.ui.kit.page import Card, scrolled
from djdesk.ui.kit.pane import Context

SHOWN = ("sex", "age", "education", "party_age", "ethnic")
LYING = frozenset({"education", "ethnic"})  # long words stand beside their bars
YEARS = 12


@dataclass(frozen=True, slots=True)
class _Found:
    compositions: tuple[Composition, ...]
    years: tuple[Year, ...]


class Charts(QWidget):
    """Six charts of the members that answer the list's question.

    `wanted(Filter)` asks to see the rows behind a bar, `people(title, ids)` those of a year.
    """

    wanted = Signal(object)
    people = Signal(str, tuple)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._organization: int | None = None
        inside = QWidget(self)
        grid = QGridLayout(inside)
        look = theme.active()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.px(12))
        self.charts: dict[str, Chart] = {}
        for number, key in enumerate((*SHOWN, "years")):
            card = Card(inside)
            chart = Chart(context.messages, card)
            chart.chosen.connect(self._on_chosen)
            card.box.addWidget(chart)
            grid.addWidget(card, number // 2, number % 2)
            self.charts[key] = chart
        area = scrolled(inside)
        outer = QGridLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def ask(self, query: Query) -> None:
        """Draw the members that answer `query`."""
        desk = self.context.desk
        self._organization = query.scope.organization_id
        self.context.jobs.read(self, lambda: _find(desk, query), self._draw)

    def _draw(self, found: _Found) -> None:
        for composition in found.compositions:
            # groups of people nobody belongs to would only squeeze the others
            bars = [b for b in composition.bars if b.count or composition.key not in LYING]
            self.charts[composition.key].show_figure(
                Figure(
                    composition.title,
                    tuple(Bar(b.title, b.count, b.filters) for b in bars),
                    Shape.BARS if composition.key in LYING else Shape.COLUMNS,
                    shares=True,
                )
            )
        self.charts["years"].show_figure(
            Figure(
                "历年年末党员人数",
                tuple(Bar(str(y.year), y.total, y.year) for y in found.years),
                Shape.LINE,
            )
        )

    def _on_chosen(self, bar: Bar) -> None:
        if isinstance(bar.behind, int):
            desk, year, organization = self.context.desk, bar.behind, self._organization
            self.context.jobs.read(
                self,
                lambda: statistics.moved(desk, year, incoming=True, organization_id=organization),
                lambda ids: self.people.emit(f"{year}年增加", tuple(ids)),
            )
        elif isinstance(bar.behind, tuple):
            for condition in bar.behind:
                self.wanted.emit(condition)


def _find(desk: Desk, query: Query) -> _Found:
    last = query.scope.day.year
    first = max(statistics.first_year(desk), last - YEARS + 1)
    return _Found(
        statistics.compositions(desk, query, SHOWN),
        statistics.head_counts(desk, first, last, query.scope.organization_id),
    )

"""Dues as pictures: how much of what was due came in, who owes how long, what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.dues import MonthRate, Slice
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card, scrolled
from djdesk.ui.kit.charts import Bar, Chart, Figure
from djdesk.ui.kit.pane import Context

KEYS = ("rates", "arrears", "classes", "kinds")


@dataclass(frozen=True, slots=True)
class _Found:
    rates: tuple[MonthRate, ...]
    arrears: tuple[Slice, ...]
    classes: tuple[Slice, ...]
    kinds: tuple[Slice, ...]


class Charts(QWidget):
    """Four charts of a year; `people(title, ids)` are those behind a bar, `month(date)` a month."""

    people = Signal(str, tuple)
    month = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._year = 0
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.active().px(12))
        self.charts: dict[str, Chart] = {}
        for number, key in enumerate(KEYS):
            card = Card(inside)
            chart = Chart(context.messages, card)
            chart.chosen.connect(self._on_chosen)
            card.box.addWidget(chart)
            grid.addWidget(card, number // 2, number % 2)
            self.charts[key] = chart
        outer = QGridLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inside))

    def ask(self, year: int) -> None:
        """Draw a year."""
        desk, self._year = self.context.desk, year
        self.context.jobs.read(self, lambda: _find(desk, year), lambda f: self._draw(year, f))

    def _draw(self, year: int, found: _Found) -> None:
        if year != self._year:
            return
        self.charts["rates"].show_figure(
            Figure(
                f"{year}年各月收缴率",
                tuple(
                    Bar(f"{each.month.month}月", each.percent or 0, each.month)
                    for each in found.rates
                    if each.percent is not None
                )
                or (Bar("还没有应交的月份", 0),),
                unit="%",
            )
        )
        self.charts["arrears"].show_figure(
            Figure(
                "欠交月数",
                tuple(
                    Bar(e.title, e.count, (f"欠交{e.title}", e.member_ids)) for e in found.arrears
                ),
            )
        )
        self.charts["classes"].show_figure(
            Figure(
                "党员类别",
                tuple(Bar(e.title, e.count, (e.title, e.member_ids)) for e in found.classes)
                or (Bar("没有党员", 0),),
                shares=True,
            )
        )
        self.charts["kinds"].show_figure(
            Figure(
                f"{year}年实收构成（元）",
                tuple(
                    Bar(f"{e.title} {e.count} 人", e.fen // 100, (e.title, e.member_ids))
                    for e in found.kinds
                )
                or (Bar("还没有收款", 0),),
                unit="元（不足一元不计）",
                shares=True,
            )
        )

    def _on_chosen(self, bar: Bar) -> None:
        if isinstance(bar.behind, tuple):
            title, ids = bar.behind
            if ids:
                self.people.emit(title, ids)
        elif bar.behind is not None:
            self.month.emit(bar.behind)


def _find(desk: Desk, year: int) -> _Found:
    return _Found(
        dues.rates(desk, year), dues.arrears(desk), dues.by_class(desk), dues.by_kind(desk, year)
    )

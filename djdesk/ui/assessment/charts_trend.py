"""The course of scores (走势): everybody's months as a table in colours, one of them as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.services import assessment, kinds
from djdesk.services.assessment import (
    Band,
    Subject,
    Trend,
    YearRow,
    YearTable,
    figures,
    rubrics,
    years,
)
from djdesk.services.desk import Desk
from djdesk.ui.assessment.asked import LEVEL_WORDS, Asked, Part, open_score, say_line, say_month
from djdesk.ui.kit import curves, theme
from djdesk.ui.kit.buttons import set_icon
from djdesk.ui.kit.cards import Card, scrolled
from djdesk.ui.kit.heatmap import Heat, HeatCell, HeatMap, HeatRow, State
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.pane import Context

MONTHS = tuple(f"{number}月" for number in range(1, 13))
TONES: dict[str, State] = {"good": "ok", "plain": "fair", "warn": "warn", "bad": "bad"}
LESSON = Lesson(
    "这一年还没有得分",
    "在“积分考核”里开账、登记以后，每个对象各月的得分在这里排成一张表，并画出走势。",
    icon="chart-line",
)


@dataclass(frozen=True, slots=True)
class _Found:
    table: YearTable
    bands: tuple[Band, ...]
    limit: int | None  # below it a month is a warning


class TrendPart(Part):
    """Heat map above, curve of the chosen subject below; Enter or a click chooses."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._found: _Found | None = None
        self._subject: Subject | None = None
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, look.px(4), 0, 0)
        self.heat = HeatMap(context.messages)
        self.heat.chosen.connect(self._on_cell)
        self.heat.table.selectionModel().currentChanged.connect(lambda *_: self._on_current())
        self.curves = curves.Curves(context.messages)
        self.curves.chosen.connect(self._on_place)
        self.why = QPushButton("看得分说明", self)
        set_icon(self.why, "arrow-right")
        self.why.setAutoDefault(False)
        self.why.clicked.connect(lambda _checked=False: self._on_why())
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        for chart in (self.heat, self.curves):
            card = Card(self)
            card.box.addWidget(chart)
            self.split.addWidget(card)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.why)
        card.box.addLayout(foot)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(EmptyState(LESSON, self))
        self._stack.addWidget(scrolled(self.split))
        box.addWidget(self._stack, 1)
        self.setFocusProxy(self.heat)

    # --- asking -------------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Ask for the year in which the span lies."""
        desk = self.context.desk
        self.read(lambda: _find(desk, asked), self._on_found)

    def show_subject(self, subject: Subject) -> None:
        """Show the curve of this subject, now or once the table is there."""
        self._subject = subject
        if self._found is not None:
            self._go_to_subject(self._found.table.rows)

    def _on_found(self, found: _Found) -> None:
        self._found = found
        rows = found.table.rows
        self._stack.setCurrentIndex(1 if rows else 0)
        if not rows:
            return
        wanted = self._subject
        self.heat.show_heat(heat_of(found.table, found.bands))
        self._subject = wanted if wanted in {row.subject for row in rows} else rows[0].subject
        self._go_to_subject(rows)
        self._ask_curve()

    def _go_to_subject(self, rows: Sequence[YearRow]) -> None:
        place = next((n for n, row in enumerate(rows) if row.subject == self._subject), None)
        model, current = self.heat.table.model(), self.heat.table.currentIndex()
        if place is not None and place != current.row():
            self.heat.table.setCurrentIndex(model.index(place, max(0, current.column())))

    def _on_current(self) -> None:
        """Walking through the table by key shows the curve of the row walked to."""
        found, row = self._found, self.heat.table.currentIndex().row()
        if found is None or not 0 <= row < len(found.table.rows):
            return
        subject = found.table.rows[row].subject
        if subject != self._subject:
            self._subject = subject
            self._ask_curve()

    def _ask_curve(self) -> None:
        subject, asked, desk = self._subject, self.asked, self.context.desk
        if subject is None or asked is None:
            return
        first, last = asked.first.replace(month=1), asked.first.replace(month=12)

        def show(found: Trend) -> None:
            if subject == self._subject:
                self._show_curve(found)

        self.read(lambda: figures.trend(desk, [subject], first, last), show)

    def _show_curve(self, found: Trend) -> None:
        limit = self._found.limit if self._found is not None else None
        if found.series:
            self.curves.show_trend(curve_of(found, limit))
        self.curves.setVisible(bool(found.series))
        self.why.setEnabled(bool(found.series))

    # --- the ways on --------------------------------------------------------------------------

    def _on_cell(self, cell: HeatCell) -> None:
        if isinstance(cell.behind, Subject):
            self._subject = cell.behind
            self._ask_curve()

    def _on_place(self, place: int) -> None:
        asked, subject = self.asked, self._subject
        if asked is not None and subject is not None:
            open_score(self.context, subject, asked.first.replace(month=place + 1))

    def _on_why(self) -> None:
        column = self.heat.table.currentIndex().column()
        opened = self.asked.month.month - 1 if self.asked is not None else 0
        self._on_place(column if 0 <= column < len(MONTHS) else opened)


def _find(desk: Desk, asked: Asked) -> _Found:
    table = years.year_table(desk, asked.first.year, asked.level, asked.organization_id)
    month = table.last or asked.month
    spread = figures.distribution(desk, month, asked.level, asked.organization_id)
    book = assessment.month(desk, month, organization_id=asked.organization_id)
    known = rubrics.rubric(desk, book.rubric_id) if book.rubric_id is not None else None
    return _Found(table, spread.bands, limit_of(known.rubric if known is not None else None))


def limit_of(rubric: Rubric | None) -> int | None:
    """The highest score in tenths below which a month is a warning."""
    if rubric is None or rubric.cycle == "year":
        return None  # a running total is not compared with the limit of a month
    return max((each.below for each in rubric.warnings if each.below is not None), default=None)


def heat_of(table: YearTable, bands: Sequence[Band]) -> Heat:
    """Twelve months and the year of every subject, coloured by the grades."""
    word = LEVEL_WORDS[table.level]
    total = "（各月为当年累计）" if table.yearly else ""
    legend = tuple(
        (TONES.get(band.tone, "fair"), f"{band.title} {say_line(bands, place)}")
        for place, band in reversed(list(enumerate(bands)))
    )
    rows = [
        HeatRow(
            row.name,
            tuple(
                _cell(row, column, points, bands)
                for column, points in zip((*MONTHS, "全年"), (*row.months, row.year), strict=True)
            ),
        )
        for row in table.rows
    ]
    title = f"{table.year}年{word}各月得分{total}"
    return Heat(title, (*MONTHS, "全年"), tuple(rows), legend)


def _cell(row: YearRow, column: str, points: int | None, bands: Sequence[Band]) -> HeatCell:
    if points is None:
        return HeatCell("", tip=f"{row.name} {column}：没有得分", behind=row.subject)
    band = next((b for b in bands if b.at_least is None or points >= b.at_least), None)
    state = TONES.get(band.tone, "fair") if band is not None else ""
    grade = f"，{band.title}" if band is not None else ""
    score = kinds.show_score(points)
    return HeatCell(score, state, f"{row.name} {column}：{score} 分{grade}", row.subject)


def curve_of(found: Trend, limit: int | None) -> curves.Trend:
    """The subject's line with the means of its level; months of another rubric are marked."""
    first = found.series[0]
    lines = [curves.Curve(first.name, first.points)]
    lines += [curves.Curve(mean.name, mean.points) for mean in found.means]
    marks = tuple((found.months.index(month), "换方案") for month in found.changed)
    total = "（当年累计）" if any(found.yearly) else ""
    state = next((s for s in reversed(found.states) if s != "none"), "")
    word = codes.table("assessment_month_state").name(state) if state else ""
    last = next((m for m, s in zip(found.months, found.states, strict=True) if s == state), None)
    open_one = state in ("open", "scored") and last is not None
    note = f"，{say_month(last)}{word}未审定" if open_one and last is not None else ""
    return curves.Trend(
        f"{first.name}的得分走势{total}{note}",
        tuple(f"{month.month}月" for month in found.months),
        tuple(lines),
        levels=((limit, f"预警线 {kinds.show_score(limit)}"),) if limit is not None else (),
        marks=marks,
    )

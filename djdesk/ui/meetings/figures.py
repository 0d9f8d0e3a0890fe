"""The charts of organisation life: who came in which month, meetings against the rule, hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import Grid, QuarterRow, StudyRow
from djdesk.services.meetings import HeatCell as Came
from djdesk.services.meetings import HeatMap as Attendance
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card, scrolled
from djdesk.ui.kit.charts import Bar, Chart, Figure, Shape
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.heatmap import Heat, HeatCell, HeatMap, HeatRow, State, band
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.asked import Asked, Part, open_meetings

MONTHS = tuple(f"{number}月" for number in range(1, 13))
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
RATES: tuple[tuple[State, str], ...] = (
    ("bad", "低于 60%"),
    ("warn", "60%—79%"),
    ("fair", "80%—94%"),
    ("ok", "95% 以上"),
)
REACHED: tuple[tuple[State, str], ...] = (
    ("bad", "期满未达"),
    ("warn", "还差"),
    ("ok", "已达到"),
    ("", "未到或不要求"),
)
CHARTS = (
    Chip("attendance", "到会情况"),
    Chip("kinds", "会议次数"),
    Chip("study", "学习学时"),
)


@dataclass(frozen=True, slots=True)
class Behind:
    """What a click leads to: meetings under a title, or a member."""

    title: str
    ids: tuple[int, ...] = ()
    member_id: int | None = None


class FiguresPart(Part):
    """One chart at a time, chosen by a word; clicks lead to the records or the member."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, look.px(4), 0, 0)
        self.chips = Chips(self)
        self.chips.offer(CHARTS)
        self.chips.changed.connect(self._on_chosen)
        box.addWidget(self.chips)
        self.attendance = HeatMap(context.messages)
        self.kinds = HeatMap(context.messages)
        self.study = Chart(context.messages)
        for heat in (self.attendance, self.kinds):
            heat.chosen.connect(lambda cell: self._go(cell.behind))
        self.study.chosen.connect(lambda bar: self._go(bar.behind))
        self.nothing = QLabel("这一年还没有可以统计的会议。", self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.role(self.nothing, "muted")
        self._stack = QStackedWidget(self)
        self._pages: dict[str, QWidget] = {}
        for key, chart in (
            ("attendance", self.attendance),
            ("kinds", self.kinds),
            ("study", scrolled(self.study)),
        ):
            card = Card(self)
            card.box.addWidget(chart)
            self._stack.addWidget(card)
            self._pages[key] = card
        self._stack.addWidget(self.nothing)
        box.addWidget(self._stack, 1)
        self._known: set[str] = set()
        self._empty: set[str] = set()

    # --- asking -------------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Ask for the chart in sight; the others when they are chosen."""
        self._known.clear()
        self._ask_chart(asked)

    def _on_chosen(self) -> None:
        if self.asked is not None:
            self._ask_chart(self.asked)

    def _ask_chart(self, asked: Asked) -> None:
        key, desk = self.chips.chosen, self.context.desk
        if key in self._known:
            self._show(key)
            return
        year, home = asked.year, asked.organization_id
        if key == "attendance":
            self.read(lambda: meetings.by_member_and_month(desk, year, home), self._show_attendance)
        elif key == "kinds":
            self.read(lambda: _by_kind(desk, year, home), self._show_kinds)
        else:
            self.read(lambda: meetings.study(desk, year, home), self._show_study)

    def _show(self, key: str) -> None:
        self._known.add(key)
        if self.chips.chosen == key:
            page = self.nothing if key in self._empty else self._pages[key]
            self._stack.setCurrentWidget(page)

    def _arrived(self, key: str, *, empty: bool) -> None:
        (self._empty.add if empty else self._empty.discard)(key)
        self._show(key)

    def _go(self, behind: object) -> None:
        if not isinstance(behind, Behind):
            return
        if behind.member_id is not None:
            self.context.open("roster", behind.member_id)
        else:
            open_meetings(self.context, behind.ids, behind.title)

    # --- the charts ---------------------------------------------------------------------------

    def _show_attendance(self, found: Attendance) -> None:
        if found.whole.should:
            self.attendance.show_heat(attendance_heat(found))
        self._arrived("attendance", empty=not found.whole.should)

    def _show_kinds(self, found: tuple[tuple[QuarterRow, ...], Grid]) -> None:
        rows, grid = found
        if rows:
            self.kinds.show_heat(kinds_heat(rows, grid))
        self._arrived("kinds", empty=not rows)

    def _show_study(self, found: Sequence[StudyRow]) -> None:
        year = self.asked.year if self.asked is not None else 0
        if found:
            self.study.show_figure(study_figure(found, year))
        self._arrived("study", empty=not found)


def _by_kind(desk: Desk, year: int, home: int) -> tuple[tuple[QuarterRow, ...], Grid]:
    return meetings.by_kind_and_quarter(desk, year, home), meetings.grid(desk, year, home)


def attendance_heat(found: Attendance) -> Heat:
    """Attendance in per cent by member and month, everybody together above, the year at the end."""
    columns = (*MONTHS, "全年")
    everybody = HeatRow("全体", _came("全体", (*found.months, found.whole), columns, found.year))
    rows = [everybody]
    for row in found.rows:
        cells = _came(row.name, (*row.cells, row.whole), columns, found.year)
        rows.append(HeatRow(row.name, cells))
    return Heat(f"{found.year}年到会率（%）", columns, tuple(rows), RATES)


def _came(
    who: str, cells: Sequence[Came], columns: Sequence[str], year: int
) -> tuple[HeatCell, ...]:
    made = []
    for cell, column in zip(cells, columns, strict=True):
        rate = cell.rate
        title = f"{who} {year}年{column if column != '全年' else ''}"
        if rate is None:
            made.append(HeatCell("", tip=f"{title}：没有应到的会议"))
            continue
        tip = f"{title}：应到 {cell.should} 人次，实到 {cell.present} 人次，到会率 {rate}%"
        made.append(HeatCell(f"{rate}", band(rate), tip, Behind(title, cell.meeting_ids)))
    return tuple(made)


def kinds_heat(rows: Sequence[QuarterRow], grid: Grid) -> Heat:
    """Meetings held by kind and quarter as 已开/应开, and the year."""
    made = []
    for row in rows:
        cells = [
            _kind_cell(row, quarter, row.counts[quarter], row.needed[quarter], grid)
            for quarter in range(4)
        ]
        cells.append(_kind_cell(row, None, row.in_year, row.needed_in_year, grid))
        made.append(HeatRow(row.name, tuple(cells)))
    title = f"{grid.year}年会议次数（已开/应开）"
    return Heat(title, (*QUARTERS, "全年"), tuple(made), REACHED)


def _kind_cell(
    row: QuarterRow, quarter: int | None, count: int, needed: int, grid: Grid
) -> HeatCell:
    word = QUARTERS[quarter] if quarter is not None else ""
    title = f"{grid.year}年{word}{row.name}"
    asked = f"应开 {needed} 次，" if needed else "没有次数要求，"
    months = range(quarter * 3 + 1, quarter * 3 + 4) if quarter is not None else range(1, 13)
    ids = tuple(
        key
        for each in grid.rows
        if each.kind == row.kind
        for cell in each.cells
        for key, on in zip(cell.meeting_ids, cell.held_days, strict=True)
        if on.month in months
    )
    text = f"{count}/{needed}" if needed else (f"{count}" if count else "")
    first = date(grid.year, months[0], 1)
    over = (grid.day.year, grid.day.month) > (grid.year, months[-1])
    state: State = ""
    if needed and count >= needed:
        state = "ok"
    elif needed and first <= grid.day:
        state = "bad" if over else "warn"
    tip = f"{title}：{asked}已开 {count} 次"
    return HeatCell(text, state, tip, Behind(title, ids) if ids else None)


def study_figure(found: Sequence[StudyRow], year: int) -> Figure:
    """Study hours of each member against what is asked for by the end of the year."""
    bars = tuple(
        Bar(row.name, row.hours, Behind(row.name, member_id=row.member_id), row.target)
        for row in found
    )
    title = f"{year}年集中学习学时（竖线为全年应达）"
    return Figure(title, bars, Shape.BARS, unit="学时", parts=10)

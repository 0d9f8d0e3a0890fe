"""A month in which the days with something due are marked; a click on one shows what is due."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.models.rules.days import add_months
from djdesk.services.reminders import Reminder, Severity
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import ActionButton
from djdesk.ui.kit.page import Card

WEEKDAYS = "一二三四五六日"
_STATES = {Severity.ALARM: "bad", Severity.WARN: "warn"}
_WEIGHT = {severity: place for place, severity in enumerate(Severity)}


class MonthCalendar(Card):
    """`chosen(day | None)` when a marked day is picked or let go."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        self._arrows: list[ActionButton] = []
        super().__init__(parent)
        self._today = self._month = date.min
        self._due: dict[date, list[Reminder]] = {}
        self._chosen: date | None = None
        self.days: dict[date, QPushButton] = {}
        head = QHBoxLayout()
        self.title = QLabel(self)
        theme.role(self.title, "heading")
        head.addWidget(self.title, 1)
        self.back = self._arrow("chevron-left", "上一月", -1)
        self.forth = self._arrow("chevron-right", "下一月", 1)
        head.addWidget(self.back)
        head.addWidget(self.forth)
        self.box.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.active().px(4))
        self._grid.setVerticalSpacing(theme.active().px(2))
        for column, word in enumerate(WEEKDAYS):
            label = QLabel(word, self)
            theme.role(label, "hint")
            self._grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignCenter)
            self._grid.setColumnStretch(column, 1)
        self.box.addLayout(self._grid)
        legend = QLabel("红：已逾期　橙：将到期　框：提醒", self)
        legend.setWordWrap(True)
        theme.role(legend, "hint")
        self.box.addWidget(legend)

    def _arrow(self, icon: str, tip: str, step: int) -> ActionButton:
        button = ActionButton(self, "plain")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIcon(theme.active().icon(icon, "muted"))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self.go(step))
        self._arrows.append(button)
        self._fit_arrows()
        return button

    def _apply_sizes(self) -> None:
        super()._apply_sizes()
        self._fit_arrows()

    def _fit_arrows(self) -> None:
        side = theme.active().px(28)
        for button in self._arrows:
            button.setFixedSize(side, side)

    def show_due(self, today: date, reminders: Iterable[Reminder]) -> None:
        """Mark the days on which something is due; the month shown stays unless the day changed."""
        if today != self._today:
            self._today, self._month = today, today.replace(day=1)
        self._due = {}
        for each in reminders:
            if each.due is not None:
                self._due.setdefault(each.due, []).append(each)
        if self._chosen not in self._due:
            self._chosen = None
        self._lay_out()

    @property
    def day(self) -> date | None:
        """The chosen day."""
        return self._chosen

    def go(self, months: int) -> None:
        """Show the month so many months later (negative: earlier)."""
        self._month = add_months(self._month, months)
        self._lay_out()

    def choose(self, day: date | None) -> None:
        """Choose a marked day, or none; `chosen` is emitted."""
        self._chosen = day
        for each, button in self.days.items():
            button.setChecked(each == day)
        self.chosen.emit(day)

    def _lay_out(self) -> None:
        for button in self.days.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.days = {}
        first = self._month
        self.title.setText(f"{first.year}年{first.month}月")
        for number, day in enumerate(Calendar().itermonthdates(first.year, first.month)):
            row, column = divmod(number, 7)
            self._grid.addWidget(self._button(day), row + 1, column)

    def _button(self, day: date) -> QPushButton:
        button = QPushButton(str(day.day), self)
        theme.role(button, "day")
        due = self._due.get(day, [])
        theme.state(button, self._state(day, due))
        button.setCheckable(True)
        button.setChecked(day == self._chosen)
        button.setEnabled(bool(due))
        button.setAutoDefault(False)
        words = f"{day.month}月{day.day}日"
        if day == self._today:
            words += "，今天"
        if due:
            button.setToolTip("\n".join(each.text for each in due))
            words += f"，{len(due)} 件到期"
        button.setAccessibleName(words)
        button.clicked.connect(lambda checked: self.choose(day if checked else None))
        self.days[day] = button
        return button

    def _state(self, day: date, due: list[Reminder]) -> str:
        if day == self._today:
            return "today"
        if due:
            gravest = max((each.severity for each in due), key=_WEIGHT.__getitem__)
            return _STATES.get(gravest, "quiet")
        return "outside" if day.month != self._month.month else ""

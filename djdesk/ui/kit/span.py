"""Which months a pane shows: a month, a quarter or a year, one after the other."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import Period, period_of
from djdesk.ui.kit import buttons, theme

RHYTHMS = {"month": "月", "quarter": "季", "year": "年"}


class Span(QWidget):
    """`changed` when other months are wanted; `period` are the months now.

    One that is `fixed` goes on by its rhythm only.
    """

    changed = Signal()

    def __init__(
        self, day: date, parent: QWidget, rhythm: str = "quarter", *, fixed: bool = False
    ) -> None:
        super().__init__(parent)
        self.rhythm = rhythm if rhythm in RHYTHMS else "quarter"
        self.period: Period = period_of(day, self.rhythm)
        self._day = day
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.active().px(4))
        self.earlier = self._step("以前", "chevron-left", "Alt+Left", -1)
        self.said = QLabel(self)
        theme.role(self.said, "heading")
        self.later = self._step("以后", "chevron-right", "Alt+Right", 1)
        line.addWidget(buttons.button_for(self.earlier, self, role="plain"))
        line.addWidget(self.said)
        line.addWidget(buttons.button_for(self.later, self, role="plain"))
        self._group = QButtonGroup(self)
        self.tabs: dict[str, QPushButton] = {}
        for number, (key, word) in enumerate(RHYTHMS.items()):
            tab = QPushButton(word, self)
            theme.role(tab, "tab")
            tab.setCheckable(True)
            tab.setMinimumWidth(tab.sizeHint().width())
            tab.setChecked(key == self.rhythm)
            tab.setAccessibleName(f"按{word}显示")
            self._group.addButton(tab, number)
            tab.setVisible(not fixed)
            line.addWidget(tab)
            self.tabs[key] = tab
        self._group.idClicked.connect(lambda number: self.choose(list(RHYTHMS)[number]))
        line.addStretch(1)
        self._say()

    def _step(self, word: str, icon: str, keys: str, by: int) -> QAction:
        made = buttons.action(self, word, icon, shortcut=keys)
        made.triggered.connect(lambda _checked=False: self.move_by(by))
        made.setProperty("step", by)
        return made

    def choose(self, rhythm: str, day: date | None = None) -> None:
        """Show months by another rhythm, those in which `day` (else the former day) lies."""
        inside = self.period.first <= self._day <= self.period.last.replace(day=28)
        day = day or (self._day if inside else self.period.first)
        self.rhythm = rhythm
        self.tabs[rhythm].setChecked(True)
        self._set(period_of(day, rhythm))

    def move_by(self, steps: int) -> None:
        """Go periods back or ahead."""
        length = (self.period.last.month - self.period.first.month + 1) * steps
        self._set(period_of(add_months(self.period.first, length), self.rhythm))

    def _set(self, period: Period) -> None:
        if period != self.period:
            self.period = period
            self._say()
            self.changed.emit()

    def _say(self) -> None:
        self.said.setText(self.period.title)

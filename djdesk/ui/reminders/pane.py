"""The first pane: the day, four figures, what is to be done, the month, birthdays and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QVBoxLayout, QWidget

from djdesk.models.books import BookKind
from djdesk.models.store.store import Notice
from djdesk.services import reminders
from djdesk.services.listing import Value
from djdesk.services.reminders import REASON, UNTIL, Agenda, Home, Reminder, Target
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.buttons import action, button_for
from djdesk.ui.kit.page import Card, Page, scrolled
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.reminders.calendar import WEEKDAYS, MonthCalendar
from djdesk.ui.reminders.cards import FigureCard, figures
from djdesk.ui.reminders.side import Birthdays, Reporting
from djdesk.ui.reminders.tasks import Tasks

BROAD = 720  # px at 100 % from which on the side stands beside the list
SIDE = 300
MINUTE = 60 * 1000


class RemindersPane(Page):
    """The pane; reads when it is seen and the book or the day has changed."""

    def __init__(self, context: Context) -> None:
        super().__init__("工作台", "reminders", context.memory)
        self.context = context
        self._stale = True
        self._day = date.min
        self._home: Home | None = None
        self._asked: tuple[Callable[[], None], ...] = ()  # how to drop what is being read
        self._make_actions()
        self.board = Board(self)
        self.cards = [FigureCard(self.board) for _ in range(4)]
        self.start = self._make_start()
        self.tasks = Tasks(context.desk, self.board)
        self.calendar = MonthCalendar(self.board)
        self.birthdays = Birthdays(self.board)
        self.reporting = Reporting(self.board)
        self.board.lay_out(
            self.cards, self.start, self.tasks, (self.calendar, self.birthdays, self.reporting)
        )
        self.set_master(scrolled(self.board))
        for number, card in enumerate(self.cards):
            card.clicked.connect(lambda _checked=False, n=number: self._on_card(n))
        self.tasks.opened.connect(lambda reminder: self._open(reminder.target))
        self.tasks.later.connect(self._on_later)
        self.tasks.done.connect(self._on_done)
        self.tasks.back.connect(self._on_back)
        self.tasks.shown_all.connect(lambda: self.calendar.choose(None))
        self.calendar.chosen.connect(self.tasks.show_day)
        for side in (self.birthdays, self.reporting):
            side.opened.connect(self._open)
        context.bus.changed.connect(self._on_changed)
        theme.active().changed.connect(self._on_theme)
        # Nothing runs while the program is closed; left open over night, it sees the new day.
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE)
        self._clock.timeout.connect(self._on_minute)
        self._clock.start()
        self._show_date()

    def _make_actions(self) -> None:
        desk = self.context.desk
        committee = desk.store.book.kind is BookKind.COMMITTEE
        word, icon = ("接收上报包", "package-open") if committee else ("上报", "upload")
        if desk.may_write("packages"):
            self.add_action(word, icon, lambda: self._open(Target("packages")))
        self.again = self.add_more("重新计算", "refresh-cw", self.refresh, shortcut="F5")

    def _make_start(self) -> Card:
        """What an empty book says: how to begin."""
        card = Card(self.board)
        title = QLabel("从花名册开始", card)
        theme.role(title, "heading")
        text = QLabel(
            "把现有的花名册表格直接导入，或者逐人录入；有了花名册，转正、政治生日、支部规模等都会自动提醒。",
            card,
        )
        text.setWordWrap(True)
        theme.role(text, "muted")
        card.box.addWidget(title)
        card.box.addWidget(text)
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.load = action(self, "导入花名册", "download")
        self.load.triggered.connect(lambda: self._open(Target("roster", None, {"do": "import"})))
        self.new = action(self, "录入党员", "plus")
        self.new.triggered.connect(lambda: self._open(Target("roster", None, {"do": "new"})))
        line.addWidget(button_for(self.load, card, primary=True))
        line.addWidget(button_for(self.new, card))
        line.addStretch(1)
        card.box.addLayout(line)
        card.hide()
        return card

    # --- reading ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale or self._day != self.context.desk.today():
            self.refresh()

    def _on_changed(self, _notice: Notice) -> None:
        # Every area may bear on what is due; nothing is read for a pane that nobody sees.
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _on_minute(self) -> None:
        if self.isVisible() and self._day != self.context.desk.today():
            self.refresh()

    def refresh(self) -> None:
        """Find out again what is due; called by itself when the book or the day changes."""
        self._stale = False
        desk, jobs = self.context.desk, self.context.jobs
        self._day = desk.today()
        self._show_date()
        for drop in self._asked:
            drop()  # two read at a time: an older answer must not come after a newer one
        self._asked = (
            jobs.read(self, lambda: reminders.agenda(desk), self._on_agenda).cancel,
            jobs.read(self, lambda: reminders.home(desk), self._on_home).cancel,
        )

    def _show_date(self) -> None:
        day = self.context.desk.today()
        self.title.setText(f"{day.month}月{day.day}日 · 星期{WEEKDAYS[day.weekday()]}")
        self.subtitle.setText(f"{day.year}年")

    def _on_agenda(self, agenda: Agenda) -> None:
        self.calendar.show_due(agenda.day, agenda.due)
        self.tasks.show_agenda(agenda)
        if self.calendar.day is None:
            self.tasks.show_day(None)

    def _on_home(self, home: Home) -> None:
        self._home = home
        for card, figure in zip(self.cards, figures(home), strict=True):
            card.show_figure(figure)
        self.birthdays.show_home(home)
        self.reporting.show_home(home)
        self.start.setVisible(not home.members.total and self.context.desk.may_write("roster"))

    def _on_theme(self) -> None:
        # The lines measure themselves by the scale when they are made.
        self.board.fit()
        self._stale = True
        if self.isVisible():
            self.refresh()

    # --- what can be done ---------------------------------------------------------------------

    def _open(self, target: Target) -> None:
        self.context.open(target.area, target.record_id, **target.hints)

    def _on_card(self, number: int) -> None:
        if self._home is not None:
            self._open(figures(self._home)[number].target)

    def _on_later(self, reminder: Reminder) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "暂缓提醒",
            [UNTIL, REASON],
            lambda values: reminders.postpone(
                desk, reminder, until=_until(values), reason=str(values["reason"])
            ),
            lambda _none: done_with_undo(self.context, self, "已暂缓提醒。"),
            word="暂缓",
            hint=f"{reminder.text}。\n{reminder.advice}",
            check=lambda values: reminders.check(
                _until(values), str(values.get("reason") or ""), desk.today()
            ),
        )

    def _on_done(self, reminder: Reminder) -> None:
        desk = self.context.desk
        ask_form(
            self.context,
            self,
            "已经办结，不再提醒",
            [REASON],
            lambda values: reminders.postpone(
                desk, reminder, until=None, reason=str(values["reason"])
            ),
            lambda _none: done_with_undo(self.context, self, "不再提醒这一件。"),
            word="不再提醒",
            hint=f"{reminder.text}。\n只停止这一件的提醒，不改变任何登记；请写明依据，如会议日期、文号。",
        )

    def _on_back(self, reminder: Reminder) -> None:
        desk = self.context.desk
        self.context.jobs.write(
            self,
            lambda: reminders.resume(desk, reminder),
            lambda _none: done_with_undo(self.context, self, "已恢复提醒。"),
            "恢复提醒",
        )


def _until(values: Mapping[str, Value]) -> date | None:
    until = values.get("until")
    return until if isinstance(until, date) else None


class Board(QWidget):
    """Everything below the title; puts the side below the list where there is no room beside it."""

    def lay_out(
        self, cards: list[FigureCard], start: QWidget, tasks: QWidget, sides: tuple[QWidget, ...]
    ) -> None:
        """Set the parts; once."""
        self._cards = cards
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._figures = QGridLayout()
        outer.addLayout(self._figures)
        outer.addWidget(start)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(tasks, 1)
        self._side = QWidget(self)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        for each in sides:
            column.addWidget(each)
        column.addStretch(1)
        self._body.addWidget(self._side)
        outer.addLayout(self._body, 1)
        self._spaced = (outer, self._figures, self._body, column)
        self._columns = 0
        self.fit()

    def fit(self) -> None:
        """Set gaps and directions for the width and the scale in force."""
        look = theme.active()
        gap = look.px(12)
        for layout in self._spaced:
            layout.setSpacing(gap)
        outer = self._spaced[0]
        outer.setContentsMargins(0, 0, look.px(4), look.px(8))
        broad = self.width() >= look.px(BROAD)
        ways = QBoxLayout.Direction
        self._body.setDirection(ways.LeftToRight if broad else ways.TopToBottom)
        if broad:
            self._side.setFixedWidth(look.px(SIDE))
        else:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16777215)
        columns = 4 if broad else 2
        if columns != self._columns:
            self._columns = columns
            for number, card in enumerate(self._cards):
                self._figures.addWidget(card, *divmod(number, columns))
            for column in range(4):
                self._figures.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

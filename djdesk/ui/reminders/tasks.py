"""What is to be done, line by line: how late, what, on which ground, and the button for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from djdesk.services.desk import Desk
from djdesk.services.reminders import AREA, Agenda, Postponed, Reminder, Severity
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import menu_button
from djdesk.ui.kit.page import Card

STATES = {Severity.ALARM: "bad", Severity.WARN: "warn", Severity.NOTICE: "", Severity.INFO: "quiet"}
_STANDING = {
    Severity.ALARM: "须处理",
    Severity.WARN: "待处理",
    Severity.NOTICE: "请留意",
    Severity.INFO: "提示",
}


def when(reminder: Reminder) -> str:
    """The word of the pill: 逾期 3 天, 今天, 还有 5 天; of a state how much it weighs."""
    left = reminder.days_left
    if left is None:
        return _STANDING[reminder.severity]
    if left < 0:
        return f"逾期 {-left} 天"
    return f"还有 {left} 天" if left else "今天"


def summary(reminders: Sequence[Reminder]) -> str:
    """How much is overdue, due today, and due within seven days."""
    lefts = [each.days_left for each in reminders if each.days_left is not None]
    parts = (
        ("逾期", sum(left < 0 for left in lefts)),
        ("今天", sum(left == 0 for left in lefts)),
        ("7 天内", sum(0 < left <= 7 for left in lefts)),
        ("待处理", len(reminders) - len(lefts)),
    )
    return " · ".join(f"{word} {count}" for word, count in parts if count)


class TaskRow(QFrame):
    """One reminder; `act`, `later`, `done` and `back` are its buttons and the entries of 「…」."""

    def __init__(self, reminder: Reminder, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.reminder = reminder
        look = theme.active()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, look.px(8), 0, look.px(8))
        line.setSpacing(look.px(12))
        self.pill = QLabel(when(reminder), self)
        self.pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pill.setMinimumWidth(look.px(92))
        theme.role(self.pill, "pill")
        theme.state(self.pill, STATES[reminder.severity])
        line.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        self.text = QLabel(reminder.text, self)
        self.text.setWordWrap(True)
        self.text.setToolTip(reminder.advice)
        place = f"{reminder.place} · " if reminder.place else ""
        self.clause = QLabel(f"{place}{reminder.clause}", self)
        self.clause.setWordWrap(True)
        theme.role(self.clause, "hint")
        words.addWidget(self.text)
        words.addWidget(self.clause)
        line.addLayout(words, 1)
        may = desk.may_write(reminder.target.area) or "do" not in reminder.target.hints
        self.act = QPushButton(reminder.action if may else "查看", self)
        self.act.setAutoDefault(False)
        self.act.setToolTip(reminder.advice)
        self.act.setAccessibleName(f"{reminder.text}：{self.act.text()}")
        line.addWidget(self.act)
        self.menu = QMenu(self)
        self.later = self.menu.addAction(look.icon("clock"), "暂缓提醒…")
        self.done = self.menu.addAction(look.icon("circle-check"), "已经办结，不再提醒…")
        self.more = menu_button("", "ellipsis", self.menu, self, role="plain")
        self.more.setAccessibleName(f"{reminder.text}：暂缓或办结")
        self.more.setToolTip("暂缓或办结")
        may_put_off = desk.may_write(AREA) and not reminder.many
        # Kept in its place where there is nothing to put off, so that the buttons stand in line.
        policy = self.more.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.more.setSizePolicy(policy)
        self.more.setVisible(may_put_off)
        line.addWidget(self.more)

    def show_put_off(self, put_off: Postponed, desk: Desk) -> None:
        """Say until when and why it is silent, and offer to let it speak again."""
        until = put_off.until
        word = f"暂缓到{until.year}年{until.month}月{until.day}日" if until else "不再提醒"
        by = f"（{put_off.user}，{put_off.on:%Y.%m.%d}）" if put_off.user else ""
        self.clause.setText(f"{word}：{put_off.reason}{by}")
        theme.state(self.pill, "quiet")
        self.act.setText("恢复提醒")
        self.act.setAccessibleName(f"{self.reminder.text}：恢复提醒")
        self.act.setEnabled(desk.may_write(AREA))
        self.more.hide()


class Tasks(Card):
    """The list; signals carry the reminder: `opened` its button, `later`, `done` and `back`."""

    opened = Signal(object)
    later = Signal(object)
    done = Signal(object)
    back = Signal(object)
    shown_all = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._agenda: Agenda | None = None
        self._day: date | None = None
        self._put_off = False
        self.rows: list[TaskRow] = []
        head = QHBoxLayout()
        self.title = QLabel("要办的事", self)
        theme.role(self.title, "heading")
        self.counts = QLabel(self)
        theme.role(self.counts, "muted")
        self.all = self._link("显示全部", self.shown_all.emit)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.counts)
        head.addWidget(self.all)
        self.box.addLayout(head)
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.role(self.empty, "muted")
        self.box.addWidget(self.empty)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.box.addLayout(self._list)
        self.box.addStretch(1)
        self.switch = self._link("", self.toggle_put_off)
        self.box.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)

    def _link(self, text: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        theme.role(button, "link")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: then())
        button.hide()
        return button

    def show_agenda(self, agenda: Agenda) -> None:
        """Show what is due."""
        self._agenda = agenda
        if not agenda.put_off:
            self._put_off = False
        self._fill()

    def show_day(self, day: date | None) -> None:
        """Show only what is due on `day`; None: everything."""
        self._day = day
        self._put_off = False
        self._fill()

    def toggle_put_off(self) -> None:
        """Show what was put off, or again what is due."""
        self._put_off = not self._put_off
        self._fill()

    def _fill(self) -> None:
        agenda = self._agenda
        if agenda is None:
            return
        focused = next((n for n, row in enumerate(self.rows) if row.act.hasFocus()), None)
        self._clear()
        if self._put_off:
            for reminder, put_off in agenda.put_off:
                self._add(reminder).show_put_off(put_off, self._desk)
        else:
            for reminder in agenda.due:
                if self._day is None or reminder.due == self._day:
                    self._add(reminder)
        self._say(agenda)
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].act.setFocus()

    def _say(self, agenda: Agenda) -> None:
        day = self._day
        if self._put_off:
            self.title.setText("已暂缓的事")
        else:
            self.title.setText(f"{day.month}月{day.day}日到期" if day else "要办的事")
        self.counts.setText("" if self._put_off else summary([row.reminder for row in self.rows]))
        self.all.setVisible(day is not None and not self._put_off)
        self.empty.setVisible(not self.rows)
        self.empty.setText(
            "\n没有到期或将要到期的事。\n届满、转正、失联、回执、备份等到期前会在这里提醒。\n"
        )
        self.switch.setVisible(bool(agenda.put_off))
        word = f"已暂缓或办结 {len(agenda.put_off)} 件"
        self.switch.setText("回到要办的事" if self._put_off else word)

    def _clear(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []

    def _add(self, reminder: Reminder) -> TaskRow:
        if self.rows:
            rule = QFrame(self)
            theme.role(rule, "rule")
            self._list.addWidget(rule)
        row = TaskRow(reminder, self._desk, self)
        row.act.clicked.connect(partial(self._on_act, row))
        row.later.triggered.connect(lambda: self.later.emit(reminder))
        row.done.triggered.connect(lambda: self.done.emit(reminder))
        self._list.addWidget(row)
        self.rows.append(row)
        return row

    def _on_act(self, row: TaskRow) -> None:
        (self.back if self._put_off else self.opened).emit(row.reminder)

"""The head of a record: what it is, how far it is, and the one step that comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.listing import Kind
from djdesk.services.meetings import Record
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.labels import ElidedLabel

STATES = {
    "planned": "quiet",
    "notified": "quiet",
    "held": "warn",
    "recorded": "warn",
    "reviewed": "ok",
    "cancelled": "quiet",
}

WORDS = 240  # px at 100 %: what the words need beside the steps, unless they are shorter


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the life of a meeting: its word, icon, and what it does."""

    word: str
    icon: str
    then: Callable[[], object]
    tip: str = ""


class Head(QWidget):
    """Two lines of words at the left, the steps at the right: one of them primary."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.active()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.px(8))
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        theme.role(self.title, "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top.addWidget(self.title, 1)
        words.addLayout(top)
        self.facts = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.role(self.facts, "muted")
        self.pill = QLabel(self)
        theme.role(self.pill, "pill")
        below = QHBoxLayout()
        below.setSpacing(look.px(8))
        below.addWidget(self.pill)
        below.addWidget(self.facts, 1)
        words.addLayout(below)
        self._box.addLayout(words, 1)
        self._box.addLayout(line)
        self._line = line
        self._title = ""
        self._actions: list[QAction] = []
        self._buttons: list[QWidget] = []
        self._menu = QMenu(self)
        self._more = buttons.menu_button("更多", "ellipsis", self._menu, self)
        self._more.setAccessibleName("更多办理")
        line.addWidget(self._more)

    def show_record(self, record: Record) -> None:
        """Show the words of a record."""
        self._title = _title(record)
        self._show_title()
        self.facts.setText(" · ".join(word for word in _facts(record) if word))
        self.pill.setText(codes.table("meeting_state").name(record.state))
        theme.state(self.pill, STATES[record.state])

    def show_steps(
        self, primary: Step | None, others: Sequence[Step], more: Sequence[Step]
    ) -> None:
        """Offer the next step as the primary button, others beside it, the rest in the menu."""
        for button in self._buttons:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        for action in self._actions:
            self.removeAction(action)
        self._actions, self._buttons = [], []
        self._menu.clear()
        shown = [*((step, False) for step in others), *([(primary, True)] if primary else [])]
        for step, is_primary in shown:
            action = self._action(step)
            button = buttons.button_for(action, self, primary=is_primary)
            self._line.insertWidget(self._line.count() - 1, button)
            button.show()
            self._buttons.append(button)
        for step in more:
            self._menu.addAction(self._action(step))
        self._more.setVisible(bool(more))
        self._set_tab_order()
        self._arrange()

    def _set_tab_order(self) -> None:
        """Tab reaches the steps before the sections: Qt puts what is made later behind the form."""
        order = [self._more, *self._buttons, self._more]  # the place of 更多, which then goes last
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _show_title(self) -> None:
        """Two lines at most: a topic as long as a page leaves room for the record."""
        metrics = self.title.fontMetrics()
        room = 2 * self.title.width() - 2 * metrics.horizontalAdvance("汉")
        elide = Qt.TextElideMode.ElideRight
        shown = metrics.elidedText(self._title, elide, max(room, theme.active().px(120)))
        self.title.setText(shown)
        self.title.setToolTip(self._title if shown != self._title else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where the steps would leave the words too little room, they stand under them."""
        way = QBoxLayout.Direction
        steps = [*self._buttons, *([] if self._more.isHidden() else [self._more])]
        taken = sum(step.sizeHint().width() + self._box.spacing() for step in steps)
        title = self.title.fontMetrics().horizontalAdvance(self._title)
        needed = min(title, theme.active().px(WORDS))
        narrow = self.width() - taken < needed
        self._box.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._box.activate()  # the words are cut to the room they have now
        self._show_title()

    def _action(self, step: Step) -> QAction:
        made = buttons.action(self, step.word, step.icon, tip=step.tip)
        made.triggered.connect(lambda _checked=False: step.then())
        self.addAction(made)
        self._actions.append(made)
        return made

    def step(self, word: str) -> QAction:
        """The action of a step; KeyError if it is not offered now."""
        for action in self._actions:
            if action.text() == word:
                return action
        raise KeyError(word)

    def words(self) -> list[str]:
        """The words of all steps offered now."""
        return [action.text() for action in self._actions]


def _title(record: Record) -> str:
    topic = str(record.values.get("topic") or "")
    return f"{record.title}：{topic}" if topic else record.title


def _facts(record: Record) -> list[str]:
    values: Mapping[str, object] = record.values
    day = kinds.show(Kind.DATE, record.values.get("held_on"))
    times = [kinds.show(Kind.TIME, record.values.get(key)) for key in ("start_at", "end_at")]
    at = "—".join(time for time in times if time)
    mates = "、".join(mate.kind_name for mate in record.sitting)
    return [
        f"{day} {at}".strip(),
        str(values.get("place") or ""),
        record.ledger_number,
        f"第 {record.revision} 版" if record.revision > 1 else "",
        f"同场另记为{mates}" if mates else "",
        "" if record.own else f"{record.unit_name}上报，只能查看",
        f"取消原因：{values['cancel_reason']}" if record.state == "cancelled" else "",
    ]

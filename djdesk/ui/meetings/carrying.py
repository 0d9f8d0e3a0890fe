"""The page 落实 of a record: what its resolutions and problems ask for, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import Problem
from djdesk.services import kinds, meetings
from djdesk.services.fields import field
from djdesk.services.listing import Value
from djdesk.services.meetings import RESOLUTION_FIELDS, Part, Record
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.undo import done_with_undo

DONE_FIELDS = tuple(field(RESOLUTION_FIELDS, key) for key in ("done_on", "done_note"))


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be carried out: `what` is resolution or problem."""

    what: str
    part: Part

    @property
    def is_done(self) -> bool:
        """Whether it was carried out."""
        return self.part.values.get("done_on") is not None


class CarryingPage(QWidget):
    """A table of all items; 办结 and 重新办理 also after the record was locked."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._items: list[Item] = []
        self._held_on: date | None = None
        self._may = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        self.close_item = self._button("办结…", self._on_close)
        self.reopen_item = self._button("重新办理", self._on_reopen)
        line.addWidget(self.close_item)
        line.addWidget(self.reopen_item)
        line.addStretch(1)
        box.addLayout(line)
        columns = (("事项", 0), ("责任人", 84), ("时限", 92), ("完成", 92), ("完成情况", 140))
        self.rows = Rows("落实", columns, self)
        self.rows.chosen.connect(lambda _id: self._allow())
        self.rows.opened.connect(lambda _id: self._on_opened())
        box.addWidget(self.rows, 1)

    def _button(self, word: str, then: object) -> QPushButton:
        button = QPushButton(word, self)
        button.setAutoDefault(False)
        button.clicked.connect(then)
        return button

    def load(self, record: Record, *, may: bool) -> None:
        """Show what a record asks for."""
        self._held_on = _day(record.values.get("held_on"))
        self._may = may
        wanted = [Item("resolution", part) for part in record.resolutions]
        wanted += [Item("problem", part) for part in record.problems]
        self._items = [
            each for each in wanted if each.part.values.get("responsible") or _due(each.part)
        ]
        today = self.context.desk.today()
        self.rows.show_rows([_row(number, item, today) for number, item in enumerate(self._items)])
        self._allow()

    @property
    def open_count(self) -> int:
        """How many are still to be carried out."""
        return sum(not item.is_done for item in self._items)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def _chosen(self) -> Item | None:
        number = self.rows.current
        return self._items[number] if number is not None else None

    def _allow(self) -> None:
        item = self._chosen()
        self.close_item.setVisible(self._may)
        self.reopen_item.setVisible(self._may)
        self.close_item.setEnabled(item is not None and not item.is_done)
        self.reopen_item.setEnabled(item is not None and item.is_done)

    def _on_opened(self) -> None:
        if self.close_item.isEnabled() and self._may:
            self._on_close()

    def _on_close(self) -> None:
        item, held_on = self._chosen(), self._held_on
        if item is None or item.part.id is None or held_on is None:
            return
        desk, part_id = self.context.desk, item.part.id
        today = desk.today()

        def work(values: Values) -> None:
            on = _day(values.get("done_on")) or today
            note = str(values.get("done_note") or "")
            meetings.done(desk, item.what, part_id, on=on, note=note)

        def check(values: Mapping[str, Value]) -> list[Problem]:
            return meetings.check_done(held_on, _day(values.get("done_on")), today)

        ask_form(
            self.context,
            self,
            "办结",
            DONE_FIELDS,
            work,
            lambda _none: done_with_undo(self.context, self, "已办结 1 项。"),
            word="办结",
            hint=_words(item.part),
            values={"done_on": today},
            check=check,
        )

    def _on_reopen(self) -> None:
        item = self._chosen()
        if item is None or item.part.id is None:
            return
        desk, what, part_id = self.context.desk, item.what, item.part.id
        self.context.jobs.write(
            self,
            lambda: meetings.reopen(desk, what, part_id),
            lambda _none: done_with_undo(self.context, self, "已改为未办结。"),
            "重新办理",
        )


def _row(number: int, item: Item, today: date) -> RowText:
    values, due = item.part.values, _due(item.part)
    done_on = _day(values.get("done_on"))
    late = done_on is None and due is not None and due < today
    state = kinds.show_date(done_on) if done_on else ("已逾期" if late else "未完成")
    return RowText(
        number,
        (
            _words(item.part),
            str(values.get("responsible") or ""),
            kinds.show_date(due),
            state,
            str(values.get("done_note") or ""),
        ),
        past=done_on is not None,
    )


def _words(part: Part) -> str:
    return str(part.values.get("text") or part.values.get("problem") or "")


def _due(part: Part) -> date | None:
    return _day(part.values.get("due_on"))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None

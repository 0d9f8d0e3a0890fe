"""What is still open after meetings: absences to make up (补课), decisions to carry out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from djdesk.errors import Problem
from djdesk.services import listing, meetings
from djdesk.services.desk import Desk
from djdesk.services.fields import field
from djdesk.services.listing import Filter, Listing, Query, Scope, Value
from djdesk.services.meetings import ATTENDANCE_FIELDS, DEBTS, FOLLOW_UPS, RESOLUTION_FIELDS
from djdesk.ui.kit import buttons, theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.meetings.asked import Asked, Part

MAKEUP_FIELDS = (
    replace(field(ATTENDANCE_FIELDS, "makeup_on"), required=True),
    replace(field(ATTENDANCE_FIELDS, "makeup_way"), required=True),
    replace(field(ATTENDANCE_FIELDS, "makeup_hours"), hint="不填按缺席的会议计"),
)
DONE_FIELDS = (
    replace(field(RESOLUTION_FIELDS, "done_on"), required=True),
    field(RESOLUTION_FIELDS, "done_note"),
)
STATES: dict[str, dict[Value, str]] = {
    "state": {"open": "warn", "overdue": "bad", "done": "ok"},
    "status": {"无故缺席": "bad"},
}
NOT_DONE = Filter("state", "ne", "done", "未完成")


class ListPart(Part):
    """A list with chips above it and its actions as buttons beside them."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        listing_: Listing,
        lesson: Lesson,
        chips: Sequence[Chip],
    ) -> None:
        super().__init__(context, parent)
        self.actions_: list[QAction] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.active().px(4), 0, 0)
        bar = QWidget(self)
        self._bar = FlowLayout(bar)
        box.addWidget(bar)
        self.chips = Chips(self)
        self.chips.offer(chips)
        box.addWidget(self.chips)
        self.model = ListModel(
            context.desk,
            context.jobs,
            listing_,
            Query(Scope(context.desk.today()), filters=self.chips.filters()),
            presentation=context.presentation,
            states=STATES,
        )
        self.list = ListBox(context, self.model, lesson=lesson)
        box.addWidget(self.list, 1)
        self.chips.changed.connect(lambda: self.model.set_filters(self.chips.filters()))
        self.list.view.opened.connect(lambda _id: self.open_record())
        self.list.view.selection_counted.connect(lambda _n: self.allow())
        self.list.view.current_changed.connect(lambda _id: self.allow())
        self.model.arrived.connect(self.allow)
        self.setFocusProxy(self.list)

    def add(self, word: str, icon: str, then: object, *, shortcut: str = "") -> QAction:
        """One more action, as a button and in the menu of the list."""
        made = buttons.action(self, word, icon, shortcut=shortcut)
        made.triggered.connect(then)
        self.addAction(made)
        button = buttons.button_for(made, self)
        made.visibleChanged.connect(partial(_follow, made, button))
        self._bar.addWidget(button)
        self.actions_.append(made)
        self.list.offer(self.actions_)
        return made

    def load(self, asked: Asked) -> None:
        """Ask the list anew for the branch."""
        if self.model.query.scope != asked.scope:  # changes of the book the list hears itself
            self.model.set_scope(asked.scope)

    def tell(self, asked: Asked) -> None:
        """Count what is to be dealt with, seen or not."""
        desk, scope = self.context.desk, asked.scope
        self.read(lambda: self.count(desk, scope), self.counted.emit)

    def count(self, desk: Desk, scope: Scope) -> int:
        """How many there are to be dealt with."""
        raise NotImplementedError

    def allow(self) -> None:
        """Enable what can be done with the rows chosen."""
        some = bool(self.chosen())
        for action in self.actions_:
            action.setEnabled(some)

    def chosen(self) -> list[int]:
        """The ids of the rows chosen, or of the current one."""
        ids = self.list.view.selected_ids()
        current = self.list.view.current_id()
        return ids or ([current] if current is not None else [])

    def open_record(self) -> None:
        """Open the record of the meeting the current row comes from."""
        row_id, asked = self.list.view.current_id(), self.asked
        if row_id is None or asked is None:
            return
        desk, kind, scope = self.context.desk, self.model.listing, asked.scope
        self.context.jobs.read(
            self,
            lambda: listing.rows(desk, kind, scope, [row_id], ("meeting_id",)),
            lambda found: self._open(found.get(row_id, (None,))[0]),
        )

    def _open(self, meeting_id: Value) -> None:
        if isinstance(meeting_id, int):
            self.context.open("meetings", meeting_id, section=self.section())

    def section(self) -> str:
        """The section of the record in which the row stands."""
        raise NotImplementedError


class DebtsPart(ListPart):
    """补课欠账: absences not made up yet; one dialog enters the make-up of all that are chosen."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        lesson = Lesson(
            "没有要补课的人",
            "党员大会、党课等会议缺席的人在这里列出，补课以后登记日期和方式，学时计入本人。",
            icon="graduation-cap",
        )
        super().__init__(context, parent, DEBTS, lesson, ())
        self.make_up = self.add(
            "登记补课…", "square-check", self._on_make_up, shortcut="Ctrl+Return"
        )
        self.look = self.add("打开记录", "arrow-right", lambda _checked=False: self.open_record())
        self.make_up.setVisible(context.desk.may_write(meetings.AREA))
        self.allow()

    def count(self, desk: Desk, scope: Scope) -> int:
        """How many absences are to be made up."""
        return len(listing.ids(desk, DEBTS, Query(scope)))

    def section(self) -> str:
        """The roll."""
        return "roll"

    def _on_make_up(self) -> None:
        ids, desk = tuple(self.chosen()), self.context.desk
        if not ids:
            return

        def work(values: Values) -> int:
            on, hours = values.get("makeup_on"), values.get("makeup_hours")
            return meetings.make_up_many(
                desk,
                ids,
                on=on if isinstance(on, date) else None,
                way=str(values.get("makeup_way") or ""),
                hours=hours if isinstance(hours, int) and hours else None,
            )

        ask_form(
            self.context,
            self,
            "登记补课",
            MAKEUP_FIELDS,
            work,
            lambda count: done_with_undo(self.context, self, f"已登记补课 {count} 人次。"),
            hint=f"为选中的 {len(ids)} 人次一起登记；学时不填，按各自缺席的会议计。",
            values={"makeup_on": desk.today()},
            check=lambda values: _not_later(values.get("makeup_on"), desk.today(), "makeup_on"),
        )


class FollowUpsPart(ListPart):
    """待落实: what resolutions and problems ask for; done for many at once, opened again."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        lesson = Lesson(
            "没有要落实的事项",
            "会议记录的决议写明责任人和时限、问题清单列出问题以后，在这里跟到办结。",
            icon="list-todo",
        )
        chips = (
            Chip("open", "未完成", None, (NOT_DONE,)),
            Chip("overdue", "已逾期", None, (Filter("state", "eq", "overdue"),)),
            Chip("done", "已完成", None, (Filter("state", "eq", "done"),)),
            Chip("all", "全部"),
        )
        super().__init__(context, parent, FOLLOW_UPS, lesson, chips)
        self.close_items = self.add("办结…", "square-check", self._on_close, shortcut="Ctrl+Return")
        self.reopen = self.add("重新办理", "rotate-ccw", self._on_reopen)
        self.look = self.add("打开记录", "arrow-right", lambda _checked=False: self.open_record())
        may = context.desk.may_write(meetings.AREA)
        self.close_items.setVisible(may)
        self.reopen.setVisible(may)
        self.allow()

    def count(self, desk: Desk, scope: Scope) -> int:
        """How many items are not done."""
        return len(listing.ids(desk, FOLLOW_UPS, Query(scope, filters=(NOT_DONE,))))

    def section(self) -> str:
        """Where items are carried out."""
        return "carrying"

    def allow(self) -> None:
        """Only what is open can be closed, only what is done opened again."""
        super().allow()
        view = self.chips.chosen
        some = bool(self.chosen())
        if len(self.actions_) == 3:
            self.close_items.setEnabled(some and view != "done")
            self.reopen.setEnabled(some and view in ("done", "all"))

    def _items(self) -> tuple[tuple[str, int], ...]:
        return tuple(meetings.follow_up_item(row_id) for row_id in self.chosen())

    def _on_close(self) -> None:
        items, desk = self._items(), self.context.desk
        if not items:
            return

        def work(values: Values) -> int:
            on = values.get("done_on")
            day = on if isinstance(on, date) else desk.today()
            return meetings.done_many(desk, items, on=day, note=str(values.get("done_note") or ""))

        ask_form(
            self.context,
            self,
            "办结",
            DONE_FIELDS,
            work,
            lambda count: done_with_undo(self.context, self, f"已办结 {count} 项。"),
            word="办结",
            hint=f"选中的 {len(items)} 项一起办结。" if len(items) > 1 else "",
            values={"done_on": desk.today()},
            check=lambda values: _not_later(values.get("done_on"), desk.today(), "done_on"),
        )

    def _on_reopen(self) -> None:
        items, desk = self._items(), self.context.desk
        if len(items) != 1:
            self.context.messages.tell("重新办理一次选一项。")
            return
        what, item_id = items[0]
        self.context.jobs.write(
            self,
            lambda: meetings.reopen(desk, what, item_id),
            lambda _none: done_with_undo(self.context, self, "已改为未办结。"),
            "重新办理",
        )


def _follow(action: QAction, button: QWidget) -> None:
    """A button is there as long as its action makes sense for this user."""
    button.setVisible(action.isVisible())


def _not_later(on: Value, today: date, key: str) -> list[Problem]:
    """A day that has not come yet cannot be that of something done."""
    if isinstance(on, date) and on > today:
        return [Problem("日期在今天之后。", "请核对日期。", key, value=f"{on}")]
    return []

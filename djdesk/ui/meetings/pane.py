"""The pane 三会一课: the meetings of a year left, the record of the chosen one right or wide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QWidget

from djdesk.models.store.store import Notice
from djdesk.services import listing, meetings
from djdesk.services.listing import Filter, Query, Scope, Value
from djdesk.services.meetings import MEETINGS, Record
from djdesk.services.roster import Chip as CountedChip
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.later import Later
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.meetings import papers, planning
from djdesk.ui.meetings.record import RecordView

STATES: dict[str, dict[Value, str]] = {
    "state": {
        "planned": "quiet",
        "notified": "quiet",
        "held": "warn",
        "recorded": "warn",
        "reviewed": "ok",
        "cancelled": "quiet",
    },
    "review": {"passed": "ok", "returned": "bad"},
}
SOON = 150  # ms after the pane was made; its first page is painted by then


class MeetingsPane(Page):
    """The pane; `show_record` opens a meeting, `new=True` begins one, `view` chooses a chip.

    Other panes open it with `context.open("meetings", id)`; `section` names the part of the record
    (head, roll, content, votes, carrying, problems, evidence, review), `filters` limit the list,
    `ids` (with `title`) show exactly these meetings, `do` is new, plan or filing. `field` leads to
    where a finding is put right; `kind`, `unit` and `day` are filled in for `do` new.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("三会一课", "meetings", context.memory)
        self.context = context
        self._scope = Scope(context.desk.today())
        self._may = context.desk.may_write(meetings.AREA)
        self._wanted: int | None = None
        self._section = ""
        self._field = ""
        self._view = ""
        self._sizes: list[int] = []  # of list and record, while the record is away
        self._with_record = True  # whether a record has its place beside the list
        self._make_actions()
        self._make_list()
        self._beside = Later(self._make_record, self)
        self.set_detail(self._beside, 496)
        self.take_turns("返回列表", self.box.view)
        QTimer.singleShot(SOON, self, self._make_rest)
        self.with_search("主题、地点、主持人、台账号", self.model.set_text)
        self.chips.changed.connect(self._on_chips)
        self.show_chips(True)
        context.bus.changed.connect(self._on_changed)

    # --- building -----------------------------------------------------------------------------

    def _make_rest(self) -> None:
        """What the first page need not wait for: counts, and what is said at the right side."""
        self._refresh_chips()
        self.record.explain(len(self.model.ids()) > 0)
        self._begin_today()

    def _begin_today(self) -> None:
        """The latest meeting up to today is chosen: a year's plan stands above it in the list."""
        desk, scope = self.context.desk, self._scope
        until = Filter("held_on", "until", scope.day)
        self.context.jobs.read(
            self,
            lambda: listing.ids(desk, MEETINGS, Query(scope, filters=(until,)), limit=1),
            self._on_latest,
        )

    def _on_latest(self, found: Sequence[int]) -> None:
        rows = self.model.ids()
        untouched = self._wanted is None or (len(rows) > 0 and self._wanted == rows[0])
        if found and untouched and self.model.query == Query(self._scope):
            view = self.box.view
            if view.select_id(found[0]):
                view.scrollTo(view.currentIndex(), view.ScrollHint.PositionAtCenter)

    def _make_actions(self) -> None:
        add, more = self.add_action, self.add_more
        self.new = add("新建", "plus", self._on_new, primary=True, shortcut="Ctrl+N")
        self.plan = add("年度计划", "calendar-plus", self._on_plan)
        self.print = add("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.wide = add("展开", "maximize", self._on_wide, shortcut="F11")
        self.wide.setToolTip("记录占满整个页面（F11）")
        self.filing = more("登记计划报备…", "stamp", self._on_filing)
        self.volume = more("装订成卷…", "book-check", self._on_volume)
        self.columns = more("选择显示的栏目…", "columns-3", self._on_columns)
        self.print_log = more("打印记录…", "history", lambda: open_print_log(self.context, self))
        home = self.context.desk.store.book
        for action in (self.new, self.plan, self.filing):
            action.setVisible(self._may and home.kind.value == "branch")

    def _make_list(self) -> None:
        context = self.context
        self.model = ListModel(
            context.desk,
            context.jobs,
            MEETINGS,
            Query(self._scope),
            presentation=context.presentation,
            states=STATES,
        )
        branch = self.new.isVisible()
        lesson = Lesson(
            "还没有会议",
            "先按固定日把一年的三会一课列入计划，或者直接新建一次会议的记录。"
            if branch
            else "支部上报以后，各支部的会议记录出现在这里，可以逐份审查。",
            (self.plan, self.new) if branch else (),
            icon="notebook-pen",
        )
        self.box = ListBox(context, self.model, lesson=lesson, chips=self.chips)
        self.box.offer(self.offered())
        self.box.view.current_changed.connect(self._on_current)
        self.box.view.opened.connect(lambda _id: self._open_wide())
        self.box.view.doubleClicked.connect(self._on_double)
        self.box.view.typed.connect(self._on_typed)
        self.model.arrived.connect(self._on_arrived)
        self.set_master(self.box)

    @property
    def record(self) -> RecordView:
        """The right side; made after the list stands on the screen, or when it is needed."""
        return self._beside.now()

    def _make_record(self, parent: QWidget) -> RecordView:
        made = RecordView(self.context, parent)
        made.opened.connect(self._on_other)
        made.explain(len(self.model.ids()) > 0)
        self.model.arrived.connect(lambda: made.explain(len(self.model.ids()) > 0))
        return made

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a meeting, or do what the hints ask (see the class)."""
        limit = hints.get("organization_id")
        if isinstance(limit, int):
            self._scope = Scope(self._scope.day, limit)
            self.model.set_scope(self._scope)
        if record_id is not None:
            self._section = str(hints.get("section") or "")
            self._field = str(hints.get("field") or "")
            self._leave_record(lambda: self._open(record_id))
            self.show_detail()
            return
        filters, ids = hints.get("filters"), hints.get("ids")
        if isinstance(filters, tuple) or isinstance(ids, tuple) or "view" in hints:
            self.search.clear()
            self.chips.clear()
            self.show_detail(False)
        if isinstance(filters, tuple):
            for condition in filters:
                self.chips.add(condition)
        if isinstance(ids, tuple):
            title = str(hints.get("title") or f"{len(ids)} 次会议")
            self.chips.add(Filter("id", "in", ids, title))
        self._view = str(hints.get("view") or "")
        if self._view:
            self._refresh_chips()
        if not self.new.isVisible():
            return  # nothing is begun in a book of others' records, nor by who may only read
        if hints.get("new") or hints.get("do") == "new":
            self._begin(hints)
        elif hints.get("do") in ("plan", "filing"):
            (self._on_plan if hints["do"] == "plan" else self._on_filing)()

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self._leave_record(then)

    # --- the list -----------------------------------------------------------------------------

    def _refresh_chips(self) -> None:
        desk, scope = self.context.desk, self._scope
        self.context.jobs.read(self, lambda: meetings.chips(desk, scope), self._on_chip_counts)

    def _on_chip_counts(self, chips: tuple[CountedChip, ...]) -> None:
        self.chips.offer([Chip(c.key, c.title, c.count, c.filters) for c in chips])
        view, self._view = self._view, ""
        if view in {chip.key for chip in chips}:
            self.chips.choose(view)

    def _on_chips(self) -> None:
        self.model.set_filters(self.chips.filters())

    def _on_arrived(self) -> None:
        """An empty book has nothing to show beside the list: its lesson gets the whole pane."""
        query = self.model.query
        asked = bool(query.text or query.filters)
        self._offer_record(asked or len(self.model.ids()) > 0)

    def _offer_record(self, wanted: bool) -> None:
        if wanted == self._with_record:
            return
        self._with_record = wanted
        if wanted:
            self.offer_detail(True)
            if self._sizes and not self.narrow:  # those of before; Qt gives what was hidden nothing
                self.splitter.setSizes(self._sizes)
        else:
            self._sizes = self.splitter.sizes() if self._beside.isVisible() else []
            self.offer_detail(False)

    def _on_typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.insert(text)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & MEETINGS.tables:
            self._refresh_chips()
            self._read_again()

    # --- list and record ----------------------------------------------------------------------

    def _on_current(self, meeting_id: object) -> None:
        shown = self._beside.made.record if self._beside.made is not None else None
        if not isinstance(meeting_id, int) or (shown is not None and shown.id == meeting_id):
            return
        if not self._leave_record(lambda: self._show(meeting_id)) and shown is not None:
            self.box.view.select_id(shown.id)  # the row of what is still being written

    def _on_double(self, _index: QModelIndex) -> None:
        self._open_wide()

    def _open_wide(self) -> None:
        if self.box.view.current_id() is not None or self.record.record is not None:
            self.open_wide()
            self.record.focus_section()

    def open_wide(self) -> None:
        super().open_wide()
        self.wide.setVisible(not self.narrow)

    def show_detail(self, shown: bool = True) -> None:
        super().show_detail(shown)
        self.wide.setVisible(not self.narrow)

    def _on_wide(self) -> None:
        if self.narrow:
            self.show_detail(False)
        else:
            self._open_wide()

    def _leave_record(self, then: Callable[[], None]) -> bool:
        view = self._beside.made
        if view is None:
            then()
            return True
        return view.leave(then)

    def _on_other(self, meeting_id: int) -> None:
        self._open(meeting_id)

    def _open(self, meeting_id: int) -> None:
        """Show a meeting and choose it in the list, clearing conditions that hide it."""
        if not self.box.view.select_id(meeting_id):
            self.search.clear()
            if self.chips.filters():
                self.chips.clear()
        self._show(meeting_id)

    def _show(self, meeting_id: int) -> None:
        desk = self.context.desk
        self._wanted = meeting_id
        self.context.jobs.read(
            self,
            lambda: meetings.record(desk, meeting_id),
            self._on_record,
            refused=lambda _error: self._on_gone(meeting_id),
        )

    def _on_record(self, record: Record) -> None:
        if record.id != self._wanted:
            return
        self._offer_record(True)
        self.record.show_record(record)
        if self.box.view.current_id() != record.id:
            self.box.view.select_id(record.id)
        if self._section:
            section, self._section = self._section, ""
            self.record.go_to(section)
        elif self._field:
            key, self._field = self._field, ""
            self.record.go_to_field(key)

    def _read_again(self) -> None:
        shown = self._beside.made.record if self._beside.made is not None else None
        if shown is not None:
            self._show(shown.id)

    def _on_gone(self, meeting_id: int) -> None:
        """The meeting was taken out, or its making was undone."""
        if self._wanted == meeting_id:
            self._wanted = None
            self.record.show_nothing()
            self.record.explain(len(self.model.ids()) > 0)
            self.show_detail(False)

    # --- actions ------------------------------------------------------------------------------

    def _on_new(self) -> None:
        self._leave_record(lambda: planning.ask_new(self.context, self, self._on_made))

    def _begin(self, hints: Mapping[str, object]) -> None:
        """新建 with what another pane knows already: the kind, who holds it, the day."""
        kind, unit, day = (hints.get(key) for key in ("kind", "unit", "day"))
        self._leave_record(
            lambda: planning.ask_new(
                self.context,
                self,
                self._on_made,
                day=day if isinstance(day, date) else None,
                kind=kind if isinstance(kind, str) else "",
                unit=unit if isinstance(unit, int) else None,
            )
        )

    def _on_made(self, meeting_id: int) -> None:
        self._open(meeting_id)
        self.show_detail()
        self.record.form.setFocus()

    def _on_plan(self) -> None:
        planning.ask_year_plan(self.context, self)

    def _on_filing(self) -> None:
        planning.ask_filing(self.context, self)

    def _on_print(self) -> None:
        view = self._beside.made
        shown = view.record if view is not None else None
        if view is not None and view.dirty:
            view.save_then(lambda: self._print(shown))  # paper shows what is saved
        else:
            self._print(shown)

    def _print(self, record: Record | None) -> None:
        papers.print_meetings(self.context, self, self._scope, record)

    def _on_volume(self) -> None:
        papers.ask_volume(self.context, self, self._scope.organization_id)

    def _on_columns(self) -> None:
        self.box.view.choose_columns()

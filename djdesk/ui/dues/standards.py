"""The pane 党费核定: who pays how much left, the standard of one with its working right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from djdesk.models.store.store import Notice
from djdesk.services.dues import AREA, STANDARDS
from djdesk.services.listing import Filter, Query, Scope, Value
from djdesk.ui.dues import papers
from djdesk.ui.dues.fixed import Fixed, FixedView, read_fixed
from djdesk.ui.dues.proposing import ProposalDialog, next_year
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec

STATES: dict[str, dict[Value, str]] = {
    "state": {"unfixed": "bad", "check": "warn", "fixed": "ok"},
}
CHIPS = (
    Chip("all", "全部"),
    Chip("unfixed", "未核定", None, (Filter("state", "eq", "unfixed"),)),
    Chip("check", "类别待核", None, (Filter("state", "eq", "check"),)),
    Chip("reduced", "有减免", None, (Filter("reduced", "filled"),)),
)


class StandardsPane(Page):
    """The pane; `show_record(member)` shows a member, `view` chooses a chip, `do="year"` proposes.

    `section` names the part of the record: fix, years, lowered. `filters` and `ids` (with `title`)
    limit the list.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("党费核定", "dues_standards", context.memory)
        self.context = context
        self._may = context.desk.may_write(AREA)
        self._scope = Scope(context.desk.today())
        self._wanted: int | None = None
        self._section = ""
        self.fix = self.add_action("核定", "scale", self._on_fix, primary=True, shortcut="Ctrl+N")
        self.year = self.add_action(
            f"核定{next_year(self._scope.day)}年", "calendar-check", self._on_year
        )
        self.print = self.add_action("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.add_more("选择显示的栏目…", "columns-3", lambda: self.box.view.choose_columns())
        self.fix.setVisible(self._may)
        self.year.setVisible(self._may)
        self.model = ListModel(
            context.desk,
            context.jobs,
            STANDARDS,
            Query(self._scope),
            presentation=context.presentation,
            states=STATES,
        )
        lesson = Lesson(
            "还没有党员",
            "先在“党员花名册”里录入党员，这里核定每人每月应交多少党费。",
            icon="scale",
        )
        self.box = ListBox(context, self.model, lesson=lesson)
        self.box.offer(self.offered())
        self.set_master(self.box)
        self.view = FixedView(context, self)
        self.view.done.connect(self._read_again)
        self.set_detail(self.view, 460)
        self.take_turns("返回名单", self.box.view)
        self.box.view.current_changed.connect(self._on_current)
        self.box.view.typed.connect(self._on_typed)
        self.with_search("姓名、拼音首字母", self.model.set_text)
        self.chips.offer(CHIPS)
        self.chips.changed.connect(lambda: self.model.set_filters(self.chips.filters()))
        self.show_chips(True)
        context.bus.changed.connect(self._on_changed)

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a member, or do what the hints ask (see the class)."""
        filters, ids, view = hints.get("filters"), hints.get("ids"), hints.get("view")
        if isinstance(filters, tuple) or isinstance(ids, tuple) or isinstance(view, str):
            self.search.clear()
            self.chips.clear()
        if isinstance(filters, tuple):
            for condition in filters:
                self.chips.add(condition)
        if isinstance(ids, tuple):
            title = str(hints.get("title") or f"{len(ids)} 人")
            self.chips.add(Filter("id", "in", ids, title))
        if isinstance(view, str) and view in {chip.key for chip in CHIPS}:
            self.chips.choose(view)
        if record_id is not None:
            self._section = str(hints.get("section") or "")
            self.view.leave(lambda: self._open(record_id))
            self.show_detail()
        elif hints.get("do") == "year":
            self._on_year()

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        self.view.leave(then)

    # --- list and record ----------------------------------------------------------------------

    def _on_current(self, member_id: object) -> None:
        shown = self.view.fixed
        if isinstance(member_id, int) and (shown is None or shown.member_id != member_id):
            self.view.leave(lambda: self._read(member_id))

    def _on_typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.insert(text)

    def _open(self, member_id: int) -> None:
        if not self.box.view.select_id(member_id):
            self.search.clear()
            self.chips.clear()
        self._read(member_id)

    def _read(self, member_id: int) -> None:
        desk = self.context.desk
        self._wanted = member_id
        self.context.jobs.read(
            self,
            lambda: read_fixed(desk, member_id),
            self._on_read,
            refused=lambda _error: self.view.show_nothing(),
        )

    def _on_read(self, fixed: Fixed) -> None:
        if fixed.member_id == self._wanted:
            self.view.show_fixed(fixed)
            section, self._section = self._section, ""
            if section in ("fix", "years", "lowered"):
                self.view.sections.choose(section)
            if self.box.view.current_id() != fixed.member_id:
                self.box.view.select_id(fixed.member_id)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & STANDARDS.tables and not self.view.form.dirty:
            self._read_again()

    def _read_again(self) -> None:
        if self.view.fixed is not None:
            self._read(self.view.fixed.member_id)

    # --- actions ------------------------------------------------------------------------------

    def _on_fix(self) -> None:
        if self.view.fixed is None:
            self.context.messages.tell("请先在名单里选择一名党员。")
            return
        self.show_detail()
        self.view.leave(self._begin)

    def _begin(self) -> None:
        self.view.begin_new()
        self.view.form.form.editor("code").inner.setFocus()

    def _on_year(self) -> None:
        year = next_year(self._scope.day)
        self.view.leave(lambda: ProposalDialog(self.context, year, self, self.box.refresh).open())

    def _on_print(self) -> None:
        papers.print_standards(self.context, self, self._scope.day)


PANE = PaneSpec(
    "dues_standards",
    "党费核定",
    "党费",
    "scale",
    StandardsPane,
    watches=STANDARDS.tables,
    book_kinds=frozenset({"branch"}),
    words="党费标准 基数 比例 减免 核定表 工资变动",
)

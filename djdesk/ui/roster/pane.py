"""The list of members of any day, with chips, order, batch changes and the chosen one's record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QActionGroup, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from djdesk.errors import DeskError
from djdesk.models.store.store import Notice
from djdesk.services import drafts, organization, roster
from djdesk.services.listing import Filter, Scope
from djdesk.services.roster import ORDERS, ROSTER, Profile
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.later import Later
from djdesk.ui.kit.listbox import ListBox
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.roster import papers
from djdesk.ui.roster.charts import Charts
from djdesk.ui.roster.pastday import PastDay
from djdesk.ui.roster.record import NEW_DRAFT, Record
from djdesk.ui.roster.tasks import Tasks, sheets_in
from djdesk.ui.roster.views import Views, kept_order

SOON = 150  # ms after the pane was shown; its first page is painted by then


class RosterPane(Page):
    """The pane; `show_record` opens a member, `show_filtered` limits the list."""

    def __init__(self, context: Context) -> None:
        super().__init__("党员花名册", "roster", context.memory, context.area)
        self.context = context
        self._scope = Scope(context.desk.today())
        self._may = context.desk.may_write(roster.AREA)
        self._wanted: int | None = None
        # What another pane wished: with the member it opened, and which chip it asked for.
        self._wishes: tuple[int, Mapping[str, object]] | None = None
        self._view = ""
        self._make_actions()
        self._make_views()
        self._beside = Later(self._make_record, self)
        self.set_detail(self._beside, 400)
        self._rest_made = False
        self.with_search("姓名、拼音首字母、证号尾数、电话", self._on_search)
        self.chips.changed.connect(self._on_chips)
        self.show_chips(True)
        self.past = PastDay(self.now, self)
        self.put_above(self.past)
        context.bus.changed.connect(self._on_changed)
        theme.active().changed.connect(self._show_subtitle)
        self.setAcceptDrops(True)
        self._show_subtitle()

    # --- building -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._rest_made:
            self._rest_made = True
            QTimer.singleShot(SOON, self, self._make_rest)

    def _make_rest(self) -> None:
        """What the first page need not wait for: counts of a large book take a second."""
        self._refresh_chips()
        if self.record.is_new:
            return  # whoever is typing a new member already knows of the draft
        desk = self.context.desk
        if self._may:
            self.context.jobs.read(
                self, lambda: drafts.find_draft(desk, NEW_DRAFT), self._on_draft_left
            )

    def _on_draft_left(self, kept: drafts.Kept | None) -> None:
        """A power cut in the middle of a new member: say so, before it is typed a second time."""
        if kept is not None and not self.record.is_new:
            name = kept.texts.get("name", "")
            who = f"新党员“{name}”" if name else "一名新党员"
            text = f"上次录入{who}时没有保存，填好的内容还在。"
            self.context.messages.tell(text, "继续填写", self._on_new)

    @property
    def record(self) -> Record:
        """The right side; made after the list stands on the screen, or when it is needed."""
        return self._beside.now()

    def _make_record(self, parent: QWidget) -> Record:
        made = Record(self.context, parent)
        made.enrolled.connect(self._on_enrolled)
        made.closed.connect(self._on_new_closed)
        made.history.clicked.connect(self._on_history)
        made.explain(len(self.model.ids()) > 0)
        self.model.arrived.connect(lambda: made.explain(len(self.model.ids()) > 0))
        return made

    def _make_actions(self) -> None:
        add, more = self.add_action, self.add_more
        self.new = add("新建", "plus", self._on_new, primary=True, shortcut="Ctrl+N")
        self.load = add("导入", "download", lambda: self.tasks.load(), shortcut="Ctrl+I")
        self.export = add("导出", "upload", lambda: self.tasks.export(), shortcut="Ctrl+E")
        self.print = add("打印", "printer", lambda: self.tasks.print(), shortcut="Ctrl+P")
        self.chart = add("图表", "chart-column", self._on_chart)
        self.chart.setCheckable(True)
        self.batch = more("批量修改…", "square-pen", lambda: self.tasks.batch())
        self.groups = more("调整党小组…", "users", lambda: self.tasks.group())
        self.withdraw = more("撤销录入…", "user-x", lambda: self.tasks.withdraw())
        self.add_more_separator()
        self.as_of = more(
            "查看某一天的花名册…", "calendar-clock", lambda: self.tasks.ask_day(self.set_day)
        )
        self.now = more("回到今天", "calendar-check", lambda: self.set_day(None))
        self.former = more("离开和停止党籍人员", "user-minus", self._on_former)
        self.former.setCheckable(True)
        self.add_more_separator()
        self.columns = more("选择显示的栏目…", "columns-3", self._on_columns)
        self.standard = more(
            "导出标准花名册…", "file-spreadsheet", lambda: self.tasks.export_standard()
        )
        self.print_log = more("打印记录…", "history", lambda: open_print_log(self.context, self))
        self._make_orders()
        for action in (self.new, self.load, self.batch, self.groups, self.withdraw):
            action.setVisible(self._may)

    def _make_orders(self) -> None:
        self.add_more_separator()
        self._orders = QActionGroup(self)
        kept = kept_order(self.context)
        for key, (word, _sort) in ORDERS.items():
            action = self.add_more(f"按{word}排序", "", partial(self.set_order, key))
            action.setCheckable(True)
            action.setChecked(key == kept)
            action.setData(key)
            self._orders.addAction(action)

    def _make_views(self) -> None:
        begin = (self.load, self.new) if self._may else ()
        self.views = Views(self.context, self._scope, begin, self.chips, self.splitter)
        self.tasks = Tasks(self.context, self, self.views, lambda: self.record)
        self.views.made.connect(self._listen_to)
        self.views.wanted.connect(self.show_filtered)
        self.views.people.connect(self._show_people)
        self.box.offer(self.offered())
        self.set_master(self.views)
        self._listen_to(self.box)

    def _listen_to(self, box: ListBox) -> None:
        box.view.current_changed.connect(self._on_current)
        box.view.opened.connect(lambda _id: self._on_opened())
        box.view.typed.connect(self._on_typed)
        self.take_turns("返回名单", box.view)

    @property
    def box(self) -> ListBox:
        """The list of members."""
        return self.views.members

    @property
    def model(self) -> ListModel:
        """The members and the question they answer."""
        return self.views.model

    @property
    def former_box(self) -> ListBox:
        """Those who left."""
        return self.views.former

    @property
    def charts(self) -> Charts:
        """The roster as pictures."""
        return self.views.charts

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a member; limit the list by `organization_id`; or begin with `do`: import, new.

        With a member, `section` names the page of the record and `do` may be convert. Without one,
        `ids` (with `title`) shows exactly these members, and `view` chooses a chip.
        """
        limit = hints.get("organization_id")
        if isinstance(limit, int):
            home = organization.home_id(self.context.desk)
            self._set_scope(Scope(self._scope.day, None if limit == home else limit))
        if record_id is not None:
            if self.chart.isChecked():
                self.show_filtered()
            self._wishes = (record_id, hints)
            self._open_member(record_id)
            self.show_detail()
            return
        if "ids" in hints or "view" in hints:
            self._show_wanted(hints)
        do = hints.get("do")
        if do in ("import", "new"):
            (self.load if do == "import" else self.new).trigger()

    def _show_wanted(self, hints: Mapping[str, object]) -> None:
        """Show the members or the view another pane asked for, and nothing else in the way."""
        self._set_scope(Scope(self.context.desk.today()))
        self.search.clear()
        self.chips.clear()
        self.show_filtered()
        ids = hints.get("ids")
        if isinstance(ids, tuple):
            self._show_people(str(hints.get("title") or f"{len(ids)} 人"), ids)
        self._view = str(hints.get("view") or "")
        self._refresh_chips()

    def _open_member(self, member_id: int) -> None:
        """Choose a member in the list, clearing conditions that hide them."""
        self._wanted = member_id
        if not self.box.view.select_id(member_id):
            self.search.clear()
            self.chips.clear()
        self._show_member(member_id)

    def _on_enrolled(self, member_id: int) -> None:
        self._open_member(member_id)
        if not self.narrow:
            self.box.view.setFocus()  # the form is gone; keys must reach something

    def _on_opened(self) -> None:
        self.show_detail()
        self.record.form.setFocus()

    def _on_new_closed(self) -> None:
        self.show_detail(False)
        self._show_member(self.box.view.current_id())
        self.box.view.setFocus()

    def show_filtered(self, *filters: Filter) -> None:
        """Show the list under these conditions, each a chip that can be crossed."""
        self.chart.setChecked(False)
        self.former.setChecked(False)
        self._show_page()
        for condition in filters:
            self.chips.add(condition)

    # --- the question -------------------------------------------------------------------------

    def set_day(self, day: date | None) -> None:
        """Show the roster as of `day`; None is today."""
        self._set_scope(Scope(day or self.context.desk.today(), self._scope.organization_id))

    def set_order(self, key: str) -> None:
        """Order by one of `ORDERS`; remembered on this computer."""
        self.context.memory.keep("roster/order", key)
        self.model.set_sort(ORDERS[key][1])

    def _set_scope(self, scope: Scope) -> None:
        self._scope = scope
        self.views.set_scope(scope)
        self._refresh_chips()
        self._show_subtitle()
        self._show_member(self.views.listed().view.current_id())
        self.views.ask_charts()

    @property
    def is_past(self) -> bool:
        """Whether a past day is shown; nothing can be changed then."""
        return self._scope.day != self.context.desk.today()

    def _show_subtitle(self) -> None:
        words = [] if self.is_past else ["截至今天"]
        if self._scope.organization_id is not None:
            words.append(organization.name_of(self.context.desk, self._scope.organization_id))
        if self.former.isChecked():
            words.append("离开和停止党籍人员")
        self.subtitle.setText(" · ".join(words))
        self.past.show_day(self._scope.day if self.is_past else None)
        self.now.setEnabled(self.is_past)
        for action in (self.new, self.load, self.batch, self.groups, self.withdraw):
            action.setEnabled(not self.is_past)

    def _refresh_chips(self) -> None:
        desk, scope = self.context.desk, self._scope
        self.context.jobs.read(self, lambda: roster.chips(desk, scope), self._on_chip_counts)

    def _on_chip_counts(self, chips: tuple[roster.Chip, ...]) -> None:
        self.chips.offer([Chip(c.key, c.title, c.count, c.filters) for c in chips])
        view, self._view = self._view, ""
        if view in {chip.key for chip in chips}:
            self.chips.choose(view)

    def _on_chips(self) -> None:
        self.model.set_filters(self.chips.filters())
        self.views.ask_charts()

    def _on_search(self, text: str) -> None:
        self.views.set_text(text)

    def _on_typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.insert(text)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & ROSTER.tables:
            self._refresh_chips()
        shown = self._beside.made.profile if self._beside.made is not None else None
        if shown is not None:
            self._show_member(shown.id)

    # --- list and record ----------------------------------------------------------------------

    def _on_current(self, member_id: object) -> None:
        if isinstance(member_id, int):
            record = self._beside.made
            shown = record.profile if record is not None and not record.is_new else None
            same = shown is not None and shown.id == member_id
            if not same:
                self._leave_record(lambda: self._show_member(member_id))

    def _leave_record(self, then: Callable[[], None]) -> None:
        record = self._beside.made
        if record is None:
            then()
            return
        form = record.new_form if record.is_new else record.form
        form.leave("党员资料", then)

    def _show_member(self, member_id: int | None) -> None:
        if member_id is None:
            if self._beside.made is not None:
                self._beside.made.show_nobody()
            self.show_detail(False)
            return
        desk, day = self.context.desk, self._scope.day
        self._wanted = member_id
        self.context.jobs.read(
            self,
            lambda: roster.profile(desk, member_id, day),
            self._on_profile,
            refused=self._on_gone,
        )

    def _on_gone(self, error: DeskError) -> None:
        """Whoever was shown is not there any more: their entering was taken back."""
        shown = self._beside.made.profile if self._beside.made is not None else None
        if shown is None or shown.id != self._wanted:
            self.context.messages.problem(error)
        self._wanted = None
        self.record.show_nobody()
        self.show_detail(False)

    def _on_profile(self, profile: Profile) -> None:
        if profile.id == self._wanted and not (self.record.is_new and self.record.dirty):
            self.record.show_profile(profile, fixed=self.is_past)
            # not again when it is the current row: that would end a choice of several rows
            if self.box.view.current_id() != profile.id:
                self.box.view.select_id(profile.id)
            if self._wishes is not None and self._wishes[0] == profile.id:
                wishes, self._wishes = self._wishes[1], None
                self._grant(wishes)

    def _grant(self, wishes: Mapping[str, object]) -> None:
        """Do what another pane wished with the member it opened."""
        if "section" in wishes:
            self.record.sections.choose(str(wishes["section"]))
        if wishes.get("do") == "convert":
            self.record.sections.choose("standing")
            if self._may and not self.is_past and self.record.standings.convert.isVisible():
                self.record.standings.convert.trigger()

    def _on_history(self) -> None:
        profile = self.record.profile
        if profile is not None:
            papers.show_history(self.context, self, profile)

    # --- actions ------------------------------------------------------------------------------

    def _on_new(self) -> None:
        self._leave_record(self._begin_new)

    def _begin_new(self) -> None:
        self.show_detail()
        self.tasks.begin_new()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._may and not self.is_past and sheets_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.tasks.take(sheets_in(event))

    def _on_chart(self) -> None:
        self.former.setChecked(False)
        self._show_page()

    def _on_former(self) -> None:
        self.chart.setChecked(False)
        self._show_page()

    def _show_page(self) -> None:
        """The list, those who left, or the charts, as the two switches say."""
        charts, former = self.chart.isChecked(), self.former.isChecked()
        self.views.show_view(former=former, charts=charts)
        self.offer_detail(not charts)
        self.show_detail(False)
        self.show_chips(not former)
        self._show_subtitle()
        if not charts:
            self._show_member(self.views.listed().view.current_id())

    def _show_people(self, title: str, member_ids: tuple[int, ...]) -> None:
        """Show exactly these members, named by one chip."""
        self.show_filtered(Filter("id", "in", member_ids, title))

    def _on_columns(self) -> None:
        self.views.listed().view.choose_columns()

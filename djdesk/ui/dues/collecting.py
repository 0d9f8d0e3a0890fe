"""The pane 党费收缴: members by months left, the chosen member right, the money of today below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from djdesk.exchange.dues_sheet import Found
from djdesk.services import dues
from djdesk.services.dues import AREA, DuesWarning
from djdesk.services.dues.collection import CollectionGrid, GridRow
from djdesk.services.listing import Filter
from djdesk.ui.dues import matching, papers, taking, views
from djdesk.ui.dues.advice import KNOWN, PLACES, Advice, key_of
from djdesk.ui.dues.basket import Place
from djdesk.ui.dues.charts import Charts
from djdesk.ui.dues.person import Person, PersonCard, read_person
from djdesk.ui.dues.sheet import Sheet, collector
from djdesk.ui.kit import theme
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.print_log import open_print_log
from djdesk.ui.kit.span import Span

TABLES = frozenset(
    {
        "dues_standard",
        "dues_reduction",
        "dues_account",
        "dues_excuse",
        "dues_payment",
        "dues_part",
        "dues_sealed",
        "member",
        "standing",
    }
)
RHYTHM = "dues/rhythm"
ROOM = 900  # px at 100 % from which grid and member have room beside each other


class CollectingPane(Page):
    """The pane; `show_record(member)` goes to a member, `month=` to a month.

    `view` chooses a chip (unpaid, owing, unfixed, or the rule of a warning: R31), `do` is pay,
    month or list.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("党费收缴", "dues", context.memory)
        self.context = context
        self._today = context.desk.today()
        self._may = context.desk.may_write(AREA)
        self._found: CollectionGrid | None = None
        self._warnings: dict[str, DuesWarning] = {}
        self._asked = 0
        self._wanted: tuple[int, date | None] | None = None
        self._view = ""
        self._make_actions()
        self._make_left()
        self.card = PersonCard(self)
        self.card.allow(self._may)
        self.card.wanted.connect(self._on_wanted)
        self.set_detail(self.card, 380)
        self.take_turns("返回收缴表")
        self.with_search("姓名、拼音首字母", lambda _text: self._show())
        self.chips.changed.connect(self._show)
        self.show_chips(True)
        # twelve months want the whole width, and so do charts
        self.detail_beside(
            ROOM, lambda: not self.pictures.isChecked(), lambda: self.span.rhythm != "year"
        )
        self.follow(context.bus, TABLES, self._read_again)
        self.read()

    # --- building -----------------------------------------------------------------------------

    def _make_actions(self) -> None:
        add, more = self.add_action, self.add_more
        self.month = add(
            "全员本月", "list-checks", self._on_month, primary=True, tip="收全体党员这个月的党费"
        )
        self.one = add("登记一笔", "plus", self._on_one, shortcut="Ctrl+N")
        self.list = add("导入名单", "import", self._on_list, shortcut="Ctrl+I")
        self.print = add("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.pictures = add("图表", "chart-column", self._on_pictures)
        self.pictures.setCheckable(True)
        self.person_view = add("交款记录", "panel-left", self.toggle_detail, shortcut="F11")
        self.paste = more("粘贴名单…", "clipboard", self._on_paste)
        self.reverse = more("冲销…", "undo-2", self._on_reverse)
        self.excuse = more("有正当理由未交…", "heart-handshake", self._on_excuse)
        self.account = more("起止月份…", "calendar-clock", self._on_account)
        self.print_log = more("打印记录…", "history", lambda: open_print_log(self.context, self))
        for action in (self.month, self.one, self.list, self.paste):
            action.setVisible(self._may)
        for action in (self.reverse, self.excuse, self.account):
            action.setVisible(self._may)

    def _make_left(self) -> None:
        look = theme.active()
        left = QWidget(self)
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(6))
        line = QHBoxLayout()
        self.span = Span(self._today, left, self.context.memory.text(RHYTHM))
        self.span.changed.connect(self._on_span)
        self.addActions([self.span.earlier, self.span.later])
        line.addWidget(self.span)
        line.addStretch(1)
        box.addLayout(line)
        self.sheet = Sheet(self.context, left)
        self.grid = self.sheet.grid
        self.advice = Advice(left)
        self.advice.wanted.connect(self._on_advice)
        box.addWidget(self.advice)
        box.addWidget(self.sheet, 1)
        self.charts: Charts | None = None
        self.set_master(left)
        left.setFocusProxy(self.grid)
        self.grid.person_changed.connect(self._on_person)
        self.grid.reversal_wanted.connect(self._on_reversal)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.sheet.save)

    # --- what others open ---------------------------------------------------------------------

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a member's row, or do what the hints ask (see the class)."""
        if self._is_elsewhere(record_id, hints):
            return
        month = hints.get("month")
        day = month if isinstance(month, date) else None
        if day is not None:
            self.span.choose(self.span.rhythm, day)
        if record_id is not None:
            self._wanted = record_id, day
            self._go_to_wanted()
        if isinstance(hints.get("view"), str):
            self._view = str(hints["view"])
            self._choose_view()
        if hints.get("do") == "pay":
            self._on_one()
        elif hints.get("do") == "month":
            self._on_month()
        elif hints.get("do") == "list":
            self._on_list()

    def _is_elsewhere(self, member_id: int | None, hints: Mapping[str, object]) -> bool:
        """What reminders ask of dues and another pane of them does: go there."""
        opening, do = self.context.open, hints.get("do")
        if do in ("fix", "reduce"):
            section = "lowered" if do == "reduce" else "fix"
            opening("dues_standards", member_id, section=section)
        elif do == "remit":
            opening("dues_money", None, section="upward", do="hand")
        elif do == "publish":
            opening("dues_money", None, section="public", do="publish")
        elif "large" in hints:
            opening("dues_money", None, section="large")
        else:
            return False
        return True

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once the money typed is counted or given up."""
        self.sheet.leave(then)

    # --- reading ------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the months shown anew."""
        desk, period = self.context.desk, self.span.period
        self._asked += 1
        asked = self._asked
        self.context.jobs.read(
            self,
            lambda: (dues.grid(desk, None, period.first, period.last), dues.warnings(desk)),
            lambda found: self._on_found(asked, *found),
        )
        if self.charts is not None:
            self.charts.ask(period.first.year)

    def _on_found(
        self, asked: int, found: CollectionGrid, warnings: tuple[DuesWarning, ...]
    ) -> None:
        if asked != self._asked:
            return
        self._found = found
        self._warnings = {key_of(each): each for each in warnings if each.rule not in KNOWN}
        self._offer_chips(found)
        self._show()
        self._choose_view()
        self._go_to_wanted()

    def _offer_chips(self, found: CollectionGrid) -> None:
        self.chips.offer(views.chips(found, self._warnings.items()))

    def _choose_view(self) -> None:
        if self._view and self._found is not None:
            view, self._view = self._view, ""
            rules = [key for key in self._warnings if key.startswith(f"{view}/")]
            if view in views.VIEWS or rules:
                self.chips.choose(view if view in views.VIEWS else rules[0])

    def _show(self) -> None:
        """Show the rows that the chip and the search box leave."""
        found = self._found
        if found is None:
            return
        warning = self._warnings.get(self.chips.chosen)
        self.advice.show_warning(warning)
        text = self.search.text().strip()
        rows = views.shown(found, self.chips.chosen or "all", warning, self.chips.filters(), text)
        self.sheet.show_rows(found, rows)

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self._found is None:
            return
        member_id, month = self._wanted
        self._wanted = None
        if not self.grid.go_to(member_id, month):
            self.search.clear()
            self.chips.clear()
            self.grid.go_to(member_id, month)
        self.grid.setFocus()

    def _on_span(self) -> None:
        self.context.memory.keep(RHYTHM, self.span.rhythm)
        self.fit_detail()
        self.read()

    def _read_again(self) -> None:
        self.read()
        self._read_person()

    # --- the member ---------------------------------------------------------------------------

    def _on_person(self, _member_id: object) -> None:
        self._read_person()

    def _read_person(self) -> None:
        member_id, desk = self.grid.member_id, self.context.desk
        if member_id is None:
            self.card.show_nothing()
            return
        self.context.jobs.read(
            self,
            lambda: read_person(desk, member_id),
            self._on_person_read,
            refused=lambda _error: self.card.show_nothing(),
        )

    def _on_person_read(self, person: Person) -> None:
        if person.months.member_id == self.grid.member_id:
            self.card.show_person(person, self._today.replace(day=1))

    def _row(self) -> GridRow | None:
        member_id = self.grid.member_id
        rows = self.grid.records.rows
        return next((row for row in rows if row.member_id == member_id), None)

    def _on_wanted(self, what: str) -> None:
        row, chosen = self._row(), self.card.payment
        if row is None:
            return
        if what == "pay":
            self._on_one()
        elif what == "reverse":
            rows = self.card.person.payments if self.card.person is not None else ()
            taking.ask_reversal(self.context, self, row.name, (chosen,) if chosen else rows)
        elif what == "standard":
            self.context.open("dues_standards", row.member_id)
        elif what == "receipt" and chosen is not None:
            taking.issue_receipt(self.context, self, chosen.id)
        elif what == "slip" and chosen is not None and chosen.receipt_id is not None:
            papers.print_receipts(self.context, self, (chosen.receipt_id,))

    # --- collecting ---------------------------------------------------------------------------

    def _on_month(self) -> None:
        """Everybody's due amount of this month; who did not pay is taken out by Backspace."""
        if not self.span.period.first <= self._today.replace(day=1) <= self.span.period.last:
            self.span.choose(self.span.rhythm, self._today)
        self.show_detail(False)
        self._leave_pictures()
        self.grid.go_to(self.grid.member_id, self._today.replace(day=1))
        self.grid.collect_month()
        self.grid.setFocus()

    # --- actions ------------------------------------------------------------------------------

    def _on_advice(self, warning: DuesWarning) -> None:
        _word, area, hints = PLACES[warning.rule]
        more: dict[str, object] = dict(hints)
        if area == "dues_standards":
            more |= {"ids": warning.member_ids, "title": warning.title}
        self.context.open(area, None, **more)

    def _on_pictures(self) -> None:
        """Show the charts in the place of the grid, or the grid again."""
        if self.charts is None:
            self.charts = Charts(self.context, self)
            self.charts.people.connect(self._on_people)
            self.charts.month.connect(self._on_month_chosen)
            self.charts.ask(self.span.period.first.year)
        shown = self.pictures.isChecked()
        self.fit_detail()
        self.sheet.show_pictures(self.charts if shown else None)
        if not shown:
            self.grid.setFocus()

    def _leave_pictures(self) -> None:
        if self.pictures.isChecked():
            self.pictures.setChecked(False)
            self._on_pictures()

    def _on_people(self, title: str, ids: tuple[int, ...]) -> None:
        self._leave_pictures()
        self.search.clear()
        self.chips.clear()
        self.chips.add(Filter("id", "in", ids, title))

    def _on_month_chosen(self, month: date) -> None:
        self._leave_pictures()
        self.span.choose("month", month)

    def _on_one(self) -> None:
        if self._found is not None:
            taking.ask_payment(
                self.context, self, self._found, self.grid.member_id, collector(self.context)
            )

    def _on_list(self) -> None:
        matching.import_list(self.context, self, self._ask_match)

    def _on_paste(self) -> None:
        matching.paste_list(self.context, self, self._ask_match)

    def _ask_match(self, found: Found) -> None:
        month = self.grid.records.month_at(self.grid.column) or self._today.replace(day=1)
        matching.MatchDialog(self.context, found, month, self).open()

    def _on_reverse(self) -> None:
        row, person = self._row(), self.card.person
        if row is not None and person is not None:
            taking.ask_reversal(self.context, self, row.name, person.payments)

    def _on_reversal(self, place: Place) -> None:
        """R on a cell: the payments for that month."""
        desk, name = self.context.desk, self.sheet.named(place[0])
        self.context.jobs.read(
            self,
            lambda: taking.of_month(dues.payments(desk, place[0]), place[1]),
            lambda rows: taking.ask_reversal(
                self.context, self, name, rows, lambda: self.grid.setFocus()
            ),
        )

    def _on_excuse(self) -> None:
        row, place = self._row(), self.grid.records.place_at(self.grid.currentIndex())
        if row is not None:
            month = place[1] if place is not None else None
            taking.ask_excuse(self.context, self, row.member_id, row.name, month)

    def _on_account(self) -> None:
        row = self._row()
        if row is not None:
            taking.ask_account(self.context, self, row.member_id, row.name)

    def _on_print(self) -> None:
        first = "dues-year" if self.span.rhythm == "year" else "dues-month"
        papers.print_dues(self.context, self, self.span.period, first=first)


PANE = PaneSpec(
    "dues",
    "党费收缴",
    "党费",
    "banknote",
    CollectingPane,
    watches=TABLES,
    book_kinds=frozenset({"branch"}),
    words="收党费 交党费 补交 预交 冲销 收据 欠交 大额党费",
)

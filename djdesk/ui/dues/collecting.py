"""The pane 党费收缴: members by months left, the chosen member right, the money of today below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from djdesk.errors import DeskError
from djdesk.exchange.dues_sheet import Found
from djdesk.models.rules import names
from djdesk.models.store.store import Notice
from djdesk.services import dues, kinds, settings
from djdesk.services.dues import AREA, DuesWarning, Paid, Particulars
from djdesk.services.dues.collection import CellState, CollectionGrid, GridRow
from djdesk.services.dues.paying import ASK, Taking
from djdesk.services.dues.receipts import said_months
from djdesk.services.dues.sitting import Sum, collect
from djdesk.services.listing import Filter, Value
from djdesk.ui.dues import matching, papers, taking
from djdesk.ui.dues.advice import KNOWN, PLACES, Advice, key_of
from djdesk.ui.dues.basket import Place
from djdesk.ui.dues.charts import Charts
from djdesk.ui.dues.drafting import Sitting
from djdesk.ui.dues.grid import KEYS, LedgerGrid
from djdesk.ui.dues.person import Person, PersonCard, owed, read_person
from djdesk.ui.dues.span import Span
from djdesk.ui.dues.till import Surplus, Till
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.messages import Leave
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.print_log import open_print_log

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
        self._stale = False
        self._beside: bool | None = None  # whether the user wants the member beside the grid
        self._wanted: tuple[int, date | None] | None = None
        self._view = ""
        self._after_save: Callable[[], None] | None = None
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
        context.bus.changed.connect(self._on_changed)
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
        self.person_view = add("交款记录", "panel-left", self._on_panel, shortcut="F11")
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
        self.grid = LedgerGrid(left, self._today)
        self.grid.records.fixed = not self._may
        self.typing = Sitting(self.grid)
        self.drafts = DraftKeeper(self.context, self.typing, left)
        self.advice = Advice(left)
        self.advice.wanted.connect(self._on_advice)
        box.addWidget(self.advice)
        box.addWidget(self.drafts.offer)
        self.stack = QStackedWidget(left)
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self._make_empty())
        self.charts: Charts | None = None
        box.addWidget(self.stack, 1)
        self.sums = ElidedLabel("", left, Qt.TextElideMode.ElideRight)
        theme.role(self.sums, "muted")
        box.addWidget(self.sums)
        words = "　".join(f"{key} {word}" for key, word in KEYS)
        self.keys = QLabel(words, left)
        self.keys.setWordWrap(True)
        theme.role(self.keys, "hint")
        self.keys.setVisible(self._may)
        box.addWidget(self.keys)
        self.surplus = Surplus(left)
        box.addWidget(self.surplus)
        self.till = Till(left)
        self.till.begin(self._today, self._collector())
        box.addWidget(self.till)
        self.set_master(left)
        left.setFocusProxy(self.grid)
        self._connect()

    def _make_empty(self) -> QWidget:
        lesson = Lesson(
            "还没有可以收缴党费的党员",
            "先在“党员花名册”里录入党员，再到“党费核定”里核定每人每月应交多少，这里就会列出来。",
            icon="banknote",
        )
        return EmptyState(lesson, self)

    def _connect(self) -> None:
        grid = self.grid
        grid.changed.connect(self._on_basket)
        grid.person_changed.connect(self._on_person)
        grid.arrears_wanted.connect(self._on_arrears)
        grid.reversal_wanted.connect(self._on_reversal)
        grid.undecided.connect(self._on_undecided)
        grid.refused.connect(self.context.messages.tell)
        grid.searching.connect(self._on_searching)
        self.surplus.decided.connect(self._on_decided)
        self.surplus.given_up.connect(self._on_given_up)
        self.till.wanted.connect(self.save)
        self.till.emptied.connect(self._on_emptied)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)
        self.drafts.follow("dues/sitting")
        self._on_basket()

    def _collector(self) -> str:
        desk = self.context.desk
        return settings.get(desk, settings.DUES_COLLECTOR) or desk.user

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
        if not len(self.grid.records.basket):
            then()
            return
        match self.context.messages.leave("本次收款"):
            case Leave.SAVE:
                self._after_save = then
                self.save()
            case Leave.DISCARD:
                self.grid.drop_all()
                then()
            case Leave.STAY:
                pass

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
        self.chips.offer(
            [
                Chip(key, title, len(found.rows) if key == "all" else len(_those(found, key)))
                for key, title in VIEWS.items()
            ]
            + [Chip(key, each.title, each.count) for key, each in self._warnings.items()]
        )

    def _choose_view(self) -> None:
        if self._view and self._found is not None:
            view, self._view = self._view, ""
            rules = [key for key in self._warnings if key.startswith(f"{view}/")]
            if view in VIEWS or rules:
                self.chips.choose(view if view in VIEWS else rules[0])

    def _show(self) -> None:
        """Show the rows that the chip and the search box leave."""
        found = self._found
        if found is None:
            return
        warning = self._warnings.get(self.chips.chosen)
        self.advice.show_warning(warning)
        wanted = _those(found, self.chips.chosen or "all")
        if warning is not None and warning.member_ids:
            wanted &= frozenset(warning.member_ids)
        for condition in self.chips.filters():  # the people behind a bar
            if isinstance(condition.value, tuple):
                wanted &= frozenset(condition.value)
        text = self.search.text().strip()
        rows = tuple(row for row in found.rows if row.member_id in wanted and fits(row, text))
        if not self.pictures.isChecked():
            self.stack.setCurrentIndex(0 if found.rows else 1)
        self.keys.setVisible(self._may and bool(found.rows) and not self.pictures.isChecked())
        self.grid.show_rows(found, rows)
        sums = self.grid.records.sums()
        given = f" · 自愿和大额 {kinds.show_money(sums.given)}" if sums.given else ""
        coming = f" · 未到 {kinds.show_money(sums.coming)}" if sums.coming else ""
        self.sums.setText(
            f"{len(rows)} 人 · 应交 {kinds.show_money(sums.due)}"
            f" · 实交 {kinds.show_money(sums.paid)}"
            f" · 欠交 {kinds.show_money(sums.lacking)}{coming}{given}"
            if found.rows
            else ""
        )
        self._on_basket()

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
        self._fit_detail()
        self.read()

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & TABLES:
            self._stale = True
            self._read_stale()

    def _read_stale(self) -> None:
        """Read anew what changed, once it is seen."""
        if self._stale and self.isVisible():
            self._stale = False
            self.read()
            self._read_person()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_stale()

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

    def _on_panel(self) -> None:
        if self.narrow:
            self.show_detail(not self.back.isVisible())
        else:
            self._beside = self.card.isHidden()
            self._fit_detail()

    def _fit_detail(self) -> None:
        """Show the member beside the grid where there is room for both, or as the user said.

        Twelve months want the whole width, and so do charts.
        """
        room = self.width() >= theme.active().px(ROOM) and self.span.rhythm != "year"
        wanted = room if self._beside is None else self._beside
        self.offer_detail((wanted or self.narrow) and not self.pictures.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_detail()

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
            self._issue(chosen.id)
        elif what == "slip" and chosen is not None and chosen.receipt_id is not None:
            papers.print_receipts(self.context, self, (chosen.receipt_id,))

    def _issue(self, payment_id: int) -> None:
        desk = self.context.desk

        def work() -> str:
            return dues.receipt(desk, dues.issue(desk, payment_id)).number_text

        self.context.jobs.write(
            self, work, lambda number: self.context.messages.done(f"已开收据 {number}。"), "开收据"
        )

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

    def _on_arrears(self, member_id: int) -> None:
        desk, month = self.context.desk, self._today.replace(day=1)
        self.context.jobs.read(
            self,
            lambda: owed(dues.member_months(desk, member_id), month),
            lambda found: self._take_arrears(member_id, found),
        )

    def _take_arrears(self, member_id: int, found: dict[date, int]) -> None:
        if not found:
            self.context.messages.tell("没有欠交。")
            return
        self.grid.collect_of(member_id, found)
        shown = set(self.grid.records.months)
        hidden = [month for month in found if month not in shown]
        if hidden:
            fen = sum(found[month] for month in hidden)
            said = said_months(hidden)
            self.context.messages.tell(f"另收了{said}的欠交 {kinds.show_money(fen)} 元。")

    def _on_undecided(self, place: Place) -> None:
        wish, row = self.grid.records.basket.at(place), self._named(place[0])
        if wish is not None:
            self.surplus.ask(place, row, wish.over)

    def _named(self, member_id: int) -> str:
        rows = self._found.rows if self._found is not None else ()
        return next((row.name for row in rows if row.member_id == member_id), "")

    def _on_decided(self, place: Place, rest: str) -> None:
        self.grid.decide(place, rest)
        self.grid.go(self.grid.currentIndex().row() + 1)
        self.grid.setFocus()

    def _on_given_up(self, place: Place) -> None:
        self.grid.drop(place)
        self.grid.setFocus()

    def _on_basket(self) -> None:
        self.till.show_basket(self.grid.records.basket)
        if self.grid.records.basket.undecided is None:
            self.surplus.hide()

    def _on_emptied(self) -> None:
        text = self.grid.records.basket.text()
        self.grid.drop_all()
        self.grid.setFocus()
        self.context.messages.done("已清空本次收款。", lambda: self.grid.put_back(text))

    def _on_searching(self, letters: str) -> None:
        words = "　".join(f"{key} {word}" for key, word in KEYS)
        self.keys.setText(f"找：{letters}" if letters else words)

    def save(self) -> None:
        """Count what was typed, all of it in one step."""
        basket = self.grid.records.basket
        if not len(basket):
            return
        undecided = basket.undecided
        if undecided is not None:
            self._on_undecided(undecided)
            return
        typed = self.till.values()
        if typed is None:
            return
        desk = self.context.desk
        sums = [
            Sum(member_id, month, wish.fen, wish.rest or ASK) for (member_id, month), wish in basket
        ]
        taken, receipt = _taking(typed), bool(typed.get("receipt"))
        self.till.setEnabled(False)
        self.context.jobs.write(
            self,
            lambda: collect(desk, sums, taken, receipt=receipt),
            self._on_counted,
            "登记收款",
            refused=self._on_refused,
        )

    def _on_counted(self, paid: tuple[Paid, ...]) -> None:
        self.till.setEnabled(True)
        self.grid.drop_all()
        self.grid.setFocus()
        taking.say_paid(self.context, self, paid)
        after, self._after_save = self._after_save, None
        if after is not None:
            after()

    def _on_refused(self, error: DeskError) -> None:
        self.till.setEnabled(True)
        self._after_save = None
        self.context.messages.problem(error)

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
            self.stack.addWidget(self.charts)
            self.charts.ask(self.span.period.first.year)
        shown = self.pictures.isChecked()
        self._fit_detail()
        if shown:
            self.stack.setCurrentWidget(self.charts)
            self.keys.hide()
        else:
            self._show()
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
                self.context, self, self._found, self.grid.member_id, self._collector()
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
        desk, name = self.context.desk, self._named(place[0])
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
            desk = self.context.desk
            taking.ask_excuse(
                self.context,
                self,
                row.member_id,
                row.name,
                place[1] if place is not None else None,
                lambda key, values: dues.excuse(desk, key, values),
            )

    def _on_account(self) -> None:
        row = self._row()
        if row is None:
            return
        desk, member_id, name = self.context.desk, row.member_id, row.name

        def ask(found: Particulars) -> None:
            values: dict[str, Value] = found.account.values if found.account is not None else {}
            taking.ask_account(
                self.context,
                self,
                member_id,
                name,
                values,
                lambda key, typed: dues.account(desk, key, typed),
            )

        self.context.jobs.read(self, lambda: dues.particulars(desk, member_id), ask)

    def _on_print(self) -> None:
        first = "dues-year" if self.span.rhythm == "year" else "dues-month"
        papers.print_dues(self.context, self, self.span.period, first=first)


VIEWS = {"all": "全部", "unpaid": "本月未交", "owing": "有欠交", "unfixed": "未核定"}


def _those(found: CollectionGrid, view: str) -> frozenset[int]:
    """The members that a chip shows."""
    month = found.day.replace(day=1)
    open_states = (CellState.UNPAID, CellState.PART)
    if view == "unpaid":
        wanted = [r for r in found.rows if month in r.cells and r.cells[month].state in open_states]
    elif view == "owing":
        wanted = [r for r in found.rows if r.lacking]
    elif view == "unfixed":
        cells = {r.member_id: [c.state for c in r.cells.values()] for r in found.rows}
        wanted = [r for r in found.rows if CellState.UNFIXED in cells[r.member_id]]
    else:
        wanted = list(found.rows)
    return frozenset(row.member_id for row in wanted)


def fits(row: GridRow, text: str) -> bool:
    """Whether a name, its pinyin initials or the group hold what was typed."""
    letters = text.lower()
    return (
        not text
        or text in row.name
        or text in row.group
        or (letters.isascii() and names.initials(row.name).startswith(letters))
    )


def _taking(typed: dict[str, Value]) -> Taking:
    on = typed["paid_on"]
    assert isinstance(on, date)
    return Taking(on, str(typed.get("way") or "cash"), collector=str(typed.get("collector") or ""))


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

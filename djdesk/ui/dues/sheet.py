"""The sheet on which dues are collected: the grid, the sitting's money below it, its draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from djdesk.errors import DeskError
from djdesk.services import dues, kinds, settings
from djdesk.services.dues import AREA, Paid
from djdesk.services.dues.collection import CollectionGrid, GridRow
from djdesk.services.dues.paying import ASK, Taking
from djdesk.services.dues.receipts import said_months
from djdesk.services.dues.sitting import Sum, collect
from djdesk.services.listing import Value
from djdesk.ui.dues import taking, views
from djdesk.ui.dues.basket import Place
from djdesk.ui.dues.grid import KEYS, LedgerGrid
from djdesk.ui.dues.person import owed
from djdesk.ui.dues.till import Surplus, Till
from djdesk.ui.kit import theme
from djdesk.ui.kit.drafts import DraftKeeper, TypedCells
from djdesk.ui.kit.labels import ElidedLabel
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.messages import Leave
from djdesk.ui.kit.pane import Context

LESSON = Lesson(
    "还没有可以收缴党费的党员",
    "先在“党员花名册”里录入党员，再到“党费核定”里核定每人每月应交多少，这里就会列出来。",
    icon="banknote",
)
WORDS = "　".join(f"{key} {word}" for key, word in KEYS)


class Sheet(QWidget):
    """`show_rows` shows members by months; what is typed there counts all at once by `save`."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._today = context.desk.today()
        self._may = context.desk.may_write(AREA)
        self._found: CollectionGrid | None = None
        self._after_save: Callable[[], None] | None = None
        self.grid = LedgerGrid(self, self._today)
        self.grid.records.fixed = not self._may
        grid = self.grid
        typed = TypedCells("basket", grid.records.basket, grid.changed, grid.put_back, grid)
        self.drafts = DraftKeeper(context, typed, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.grid)
        self.stack.addWidget(EmptyState(LESSON, self))
        self.sums = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        theme.role(self.sums, "muted")
        self.keys = QLabel(WORDS, self)
        self.keys.setWordWrap(True)
        theme.role(self.keys, "hint")
        self.keys.setVisible(self._may)
        self.surplus = Surplus(self)
        self.till = Till(self)
        self.till.begin(self._today, collector(context))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.active().px(6))
        box.addWidget(self.drafts.offer)
        box.addWidget(self.stack, 1)
        for widget in (self.sums, self.keys, self.surplus, self.till):
            box.addWidget(widget)
        self.setFocusProxy(self.grid)
        self._connect()

    def _connect(self) -> None:
        grid = self.grid
        grid.changed.connect(self._on_basket)
        grid.arrears_wanted.connect(self._on_arrears)
        grid.undecided.connect(self._on_undecided)
        grid.refused.connect(self.context.messages.tell)
        grid.searching.connect(self._on_searching)
        self.surplus.decided.connect(self._on_decided)
        self.surplus.given_up.connect(self._on_given_up)
        self.till.wanted.connect(self.save)
        self.till.emptied.connect(self._on_emptied)
        self.drafts.follow("dues/sitting")
        self._on_basket()

    # --- what is shown ------------------------------------------------------------------------

    def show_rows(self, found: CollectionGrid, rows: tuple[GridRow, ...]) -> None:
        """Show `rows` of what was read, with what they come to."""
        self._found = found
        if not self.shows_pictures:
            self.stack.setCurrentIndex(0 if found.rows else 1)
        self._allow_keys()
        self.grid.show_rows(found, rows)
        text = views.summed(len(rows), self.grid.records.sums()) if found.rows else ""
        self.sums.setText(text)
        self._on_basket()

    @property
    def shows_pictures(self) -> bool:
        """Whether something else stands in the place of the grid."""
        return self.stack.currentIndex() > 1

    def show_pictures(self, pictures: QWidget | None) -> None:
        """Show `pictures` in the place of the grid, or the grid again."""
        if pictures is None:
            self.stack.setCurrentIndex(0 if self._found is None or self._found.rows else 1)
        else:
            if self.stack.indexOf(pictures) < 0:
                self.stack.addWidget(pictures)
            self.stack.setCurrentWidget(pictures)
        self._allow_keys()

    def _allow_keys(self) -> None:
        people = self._found is not None and bool(self._found.rows)
        self.keys.setVisible(self._may and people and not self.shows_pictures)

    def named(self, member_id: int) -> str:
        """The name of a member of the months read, shown or not."""
        rows = self._found.rows if self._found is not None else ()
        return next((row.name for row in rows if row.member_id == member_id), "")

    def _on_searching(self, letters: str) -> None:
        self.keys.setText(f"找：{letters}" if letters else WORDS)

    # --- collecting ---------------------------------------------------------------------------

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
        wish, name = self.grid.records.basket.at(place), self.named(place[0])
        if wish is not None:
            self.surplus.ask(place, name, wish.over)

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

    # --- counting -----------------------------------------------------------------------------

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


def collector(context: Context) -> str:
    """Who collects as a rule: as set for the book, else who is at the desk."""
    return settings.get(context.desk, settings.DUES_COLLECTOR) or context.desk.user


def _taking(typed: dict[str, Value]) -> Taking:
    on = typed["paid_on"]
    assert isinstance(on, date)
    return Taking(on, str(typed.get("way") or "cash"), collector=str(typed.get("collector") or ""))

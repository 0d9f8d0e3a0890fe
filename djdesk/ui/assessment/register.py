"""A register of the loop (整改、结对、兑现): its list with chips, and the record beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from djdesk.models.store.store import Notice
from djdesk.services.desk import Desk
from djdesk.services.listing import Listing, Query, Scope, Value
from djdesk.services.roster import Chip as Counted
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.entry import Entered, EntryView
from djdesk.ui.kit.listbox import Lesson, ListBox
from djdesk.ui.kit.listed import Listed
from djdesk.ui.kit.listmodel import ListModel
from djdesk.ui.kit.pane import Context

R = TypeVar("R", bound=Entered)


Count = Callable[[Desk, Scope], tuple[Counted, ...]]


class Register(QWidget, Generic[R]):
    """The list; `shown` when the record beside it is wanted, `left` when the list is again.

    `counted(n)` says how many are to be dealt with: what the chips of `due` count together; the
    owner calls `refresh` once it listens.
    """

    shown = Signal()
    left = Signal()
    counted = Signal(int)

    def __init__(
        self,
        context: Context,
        listing: Listing,
        view: EntryView[R],
        read: Callable[[Desk, int], R],
        count: Count,
        lesson: Lesson,
        parent: QWidget,
        *,
        due: frozenset[str] = frozenset(),
        states: Mapping[str, Mapping[Value, str]] | None = None,
        summary: Callable[[Query], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.view = view
        self._count = count
        self._due = due
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.active().px(4), 0, 0)
        self.chips = Chips(self)
        self.model = ListModel(
            context.desk,
            context.jobs,
            _with_unit(listing) if context.desk.store.book.kind.value == "committee" else listing,
            Query(self.scope),
            presentation=context.presentation,
            states={key: dict(words) for key, words in (states or {}).items()},
        )
        self.list = ListBox(context, self.model, lesson=lesson, summary=summary, chips=self.chips)
        box.addWidget(self.chips)
        box.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.chips.changed.connect(lambda: self.model.set_filters(self.chips.filters()))
        self.listed = Listed(context, self.list, view, read, self.chips.clear)
        self.listed.gone.connect(self.left)
        view.entered.connect(self.open)
        view.given_up.connect(self.left)
        context.bus.changed.connect(self._on_changed)

    @property
    def scope(self) -> Scope:
        """Everything in the book, as of today."""
        return Scope(self.context.desk.today())

    # --- asking -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Count the chips anew."""
        desk, scope = self.context.desk, self.scope
        self.context.jobs.read(self, lambda: self._count(desk, scope), self._on_counted)

    def _on_counted(self, found: tuple[Counted, ...]) -> None:
        self.chips.offer([Chip(c.key, c.title, c.count, c.filters) for c in found])
        self.counted.emit(sum(chip.count for chip in found if chip.key in self._due))

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables & self.model.listing.tables:
            self.refresh()
            self.listed.read_again()

    # --- list and record ----------------------------------------------------------------------

    def show_record(self, record_id: int) -> None:
        """Show a record once nothing typed would be lost."""
        self.view.leave(lambda: self.open(record_id))

    def open(self, record_id: int) -> None:
        """Show a record, and its row whatever was filtered."""
        self.listed.open(record_id)
        self.shown.emit()

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin a new record once nothing typed would be lost."""
        self.view.leave(lambda: self._begin(given))

    def _begin(self, given: Mapping[str, Value] | None) -> None:
        self.shown.emit()
        self.listed.begin(given)


def _with_unit(listing: Listing) -> Listing:
    """The list with the branch whose record it is, for a committee that has those of many."""
    units = [replace(column, shown=True) for column in listing.columns if column.key == "unit"]
    others = [column for column in listing.columns if column.key != "unit"]
    return replace(listing, columns=(*others[:2], *units, *others[2:]))

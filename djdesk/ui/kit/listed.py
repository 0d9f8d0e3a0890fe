"""A list and the record beside it: the row that has the keys is shown, a new record stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.ui.kit.entry import Entered, EntryView
from djdesk.ui.kit.listbox import ListBox
from djdesk.ui.kit.pane import Context

R = TypeVar("R", bound=Entered)


class Listed(QObject, Generic[R]):
    """Keeps an `EntryView` true to a list; `gone` when what it showed is not in the book any more.

    `read` reads one record, `widen` takes away what was searched and filtered, for a record that it
    hides. Rows come late and come to rest late: neither replaces a new record that was begun.
    """

    gone = Signal()

    def __init__(
        self,
        context: Context,
        box: ListBox,
        view: EntryView[R],
        read: Callable[[Desk, int], R],
        widen: Callable[[], object],
    ) -> None:
        super().__init__(view)
        self._context = context
        self._rows, self._view = box.view, view
        self._read_one, self._widen = read, widen
        self._wanted: int | None = None
        self._rows.current_changed.connect(self._on_current)
        view.given_up.connect(self._on_given_up)

    def open(self, record_id: int) -> None:
        """Show a record, and its row whatever was filtered."""
        if not self._rows.select_id(record_id):
            self._widen()
        self.read(record_id)

    def begin(self, given: Mapping[str, Value] | None = None) -> None:
        """Begin a new record; one that is still being read does not replace it."""
        self._wanted = None
        self._view.begin(given)

    def read(self, record_id: int) -> None:
        """Read a record and show it."""
        desk = self._context.desk
        self._wanted = record_id
        self._context.jobs.read(
            self,
            lambda: self._read_one(desk, record_id),
            self._on_record,
            refused=lambda _error: self._on_gone(record_id),
        )

    def read_again(self) -> None:
        """Read the record shown anew: the book changed."""
        if self._view.record is not None:
            self.read(self._view.record.id)

    def _on_current(self, record_id: object) -> None:
        shown = self._view.record
        if self._view.is_new and not self._rows.hasFocus():
            return  # the rows have come, nobody went to one
        if isinstance(record_id, int) and (shown is None or shown.id != record_id):
            self._view.leave(lambda: self.read(record_id))

    def _on_record(self, record: R) -> None:
        if record.id == self._wanted:
            self._view.show_entry(record)
            if self._rows.current_id() != record.id:
                self._rows.select_id(record.id)

    def _on_given_up(self) -> None:
        """The row that stayed chosen is shown again."""
        current = self._rows.current_id()
        if current is not None:
            self.read(current)

    def _on_gone(self, record_id: int) -> None:
        """It was taken out, or its entering was undone."""
        if self._wanted == record_id and not self._view.is_new:
            self._wanted = None
            self._view.show_nothing()
            self.gone.emit()

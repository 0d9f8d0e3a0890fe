"""The model under every table: ids of all rows, values of the rows that are looked at.

Measured at 100,000 rows: sorting by a proxy takes 17 s, a new id query 0.15 s in another thread.
So sort and filter are new questions, and `data()` fetches rows by id, a screenful at a time: a
row that nobody looked at yet costs 0.1 ms in an encrypted book, because its pages are decrypted.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QTimer,
    Signal,
)
from PySide6.QtCore import Qt as _Qt

from djdesk.errors import DeskError
from djdesk.services import listing as lists
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Listing, Query, Row, Scope, Value
from djdesk.ui.kit import cells, theme
from djdesk.ui.kit.jobs import Jobs, Ticket
from djdesk.ui.kit.memory import Presentation
from djdesk.ui.kit.messages import route

Index = QModelIndex | QPersistentModelIndex
Role = _Qt.ItemDataRole

Words = Mapping[str, str] | Mapping[Value, str]  # raw value → ok, warn, bad or gold

PAGE = 24  # rows fetched at once
FIRST = 300  # ids asked for first, so that the first page stands at once
THEN_ALL = 60  # ms after the first ids; the first page is painted, and nobody is typing any more
KEPT_PAGES = 320

# Compared many thousand times a second: plain numbers are quicker than enum members.
_DISPLAY, _ALIGN, _TIP, _NAME, _MARK = (
    int(role)
    for role in (
        Role.DisplayRole,
        Role.TextAlignmentRole,
        Role.ToolTipRole,
        Role.AccessibleTextRole,
        Role.DecorationRole,
    )
)
STATE_ROLE = int(Role.UserRole) + 1  # ok, warn, bad, gold or nothing
ID_ROLE = int(Role.UserRole) + 2
_OURS = frozenset({STATE_ROLE, ID_ROLE, _NAME})


_Asked: TypeAlias = "Ticket[tuple[array[int], dict[int, Row]]]"


class _Page:
    """Some rows as fetched, and their texts as far as they were asked for."""

    __slots__ = ("rows", "texts")

    def __init__(self, rows: list[Row | None]) -> None:
        self.rows = rows
        self.texts: list[tuple[str, ...] | None] = [None] * len(rows)


class ListModel(QAbstractTableModel):
    """Rows of a `Listing` that answer a `Query`.

    `reordered` tells a view that rows are about to move (True) and have moved (False), so that it
    can keep its selection by id; `arrived` that all ids are here; `asked` that a question went out.
    """

    asked = Signal()
    arrived = Signal()
    reordered = Signal(bool)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        listing: Listing,
        query: Query | None = None,
        *,
        presentation: Presentation | None = None,
        states: Mapping[str, Words] | None = None,
        leave_out: Collection[str] = (),
        parent: QObject | None = None,
    ) -> None:
        """`states` says by column and value which state colour a word carries.

        `leave_out` names columns of the listing that this table must not offer; those that serve
        ordering and filtering only are never offered.
        """
        super().__init__(parent)
        self.desk = desk
        self.listing = listing
        self.columns = tuple(
            c for c in listing.columns if not c.internal and c.key not in leave_out
        )
        self._jobs = jobs
        self._query = query or Query(Scope(desk.today()))
        self._pane_filters = self._query.filters  # those of the pane; the others are the columns'
        self._marked: frozenset[str] = frozenset()
        self.states: dict[str, dict[Value, str]] = {}
        for key, words in (states or {}).items():
            self.states[key] = {}
            self.states[key].update(words.items())
        self._ids: array[int] = array("q")
        self._complete = False
        self.asked_anew = True  # whether the last question was another one than before
        self._number = 0
        self._tickets: list[_Asked] = []
        self._first: _Asked | None = None  # the newest question
        self._then_all = QTimer(self)
        self._then_all.setSingleShot(True)
        self._then_all.setInterval(THEN_ALL)
        self._then_all.timeout.connect(self.want_all)
        self._fetcher: lists.RowFetcher | None = None
        self._rows_by_id: dict[int, int] | None = None
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._failed = False
        self._align = [int(cells.align(column)) for column in self.columns]
        self._presentation = presentation or Presentation(self)
        self._presentation.changed.connect(self._on_presentation)
        self._position: dict[int, int] = {}
        self._makers: list[cells.Maker] = []
        self._keys: tuple[str, ...] = ()
        self.show_columns(column.key for column in self.columns if column.shown)

    # --- the question -------------------------------------------------------------------------

    @property
    def query(self) -> Query:
        """The question that the rows answer, or will as soon as the answer is here."""
        return self._query

    @property
    def complete(self) -> bool:
        """Whether all ids that answer the question are here."""
        return self._complete

    def ask(self, query: Query | None = None, *, ahead: bool = False) -> None:
        """Ask `query`, or the same question again; a late answer to an older one is dropped.

        A moment is waited for the first page, because somebody is looking; not so if it is asked
        `ahead` of being seen: then `hurry` waits, once it is.
        """
        self.asked_anew = query is not None
        if query is not None:
            if query.scope != self._query.scope:
                self._fetcher = None
            if query.filters != self._query.filters:
                self._pane_filters = query.filters
            self._query = query
        self._number += 1
        self._then_all.stop()
        for ticket in self._tickets:
            ticket.cancel()
        self._tickets.clear()
        number, asked = self._number, self._query
        if not self._ids or query is not None:
            self._first = self._ask_ids(number, asked, FIRST)
            if not ahead:
                self.hurry()
        else:
            self._first = self._ask_ids(number, asked, 0)
        self.asked.emit()

    def hurry(self) -> None:
        """Wait a moment for an answer that was asked for ahead of being seen."""
        if self._first is not None:
            self._jobs.hurry(self._first)

    def set_text(self, text: str) -> None:
        """Ask the same question with another search text."""
        if text != self._query.text:
            self.ask(replace(self._query, text=text))

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Ask the same question with other filters of the pane; those of columns stay."""
        self._ask_filters(tuple(filters), self._column_filters())

    def set_column_filters(self, filters: Sequence[Filter]) -> None:
        """Ask the same question with other filters of columns; those of the pane stay."""
        self._ask_filters(self._pane_filters, tuple(filters))

    def _column_filters(self) -> tuple[Filter, ...]:
        return self._query.filters[len(self._pane_filters) :]

    def _ask_filters(self, pane: tuple[Filter, ...], columns: tuple[Filter, ...]) -> None:
        if (*pane, *columns) != self._query.filters:
            self.ask(replace(self._query, filters=(*pane, *columns)))
        self._pane_filters = pane

    def set_sort(self, sort: Sequence[tuple[str, bool]]) -> None:
        """Ask the same question in another order: (column key, descending)."""
        if tuple(sort) != self._query.sort:
            self.ask(replace(self._query, sort=tuple(sort)))

    def set_scope(self, scope: Scope) -> None:
        """Ask the same question about another day or organization."""
        if scope != self._query.scope:
            self.ask(replace(self._query, scope=scope))

    def _ask_ids(self, number: int, query: Query, limit: int) -> _Asked:
        desk, listing, fetcher = self.desk, self.listing, self._current_fetcher()
        keys = self._keys

        def work() -> tuple[array[int], dict[int, Row]]:
            ids = lists.ids(desk, listing, query, limit=limit)
            return ids, fetcher.fetch(desk, ids[:PAGE]) if limit else {}

        ticket = self._jobs.read(
            self,
            work,
            lambda found: self._take(number, found[0], found[1], keys, limit),
            sight=bool(limit),
        )
        self._tickets.append(ticket)
        return ticket

    def _current_fetcher(self) -> lists.RowFetcher:
        if self._fetcher is None:
            self._fetcher = lists.fetcher(self.listing, self._query.scope, self._keys)
        return self._fetcher

    def _take(
        self, number: int, ids: array[int], rows: dict[int, Row], keys: tuple[str, ...], limit: int
    ) -> None:
        if number != self._number:
            return
        first = None
        if rows and keys == self._keys:
            first = _Page([rows.get(record_id) for record_id in ids[:PAGE]])
        if limit and len(ids) == limit:
            self._show(ids, first, complete=False)
            if self._jobs.at_once:
                self.want_all()
            else:
                self._then_all.start()
        else:
            self._show(ids, first, complete=True)
            self.arrived.emit()

    def want_all(self) -> None:
        """Ask for all ids now; `arrived` tells when they are here."""
        self._then_all.stop()
        self._ask_ids(self._number, self._query, 0)

    def _show(self, ids: array[int], first: _Page | None, *, complete: bool) -> None:
        """Put the new ids in place with the least movement for the view."""
        self._failed = False
        grown = complete and not self._complete and self._ids and ids[: len(self._ids)] == self._ids
        self._complete = complete
        self._pages.clear()
        if first is not None:
            self._pages[0] = first
        if ids == self._ids:
            self._repaint()
        elif grown:
            self.beginInsertRows(QModelIndex(), len(self._ids), len(ids) - 1)
            self._ids, self._rows_by_id = ids, None
            self.endInsertRows()
            self._repaint()
        else:
            self.reordered.emit(True)
            self.beginResetModel()
            self._ids, self._rows_by_id = ids, None
            self.endResetModel()
            self.reordered.emit(False)

    def _repaint(self) -> None:
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # --- rows by number and id ----------------------------------------------------------------

    def ids(self) -> array[int]:
        """All ids in their order (do not change it)."""
        return self._ids

    def id_at(self, row: int) -> int:
        """The id of the record in `row`; IndexError outside."""
        return self._ids[row]

    def row_of(self, record_id: int) -> int | None:
        """The row of a record, None when it is not among the answers."""
        if self._rows_by_id is None:
            self._rows_by_id = {record: row for row, record in enumerate(self._ids)}
        return self._rows_by_id.get(record_id)

    def value(self, row: int, key: str) -> Value:
        """The raw value of column `key`, which must be shown, in `row`."""
        values = self._page(row // PAGE).rows[row % PAGE]
        return None if values is None else values[self._keys.index(key)]

    def texts(self, row: int) -> tuple[str, ...]:
        """The texts of the shown columns in `row`, in the order of `keys`."""
        page = self._page(row // PAGE)
        place = row % PAGE
        texts = page.texts[place]
        if texts is None:
            values = page.rows[place]
            if values is None:  # gone since the ids were fetched; the next answer drops it
                texts = ("",) * len(self._keys)
            else:
                texts = tuple(
                    [make(value) for make, value in zip(self._makers, values, strict=True)]
                )
            page.texts[place] = texts
        return texts

    def text_at(self, row: int, column: int) -> str:
        """The text of a cell; empty for a column that is not shown."""
        place = self._position.get(column)
        return "" if place is None else self.texts(row)[place]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the columns whose values are fetched."""
        return self._keys

    def show_columns(self, keys: Iterable[str]) -> None:
        """Fetch only the columns `keys` from now on."""
        wanted = set(keys)
        shown = [(n, c) for n, c in enumerate(self.columns) if c.key in wanted]
        fresh = tuple(column.key for _, column in shown)
        if fresh == self._keys:
            return
        self._keys = fresh
        self._position = {number: place for place, (number, _) in enumerate(shown)}
        self._make_makers()
        self._fetcher = None
        self._pages.clear()
        self._repaint()

    @property
    def marked(self) -> frozenset[str]:
        """The keys of the columns whose heads carry the mark of a filter."""
        return self._marked

    def mark_filtered(self, keys: Iterable[str]) -> None:
        """Put the mark of a filter on the heads of the columns `keys` and on no others."""
        marked = frozenset(keys)
        if marked != self._marked:
            self._marked = marked
            last = len(self.columns) - 1
            self.headerDataChanged.emit(_Qt.Orientation.Horizontal, 0, last)

    def _make_makers(self) -> None:
        masked = self._presentation.on
        self._makers = [cells.maker(self.listing.column(key), masked) for key in self._keys]

    def _on_presentation(self) -> None:
        self._make_makers()
        for page in self._pages.values():
            page.texts = [None] * len(page.rows)
        self._repaint()

    def _page(self, number: int) -> _Page:
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
            return page
        wanted = self._ids[number * PAGE : (number + 1) * PAGE]
        found: dict[int, Row] = {}
        if not self._failed:
            try:
                found = self._current_fetcher().fetch(self.desk, wanted)
            except DeskError as error:
                # Told once, not for every cell that is painted; the next question tries again.
                self._failed = True
                route(self._jobs.messages, error, "读取表格")
        page = _Page([found.get(record_id) for record_id in wanted])
        self._pages[number] = page
        if len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return page

    # --- what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        # Asked eight times for every cell that is painted, hence the shortest way first.
        if role == _DISPLAY:
            place = self._position.get(index.column())
            return None if place is None else self.texts(index.row())[place]
        if role == _ALIGN:
            return self._align[index.column()]
        if role not in _OURS:
            return None
        if role == STATE_ROLE:
            column = self.columns[index.column()]
            words = self.states.get(column.key)
            return words.get(self.value(index.row(), column.key), "") if words else ""
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role == _NAME:
            return f"{self.columns[index.column()].title} {self.data(index) or ''}"
        return None

    def headerData(
        self, section: int, orientation: _Qt.Orientation, role: int = _DISPLAY
    ) -> object:
        if orientation == _Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role == _DISPLAY:
                return column.title
            if role == _ALIGN:
                return self._align[section]
            if role in (_TIP, _NAME):
                return f"{column.title}（已筛选）" if column.key in self._marked else column.title
            if role == _MARK and column.key in self._marked:
                return theme.active().icon("filter", "accent_text")
        elif role == _DISPLAY:
            return str(section + 1)
        return None

"""Lists described once: columns, filters and order; ids first, rows by id, 200 at a time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy import Row as SqlRow

from djdesk.services.desk import Desk


class Kind(StrEnum):
    """What a value is; decides formatting, alignment, width, editor and parser (`kinds.py`)."""

    TEXT = "text"
    PERSON = "person"
    DATE = "date"
    MONTH = "month"
    TIME = "time"
    COUNT = "count"
    MONEY = "money"
    SCORE = "score"
    CODE = "code"
    STATE = "state"
    FLAG = "flag"
    ID_NUMBER = "id_number"
    PHONE = "phone"


class MonthOnly(date):
    """A date of which only the month is known, stored as its first day; shown without the day."""


Value = str | int | date | bool | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list is asked about: the day it is asked for and the organization it is limited to."""

    day: date
    organization_id: int | None = None


# The value's type differs from column to column and SQLAlchemy's are invariant, hence Any.
Expression = SQLColumnExpression[Any]
Expr = Callable[[Scope], Expression]


@dataclass(frozen=True, slots=True)
class Column:
    """One column, described once for pane, search, import, workbook, ledger and audit view.

    `title` is the word of the form. `expr` gives the SQL expression for a scope; `sort` another one
    to order by (default: `expr`), `reversed_sort` if that one runs the other way (age by birth).
    `codes` names the code table of a code or state. `width` is in characters (0: by kind).
    `private` columns are masked in presentation mode and public exports; `internal` ones serve
    ordering and filtering only: no table, chooser or export shows them.
    """

    key: str
    title: str
    kind: Kind
    expr: Expr
    codes: str = ""
    sort: Expr | None = None
    reversed_sort: bool = False
    width: int = 0
    shown: bool = True
    private: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition a user can switch on: a chip, a chart bar, or a choice in a column's menu.

    `op` is one of: eq, ne, in, from (>=), until (<=), between, empty, filled, contains, and any
    (one of the codes that the column joins by commas). None among the values of `in` and `any`
    stands for an empty cell.
    """

    column: str
    op: str
    value: Value | tuple[Value, ...] = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What the user asked of a listing; immutable, so that late answers can be compared with it."""

    scope: Scope
    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()  # (column key, descending)

    def on(self, day: date) -> Query:
        """The same question about another day."""
        return replace(self, scope=replace(self.scope, day=day))


def of(expression: Expression) -> Expr:
    """`expression` for a column that says the same on every day and of every organization."""
    return lambda _scope: expression


def contains(word: str, *columns: Expression) -> ColumnElement[bool]:
    """Whether one of the text columns contains `word`, whatever the case: what a search asks."""
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def by_id(row_id: Expression) -> Callable[[Scope, Filter], ColumnElement[bool]]:
    """A filter by key, or by several: the rows behind a figure that no column tells."""

    def among(_scope: Scope, condition: Filter) -> ColumnElement[bool]:
        wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        return row_id.in_(wanted)

    return among


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one area.

    `select` joins the tables for a scope (FROM and WHERE; the columns are added here); `row_id` is
    the id expression; `search` turns the text of the search box into a condition. `month_only` is
    the text column that names, blank-separated, the date columns of which only the month is known.
    `lookup` is another `select` for rows whose ids are known, where that of the list would lead the
    engine along an index instead.
    """

    name: str
    title: str
    area: str
    columns: tuple[Column, ...]
    select: Callable[[Scope], Select[int]]
    row_id: SQLColumnExpression[int]
    search: Callable[[str], ColumnElement[bool]]
    order: tuple[tuple[str, bool], ...]
    tables: frozenset[str]
    noun: str = "条"
    month_only: SQLColumnExpression[str] | None = None
    lookup: Callable[[Scope], Select[int]] | None = None
    extra_filters: Mapping[str, Callable[[Scope, Filter], ColumnElement[bool]]] = field(
        default_factory=dict
    )

    def column(self, key: str) -> Column:
        """The column called `key`; KeyError if there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


KEPT_FETCHERS = 16
# Only the window's thread asks for fetchers; they hold statements, nothing of any book.
_fetchers: dict[tuple[str, Scope, tuple[str, ...]], tuple[Listing, RowFetcher]] = {}


def ids(desk: Desk, listing: Listing, query: Query, *, limit: int = 0) -> array[int]:
    """Ids of all rows that answer `query`, in its order, the id as tie-break (limit 0: all)."""
    statement = _ordered(listing, query)
    if limit:
        statement = statement.limit(limit)
    with desk.store.read() as session:
        # Straight from the driver: making row objects would take longer than the query itself.
        cursor = session.connection().execute(statement).cursor
        return array("q", chain.from_iterable(cursor.fetchall() if cursor is not None else ()))


def rows(
    desk: Desk, listing: Listing, scope: Scope, wanted: Sequence[int], keys: Iterable[str]
) -> dict[int, Row]:
    """The raw values of columns `keys` for the `wanted` ids (at most a few hundred), by id."""
    return RowFetcher(listing, scope, keys).fetch(desk, wanted)


def fetcher(listing: Listing, scope: Scope, keys: Iterable[str]) -> RowFetcher:
    """A `RowFetcher`, the same one for the same question: building its statement takes longer
    than fetching a screenful of rows.
    """
    wanted = tuple(keys)
    place = (listing.name, scope, wanted)
    kept = _fetchers.pop(place, None)
    found = kept[1] if kept is not None and kept[0] is listing else None
    _fetchers[place] = listing, found or RowFetcher(listing, scope, wanted)
    while len(_fetchers) > KEPT_FETCHERS:
        del _fetchers[next(iter(_fetchers))]
    return _fetchers[place][1]


def rehearse(listing: Listing, query: Query, keys: Iterable[str]) -> None:
    """Build and compile what a list will ask, without a book.

    The first statement of its kind in a program takes many times as long as the second: what the
    columns are made of is put together then. A program does this while it waits for a password.
    """
    fetcher(listing, query.scope, keys).rehearse()
    str(_ordered(listing, query).limit(1))


class RowFetcher:
    """Fetches rows by id again and again; the statement is built once.

    For a pane that shows `keys` of a listing for a scope while somebody scrolls.
    """

    def __init__(self, listing: Listing, scope: Scope, keys: Iterable[str]) -> None:
        self._reader = _Reader(listing, scope, keys)
        self._statement = (
            (listing.lookup or listing.select)(scope)
            .with_only_columns(*self._reader.expressions, listing.row_id)
            .where(listing.row_id.in_(bindparam("wanted", expanding=True)))
        )

    def rehearse(self) -> None:
        """Compile the statement once; see `rehearse`."""
        str(self._statement)

    def fetch(self, desk: Desk, wanted: Sequence[int]) -> dict[int, Row]:
        """The values of the `wanted` ids (at most a few hundred), by id; those gone are absent."""
        with desk.store.read() as session:
            found = session.connection().execute(self._statement, {"wanted": list(wanted)})
            return {cast("int", row[-1]): self._reader.row(row) for row in found}


def table(desk: Desk, listing: Listing, query: Query, keys: Iterable[str]) -> list[Row]:
    """The raw values of columns `keys` of all rows that answer `query`, in its order, in one go.

    For ledgers and exports; a pane asks for `ids` and then for `rows` as they come into sight.
    """
    reader = _Reader(listing, query.scope, keys)
    statement = _ordered(listing, query).with_only_columns(*reader.expressions)
    with desk.store.read() as session:
        return [reader.row(row) for row in session.execute(statement)]


class _Reader:
    """Reads wanted columns and marks the dates of which only the month is known."""

    def __init__(self, listing: Listing, scope: Scope, keys: Iterable[str]) -> None:
        columns = [listing.column(key) for key in keys]
        self.width = len(columns)
        self.expressions = [column.expr(scope) for column in columns]
        self._dates = {c.key: n for n, c in enumerate(columns) if c.kind is Kind.DATE}
        self._marks = -1
        if self._dates and listing.month_only is not None:
            self._marks = self.width
            self.expressions.append(listing.month_only)

    def row(self, found: SqlRow[*tuple[object, ...]]) -> Row:
        """The wanted values of a fetched row."""
        values = tuple(found[: self.width])
        if self._marks >= 0 and found[self._marks]:
            changed = list(values)
            for key in str(found[self._marks]).split():
                place = self._dates.get(key, -1)
                day = changed[place] if place >= 0 else None
                if isinstance(day, date):
                    changed[place] = MonthOnly(day.year, day.month, 1)
            values = tuple(changed)
        return cast("Row", values)


def count(desk: Desk, listing: Listing, query: Query) -> int:
    """How many rows answer `query`."""
    statement = matching(listing, query).with_only_columns(func.count(listing.row_id))
    with desk.store.read() as session:
        return int(session.execute(statement).scalar_one())


@dataclass(frozen=True, slots=True)
class Tally:
    """The values a column has among some rows: (value, rows), the most frequent first.

    None is the empty cell. `joined`: codes joined by commas were counted one by one, so that a
    condition on them is `any`. Not `complete`: there are more values than were asked for.
    """

    counts: tuple[tuple[Value, int], ...]
    joined: bool = False
    complete: bool = True


def tally(desk: Desk, listing: Listing, query: Query, key: str, *, limit: int) -> Tally:
    """Count the values of column `key` among the rows that answer `query`, at most `limit`."""
    expr = listing.column(key).expr(query.scope)
    # Beside the id: without it a list of one table would lose its FROM.
    found = matching(listing, query).add_columns(expr.label("value")).subquery()
    rows = func.count().label("rows")
    statement = (
        select(found.c.value, rows)
        .group_by(found.c.value)
        .order_by(rows.desc(), found.c.value)
        .limit(limit + 1)
    )
    with desk.store.read() as session:
        groups = session.execute(statement).all()
    coded = listing.column(key).kind in (Kind.CODE, Kind.STATE)
    counts: dict[Value, int] = {}
    joined = False
    for group, number in groups[:limit]:
        parts = group.split(",") if coded and group else [group]
        joined = joined or len(parts) > 1
        for part in parts:
            each = None if part == "" else part
            counts[each] = counts.get(each, 0) + number
    falling = sorted(counts.items(), key=lambda pair: -pair[1])
    return Tally(tuple(falling), joined, len(groups) <= limit)


def _ordered(listing: Listing, query: Query) -> Select[int]:
    statement = matching(listing, query)
    for key, descending in query.sort or listing.order:
        column = listing.column(key)
        expr = (column.sort or column.expr)(query.scope)
        falling = descending is not column.reversed_sort
        statement = statement.order_by(expr.desc() if falling else expr)
    return statement.order_by(listing.row_id)


def matching(listing: Listing, query: Query) -> Select[int]:
    """The ids that answer `query`, without order: the start of counts and sums."""
    statement = listing.select(query.scope).with_only_columns(listing.row_id)
    for word in query.text.split():
        statement = statement.where(listing.search(word))
    for condition in query.filters:
        statement = statement.where(condition_of(listing, query.scope, condition))
    return statement


def condition_of(listing: Listing, scope: Scope, condition: Filter) -> ColumnElement[bool]:
    """What `condition` asks of a row of `listing`."""
    special = listing.extra_filters.get(condition.column)
    if special is not None:
        return special(scope, condition)
    return _condition(listing.column(condition.column).expr(scope), condition)


def _condition(expr: Expression, condition: Filter) -> ColumnElement[bool]:
    value = condition.value
    many = value if isinstance(value, tuple) else (value,)
    match condition.op:
        case "eq":
            return expr == value
        case "ne":
            return or_(expr != value, expr.is_(None))
        case "in":
            return _or_empty(expr, many, expr.in_([each for each in many if each is not None]))
        case "any":
            joined = literal(",").concat(expr).concat(",")
            codes = [each for each in many if each is not None]
            return _or_empty(expr, many, or_(false(), *(joined.contains(f",{c},") for c in codes)))
        case "from":
            return expr >= value
        case "until":
            return expr <= value
        case "between":
            return and_(expr >= many[0], expr <= many[1])
        case "empty":
            return _empty(expr)
        case "filled":
            return and_(expr.is_not(None), expr != "") if _is_text(expr) else expr.is_not(None)
        case "contains":
            return expr.icontains(str(value), autoescape=True)
        case _:
            raise ValueError(f"unknown filter operation {condition.op!r}")


def _empty(expr: Expression) -> ColumnElement[bool]:
    return or_(expr.is_(None), expr == "") if _is_text(expr) else expr.is_(None)


def _or_empty(
    expr: Expression, many: tuple[Value, ...], found: ColumnElement[bool]
) -> ColumnElement[bool]:
    return or_(found, _empty(expr)) if None in many else found


def _is_text(expr: Expression) -> bool:
    return isinstance(getattr(expr, "type", None), String)

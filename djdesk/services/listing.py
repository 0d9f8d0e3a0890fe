"""Lists described once: columns, filters and order; ids first, rows by id, 200 at a time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, func, or_

from djdesk.services.desk import Desk


class Kind(StrEnum):
    """What a value is; decides formatting, alignment, width, editor and parser (`kinds.py`)."""

    TEXT = "text"
    PERSON = "person"
    DATE = "date"
    MONTH = "month"
    COUNT = "count"
    MONEY = "money"
    SCORE = "score"
    CODE = "code"
    STATE = "state"
    FLAG = "flag"
    ID_NUMBER = "id_number"
    PHONE = "phone"


Value = str | int | date | bool | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list is asked about: the day it is asked for and the organization it is limited to."""

    day: date
    organization_id: int | None = None


Expr = Callable[[Scope], ColumnElement[object]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column, described once for pane, search, import, workbook, ledger and audit view.

    `title` is the word of the form. `expr` gives the SQL expression for a scope; `sort` another one
    to order by (default: `expr`). `codes` names the code table of a code or state. `width` is in
    characters (0: by kind). `private` columns are masked in presentation mode and public exports.
    """

    key: str
    title: str
    kind: Kind
    expr: Expr
    codes: str = ""
    sort: Expr | None = None
    width: int = 0
    shown: bool = True
    private: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition a user can switch on: a chip, a chart bar, or a choice in a column's menu.

    `op` is one of: eq, ne, in, from (>=), until (<=), between, empty, filled, contains.
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


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one area.

    `select` joins the tables for a scope (FROM and WHERE; the columns are added here); `row_id` is
    the id expression; `search` turns the text of the search box into a condition.
    """

    name: str
    title: str
    area: str
    columns: tuple[Column, ...]
    select: Callable[[Scope], Select[int]]
    row_id: ColumnElement[int]
    search: Callable[[str], ColumnElement[bool]]
    order: tuple[tuple[str, bool], ...]
    tables: frozenset[str]
    noun: str = "条"
    extra_filters: Mapping[str, Callable[[Scope, Filter], ColumnElement[bool]]] = field(
        default_factory=dict
    )

    def column(self, key: str) -> Column:
        """The column called `key`; KeyError if there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def ids(desk: Desk, listing: Listing, query: Query, *, limit: int = 0) -> array[int]:
    """Ids of all rows that answer `query`, in its order, the id as tie-break (limit 0: all)."""
    statement = _ordered(listing, query)
    if limit:
        statement = statement.limit(limit)
    with desk.store.read() as session:
        return array("q", [row[0] for row in session.execute(statement)])


def rows(
    desk: Desk, listing: Listing, scope: Scope, wanted: Sequence[int], keys: Iterable[str]
) -> dict[int, Row]:
    """The raw values of columns `keys` for the `wanted` ids (at most a few hundred), by id."""
    expressions = [listing.column(key).expr(scope) for key in keys]
    statement = (
        listing.select(scope)
        .with_only_columns(listing.row_id, *expressions)
        .where(listing.row_id.in_(list(wanted)))
    )
    with desk.store.read() as session:
        return {row[0]: cast("Row", tuple(row[1:])) for row in session.execute(statement)}


def table(desk: Desk, listing: Listing, query: Query, keys: Iterable[str]) -> list[Row]:
    """The raw values of columns `keys` of all rows that answer `query`, in its order, in one go.

    For ledgers and exports; a pane asks for `ids` and then for `rows` as they come into sight.
    """
    expressions = [listing.column(key).expr(query.scope) for key in keys]
    statement = _ordered(listing, query).with_only_columns(*expressions)
    with desk.store.read() as session:
        return [cast("Row", tuple(row)) for row in session.execute(statement)]


def count(desk: Desk, listing: Listing, query: Query) -> int:
    """How many rows answer `query`."""
    statement = _filtered(listing, query).with_only_columns(func.count())
    with desk.store.read() as session:
        return int(session.execute(statement).scalar_one())


def _ordered(listing: Listing, query: Query) -> Select[int]:
    statement = _filtered(listing, query)
    for key, descending in query.sort or listing.order:
        column = listing.column(key)
        expr = (column.sort or column.expr)(query.scope)
        statement = statement.order_by(expr.desc() if descending else expr)
    return statement.order_by(listing.row_id)


def _filtered(listing: Listing, query: Query) -> Select[int]:
    statement = listing.select(query.scope).with_only_columns(listing.row_id)
    for word in query.text.split():
        statement = statement.where(listing.search(word))
    for condition in query.filters:
        special = listing.extra_filters.get(condition.column)
        if special is not None:
            statement = statement.where(special(query.scope, condition))
        else:
            expr = listing.column(condition.column).expr(query.scope)
            statement = statement.where(_condition(expr, condition))
    return statement


def _condition(expr: ColumnElement[object], condition: Filter) -> ColumnElement[bool]:
    value = condition.value
    many = value if isinstance(value, tuple) else (value,)
    match condition.op:
        case "eq":
            return expr == value
        case "ne":
            return or_(expr != value, expr.is_(None))
        case "in":
            return expr.in_(many)
        case "from":
            return expr >= value
        case "until":
            return expr <= value
        case "between":
            return and_(expr >= many[0], expr <= many[1])
        case "empty":
            return or_(expr.is_(None), expr == "")
        case "filled":
            return and_(expr.is_not(None), expr != "")
        case "contains":
            return expr.icontains(str(value), autoescape=True)
        case _:
            raise ValueError(f"unknown filter operation {condition.op!r}")

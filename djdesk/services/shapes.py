"""What of each table travels: an area describes it here once, as plain data.

Inside a travelling row everything is JSON: dates are ISO texts, money is fen, keys between rows
are uids, files are their SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Integer, String

from djdesk.models.schema import metadata
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value

WHOLE = "（全文）"
"""What stands for a whole record kept as JSON where values are shown."""

Wire = str | int | bool | None
Wires = dict[str, Wire]


@dataclass(frozen=True, slots=True)
class Carry:
    """A column that travels under its own name; title, kind and codes are those of the form.

    `allowed` are the only good values (empty: any), `file` says that the value is the digest of a
    file that travels along, `private` that presentation mode masks it, `whole` that it is a whole
    record kept as JSON, which nobody reads as it stands.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    codes: str = ""
    allowed: tuple[str, ...] = ()
    file: bool = False
    private: bool = False
    whole: bool = False


def carried(fields: Iterable[Field], **allowed: tuple[str, ...]) -> tuple[Carry, ...]:
    """The fields of a form as columns that travel; references (`member_id`) are left out.

    `allowed` names the only good values of a column where the database checks them.
    """
    return tuple(
        Carry(f.key, f.title, f.kind, f.codes, allowed.get(f.key, ()), private=f.private)
        for f in fields
        if not f.refers
    )


@dataclass(frozen=True, slots=True)
class Reference:
    """A key to a row of `table`; `member_id` travels as `member`, holding the uid.

    `travels_as` is another name for it, where a column of the short name travels beside it.
    """

    column: str
    title: str
    table: str
    travels_as: str = ""

    @property
    def key(self) -> str:
        """Its name in the package."""
        return self.travels_as or self.column.removesuffix("_id")


@dataclass(frozen=True, slots=True)
class Shape:
    """What travels of one table.

    `label` are the columns that name a row to a person, after the labels of the rows its references
    `of` and `about` point to, or of that of `instead` where both are empty. `owner` is the pair of
    columns that point to a row of any table. `ascending` are pairs of dates of which the second
    must not be earlier. `unique` columns are emptied before rows are changed, since two rows may
    exchange their values (days that cannot be empty stand aside). `home` are the columns a branch
    may change on the organization its committee keeps for it; `rooted` rows all hang below that
    one. Raise `version` when a column is added.
    """

    table: str
    title: str
    columns: tuple[Carry, ...]
    references: tuple[Reference, ...] = ()
    label: tuple[str, ...] = ()
    of: str = ""
    about: str = ""
    instead: str = ""
    owner: tuple[str, str] | None = None
    ascending: tuple[tuple[str, str], ...] = ()
    unique: tuple[str, ...] = ()
    home: frozenset[str] = frozenset()
    rooted: bool = False
    version: int = 1

    @property
    def keys(self) -> tuple[str, ...]:
        """All names a travelling row has, beside its uid."""
        owner = self.owner or ()
        return (*(c.name for c in self.columns), *(r.key for r in self.references), *owner)

    @property
    def self_key(self) -> str:
        """The reference to the same table (a tree, or what a row takes back), or empty."""
        return next((r.key for r in self.references if r.table == self.table), "")


@dataclass(frozen=True, slots=True)
class ColumnType:
    """What a column can hold: kind text, int, flag, date or time; `length` 0 is without limit."""

    kind: str
    nullable: bool
    length: int = 0


def column_type(table: str, column: str) -> ColumnType:
    """What `table.column` can hold; KeyError for an unknown one."""
    found = metadata.tables[table].c[column]
    kind = found.type
    if isinstance(kind, Boolean):
        return ColumnType("flag", bool(found.nullable))
    if isinstance(kind, Integer):
        return ColumnType("int", bool(found.nullable))
    if isinstance(kind, DateTime):
        return ColumnType("time", bool(found.nullable))
    if isinstance(kind, Date):
        return ColumnType("date", bool(found.nullable))
    if isinstance(kind, String):
        return ColumnType("text", bool(found.nullable), kind.length or 0)
    raise KeyError(f"{table}.{column}: {kind!r} does not travel")


def readable(column: str, kind: Kind, value: Wire) -> Value:
    """A travelling value as `kinds.show` takes it: days as dates, moments to the minute."""
    if not isinstance(value, str) or not value:
        return value
    if kind in (Kind.DATE, Kind.MONTH):
        return date.fromisoformat(value)
    # where a time of day is a number of minutes its kind says so
    return value[:16].replace("T", " ") if column == "at" or column.endswith("_at") else value


def from_wire(kind: ColumnType, value: Wire) -> object:
    """A travelling value as the column wants it; ValueError when it cannot be that."""
    if value is None or not isinstance(value, str):
        return value
    match kind.kind:
        case "date":
            return date.fromisoformat(value)
        case "time":
            return datetime.fromisoformat(value)
        case _:
            return value

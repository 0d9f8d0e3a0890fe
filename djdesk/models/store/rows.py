"""Rows of any mapped table as plain values: what the history keeps and undo gives back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Mapper, Session

from djdesk.models.base import Base

CHUNK = 500
"""How many keys go into one IN list."""


def plain(value: object) -> object:
    """A column's value as JSON can hold it: dates and times as ISO 8601."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


def revive(column: Column[object], value: object) -> object:
    """The value of `column` out of its JSON form; the other way of `plain`."""
    if not isinstance(value, str):
        return value
    kind = column.type.python_type
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return bytes.fromhex(value) if kind is bytes else value


def as_json(values: Mapping[str, object]) -> str:
    """Column values as one JSON object."""
    return json.dumps(
        {key: plain(value) for key, value in values.items()},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def mapper_of(table_name: str) -> Mapper[Base]:
    """The mapper of the table called `table_name`; KeyError if no class maps it."""
    for mapper in Base.registry.mappers:
        if table_of(mapper).name == table_name:
            return mapper
    raise KeyError(table_name)


def table_of(mapper: Mapper[Base]) -> Table:
    """The table that `mapper` maps."""
    table = mapper.local_table
    if not isinstance(table, Table):
        raise TypeError(f"{mapper.class_.__name__} does not map a plain table")
    return table


def version_column(mapper: Mapper[Base]) -> str:
    """The name of the column that counts versions, empty if there is none."""
    return "" if mapper.version_id_col is None else str(mapper.version_id_col.name)


def kept_columns(mapper: Mapper[Base]) -> Iterable[tuple[str, str]]:
    """Attribute key and column name of every column that the history keeps."""
    skipped = version_column(mapper)
    for attribute in mapper.column_attrs:
        name = str(attribute.columns[0].name)
        if name not in (skipped, "id"):
            yield attribute.key, name


def read_rows(
    session: Session, mapper: Mapper[Base], ids: Sequence[int]
) -> dict[int, dict[str, object]]:
    """All kept columns of the rows `ids` by id; rows that are gone are left out."""
    table = table_of(mapper)
    names = [name for _, name in kept_columns(mapper)]
    statement = select(table.c.id, *(table.c[name] for name in names))
    found: dict[int, dict[str, object]] = {}
    connection = session.connection()
    for start in range(0, len(ids), CHUNK):
        chunk = list(ids[start : start + CHUNK])
        for row in connection.execute(statement.where(table.c.id.in_(chunk))):
            found[row[0]] = dict(zip(names, row[1:], strict=True))
    return found

"""Which rows hang on which: what undo must ask before it takes rows away."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Column, ForeignKey, select
from sqlalchemy.orm import Mapper, Session

from djdesk.models.base import Base
from djdesk.models.store.history import UNRECORDED
from djdesk.models.store.rows import CHUNK, mapper_of, table_of

Batch = dict[str, set[int]]
"""Row ids by table name."""


def referred_rows(
    session: Session, batch: Batch, changed: Collection[tuple[str, int]]
) -> Iterator[tuple[str, int]]:
    """Rows of `batch` to which a row outside it refers, leaving out the rows `changed`.

    References are foreign keys and the pair `owner` (table name), `owner_id`.
    """
    for mapper in _recorded():
        child = table_of(mapper)
        inside = batch.get(child.name, set())
        for column, target in _references(mapper):
            wanted = batch.get(target)
            if wanted:
                for row_id, referred in _pairs(session, mapper, column, wanted):
                    if row_id not in inside and (child.name, row_id) not in changed:
                        yield target, referred
        if "owner_id" in child.c:
            for target, wanted in batch.items():
                for row_id, referred in _owned(session, mapper, target, wanted):
                    if row_id not in inside:
                        yield target, referred


def keep_together(session: Session, batch: Batch, kept: Batch) -> None:
    """Widen `kept` by the rows of `batch` it needs and by the sub-records of its owners."""
    fresh = {table: set(ids) for table, ids in kept.items()}
    while fresh:
        found: Batch = {}
        for table, ids in fresh.items():
            for target, row_id in _needed(session, table, ids):
                found.setdefault(target, set()).add(row_id)
            for child, row_id in _sub_records(session, table, ids):
                found.setdefault(child, set()).add(row_id)
        fresh = {}
        for table, ids in found.items():
            new = (ids & batch.get(table, set())) - kept.get(table, set())
            if new:
                kept.setdefault(table, set()).update(new)
                fresh[table] = new


def label_of(session: Session, table_name: str, row_id: int) -> str:
    """What a person would call the row: its name or title, or that of the row that owns it."""
    return labels_of(session, table_name, {row_id})[row_id]


def unnamed(row_id: int) -> str:
    """What a row is called that is gone or has no name."""
    return f"第{row_id}号记录"


def labels_of(session: Session, table_name: str, ids: set[int]) -> dict[int, str]:
    """What a person would call each of the rows `ids`, by id.

    Its name or title, else the name of its member or of the row that owns it, else its number.
    """
    labels = {row_id: unnamed(row_id) for row_id in ids}
    mapper = mapper_of(table_name)
    table = table_of(mapper)
    words = [table.c[name] for name in ("name", "person_name", "title") if name in table.c]
    key = "member_id" if "member_id" in table.c else mapper.class_.__owner__
    columns = [table.c.id, *words, *([table.c[key]] if key else [])]
    others: dict[int, int] = {}
    for chunk in _chunks(ids) if len(columns) > 1 else ():
        for row in session.execute(select(*columns).where(table.c.id.in_(chunk))):
            word = next((str(word) for word in row[1 : len(words) + 1] if word), "")
            if word:
                labels[row[0]] = word
            elif key and row[-1] is not None:
                others[row[0]] = row[-1]
    if others:
        found = labels_of(session, _target(table.c[key]), set(others.values()))
        labels.update({row_id: found[other_id] for row_id, other_id in others.items()})
    return labels


def _recorded() -> Iterator[Mapper[Base]]:
    for mapper in Base.registry.mappers:
        if table_of(mapper).name not in UNRECORDED:
            yield mapper


def _references(mapper: Mapper[Base]) -> Iterator[tuple[Column[object], str]]:
    for column in table_of(mapper).c:
        if column.foreign_keys:
            yield column, _target(column)


def _target(column: Column[object]) -> str:
    key: ForeignKey = next(iter(column.foreign_keys))
    return key.column.table.name


def _pairs(
    session: Session, mapper: Mapper[Base], column: Column[object], wanted: set[int]
) -> Iterator[tuple[int, int]]:
    """Row id and referred id of rows whose `column` is among `wanted`."""
    statement = select(table_of(mapper).c.id, column).where(
        column.between(min(wanted), max(wanted))
    )
    for row_id, referred in session.connection().execute(statement):
        if referred in wanted:
            yield row_id, referred


def _owned(
    session: Session, mapper: Mapper[Base], target: str, wanted: set[int]
) -> Iterator[tuple[int, int]]:
    table = table_of(mapper)
    statement = select(table.c.id, table.c.owner_id).where(
        table.c.owner == target, table.c.owner_id.between(min(wanted), max(wanted))
    )
    for row_id, referred in session.connection().execute(statement):
        if referred in wanted:
            yield row_id, referred


def _needed(session: Session, table_name: str, ids: set[int]) -> Iterator[tuple[str, int]]:
    """The rows to which the rows `ids` refer."""
    mapper = mapper_of(table_name)
    table = table_of(mapper)
    for column, target in _references(mapper):
        for chunk in _chunks(ids):
            statement = select(column).where(table.c.id.in_(chunk), column.is_not(None))
            for (referred,) in session.connection().execute(statement):
                yield target, int(str(referred))


def _sub_records(session: Session, table_name: str, ids: set[int]) -> Iterator[tuple[str, int]]:
    """The rows that belong to the rows `ids` as their sub-records."""
    for mapper in _recorded():
        owner, child = mapper.class_.__owner__, table_of(mapper)
        if owner and _target(child.c[owner]) == table_name:
            for row_id, _referred in _pairs(session, mapper, child.c[owner], ids):
                yield child.name, row_id
        if "owner_id" in child.c:
            for row_id, _referred in _owned(session, mapper, table_name, ids):
                yield child.name, row_id


def _chunks(ids: set[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]

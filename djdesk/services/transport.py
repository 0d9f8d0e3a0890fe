"""Rows that travel, as plain dictionaries: read by owner, and replaced for one owner."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused
from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.base import Base
from djdesk.models.schema import metadata
from djdesk.models.store.bulk import add_many, change_many
from djdesk.models.store.rows import CHUNK, mapper_of
from djdesk.services.shapes import Reference, Shape, Wires, column_type, from_wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it stands in this book: its local key and what would travel of it."""

    id: int
    values: Wires


Snapshot = dict[str, dict[str, Stored]]
"""Table name → uid → row."""


@dataclass(slots=True)
class Changes:
    """What is to be done to the rows of one owner in one table; keys between rows are uids."""

    added: list[tuple[str, Wires]] = field(default_factory=list)
    changed: list[tuple[int, Wires]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Touch:
    """The last hand that changed a row: when and by whom."""

    at: str
    user: str


def snapshot(
    session: Session,
    shapes: Sequence[Shape],
    origins: Sequence[str],
    home: tuple[str, int] | None = None,
) -> Snapshot:
    """The rows of `origins` (the empty one is this book) in every table of `shapes`.

    `home` (uid, local id) is an organization that is kept under another uid here: it is read too,
    and rows that point to it carry that uid.
    """
    found: Snapshot = {}
    uids: dict[str, dict[int, str]] = {"organization": {home[1]: home[0]}} if home else {}
    for shape in shapes:
        uids.setdefault(shape.table, {})
        table = _table(shape.table)
        wanted: ColumnElement[bool] = table.c.origin.in_(list(origins))
        if home and shape.table == "organization":
            wanted = or_(wanted, table.c.id == home[1])
        found[shape.table] = _read(session, shape, wanted, uids)
    return found


def replace_rows(
    session: Session,
    shapes: Sequence[Shape],
    changes: Mapping[str, Changes],
    *,
    origin: str,
    known: Mapping[str, Mapping[str, int]],
) -> None:
    """Apply `changes` (by table) to the rows of `origin` inside the caller's transaction.

    `known` gives the local ids of rows that are here already: table → uid → id. Rows are removed
    children first and added parents first. Raises `Refused` when rows of others depend on one that
    is to be removed, or the database refuses a row.
    """
    ids = {table: dict(rows) for table, rows in known.items()}
    try:
        for shape in reversed(shapes):
            _remove(session, shape, changes.get(shape.table, Changes()).removed)
        for shape in shapes:
            wanted = changes.get(shape.table, Changes())
            _change(session, shape, list(_emptied(shape, wanted)), ids)
            _add(session, shape, wanted.added, origin, ids)
            _change(session, shape, wanted.changed, ids)
    except IntegrityError as error:
        raise Refused(
            [
                Problem(
                    "有的记录被本账套的其他记录引用，或与其他记录重复，不能按上报包更改。",
                    f"本次接收已全部取消；请与支部核对后再试（{error.orig}）。",
                )
            ]
        ) from error


def touches(session: Session, table: str, ids: Sequence[int]) -> dict[int, Touch]:
    """Rows of `table` among `ids` whose last change was made by hand here, not by a package."""
    last: dict[int, tuple[bool, Touch]] = {}
    for part in _chunks(ids):
        rows = session.execute(
            select(
                AuditChange.row_id, AuditStep.area, AuditStep.undoes, AuditStep.at, AuditStep.user
            )
            .join(AuditStep, AuditStep.id == AuditChange.step_id)
            .where(
                AuditChange.table_name == table,
                AuditChange.row_id.in_(part),
                AuditChange.op == "change",
            )
            .order_by(AuditChange.id)
        )
        for row_id, area, undoes, at, user in rows:
            # what an undo gave back was a package's or had been reported by its owner before
            last[row_id] = (area != AREA and undoes is None, Touch(at, user))
    return {row_id: touch for row_id, (by_hand, touch) in last.items() if by_hand}


def existing(session: Session, table: str, uids: Collection[str]) -> frozenset[str]:
    """Which of `uids` are in `table` already, whoever owns them."""
    column = _table(table).c.uid
    found: set[str] = set()
    for part in _chunks(sorted(uids)):
        found.update(session.scalars(select(column).where(column.in_(part))))
    return frozenset(found)


def ids_of(session: Session, table: str, uids: Collection[str]) -> dict[str, int]:
    """The local keys of the rows of `table` named by `uids`; absent ones are left out."""
    known = _table(table).c
    found: dict[str, int] = {}
    for part in _chunks(sorted(uids)):
        query = select(known.uid, known.id).where(known.uid.in_(part))
        found.update((row[0], row[1]) for row in session.execute(query))
    return found


def keys_of(session: Session, table: str, uids: Collection[str]) -> dict[str, int]:
    """As `ids_of`, with a negative key for each row that is not here: kept text may name such."""
    here = ids_of(session, table, uids)
    missing = (uid for uid in sorted(uids) if uid not in here)
    return here | {uid: -n for n, uid in enumerate(missing, 1)}


def uids_of(session: Session, table: str, ids: Collection[int]) -> dict[int, str]:
    """The uids of the rows of `table` with these local keys."""
    known = _table(table).c
    found: dict[int, str] = {}
    for part in _chunks(sorted(ids)):
        query = select(known.id, known.uid).where(known.id.in_(part))
        found.update((row[0], row[1]) for row in session.execute(query))
    return found


def owners(session: Session, shape: Shape, reference: Reference) -> dict[str, tuple[int, str]]:
    """The rows that this book's own rows of a table point to: uid → local key and origin."""
    table, target = _table(shape.table), _table(reference.table)
    query = (
        select(table.c.uid, target.c.id, target.c.origin)
        .join(target, target.c.id == table.c[reference.column])
        .where(table.c.origin == "")
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def remove_pointing(session: Session, shape: Shape, column: str, ids: Sequence[int]) -> None:
    """Remove this book's own rows of a table whose `column` points to one of `ids`."""
    table, entity = _table(shape.table), _entity(shape.table)
    for part in _chunks(ids):
        query = select(entity).where(table.c[column].in_(part), table.c.origin == "")
        for row in session.scalars(query):
            session.delete(row)
    session.flush()


def files_of(session: Session, shapes: Sequence[Shape], origins: Sequence[str]) -> list[str]:
    """The digests of the files that rows of `origins` name, each once and in a fixed order."""
    found: set[str] = set()
    for shape in shapes:
        table = _table(shape.table)
        for column in (table.c[c.name] for c in shape.columns if c.file):
            query = select(column).where(table.c.origin.in_(list(origins)), column != "")
            found.update(session.scalars(query))
    return sorted(found)


def hand_over(
    session: Session, shapes: Sequence[Shape], former: Sequence[str], origin: str
) -> None:
    """Rows that are left of a branch's `former` books belong to its present one from now on."""
    for shape in shapes if former else ():
        table = _table(shape.table)
        ids = session.scalars(select(table.c.id).where(table.c.origin.in_(list(former))))
        change_many(
            session, _entity(shape.table), [{"id": row_id, "origin": origin} for row_id in ids]
        )


AREA = "packages"
"""The area word that marks the steps of the history made by merging packages."""


def _read(
    session: Session,
    shape: Shape,
    wanted: ColumnElement[bool],
    uids: dict[str, dict[int, str]],
) -> dict[str, Stored]:
    table = _table(shape.table)
    columns = [c.name for c in shape.columns]
    keys = [r.column for r in shape.references]
    owner = list(shape.owner or ())
    query = select(table.c.id, table.c.uid, *(table.c[n] for n in (*columns, *keys, *owner)))
    rows = session.execute(query.where(wanted).order_by(table.c.id)).all()
    own = uids[shape.table]
    for row in rows:
        own.setdefault(row[0], row[1])
    _learn(session, shape, rows, uids)
    dates = [n for n, c in enumerate(shape.columns, 2) if _is_day(shape.table, c.name)]
    first_key, first_owner = 2 + len(columns), 2 + len(columns) + len(keys)
    result = {}
    for row in rows:
        values: Wires = dict(zip(columns, row[2:first_key], strict=True))
        for n in dates:
            if row[n] is not None:
                values[columns[n - 2]] = row[n].isoformat()
        for reference, key in zip(shape.references, row[first_key:first_owner], strict=True):
            values[reference.key] = None if key is None else uids[reference.table].get(key, "")
        if shape.owner:
            kind, key = row[first_owner], row[first_owner + 1]
            values[shape.owner[0]] = kind
            values[shape.owner[1]] = uids.get(kind, {}).get(key, "")
        result[own[row[0]]] = Stored(row[0], values)
    return result


def _learn(
    session: Session,
    shape: Shape,
    rows: Sequence[Sequence[object]],
    uids: dict[str, dict[int, str]],
) -> None:
    """Look up the uids of rows that are pointed to but belong to somebody else."""
    first = 2 + len(shape.columns)
    wanted: dict[str, set[int]] = {}
    for n, reference in enumerate(shape.references, first):
        known = uids.setdefault(reference.table, {})
        keys = {key for row in rows if isinstance(key := row[n], int) and key not in known}
        wanted.setdefault(reference.table, set()).update(keys)
    for name, missing in wanted.items():
        table = _table(name)
        for part in _chunks(sorted(missing)):
            query = select(table.c.id, table.c.uid).where(table.c.id.in_(part))
            uids[name].update((row[0], row[1]) for row in session.execute(query))


def _remove(session: Session, shape: Shape, ids: Sequence[int]) -> None:
    entity = _entity(shape.table)
    _loosen(session, shape, ids)
    for part in _chunks(ids):
        for row in session.scalars(select(entity).where(_table(shape.table).c.id.in_(part))):
            session.delete(row)
    session.flush()


def _loosen(session: Session, shape: Shape, ids: Sequence[int]) -> None:
    """Let rows that are to go no longer point to each other, so that any order will do."""
    own = next((r.column for r in shape.references if r.table == shape.table), "")
    if not own or not column_type(shape.table, own).nullable:
        return
    table = _table(shape.table)
    for part in _chunks(ids):
        query = select(table.c.id).where(table.c.id.in_(part), table.c[own].is_not(None))
        pointing = session.scalars(query).all()
        change_many(session, _entity(shape.table), [{"id": key, own: None} for key in pointing])


def _add(
    session: Session,
    shape: Shape,
    rows: Sequence[tuple[str, Wires]],
    origin: str,
    ids: dict[str, dict[str, int]],
) -> None:
    entity, known = _entity(shape.table), ids.setdefault(shape.table, {})
    for wave in _waves(shape, rows):
        made = [{"uid": uid, "origin": origin, **_local(shape, w, ids)} for uid, w in wave]
        known.update(zip((uid for uid, _ in wave), add_many(session, entity, made), strict=True))


def _change(
    session: Session,
    shape: Shape,
    rows: Sequence[tuple[int, Wires]],
    ids: dict[str, dict[str, int]],
) -> None:
    wanted = [{"id": row_id, **_local(shape, wires, ids)} for row_id, wires in rows]
    change_many(session, _entity(shape.table), wanted)


_FAR = date.max
"""Days nobody enters: where a day that cannot be empty stands aside."""


def _emptied(shape: Shape, wanted: Changes) -> Iterator[tuple[int, Wires]]:
    """The changed rows with their unique values emptied, so that others may have these."""
    for name in shape.unique:
        changed = [row_id for row_id, wires in wanted.changed if name in wires]
        nullable = column_type(shape.table, name).nullable
        # a row alone gives its day to nobody, and the history shows every value
        alone = len(changed) == 1 and not wanted.added
        for n, row_id in enumerate(changed if nullable or not alone else ()):
            yield row_id, {name: None if nullable else (_FAR - timedelta(days=n)).isoformat()}


def _waves(
    shape: Shape, rows: Sequence[tuple[str, Wires]]
) -> Iterator[Sequence[tuple[str, Wires]]]:
    """`rows` in runs that only point to rows of earlier runs: a tree is added from its root."""
    if not shape.self_key:
        yield rows
        return
    waiting = list(rows)
    while waiting:
        pending = {uid for uid, _ in waiting}
        ready = [row for row in waiting if row[1].get(shape.self_key) not in pending]
        if not ready:
            raise Refused([Problem(f"{shape.title}的上下级关系成了环。", "请对方核对后重新导出。")])
        yield ready
        done = {uid for uid, _ in ready}
        waiting = [row for row in waiting if row[0] not in done]


def _local(shape: Shape, wires: Wires, ids: Mapping[str, Mapping[str, int]]) -> dict[str, object]:
    """`wires` as columns of this book."""
    values: dict[str, object] = {}
    tables = {r.key: r for r in shape.references}
    for name, value in wires.items():
        if name in tables:
            reference = tables[name]
            values[reference.column] = None if value is None else ids[reference.table][str(value)]
        elif shape.owner and name == shape.owner[1]:
            values[name] = ids[str(wires[shape.owner[0]])][str(value)]
        else:
            values[name] = from_wire(column_type(shape.table, name), value)
    return values


def _is_day(table: str, column: str) -> bool:
    return column_type(table, column).kind in ("date", "time")


def _chunks(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(ids), CHUNK):
        yield ids[at : at + CHUNK]


def _table(name: str) -> Table:
    return metadata.tables[name]


def _entity(table: str) -> type[Base]:
    return mapper_of(table).class_

"""The recording of every change: one hook on the session, and the chain of steps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import event, func, insert, inspect, select
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction

from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.base import Base, Keyed
from djdesk.models.store.rows import as_json, kept_columns, read_rows, table_of

UNRECORDED = frozenset({"audit_step", "audit_change"})
"""Tables that are never written into the history."""

REMEMBERED = frozenset({"setting", "draft", "seal_keys", "package_log"})
"""Tables that `Store.remember` may write without a step: what the window keeps for itself, and what
no step back may undo: the keys others know the book by, and packages that left the house."""


@dataclass(slots=True)
class Change:
    """One change as it will be written; see `AuditChange`. `count` is 0 for all rows of a run."""

    table: str
    row_id: int
    last_id: int
    op: str
    before: str | None = None
    after: str | None = None
    packed: bytes | None = None
    summary: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        self.count = self.count or self.last_id - self.row_id + 1


def change_of(
    mapper: Mapper[Base],
    row_id: int,
    op: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> Change:
    """The change `op` of one row, its values as JSON."""
    return Change(
        table_of(mapper).name,
        row_id,
        row_id,
        op,
        None if before is None else as_json(before),
        None if after is None else as_json(after),
    )


@dataclass(slots=True)
class Record:
    """What one transaction has done so far; kept in `session.info` until the commit."""

    step: int
    recorded: bool = True
    changes: list[Change] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    areas: list[str] = field(default_factory=list)
    pending: list[tuple[Base, dict[str, object]]] = field(default_factory=list)
    removed: list[tuple[Base, dict[str, object]]] = field(default_factory=list)

    def add(self, change: Change, mapper: Mapper[Base]) -> None:
        """Note `change`; the tables and the area of the step follow from it."""
        if not self.recorded and change.table not in REMEMBERED:
            raise RuntimeError(f"{change.table} is written without a step")
        self.changes.append(change)
        self.tables.add(change.table)
        area = mapper.class_.__module__.rsplit(".", 1)[-1]
        if area not in self.areas:
            self.areas.append(area)


class RecordedSession(Session):
    """The session of every transaction; writing is refused outside one."""


def record_of(session: Session) -> Record:
    """The record of the transaction that `session` is in; RuntimeError when it only reads."""
    record = session.info.get("record")
    if not isinstance(record, Record):
        raise RuntimeError("this session only reads; use Store.write")
    return record


def step_of(session: Session) -> int:
    """The number that the step being written will carry."""
    return record_of(session).step


def key_of(item: Base) -> int:
    """The local key of an entity."""
    if not isinstance(item, Keyed):
        raise TypeError(f"{type(item).__name__} has no local key")
    return item.id


# -- the hook --------------------------------------------------------------------------------------


@event.listens_for(RecordedSession, "do_orm_execute")
def _only_mapped_writes(state: ORMExecuteState) -> None:
    # a statement that writes past the hook would be missing in history, notices and undo
    if not state.is_select:
        raise RuntimeError("write through mapped classes, add_many or change_many")


@event.listens_for(RecordedSession, "before_flush")
def _note_before(session: Session, _context: UOWTransaction, _instances: object) -> None:
    if not (session.new or session.dirty or session.deleted):
        return
    record = record_of(session)
    for item in session.dirty:
        if session.is_modified(item):
            before = _before_values(session, item)
            if before:
                record.pending.append((item, before))
    for item in session.deleted:
        mapper = inspect(item).mapper
        record.removed.append((item, read_rows(session, mapper, [key_of(item)])[key_of(item)]))


def _before_values(session: Session, item: Base) -> dict[str, object]:
    state = inspect(item)
    before: dict[str, object] = {}
    unknown: list[str] = []
    for key, name in kept_columns(state.mapper):
        history = state.attrs[key].history
        if history.has_changes():
            if history.deleted:
                before[name] = history.deleted[0]
            else:
                unknown.append(name)
    if unknown:
        # set without having been loaded: only the database knows the old value
        row_id = state.identity[0] if state.identity else 0
        with session.no_autoflush:
            old = read_rows(session, state.mapper, [row_id])[row_id]
        before.update({name: old[name] for name in unknown})
    return before


@event.listens_for(RecordedSession, "after_flush")
def _note_after(session: Session, _context: UOWTransaction) -> None:
    if not (session.new or session.dirty or session.deleted):
        return
    record = record_of(session)
    for item in session.new:
        mapper = inspect(item).mapper
        values = {name: item.__dict__.get(key) for key, name in kept_columns(mapper)}
        record.add(change_of(mapper, key_of(item), "add", None, values), mapper)
    for item, before in record.pending:
        mapper = inspect(item).mapper
        keys = {name: key for key, name in kept_columns(mapper)}
        after = {name: getattr(item, keys[name]) for name in before}
        differing = [name for name in before if before[name] != after[name]]
        if differing:
            old = {name: before[name] for name in differing}
            new = {name: after[name] for name in differing}
            record.add(change_of(mapper, key_of(item), "change", old, new), mapper)
    for item, before in record.removed:
        mapper = inspect(item).mapper
        record.add(change_of(mapper, key_of(item), "remove", before, None), mapper)
    record.pending.clear()
    record.removed.clear()


# -- the chain -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """What a step says about itself."""

    title: str
    at: str
    user: str = ""
    role: str = ""
    area: str = ""
    reason: str = ""
    undoes: int | None = None


def next_step(session: Session) -> int:
    """The number of the step that this transaction will write."""
    last = session.connection().execute(select(func.max(AuditStep.id))).scalar()
    return int(last or 0) + 1


def write_step(session: Session, heading: Heading) -> None:
    """Write the step of this transaction with all its changes and chain it to the one before."""
    record = record_of(session)
    connection = session.connection()
    previous = connection.execute(
        select(AuditStep.digest).order_by(AuditStep.id.desc()).limit(1)
    ).scalar()
    step: dict[str, object] = {
        "id": record.step,
        "at": heading.at,
        "user": heading.user,
        "role": heading.role,
        "area": heading.area or (record.areas[0] if record.areas else ""),
        "title": heading.title,
        "reason": heading.reason,
        "undoes": heading.undoes,
        "rows": sum(change.count for change in record.changes),
        "previous": previous or "",
    }
    changes = [
        {
            "step_id": record.step,
            "table_name": change.table,
            "row_id": change.row_id,
            "last_id": change.last_id,
            "op": change.op,
            "before": change.before,
            "after": change.after,
            "packed": change.packed,
            "summary": change.summary,
        }
        for change in record.changes
    ]
    step["digest"] = _digest(step, changes)
    connection.execute(insert(AuditStep), [step])
    if changes:
        connection.execute(insert(AuditChange), changes)


def _digest(step: Mapping[str, object], changes: Iterable[Mapping[str, object]]) -> str:
    digest = hashlib.sha256()
    fields = ("previous", "id", "at", "user", "role", "area", "title", "reason", "undoes", "rows")
    digest.update(json.dumps([step[name] for name in fields], ensure_ascii=False).encode())
    for change in changes:
        packed = change["packed"]
        line = [
            change["table_name"],
            change["row_id"],
            change["last_id"],
            change["op"],
            change["before"],
            change["after"],
            change["summary"],
            hashlib.sha256(packed).hexdigest() if isinstance(packed, bytes) else "",
        ]
        digest.update(json.dumps(line, ensure_ascii=False).encode())
    return digest.hexdigest()


def broken_step(session: Session, told: Callable[[int], None] = lambda _done: None) -> int | None:
    """The first step whose content or place in the chain is not what was written; None if sound.

    `told(done)` hears how many steps were looked at and may raise to stop.
    """
    connection = session.connection()
    changes = connection.execute(
        select(AuditChange.__table__).order_by(AuditChange.step_id, AuditChange.id)
    ).mappings()
    following = iter(changes)
    change = next(following, None)
    previous, expected = "", 1
    for step in connection.execute(select(AuditStep.__table__).order_by(AuditStep.id)).mappings():
        mine: list[Mapping[str, object]] = []
        while change is not None and change["step_id"] == step["id"]:
            mine.append(dict(change))
            change = next(following, None)
        sound = (
            step["id"] == expected
            and step["previous"] == previous
            and step["digest"] == _digest(dict(step), mine)
        )
        if not sound:
            return expected
        previous, expected = step["digest"], expected + 1
        told(step["id"])
    return None if change is None else int(change["step_id"])

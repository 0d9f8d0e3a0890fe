"""Taking a step back as a new step, and giving a row back the values it had after a step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper, Session, aliased

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.base import Base
from djdesk.models.store.bulk import write_row
from djdesk.models.store.history import Change, record_of
from djdesk.models.store.packed import packed, unpacked
from djdesk.models.store.references import Batch, keep_together, labels_of, referred_rows
from djdesk.models.store.rows import (
    CHUNK,
    kept_columns,
    mapper_of,
    plain,
    read_rows,
    revive,
    table_of,
    version_column,
)
from djdesk.models.store.store import Store

MOST_NAMED = 50
"""How many rows a refusal lists by name."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that was changed after the step to be undone: what it is called, and by which step.

    `step` is 0 and `title` empty where not the row itself but a row that hangs on it stands in the
    way.
    """

    table: str
    row_id: int
    label: str
    step: int = 0
    title: str = ""
    user: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the new step, how many rows went back, which ones were left alone."""

    step: int
    rows: int
    touched: tuple[Touched, ...]


def undone() -> ColumnElement[bool]:
    """SQL: whether the `AuditStep` at hand is taken back at present.

    Chains are kept short: an undo names the step it takes back, a redo the undo, and an undo of a
    redo the first step again. So a step is taken back if an undo of it exists that has no redo.
    """
    parent, taker, again = aliased(AuditStep), aliased(AuditStep), aliased(AuditStep)
    first = select(parent.undoes).where(parent.id == AuditStep.undoes).scalar_subquery()
    redone = select(again.id).where(again.undoes == taker.id).exists()
    return (
        select(taker.id).where(taker.undoes == func.coalesce(first, AuditStep.id), ~redone).exists()
    )


def _first(session: Session, step: AuditStep) -> int:
    """The step an undo of `step` takes back: of a redo the one that was done again."""
    if step.undoes is None:
        return step.id
    return session.get_one(AuditStep, step.undoes).undoes or step.id


def undo(store: Store, step_id: int, *, untouched_only: bool = False, reason: str = "") -> Undone:
    """Take the step `step_id` back; undoing an undo brings it again.

    A row that was changed since, or on which newer rows hang, is in the way: then everything is
    refused with the list of them (`Refused`), or, with `untouched_only` (taking an import back),
    these rows and what belongs to them are left and listed.
    """
    with store.read() as session:
        step = session.get(AuditStep, step_id)
        if step is None:
            raise UserError("操作日志里没有这一步。", "请刷新后再试。")
        if session.execute(select(undone()).where(AuditStep.id == step_id)).scalar():
            raise UserError(f"“{step.title}”已经撤销过了。", "如需恢复，请撤销那一步“撤销”。")
        title, area, first = _title(session, step), step.area, _first(session, step)
    try:
        with store.write(title, reason=reason, area=area, undoes=first) as session:
            return _undo(session, step_id, untouched_only=untouched_only)
    except IntegrityError as error:
        raise UserError(
            f"不能{title[:2]}：这样会与现在的记录冲突，例如同一个人已经另行登记。",
            "请先在操作日志中撤销后来登记的那一步。",
        ) from error


def _undo(session: Session, step_id: int, *, untouched_only: bool) -> Undone:
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    work = _Undo(session, step_id)
    touched = work.in_the_way(widen=untouched_only)
    if touched and not untouched_only:
        raise Refused(_problems(touched), f"不能撤销：有{len(touched)}条记录后来又改过。")
    work.apply()
    record = record_of(session)
    rows = sum(change.count for change in record.changes)
    if not rows:
        raise Refused(_problems(touched), "没有可以撤回的记录，后来都改过了。")
    return Undone(record.step, rows, tuple(touched))


def _title(session: Session, step: AuditStep) -> str:
    """撤销 for a step and for a redo of it, 恢复 for an undo."""
    plain_title = step.title.removeprefix("撤销：").removeprefix("恢复：")
    is_undo = step.undoes is not None and _first(session, step) == step.id
    return ("恢复：" if is_undo else "撤销：") + plain_title


def _problems(touched: Sequence[Touched]) -> list[Problem]:
    problems = []
    for row in touched[:MOST_NAMED]:
        if row.title:
            when = row.at[:16].replace("T", " ")
            text = f"“{row.label}”后来由{row.user or '其他人'}在“{row.title}”（{when}）中改过。"
            remedy = "请先撤销后面的那一步，或只撤回没有改过的记录。"
        else:
            text = f"“{row.label}”下面后来登记了别的资料。"
            remedy = "请先处理这些资料，或只撤回没有改过的记录。"
        problems.append(Problem(text, remedy))
    if len(touched) > MOST_NAMED:
        problems.append(Problem(f"……另有{len(touched) - MOST_NAMED}条。"))
    return problems


class _Undo:
    """One undo while it is worked out and applied."""

    def __init__(self, session: Session, step_id: int) -> None:
        self.session = session
        self.step_id = step_id
        changes = select(AuditChange).where(AuditChange.step_id == step_id)
        self.changes = session.execute(changes.order_by(AuditChange.id.desc())).scalars().all()
        self.kept: Batch = {}

    # -- what is in the way ----------------------------------------------------------------------

    def in_the_way(self, *, widen: bool) -> list[Touched]:
        """Rows that may not go back, each with the later step; they are noted as kept.

        `widen` also keeps what belongs together with them.
        """
        batch = self._to_be_removed()
        reversed_rows = {(c.table_name, c.row_id) for c in self.changes if c.op == "change"}
        changed = list(self._changed_since())
        for table, row_id in changed:
            self.kept.setdefault(table, set()).add(row_id)
        for table, row_id in referred_rows(self.session, batch, reversed_rows):
            self.kept.setdefault(table, set()).add(row_id)
        if widen:
            keep_together(self.session, batch, self.kept)
        return [
            touched
            for table, ids in self.kept.items()
            for touched in self._described(table, ids, {r for t, r in changed if t == table})
        ]

    def _described(self, table: str, ids: set[int], changed: set[int]) -> Iterator[Touched]:
        """The rows `ids` with their names, those of `changed` with the step that did it."""
        labels = labels_of(self.session, table, ids)
        newest: dict[int, int] = {}
        if changed:
            later = (
                select(AuditChange.row_id, AuditChange.last_id, AuditChange.step_id)
                .where(AuditChange.table_name == table, AuditChange.step_id > self.step_id)
                .order_by(AuditChange.id)
            )
            for first, last, step_id in self.session.execute(later):
                mine = {first} & changed if first == last else changed & set(range(first, last + 1))
                newest.update(dict.fromkeys(mine, step_id))
        wanted = set(newest.values())
        found = self.session.execute(select(AuditStep).where(AuditStep.id.in_(wanted))).scalars()
        steps = {step.id: step for step in found}
        for row_id in sorted(ids):
            step = steps.get(newest.get(row_id, 0))
            if step is None:
                yield Touched(table, row_id, labels[row_id])
            else:
                yield Touched(
                    table, row_id, labels[row_id], step.id, step.title, step.user, step.at
                )

    def _to_be_removed(self) -> Batch:
        batch: Batch = {}
        for change in self.changes:
            if change.op in ("add", "add_many"):
                ids = range(change.row_id, change.last_id + 1)
                batch.setdefault(change.table_name, set()).update(ids)
        return batch

    def _changed_since(self) -> Iterator[tuple[str, int]]:
        """Rows whose present values are not those that the step left."""
        lefts: dict[tuple[str, int], dict[str, object] | None] = {}
        for change in self.changes:
            mapper = mapper_of(change.table_name)
            if change.op == "add_many":
                yield from self._run_changed_since(change, mapper)
                continue
            if change.op == "remove_many":
                ids = [int(str(row["id"])) for row in unpacked(change)]
                present = read_rows(self.session, mapper, ids)
                yield from ((change.table_name, row_id) for row_id in present)
                continue
            key = (change.table_name, change.row_id)
            left = None if change.after is None else json.loads(change.after)
            if key not in lefts:
                lefts[key] = left
                continue
            # an earlier change of the same step: of each column the last one counts
            known = lefts[key]
            if known is not None and left is not None:
                lefts[key] = left | known
        for (table, row_id), left in lefts.items():
            now = read_rows(self.session, mapper_of(table), [row_id]).get(row_id)
            if not _agrees(now, left):
                yield table, row_id

    def _run_changed_since(
        self, change: AuditChange, mapper: Mapper[Base]
    ) -> Iterator[tuple[str, int]]:
        later = select(AuditChange).where(
            AuditChange.table_name == change.table_name,
            AuditChange.row_id >= change.row_id,
            AuditChange.row_id <= change.last_id,
            AuditChange.step_id > self.step_id,
            AuditChange.op.in_(("change", "remove", "add")),
        )
        first_before: dict[int, dict[str, object]] = {}
        for newer in self.session.execute(later.order_by(AuditChange.id)).scalars():
            values = json.loads(newer.before) if newer.before else {}
            known = first_before.setdefault(newer.row_id, {})
            for name, value in values.items():
                known.setdefault(name, value)
        now = read_rows(self.session, mapper, list(first_before))
        for row_id, left in first_before.items():
            if not _agrees(now.get(row_id), left):
                yield change.table_name, row_id

    # -- doing it --------------------------------------------------------------------------------

    def apply(self) -> None:
        """Turn every change of the step round, the last one first, except for kept rows."""
        for change in self.changes:
            mapper = mapper_of(change.table_name)
            kept = self.kept.get(change.table_name, set())
            if change.op == "add_many":
                ids = range(change.row_id, change.last_id + 1)
                self._remove_run(mapper, [row_id for row_id in ids if row_id not in kept])
            elif change.op == "remove_many":
                self._add_run(mapper, [row for row in unpacked(change) if row["id"] not in kept])
            elif change.row_id not in kept:
                before = _revived(mapper, change.before)
                after = _revived(mapper, change.after)
                write_row(self.session, mapper, change.row_id, after, before)

    def _remove_run(self, mapper: Mapper[Base], ids: Sequence[int]) -> None:
        present = read_rows(self.session, mapper, ids)
        if not present:
            return
        table = table_of(mapper)
        gone = list(present)
        for start in range(0, len(gone), CHUNK):
            chunk = gone[start : start + CHUNK]
            self.session.connection().execute(delete(table).where(table.c.id.in_(chunk)))
        rows = [
            {"id": row_id, **{name: plain(value) for name, value in row.items()}}
            for row_id, row in present.items()
        ]
        ends = min(present), max(present)
        change = Change(table.name, *ends, "remove_many", packed=packed(rows), count=len(rows))
        record_of(self.session).add(change, mapper)

    def _add_run(self, mapper: Mapper[Base], rows: Sequence[dict[str, object]]) -> None:
        if not rows:
            return
        table = table_of(mapper)
        counter = version_column(mapper)
        values = []
        for row in rows:
            revived = {name: revive(table.c[name], value) for name, value in row.items()}
            if counter:
                revived[counter] = 1
            values.append(revived)
        self.session.connection().execute(insert(table), values)
        for start, end in _spans(int(str(row["id"])) for row in rows):
            record_of(self.session).add(Change(table.name, start, end, "add_many"), mapper)


def _agrees(now: Mapping[str, object] | None, left: Mapping[str, object] | None) -> bool:
    if now is None or left is None:
        return now is None and left is None
    # a column that an upgrade took away cannot disagree
    return all(plain(now[name]) == value for name, value in left.items() if name in now)


def _revived(mapper: Mapper[Base], text: str | None) -> dict[str, object] | None:
    if text is None:
        return None
    table = table_of(mapper)
    known = {name for _, name in kept_columns(mapper)}
    values = json.loads(text)
    return {name: revive(table.c[name], values[name]) for name in values if name in known}


def _spans(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive ids in ascending `ids` as first and last."""
    start = last = None
    for row_id in ids:
        if start is None or last is None:
            start = row_id
        elif row_id != last + 1:
            yield start, last
            start = row_id
        last = row_id
    if start is not None and last is not None:
        yield start, last

"""The versions of one row, read out of the history, and putting one of them back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.store.bulk import write_row
from djdesk.models.store.packed import unpacked
from djdesk.models.store.rows import kept_columns, mapper_of, plain, read_rows, revive, table_of


@dataclass(frozen=True, slots=True)
class Version:
    """What one step did to a row: `changed` holds before and after by column name (JSON values).

    `op` is add, change or remove. The step's own fields go with it.
    """

    step: int
    at: str
    user: str
    role: str
    title: str
    reason: str
    op: str
    changed: Mapping[str, tuple[object, object]]


def versions_of(session: Session, table_name: str, row_id: int) -> tuple[Version, ...]:
    """All versions of a row, the newest first."""
    found = session.execute(
        select(AuditChange, AuditStep)
        .join(AuditStep, AuditStep.id == AuditChange.step_id)
        .where(
            AuditChange.table_name == table_name,
            AuditChange.row_id <= row_id,
            AuditChange.last_id >= row_id,
        )
        .order_by(AuditChange.id.desc())
    ).all()
    state = _present(session, table_name, row_id)
    versions = []
    for change, step in found:
        version, state = _version(change, step, row_id, state)
        if version is not None:
            versions.append(version)
    return tuple(versions)


def values_after(
    session: Session, table_name: str, row_id: int, step_id: int
) -> dict[str, object] | None:
    """The row's JSON values as the step `step_id` left them; None if it was not there then."""
    state = _present(session, table_name, row_id)
    for version in versions_of(session, table_name, row_id):
        if version.step <= step_id:
            break
        state = _before(version, state)
    return state


def put_back(session: Session, table_name: str, row_id: int, step_id: int) -> None:
    """Give a row back the values it had after `step_id`; `UserError` if it was not there then.

    Part of the caller's transaction, which names it; recorded like any other change.
    """
    mapper = mapper_of(table_name)
    table = table_of(mapper)
    wanted = values_after(session, table_name, row_id, step_id)
    if wanted is None:
        raise UserError("当时还没有这条记录，或它已被撤销。", "请选择别的版本。")
    known = [name for _, name in kept_columns(mapper)]
    values = {name: revive(table.c[name], wanted[name]) for name in known if name in wanted}
    now = read_rows(session, mapper, [row_id]).get(row_id)
    if now is None:
        write_row(session, mapper, row_id, None, values)
        return
    differing = [name for name in values if now[name] != values[name]]
    if not differing:
        raise UserError("这条记录现在就是这个版本，没有要恢复的内容。")
    before, after = ({n: source[n] for n in differing} for source in (now, values))
    write_row(session, mapper, row_id, before, after)
    session.expire_all()


def _present(session: Session, table_name: str, row_id: int) -> dict[str, object] | None:
    row = read_rows(session, mapper_of(table_name), [row_id]).get(row_id)
    return None if row is None else {name: plain(value) for name, value in row.items()}


def _version(
    change: AuditChange, step: AuditStep, row_id: int, state: dict[str, object] | None
) -> tuple[Version | None, dict[str, object] | None]:
    """The version that a change made, and the state of the row before it."""
    before: dict[str, object] = json.loads(change.before) if change.before else {}
    after: dict[str, object] = json.loads(change.after) if change.after else {}
    op = change.op.removesuffix("_many")
    if change.op == "add_many":
        after = dict(state or {})
    elif change.op == "remove_many":
        mine = next((row for row in unpacked(change) if row["id"] == row_id), None)
        if mine is None:
            return None, state  # the run had a gap here
        before = {name: value for name, value in mine.items() if name != "id"}
    names = dict.fromkeys([*before, *after])
    changed = {name: (before.get(name), after.get(name)) for name in names}
    version = Version(step.id, step.at, step.user, step.role, step.title, step.reason, op, changed)
    return version, _before(version, state)


def _before(version: Version, state: dict[str, object] | None) -> dict[str, object] | None:
    if version.op == "add":
        return None
    before = {name: pair[0] for name, pair in version.changed.items()}
    return {**(state or {}), **before}

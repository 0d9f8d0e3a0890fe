"""What of the history of meetings may not be taken back: the text of a locked record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.audit import AuditChange
from djdesk.models.meetings import Meeting, Review
from djdesk.models.store.packed import unpacked
from djdesk.models.store.rows import mapper_of, read_rows
from djdesk.services.meetings.rows import ledger_number_of

_PARTS = frozenset({"agenda_item", "speech", "resolution", "meeting_problem", "attendance"})
_FILES = "attachment"

_FREE = frozenset({"done_on", "done_note", "makeup_on", "makeup_way", "makeup_hours"})
"""Columns that are written after the review too: what was carried out, what was made up."""


def check_undo(session: Session, step_id: int) -> None:
    """Raise `UserError` if taking step `step_id` back would change the text of a locked record.

    What was written since the review (signatures, evidence, what was carried out) may go, and the
    review itself unless the superior has answered it. Records of branches pass.
    """
    changes = session.scalars(select(AuditChange).where(AuditChange.step_id == step_id)).all()
    for change in changes:
        if change.table_name == Meeting.__tablename__:
            _check_review(session, change)
    touched = (key for change in changes for key in _meetings_of(session, change))
    for row in _locked(session, set(touched)):
        if step_id < _step_of_review(session, row.id):
            raise _refused(session, row)


def check_put_back(session: Session, table: str, row_id: int) -> None:
    """Raise `UserError` if the row belongs to a locked record, or is one."""
    keys = {row_id} if table == Meeting.__tablename__ else set(_owners(session, table, [row_id]))
    for row in _locked(session, keys):
        raise _refused(session, row)


def _refused(session: Session, row: Meeting) -> UserError:
    return UserError(
        f"“{ledger_number_of(session, row)}”已经审核锁定，这一步改的是锁定前的记录，不能撤销。",
        "确需改动的，请对这份记录点“更正”并写明原因，原来的文字会保留。",
    )


def _check_review(session: Session, change: AuditChange) -> None:
    """A review that the superior has answered stands: the answer is about that very text."""
    if change.op != "change" or _values(change.after).get("state") != "reviewed":
        return
    row = session.get(Meeting, change.row_id)
    if row is None or row.state != "reviewed":
        return
    answered = select(Review.id).where(Review.meeting_id == row.id, Review.revision == row.revision)
    if session.scalar(answered.limit(1)) is not None:
        raise UserError(
            f"上级已经审查过“{ledger_number_of(session, row)}”，不能撤销审核。",
            "确需改动的，请点“更正”并写明原因，原来的文字会保留。",
        )


def _locked(session: Session, keys: Iterable[int]) -> Iterable[Meeting]:
    return session.scalars(
        select(Meeting).where(
            Meeting.id.in_(list(keys)), Meeting.state == "reviewed", Meeting.origin == ""
        )
    ).all()


def _step_of_review(session: Session, meeting_id: int) -> int:
    """The step that locked the record last, 0 if the history does not say."""
    rows = session.execute(
        select(AuditChange.step_id, AuditChange.after)
        .where(AuditChange.table_name == Meeting.__tablename__, AuditChange.row_id == meeting_id)
        .order_by(AuditChange.step_id.desc())
    )
    locking = (row.step_id for row in rows if _values(row.after).get("state") == "reviewed")
    return next(locking, 0)


def _meetings_of(session: Session, change: AuditChange) -> Iterator[int]:
    """The meetings whose text a change touched, as it was and as it is."""
    if change.table_name not in (*_PARTS, _FILES):
        return
    before, after = _values(change.before), _values(change.after)
    if change.op == "change" and {*before, *after} <= _FREE:
        return
    for values in (before, after, *unpacked(change)):
        yield from _owner(change.table_name, values)
    rows = range(change.row_id, change.last_id + 1)
    yield from _owners(session, change.table_name, rows)


def _owners(session: Session, table: str, row_ids: Iterable[int]) -> Iterator[int]:
    """The meetings to which rows of today belong."""
    if table in (*_PARTS, _FILES):
        for values in read_rows(session, mapper_of(table), list(row_ids)).values():
            yield from _owner(table, values)


def _owner(table: str, values: Mapping[str, object]) -> Iterator[int]:
    if table == _FILES and values.get("owner") != Meeting.__tablename__:
        return
    key = values.get("owner_id" if table == _FILES else "meeting_id")
    if isinstance(key, int):
        yield key


def _values(text: str | None) -> dict[str, object]:
    values: dict[str, object] = json.loads(text) if text else {}
    return values

"""The history (操作日志): one step a transaction, one change a row; append-only and chained."""

from __future__ import annotations

from sqlalchemy import DDL, ForeignKey, Index, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Keyed


class AuditStep(Keyed, Base):
    """One committed transaction: who did what, when and why.

    `at` is local time as ISO 8601 with offset. `undoes` names the step this one takes back.
    `digest` is the SHA-256 over `previous` (the digest of the step before), the fields of this step
    and all its changes, so that an altered or missing step is noticed.
    """

    __tablename__ = "audit_step"
    __table_args__ = (
        Index("ix_audit_step_at", "at"),
        Index("ix_audit_step_undoes", "undoes"),
    )

    at: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(50), default="")
    role: Mapped[str] = mapped_column(String(20), default="")
    area: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    undoes: Mapped[int | None]
    rows: Mapped[int] = mapped_column(default=0)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditChange(Keyed, Base):
    """What one step did to one row, or to a run of rows with consecutive ids.

    `op` is add, change, remove, or for runs (`row_id` to `last_id`) add_many and remove_many.
    `before` and `after` are JSON objects of the changed columns by name; `packed` holds the rows a
    remove_many took away (zlib, JSON list), `summary` the SHA-256 of the rows of a run.
    """

    __tablename__ = "audit_change"
    __table_args__ = (
        Index("ix_audit_change_table_name_row_id", "table_name", "row_id"),
        Index("ix_audit_change_step_id", "step_id"),
    )

    step_id: Mapped[int] = mapped_column(ForeignKey("audit_step.id"))
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int]
    last_id: Mapped[int]
    op: Mapped[str] = mapped_column(String(12))
    before: Mapped[str | None]
    after: Mapped[str | None]
    packed: Mapped[bytes | None] = mapped_column(LargeBinary)
    summary: Mapped[str] = mapped_column(String(64), default="")


def _guard(table: str) -> list[str]:
    """Triggers that refuse to alter or remove what was written; ABORT rolls the statement back."""
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        for verb in ("update", "delete")
    ]


for _class in (AuditStep, AuditChange):
    for _statement in _guard(_class.__tablename__):
        event.listen(_class.__table__, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]

"""Numbered upgrade steps (Alembic revisions); each stands alone and never imports the entities.

A step is a module with `revision` (four digits), `down_revision` and `upgrade()`, which uses
`alembic.op`, with `op.batch_alter_table` for what SQLite cannot alter in place. The tuple below is
what the frozen program sees; a scan of the folder would find nothing there.
"""

from __future__ import annotations

from typing import Protocol

from djdesk.models.migrations.versions import r0001


class Step(Protocol):
    """What every step module offers."""

    revision: str
    down_revision: str | None

    def upgrade(self) -> None:
        """Bring the schema from the step before to this one, inside the caller's transaction."""


REVISIONS: tuple[Step, ...] = (r0001,)

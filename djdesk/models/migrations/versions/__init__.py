"""Numbered upgrade steps; each stands alone and never imports the entities.

A step is a module with `REVISION` (four digits) and `upgrade(connection)`. The tuple below is what
the frozen program sees; a scan of the folder would find nothing there. A step that changes tables
makes Alembic's operations on its connection:
`Operations(MigrationContext.configure(connection))`, with `batch_alter_table` for what SQLite
cannot alter in place.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection

from djdesk.models.migrations.versions import r0001


class Step(Protocol):
    """What every step module offers."""

    REVISION: str

    def upgrade(self, connection: Connection) -> None:
        """Bring the schema from the step before to this one, inside the caller's transaction."""


REVISIONS: tuple[Step, ...] = (r0001,)

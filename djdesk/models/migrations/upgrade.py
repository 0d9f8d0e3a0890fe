"""Bringing a book to the schema of this program: forward only, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import cast

from sqlalchemy import Connection, Engine, inspect, text

from djdesk.errors import UserError
from djdesk.models.migrations.versions import REVISIONS

VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, slots=True)
class Revisions:
    """Where a book stands (empty for an empty database) and the newest schema of this program."""

    book: str
    program: str

    @property
    def pending(self) -> bool:
        """Whether the book must be upgraded."""
        return self.book != self.program


def revisions(engine: Engine) -> Revisions:
    """Compare the book with the program; `UserError` naming both if the book is newer."""
    with engine.connect() as connection:
        book = _current(connection)
    program = REVISIONS[-1].revision
    if book > program or (book and all(book != step.revision for step in REVISIONS)):
        raise UserError(
            f"这个账套由更新的程序建立（账套格式{book}，本程序只认识到{program}）。",
            "请安装新版本的程序后再打开；账套没有改动。",
        )
    return Revisions(book, program)


def upgrade(engine: Engine) -> Revisions:
    """Bring the database to the newest schema in one transaction; returns where it stood before.

    The caller makes and verifies a backup first. If a step fails, nothing is changed.
    """
    before = revisions(engine)
    if before.pending:
        with engine.execution_options(writes=True).connect() as connection, connection.begin():
            _run(connection)
    return before


def _run(connection: Connection) -> None:
    """Let Alembic run the steps that are missing, inside the transaction that is open."""
    # loaded when a book is made or upgraded, not with the program
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext, MigrationStep
    from alembic.script.base import Script
    from alembic.script.revision import RevisionMap

    scripts = [Script(cast("ModuleType", step), step.revision, "") for step in REVISIONS]
    chain = RevisionMap(lambda: scripts)
    newest = chain.heads  # asking for them links the steps to each other

    def missing(heads: tuple[str, ...], _context: MigrationContext) -> list[MigrationStep]:
        done = max(heads, default="")
        return [
            MigrationStep.upgrade_from_script(chain, script)
            for script in scripts
            if done < script.revision <= max(newest)
        ]

    context = MigrationContext.configure(connection, opts={"fn": missing})
    with Operations.context(context):
        context.run_migrations()


def _current(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    return str(found or "")

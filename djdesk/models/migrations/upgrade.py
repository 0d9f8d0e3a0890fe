"""Bringing a book to the schema of this program: forward only, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

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
    program = REVISIONS[-1].REVISION
    if book > program or (book and all(book != step.REVISION for step in REVISIONS)):
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
        with engine.execution_options(writes=True).connect() as connection:
            for step in REVISIONS:
                if before.book < step.REVISION:
                    step.upgrade(connection)
            _stamp(connection, before.program)
            connection.commit()
    return before


def _current(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    return str(found or "")


def _stamp(connection: Connection, revision: str) -> None:
    connection.execute(text(f"DELETE FROM {VERSION_TABLE}"))
    connection.execute(
        text(f"INSERT INTO {VERSION_TABLE} (version_num) VALUES (:revision)"),
        {"revision": revision},
    )

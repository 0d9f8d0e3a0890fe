"""Writes revision 0001 and its stored book anew: `python -m tests.models.migrations.freeze`.

Only as long as nothing is released: afterwards 0001 stays as it is, and a change of an entity gets
a step of its own.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from djdesk.models.migrations.upgrade import VERSION_TABLE, upgrade
from djdesk.models.migrations.versions import r0001
from djdesk.models.schema import metadata

HEAD = '''"""The first schema, frozen as plain SQL."""

from __future__ import annotations

revision = "0001"
down_revision: str | None = None

STATEMENTS = (
'''
TAIL = ''')


def upgrade() -> None:
    """Make all tables, indexes and triggers of the first schema in an empty database."""
    from alembic import op  # needed when a book is made, not when one is opened

    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
'''


def schema(engine: Engine, *, flat: bool = False) -> list[str]:
    """Every statement of the schema in the order of making; `flat`: each on one line."""
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        ).scalars()
        return [" ".join(str(sql).split()) if flat else str(sql).strip() for sql in found]


def from_entities(*, flat: bool = False) -> list[str]:
    """The schema as the entities of today would make it."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    statements = schema(engine, flat=flat)
    # indexes come in any order: sorted, so that writing anew changes only what changed
    indexes = sorted(sql for sql in statements if " INDEX " in sql.partition(" ON ")[0])
    return [sql for sql in statements if sql not in indexes] + indexes


def from_steps(*, flat: bool = False) -> list[str]:
    """The schema as the upgrade steps build it, without their own version table."""
    engine = create_engine("sqlite://")
    upgrade(engine)
    return [sql for sql in schema(engine, flat=flat) if VERSION_TABLE not in sql]


def written(statements: list[str]) -> str:
    """The text of the revision's module."""
    body = "".join(f'    """{_wrapped(sql)}""",\n' for sql in statements)
    return HEAD + body + TAIL


def _wrapped(sql: str) -> str:
    lines = sql.replace("\t", "    ").replace(" BEGIN ", "\n    BEGIN ").splitlines()
    return "\n".join(
        textwrap.fill(
            line.rstrip(),
            90,
            subsequent_indent=" " * 8,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


if __name__ == "__main__":
    Path(r0001.__file__).write_text(written(from_entities()), encoding="utf-8", newline="\n")
    # the stored book is made by a program that knows the new text
    subprocess.run([sys.executable, "-m", "tests.models.migrations.first_book"], check=True)

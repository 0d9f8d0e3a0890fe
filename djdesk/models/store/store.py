"""One open database: reading, writing in one transaction, and telling who listens what changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from djdesk.models.books import BookKind


@dataclass(frozen=True, slots=True)
class Notice:
    """What a committed transaction changed: its step number, its title, and the table names."""

    step: int
    title: str
    tables: frozenset[str]
    user: str


Listener = Callable[[Notice], None]


def open_engine(path: Path, key: bytes) -> Engine:
    """Engine on the SQLCipher file at `path` under the raw 32-byte `key`."""
    url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


@dataclass(frozen=True, slots=True)
class BookCard:
    """Which book is open; the home organization is the branch or committee whose book it is."""

    uid: str = ""
    kind: BookKind = BookKind.BRANCH
    name: str = ""
    home_organization_id: int = 0


class Store:
    """An open book's database; made by `book.open_book`, passed on inside `Desk`."""

    def __init__(
        self,
        engine: Engine,
        user: str = "",
        *,
        role: str = "",
        path: Path = Path(),
        book: BookCard = BookCard(),
    ) -> None:
        self._engine = engine
        self.role = role
        self.path = path
        self.book = book
        self._writer = engine.execution_options(writes=True)
        self._listeners: list[Listener] = []
        self._writing = threading.RLock()
        self.user = user

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the book and writes nothing."""
        with Session(self._engine) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self, title: str, *, reason: str = "") -> Iterator[Session]:
        """One transaction, a named undo step (`title`, Chinese); durable when the block ends.

        An exception inside rolls everything back and tells nobody.
        """
        tables: set[str] = set()
        with self._writing:
            with Session(self._writer, autoflush=True) as session, session.begin():
                yield session
                session.flush()
            notice = Notice(0, title, frozenset(tables), self.user)
        for listener in tuple(self._listeners):
            listener(notice)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every commit, in the writing thread; returns how to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

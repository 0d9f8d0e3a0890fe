"""One open database: reading, writing in one transaction, and telling who listens what changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from djdesk.errors import StorageFault
from djdesk.models.books import BookKind
from djdesk.models.store import history
from djdesk.models.store.atomic import sync_file
from djdesk.models.store.faults import fault, mapped, mapped_database, place
from djdesk.models.store.files import Vault
from djdesk.models.store.history import Heading, Record, RecordedSession
from djdesk.models.store.keys import KeyRing

# In KiB. With the default of 2 MiB, 50,000 new rows take 17 s instead of 0.5 s here, because the
# pages of the indexes are encrypted and decrypted again for every row.
READ_CACHE, WRITE_CACHE = 32 * 1024, 96 * 1024


@dataclass(frozen=True, slots=True)
class Notice:
    """What a committed transaction changed: its step number, its title, and the table names.

    `step` is 0 for what is only remembered and has no place in the history.
    """

    step: int
    title: str
    tables: frozenset[str]
    user: str


Listener = Callable[[Notice], None]
Clock = Callable[[], datetime]


def local_now() -> datetime:
    """The present moment in local time with its offset."""
    return datetime.now().astimezone()


def open_engine(path: Path, key: bytes, *, read_only: bool = False, live: bool = True) -> Engine:
    """Engine on the SQLCipher file at `path` under the raw 32-byte `key`.

    `live` is off for copies that are only looked at: no log is made beside them.
    """
    url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,  # no person's data in a message or a log
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    pragmas = [
        "cipher_log_level=NONE",  # what is damaged is said by us, not on the console
        "temp_store=MEMORY",  # nothing in clear beside the book
        "busy_timeout=5000",
        "foreign_keys=ON",
        f"cache_size=-{READ_CACHE}",
    ]
    if live:
        pragmas += ["journal_mode=WAL", "synchronous=FULL"]
    if read_only:
        pragmas.append("query_only=ON")

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            connection.exec_driver_sql(f"PRAGMA cache_size=-{WRITE_CACHE}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


def snapshot(engine: Engine, target: Path) -> None:
    """Copy the whole database to the new file `target` under the same key, by the engine.

    Never by copying files: what is still in the write-ahead log would be lost. Raises
    `StorageFault`.
    """
    try:
        with mapped(target):
            connection = engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("VACUUM INTO ?", (str(target),))
                cursor.close()
            finally:
                connection.close()
            sync_file(target)
    except StorageFault as error:
        if error.kind == "damaged":  # what is damaged is what was read
            raise fault("damaged", Path(engine.url.database or "")) from error
        raise


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
        user: str,
        *,
        role: str,
        path: Path,
        book: BookCard,
        keyring: KeyRing,
        files: Vault,
        clock: Clock = local_now,
    ) -> None:
        self.user = user
        self.role = role
        self.path = path
        self.book = book
        self.keyring = keyring
        self.files = files
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._listeners: list[Listener] = []
        self._writing = threading.RLock()
        self._inside = False
        self._clock = clock
        self._identity = _identity(path)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the book and writes nothing."""
        with mapped_database(self.path), RecordedSession(self._engine) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(
        self, title: str, *, reason: str = "", area: str = "", undoes: int | None = None
    ) -> Iterator[Session]:
        """One transaction, a named undo step (`title`, Chinese); durable when the block ends.

        An exception inside rolls everything back and tells nobody; a block that changes nothing
        leaves no step. `area` is the word of the area (default: that of the first changed class).
        Raises `StorageFault`. Never nested: pass the session on.
        """
        heading = Heading(title, "", self.user, self.role, area, reason, undoes)
        with self._transaction(heading) as session:
            yield session

    @contextmanager
    def remember(self) -> Iterator[Session]:
        """A transaction without a step, for what the window keeps for itself (settings only)."""
        with self._transaction(None) as session:
            yield session

    def note(self, title: str, *, reason: str = "", area: str = "") -> int:
        """Write a step without changes (a printing, an export) into the history; its number."""
        heading = Heading(title, "", self.user, self.role, area, reason)
        with self._transaction(heading, keep_empty=True) as session:
            return history.step_of(session)

    @contextmanager
    def _transaction(
        self, heading: Heading | None, *, keep_empty: bool = False
    ) -> Iterator[Session]:
        with self._writing:
            if self._inside:
                raise RuntimeError("a transaction inside a transaction: pass the session on")
            self._inside = True
            try:
                with mapped_database(self.path), RecordedSession(self._writer) as session:
                    record = self._begin(session, recorded=heading is not None)
                    yield session
                    session.flush()
                    if heading is not None and (record.changes or keep_empty):
                        history.write_step(session, self._dated(heading))
                    session.commit()
            finally:
                self._inside = False
        if record.changes:
            title = heading.title if heading else ""
            step = record.step if heading else 0
            notice = Notice(step, title, frozenset(record.tables), self.user)
            for listener in tuple(self._listeners):
                listener(notice)

    def _begin(self, session: Session, *, recorded: bool) -> Record:
        self._check_in_place()
        record = Record(history.next_step(session), recorded)
        session.info["record"] = record
        return record

    def _dated(self, heading: Heading) -> Heading:
        at = self._clock().isoformat(timespec="seconds")
        return Heading(
            heading.title,
            at,
            heading.user,
            heading.role,
            heading.area,
            heading.reason,
            heading.undoes,
        )

    def _check_in_place(self) -> None:
        # with a write-ahead log the engine would go on silently in a file that has no name any more
        if self._identity and _identity(self.path) != self._identity:
            raise StorageFault(
                f"账套文件“{self.path.name}”在使用中被移动、删除或替换（{place(self.path)}）。",
                "请不要继续录入：关闭程序，找回原文件或恢复备份后再打开。",
                kind="missing",
            )

    @property
    def engine(self) -> Engine:
        """The engine, for backups only."""
        return self._engine

    @property
    def folder(self) -> Path:
        """The folder of the book."""
        return self.path.parent

    def now(self) -> datetime:
        """The moment as the history writes it."""
        return self._clock()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nobody writes while the block runs."""
        with self._writing:
            if self._inside:
                raise RuntimeError("a pause inside a transaction")
            yield

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every commit, in the writing thread; returns how to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _identity(path: Path) -> tuple[int, int] | None:
    """What the system knows the file by, None if it is not there (or the system does not say)."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None

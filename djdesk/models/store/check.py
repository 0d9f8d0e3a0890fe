"""Looking a book over: keys, pages, rows, references, history and attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.orm import Session

from djdesk.errors import StorageFault
from djdesk.models.books import Book
from djdesk.models.store import history
from djdesk.models.store import keys as key_file
from djdesk.models.store.faults import fault, mapped
from djdesk.models.store.files import FILES, Vault, digests_in_use
from djdesk.models.store.keys import derive_key
from djdesk.models.store.store import open_engine
from djdesk.models.store.telling import Told, untold

DATABASE = "book.db"
REMEDY = "请用“恢复备份”恢复最近一次核验过的备份。"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong; `part` is keys, database, references, history or files."""

    part: str
    text: str
    remedy: str = REMEDY


def table_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds, by name."""
    names = sorted(inspect(connection).get_table_names())
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() or 0)
        for name in names
    }


def size_of(folder: Path) -> int:
    """The bytes of the book in `folder` without its backups."""
    files = [*folder.glob("*"), *(folder / FILES).rglob("*")]
    return sum(_size(path) for path in files if path.is_file())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # a log or an unfinished part that went meanwhile
        return 0


def check_database(path: Path, key: bytes) -> list[Finding]:
    """Everything that is wrong with the database file; empty if it is sound. Never raises."""
    if not path.exists():
        missing = fault("missing", path)
        return [Finding("database", missing.text, missing.remedy)]
    engine = open_engine(path, key, read_only=True, live=False)
    try:
        with mapped(path):
            return list(_database_findings(engine))
    except StorageFault as error:
        return [Finding("database", error.text, error.remedy)]
    finally:
        engine.dispose()


def _database_findings(engine: Engine) -> Iterator[Finding]:
    with Session(engine) as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
        if pages:
            # with unreadable pages the other checks would only stop half-way
            yield Finding("database", f"数据库有{len(pages)}处损坏。")
            return
        if not inspect(connection).has_table(Book.__tablename__):
            yield Finding("database", "数据库是空的，里面没有账套。")
            return
        rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if rows != ["ok"]:
            yield Finding("database", f"数据库结构有{len(rows)}处错误。")
            return
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        for table in sorted({str(row[0]) for row in broken}):
            count = sum(row[0] == table for row in broken)
            yield Finding("references", f"“{table}”中有{count}条记录指向不存在的记录。")
        step = history.broken_step(session)
        if step is not None:
            yield Finding("history", f"操作日志从第{step}步起与当时写入的不一致。")


def check_book(folder: Path, password: str, told: Told = untold) -> list[Finding]:
    """Everything that is wrong with the book in `folder`; nothing is changed or healed.

    Raises `WrongPassword`, and `StorageFault` when both copies of the key file are gone or damaged,
    since then nothing else can be read.
    """
    notes: list[str] = []
    keys = key_file.load(folder, heal=False, note=notes.append)
    key, _slot = keys.unlock(password)
    return _check(folder, keys, key, notes, told)


def check_unlocked(folder: Path, key: bytes, told: Told = untold) -> list[Finding]:
    """The same under the database key itself, for a book that is open."""
    notes: list[str] = []
    keys = key_file.load(folder, heal=False, note=notes.append)
    return _check(folder, keys, key, notes, told)


def _check(
    folder: Path, keys: key_file.Keys, key: bytes, notes: list[str], told: Told
) -> list[Finding]:
    told(0, 3, "正在检查钥匙文件")
    findings = [Finding("keys", note, "打开账套时会由另一份自动修复。") for note in notes]
    keys.accounts(key)
    database = folder / DATABASE
    told(1, 3, "正在检查数据库和操作日志")
    found = check_database(database, key)
    findings += found
    if not any(finding.part == "database" for finding in found):
        told(2, 3, "正在检查附件")
        findings += _file_findings(database, key)
    return findings


def _file_findings(database: Path, key: bytes) -> list[Finding]:
    """Attachments that rows of today need and that are missing or damaged."""
    engine = open_engine(database, key, read_only=True, live=False)
    try:
        with mapped(database), Session(engine) as session:
            digests = sorted(digests_in_use(session))
            identity = session.execute(select(Book.files_identity)).scalar_one()
    finally:
        engine.dispose()
    vault = Vault(database.parent / FILES, derive_key(key, "files"), identity)
    return [Finding("files", error.text, error.remedy) for _, error in vault.check(digests)]

"""Making and opening a book: a folder with database, keys, attachments, backups and a lock."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import djdesk.models.schema  # noqa: F401 - history and undo must know every entity
from djdesk.errors import UserError
from djdesk.models.base import new_uid
from djdesk.models.books import Book, BookKind
from djdesk.models.migrations.upgrade import Revisions, revisions, upgrade
from djdesk.models.store import keys as key_file
from djdesk.models.store.atomic import PART
from djdesk.models.store.backup import backup_closed
from djdesk.models.store.check import DATABASE
from djdesk.models.store.faults import fault, mapped, mapped_database, no_folder
from djdesk.models.store.files import FILES, Vault
from djdesk.models.store.keys import STANDARD, Cost, KeyRing, derive_key
from djdesk.models.store.location import refuse_unsuited
from djdesk.models.store.lock import BookLock
from djdesk.models.store.store import BookCard, Clock, Store, local_now, open_engine

NAMELESS = {"recovery": "恢复码", "superior": "上级党组织"}
"""Under these names the history lists who opened the book with the printed code or from above."""


@dataclass(slots=True)
class OpenBook:
    """A book in use; `close()` it. `role` is the role word of `services.desk.Role`.

    `by_code` tells that no user's password opened it but the recovery code (or the superior's
    key): the next thing is a new password.
    """

    folder: Path
    store: Store
    kind: BookKind
    name: str
    uid: str
    user: str
    role: str
    read_only: bool = False
    by_code: bool = False
    lock: BookLock | None = field(default=None, repr=False)

    def close(self) -> None:
        """Close the database and let others open the book; doing it twice does no harm."""
        self.store.close()
        if self.lock is not None:
            self.lock.release()


def create_book(
    folder: Path,
    *,
    kind: BookKind,
    name: str,
    user_name: str,
    role: str,
    password: str,
    cost: Cost = STANDARD,
    allow_removable: bool = False,
    fill: Callable[[OpenBook], None] | None = None,
) -> str:
    """Make a new book in `folder` (new or empty) with its first user; returns the recovery code.

    `fill` may write the first records; if it fails, nothing is left behind either.
    Raises `UserError` for a folder in use or an unusable password, `UnsuitedPlace` for a stick or a
    share, `StorageFault` if the disk fails; then nothing is left behind.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"文件夹“{folder}”不是空的。", "请选择一个空文件夹或新建一个。")
    if not name.strip():
        raise UserError("账套名称不能为空。", "请填写党组织全称。")
    if not allow_removable:
        refuse_unsuited(folder)
    uid = new_uid()
    keys, key, code = key_file.new_keys(
        uid, name=user_name, role=role, password=password, cost=cost
    )
    existed = folder.exists()
    try:
        with mapped(folder / DATABASE):
            folder.mkdir(parents=True, exist_ok=True)
            _make_database(folder, key, Book(uid=uid, kind=kind.value, name=name.strip()))
        key_file.save(folder, keys)
        if fill is not None:
            book = open_book(folder, password, allow_removable=True)
            try:
                fill(book)
            finally:
                book.close()
    except BaseException:
        _clear(folder, keep=existed)
        raise
    return code


def open_book(
    folder: Path,
    password: str,
    *,
    read_only: bool = False,
    allow_removable: bool = False,
    clock: Clock = local_now,
) -> OpenBook:
    """Open the book in `folder` with a user's password, the recovery code or the superior's key.

    A book of an older program is upgraded, after a verified backup. A book opened read-only takes
    no lock, so that it can be looked at while somebody works in it. Raises `WrongPassword`,
    `BookInUse`, `UnsuitedPlace` (stick or share, unless `allow_removable`), `UserError` (made by a
    newer program) or `StorageFault` (missing, damaged …).
    """
    path = folder / DATABASE
    if not folder.is_dir():
        raise no_folder(folder, "账套")
    if not allow_removable:
        refuse_unsuited(folder)
    lock = None if read_only else BookLock(folder)
    try:
        if not read_only:
            sweep(folder)
        keys = key_file.load(folder, heal=not read_only)
        if not path.exists():
            raise fault("missing", path)
        key, slot = keys.unlock(password)
        person = next((p for p in keys.accounts(key) if p.slot == slot), None)
        if person is not None:
            user, role = person.name, person.role
        else:
            user, role = NAMELESS[keys.kind_of(slot)], "secretary"
        ring = KeyRing(folder, key, slot)
        store = _open_store(path, ring, user, role, read_only=read_only, clock=clock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    card = store.book
    by_code = person is None
    return OpenBook(
        folder, store, card.kind, card.name, card.uid, user, role, read_only, by_code, lock
    )


def _open_store(
    path: Path, ring: KeyRing, user: str, role: str, *, read_only: bool, clock: Clock
) -> Store:
    with mapped_database(path):
        engine = open_engine(path, ring.key, read_only=read_only)
        try:
            standing = revisions(engine)
            if standing.pending:
                _upgrade(path, ring, engine, standing, read_only=read_only)
            return _store(path, ring, engine, user, role, clock)
        except BaseException:
            engine.dispose()
            raise


def _store(path: Path, ring: KeyRing, engine: Engine, user: str, role: str, clock: Clock) -> Store:
    with Session(engine) as session:
        book = session.execute(select(Book)).scalar_one_or_none()
        if book is None:
            raise fault("damaged", path)
        home = book.home_organization_id or 0
        card = BookCard(book.uid, BookKind(book.kind), book.name, home)
        vault = Vault(path.parent / FILES, derive_key(ring.key, "files"), book.files_identity)
    return Store(
        engine, user, role=role, path=path, book=card, keyring=ring, files=vault, clock=clock
    )


def _upgrade(
    path: Path, ring: KeyRing, engine: Engine, standing: Revisions, *, read_only: bool
) -> None:
    if not standing.book:
        raise fault("damaged", path)  # not even a first schema: never a book of ours
    if read_only:
        raise UserError(
            "这个账套由旧版程序建立，需要先升级，不能以只读方式打开。",
            "请以正常方式打开一次；升级前会自动备份。",
        )
    backup_closed(path.parent, ring.key, engine, "upgrade")
    upgrade(engine)


def sweep(folder: Path) -> None:
    """Remove what a killed program left unfinished in the book's folder (its lock is held)."""
    for part in [
        *folder.glob(f"*{PART}"),
        *folder.glob(f"*/*{PART}"),
        *folder.glob(f"{FILES}/*/*{PART}"),
    ]:
        with mapped(part):
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)


def _make_database(folder: Path, key: bytes, book: Book) -> None:
    engine = open_engine(folder / DATABASE, key)
    try:
        upgrade(engine)
        with Session(engine.execution_options(writes=True)) as session, session.begin():
            book.id = 1
            book.created_at = datetime.now(UTC).replace(tzinfo=None)
            book.files_identity = str(pyrage.x25519.Identity.generate())
            session.add(book)
    finally:
        engine.dispose()


def _clear(folder: Path, *, keep: bool) -> None:
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if not keep:
        folder.rmdir()

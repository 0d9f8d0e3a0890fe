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

from djdesk.errors import UserError
from djdesk.models.base import new_uid
from djdesk.models.books import Book, BookKind
from djdesk.models.schema import metadata
from djdesk.models.store import keys as key_file
from djdesk.models.store.faults import fault, mapped
from djdesk.models.store.keys import STANDARD, Cost
from djdesk.models.store.store import BookCard, Store, open_engine

DATABASE = "book.db"


@dataclass(slots=True)
class OpenBook:
    """A book in use; `close()` it. `role` is the role word of `services.desk.Role`."""

    folder: Path
    store: Store
    kind: BookKind
    name: str
    uid: str
    user: str
    role: str
    slot: str
    key: bytes = field(repr=False)
    read_only: bool = False
    _closing: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def close(self) -> None:
        """Close the database and let others open the book."""
        self.store.close()
        while self._closing:
            self._closing.pop()()


def create_book(
    folder: Path,
    *,
    kind: BookKind,
    name: str,
    user_name: str,
    role: str,
    password: str,
    cost: Cost = STANDARD,
) -> str:
    """Make a new book in `folder` (new or empty) with its first user; returns the recovery code.

    Raises `UserError` for a folder in use or an unusable password, `StorageFault` if the disk
    fails; then nothing is left behind.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"文件夹“{folder}”不是空的。", "请选择一个空文件夹或新建一个。")
    if not name.strip():
        raise UserError("账套名称不能为空。", "请填写党组织全称。")
    uid = new_uid()
    keys, key, code = key_file.new_keys(
        uid, name=user_name, role=role, password=password, cost=cost
    )
    existed = folder.exists()
    try:
        with mapped(folder / DATABASE):
            folder.mkdir(parents=True, exist_ok=True)
            _fill(folder, key, Book(uid=uid, kind=kind.value, name=name.strip()))
        key_file.save(folder, keys)
    except BaseException:
        _clear(folder, keep=existed)
        raise
    return code


def open_book(
    folder: Path, password: str, *, read_only: bool = False, allow_removable: bool = False
) -> OpenBook:
    """Open the book in `folder` with a user's password or the recovery code.

    Raises `WrongPassword`, `BookInUse`, `UserError` (stick, share, newer schema) or `StorageFault`
    (missing, damaged …).
    """
    path = folder / DATABASE
    keys = key_file.load(folder)
    if not path.exists():
        raise fault("missing", path)
    key, slot = keys.unlock(password)
    person = next((p for p in keys.accounts(key) if p.slot == slot), None)
    user, role = (person.name, person.role) if person else ("恢复码", "secretary")
    with mapped(path):
        engine = open_engine(path, key)
        card = _card(engine)
    store = Store(engine, user, role=role, path=path, book=card)
    return OpenBook(folder, store, card.kind, card.name, card.uid, user, role, slot, key, read_only)


def _fill(folder: Path, key: bytes, book: Book) -> None:
    engine = open_engine(folder / DATABASE, key)
    try:
        metadata.create_all(engine)
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


def _card(engine: Engine) -> BookCard:
    with Session(engine) as session:
        book = session.execute(select(Book)).scalar_one()
        return BookCard(book.uid, BookKind(book.kind), book.name, book.home_organization_id or 0)

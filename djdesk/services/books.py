"""The book as its users handle it: create, open, check, back up, restore, copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from djdesk.errors import DeskError, UserError
from djdesk.models.books import Book, BookKind
from djdesk.models.organization import Organization
from djdesk.models.store import backup as store_backup
from djdesk.models.store import book as store_book
from djdesk.models.store.backup import Backup, last_verified, list_backups
from djdesk.models.store.book import OpenBook, open_book
from djdesk.models.store.check import Finding, check_book
from djdesk.models.store.keys import STANDARD, Cost, WrongPassword
from djdesk.models.store.location import UnsuitedPlace, reason_against
from djdesk.models.store.lock import BookInUse
from djdesk.models.store.restore import Restored, copy_book, restore_backup
from djdesk.services import settings
from djdesk.services.desk import Desk, Role

__all__ = [
    "Backup",
    "BookInUse",
    "BookKind",
    "Finding",
    "OpenBook",
    "Restored",
    "UnsuitedPlace",
    "WrongPassword",
    "back_up",
    "back_up_changes",
    "back_up_daily",
    "backup_before",
    "check_book",
    "close_book",
    "copy_book",
    "create_book",
    "desk_of",
    "last_verified",
    "list_backups",
    "open_book",
    "reason_against",
    "restore_backup",
    "save_backup_as",
]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A new verified backup, its second copy if one is set, and why that one failed (Chinese)."""

    backup: Backup
    second: Path | None = None
    warning: str = ""


def create_book(
    folder: Path,
    *,
    kind: BookKind,
    name: str,
    user_name: str,
    password: str,
    role: Role = Role.SECRETARY,
    cost: Cost = STANDARD,
) -> str:
    """Make a book whose home organization is called `name` (党组织全称); returns the recovery code.

    The home organization carries the uid of the book. The first user must be able to add others, so
    any other role than 书记 is refused. Errors as `models.store.book.create_book`.
    """
    if role is not Role.SECRETARY:
        raise UserError("账套的第一个用户必须是书记。", "建好以后可以再添加其他用户。")
    return store_book.create_book(
        folder,
        kind=kind,
        name=name,
        user_name=user_name,
        role=role.value,
        password=password,
        cost=cost,
        fill=_add_home,
    )


def _add_home(book: OpenBook) -> None:
    with book.store.write("新建账套", area="books") as session:
        home = Organization(uid=book.uid, kind=book.kind.value, name=book.name)
        session.add(home)
        session.flush()
        session.get_one(Book, 1).home_organization_id = home.id


def desk_of(book: OpenBook, *, today: Callable[[], date] = date.today) -> Desk:
    """The desk of an open book, with the rights of the user who opened it."""
    return Desk(book.store, book.user, Role(book.role), today, book.read_only)


def back_up(desk: Desk, why: str = "manual") -> BackedUp:
    """Make a verified backup now, and a second copy where the settings name a folder for it.

    `why` is a word of `models.store.backup.WHY_TITLES`. Everybody may do this. Raises
    `StorageFault` when the backup itself fails; a failing second copy comes as a warning.
    """
    if desk.read_only:
        raise UserError("账套是以只读方式打开的，不能备份。", "请在打开账套的窗口中备份。")
    made = store_backup.make_backup(desk.store, why)
    folder = settings.get(desk, settings.SECOND_BACKUP_FOLDER)
    if not folder:
        return BackedUp(made)
    try:
        second = store_backup.copy_backup(made.path, Path(folder), book=desk.store.book.uid)
    except DeskError as error:
        return BackedUp(made, None, f"本机备份已完成，但第二份备份没有写成：{error}")
    return BackedUp(made, second)


def backup_before(desk: Desk, why: str) -> Backup:
    """A verified backup before an import, merge or repair (`why`); nothing may start without it."""
    return store_backup.make_backup(desk.store, why)


def back_up_daily(desk: Desk) -> BackedUp | None:
    """The backup of the day, unless one was made today already."""
    newest = last_verified(desk.store.folder)
    if desk.read_only or (newest is not None and newest.date() == desk.store.now().date()):
        return None
    return back_up(desk, "daily")


def save_backup_as(desk: Desk, to: Path) -> Path:
    """Make a verified backup and write it to the file `to` as well, read back after writing."""
    made = back_up(desk).backup
    store_backup.write_copy(made.path, to)
    return to


def back_up_changes(desk: Desk) -> BackedUp | None:
    """Back up before closing if anything changed since the last backup; raises `StorageFault`."""
    if desk.read_only or not store_backup.changed_since_backup(desk.store):
        return None
    return back_up(desk, "close")


def close_book(book: OpenBook) -> BackedUp | None:
    """Back up if anything changed since the last backup, then close; the book closes in any case.

    Raises `StorageFault` if the backup failed (the book is closed nevertheless).
    """
    try:
        return back_up_changes(desk_of(book))
    finally:
        book.close()

"""The book as its users handle it: create, open, check, back up, restore, copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from djdesk.errors import DeskError, UserError
from djdesk.models.audit import AuditStep
from djdesk.models.books import Book, BookKind
from djdesk.models.organization import Organization
from djdesk.models.store import backup as store_backup
from djdesk.models.store import book as store_book
from djdesk.models.store.backup import Backup, last_verified, list_backups
from djdesk.models.store.book import OpenBook, open_book
from djdesk.models.store.check import (
    Finding,
    check_book,
    check_unlocked,
    size_of,
    table_counts,
)
from djdesk.models.store.keys import STANDARD, Cost, WrongPassword
from djdesk.models.store.location import UnsuitedPlace, reason_against
from djdesk.models.store.lock import BookInUse
from djdesk.models.store.restore import (
    Restored,
    copy_book,
    copy_open_book,
    restore_backup,
)
from djdesk.services import listing, settings
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Query, Scope
from djdesk.services.progress import SILENT, Progress
from djdesk.services.roster.lists import ROSTER

__all__ = [
    "Backup",
    "BookInUse",
    "BookKind",
    "Checked",
    "Compared",
    "Facts",
    "Finding",
    "OpenBook",
    "Rehearsal",
    "Restored",
    "UnsuitedPlace",
    "WrongPassword",
    "back_up",
    "back_up_changes",
    "back_up_daily",
    "backup_before",
    "check_book",
    "check_open",
    "close_book",
    "copy_book",
    "copy_open",
    "create_book",
    "desk_of",
    "facts",
    "last_verified",
    "list_backups",
    "open_book",
    "reason_against",
    "rehearse",
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


def back_up(desk: Desk, why: str = "manual", progress: Progress = SILENT) -> BackedUp:
    """Make a verified backup now, and a second copy where the settings name a folder for it.

    `why` is a word of `models.store.backup.WHY_TITLES`. Everybody may do this. Raises
    `StorageFault` when the backup itself fails; a failing second copy comes as a warning.
    """
    if desk.read_only:
        raise UserError("账套是以只读方式打开的，不能备份。", "请在打开账套的窗口中备份。")
    made = store_backup.make_backup(desk.store, why, told=progress.step)
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


def back_up_daily(desk: Desk, progress: Progress = SILENT) -> BackedUp | None:
    """The backup of the day, unless one was made today already or the settings want none."""
    newest = last_verified(desk.store.folder)
    if desk.read_only or (newest is not None and newest.date() == desk.store.now().date()):
        return None
    if not settings.get(desk, settings.DAILY_BACKUP):
        return None
    return back_up(desk, "daily", progress)


def save_backup_as(desk: Desk, to: Path, progress: Progress = SILENT) -> Path:
    """Make a verified backup and write it to the file `to` as well, read back after writing."""
    made = back_up(desk, progress=progress).backup
    progress.step(0, 0, "正在写到所选的位置并读回核对")
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


# --- looking at the open book ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What the open book is and how safe: sizes in bytes, times local.

    `second` is when the newest second copy was made, `second_fault` (Chinese) why its folder cannot
    be read just now; both are empty where no folder is set.
    """

    name: str
    folder: Path
    kind: BookKind
    size: int
    backups_size: int
    verified: datetime | None
    second_folder: str
    second: datetime | None
    second_fault: str


def facts(desk: Desk) -> Facts:
    """What the book behind `desk` is, and its backups."""
    store = desk.store
    backups = sum(backup.size for backup in list_backups(store.folder))
    second_folder = settings.get(desk, settings.SECOND_BACKUP_FOLDER)
    second, fault = None, ""
    if second_folder:
        try:
            second = store_backup.last_copied(Path(second_folder), store.book.uid)
        except DeskError as error:  # a stick that is not there is a fact, not a failure
            fault = error.text
    return Facts(
        store.book.name,
        store.folder,
        store.book.kind,
        size_of(store.folder),
        backups,
        last_verified(store.folder),
        second_folder,
        second,
        fault,
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the open book found, and how many rows it looked at, by table name."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]


def check_open(desk: Desk, progress: Progress = SILENT) -> Checked:
    """Look the open book over; nothing is changed. Raises `StorageFault` as `check_book`."""
    found = check_unlocked(desk.store.folder, desk.store.keyring.key, progress.step)
    if any(finding.part == "database" for finding in found):
        return Checked(tuple(found), {})
    return Checked(tuple(found), _counts(desk))


def copy_open(desk: Desk, to: Path, progress: Progress = SILENT) -> None:
    """Copy the open book to the new or empty folder `to`; its backups stay where they are."""
    copy_open_book(desk.store, to, progress.step)


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows a table holds today and in a backup."""

    table: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a backup would bring back, against today: rows by table, members, the newest step."""

    rows: tuple[Compared, ...]
    members: Compared
    last_now: str
    last_then: str


def rehearse(desk: Desk, backup: Path, password: str, progress: Progress = SILENT) -> Rehearsal:
    """Restore `backup` into a private folder, compare it with the book of today, remove it again.

    `password` is one that was valid when the backup was made. Raises as `restore_backup`, and
    `UserError` for the backup of another book.
    """
    with TemporaryDirectory(prefix="djdesk-", ignore_cleanup_errors=True) as private:
        folder = Path(private) / "book"
        restored = restore_backup(backup, folder, password, progress.step)
        # not read-only: a backup of an older program is upgraded first, as it would be in earnest
        book = open_book(restored.folder, password, allow_removable=True)
        try:
            if book.uid != desk.store.book.uid:
                raise UserError(f"这是“{book.name}”的备份，不是本账套的。", "请选择本账套的备份。")
            then = desk_of(book, today=desk.today)
            before, after = _counts(then), _counts(desk)
            tables = tuple(
                Compared(table, after.get(table, 0), before.get(table, 0))
                for table in sorted({*before, *after})
            )
            members = Compared("member", _members(desk), _members(then))
            return Rehearsal(tables, members, _last_step(desk), _last_step(then))
        finally:
            book.close()


def _counts(desk: Desk) -> dict[str, int]:
    with desk.store.read() as session:
        return table_counts(session.connection())


def _members(desk: Desk) -> int:
    return listing.count(desk, ROSTER, Query(Scope(desk.today())))


def _last_step(desk: Desk) -> str:
    """Time and title of the newest step, empty for a book without any."""
    statement = select(AuditStep.at, AuditStep.title).order_by(AuditStep.id.desc()).limit(1)
    with desk.store.read() as session:
        row = session.execute(statement).first()
    return f"{row.at[:16].replace('T', ' ')} {row.title}" if row else ""

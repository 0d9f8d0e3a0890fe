"""Getting a book back from a backup, and copying a book to a better place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from djdesk.errors import StorageFault, UserError
from djdesk.models.store import keys as key_file
from djdesk.models.store.atomic import PART, sync_folder
from djdesk.models.store.backup import BACKUPS, unpack_backup
from djdesk.models.store.check import DATABASE, check_database
from djdesk.models.store.faults import from_os, mapped
from djdesk.models.store.files import FILES
from djdesk.models.store.keys import WrongPassword
from djdesk.models.store.lock import LOCK, BookLock
from djdesk.models.store.store import Store, local_now, open_engine, snapshot
from djdesk.models.store.telling import Told, untold


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the book stands now, and where the folder that was there before was set aside."""

    folder: Path
    set_aside: Path | None


def restore_backup(backup: Path, to: Path, password: str, told: Told = untold) -> Restored:
    """Make the book in `backup` the book in `to`; works when the book in `to` will not open.

    A folder that is there is renamed, never overwritten; its backups move along to the new one.
    `password` is one that opened the book when the backup was made, or its recovery code. Raises
    `WrongPassword`, `BookInUse`, `UserError` or `StorageFault`; then `to` is as it was.
    """
    _refuse_file(to)
    with _beside(to) as fresh:
        told(0, 3, "正在核对并解开备份")
        unpack_backup(backup, fresh)
        told(1, 3, "正在核对密码")
        keys = key_file.load(fresh)
        try:
            key, _slot = keys.unlock(password)
        except WrongPassword as error:
            raise WrongPassword(
                "这个密码打不开这份备份。", "请输入做备份时使用的密码，或当时的恢复码。"
            ) from error
        told(2, 3, "正在检查恢复出来的账套")
        findings = check_database(fresh / DATABASE, key)
        if findings:
            raise StorageFault(
                f"备份不能使用：{findings[0].text}", "请换一个备份。", kind="damaged"
            )
        aside = _set_aside(to)
        try:
            os.rename(fresh, to)
        except OSError as error:
            if aside:
                os.rename(aside, to)
            raise from_os(error, to) from error
    with mapped(to):
        if aside and (aside / BACKUPS).is_dir():
            os.rename(aside / BACKUPS, to / BACKUPS)
        sync_folder(to.parent)
    return Restored(to, aside)


def copy_book(folder: Path, to: Path, password: str, told: Told = untold) -> None:
    """Copy the closed book in `folder` (on a stick or share) to the new or empty folder `to`.

    The database is copied by the engine and checked; backups stay where they are. Raises as
    `restore_backup`.
    """
    _refuse_filled(folder, to)
    lock = BookLock(folder)
    try:
        told(0, 3, "正在核对密码")
        keys = key_file.load(folder)
        key, _slot = keys.unlock(password)
        engine = open_engine(folder / DATABASE, key)
        try:
            _copy(engine, folder, to, keys, key, told)
        finally:
            engine.dispose()
    finally:
        lock.release()


def copy_open_book(store: Store, to: Path, told: Told = untold) -> None:
    """The same for the open book; writers wait meanwhile."""
    _refuse_filled(store.folder, to)
    with store.paused():
        keys = store.keyring.keys()
        _copy(store.engine, store.folder, to, keys, store.keyring.key, told)


def _copy(
    engine: Engine, folder: Path, to: Path, keys: key_file.Keys, key: bytes, told: Told
) -> None:
    with _beside(to) as fresh:
        told(1, 3, "正在复制账套")
        _copy_parts(engine, folder, fresh, keys, key, told)
        with mapped(to):
            if to.exists():
                to.rmdir()
            os.rename(fresh, to)
            sync_folder(to.parent)


def _copy_parts(
    engine: Engine, folder: Path, fresh: Path, keys: key_file.Keys, key: bytes, told: Told
) -> None:
    target = fresh / DATABASE
    snapshot(engine, target)
    key_file.save(fresh, keys)
    with mapped(fresh):
        if (folder / FILES).is_dir():
            shutil.copytree(folder / FILES, fresh / FILES)
    told(2, 3, "正在检查副本")
    findings = check_database(target, key)
    if findings:
        raise StorageFault(f"账套没有复制：{findings[0].text}", findings[0].remedy, kind="damaged")


def _refuse_filled(folder: Path, to: Path) -> None:
    _refuse_file(to)
    if to.absolute().is_relative_to(folder.absolute()):
        raise UserError("副本不能放在账套自己的文件夹里。", "请另选一个文件夹。")
    if to.exists() and any(to.iterdir()):
        raise UserError(f"文件夹“{to}”不是空的。", "请选择一个空文件夹或新建一个。")


def _refuse_file(to: Path) -> None:
    if to.exists() and not to.is_dir():
        raise UserError(f"“{to}”是一个文件。", "请选择一个文件夹。")


def _set_aside(to: Path) -> Path | None:
    """Rename what is in the way; an empty folder just goes."""
    if not to.exists():
        return None
    with mapped(to):
        if not any(to.iterdir()):
            to.rmdir()
            return None
        if (to / LOCK).exists():
            BookLock(to).release()  # raises when somebody has it open
        stamp = f"{local_now():%Y%m%d-%H%M%S}"
        aside, number = to.with_name(f"{to.name}-恢复前-{stamp}"), 1
        while aside.exists():
            number += 1
            aside = to.with_name(f"{to.name}-恢复前-{stamp}-{number}")
        os.rename(to, aside)
        return aside


@contextmanager
def _beside(to: Path) -> Iterator[Path]:
    """A new folder beside `to`, gone when the block ends unless it was renamed."""
    fresh = to.with_name(f".{to.name}.{os.getpid()}{PART}")
    try:
        with mapped(fresh):
            fresh.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)

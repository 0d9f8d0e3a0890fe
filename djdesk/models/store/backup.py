"""Backups: one encrypted file each, made by the engine, read back and counted before it counts."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from sqlalchemy import Connection, Engine, func, select

from djdesk.errors import StorageFault, UserError
from djdesk.models.audit import AuditStep
from djdesk.models.books import Book
from djdesk.models.store.atomic import PART, replace_file, replacing
from djdesk.models.store.check import DATABASE, check_database, table_counts
from djdesk.models.store.faults import fault, from_os, mapped, mapped_database, no_folder
from djdesk.models.store.files import FILES
from djdesk.models.store.keys import KEYS_FILE
from djdesk.models.store.store import Store, local_now, open_engine, snapshot
from djdesk.models.store.telling import Told, untold
from djdesk.models.store.thinning import USUAL, Keep, surplus

BACKUPS, ENDING = "backups", ".djbak"
MANIFEST = "manifest.json"
FORMAT = 1
# the last bytes of the file: SHA-256 of all before them, as 64 hex digits
_SEAL = 64
_NAME = re.compile(r"(\d{8}-\d{6})(?:-(\d+))?-([a-z]+)\.djbak")
_MEMBER = re.compile(r"book\.db|keys\.json|manifest\.json|files/[0-9a-f]{2}/[0-9a-f]{64}")

WHY_TITLES = {
    "manual": "手动备份",
    "close": "关闭时",
    "daily": "每日",
    "upgrade": "升级前",
    "import": "导入前",
    "merge": "接收上报包前",
    "repair": "修复前",
    "restore": "恢复前",
}


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup file; one that bears its final name was verified when it was made."""

    path: Path
    made_at: datetime
    why: str
    size: int

    @property
    def why_title(self) -> str:
        """The occasion in Chinese."""
        return WHY_TITLES.get(self.why, self.why)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself; it names no person and no branch."""

    format: int
    book: str
    kind: str
    made_at: str
    why: str
    last_step: int
    last_digest: str
    counts: dict[str, int]
    members: dict[str, tuple[int, str]]


def make_backup(store: Store, why: str, *, keep: Keep = USUAL, told: Told = untold) -> Backup:
    """Make a verified backup of the open book, then thin the older ones.

    `why` is a word of `WHY_TITLES`. Writers wait while the copy is taken. Raises `StorageFault`,
    or what `told` raises; then no older backup is touched and nothing unfinished is left.
    """
    with store.paused():
        return backup_closed(
            store.folder,
            store.keyring.key,
            store.engine,
            why,
            now=store.now(),
            keep=keep,
            told=told,
        )


def backup_closed(
    folder: Path,
    key: bytes,
    engine: Engine,
    why: str,
    *,
    now: datetime | None = None,
    keep: Keep = USUAL,
    told: Told = untold,
) -> Backup:
    """The same for a book that nobody writes to meanwhile, of any schema."""
    now = now or local_now()
    backups = folder / BACKUPS
    with mapped(backups):
        backups.mkdir(exist_ok=True)
    path = _free_name(backups, now, why)
    with _scratch(backups) as scratch:
        copy = scratch / DATABASE
        told(0, 4, "正在复制数据库")
        snapshot(engine, copy)
        with mapped_database(folder / DATABASE), engine.connect() as connection:
            counts = table_counts(connection)
            manifest = _manifest(connection, now, why, counts)
        told(1, 4, "正在核对副本")
        _verify_copy(copy, key, counts)
        with replacing(path) as part:
            told(2, 4, "正在写备份文件")
            _write(part, _members(folder, copy), manifest)
            told(3, 4, "正在读回备份核对")
            read_manifest(part, whole=True)
    made = _described(path)
    thin(backups, now, keep=keep)
    return made


def _manifest(connection: Connection, now: datetime, why: str, counts: dict[str, int]) -> Manifest:
    book = connection.execute(select(Book.uid, Book.kind)).one()
    last = connection.execute(
        select(AuditStep.id, AuditStep.digest).order_by(AuditStep.id.desc()).limit(1)
    ).first()
    step, digest = (last.id, last.digest) if last else (0, "")
    made_at = now.isoformat(timespec="seconds")
    return Manifest(FORMAT, book.uid, book.kind, made_at, why, step, digest, counts, {})


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """The backups of the book in `folder`, the newest first."""
    return tuple(reversed(_listed(folder / BACKUPS)))


def last_verified(folder: Path) -> datetime | None:
    """When the newest verified backup of the book in `folder` was made, in local time."""
    return max((backup.made_at for backup in _listed(folder / BACKUPS)), default=None)


def thin(folder: Path, now: datetime, *, keep: Keep = USUAL) -> list[Path]:
    """Remove the backups in `folder` that are one too many; returns those that went."""
    backups = _listed(folder)
    gone = [backups[i].path for i in surplus([b.made_at for b in backups], now, keep)]
    for path in gone:
        with mapped(path):
            path.unlink()
    return gone


def last_copied(folder: Path, book: str) -> datetime | None:
    """When the newest second copy of the book with uid `book` in `folder` was made.

    None when there is none; `StorageFault` (missing) when the folder is not there.
    """
    if not folder.is_dir():
        raise no_folder(folder, "第二份备份")
    return max((backup.made_at for backup in _listed(_second(folder, book))), default=None)


def _second(folder: Path, book: str) -> Path:
    return folder / f"djdesk-{book[:8]}"


def copy_backup(backup: Path, folder: Path, *, book: str, keep: Keep = USUAL) -> Path:
    """Put a second copy into `folder` (a stick), read it back, thin the older ones there.

    Each book has a folder of its own there, named by the first signs of its uid.
    """
    home = _second(folder, book)
    target = home / backup.name
    with mapped(target):
        if not folder.is_dir():
            raise no_folder(folder, "第二份备份")
        home.mkdir(exist_ok=True)
    write_copy(backup, target)
    thin(home, _described(target).made_at, keep=keep)
    return target


def write_copy(backup: Path, target: Path) -> None:
    """Copy a backup to the file `target` and read it back; `StorageFault` if that fails."""

    def write(file: BinaryIO) -> None:
        with backup.open("rb") as source:
            shutil.copyfileobj(source, file, 1 << 20)

    replace_file(target, write)
    read_manifest(target, whole=True)


def changed_since_backup(store: Store) -> bool:
    """Whether anything was written into the history since the newest backup."""
    backups = list_backups(store.folder)
    if not backups:
        return True
    with store.read() as session:
        newest = session.execute(select(func.max(AuditStep.id))).scalar() or 0
    return read_manifest(backups[0].path).last_step != newest


# -- reading ---------------------------------------------------------------------------------------


def read_manifest(path: Path, *, whole: bool = False) -> Manifest:
    """What the backup at `path` holds; with `whole` every byte of it is checked first.

    Raises `StorageFault` (missing, damaged) or `UserError` for a newer format or another file.
    """
    with mapped(path):
        if not path.exists():
            raise fault("missing", path)
        if whole and not _seal_holds(path):
            raise fault("damaged", path)
        with _zip(path) as archive:
            try:
                body = json.loads(archive.read(MANIFEST))
            except (KeyError, ValueError, zipfile.BadZipFile) as error:
                raise UserError(
                    f"“{path.name}”不是本程序的备份文件。", "请选择扩展名为 .djbak 的备份。"
                ) from error
            if body["format"] > FORMAT:
                raise UserError(
                    f"备份“{path.name}”的格式（{body['format']}）比本程序认识的（{FORMAT}）新。",
                    "请安装新版本的程序后再恢复。",
                )
            members = {name: (size, digest) for name, (size, digest) in body["members"].items()}
            manifest = Manifest(**{**body, "members": members})
            if whole:
                _check_members(path, archive, manifest)
    return manifest


def unpack_backup(path: Path, folder: Path) -> Manifest:
    """Check the backup whole and unpack it into the new folder `folder`."""
    manifest = read_manifest(path, whole=True)
    with mapped(folder), _zip(path) as archive:
        for name in manifest.members:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
    return manifest


@contextmanager
def _zip(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise fault("damaged", path) from error
    with archive:
        yield archive


def _seal_holds(path: Path) -> bool:
    size = path.stat().st_size
    if size <= _SEAL:
        return False
    with path.open("rb") as file:
        digest = _hashed(file, size - _SEAL)
        return file.read() == digest.encode()


def _check_members(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    names = sorted(archive.namelist())
    if names != sorted([MANIFEST, *manifest.members]):
        raise fault("damaged", path)
    for name, (size, digest) in manifest.members.items():
        if not _MEMBER.fullmatch(name) or archive.getinfo(name).file_size != size:
            raise fault("damaged", path)
        with archive.open(name) as file:
            if _hashed(file, size) != digest:
                raise fault("damaged", path)


# -- writing ---------------------------------------------------------------------------------------


def _members(folder: Path, copy: Path) -> dict[str, Path]:
    """Where each member of the backup comes from."""
    files = sorted(
        path for path in (folder / FILES).glob("??/*") if path.is_file() and path.suffix != PART
    )
    attachments = {f"{FILES}/{path.parent.name}/{path.name}": path for path in files}
    return {DATABASE: copy, KEYS_FILE: folder / KEYS_FILE, **attachments}


def _write(part: Path, members: dict[str, Path], manifest: Manifest) -> None:
    digests: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for name, source in members.items():
            with source.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            digests[name] = (source.stat().st_size, digest)
            archive.write(source, name)
        body = {**asdict(manifest), "members": digests}
        archive.writestr(MANIFEST, json.dumps(body, ensure_ascii=False))
        archive.comment = b"0" * _SEAL
    with part.open("r+b") as file:
        digest = _hashed(file, part.stat().st_size - _SEAL)
        file.write(digest.encode())


def _hashed(file: IO[bytes], size: int) -> str:
    """SHA-256 of the next `size` bytes."""
    digest = hashlib.sha256()
    while size > 0:
        block = file.read(min(size, 1 << 20))
        if not block:
            break
        digest.update(block)
        size -= len(block)
    return digest.hexdigest()


def _verify_copy(copy: Path, key: bytes, counts: dict[str, int]) -> None:
    """Reopen the copy, check it and compare its counts; `StorageFault` if it is no good."""
    findings = check_database(copy, key)
    if findings:
        raise StorageFault(
            f"备份没有通过核验：{findings[0].text}原有备份没有改动。",
            "请检查磁盘后再备份一次；若再次出现，请用“检查账套”查看。",
            kind="damaged",
        )
    engine = open_engine(copy, key, read_only=True, live=False)
    try:
        with mapped(copy), engine.connect() as connection:
            copied = table_counts(connection)
    finally:
        engine.dispose()
    if copied != counts:
        raise StorageFault(
            "备份没有通过核验：记录数与账套不一致。原有备份没有改动。",
            "请再备份一次。",
            kind="damaged",
        )


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder for the unfinished copy (encrypted like the book), gone when the block ends."""
    scratch = folder / f"making.{os.getpid()}{PART}"
    try:
        with mapped(scratch):
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _free_name(folder: Path, now: datetime, why: str) -> Path:
    stamp = f"{now:%Y%m%d-%H%M%S}"
    number = 1
    while True:
        path = folder / f"{stamp}{f'-{number}' if number > 1 else ''}-{why}{ENDING}"
        if not any(folder.glob(f"{stamp}-{number}-*" if number > 1 else f"{stamp}-[a-z]*")):
            return path
        number += 1


def _described(path: Path) -> Backup:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise UserError(f"“{path.name}”不是本程序命名的备份文件。")
    made_at = datetime.strptime(match[1], "%Y%m%d-%H%M%S").astimezone()
    return Backup(path, made_at, match[3], path.stat().st_size)


def _listed(folder: Path) -> list[Backup]:
    """The backups in `folder` in the order of making: by moment, then by running number."""
    found = []
    try:
        paths = list(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
    except OSError as error:
        raise from_os(error, folder) from error
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match:
            # the order of making by the file system's clock where our own was set back
            found.append((path.stat().st_mtime_ns, match[1], int(match[2] or 1), _described(path)))
    return [entry[3] for entry in sorted(found, key=lambda entry: entry[:3])]

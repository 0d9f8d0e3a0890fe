"""The one place where errors of the disk and of the database become plain Chinese sentences."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import DBAPIError

from djdesk.errors import StorageFault

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_LOCKED = {errno.EBUSY, errno.ETXTBSY, errno.EAGAIN}
# Windows: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION (another program has the file open)
_WINDOWS_LOCKED = {32, 33}
# Windows: ERROR_ACCESS_DENIED
_WINDOWS_DENIED = 5
# Windows: ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL
_WINDOWS_FULL = {39, 112}


def place(path: Path) -> str:
    """The drive and folder of `path`, as a message names them."""
    folder = path if path.is_dir() else path.parent
    return f"“{folder}”"


def fault(kind: str, path: Path, detail: str = "") -> StorageFault:
    """The fault `kind` (full, locked, read_only, damaged, missing, unknown) at `path`."""
    where = place(path)
    name = f"“{path.name}”"
    text, remedy = {
        "full": (
            f"磁盘已满，无法写入{where}。原有内容没有改变。",
            "请清理该磁盘后再保存一次。",
        ),
        "locked": (
            f"文件{name}正被其他程序占用（{where}）。",
            "请关闭正在使用它的程序（如 WPS、杀毒软件）后再试。",
        ),
        "read_only": (
            f"没有写入权限，或磁盘是只读的：{where}。",
            "请去掉写保护，或换一个可以写入的文件夹。",
        ),
        "damaged": (
            f"文件{name}已损坏（{where}）。",
            "请不要继续录入，用“恢复备份”恢复最近一次核验过的备份。",
        ),
        "missing": (
            f"找不到文件{name}（{where}）。",
            "请确认磁盘已接好、文件夹没有被移动或改名；文件确已丢失时请恢复备份。",
        ),
        "unknown": (
            f"读写{name}时出错（{where}）。",
            "请重试；若再次出现，请检查磁盘并恢复备份。",
        ),
    }[kind]
    return StorageFault(text + (f"（{detail}）" if detail else ""), remedy, kind=kind)


def no_folder(folder: Path, what: str) -> StorageFault:
    """The folder `folder`, in which `what` (账套, 备份) should be, is not there."""
    return StorageFault(
        f"找不到{what}所在的文件夹“{folder}”。",
        "请确认磁盘或U盘已接好、文件夹没有被移动或改名。",
        kind="missing",
    )


def from_os(error: OSError, path: Path) -> StorageFault:
    """`error` of the operating system at `path` as a fault."""
    code, windows = error.errno, getattr(error, "winerror", None)
    if code in _FULL or windows in _WINDOWS_FULL:
        kind = "full"
    elif windows in _WINDOWS_LOCKED or code in _LOCKED:
        kind = "locked"
    elif windows == _WINDOWS_DENIED and path.is_file() and os.access(path, os.W_OK):
        kind = "locked"  # replacing a file that another program has open is denied
    elif isinstance(error, FileNotFoundError):
        kind = "missing"
    elif code in _READ_ONLY:
        kind = "read_only"
    else:
        return fault("unknown", path, error.strerror or str(error))
    return fault(kind, path)


def from_database(error: BaseException, path: Path) -> StorageFault | None:
    """`error` of the driver at `path` as a fault; None when it is a mistake of ours."""
    text = str(error).lower()
    if "full" in text and "disk" in text:
        kind = "full"
    elif "readonly" in text or "read-only" in text:
        kind = "read_only"
    elif "malformed" in text or "not a database" in text:
        kind = "damaged" if path.exists() else "missing"
    elif "disk i/o error" in text:
        # a stick pulled out, a quota, a failing disk: the content need not be damaged
        kind = "unknown" if path.exists() else "missing"
    elif "unable to open" in text:
        kind = "missing" if not path.exists() else "read_only"
    elif "locked" in text:
        kind = "locked"
    else:
        return None
    return fault(kind, path)


@contextmanager
def mapped_database(path: Path) -> Iterator[None]:
    """Turn errors of the database at `path` inside the block into `StorageFault`."""
    try:
        yield
    except DBAPIError as error:
        known = from_database(error.orig or error, path)
        if known is None:
            raise
        raise known from error
    except (driver.Error, sqlite3.Error) as error:
        known = from_database(error, path)
        if known is None:
            raise
        raise known from error


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Turn errors of disk and database about `path` inside the block into `StorageFault`."""
    try:
        with mapped_database(path):
            yield
    except OSError as error:
        raise from_os(error, path) from error

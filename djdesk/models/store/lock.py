"""One writer a book: a lock of the operating system that ends with the process that holds it."""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
from pathlib import Path
from typing import BinaryIO

from djdesk.errors import UserError
from djdesk.models.store.faults import from_os
from djdesk.models.store.store import local_now

LOCK = "book.lock"
# Windows locks ranges of bytes and forbids reading them: lock far behind the text that names us
_FAR = 1 << 30


class BookInUse(UserError):
    """Somebody has the book open; says who (account of the computer), where and since when."""

    def __init__(self, holder: dict[str, str]) -> None:
        self.host = holder.get("host", "")
        self.account = holder.get("account", "")
        self.since = holder.get("since", "")
        self.pid = int(holder.get("pid") or 0)
        self.here = self.host == platform.node()
        who = f"{self.account or '其他人'}（电脑“{self.host or '不明'}”）"
        when = self.since[:16].replace("T", " ")
        super().__init__(
            f"账套正在使用中：由{who}{f'于{when}' if when else ''}打开。",
            "请在那边关闭后再打开，或以只读方式查看。",
        )


class BookLock:
    """The held lock of one book. The file stays when it is released; only the lock counts."""

    def __init__(self, folder: Path) -> None:
        """Take the lock of the book in `folder`; raises `BookInUse` or `StorageFault`."""
        self.path = folder / LOCK
        try:
            self._file: BinaryIO | None = _opened(self.path)
        except OSError as error:
            raise from_os(error, self.path) from error
        try:
            if not _try_lock(self._file):
                self._file.close()
                raise BookInUse(_holder(self.path))
            _write_holder(self._file)
        except OSError as error:  # no room, or a file system that knows no locks
            self._file.close()
            raise from_os(error, self.path) from error

    def release(self) -> None:
        """Let others open the book."""
        if self._file is not None:
            _unlock(self._file)
            self._file.close()
            self._file = None


def _opened(path: Path) -> BinaryIO:
    # neither truncates what the holder wrote nor fails when the file is new
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(handle, "r+b", buffering=0)


def _write_holder(file: BinaryIO) -> None:
    holder = {
        "host": platform.node(),
        "account": getpass.getuser(),
        "since": local_now().isoformat(timespec="seconds"),
        "pid": str(os.getpid()),
    }
    text = json.dumps(holder, ensure_ascii=False).encode()
    file.seek(0)
    file.truncate()
    file.write(text)


def _holder(path: Path) -> dict[str, str]:
    """Who holds the lock, as far as the file tells."""
    try:
        content = json.loads(path.read_bytes().decode())
    except (OSError, ValueError):
        return {}  # being written at this moment; that somebody holds it is certain
    return {str(key): str(value) for key, value in content.items()}


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: BinaryIO) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)

"""Replacing a file so that at every moment either the old or the new content is there, whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from djdesk.models.store.faults import from_os

PART = ".djpart"
"""Ending of files that are not finished; the opening of a book sweeps forgotten ones away."""


def replace_file(path: Path, content: bytes | Callable[[BinaryIO], None]) -> None:
    """Write `content` (bytes, or a function that writes) to `path`, durable when this returns.

    Written beside the target, flushed to the disk and renamed over it. On any failure the old
    content stays and nothing new is left. Raises `StorageFault` naming the folder.
    """
    with replacing(path) as part, _reporting(path), part.open("wb") as file:
        if callable(content):
            content(file)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` for writers that want a name; it takes the place when the block ends.

    For libraries that insist on a file name. The block must not leave the file open. If the block
    raises, the part is removed and `path` is as it was. Errors of the system in the block itself
    are reported by name too.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}{PART}")
    try:
        with _reporting(path):
            yield part
            sync_file(part)
            os.replace(part, path)
            sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _reporting(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise from_os(error, path) from error


def sync_file(path: Path) -> None:
    """Bring what was written to `path` onto the disk."""
    # opened for writing, because Windows flushes writable handles only
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Bring renames inside `folder` onto the disk (Windows does so by itself)."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep_parts(folder: Path) -> int:
    """Remove unfinished files a killed program left in `folder`; returns how many."""
    parts = [path for path in folder.glob(f"*{PART}") if path.is_file()]
    for path in parts:
        path.unlink(missing_ok=True)
    return len(parts)

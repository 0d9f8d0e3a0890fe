"""Putting a file on a stick and taking it off: whole or not at all, read back and compared."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from djdesk.errors import StorageFault
from djdesk.exchange import seal
from djdesk.exchange.faults import refuse
from djdesk.exchange.naming import free_path
from djdesk.models.store.atomic import replace_file
from djdesk.models.store.faults import from_os, place


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write `data` into `folder` under `name` (or `name (2)` if that is taken), and read it back.

    Raises `StorageFault` naming the folder; then nothing new is left there and nothing old changed.
    """
    if not folder.is_dir():
        raise no_folder(folder)
    return _write(free_path(folder, name), data)


def put_at(out: Path, name: str, data: bytes) -> Path:
    """As `put` when `out` is a folder; else write exactly the file `out`, which is replaced."""
    return put(out, name, data) if out.is_dir() else _write(out, data)


def _write(path: Path, data: bytes) -> Path:
    replace_file(path, data)
    try:
        same = _read(path) == data
    except OSError as error:
        remove(path)
        raise from_os(error, path) from error
    if not same:
        remove(path)
        raise StorageFault(
            f"写到{place(path)}的文件与原文不一致，已删除，U盘可能有故障。",
            "请换一个U盘再导出一次。",
            kind="damaged",
        )
    return path


def put_note(path: Path, text: str) -> Path:
    """Write a page of plain text beside the file at `path`, for whoever finds the stick."""
    note = path.with_name(f"{path.stem}-说明.txt")
    # with the mark and line ends that the oldest Notepad needs
    replace_file(note, text.replace("\n", "\r\n").encode("utf-8-sig"))
    return note


def take(path: Path) -> bytes:
    """The bytes of the file at `path`; `Refused` (too_big), `StorageFault` if it cannot be read."""
    try:
        if path.stat().st_size > seal.MAX_FILE:
            raise refuse(
                "too_big",
                f"文件“{path.name}”太大，不像是本程序导出的。",
                "请核对选择的文件。",
            )
        return path.read_bytes()
    except OSError as error:
        raise from_os(error, path) from error


def first_lines(folder: Path, endings: tuple[str, ...]) -> list[tuple[Path, bytes]]:
    """The files in `folder` with one of `endings`, each with its first bytes."""
    try:
        paths = [p for p in folder.iterdir() if p.suffix.lower() in endings and p.is_file()]
        found = []
        for path in paths:
            with path.open("rb") as file:
                found.append((path, file.read(seal.FIRST_LINE)))
    except OSError as error:
        raise from_os(error, folder) from error
    return found


def remove(path: Path) -> None:
    """Take back a file that was just written; a stick that is gone has taken it along."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def no_folder(folder: Path) -> StorageFault:
    """The fault of a folder that is not there: most often a stick that was not put in."""
    return StorageFault(
        f"找不到文件夹“{folder}”。", "请确认U盘已插好，或另选一个文件夹。", kind="missing"
    )


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            # ask for the stick's own answer and not for what memory remembers of it
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()

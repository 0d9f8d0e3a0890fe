"""Opens the book a command names: the password from its file, the lock as the command needs it."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from djdesk.errors import StorageFault, UserError
from djdesk.services import books
from djdesk.services.books import OpenBook
from djdesk.services.desk import Desk


def password_of(args: Namespace, *, again: bool = False) -> str:
    """The password: first line of `--password-file`, or typed at the terminal (twice if `again`).

    Raises `UserError` where the file cannot be read or nobody sits at a terminal.
    """
    source: Path | None = args.password_file
    if source is None:
        return _typed(again=again)
    if str(source) == "-":
        line = sys.stdin.readline()
    else:
        line = _first_line(source)
    password = line.rstrip("\r\n")
    if not password:
        raise UserError(f"密码文件“{source}”的第一行是空的。", "请把密码写在文件的第一行。")
    return password


def _first_line(source: Path) -> str:
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            return file.readline()
    except OSError:
        raise UserError(f"密码文件“{source}”打不开。", "请检查文件名和权限。") from None
    except UnicodeDecodeError:
        raise UserError(
            f"密码文件“{source}”不是 UTF-8 文本。", "请用记事本另存为 UTF-8 编码。"
        ) from None


def _typed(*, again: bool) -> str:
    if not sys.stdin.isatty():
        raise UserError("没有给出密码。", "请用 --password-file 指明存放密码的文件。")
    password = getpass.getpass("密码：")
    if again and getpass.getpass("再输一遍：") != password:
        raise UserError("两次输入的密码不一样。", "请重新输入。")
    return password


@contextmanager
def opened(args: Namespace, *, write: bool) -> Iterator[tuple[OpenBook, Desk]]:
    """The book of `args.book` and its desk; reading shares the book with an open window.

    What a command changed is backed up before the book is closed, as the window does; a backup
    that fails is reported although the change itself stands. Raises `BookInUse` (who has it) for a
    writing command, and all that `open_book` raises.
    """
    book = books.open_book(args.book, password_of(args), read_only=not write)
    try:
        yield book, books.desk_of(book)
    except BaseException:
        book.close()
        raise
    try:
        books.close_book(book)
    except StorageFault as fault:
        raise StorageFault(
            f"改动已保存在账套里，但备份没有做成：{fault.text}", fault.remedy, kind=fault.kind
        ) from fault


@contextmanager
def opened_to_print(args: Namespace) -> Iterator[Desk]:
    """The desk for a command that prints: what it prints is logged, unless a window has the book.

    Raises all that `open_book` raises but `BookInUse`.
    """
    password = password_of(args)
    try:
        book = books.open_book(args.book, password)
    except books.BookInUse:
        book = books.open_book(args.book, password, read_only=True)
    try:
        yield books.desk_of(book)
    finally:
        book.close()


def new_file(path: Path, *suffixes: str) -> Path:
    """`path` if a result can be written there; `UserError` for another ending or no such folder."""
    if suffixes and path.suffix.lower() not in suffixes:
        raise UserError(f"“{path.name}”的扩展名不对。", f"请用 {' 或 '.join(suffixes)} 作扩展名。")
    if path.is_dir():
        raise UserError(f"“{path}”是一个文件夹。", "请写出文件名。")
    if not path.parent.is_dir():
        raise UserError(f"文件夹“{path.parent}”不存在。", "请先建立它，或换一个位置。")
    return path


def existing_file(path: Path) -> Path:
    """`path` if it is a file; `UserError` otherwise."""
    if not path.is_file():
        raise UserError(f"文件“{path}”不存在。", "请检查文件名和所在的文件夹。")
    return path

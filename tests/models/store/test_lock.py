"""Two starts, a killed first one, and who holds the lock."""

from __future__ import annotations

import getpass
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from djdesk.models.store.book import open_book
from djdesk.models.store.lock import BookInUse, BookLock
from tests.conftest import PASSWORD
from tests.models.store.people import enter, names

HOLD = """
import sys
from pathlib import Path
from djdesk.models.store.book import open_book
book = open_book(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A second process that holds the book open until it is killed."""
    command = [sys.executable, "-c", HOLD, str(folder), PASSWORD]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def test_a_second_start_is_told_who_has_the_book(book_folder: Path) -> None:
    with another_program(book_folder) as process:
        with pytest.raises(BookInUse) as caught:
            open_book(book_folder, PASSWORD)
        assert caught.value.pid == process.pid
        assert caught.value.host == platform.node()
        assert caught.value.account == getpass.getuser()
        assert caught.value.here
        assert getpass.getuser() in caught.value.text
        looking = open_book(book_folder, PASSWORD, read_only=True)
        assert names(looking.store) == []
        looking.close()
    # killed: its lock is stale and must not block
    book = open_book(book_folder, PASSWORD)
    with book.store.write("登记党员") as session:
        enter(session, "张小明")
    book.close()


def test_a_lock_file_left_behind_never_blocks(book_folder: Path) -> None:
    (book_folder / "book.lock").write_text('{"host": "other", "pid": "1"}')
    book = open_book(book_folder, PASSWORD)
    with pytest.raises(BookInUse) as caught:
        BookLock(book_folder)
    assert caught.value.pid == os.getpid()
    book.close()
    BookLock(book_folder).release()


def test_a_scribbled_lock_file_is_no_hindrance(book_folder: Path) -> None:
    (book_folder / "book.lock").write_bytes(b"\xff\x00not json")
    book = open_book(book_folder, PASSWORD)
    (book_folder / "book.lock").write_bytes(b"\xff\x00not json")
    with pytest.raises(BookInUse, match="正在使用中"):
        BookLock(book_folder)
    book.close()


def test_a_failed_opening_gives_the_lock_back(book_folder: Path) -> None:
    with pytest.raises(Exception, match="密码不正确"):
        open_book(book_folder, "不是这个密码啊")
    open_book(book_folder, PASSWORD).close()


def test_the_lock_file_names_no_user_of_the_book(book_folder: Path) -> None:
    book = open_book(book_folder, PASSWORD)
    assert "李静" not in (book_folder / "book.lock").read_text("utf-8")
    book.close()

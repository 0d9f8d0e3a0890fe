"""The sample books: a branch and its committee, made anew or found where they were left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from djdesk.errors import UserError
from djdesk.models.store.faults import mapped
from djdesk.models.store.keys import Cost
from djdesk.models.store.lock import BookLock
from djdesk.services import accounts, books, places
from djdesk.services.books import BookKind
from djdesk.services.desk import Role
from djdesk.services.sample.branch import fill_branch
from djdesk.services.sample.script import Script

PASSWORD = "样例账套公开密码"
"""No secret: everything in a sample book is invented. It opens the book as its secretary."""

SECRETARY, OFFICER = "王艳", "周建平"
_CHEAP = Cost(iterations=1, memory=64, lanes=1)
"""A password that everybody knows needs no costly derivation."""

_OTHERS = (("李静", Role.ORGANIZER), ("吴志强", Role.COMMITTEE), ("检查组", Role.VIEWER))

_NOTE_NAME = "样例说明.txt"
_NOTE = f"""这里是党建工作台的样例账套，人员和资料都是虚构的，可以随意试用，也可以整个删除。
书记{SECRETARY}的密码：{PASSWORD}
其他用户（{"、".join(name for name, _ in _OTHERS)}）的密码在它后面加上“-姓名”。
"""


def make_branch(folder: Path, *, today: Callable[[], date] = date.today) -> str:
    """Make the sample branch book in the new or empty `folder`; returns the password.

    Raises what `create_book` raises; then nothing is left behind.
    """
    description = Script(today()).table("branch")
    _create(folder, BookKind.BRANCH, description["name"], SECRETARY)
    book = books.open_book(folder, PASSWORD, allow_removable=True)
    try:
        desk = books.desk_of(book, today=today)
        fill_branch(desk)
        for name, role in _OTHERS:
            accounts.add_user(desk, name=name, role=role, password=f"{PASSWORD}-{name}")
        books.back_up_changes(desk)
    finally:
        book.close()
    return PASSWORD


def make_committee(folder: Path, *, today: Callable[[], date] = date.today) -> str:
    """Make the empty book of the committee above the sample branch; otherwise as `make_branch`."""
    description = Script(today()).table("committee")
    _create(folder, BookKind.COMMITTEE, description["name"], OFFICER)
    return PASSWORD


def ready_branch(root: Path | None = None, *, fresh: bool = False) -> tuple[Path, str]:
    """The folder and password of the sample branch book; made if it is not there or `fresh`.

    `root` is a folder of the program's own (default: `places.sample_folder()`). What was tried out
    in the sample is kept until it is made anew. `BookInUse` when a window has it open and it is to
    be made anew; `UserError` for a book that is there and was not made here: it is never removed.
    """
    root = root or places.sample_folder()
    folder, note = root / "支部样例账套", root / _NOTE_NAME
    if folder.exists():
        if not note.exists():
            raise UserError(
                f"“{folder}”不是本程序建立的样例账套，没有改动它。",
                "请另选一个文件夹存放样例。",
            )
        if not fresh:
            return folder, PASSWORD
        BookLock(folder).release()
        shutil.rmtree(folder)
    making = root / "样例账套.part"
    shutil.rmtree(making, ignore_errors=True)
    with mapped(root):
        root.mkdir(parents=True, exist_ok=True)
        note.write_text(_NOTE, encoding="utf-8")
    make_branch(making)
    making.rename(folder)
    return folder, PASSWORD


def _create(folder: Path, kind: BookKind, name: str, user: str) -> None:
    books.create_book(folder, kind=kind, name=name, user_name=user, password=PASSWORD, cost=_CHEAP)

"""Getting a book back, also when it will not open, and copying one to a better place."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.errors import UserError
from djdesk.models.store.backup import Backup, list_backups, make_backup
from djdesk.models.store.book import OpenBook
from djdesk.models.store.keys import WrongPassword
from djdesk.models.store.lock import BookInUse
from djdesk.models.store.restore import copy_book, restore_backup
from tests.conftest import PASSWORD
from tests.models.store.people import NAMES, enter, names, names_in


@pytest.fixture
def closed(entered: OpenBook) -> tuple[Path, Backup]:
    """A closed book with one backup, changed since."""
    made = make_backup(entered.store, "manual")
    with entered.store.write("登记党员") as session:
        enter(session, "后来的人")
    entered.close()
    return entered.folder, made


def test_restore_sets_the_present_book_aside(closed: tuple[Path, Backup]) -> None:
    folder, made = closed
    restored = restore_backup(made.path, folder, PASSWORD)
    assert names_in(folder) == list(NAMES)
    assert restored.set_aside is not None
    assert names_in(restored.set_aside) == [*NAMES, "后来的人"]
    # the backups moved along and can still be used
    assert [b.path.name for b in list_backups(folder)] == [made.path.name]


def test_restore_works_when_the_book_will_not_open(closed: tuple[Path, Backup]) -> None:
    folder, made = closed
    (folder / "book.db").write_bytes(b"\0" * 8192)
    (folder / "keys.json").unlink()
    (folder / "keys.json.bak").unlink()
    restore_backup(made.path, folder, PASSWORD)
    assert names_in(folder) == list(NAMES)


def test_restore_with_a_wrong_password_changes_nothing(closed: tuple[Path, Backup]) -> None:
    folder, made = closed
    before = sorted(folder.rglob("*"))
    siblings = sorted(folder.parent.iterdir())
    with pytest.raises(WrongPassword):
        restore_backup(made.path, folder, "不是这个密码啊")
    assert sorted(folder.rglob("*")) == before
    assert sorted(folder.parent.iterdir()) == siblings


def test_restore_is_refused_while_somebody_works_in_the_book(entered: OpenBook) -> None:
    made = make_backup(entered.store, "manual")
    with pytest.raises(BookInUse):
        restore_backup(made.path, entered.folder, PASSWORD)
    assert names(entered.store) == list(NAMES)


def test_a_book_is_copied_with_attachments(closed: tuple[Path, Backup], tmp_path: Path) -> None:
    folder, _ = closed
    target = tmp_path / "copy"
    copy_book(folder, target, PASSWORD)
    assert names_in(target) == [*NAMES, "后来的人"]
    assert len(list((target / "files").rglob("*"))) == 2
    with pytest.raises(UserError, match="不是空的"):
        copy_book(folder, target, PASSWORD)

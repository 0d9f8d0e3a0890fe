"""Books as their users handle them: the first user, backups, second copies, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from djdesk.errors import StorageFault, UserError
from djdesk.models.organization import Organization
from djdesk.models.store import backup as backup_module
from djdesk.models.store.book import OpenBook, open_book
from djdesk.services import settings
from djdesk.services.books import (
    BookKind,
    back_up,
    back_up_daily,
    backup_before,
    check_book,
    close_book,
    create_book,
    desk_of,
    last_verified,
    list_backups,
    restore_backup,
    save_backup_as,
)
from djdesk.services.desk import Desk, Role
from tests.conftest import BRANCH, CHEAP, PASSWORD, TODAY, USER


def make(folder: Path, **changes: object) -> str:
    values: dict[str, object] = {
        "kind": BookKind.COMMITTEE,
        "name": BRANCH,
        "user_name": USER,
        "password": PASSWORD,
        "cost": CHEAP,
        **changes,
    }
    return create_book(folder, **values)  # type: ignore[arg-type]


def test_a_new_book_has_its_home_and_is_sound(tmp_path: Path) -> None:
    code = make(tmp_path / "book")
    assert check_book(tmp_path / "book", PASSWORD) == []
    book = open_book(tmp_path / "book", code)
    desk = desk_of(book, today=lambda: TODAY)
    assert (book.by_code, desk.role, desk.today()) == (True, Role.SECRETARY, TODAY)
    with desk.store.read() as session:
        home = session.execute(select(Organization)).scalar_one()
        assert (home.uid, home.kind, home.name) == (book.uid, "committee", BRANCH)
    book.close()


@pytest.mark.parametrize(
    "changes", [{"password": "short"}, {"name": " "}, {"user_name": ""}, {"role": Role.VIEWER}]
)
def test_a_refused_book_leaves_nothing(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(UserError):
        make(tmp_path / "book", **changes)
    assert list(tmp_path.iterdir()) == []


def test_a_book_that_fails_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("djdesk.services.books.Organization", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(tmp_path / "book")
    assert list(tmp_path.iterdir()) == []


def test_backup_with_a_second_copy(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    settings.put(desk, settings.SECOND_BACKUP_FOLDER, str(stick))
    done = back_up(desk)
    assert done.warning == ""
    assert done.second is not None
    assert done.second.read_bytes() == done.backup.path.read_bytes()
    stick.rename(tmp_path / "pulled out")
    done = back_up(desk)
    assert done.second is None
    assert "第二份备份没有写成" in done.warning
    assert str(stick) in done.warning
    assert len(list_backups(desk.store.folder)) == 2


def test_daily_backup_is_made_once_a_day(book_folder: Path) -> None:
    now = [datetime.fromisoformat("2026-11-20T09:00:00").astimezone()]
    book = open_book(book_folder, PASSWORD, clock=lambda: now[0])
    desk = desk_of(book)
    assert back_up_daily(desk) is not None
    now[0] += timedelta(hours=3)
    assert back_up_daily(desk) is None
    now[0] += timedelta(days=1)
    assert back_up_daily(desk) is not None
    assert last_verified(book_folder) == now[0]
    book.close()


def test_closing_backs_up_what_changed(book: OpenBook) -> None:
    done = close_book(book)
    assert done is not None
    assert done.backup.why == "close"
    again = open_book(book.folder, PASSWORD)
    assert close_book(again) is None
    open_book(book.folder, PASSWORD).close()


def test_a_book_closes_even_if_its_backup_fails(
    book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFault("磁盘已满", kind="full")

    monkeypatch.setattr(backup_module, "snapshot", full)
    with pytest.raises(StorageFault):
        close_book(book)
    open_book(book.folder, PASSWORD).close()


def test_a_read_only_desk_makes_no_backup(desk: Desk) -> None:
    with pytest.raises(UserError, match="只读"):
        back_up(replace(desk, read_only=True))


def test_a_backup_before_an_import_and_one_to_take_away(desk: Desk, tmp_path: Path) -> None:
    assert backup_before(desk, "import").why_title == "导入前"
    target = save_backup_as(desk, tmp_path / "交接.djbak")
    assert restore_backup(target, tmp_path / "restored", PASSWORD).set_aside is None

"""Books as their users handle them: the first user, backups, second copies, closing."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from djdesk.errors import Cancelled, StorageFault, UserError
from djdesk.models.organization import Organization
from djdesk.models.roster import Member
from djdesk.models.store import backup as backup_module
from djdesk.models.store.book import OpenBook, open_book
from djdesk.models.store.keys import WrongPassword
from djdesk.services import settings
from djdesk.services.books import (
    BookKind,
    back_up,
    back_up_daily,
    backup_before,
    check_book,
    check_open,
    close_book,
    copy_open,
    create_book,
    desk_of,
    facts,
    last_verified,
    list_backups,
    rehearse,
    restore_backup,
    save_backup_as,
)
from djdesk.services.desk import Desk, Role
from djdesk.services.progress import Progress
from tests.conftest import BRANCH, CHEAP, PASSWORD, TODAY, USER
from tests.models.store.people import NAMES, bring_in, enter, names, names_in


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
    settings.put(desk, settings.DAILY_BACKUP, False)
    assert back_up_daily(desk) is None
    settings.put(desk, settings.DAILY_BACKUP, True)
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


class Stopping:
    """Progress on which somebody presses 停止 at step `at`."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.told: list[str] = []

    def step(self, done: int, total: int, text: str = "") -> None:
        self.told.append(text)
        if len(self.told) == self.at:
            raise Cancelled


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_backup_that_is_stopped_leaves_nothing(desk: Desk, at: int) -> None:
    progress: Progress = (stopping := Stopping(at))
    with pytest.raises(Cancelled):
        back_up(desk, progress=progress)
    assert len(stopping.told) == at
    assert list((desk.store.folder / "backups").iterdir()) == []


def test_the_facts_of_a_book(desk: Desk, tmp_path: Path) -> None:
    before = facts(desk)
    assert (before.name, before.folder, before.kind) == (
        BRANCH,
        desk.store.folder,
        BookKind.BRANCH,
    )
    assert (before.verified, before.second, before.second_fault) == (None, None, "")
    stick = tmp_path / "stick"
    stick.mkdir()
    settings.put(desk, settings.SECOND_BACKUP_FOLDER, str(stick))
    assert facts(desk).second is None
    made = back_up(desk).backup
    after = facts(desk)
    assert after.verified == after.second == made.made_at
    assert after.backups_size == made.size
    assert after.size >= (desk.store.folder / "book.db").stat().st_size
    stick.rename(tmp_path / "pulled out")
    assert "找不到" in facts(desk).second_fault


def test_the_open_book_is_checked(desk: Desk) -> None:
    ids = bring_in(desk.store)
    found = check_open(desk)
    assert found.findings == ()
    assert found.counts["member"] == len(NAMES)
    digest = desk.store.files.put(b"photo" * 99)
    with desk.store.write("照片") as session:
        session.get_one(Member, ids[0]).photo = digest
    desk.store.files.path_of(digest).unlink()
    [finding] = check_open(desk).findings
    assert finding.part == "files"


def test_the_open_book_is_copied_whole(desk: Desk, tmp_path: Path) -> None:
    bring_in(desk.store)
    copy_open(desk, tmp_path / "copy")
    assert names_in(tmp_path / "copy") == list(NAMES)
    assert names(desk.store) == list(NAMES)
    with pytest.raises(UserError, match="不是空的"):
        copy_open(desk, tmp_path / "copy")
    with pytest.raises(UserError, match="自己的文件夹"):
        copy_open(desk, desk.store.folder / "副本")
    for at in (1, 2):
        with pytest.raises(Cancelled):
            copy_open(desk, tmp_path / "stopped", Stopping(at))
    assert not (tmp_path / "stopped").exists()


def test_a_rehearsal_compares_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    bring_in(desk.store)
    made = back_up(desk).backup
    with desk.store.write("登记党员") as session:
        enter(session, "后来的人")
    found = rehearse(desk, made.path, PASSWORD)
    by_table = {row.table: (row.now, row.then) for row in found.rows}
    assert by_table["member"] == (len(NAMES) + 1, len(NAMES))
    assert (found.members.now, found.members.then) == (len(NAMES) + 1, len(NAMES))
    assert found.last_now.endswith("登记党员")
    assert found.last_then.endswith("导入花名册")
    with pytest.raises(WrongPassword):
        rehearse(desk, made.path, "不是这个密码啊")
    make(tmp_path / "other")
    other = open_book(tmp_path / "other", PASSWORD)
    foreign = back_up(desk_of(other)).backup
    other.close()
    with pytest.raises(UserError, match="不是本账套的"):
        rehearse(desk, foreign.path, PASSWORD)
    assert list(private.iterdir()) == []

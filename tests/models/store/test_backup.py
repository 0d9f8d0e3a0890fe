"""Backups: made while the log is full, verified, noticed when damaged, thinned, restored."""

from __future__ import annotations

import random
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from djdesk.errors import StorageFault, UserError
from djdesk.models.store import backup as backup_module
from djdesk.models.store import check as check_module
from djdesk.models.store.backup import (
    changed_since_backup,
    copy_backup,
    last_verified,
    list_backups,
    make_backup,
    read_manifest,
    thin,
    write_copy,
)
from djdesk.models.store.book import OpenBook, open_book
from djdesk.models.store.check import Finding
from djdesk.models.store.restore import restore_backup
from djdesk.models.store.store import Store, open_engine, snapshot
from djdesk.models.store.thinning import Keep
from tests.conftest import PASSWORD
from tests.models.store.people import NAMES, enter, names_in


def test_a_backup_holds_all_that_was_written(entered: OpenBook, tmp_path: Path) -> None:
    made = make_backup(entered.store, "manual")
    manifest = read_manifest(made.path, whole=True)
    assert manifest.counts["member"] == len(NAMES)
    assert (manifest.book, manifest.kind, manifest.why) == (entered.uid, "branch", "manual")
    assert set(manifest.members) > {"book.db", "keys.json"}
    assert len(manifest.members) == 3
    restored = restore_backup(made.path, tmp_path / "restored", PASSWORD)
    assert restored.set_aside is None
    assert names_in(restored.folder) == list(NAMES)
    book = open_book(restored.folder, PASSWORD)
    assert book.store.files.paths()
    book.close()


def test_nothing_unfinished_is_left(entered: OpenBook) -> None:
    made = make_backup(entered.store, "manual")
    assert list((entered.folder / "backups").iterdir()) == [made.path]


def test_listed_newest_first_with_occasion(entered: OpenBook) -> None:
    first = make_backup(entered.store, "manual")
    second = make_backup(entered.store, "close")
    assert [b.path for b in list_backups(entered.folder)] == [second.path, first.path]
    assert second.why_title == "关闭时"
    assert last_verified(entered.folder) == second.made_at
    assert first.path != second.path


def test_a_book_without_backups(store: Store) -> None:
    assert list_backups(store.folder) == ()
    assert last_verified(store.folder) is None
    assert changed_since_backup(store)


def test_whether_something_changed_since(entered: OpenBook) -> None:
    make_backup(entered.store, "manual")
    assert not changed_since_backup(entered.store)
    with entered.store.write("登记党员") as session:
        enter(session, "钱多多")
    assert changed_since_backup(entered.store)


def test_a_hundred_flipped_bytes_are_noticed(entered: OpenBook, tmp_path: Path) -> None:
    whole = make_backup(entered.store, "manual").path.read_bytes()
    path = tmp_path / "flipped.djbak"
    chance = random.Random(2026)
    for _ in range(100):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= chance.randrange(1, 256)
        path.write_bytes(broken)
        with pytest.raises(StorageFault) as caught:
            restore_backup(path, tmp_path / "restored", PASSWORD)
        assert caught.value.kind == "damaged"
        assert not (tmp_path / "restored").exists()
    for size in (0, 10, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(StorageFault):
            read_manifest(path, whole=True)


def test_another_zip_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "x.djbak"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.txt", "x")
    with pytest.raises(UserError, match="不是本程序的备份"):
        read_manifest(path)


def test_a_copy_that_fails_its_check_stops_thinning_and_is_loud(
    entered: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [make_backup(entered.store, "manual").path for _ in range(3)]

    def no_good(path: Path, key: bytes) -> list[Finding]:
        return [*check_module.check_database(path, key), Finding("database", "数据库有1处损坏。")]

    monkeypatch.setattr(backup_module, "check_database", no_good)
    with pytest.raises(StorageFault, match="没有通过核验") as caught:
        make_backup(entered.store, "manual", keep=Keep(1, 1, 1, 1))
    assert caught.value.kind == "damaged"
    assert sorted((entered.folder / "backups").iterdir()) == sorted(old)


def test_a_copy_with_other_counts_is_refused(
    entered: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loses_a_row(engine: Engine, target: Path) -> None:
        snapshot(engine, target)
        copy = open_engine(target, entered.store.keyring.key, live=False)
        with copy.begin() as connection:
            connection.exec_driver_sql("DELETE FROM standing WHERE id=1")
        copy.dispose()

    monkeypatch.setattr(backup_module, "snapshot", loses_a_row)
    with pytest.raises(StorageFault, match="记录数"):
        make_backup(entered.store, "manual")
    assert list_backups(entered.folder) == ()


def test_older_ones_are_thinned_after_a_good_one(entered: OpenBook) -> None:
    made = [make_backup(entered.store, "manual", keep=Keep(2, 1, 1, 1)) for _ in range(4)]
    assert [b.path for b in list_backups(entered.folder)] == [made[3].path, made[2].path]


def test_thinning_touches_no_foreign_file(entered: OpenBook) -> None:
    made = make_backup(entered.store, "manual")
    note = made.path.with_name("我的备份.djbak")
    shutil.copy(made.path, note)
    thin(made.path.parent, datetime.now(UTC), keep=Keep(0, 0, 0, 0))
    assert note.exists()
    assert made.path.exists()  # the one made last stays whatever is asked


def test_a_second_copy_on_a_stick(entered: OpenBook, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = make_backup(entered.store, "manual")
    second = copy_backup(made.path, stick, book=entered.uid)
    assert second.read_bytes() == made.path.read_bytes()
    assert second.parent.parent == stick
    with pytest.raises(StorageFault) as caught:
        copy_backup(made.path, tmp_path / "pulled out", book=entered.uid)
    assert caught.value.kind == "missing"


def test_a_copy_under_a_chosen_name(entered: OpenBook, tmp_path: Path) -> None:
    made = make_backup(entered.store, "manual")
    write_copy(made.path, tmp_path / "交接.djbak")
    restore_backup(tmp_path / "交接.djbak", tmp_path / "restored", PASSWORD)

"""Damage of every part of a book is found, and named as what it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import text

from djdesk.errors import StorageFault
from djdesk.models.roster import Member
from djdesk.models.store.book import open_book
from djdesk.models.store.check import check_book
from djdesk.models.store.keys import WrongPassword
from tests.conftest import PASSWORD
from tests.models.store.people import bring_in


@pytest.fixture
def entered(book_folder: Path) -> Path:
    """A closed book with people and a photo."""
    book = open_book(book_folder, PASSWORD)
    ids = bring_in(book.store)
    digest = book.store.files.put(b"photo" * 999)
    with book.store.write("照片") as session:
        session.get_one(Member, ids[0]).photo = digest
    book.close()
    return book_folder


def parts(folder: Path) -> set[str]:
    return {finding.part for finding in check_book(folder, PASSWORD)}


def test_a_sound_book_has_no_findings(entered: Path) -> None:
    assert check_book(entered, PASSWORD) == []


def test_a_hundred_flipped_bytes_in_the_database_are_noticed(entered: Path) -> None:
    path = entered / "book.db"
    whole = path.read_bytes()
    chance = random.Random(2026)
    for _ in range(100):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= chance.randrange(1, 256)
        path.write_bytes(broken)
        assert parts(entered) == {"database"}
    path.write_bytes(whole)
    assert check_book(entered, PASSWORD) == []


def test_truncated_and_foreign_files_are_damage(entered: Path) -> None:
    path = entered / "book.db"
    whole = path.read_bytes()
    for content in (b"", whole[: len(whole) // 2], whole[:-4096], b"SQLite format 3\0" * 512):
        path.write_bytes(content)
        assert "database" in parts(entered), len(content)


def test_opening_a_damaged_database_says_damaged_not_wrong_password(entered: Path) -> None:
    path = entered / "book.db"
    broken = bytearray(path.read_bytes())
    broken[100] ^= 1
    path.write_bytes(broken)
    with pytest.raises(StorageFault) as caught:
        open_book(entered, PASSWORD)
    assert caught.value.kind == "damaged"
    with pytest.raises(WrongPassword):
        open_book(entered, "不是这个密码啊")


def test_damage_met_while_working_is_a_storage_fault(entered: Path) -> None:
    path = entered / "book.db"
    size = path.stat().st_size
    book = open_book(entered, PASSWORD)
    try:
        with path.open("r+b") as file:
            for page in range(1, size // 4096):
                file.seek(page * 4096 + 50)
                file.write(b"damaged!")
        with pytest.raises(StorageFault) as caught, book.store.read() as session:
            session.query(Member).all()
        assert caught.value.kind == "damaged"
    finally:
        book.close()


def test_a_missing_database_is_missing(entered: Path) -> None:
    (entered / "book.db").unlink()
    [finding] = check_book(entered, PASSWORD)
    assert "找不到" in finding.text
    assert not (entered / "book.db").exists()


def test_a_damaged_key_file_is_found_and_left_for_the_opening(entered: Path) -> None:
    (entered / "keys.json").write_bytes(b"{}")
    [finding] = check_book(entered, PASSWORD)
    assert finding.part == "keys"
    assert (entered / "keys.json").read_bytes() == b"{}"
    open_book(entered, PASSWORD).close()
    assert check_book(entered, PASSWORD) == []


def test_missing_attachments_are_found(entered: Path) -> None:
    [path] = [p for p in (entered / "files").rglob("*") if p.is_file()]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    [finding] = check_book(entered, PASSWORD)
    assert (finding.part, "损坏" in finding.text) == ("files", True)
    path.unlink()
    [finding] = check_book(entered, PASSWORD)
    assert (finding.part, "不在账套中" in finding.text) == ("files", True)


def test_orphans_and_an_altered_history_are_found(entered: Path) -> None:
    book = open_book(entered, PASSWORD)
    engine = book.store.engine
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        connection.execute(text("DROP TRIGGER audit_step_no_update"))
        connection.execute(text("UPDATE audit_step SET user='别人' WHERE id=2"))
        connection.commit()
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA foreign_keys=OFF")
    raw.cursor().execute("DELETE FROM member WHERE id=1")
    raw.close()
    book.close()
    found = check_book(entered, PASSWORD)
    assert {finding.part for finding in found} == {"references", "history"}
    assert any("第2步" in finding.text for finding in found)

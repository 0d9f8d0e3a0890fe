"""The schema that upgrades build, and books of older and newer programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from alembic import op
from sqlalchemy import Column, Integer, text

from djdesk.errors import UserError
from djdesk.models.migrations import upgrade as steps
from djdesk.models.migrations import versions
from djdesk.models.roster import Member, Standing
from djdesk.models.store.backup import list_backups, read_manifest
from djdesk.models.store.book import open_book
from djdesk.models.store.check import check_book, table_counts
from djdesk.models.store.store import Store
from tests.conftest import PASSWORD, schema_drift
from tests.models.store.people import enter, names

BOOKS = Path(__file__).parents[2] / "data" / "books"


def test_entities_and_steps_make_the_same_schema() -> None:
    assert schema_drift() == []


def test_steps_are_numbered_without_gaps() -> None:
    numbers = [step.revision for step in versions.REVISIONS]
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_a_newer_book_is_refused_in_plain_words_and_untouched(book_folder: Path) -> None:
    book = open_book(book_folder, PASSWORD)
    with book.store.write("x") as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num='9999'"))
    book.close()
    before = (book_folder / "book.db").read_bytes()
    with pytest.raises(UserError, match=r"9999.*0001"):
        open_book(book_folder, PASSWORD)
    assert (book_folder / "book.db").read_bytes() == before


@pytest.mark.parametrize("revision", [step.revision for step in versions.REVISIONS])
def test_a_stored_book_of_every_released_schema_opens(revision: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BOOKS / revision, tmp_path / "book"))
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    book = open_book(folder, PASSWORD)
    try:
        assert version_of(book.store) == versions.REVISIONS[-1].revision
        with book.store.read() as session:
            counts = table_counts(session.connection())
            people = session.query(Member).order_by(Member.id).all()
            standings = session.query(Standing).order_by(Standing.id).all()
            assert {table: counts[table] for table in expected["counts"]} == expected["counts"]
            assert expected["people"] == [
                [m.name, m.sex, m.id_number, str(m.birth_on), m.phone, m.uid] for m in people
            ]
            assert expected["standings"] == [
                [s.member_id, str(s.since), s.state, s.person_class] for s in standings
            ]
            assert all(book.store.files.get(member.photo) for member in people)
    finally:
        book.close()
    assert check_book(folder, PASSWORD) == []


class NextStep:
    """A step that the program of tomorrow might bring."""

    revision = "0002"
    down_revision = "0001"

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails

    def upgrade(self) -> None:
        op.create_table("tomorrow", Column("id", Integer, primary_key=True))
        op.execute("UPDATE member SET remark='upgraded'")
        if self.fails:
            raise ZeroDivisionError


@pytest.fixture
def entered(book_folder: Path) -> Path:
    book = open_book(book_folder, PASSWORD)
    with book.store.write("登记党员") as session:
        enter(session, "张小明")
    book.close()
    return book_folder


def program_of_tomorrow(monkeypatch: pytest.MonkeyPatch, step: NextStep) -> None:
    monkeypatch.setattr(steps, "REVISIONS", (*versions.REVISIONS, step))


def test_an_older_book_is_upgraded_after_a_verified_backup(
    entered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program_of_tomorrow(monkeypatch, NextStep())
    with pytest.raises(UserError, match="先升级"):
        open_book(entered, PASSWORD, read_only=True)
    book = open_book(entered, PASSWORD)
    try:
        assert names(book.store) == ["张小明"]
        assert version_of(book.store) == "0002"
        [backup] = list_backups(entered)
        assert backup.why == "upgrade"
        manifest = read_manifest(backup.path, whole=True)
        assert manifest.counts["member"] == 1
        assert "tomorrow" not in manifest.counts
    finally:
        book.close()


def test_a_failing_upgrade_changes_nothing(entered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as tomorrow:
        program_of_tomorrow(tomorrow, NextStep(fails=True))
        with pytest.raises(ZeroDivisionError):
            open_book(entered, PASSWORD)
    book = open_book(entered, PASSWORD)
    try:
        assert version_of(book.store) == "0001"
        with book.store.read() as session:
            assert session.connection().execute(
                text("SELECT remark FROM member")
            ).scalars().all() == [""]
    finally:
        book.close()


def version_of(store: Store) -> str:
    with store.read() as session:
        return str(
            session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar()
        )

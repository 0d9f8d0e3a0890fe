"""What the world does to a book: killed programs, full disks, and curious readers of the disk."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from djdesk.errors import StorageFault
from djdesk.models.archive import Attachment
from djdesk.models.audit import AuditStep
from djdesk.models.organization import Organization
from djdesk.models.roster import Kin, Member
from djdesk.models.store.backup import list_backups, make_backup, read_manifest
from djdesk.models.store.book import create_book, open_book
from djdesk.models.store.bulk import add_many
from djdesk.models.store.check import check_book
from djdesk.models.store.store import Store
from djdesk.models.store.undo import undo
from djdesk.services import accounts
from djdesk.services.books import BookKind, back_up, desk_of
from djdesk.services.desk import Role
from djdesk.services.settings import SECOND_BACKUP_FOLDER, put
from tests.conftest import BRANCH, CHEAP, PASSWORD, USER
from tests.full_disk import SmallDisk, no_file_beyond
from tests.models.store.entry import signature
from tests.models.store.people import bring_in, enter, names

ROUNDS = 100


# -- killed at random points -----------------------------------------------------------------------


@pytest.fixture
def program(book_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process with the whole program loaded that starts a working copy of itself on demand."""
    command = [sys.executable, "-m", "tests.models.store.entry", str(book_folder), PASSWORD]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def run_and_kill(
    program: subprocess.Popen[str], confirmations: int, after: float
) -> list[dict[str, object]]:
    """What the working copy confirmed until it was killed `after` seconds after so many lines."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("start\n")
    program.stdin.flush()
    pid = int(program.stdout.readline())
    confirmed = [json.loads(program.stdout.readline()) for _ in range(confirmations)]
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    while (line := program.stdout.readline()) != "over\n":
        assert line, "the program itself died"
        if line.endswith("}\n"):  # a line cut off by the kill was not shown to anybody
            confirmed.append(json.loads(line))
    return confirmed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL; POSIX only")
def test_killed_a_hundred_times_every_confirmed_change_is_there(
    program: subprocess.Popen[str], book_folder: Path
) -> None:
    chance = random.Random(2026)
    last: dict[str, object] = {"step": 1}
    confirmed_in_all = in_flight = 0
    for _ in range(ROUNDS):
        confirmed = run_and_kill(program, chance.randrange(5), chance.uniform(0, 0.05))
        confirmed_in_all += len({line["step"] for line in confirmed})
        last = confirmed[-1] if confirmed else last
        book = open_book(book_folder, PASSWORD)
        try:
            with book.store.read() as session:
                step = session.execute(select(func.max(AuditStep.id))).scalar_one()
            if step == last["step"]:
                now = signature(book.store)
            else:
                # killed after the commit and before the confirmation: whole, so it can be undone
                in_flight += 1
                assert step == int(str(last["step"])) + 1
                done = undo(book.store, step)
                now = signature(book.store)
                undo(book.store, done.step)
                step = done.step + 1
            assert last.get("signature") in (None, now)
            last = {"step": step, "signature": signature(book.store)}
            assert not list(book_folder.rglob("*.djpart"))
        finally:
            book.close()
        assert check_book(book_folder, PASSWORD) == []
        for backup in list_backups(book_folder):
            read_manifest(backup.path, whole=True)
    print(f"{ROUNDS} kills, {confirmed_in_all} confirmed, {in_flight} whole but not confirmed")  # noqa: T201
    assert confirmed_in_all > ROUNDS


# -- a full disk -----------------------------------------------------------------------------------


def new_book(folder: Path) -> None:
    create_book(
        folder,
        kind=BookKind.BRANCH,
        name=BRANCH,
        user_name=USER,
        role="secretary",
        password=PASSWORD,
        cost=CHEAP,
        fill=lambda book: fill_home(book.store),
    )


def fill_home(store: Store) -> None:
    with store.write("新建账套") as session:
        session.add(Organization(kind="branch", name=BRANCH))


def attempt(deed: Callable[[], object]) -> StorageFault | None:
    """What went wrong with `deed`; anything but a `StorageFault` is raised."""
    try:
        deed()
    except StorageFault as fault:
        return fault
    return None


def test_saving_on_a_full_disk(small_disk: SmallDisk) -> None:
    folder = small_disk.folder / "book"
    new_book(folder)
    outcomes = set()
    book = open_book(folder, PASSWORD)
    expected: list[str] = []
    for free in range(0, 400_000, 20_000):
        name = f"新党员{free}"

        def save(name: str = name) -> None:
            with book.store.write("登记党员") as session:
                member_id = enter(session, name)
                kin = [
                    {"member_id": member_id, "relation": "其他", "name": "长" * 99}
                    for _ in range(300)
                ]
                add_many(session, Kin, kin)

        with small_disk.leaving(free):
            fault = attempt(save)
        outcomes.add(fault is None)
        if fault is None:
            expected.append(name)
        else:
            assert fault.kind == "full"
            assert str(folder) in fault.text
            assert "没有改变" in fault.text
        assert names(book.store) == expected
        # room was made: work goes on in the same window
        with book.store.write("登记党员") as session:
            enter(session, f"{name}以后")
        expected.append(f"{name}以后")
    assert outcomes == {True, False}
    book.close()
    assert check_book(folder, PASSWORD) == []
    book = open_book(folder, PASSWORD)
    assert names(book.store) == expected
    book.close()


def test_a_backup_on_a_full_disk_leaves_the_older_ones(small_disk: SmallDisk) -> None:
    folder = small_disk.folder / "book"
    new_book(folder)
    book = open_book(folder, PASSWORD)
    bring_in(book.store)
    first = make_backup(book.store, "manual")
    content = first.path.read_bytes()
    outcomes = set()
    size = book.store.path.stat().st_size
    for free in range(0, 6 * size, size // 4):
        with small_disk.leaving(free):
            fault = attempt(lambda: make_backup(book.store, "manual"))
        outcomes.add(fault is None)
        if fault is not None:
            assert fault.kind == "full"
            assert str(folder) in fault.text
        assert first.path.read_bytes() == content
        for path in (folder / "backups").iterdir():
            read_manifest(path, whole=True)
        if fault is None:
            break
    assert outcomes == {True, False}
    book.close()


def test_making_a_book_on_a_full_disk_leaves_nothing(small_disk: SmallDisk) -> None:
    folder = small_disk.folder / "book"
    outcomes = set()
    for free in range(0, 6_000_000, 400_000):  # until there is room for an empty book
        with small_disk.leaving(free):
            fault = attempt(lambda: new_book(folder))
            outcomes.add(fault is None)
            if fault is None:
                break
            assert fault.kind == "full"
            assert not folder.exists()
    assert outcomes == {True, False}


def test_keys_and_attachments_on_a_full_disk(small_disk: SmallDisk) -> None:
    folder = small_disk.folder / "book"
    new_book(folder)
    book = open_book(folder, PASSWORD)
    desk = desk_of(book)
    kept = book.store.files.put(b"kept" * 1000)
    with small_disk.leaving(0):
        fault = attempt(lambda: book.store.files.put(b"new" * 20_000))
        assert fault is not None
        assert fault.kind == "full"
        fault = attempt(
            lambda: accounts.add_user(
                desk, name="王芳", role=Role.VIEWER, password="另一个很好的密码"
            )
        )
        assert fault is not None
        assert fault.kind == "full"
    assert [user.name for user in accounts.users(desk)] == [USER]
    assert book.store.files.get(kept) == b"kept" * 1000
    assert not list(folder.rglob("*.djpart"))
    book.close()
    open_book(folder, PASSWORD).close()


def test_without_rights_a_limit_on_files_stands_for_the_full_disk(book_folder: Path) -> None:
    book = open_book(book_folder, PASSWORD)
    bring_in(book.store)
    first = make_backup(book.store, "manual")
    content = first.path.read_bytes()
    wal = (book_folder / "book.db-wal").stat().st_size
    with no_file_beyond(wal):
        many = ["某某"] * 2000
        fault = attempt(lambda: bring_in(book.store, many))
    assert fault is not None
    with no_file_beyond(len(content) // 2):
        backup_fault = attempt(lambda: make_backup(book.store, "manual"))
    assert backup_fault is not None
    assert [path.read_bytes() for path in (book_folder / "backups").iterdir()] == [content]
    assert len(names(book.store)) == 5
    book.close()
    assert check_book(book_folder, PASSWORD) == []


# -- nothing in clear ------------------------------------------------------------------------------

PLANTED = {"name": "司徒甲乙丙", "id": "999999198503011238", "phone": "13800004321"}


def test_no_file_shows_a_planted_name_number_or_telephone(
    book_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary, stick = tmp_path / "temporary", tmp_path / "stick"
    for folder in (temporary, stick):
        folder.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(temporary))
    book = open_book(book_folder, PASSWORD)
    desk = desk_of(book)
    put(desk, SECOND_BACKUP_FOLDER, str(stick))
    accounts.add_user(desk, name=PLANTED["name"], role=Role.VIEWER, password="另一个很好的密码")
    letter = "，".join(PLANTED.values()).encode() * 50
    with book.store.write("登记党员") as session:
        member_id = enter(session, PLANTED["name"], phone=PLANTED["phone"])
        session.get_one(Member, member_id).id_number = PLANTED["id"]
        session.add(
            Attachment(
                owner="member",
                owner_id=member_id,
                title=PLANTED["name"],
                digest=book.store.files.put(letter),
                added_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    bring_in(book.store, [f"{PLANTED['name']}{n}" for n in range(500)])
    with book.store.read() as session:
        # large enough to sort outside the page cache
        session.execute(select(Member.name).order_by(Member.name.desc(), Member.phone)).all()
    assert back_up(desk).second is not None
    assert_hidden(tmp_path)  # while it is open, with its log
    book.close()
    assert_hidden(tmp_path)


def assert_hidden(folder: Path) -> None:
    needles = [
        text.encode(code)
        for text in [*PLANTED.values(), USER]
        for code in ("utf-8", "utf-16-le", "gbk")
    ]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"book.db", "keys.json", "book.lock"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        assert not any(needle in content for needle in needles), path
        assert not any(part in str(path) for part in PLANTED.values())

"""`djdesk book …`: made, looked at, checked, backed up and restored from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.services import books
from tests.cli.conftest import Run
from tests.conftest import BRANCH, PASSWORD, USER


def test_create_gives_a_book_and_its_recovery_code(
    run: Run, tmp_path: Path, password_file: Path
) -> None:
    folder = tmp_path / "new"
    words = ("book", "create", folder, "--kind", "branch", "--name", BRANCH, "--user", USER)
    said = run(*words, "--password-file", password_file, "--json")
    assert said.code == 0
    assert said.err == ""
    made = said.json
    assert (made["kind"], made["name"], made["user"]) == ("branch", BRANCH, USER)
    for way_in in (PASSWORD, str(made["recovery_code"])):
        books.open_book(folder, way_in).close()
    again = run(*words, "--password-file", password_file)
    assert again.code == 1
    assert again.out == ""
    assert "不是空的" in again.err


def test_create_says_the_code_once_and_in_words(
    run: Run, tmp_path: Path, password_file: Path
) -> None:
    said = run(
        "book",
        "create",
        tmp_path / "new",
        "--kind",
        "committee",
        "--name",
        "中共某某厂委员会",
        "--password-file",
        password_file,
    )
    assert said.code == 0
    code = next(line for line in said.out.splitlines() if line.startswith("恢复码："))
    books.open_book(tmp_path / "new", code.removeprefix("恢复码：")).close()


def test_info_counts(run: Run, book_folder: Path, password_file: Path) -> None:
    said = run("book", "info", book_folder, "--password-file", password_file, "--json")
    assert said.code == 0
    assert said.json["name"] == BRANCH
    assert said.json["members"] == 0
    assert said.json["last_backup"] == ""
    words = run("book", "info", book_folder, "--password-file", password_file)
    assert BRANCH in words.out
    assert "还没有" in words.out


def test_check_of_a_sound_and_of_a_damaged_book(
    run: Run, book_folder: Path, password_file: Path
) -> None:
    words = ("book", "check", book_folder, "--password-file", password_file)
    assert run(*words).code == 0
    assert run(*words, "--json").json == {"sound": True, "findings": []}
    database = book_folder / "book.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    damaged = run(*words, "--json")
    assert damaged.code == 1
    assert damaged.json["sound"] is False
    assert damaged.json["findings"]
    assert run(*words).err.startswith("· ")


def test_wrong_password_is_told_apart_from_damage(
    run: Run, book_folder: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("不是这个密码吧\n", encoding="utf-8")
    said = run("book", "info", book_folder, "--password-file", wrong, "--json")
    assert said.code == 1
    assert "密码" in str(said.json["error"])
    assert "损坏" not in said.out + said.err
    (book_folder / "keys.json").write_bytes(b"{}")
    (book_folder / "keys.json.bak").write_bytes(b"{}")
    damaged = run("book", "info", book_folder, "--password-file", wrong)
    assert damaged.code == 1
    assert "损坏" in damaged.err


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "第一行是空的"), (b"\xff\xfe\x00\xd8", "不是 UTF-8"), (None, "打不开")],
)
def test_password_files_that_do_not_serve(
    run: Run, book_folder: Path, tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "p.txt"
    if content is not None:
        path.write_bytes(content)
    told = run("book", "info", book_folder, "--password-file", path)
    assert told.code == 1
    assert said in told.err


def test_without_password_and_terminal(run: Run, book_folder: Path) -> None:
    told = run("book", "info", book_folder)
    assert told.code == 1
    assert "--password-file" in told.err


def test_back_up_and_restore(
    run: Run, book_folder: Path, password_file: Path, tmp_path: Path
) -> None:
    copy, back = tmp_path / "copy.djbak", tmp_path / "back"
    password = ("--password-file", password_file)
    made = run("book", "backup", book_folder, "--to", copy, *password, "--json")
    assert made.code == 0
    assert made.json["size"] == copy.stat().st_size
    said = run("book", "restore", copy, "--to", back, *password)
    assert said.code == 0
    assert run("book", "check", back, *password).code == 0
    (book_folder / "book.db").write_bytes(b"gone")
    over = run("book", "restore", copy, "--to", book_folder, *password, "--json")
    assert over.code == 0
    assert Path(str(over.json["set_aside"])).is_dir()
    assert run("book", "check", book_folder, *password).code == 0


def test_backup_of_a_wrong_name_or_place(
    run: Run, book_folder: Path, password_file: Path, tmp_path: Path
) -> None:
    for to, said in ((tmp_path / "x.zip", "扩展名"), (tmp_path / "no" / "x.djbak", "不存在")):
        told = run("book", "backup", book_folder, "--to", to, "--password-file", password_file)
        assert told.code == 1
        assert said in told.err
        assert not to.exists()


def test_restoring_what_is_no_backup(
    run: Run, book_folder: Path, password_file: Path, tmp_path: Path
) -> None:
    before = (book_folder / "book.db").read_bytes()
    path = tmp_path / "x.djbak"
    password = ("--password-file", password_file)
    assert run("book", "restore", path, "--to", book_folder, *password).code == 1
    path.write_bytes(b"not a backup")
    assert run("book", "restore", path, "--to", book_folder, *password).code == 1
    assert (book_folder / "book.db").read_bytes() == before

"""`djdesk committee …` and `djdesk package …`: the way to the committee and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Said
from tests.conftest import BRANCH, COMMITTEE, USER

Words = tuple[str | Path, ...]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that stands for the stick."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def joined(run: Run, on_book: Words, on_committee: Words, stick: Path) -> None:
    """The branch has joined the committee."""
    words = ("committee", "invite", "--branch", BRANCH, "--code", "0012", "--out", stick)
    invited = run(*words, *on_committee, "--json")
    assert invited.code == 0
    told = run("committee", "join", str(invited.json["file"]), *on_book, "--json")
    assert told.code == 0
    assert told.json["fingerprint"] == invited.json["fingerprint"]
    assert told.json["committee"] == COMMITTEE


def exported(run: Run, stick: Path, on_book: Words) -> Path:
    """The next package of the branch."""
    said = run("package", "export", "--to", stick, *on_book, "--json")
    assert said.code == 0, said.err
    return Path(str(said.json["file"]))


def only(said: Said) -> dict[str, object]:
    """What was said of the one package that was merged."""
    (package,) = said.listed("packages")
    return package


@pytest.mark.usefixtures("joined")
def test_nothing_goes_down_before_something_was_written(
    run: Run, on_book: Words, on_committee: Words, stick: Path
) -> None:
    exported(run, stick, on_book)
    said = run("package", "dispatch", "--to", stick, *on_committee, "--json")
    assert (said.code, said.json["dispatches"]) == (0, [])
    assert "没有新的内容" in run("package", "dispatch", "--to", stick, *on_committee).out


@pytest.mark.usefixtures("joined")
def test_a_package_goes_up_and_a_receipt_comes_back(
    run: Run, on_book: Words, on_committee: Words, stick: Path
) -> None:
    path = exported(run, stick, on_book)
    assert run("package", "check", path).code == 0
    checked = run("package", "check", path, *on_committee, "--json")
    assert (checked.code, checked.json["status"]) == (0, "good")
    merged = run("package", "merge", path, *on_committee, "--json")
    assert (merged.code, only(merged)["status"]) == (0, "merged")
    again = run("package", "merge", path, *on_committee, "--json")
    assert (again.code, only(again)["status"]) == (0, "already")
    said = run("package", "merge", path, *on_committee).out
    assert re.search(rf"已于 \d{{4}}年\d+月\d+日 \d\d:\d\d 由 {USER} 合并过", said)
    receipt = str(only(merged)["receipt"])
    back = run("package", "receive", receipt, *on_book, "--json")
    assert (back.code, back.json["status"]) == (0, "accepted")
    assert "已接收" in run("package", "receive", receipt, *on_book).out


@pytest.mark.usefixtures("joined")
def test_an_altered_byte_is_refused(
    run: Run, on_book: Words, on_committee: Words, stick: Path
) -> None:
    path = exported(run, stick, on_book)
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    for words in (("package", "check", path), ("package", "check", path, *on_committee)):
        assert run(*words).code == 1
    merged = run("package", "merge", path, *on_committee, "--json")
    assert merged.code == 1
    assert only(merged)["status"] == "refused"
    assert only(merged)["error"]


@pytest.mark.usefixtures("joined")
def test_one_refused_package_does_not_keep_the_others_out(
    run: Run, on_book: Words, on_committee: Words, stick: Path, tmp_path: Path
) -> None:
    path = exported(run, stick, on_book)
    torn = tmp_path / "torn.djx"
    torn.write_bytes(path.read_bytes()[:500])
    merged = run("package", "merge", torn, path, *on_committee, "--json")
    assert merged.code == 1
    states = [package["status"] for package in merged.listed("packages")]
    assert states == ["refused", "merged"]


@pytest.mark.usefixtures("joined")
def test_an_older_package_is_refused(
    run: Run, on_book: Words, on_committee: Words, stick: Path
) -> None:
    first, second = exported(run, stick, on_book), exported(run, stick, on_book)
    assert run("package", "merge", second, *on_committee).code == 0
    older = run("package", "merge", first, *on_committee)
    assert older.code == 1
    assert "不能用旧的覆盖新的" in older.err


def test_export_before_joining_and_to_no_folder(run: Run, on_book: Words, stick: Path) -> None:
    alone = run("package", "export", "--to", stick, *on_book, "--json")
    assert alone.code == 1
    assert alone.json["error"]
    missing = run("package", "export", "--to", stick / "不在", *on_book)
    assert missing.code == 1
    assert "找不到文件夹" in missing.err
    assert list(stick.iterdir()) == []


def test_wrong_sides_are_told(run: Run, on_book: Words, on_committee: Words, stick: Path) -> None:
    words = ("committee", "invite", "--branch", BRANCH, "--out", stick)
    assert run(*words, *on_book).code == 1
    invited = run(*words, *on_committee, "--json")
    assert run("committee", "join", str(invited.json["file"]), *on_committee).code == 1
    assert run("committee", "join", stick / "不在.djinvite", *on_book).code == 1

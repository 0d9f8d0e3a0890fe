"""The command line as a process: its streams, its exit codes, what it does with our mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import djdesk
from djdesk.services import books
from tests.cli.conftest import Run
from tests.conftest import BRANCH

ROOT = Path(__file__).resolve().parents[2]


def process(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The real program with `words`, in a system that knows no Chinese."""
    return subprocess.run(
        [sys.executable, "-m", "djdesk", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", **environment},
        capture_output=True,
        check=False,
    )


def test_streams_are_utf8_whatever_the_system_says(book_folder: Path, password_file: Path) -> None:
    words = ("book", "info", book_folder, "--password-file", password_file)
    told = process(*words, PYTHONIOENCODING="ascii")
    assert told.returncode == 0
    assert BRANCH in told.stdout.decode("utf-8")
    assert told.stderr == b""
    wrong = process("book", "nothing", PYTHONIOENCODING="gbk")
    assert wrong.returncode == 2
    assert "不能是 'nothing'" in wrong.stderr.decode("utf-8")
    assert wrong.stdout == b""


def test_json_is_alone_on_standard_output(book_folder: Path, tmp_path: Path) -> None:
    told = process("book", "info", book_folder, "--password-file", tmp_path / "不在", "--json")
    assert told.returncode == 1
    assert "打不开" in json.loads(told.stdout)["error"]
    assert "打不开" in told.stderr.decode("utf-8")


def test_batch_commands_load_no_window(book_folder: Path, password_file: Path) -> None:
    code = (
        "import sys; from djdesk import cli\n"
        f"code = cli.main(['book', 'info', {str(book_folder)!r}, "
        f"'--password-file', {str(password_file)!r}])\n"
        "print(*[n for n in sys.modules if n.split('.')[0] in ('PySide6', 'reportlab')])\n"
        "sys.exit(code)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert told.returncode == 0
    assert told.stdout.decode("utf-8").splitlines()[-1] == ""


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.strip() == f"djdesk {djdesk.__version__}"
    told = run("--help")
    assert told.code == 0
    for word in ("demo", "book", "roster", "report", "committee", "package", "self-test"):
        assert f"    {word}" in told.out
    assert run().code == 2


def test_a_mistake_of_ours_is_reported_without_quoting_anybody(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    own_data: Path,
    book_folder: Path,
    password_file: Path,
) -> None:
    def mistake(*_words: object) -> None:
        raise RuntimeError("王小明 999999198503011238")

    monkeypatch.setattr(books, "check_book", mistake)
    told = run("book", "check", book_folder, "--password-file", password_file, "--json")
    assert told.code == 1
    (report,) = own_data.rglob("*.txt")
    assert told.json["report"] == str(report)
    assert str(report) in told.err
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "mistake" in text
    for said in (told.out, told.err, text):
        assert "王小明" not in said
        assert "999999198503011238" not in said


def test_stopping_with_the_keyboard(
    run: Run, monkeypatch: pytest.MonkeyPatch, book_folder: Path, password_file: Path
) -> None:
    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(books, "check_book", interrupted)
    told = run("book", "check", book_folder, "--password-file", password_file)
    assert told.code == 130
    assert "已停止" in told.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells nobody that a pipe was closed")
def test_a_reader_that_goes_away_is_no_fault(own_data: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "djdesk", "report", "list"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as told:
        assert told.stdout is not None
        assert told.stderr is not None
        told.stdout.close()
        assert told.stderr.read() == b""
        assert told.wait() == 1
    assert not own_data.exists()

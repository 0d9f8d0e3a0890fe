"""What the world does to the program as a whole: full disks, two starts, readers of the disk."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from djdesk import cli
from djdesk.services import sample
from djdesk.services.sample.people import id_number
from tests.conftest import BRANCH, COMMITTEE, PASSWORD
from tests.full_disk import SmallDisk, no_file_beyond

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample branch, closed."""
    folder = tmp_path_factory.mktemp("sample") / "book"
    sample.make_branch(folder)
    return folder


@pytest.fixture
def on_sample(sample_folder: Path, tmp_path: Path) -> list[str]:
    """The words that name the sample book."""
    path = tmp_path / "password.txt"
    path.write_text(sample.PASSWORD, encoding="utf-8")
    return ["--book", str(sample_folder), "--password-file", str(path)]


# -- a full disk -----------------------------------------------------------------------------------

WRITERS = {
    "花名册.pdf": ("report", "roster", "--out"),
    "采集表.pdf": ("report", "member-form", "--out"),
    "花名册.xlsx": ("report", "roster", "--out"),
    "导出.xlsx": ("roster", "export"),
    "备份.djbak": ("book", "backup"),
}
OLD = b"what was there before"


def deed(name: str, folder: Path, on_sample: list[str]) -> list[str]:
    """The words of the command that writes the file `name` into `folder`."""
    words = [*WRITERS[name], str(folder / name), *on_sample]
    if name.endswith(".djbak"):
        words = ["book", "backup", on_sample[1], "--to", str(folder / name), *on_sample[2:]]
    return words


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_the_old_file_whole_and_is_named(
    name: str,
    small_disk: SmallDisk,
    on_sample: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = small_disk.folder / name
    outcomes = set()
    for free in (0, 4_096, 20_000, 8_000_000):
        path.write_bytes(OLD)
        with small_disk.leaving(free):
            code = cli.main([*deed(name, small_disk.folder, on_sample), "--json"])
        said = capsys.readouterr()
        outcomes.add(code)
        if code:
            error = json.loads(said.out)
            assert str(small_disk.folder) in error["error"]
            assert "满" in error["error"] or "空间" in error["error"] + error["remedy"]
            assert path.read_bytes() == OLD
        else:
            assert len(path.read_bytes()) > 1000
        assert sorted(file.name for file in small_disk.folder.iterdir()) == [name]
    assert outcomes == {0, 1}


@pytest.mark.parametrize("name", WRITERS)
def test_without_rights_a_limit_on_files_stands_for_the_full_disk(
    name: str, tmp_path: Path, on_sample: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / name
    path.write_bytes(OLD)
    words = deed(name, folder, on_sample)
    with no_file_beyond(3_000):
        # the book itself may not grow either: where it must be written first, that is refused
        assert cli.main(words) == 1
    assert "未完成" in capsys.readouterr().err
    assert path.read_bytes() == OLD
    assert [file.name for file in folder.iterdir()] == [name]
    assert cli.main(words) == 0


# -- two starts ------------------------------------------------------------------------------------


@pytest.fixture
def other_process(book_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the book open, as a window would."""
    code = (
        "import sys; from pathlib import Path; from djdesk.services import books\n"
        "book = books.open_book(Path(sys.argv[1]), sys.argv[2])\n"
        "print('open', flush=True); sys.stdin.read(); book.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(book_folder), PASSWORD],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_second_start_reads_but_does_not_write_until_the_first_is_gone(
    other_process: subprocess.Popen[str],
    book_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    password = tmp_path / "password.txt"
    password.write_text(PASSWORD, encoding="utf-8")
    words = [str(book_folder), "--password-file", str(password)]
    backup = ["book", "backup", *words, "--to", str(tmp_path / "copy.djbak")]
    assert cli.main(["book", "info", *words]) == 0
    capsys.readouterr()
    assert cli.main(backup) == 1
    assert "正在使用中" in capsys.readouterr().err
    other_process.kill()
    other_process.wait()
    # the lock file of the killed one is still there and blocks nobody
    assert (book_folder / "book.lock").exists()
    assert cli.main(backup) == 0


# -- nothing in clear ------------------------------------------------------------------------------

BORN = date(1985, 3, 1)
PLANTED = {"name": "司徒甲乙丙", "id": id_number(BORN, 123), "phone": "13800004321"}
FAULTY = {"name": "司徒丁戊己", "id": "999999198502301238", "phone": "13800008765"}
SECRETARY = "司徒庚辛"


def planted_sheet(path: Path) -> Path:
    """A list with one good person and one whose number names no day."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["姓名", "性别", "身份证号", "入党时间", "转正时间", "联系电话"])
    for person in (PLANTED, FAULTY):
        page.append([person["name"], "男", person["id"], "2010.7.1", "2011.7.1", person["phone"]])
    book.save(path)
    return path


class Session:
    """A computer of its own: every command a process, all that it may write in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.temporary = home / "temporary"
        self.temporary.mkdir(parents=True)
        places = {name: str(self.temporary) for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR")}
        folders = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")
        own = {name: str(home) for name in (*folders, "DJDESK_DATA")}
        self._environment = {**os.environ, **places, **own}
        self._password = home.parent / "password.txt"
        self._password.write_text(PASSWORD, encoding="utf-8")

    def run(self, *words: str | Path, code: int = 0) -> dict[str, object]:
        """Run a command that must end with `code`."""
        given = [*map(str, words), "--password-file", str(self._password), "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "djdesk", *given],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr.decode()
        value = json.loads(done.stdout)
        assert isinstance(value, dict)
        return value


def test_no_file_of_a_whole_session_shows_a_name_a_number_or_a_telephone(tmp_path: Path) -> None:
    session = Session(tmp_path / "home")
    sheet = planted_sheet(tmp_path / "list.xlsx")
    branch, committee, stick = (session.home / name for name in ("支部", "党委", "U盘"))
    stick.mkdir()
    on_branch, on_committee = ("--book", branch), ("--book", committee)

    create = ("--kind", "branch", "--name", BRANCH, "--user", SECRETARY)
    session.run("book", "create", branch, *create)
    create = ("--kind", "committee", "--name", COMMITTEE, "--user", SECRETARY)
    session.run("book", "create", committee, *create)
    session.run("roster", "import", sheet, *on_branch, code=1)
    imported = session.run("roster", "import", sheet, *on_branch, "--only-good", code=1)
    assert imported["new"] == 1
    session.run("report", "roster", "--out", tmp_path / "paper.pdf", *on_branch)
    session.run("roster", "export", tmp_path / "sheet.xlsx", *on_branch)
    out = ("--out", stick)
    invited = session.run("committee", "invite", "--branch", BRANCH, *out, *on_committee)
    session.run("committee", "join", str(invited["file"]), *on_branch)
    package = session.run("package", "export", "--to", stick, *on_branch)
    session.run("package", "check", str(package["file"]), *on_committee)
    session.run("package", "merge", str(package["file"]), *on_committee)
    (receipt,) = stick.glob("*.djr")
    session.run("package", "receive", receipt, *on_branch)
    copy = session.home / "备份.djbak"
    session.run("book", "backup", branch, "--to", copy)
    session.run("book", "restore", copy, "--to", branch)
    assert session.run("book", "info", committee)["members"] == 1
    session.run("book", "check", branch)

    files = [path for path in session.home.rglob("*") if path.is_file()]
    assert {".db", ".json", ".djbak", ".djx", ".djr", ".djinvite", ".txt"} <= {
        path.suffix for path in files
    }
    assert [path for path in files if session.temporary in path.parents] == []
    # the search itself finds what is in clear
    assert found_in(tmp_path / "sheet.xlsx") == set(PLANTED.values())
    for path in files:
        assert found_in(path) == set(), path
    assert not any(needle in str(path) for path in files for needle in needles())


def needles() -> list[str]:
    """What must not be seen."""
    return [*PLANTED.values(), *FAULTY.values(), SECRETARY]


def found_in(path: Path) -> set[str]:
    """Which needles a curious reader finds in a file, zips unpacked, in four spellings."""
    content = path.read_bytes()
    texts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts += [archive.read(name) for name in archive.namelist()]
    return {
        needle
        for needle in needles()
        for text in texts
        if any(
            spelling in text
            for spelling in (
                needle.encode(),
                needle.encode("utf-16-le"),
                needle.encode("gbk"),
                json.dumps(needle)[1:-1].encode(),
            )
        )
    }

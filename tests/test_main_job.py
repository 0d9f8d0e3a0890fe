"""The main job end to end: an office's own spreadsheet becomes book, screen, paper and package."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageChops
from PySide6.QtWidgets import QApplication

from djdesk import app, cli
from djdesk.exchange.roster import sheet
from djdesk.services import audit, books, listing, packages, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from djdesk.services.packages import PACKAGES
from djdesk.ui.shell import evidence
from tests.conftest import BRANCH, PASSWORD

SHEET = Path(__file__).parent / "data" / "rosters" / "01-merged-headers.xlsx"
WANTED = tomllib.loads(SHEET.with_suffix(".toml").read_text(encoding="utf-8"))
NAMES = [person["name"] for person in WANTED["people"]]


@contextmanager
def desk_on(folder: Path) -> Iterator[Desk]:
    """The secretary's desk on a book, for a moment."""
    book = books.open_book(folder, PASSWORD)
    try:
        yield books.desk_of(book)
    finally:
        book.close()


def names(desk: Desk, day: date | None = None) -> list[str]:
    """Who is on the roster, in the order of entry."""
    query = Query(Scope(day or desk.today()))
    found = listing.ids(desk, roster.ROSTER, query)
    rows = listing.rows(desk, roster.ROSTER, query.scope, sorted(found), ["name"])
    return [str(rows[key][0]) for key in sorted(found)]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, object]]:
    """Runs a command on a book, which must succeed; gives what it said as JSON."""
    password = tmp_path / "password.txt"
    password.write_text(PASSWORD, encoding="utf-8")

    def command(*words: str | Path, book: Path) -> dict[str, object]:
        given = (*words, "--book", book, "--password-file", password, "--json")
        code = cli.main([str(word) for word in given])
        said = capsys.readouterr()
        assert code == 0, said.err
        value = json.loads(said.out)
        assert isinstance(value, dict)
        return value

    return command


def test_spreadsheet_book_screen_paper_package_receipt(
    run: Callable[..., dict[str, object]],
    book_folder: Path,
    committee_folder: Path,
    tmp_path: Path,
    qapp: QApplication,
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()

    # the branch: in
    imported = run("roster", "import", SHEET, book=book_folder)
    assert (imported["rows"], imported["new"], imported["rejected"]) == (6, 6, [])
    assert run("roster", "import", SHEET, book=book_folder)["same"] == 6
    with desk_on(book_folder) as desk:
        assert names(desk) == NAMES
        assert names(desk, date(1999, 1, 1)) == ["李明", "欧阳建国"]

    # on the screen
    book = books.open_book(book_folder, PASSWORD)
    try:
        taken = evidence.take_pictures(app.parts(), book, tmp_path, scales=(100,))
    finally:
        book.close()
    pictures = {path.stem: path for path in taken}
    assert not _same_picture(pictures["roster-100"], pictures["organization-100"])

    # on paper
    paper = tmp_path / "花名册.pdf"
    assert run("report", "roster", "--out", paper, book=book_folder)["missing_glyphs"] == []
    text = "".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    for name in NAMES:
        assert name in "".join(text.split())
    assert "合计 6 人" in text

    # to the committee and back
    invited = run("committee", "invite", "--branch", BRANCH, "--out", stick, book=committee_folder)
    joined = run("committee", "join", str(invited["file"]), book=book_folder)
    assert joined["fingerprint"] == invited["fingerprint"]
    package = run("package", "export", "--to", stick, book=book_folder)
    merged = run("package", "merge", str(package["file"]), book=committee_folder)
    outcomes = merged["packages"]
    assert isinstance(outcomes, list)
    assert [outcome["status"] for outcome in outcomes] == ["merged"]
    with desk_on(committee_folder) as desk:
        assert names(desk) == NAMES
        (branch,) = packages.branches(desk)
        assert branch.last_number == 1
    received = run("package", "receive", str(outcomes[0]["receipt"]), book=book_folder)
    assert received["status"] == "accepted"

    # the import is taken back, the next package tells the committee, the history tells everybody
    with desk_on(book_folder) as desk:
        sheet.take_back(desk, _step_of_import(desk))
        assert names(desk) == []
    package = run("package", "export", "--to", stick, book=book_folder)
    run("package", "merge", str(package["file"]), book=committee_folder)
    with desk_on(committee_folder) as desk:
        assert names(desk) == []
        assert listing.count(desk, PACKAGES, Query(Scope(desk.today()))) == 2
    for folder in (book_folder, committee_folder):
        assert books.check_book(folder, PASSWORD) == []


def _step_of_import(desk: Desk) -> int:
    query = Query(Scope(desk.today()))
    steps = listing.ids(desk, audit.AUDIT, query)
    rows = listing.rows(desk, audit.AUDIT, query.scope, steps, ["title"])
    (step,) = [key for key, row in rows.items() if str(row[0]).startswith("导入花名册")]
    return step


def _same_picture(one: Path, other: Path) -> bool:
    with Image.open(one) as first, Image.open(other) as second:
        return ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getbbox() is None

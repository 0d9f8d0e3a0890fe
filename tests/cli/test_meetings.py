"""`djdesk meetings …`: pages compared, objections told, volumes bound; and papers of one record."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from djdesk.services import books, meetings
from djdesk.services.desk import Desk
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, TODAY, USER
from tests.reports.meetings import sittings
from tests.reports.meetings.sittings import Year

Words = tuple[str | Path, ...]
NUMBER = "2026-党员大会-01"


@pytest.fixture
def year(book_folder: Path) -> Year:
    """The meetings of 2026 in the closed book."""
    book = books.open_book(book_folder, PASSWORD)
    try:
        desk = books.desk_of(book)
        return sittings.enter(Desk(desk.store, USER, desk.role, lambda: TODAY))
    finally:
        book.close()


def code_of(run: Run, on_book: Words, path: Path, *words: str) -> str:
    told = run("report", *words, "--out", path, *on_book, "--json")
    assert (told.code, told.err) == (0, "")
    return str(told.json["digest"])[:8]


def test_page_is_current_until_the_record_changes(
    run: Run, on_book: Words, year: Year, book_folder: Path, tmp_path: Path
) -> None:
    asked = ("meeting-record", "--record", NUMBER)
    code = code_of(run, on_book, tmp_path / "r.pdf", *asked)
    told = run("meetings", "page", NUMBER, "第1版", code, *on_book)
    assert told.code == 0
    assert "与账套一致，是现行的第1版" in told.out
    book = books.open_book(book_folder, PASSWORD)
    try:
        meetings.save_record(books.desk_of(book), year.full, {"place": "二楼会议室"})
    finally:
        book.close()
    again = run("meetings", "page", NUMBER, "1", code, *on_book, "--json")
    assert (again.code, again.json["state"], again.json["meeting"]) == (1, "older", year.full)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("2026-党课-09", "1", "0000-0000"), 1, "没有台账编号为"),
        (("三月大会", "1", "0000-0000"), 1, "不是台账编号"),
        ((NUMBER, "1", "12"), 1, "不是校验码"),
        ((NUMBER, "〇", "0000-0000"), 2, "“〇”不是版次"),
    ],
)
def test_what_is_no_page_is_said(
    run: Run, on_book: Words, year: Year, words: tuple[str, ...], code: int, said: str
) -> None:
    told = run("meetings", "page", *words, *on_book)
    assert told.code == code
    assert said in told.out + told.err


def test_record_is_found_by_number_and_by_key(
    run: Run, on_book: Words, year: Year, tmp_path: Path
) -> None:
    path = tmp_path / "r.pdf"
    by_number = code_of(run, on_book, path, "meeting-record", "--record", NUMBER)
    assert code_of(run, on_book, path, "meeting-record", "--record", str(year.full)) == by_number
    code_of(run, on_book, path, "talk-record", "--record", str(year.talk))
    assert "谈心谈话记录" in pypdf.PdfReader(path).pages[0].extract_text()


def test_findings_name_record_clause_and_remedy(run: Run, on_book: Words, year: Year) -> None:
    told = run("meetings", "findings", "--year", "2026", *on_book, "--json")
    found = told.listed("findings")
    assert told.code == (1 if any(each["severity"] == "error" for each in found) else 0)
    assert NUMBER in {each["number"] for each in found}
    assert all(each["text"] and each["clause"] for each in found)
    words = run("meetings", "findings", "--year", "2026", *on_book).out
    assert all(str(each["text"]) in words for each in found)
    none = run("meetings", "findings", "--year", "2024", *on_book)
    assert (none.code, none.out) == (0, "2024年会议记录：错误 0 处，其他 0 处。\n")


def test_volume_is_bound_whole_by_quarter_and_by_kind(
    run: Run, on_book: Words, year: Year, tmp_path: Path
) -> None:
    path = tmp_path / "卷.pdf"
    asked = ("meetings", "volume", "--year", "2026", "--out", path, *on_book)
    told = run(*asked, "--talks", "--json")
    assert (told.code, told.err) == (0, "")
    assert len(told.listed("parts")) == 11
    pages = told.json["pages"]
    assert isinstance(pages, int)
    assert len(pypdf.PdfReader(path).pages) == pages + 3
    assert len(run(*asked, "--quarter", "1", "--json").listed("parts")) == 2
    by_kind = run(*asked, "--kind", "主题党日", "--kind", "谈心谈话", "--json").listed("parts")
    assert [part["number"] for part in by_kind] == ["2026-主题党日-01"] * 3 + ["2026-谈话-01"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--year", "2024", "--out", "v.pdf"), 1, "没有可以装订的会议记录"),
        (("--year", "2026", "--out", "v.xlsx"), 1, "扩展名不对"),
        (("--year", "26", "--out", "v.pdf"), 2, "“26”不是年度"),
        (("--year", "2026", "--out", "v.pdf", "--kind", "茶话会"), 1, "不是会议类别。"),
        (("--year", "2026", "--out", "v.pdf", "--quarter", "5"), 2, "--quarter 不能是"),
        (("--year", "2026"), 2, "还缺少：--out"),
    ],
)
def test_what_cannot_be_bound_is_said(
    run: Run,
    on_book: Words,
    year: Year,
    tmp_path: Path,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    paths = [tmp_path / word if word.startswith("v.") else word for word in words]
    told = run("meetings", "volume", *paths, *on_book)
    assert told.code == code
    assert said in told.err
    assert not list(tmp_path.glob("v.*"))

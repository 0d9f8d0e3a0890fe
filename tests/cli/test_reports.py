"""`djdesk report …`: every report is listed, and written as PDF and as workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdf
import pytest

from djdesk.reports import catalogue
from djdesk.services import books, printing, sample
from djdesk.services.listing import Query, Scope, count
from tests.cli.conftest import Run

Words = tuple[str | Path, ...]


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample branch, closed."""
    folder = tmp_path_factory.mktemp("sample") / "book"
    sample.make_branch(folder)
    return folder


@pytest.fixture
def on_sample(sample_folder: Path, tmp_path: Path) -> Words:
    """The words that name the sample book."""
    path = tmp_path / "sample.txt"
    path.write_text(sample.PASSWORD, encoding="utf-8")
    return ("--book", sample_folder, "--password-file", path)


def test_list_names_every_report(run: Run) -> None:
    listed = run("report", "list", "--json")
    assert listed.code == 0
    assert [report["id"] for report in listed.listed("reports")] == [
        spec.id for spec in catalogue.REPORTS
    ]
    words = run("report", "list").out
    for spec in catalogue.REPORTS:
        assert f"{spec.id}　{spec.title}" in words


@pytest.mark.parametrize("name", [spec.id for spec in catalogue.REPORTS if not spec.by_record])
def test_every_report_is_written_both_ways(
    run: Run, on_sample: Words, tmp_path: Path, name: str
) -> None:
    paper, sheet = tmp_path / f"{name}.pdf", tmp_path / f"{name}.xlsx"
    said = run("report", name, "--out", paper, *on_sample, "--json")
    assert said.code == 0
    assert said.err == ""
    assert said.json["missing_glyphs"] == []
    pages = pypdf.PdfReader(paper).pages
    assert len(pages) == said.json["pages"]
    assert run("report", name, "--out", sheet, *on_sample).code == 0
    assert openpyxl.load_workbook(sheet).sheetnames
    assert "第1页" in pages[0].extract_text()


def test_options_and_the_day_count(run: Run, on_sample: Words, tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    word = "class=probationary"
    assert run("report", "roster", word, "--out", path, *on_sample).code == 0
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "合计 3 人" in text
    assert run("report", "roster", "--out", path, *on_sample, "--as-of", "2020-12-31").code == 0
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "截至2020年12月31日" in text
    assert "陈堃" not in text
    assert "陆海峰" in text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("roster",), 2, "还缺少：--out"),
        (("meeting-record", "--out", "x.pdf"), 2, "还缺少：--record"),
        (("meeting-record", "--out", "x.pdf", "--record", "三"), 1, "不是台账编号"),
        (("meeting-record", "--out", "x.pdf", "--record", "2026-大会-99"), 1, "一次打印一份"),
        (("talk-record", "--out", "x.pdf", "--record", "999999"), 1, "找不到这次谈话"),
        (("nothing", "--out", "x.pdf"), 1, "没有名为“nothing”"),
        (("roster", "--out", "x.doc"), 1, "扩展名"),
        (("roster", "--out", "x.pdf", "order=age"), 1, "order"),
        (("roster", "--out", "x.pdf", "colour=red"), 1, "colour"),
        (("roster", "--out", "x.pdf", "--colour"), 2, "无法识别：--colour"),
        (("roster", "--out", "x.pdf", "--as-of", "2026"), 2, "“2026”不是日期"),
    ],
)
def test_what_cannot_be_printed_is_said(
    run: Run, on_sample: Words, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    paths = [str(tmp_path / word) if word.startswith("x.") else word for word in words]
    told = run("report", *paths, *on_sample)
    assert told.code == code
    assert said in told.err
    assert not list(tmp_path.glob("x.*"))


def test_printing_is_logged_but_not_where_a_window_has_the_book(
    run: Run, on_sample: Words, sample_folder: Path, tmp_path: Path
) -> None:
    def logged() -> int:
        book = books.open_book(sample_folder, sample.PASSWORD)
        desk = books.desk_of(book)
        try:
            return count(desk, printing.PRINTINGS, Query(Scope(desk.today())))
        finally:
            book.close()

    words = ("report", "roster", "--out", tmp_path / "r.pdf", *on_sample)
    before = logged()
    assert run(*words).code == 0
    assert logged() == before + 1
    window = books.open_book(sample_folder, sample.PASSWORD)
    try:
        assert run(*words).code == 0
    finally:
        window.close()
    assert logged() == before + 1

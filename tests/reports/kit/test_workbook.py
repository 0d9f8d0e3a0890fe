"""The .xlsx writer: strings stay strings, nothing touches the disk, other programs can read it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from typing import NoReturn

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from djdesk.reports.kit.cellstyle import Style
from djdesk.reports.kit.content import Paper
from djdesk.reports.kit.workbook import MOST_TEXT, Book, clean
from tests.reports.kit.test_grids import png

DANGEROUS = ["=1+1", "+8613800000000", "-5", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "#N/A"]


def book_of(*values: str | int | float | None) -> bytes:
    book = Book("试验")
    sheet = book.sheet("表", Paper())
    sheet.add(values, [sheet.style(Style())] * len(values), 20)
    return book.data()


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula(text: str) -> None:
    data = book_of(text)
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A1"]
    assert cell.data_type == "s"
    assert cell.number_format == "@"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


@given(st.text(min_size=1, max_size=40))
def test_other_programs_read_what_was_written(text: str) -> None:
    wanted = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    data = book_of("开头", text)
    read = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["B1"].value
    assert (read or "") == wanted.replace("_x005F_", "_")


def test_calamine_reads_the_same() -> None:
    data = book_of("王某", 12, 3.5, "", "999999199901011233", "李\U0002cc56", "<&>\"'")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows == [["王某", 12.0, 3.5, "", "999999199901011233", "李\U0002cc56", "<&>\"'"]]


def test_what_a_cell_cannot_hold_is_left_out() -> None:
    assert clean("王\x00某\x1f\ud800") == "王某"
    assert len(clean("长" * 40_000)) == MOST_TEXT
    assert clean("_x0041_") == "_x005F_x0041_"


def test_nothing_is_written_to_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a temporary file in clear")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refuse)
    assert book_of("王某")[:2] == b"PK"


def test_sheets_rows_merges_and_set_up() -> None:
    book = Book("名册")
    sheet = book.sheet("党员/花名册：2026[1]", Paper(binding=10))
    sheet.add(["标题", ""], [0, 0], 30)
    sheet.merge(1, 1, 1, 2)
    sheet.add(["姓名", "性别"], [0, 0], 0)
    sheet.freeze(2)
    sheet.widths([12, 6])
    sheet.break_page()
    sheet.picture(png(3, 4), 1, 1, 30, 30)
    sheet.picture(b"no picture", 1, 2, 30, 30)
    second = book.sheet("党员/花名册：2026[1]", Paper())
    second.add([1], [0], 0)
    read = openpyxl.load_workbook(io.BytesIO(book.data()))
    first = read.worksheets[0]
    assert len(read.sheetnames) == len(set(read.sheetnames)) == 2
    assert first.dimensions == "A1:B2"
    assert [str(each) for each in first.merged_cells.ranges] == ["A1:B1"]
    assert first.freeze_panes == "A3"
    assert first.print_title_rows == "$2:$2"
    assert first.row_dimensions[1].height == 30
    assert first.column_dimensions["A"].width == 12
    assert first.page_margins.left == pytest.approx(30 / 25.4)
    assert len(first._images) == 1  # type: ignore[attr-defined]
    assert read.properties.title == "名册"

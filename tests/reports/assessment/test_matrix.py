"""积分矩阵 on paper and as a workbook whose numbers are those of the book."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl

from djdesk.reports.assessment import matrix
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.content import Paper
from djdesk.reports.kit.spec import Request
from djdesk.services.assessment import board
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.assessment.reading import IN_JULY, of, tables
from tests.reports.assessment.scores import JULY, Scores
from tests.reports.branch import MINORITY
from tests.reports.papers import RARE, printed, texts


def test_every_item_stands_on_one_panel(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-matrix")
    snapshots.check("assessment-matrix", content)
    heads = [column.title for table in tables(content) for column in table.columns]
    items = [each.item for each in board.board(desk, JULY, "member").columns]
    assert [head.split("\n")[0] for head in heads if "\n" in head] == items
    pages = texts(printed(content).data)
    assert len(pages) == len(tables(content))
    assert all("2026年8月4日审定" in page for page in pages)


def test_wider_paper_needs_fewer_panels(desk: Desk, scored: Scores) -> None:
    narrow = of(desk, "assessment-matrix")
    large = matrix.REPORTS[0].content(
        desk, Request(IN_JULY, paper=Paper("A3", narrow.paper.orientation))
    )
    assert len(tables(large)) < len(tables(narrow))


def test_workbook_is_found_by_its_codes_and_holds_numbers(
    desk: Desk, scored: Scores, tmp_path: Path
) -> None:
    path = tmp_path / "矩阵.xlsx"
    matrix.write_matrix(desk, JULY, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["党员积分矩阵", "党小组积分矩阵", "党支部积分矩阵"]
    rows = [list(each) for each in book["党员积分矩阵"].iter_rows(values_only=True)]
    start = next(place for place, each in enumerate(rows) if each[0] == "number")
    codes = rows[start]
    held = board.board(desk, JULY, "member")
    assert codes[3 : 3 + len(held.columns)] == [each.item for each in held.columns]
    for line, row in zip(rows[start + 1 :], held.rows, strict=True):
        found = dict(zip(codes, line, strict=True))
        assert found["name"] == row.name
        assert found["score"] == (row.score or 0) / 10
        booked = {item: cell.points / 10 for item, cell in row.cells.items()}
        assert {item: found[item] for item in booked} == booked
        figures = {key: Decimal(str(found[key])) for key, _word in matrix.SUMS}
        parts = figures["base"] + figures["plus"] - figures["minus"] + figures["change"]
        assert parts == figures["score"]
    names = [each[1] for each in rows[start + 1 :]]
    assert {RARE, MINORITY} <= set(names)


def test_report_becomes_a_workbook_too(desk: Desk, scored: Scores) -> None:
    data = xlsx.render(of(desk, "assessment-matrix", level="group"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet["A1"].value == "2026年7月党小组积分矩阵"


def test_level_without_a_table_prints_an_empty_form(desk: Desk) -> None:
    content = of(desk, "assessment-matrix")
    assert printed(content).pages == 1
    assert matrix.sheets(desk, JULY) == []

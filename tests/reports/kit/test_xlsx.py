"""Reports and lists as workbooks: what stands where, numbers as numbers, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from djdesk.errors import Cancelled, StorageFault
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.content import (
    Cell,
    Content,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.xlsx import Sheetful
from djdesk.services.listing import Kind
from tests.full_disk import no_file_beyond
from tests.reports.kit.test_grids import png
from tests.reports.kit.test_pdf import Stop
from tests.reports.papers import people, register


def first_sheet(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def values(sheet: Worksheet) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_register_has_title_header_rows_totals_and_signatures() -> None:
    sheet = first_sheet(xlsx.render(register(people(2))))
    assert values(sheet) == [
        ["党员花名册", None, None, None],
        ["填报单位：中共某某厂机修车间支部委员会", None, "截至2026年11月20日", "单位：人"],
        ["序号", "姓名", "身份证号", "工作单位及职务"],
        [1, "王某乙", "999999198001000001", "机修车间"],
        [2, "王某丙", "999999198001000002", "机修车间"],
        ["合计", None, None, None],
        ["制表人：", None, "审核人（支部书记）：", None],
    ]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"


def test_empty_cells_stay_empty_and_blank_rows_are_made() -> None:
    sheet = first_sheet(xlsx.render(register([["1", "王某", "", ""]], blank_to=5)))
    assert sheet["C4"].value is None
    assert sheet.max_row == 3 + 5 + 2


def test_money_and_scores_become_numbers_and_words_stay() -> None:
    columns = tuple(TableColumn("列", 20, kind) for kind in (Kind.MONEY, Kind.SCORE, Kind.COUNT))
    table = Table(columns, [["1,234.50", "98.5", "3"], ["／", "免", ""]])
    sheet = first_sheet(xlsx.render(Content("", "表", Paper(), (table,))))
    assert values(sheet)[1:] == [[1234.5, 98.5, 3], ["／", "免", None]]
    assert sheet["A2"].number_format == "#,##0.00"


def test_tinted_rows_have_their_ground_and_stay_numbers() -> None:
    columns = (TableColumn("姓名", 20, Kind.PERSON), TableColumn("总分", 20, Kind.SCORE))
    rows = [["王某", "98.5"], ["李某", "70.0"], ["张某", "55.0"]]
    table = Table(columns, rows, tints=("red", "", "yellow"))
    sheet = first_sheet(xlsx.render(Content("", "表", Paper(), (table,))))
    grounds = [sheet.cell(row, 2).fill.fgColor.rgb for row in (2, 3, 4)]
    assert grounds == ["00F8D7D4", "00000000", "00FFF0B3"]
    assert values(sheet)[1:] == [["王某", 98.5], ["李某", 70], ["张某", 55]]


def test_list_may_have_a_row_of_codes_below_its_titles() -> None:
    kinds = (Kind.PERSON, Kind.SCORE)
    page = xlsx.Sheetful(
        "表", ("姓名", "到会"), kinds, [["王某", "1.0"]], codes=("name", "A1"), frozen=1
    )
    sheet = first_sheet(xlsx.render_list([page]))
    assert values(sheet)[1:] == [["姓名", "到会"], ["name", "A1"], ["王某", 1]]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$2:$3")


def test_long_text_makes_its_row_taller() -> None:
    sheet = first_sheet(
        xlsx.render(register([["1", "王某", "", "长" * 200], ["2", "李某", "", ""]]))
    )
    tall, plain = (sheet.row_dimensions[row].height for row in (4, 5))
    assert tall is not None
    assert plain is not None
    assert tall > 3 * plain


def test_form_keeps_its_spans_and_pictures() -> None:
    cells = (
        (Cell("姓名", label=True), Cell("王某"), Cell("照片", down=2, image=png(30, 40))),
        (Cell("备注", label=True, across=2),),
    )
    blocks = (
        Heading("采集表"),
        Grid((28, 57, 30), (8, 8), cells),
        PageBreak(restart=True),
        Paragraph("说明"),
        Picture(png(40, 30), 80, 60, "图一"),
        Signatures(("本人签字：",)),
    )
    sheet = first_sheet(xlsx.render(Content("F02", "采集表", Paper(), blocks)))
    assert {str(each) for each in sheet.merged_cells.ranges} >= {"C2:C3", "A3:B3"}
    assert len(sheet._images) == 2  # type: ignore[attr-defined]
    assert [each.id for each in sheet.row_breaks.brk] == [3]


def test_list_of_what_is_on_the_screen() -> None:
    wanted = Sheetful(
        "党员花名册",
        ["姓名", "年龄", "入党时间"],
        [Kind.PERSON, Kind.COUNT, Kind.DATE],
        [["王某", "47", "1998.06"], ["=李某", "", "2001.07.01"]],
        ["截至2026年11月20日"],
    )
    sheet = first_sheet(xlsx.render_list([wanted, wanted]))
    assert values(sheet) == [
        ["党员花名册", None, None],
        ["截至2026年11月20日", None, None],
        ["姓名", "年龄", "入党时间"],
        ["王某", 47, "1998.06"],
        ["=李某", None, "2001.07.01"],
    ]
    assert sheet["C4"].data_type == "s"  # a month without a day must not become a date


def test_full_disk_leaves_the_old_workbook_whole(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    xlsx.write(register(people(3)), path)
    before = path.read_bytes()
    with no_file_beyond(2048), pytest.raises(StorageFault):
        xlsx.write(register(people(300)), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_stopping_leaves_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        xlsx.write(register(people(5000)), tmp_path / "名册.xlsx", progress=Stop())
    assert list(tmp_path.iterdir()) == []

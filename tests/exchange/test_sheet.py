"""Reading spreadsheets of every format, refusing what is none, and finding the tables in them."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from djdesk.errors import StorageFault, UserError
from djdesk.exchange.sheet import limits
from djdesk.exchange.sheet.delimited import decode, find_separator
from djdesk.exchange.sheet.formats import decimals, months, old_codes
from djdesk.exchange.sheet.grid import Cell, Grid, Merge, even, letter, shown
from djdesk.exchange.sheet.headers import HeaderColumn, is_form
from djdesk.exchange.sheet.reading import read
from djdesk.exchange.sheet.tables import RowKind, Table, find_tables
from djdesk.exchange.sheet.vocabulary import IGNORED, vocabulary
from djdesk.exchange.sheet.writing import Look, Sheet, Written, workbook
from djdesk.services.roster.fields import FIELDS
from djdesk.services.roster.lists import ROSTER

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
WORDS = vocabulary("roster")


def tables(rows: Sequence[Sequence[Cell]], merges: Sequence[Merge] | None = None) -> list[Table]:
    grid = Grid("表", even([list(row) for row in rows]), None if merges is None else tuple(merges))
    return list(find_tables(grid, WORDS, {}))


def keys(table: Table) -> list[str | None]:
    return [column.key for column in table.header.columns]


def names(table: Table) -> list[Cell]:
    place = table.header.place("name")
    assert place is not None
    return table.values(place)


# -- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "sheets"),
    [
        ("01-merged-headers.xlsx", "xlsx", ["花名册"]),
        ("03-sections-and-pages.xls", "xls", ["党员名册"]),
        ("04-many-sheets.ods", "ods", ["一组", "二组", "一组 (2)", "已转出", "填表说明", "模板"]),
        ("05-excel-gbk.csv", "csv", ["05-excel-gbk"]),
        ("06-web-export.xls", "html", ["表1"]),
        ("09-unicode-text.csv", "csv", ["09-unicode-text"]),
        ("11-xml-2003.xls", "xml", ["名册"]),
    ],
)
def test_every_format_is_known_by_its_content(name: str, kind: str, sheets: list[str]) -> None:
    found = read(ROSTERS / name)
    assert (found.format, [grid.name for grid in found.grids]) == (kind, sheets)


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xls"
    path.write_bytes((ROSTERS / "01-merged-headers.xlsx").read_bytes())
    assert read(path).format == "xlsx"


def test_merges_are_known_in_all_formats_that_have_them() -> None:
    assert Merge(4, 1, 6, 1) in (read(ROSTERS / "01-merged-headers.xlsx").grids[0].merges or ())
    assert Merge(0, 0, 0, 10) in (read(ROSTERS / "03-sections-and-pages.xls").grids[0].merges or ())
    assert read(ROSTERS / "04-many-sheets.ods").grids[0].merges == (Merge(2, 8, 4, 8),)
    assert Merge(0, 0, 0, 8) in (read(ROSTERS / "06-web-export.xls").grids[0].merges or ())
    assert read(ROSTERS / "05-excel-gbk.csv").grids[0].merges is None


def test_hidden_rows_are_told() -> None:
    assert read(ROSTERS / "07-side-by-side.xlsx").grids[0].hidden_rows == (4,)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
        (bytes(range(256)) * 20, "不是表格"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "文件.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        read(path)
    assert says in refused.value.text
    assert refused.value.remedy


def test_other_refusals(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="找不到"):
        read(tmp_path / "没有.xlsx")
    with pytest.raises(UserError, match="文件夹"):
        read(tmp_path)
    with pytest.raises(UserError, match="临时文件"):
        read(tmp_path / "~$花名册.xlsx")
    other = tmp_path / "文档.docx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UserError, match="不是表格"):
        read(other)


def _with_sheet(path: Path, content: bytes) -> Path:
    """A workbook whose first sheet holds `content`."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            target.writestr(item, content if "sheet1.xml" in item.filename else data)
    return path


def test_bombs_are_stopped(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="大得不正常"):
        read(_with_sheet(tmp_path / "a.xlsx", b" " * (limits.RATIO_FROM + limits.CHUNK)))
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(limits.MAX_MEMBERS):
            archive.writestr(f"xl/{number}.xml", "")
    with pytest.raises(UserError, match="部件"):
        read(tmp_path / "b.xlsx")


def test_one_far_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(UserError, match="1048576"):
        read(_with_sheet(tmp_path / "far.xlsx", sheet))


def test_damage_that_kills_the_reader_is_told_as_damage(tmp_path: Path) -> None:
    whole = (ROSTERS / "03-sections-and-pages.xls").read_bytes()
    path = tmp_path / "坏.xls"
    # a count of four thousand million: the reader ends its process for want of memory
    path.write_bytes(whole[:4160] + b"\xff" * 4 + whole[4164:])
    with pytest.raises(UserError, match="已损坏"):
        read(path)


@settings(max_examples=20, deadline=None)  # each reads in a process of its own
@given(st.binary(max_size=400), st.integers(0, 6000))
def test_damage_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
) -> None:
    whole = (ROSTERS / "03-sections-and-pages.xls").read_bytes()
    path = tmp_path_factory.mktemp("damage") / "坏.xls"
    path.write_bytes(whole[:at] + junk + whole[at + len(junk) :])
    with contextlib.suppress(UserError):
        assert read(path).grids is not None


@pytest.mark.parametrize(
    "encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"]
)
def test_encodings(encoding: str) -> None:
    text = "姓名,性别\n张三,男\n李四,女\n" * 20
    assert decode(text.encode(encoding)) == (text, ())


def test_a_few_broken_signs_are_told_and_the_rest_is_read() -> None:
    text, remarks = decode("姓名,性别\n".encode("gbk") * 40 + b"\xff\xff,\n")
    assert text.startswith("姓名,性别\n")
    assert len(remarks) == 1


@pytest.mark.parametrize("separator", ["\t", ",", ";", "，", "|"])
def test_separators(separator: str) -> None:
    lines = [separator.join(row) + "\n" for row in (["标题", ""], ["姓名", "年龄"], ["张三", "5"])]
    assert find_separator(lines) == separator


def test_csv_rows_are_counted_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    content = 'sep=;\n姓名;住址\n张三;"一路\n2号"\n李四;="001"\n'
    path.write_text(content, encoding="utf-8-sig", newline="")
    assert read(path).grids[0].rows == [
        ["", ""],
        ["姓名", "住址"],
        ["张三", "一路\n2号"],
        ["李四", "001"],
    ]


def test_line_ends_in_a_cell_are_plain_whatever_wrote_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('姓名,备注\r\n王某,"第一行\r\n第二行\r第三行"\r\n'.encode())
    (sheet,) = read(path).grids
    assert sheet.rows[1] == ["王某", "第一行\n第二行\n第三行"]


def test_letters_and_cells_for_messages() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert [shown(cell) for cell in (1.0, 1985.1, 1.1e17, True, None)] == [
        "1", "1985.1", "110000000000000000", "TRUE", "",
    ]  # fmt: skip


def test_decimals_that_a_workbook_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for place, form in (
        ("A1", "0.00"),
        ("A2", "General"),
        ("A3", '0.00_ ;"-"0.00'),
        ("A4", "0.0#"),
    ):
        sheet[place] = 1985.1
        sheet[place].number_format = form
    path = tmp_path / "a.xlsx"
    book.save(path)
    cells = [(row, 0) for row in range(5)]
    assert decimals(path, "Sheet", cells) == {(0, 0): 2, (2, 0): 2}
    assert decimals(path, "没有", cells) == {}
    assert decimals(tmp_path / "没有.xlsx", "Sheet", cells) == {}


def test_months_that_a_workbook_shows_without_a_day(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    forms = ('yyyy"年"m"月"', "yyyy.mm", "yyyy/m/d", "mmm-yy", '[$-804]yyyy"年"m"月"d"日"', "h:mm")
    for row, form in enumerate(forms, 1):
        cell = sheet.cell(row, 1)
        cell.value = date(1985, 3, 1)
        cell.number_format = form
    path = tmp_path / "a.xlsx"
    book.save(path)
    cells = [(row, 0) for row in range(7)]
    assert months(path, "Sheet", cells) == {(0, 0), (1, 0), (3, 0)}
    assert months(path, "没有", cells) == set()


def test_months_that_an_old_workbook_shows_without_a_day(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for row, form in enumerate(('yyyy"年"m"月"', "yyyy.mm", "yyyy/m/d", "mmm-yy", "0.00")):
        value = 1985.1 if form == "0.00" else date(1985, 3, 1)
        sheet.write(row, 0, value, xlwt.easyxf(num_format_str=form))
    for path in (tmp_path / "a.xls", tmp_path / "错名.et"):
        book.save(str(path))
        cells = [(row, 0) for row in range(7)]
        assert months(path, "名册", cells) == {(0, 0), (1, 0), (3, 0)}
        assert decimals(path, "名册", cells) == {(4, 0): 2}
        assert months(path, "没有", cells) == set()


@pytest.mark.parametrize("cut", [600, 2000, 3000, 4000])
def test_formats_of_a_damaged_old_workbook_are_no_evidence(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.xls"
    data = bytearray((ROSTERS / "03-sections-and-pages.xls").read_bytes())
    data[cut : cut + 60] = b"\xff" * 60
    path.write_bytes(data)
    assert isinstance(old_codes(path), dict)
    path.write_bytes(bytes(data[:cut]))
    assert old_codes(path) == {}


# -- headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("姓  名",), "name"),
        (("*姓名（必填）",), "name"),
        (("身份\n证号",), "id_number"),
        (("公民身份号码",), "id_number"),
        (("出生年月（公历）",), "birth_on"),
        (("学历(学位)",), "education_degree"),
        (("学历", "学位"), "degree"),
        (("入党情况", "时间"), "joined_on"),
        (("入党情况", "转正时间"), "full_on"),
        (("入党情况", "介绍人"), "sponsors"),
        (("入党介绍人", "姓名"), "sponsors"),
        (("入党时间（年.月）",), "joined_on"),
        (("何时何地加入中国共产党",), "joined_on"),
        (("申请入党时间",), None),
        (("配偶", "姓名"), None),
        (("配偶身份证号",), None),
        (("家庭主要成员", "出生年月"), None),
        (("基本情况", "性别"), "sex"),
        (("身份证信息", "出生日期"), "birth_on"),
        (("全日制教育", "学历"), "fulltime_education"),
        (("在职教育", "毕业院校及专业"), "parttime_school"),
        (("联系方式", "手机"), "phone"),
        (("原所在党支部",), None),
        (("年 龄",), IGNORED),
        (("党龄（年）",), IGNORED),
        (("月交党费",), None),
    ],
)
def test_header_words(path: tuple[str, ...], key: str | None) -> None:
    assert WORDS.match(path) == key


def test_our_own_titles_are_understood() -> None:
    same = {"destination": "mobile_to", "branch_id": "branch", "group_id": "group"}
    told = {field.key for field in FIELDS} | {
        "branch", "group", "party_post", "mobile", "lost", "destination",
    }  # fmt: skip
    for column in ROSTER.columns:
        if column.key in told - {"branch_id", "group_id", "since"}:
            assert WORDS.match((column.title,)) == same.get(column.key, column.key), column.title
    for field in FIELDS:
        known = {**same, "since": "entered_on"}
        assert WORDS.match((field.title,)) == known.get(field.key, field.key), field.title


def test_header_below_title_and_unit_line() -> None:
    (table,) = tables(
        [
            ["某支部党员花名册"],
            ["填报单位：某支部", "", "2026年"],
            ["序号", "姓名", "性别"],
            [1, "张三", "男"],
        ]
    )
    assert (table.header.top, table.header.bottom) == (2, 2)
    assert [section.text for section in table.sections] == [
        "某支部党员花名册",
        "填报单位:某支部",
        "2026年",
    ]


@pytest.mark.parametrize("merged", [True, False])
def test_two_levels_with_and_without_merges(merged: bool) -> None:
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3)] if merged else None
    (table,) = tables(
        [
            ["序号", "姓名", "入党情况", ""],
            ["", "", "时间", "介绍人"],
            [1, "张三", "1985.3", "李四"],
        ],
        merges,
    )
    assert keys(table) == [IGNORED, "name", "joined_on", "sponsors"]
    assert table.rows == (2,)
    assert table.header.columns[2].title == "入党情况/时间"


def test_group_words_above_the_names() -> None:
    merges = [Merge(0, 0, 0, 4), Merge(1, 0, 1, 2), Merge(1, 3, 1, 4)]
    (table,) = tables(
        [
            ["名册", "", "", "", ""],
            ["基本情况", "", "", "配偶", ""],
            ["姓名", "性别", "民族", "姓名", "单位"],
            ["张三", "男", "汉", "李四", "厂"],
        ],
        merges,
    )
    assert keys(table) == ["name", "sex", "ethnic", None, None]


def test_a_form_of_labels_and_values_is_no_table() -> None:
    assert tables([["姓名", "张三", "性别", "男"], ["民族", "汉", "入党时间", "2008.7"]]) == []


def test_side_by_side_tables() -> None:
    left, right = tables(
        [
            ["序号", "姓名", "性别", "", "序号", "姓名", "性别"],
            [1, "张三", "男", "", 2, "李四", "女"],
            [3, "王五", "男"],
        ]
    )
    assert (names(left), names(right)) == (["张三", "王五"], ["李四"])


def test_a_second_column_for_one_field_is_left_unnamed() -> None:
    (table,) = tables(
        [["姓名", "性别", "出生日期", "出生年月"], ["张三", "男", "1985.3", "1985.3"]]
    )
    assert keys(table) == ["name", "sex", "birth_on", None]


def test_a_corrected_mapping_is_found_by_the_header() -> None:
    rows: list[list[Cell]] = [["姓名", "性别", "代号"], ["张三", "男", "x"]]
    (table,) = tables(rows)
    grid = Grid("别的表", rows)
    (again,) = find_tables(grid, WORDS, {table.header.signature: ("name", "sex", "remark")})
    assert keys(again) == ["name", "sex", "remark"]


# -- rows ----------------------------------------------------------------------------------------


def test_what_stands_between_and_below_the_people() -> None:
    (table,) = tables(
        [
            ["序号", "姓名", "性别", "身份证号", "入党时间", "备注"],
            ["1", "2", "3", "4", "5", "6"],
            ["第一党小组（2人）"],
            [1, "张三", "男", "999999198503120018", "2008.7", ""],
            [2, "例：李四", "男", "", "2008.7", ""],
            ["小计", 1],
            ["序号", "姓名", "性别", "身份证号", "入党时间", "备注"],
            [3, "王五", "", "", "", ""],
            [4, "", "", "", "", ""],
            ["", "", "", "", "", "见附件"],
            ["合计：2人"],
            ["注：本表一式两份"],
            ["填表人：赵六", "", "", "审核人：钱七", "2026.7.1"],
        ]
    )
    assert names(table) == ["张三", "王五"]
    assert [(s.start, s.text) for s in table.sections] == [(0, "第一党小组(2人)")]
    kinds = [left.kind for left in table.left_out]
    assert kinds == [
        RowKind.NOTE, RowKind.SAMPLE, RowKind.TOTAL, RowKind.STRAY, RowKind.TOTAL, RowKind.NOTE,
        RowKind.NOTE,
    ]  # fmt: skip


def test_signatures_pages_and_figures_are_nobody() -> None:
    (table,) = tables(
        [
            ["序号", "姓名", "性别", "身份证号", "入党时间"],
            [1, "张三", "男", "999999198503120018", "2008.7"],
            ["", "支部书记（签字）：", "", "", "党委（盖章）"],
            ["", "", "", "", "第 2 页 共 3 页"],
            ["", "", "", "2026年11月20日"],
            ["支部人数：2", "男：1", "女：1"],
        ]
    )
    assert names(table) == ["张三"]
    assert {left.kind for left in table.left_out} == {RowKind.NOTE, RowKind.TOTAL}


def test_titles_between_tables_belong_to_the_next_and_applicants_are_left_out() -> None:
    first, second, third = tables(
        [
            ["一、正式党员名单"],
            ["姓名", "性别", "身份证号", "转正时间"],
            ["张三", "男", "999999198503120018", "2008.7"],
            ["二、预备党员名单"],
            ["姓名", "性别", "入党时间", "电话"],
            ["李四", "男", "2026.7", "13800000001"],
            ["三、入党积极分子"],
            ["姓名", "性别", "电话", "确定时间"],
            ["王五", "男", "13800000002", "2026.3"],
        ]
    )
    assert (names(first), names(second)) == (["张三"], ["李四"])
    assert [s.text for s in second.sections if s.caption] == ["二、预备党员名单"]
    assert third.rows == ()
    assert [(left.kind, left.row) for left in third.left_out] == [(RowKind.OUTSIDER, 6)]


def test_a_header_of_applicants_without_any_membership_lists_no_members() -> None:
    rows: list[list[Cell]] = [["姓名", "性别", "申请入党时间"], ["张三", "男", "2026.3"]]
    assert tables(rows)[0].rows == ()
    rows = [["姓名", "性别", "申请入党时间", "入党时间"], ["张三", "男", "2006.3", "2008.3"]]
    assert len(tables(rows)[0].rows) == 1


def test_a_table_with_names_in_another_column_begins_anew() -> None:
    first, second = tables(
        [
            ["序号", "姓名", "性别", "身份证号", "政治面貌"],
            ["第一党小组：", "", "", "", ""],
            [1, "张三", "男", "999999198503120018", "党员"],
            ["姓名", "性别", "出生年月"],
            ["李四", "男", "1985.3"],
        ]
    )
    assert (names(first), names(second)) == (["张三"], ["李四"])
    assert [section.text for section in first.sections] == ["第一党小组:"]


def test_of_two_tables_side_by_side_each_has_its_own_title() -> None:
    left, right = tables(
        [
            ["正式党员", "", "", "预备党员"],
            ["姓名", "性别", "入党时间", "姓名", "性别", "入党时间"],
            ["张三", "男", "2008.7", "李四", "男", "2026.7"],
        ]
    )
    assert [[s.text for s in table.sections] for table in (left, right)] == [
        ["正式党员"],
        ["预备党员"],
    ]


def test_rows_prepared_alike_for_people_to_come_are_nothing_to_speak_of() -> None:
    prepared: list[list[Cell]] = [[n, "", "男", "汉", ""] for n in range(2, 9)]
    (table,) = tables(
        [["序号", "姓名", "性别", "民族", "身份证号"], [1, "张三", "男", "汉", ""], *prepared]
    )
    assert (names(table), table.left_out) == (["张三"], ())


def test_a_form_of_one_person_is_no_table() -> None:
    rows: list[list[Cell]] = [
        ["党员信息采集表"],
        ["姓名", "张三", "性别", "男", "民族", "汉族"],
        ["出生年月", "1985.3", "入党时间", "2008.7", "学历", "本科"],
    ]
    grid = Grid("表", even(rows))
    assert find_tables(grid, WORDS, {}) == ()
    assert is_form(grid, WORDS)
    assert not is_form(Grid("表", even([["品名", "数量"], ["椅子", 3]])), WORDS)


def test_a_field_may_be_split_over_columns() -> None:
    rows: list[list[Cell]] = [
        ["姓名", "性别", "", "出生年月", "", "身份证号"],
        ["", "男", "女", "年", "月", ""],
        ["张三", "√", "", 1985, 3, ""],
    ]
    (table,) = tables(rows, [Merge(0, 1, 0, 2), Merge(0, 3, 0, 4)])
    told = [(column.key, column.part) for column in table.header.columns]
    assert told[1:5] == [("sex", "男"), ("sex", "女"), ("birth_on", "年"), ("birth_on", "月")]


def test_a_narrow_table_with_branches_is_not_all_sections() -> None:
    (table,) = tables([["党支部", "姓名"], ["一支部", "张三"], ["二支部", "李四"]])
    assert names(table) == ["张三", "李四"]


def test_merged_words_stand_for_all_their_rows() -> None:
    rows = [
        ["姓名", "性别", "党小组"],
        ["张三", "男", "一组"],
        ["李四", "女", ""],
        ["王五", "男", ""],
    ]
    (table,) = tables(rows, [Merge(1, 2, 2, 2)])
    assert table.values(2) == ["一组", "一组", ""]
    assert table.columns()[2] == ["一组", "一组", ""]


def test_a_row_under_a_merged_name_is_no_person() -> None:
    rows = [["姓名", "性别", "学历"], ["张三", "男", "大专"], ["", "", "本科"]]
    (table,) = tables(rows, [Merge(1, 0, 2, 0)])
    assert names(table) == ["张三"]
    assert [left.kind for left in table.left_out] == [RowKind.CONTINUED]


def test_different_tables_below_each_other() -> None:
    first, second = tables(
        [["正式党员"], ["姓名", "性别", "转正时间"], ["张三", "男", "1985.3"],
         ["预备党员"], ["姓名", "性别", "入党时间"], ["李四", "女", "2026.3"]]
    )  # fmt: skip
    assert (names(first), names(second)) == (["张三"], ["李四"])
    assert [section.text for section in first.sections] == ["正式党员", "预备党员"]


cells = st.one_of(
    st.sampled_from(
        ["姓名", "性别", "身份证号", "合计", "注：", "第一党小组", "张三", "", "1985.3", "序号"]
    ),
    st.text(max_size=6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)


@given(
    st.lists(st.lists(cells, max_size=7), max_size=12),
    st.lists(st.tuples(*[st.integers(0, 12)] * 4), max_size=4),
)
def test_any_grid_can_be_looked_through(
    rows: list[list[Cell]], areas: list[tuple[int, int, int, int]]
) -> None:
    grid = even([list(row) for row in rows])
    width = max(map(len, grid), default=0)
    merges = [
        Merge(top, left, min(top + down, len(grid) - 1), min(left + across, width - 1))
        for top, left, down, across in areas
        if top < len(grid) and left < width
    ]
    seen: set[tuple[int, int]] = set()
    for table in tables(grid, merges):
        for row in table.rows:
            assert (row, table.header.columns[0].index) not in seen
            seen.add((row, table.header.columns[0].index))
        for column in table.header.columns:
            assert isinstance(column, HeaderColumn)
            assert len(table.values(column.index)) == len(table.rows)


# -- writing -------------------------------------------------------------------------------------


def test_a_written_workbook_reads_back_as_text(tmp_path: Path) -> None:
    path = tmp_path / "退回.xlsx"
    nasty = ["=1+1", "+2", "-3", "@x", "\tx", "a<b&c", "999999198503120018", "_x0041_", "一\n二"]
    path.write_bytes(
        workbook([Sheet("表/1", [10], [[Written(text) for text in nasty], [Written(1985.1)]]),
                  Sheet("表:1", [10], [[Written("x", Look.FAULTY)]])])
    )  # fmt: skip
    first, second = read(path).grids
    assert list(first.rows[0]) == nasty
    assert first.rows[1][0] == 1985.1
    assert [first.name, second.name] == ["表 1", "表 1(2)"]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert {cell.data_type for cell in sheet[1]} == {"s"} or sheet["A1"].value == "=1+1"
    assert sheet["A1"].data_type != "f"

"""Registers: widths scaled to the paper, tall cells, totals, rows in pieces."""

from __future__ import annotations

import pytest

from djdesk.reports.kit.content import Content, Heading, Paper, Table, TableColumn, digest
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet
from djdesk.reports.kit.tables import HEAD_HEIGHT, TableStrip
from djdesk.services.listing import Kind
from tests.reports.papers import COLUMNS, printed, texts

PAGE = 257 * MM


def strip(table: Table, width: float = 170 * MM) -> TableStrip:
    return TableStrip(table, Setting(bundled()), 0, width, PAGE)


def drawn(table: Table, blanks: int = 0) -> str:
    made = strip(table)
    sheet = Sheet()
    made.draw(sheet, PAGE, 0, len(made.heights), blanks)
    return "\n".join(sheet.code)


@pytest.mark.parametrize("factor", [0.5, 1, 3])
def test_columns_are_scaled_to_the_usable_width(factor: float) -> None:
    columns = tuple(TableColumn(c.title, c.width * factor, c.kind) for c in COLUMNS)
    sheet = Sheet()
    strip(Table(columns, []), 100).draw(sheet, PAGE, 0, 0, 1)
    (frame,) = [line for line in sheet.code if line.endswith("re S")]
    assert frame.split()[2:6:2] == ["0.00", "100.00"]


def test_row_with_a_wrong_number_of_cells_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="4 cells"):
        strip(Table(COLUMNS, [["1", "王某"]]))


def test_tinted_rows_have_a_ground_and_keep_it_when_a_row_is_cut() -> None:
    rows = [["1", "王某", "", ""], ["2", "李某", "", "长句" * 4000], ["3", "张某", "", ""]]
    made = strip(Table(COLUMNS, rows, tints=("red", "yellow", "")))
    assert len(made.heights) > len(rows)
    sheet = Sheet()
    made.draw(sheet, PAGE, 0, len(made.heights), 0)
    grounds = [line.split()[1:4] for line in sheet.code if line.endswith("re f Q")]
    assert grounds[0] == ["0.973", "0.843", "0.831"]
    assert grounds[1:] == [["1.000", "0.941", "0.702"]] * (len(made.heights) - 2)
    bare = Sheet(data_only=True)
    made.draw(bare, PAGE, 0, len(made.heights), 0)
    assert not [line for line in bare.code if line.endswith("re f Q")]
    with pytest.raises(ValueError, match="1 tints for 3 rows"):
        strip(Table(COLUMNS, rows, tints=("red",)))


def test_larger_type_is_as_large_as_asked_and_changes_no_digest() -> None:
    rows = [["1", "王某", "", "机修车间"]]
    plain, large = (Table(COLUMNS, rows, ("合计",), size=size) for size in (10.5, 15))
    code = drawn(large)
    assert " 15 Tf" in code
    assert " 10.5 Tf" not in code
    digests = {digest(Content("F11", "榜", Paper(), (table,))) for table in (plain, large)}
    assert len(digests) == 1


def test_long_cell_makes_its_row_taller_and_no_other() -> None:
    long = "某某机械制造有限责任公司第三分公司机修车间设备维护班组钳工技师" * 3
    made = strip(Table(COLUMNS, [["1", "王某", "", "钳工"], ["2", "李某", "", long]]))
    assert made.heights[0] == pytest.approx(8 * MM)
    assert made.heights[1] > 8 * MM


def test_two_lines_of_small_type_fit_a_row_of_eight_millimetres() -> None:
    made = strip(Table(COLUMNS, [["1", "阿不都热西提·买买提", "", "钳工"]]))
    assert list(made.heights) == pytest.approx([8 * MM])


def test_cell_taller_than_a_page_is_cut_and_nothing_of_it_is_lost() -> None:
    long = "".join(f"第{n}条说明，" for n in range(1, 1200))
    content = Content("", "长", Paper(), (Heading("长"), Table(COLUMNS, [["1", "王某", "", long]])))
    found = "".join(texts(printed(content).data))
    for number in (1, 2, 300, 600, 900, 1199):
        assert f"第{number}条说明" in found
    assert found.count("王某") == 1


def test_single_total_spans_the_width_and_several_stand_in_their_columns() -> None:
    spanning = drawn(Table(COLUMNS, [["1", "王某", "", ""]], ("合计 1 人",)))
    apart = drawn(Table(COLUMNS, [["1", "王某", "", ""]], ("", "合计", "", "1")))
    inner = [line for line in spanning.split("\n") if line.endswith(" l")]
    lower = [line for line in apart.split("\n") if line.endswith(" l")]
    assert len(inner) == len(lower)
    assert inner != lower  # the lines between columns end above the spanning cell


def test_title_of_two_lines_grows_the_header_only_when_it_must() -> None:
    one = strip(Table((TableColumn("参加工作\n时间", 18, Kind.MONTH),), []), 18 * MM)
    assert one.head == pytest.approx(HEAD_HEIGHT, abs=1)
    many = strip(Table((TableColumn("一\n二\n三\n四", 18),), []), 18 * MM)
    assert many.head > HEAD_HEIGHT * 1.5


def test_numbers_and_names_are_centred_money_stands_right() -> None:
    columns = (TableColumn("甲", 50, Kind.MONEY), TableColumn("乙", 50, Kind.DATE))
    code = drawn(Table(columns, [["1.00", "2026.11.20"]]))
    cells = [line.split() for line in code.splitlines() if line.endswith("Tj") and " Tm " in line]
    money, day = (float(cell[4]) for cell in cells)
    assert 60 * MM < money < 85 * MM  # at the right end of the first half
    assert 117 * MM < day < 120 * MM  # around the middle of the second

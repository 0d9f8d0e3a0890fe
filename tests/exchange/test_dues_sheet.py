"""Names and amounts out of the lists that banks and pay offices hand over."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.errors import UserError
from djdesk.exchange.dues_sheet import money, read_list, read_pasted


def test_a_bank_list_with_a_head(tmp_path: Path) -> None:
    path = tmp_path / "党费.csv"
    path.write_text(
        "某某银行代收明细\n序号,付款户名,证件号码,交易金额,摘要\n"
        "1,张建,***************0011,45.00,党费\n"
        '2,阿依古丽·买买提,,"1,098.15",党费\n3,王敏,,看不清,\n,合计,,1143.15,\n制表人：李静,,,,\n',
        encoding="utf-8",
    )
    found = read_list(path)
    assert [(line.row, line.name, line.fen) for line in found.lines] == [
        (3, "张建", 4_500),
        (4, "阿依古丽·买买提", 109_815),
        (5, "王敏", None),
    ]
    assert found.lines[0].id_number == "***************0011"
    assert (found.name_column, found.amount_column, found.amount_title) == ("B", "D", "交易金额")
    assert found.left_out == (6, 7)


def test_a_workbook_keeps_every_fen(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("姓名", "基数", "党费"), ("张建", 6543.21, 98.15), ("李强", 8333, 0.29)):
        sheet.append(row)
    path = tmp_path / "工资.xlsx"
    book.save(path)
    found = read_list(path)
    assert [(line.name, line.fen) for line in found.lines] == [("张建", 9_815), ("李强", 29)]


def test_pasted_without_a_head() -> None:
    found = read_pasted("1\t张建\t45\n2\t李强\t15.00\n")
    assert [(line.name, line.fen) for line in found.lines] == [("张建", 4_500), ("李强", 1_500)]


def test_what_holds_no_list_is_refused() -> None:
    with pytest.raises(UserError, match="没有粘贴内容"):
        read_pasted("  \n")
    with pytest.raises(UserError, match="没有找到姓名和金额"):
        read_pasted("会议通知\t明天\n")


@pytest.mark.parametrize(
    ("cell", "fen"),
    [(98.15, 9_815), (0.1 + 0.2, None), (45, 4_500), ("￥45.5元", 4_550), (True, None), ("", None)],
)
def test_amounts_are_read_exactly(cell: str | float, fen: int | None) -> None:
    assert money(cell) == fen

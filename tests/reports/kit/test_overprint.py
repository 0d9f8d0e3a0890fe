"""只打数据: on official sheets only the data is printed, exactly where it would stand anyway."""

from __future__ import annotations

import io

import pypdf
import pytest

from djdesk.reports.kit.content import (
    Cell,
    Content,
    Grid,
    Heading,
    Line,
    Paper,
    Paragraph,
    Placed,
    Signatures,
    Spot,
    Table,
    TableColumn,
)
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.pdf import render
from tests.reports.kit.test_feet import placed
from tests.reports.papers import texts

RECEIPT = Content(
    "F08",
    "党费收据",
    Paper(),
    (
        Heading("党费收据"),
        Line("编号：", preprinted=True),
        Line(right="000123"),
        Grid(
            (30, 60),
            (8, 8),
            (
                (Cell("交款人", label=True), Cell("王某")),
                (Cell("金额（大写）", label=True), Cell("叁拾元整")),
            ),
        ),
        Table((TableColumn("月份", 30), TableColumn("金额", 30)), [["三月", "30.00"]]),
        Paragraph("说明：本收据盖章有效。", preprinted=True),
        Placed(40, (Spot(20, 10, "贰零贰陆"), Spot(5, 10, "日期", preprinted=True))),
        Signatures(("收款人：",)),
    ),
    overprint=True,
)
FIXED = ("党费收据", "编号", "交款人", "大写", "月份", "说明", "日期", "收款人", "第1页", "校验码")
DATA = ("000123", "王某", "叁拾元整", "三月", "30.00", "贰零贰陆")


def test_only_data_is_printed_where_it_stands_on_the_whole_form() -> None:
    whole = render(RECEIPT, faces=bundled())
    data = render(RECEIPT, faces=bundled(), data_only=True)
    (all_text,), (data_text,) = texts(whole.data), texts(data.data)
    for word in (*FIXED, *DATA):
        assert word in all_text
    for word in FIXED:
        assert word not in data_text
    assert data_text == "".join(DATA)
    where = {text: (x, y) for text, x, y in placed(whole.data, 0)}
    for text, x, y in placed(data.data, 0):
        assert (x, y) == pytest.approx(where[text], abs=0.01)
    assert data.digest == whole.digest


def test_no_line_is_drawn_on_official_sheets() -> None:
    data = render(RECEIPT, faces=bundled(), data_only=True).data
    contents = pypdf.PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert contents is not None
    code = contents.get_data().decode("ascii").split()
    assert not {"S", "re"} & set(code)


def test_text_too_long_for_its_place_shrinks_and_then_breaks() -> None:
    long = Placed(30, (Spot(0, 10, "很长的单位名称" * 4, width=40, size=12),))
    content = Content("", "", Paper(), (long,))
    found = [y for text, _x, y in placed(render(content, faces=bundled()).data, 0) if "单" in text]
    assert len(found) > 1
    assert "".join(texts(render(content, faces=bundled()).data)).count("很长的单位名称") >= 1

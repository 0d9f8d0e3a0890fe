"""Feet of pages: the mark of a record on every page, and page numbers of official papers."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from djdesk.reports.kit.content import Content, Feet, Paper, Paragraph, digest, record_mark
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.pdf import Stamp, render
from djdesk.reports.kit.sheet import MM
from tests.reports.papers import DAY, people, printed, register, texts

MARK = record_mark("HY-2026-012", 3)


def placed(data: bytes, page: int) -> list[tuple[str, float, float]]:
    """Every text of a page with where it begins, in millimetres from the lower left corner."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            found.append((text.strip(), matrix[4] / MM, matrix[5] / MM))

    pypdf.PdfReader(io.BytesIO(data)).pages[page].extract_text(visitor_text=visit)
    return found


def test_mark_stands_on_every_page_beside_number_and_check_code() -> None:
    content = replace(register(people(60)), mark=MARK)
    rendering = printed(content)
    assert MARK == "台账编号 HY-2026-012　第3版"
    pages = texts(rendering.data)
    assert len(pages) == 4
    for text in pages:
        assert "台账编号HY-2026-012第3版" in text
        assert f"校验码{rendering.digest[:4]}-{rendering.digest[4:8]}".upper() in text


def test_mark_is_printed_inside_the_paper_and_below_the_number() -> None:
    for bottom in (6.0, 10.0, 20.0):
        content = replace(register(people(3)), mark=MARK)
        content = content.on(replace(content.paper, bottom=bottom))
        heights = {text: y for text, _x, y in placed(printed(content).data, 0)}
        mark = next(y for text, y in heights.items() if text.startswith("台账编号"))
        number = next(y for text, y in heights.items() if text.startswith("第1页"))
        assert 0.5 < mark < number


def test_version_of_the_record_is_no_part_of_the_digest() -> None:
    content = register(people(3))
    assert digest(content) == digest(replace(content, mark=MARK))
    assert record_mark("", 2) == "第2版"


def official(mark: str = "") -> Content:
    text = Paragraph("各党小组：" * 900)
    paper = Paper(left=28, right=26, top=37, bottom=35)
    return Content("", "通知", paper, (text,), DAY, mark=mark, feet=Feet.OFFICIAL)


def test_official_numbers_stand_outside_seven_millimetres_below() -> None:
    data = printed(official()).data
    for page, (expected, side) in enumerate((("— 1 —", "right"), ("— 2 —", "left"))):
        (number,) = [spot for spot in placed(data, page) if spot[0].startswith("—")]
        assert number[0] == expected
        assert number[2] == pytest.approx(35 - 7, abs=3)
        if side == "left":
            assert number[1] == pytest.approx(28 + 14 / MM, abs=0.5)
        else:
            assert number[1] > 105
    assert "校验码" not in "".join(texts(data))
    assert "共" not in "".join(texts(data))


def test_official_paper_of_a_record_carries_its_mark_small() -> None:
    data = printed(official(mark=MARK)).data
    for text in texts(data):
        assert "台账编号HY-2026-012第3版校验码" in text
    again = render(official(), stamp=Stamp(DAY, copy=2), faces=bundled())
    assert all("第2次打印" in text for text in texts(again.data))

"""Photographs on paper: side by side, upright, in their proportions, broken ones named."""

from __future__ import annotations

import pytest

from djdesk.reports.kit.content import Content, Paper, Picture, Pictures
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.kit.photographs import UNREADABLE, PicturesStrip
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet
from tests.reports.kit.test_grids import png
from tests.reports.papers import printed, texts

WIDTH, PAGE = 170 * MM, 257 * MM


def strip(block: Picture | Pictures, most: float = PAGE) -> PicturesStrip:
    return PicturesStrip(block, Setting(bundled()), 0, WIDTH, most)


def boxes(made: PicturesStrip) -> list[tuple[float, float, float]]:
    """Left end, width and height of every picture drawn."""
    sheet = Sheet()
    made.draw(sheet, 700, 0, len(made.heights), 0)
    found = [line.split() for line in sheet.code if " Do " in line]
    return [(float(each[5]), float(each[1]), float(each[4])) for each in found]


def test_two_stand_side_by_side_in_full_size() -> None:
    pair = tuple(Picture(png(400, 300), 80, 60, f"图{n}") for n in (1, 2))
    (first, second) = boxes(strip(Pictures(pair)))
    assert first[1:] == second[1:] == pytest.approx((80 * MM, 60 * MM), abs=0.01)
    assert second[0] - first[0] > 80 * MM


def test_proportions_are_kept_inside_the_box() -> None:
    (upright, wide) = boxes(
        strip(Pictures((Picture(png(30, 60), 80, 60), Picture(png(400, 100), 80, 60))))
    )
    assert upright[1:] == pytest.approx((30 * MM, 60 * MM), abs=0.01)
    assert wide[1:] == pytest.approx((80 * MM, 20 * MM), abs=0.01)


def test_row_that_is_too_wide_and_picture_that_is_too_high_shrink() -> None:
    three = tuple(Picture(png(400, 300), 80, 60) for _ in range(3))
    found = boxes(strip(Pictures(three, across=3)))
    assert found[-1][0] + found[-1][1] <= WIDTH + 0.1
    giant = strip(Picture(png(10, 10), 500, 500, "图"), 300)
    assert giant.heights[0] <= 300
    ((_, wide, high),) = boxes(giant)
    assert wide == high


def test_broken_and_missing_pictures_leave_their_box() -> None:
    pictures = Pictures((Picture(b"", 80, 60, "贴照片处"), Picture(b"xx", 80, 60, "坏了的")))
    (text,) = texts(printed(Content("F06", "党课", Paper(), (pictures,))).data)
    assert text.count(UNREADABLE) == 1
    assert "贴照片处" in text
    assert "坏了的" in text


def test_rows_go_over_to_the_next_page_whole() -> None:
    many = Pictures(tuple(Picture(png(400, 300), 80, 60, f"第{n}张") for n in range(1, 12)))
    found = texts(printed(Content("F06", "党课", Paper(), (many,))).data)
    assert len(found) == 2
    assert [text.count("张") for text in found] == [6, 5]

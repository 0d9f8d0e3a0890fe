"""Cells put together and taken apart."""

from __future__ import annotations

import pytest

from djdesk.exchange.roster.sheet_pieces import dates_in, put_together, school_and_major
from djdesk.exchange.sheet.grid import Cell
from djdesk.exchange.sheet.headers import HeaderColumn


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("1990.7/1991.7", ["1990.7", "1991.7"]),
        ("1990.07.01-1991.07.01", ["1990.07.01", "1991.07.01"]),
        ("1990年7月1日（1991年7月1日转正）", ["1990年7月1日", "1991年7月1日"]),
        ("19900701、19910701", ["19900701", "19910701"]),
        ("1990-07-01 00:00:00", ["1990-07-01"]),
        ("未转正", []),
    ],
)
def test_dates_in_one_cell(cell: str, dates: list[str]) -> None:
    assert dates_in(cell) == dates


@pytest.mark.parametrize(
    ("parts", "row", "whole"),
    [
        ("年月日", (1965.0, "3月", 12), "1965.3.12"),
        ("年月", ("1965年", 3.0), "1965.3"),
        ("年月", ("", ""), ""),
        ("男女", ("", "√"), "女"),
        ("男女", ("×", "是"), "女"),
        ("男女", ("√", "√"), "男、女"),
    ],
)
def test_a_field_split_over_columns(parts: str, row: tuple[Cell, ...], whole: str) -> None:
    columns = [HeaderColumn(n, ("上", part), "key", part) for n, part in enumerate(parts)]
    assert put_together(columns, [[cell] for cell in row]) == [whole]


def test_schools_and_subjects() -> None:
    assert school_and_major("某某大学 机械专业") == ("某某大学", "机械专业")
    assert school_and_major("夜校") == ("夜校", "")

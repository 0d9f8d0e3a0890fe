"""Columns look as their kind says: text, side, width, mask."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from djdesk.services.listing import Kind, MonthOnly, Value
from djdesk.services.roster import ROSTER
from djdesk.ui.kit import cells


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("birth_on", date(1985, 3, 12), "1985.03.12"),
        ("birth_on", MonthOnly(1985, 3, 1), "1985.03"),
        ("sex", "2", "女"),
        ("age", 41, "41"),
        ("name", None, ""),
    ],
)
def test_texts(key: str, value: Value, text: str) -> None:
    assert cells.maker(ROSTER.column(key), masked=False)(value) == text


def test_masks_concern_private_columns_only() -> None:
    phone = cells.maker(ROSTER.column("phone"), masked=True)
    assert phone("13800001234") == "138****1234"
    assert phone(None) == ""
    assert cells.maker(ROSTER.column("name"), masked=True)("陈堃") == "陈堃"


def test_numbers_stand_right_and_titles_fit() -> None:
    assert cells.align(ROSTER.column("age")) & Qt.AlignmentFlag.AlignRight
    assert cells.align(ROSTER.column("name")) & Qt.AlignmentFlag.AlignLeft
    for column in ROSTER.columns:
        assert cells.width(column) >= 13 * len(column.title), column.key
    assert ROSTER.column("age").kind is Kind.COUNT

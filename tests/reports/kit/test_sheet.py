"""A page being drawn: text where it is asked for, lines, frames."""

from __future__ import annotations

import pytest

from djdesk.reports.kit.fonts import Role, bundled
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import Sheet


@pytest.mark.parametrize(("how", "x"), [("left", "10.00"), ("center", "50.00"), ("right", "90.00")])
def test_text_stands_left_in_the_middle_or_right(how: str, x: str) -> None:
    sheet = Sheet()
    font = Setting(bundled()).font(Role.BODY)
    sheet.aligned(font, 10, 10, 100, 50, "党员", how)  # 20 points wide
    assert sheet.code == [f"BT /F1 10 Tf {x} 46.20 Td <00010002>Tj ET"]


def test_nothing_is_drawn_for_no_text() -> None:
    sheet = Sheet()
    sheet.text(Setting(bundled()).font(Role.BODY), 10, 0, 0, "")
    sheet.rules([], 1)
    assert sheet.code == []


def test_lines_of_one_width_are_one_path() -> None:
    sheet = Sheet()
    sheet.rules([(0, 0, 1, 0), (0, 1, 1, 1)], 0.5)
    assert sheet.code == ["0.5 w\n0.00 0.00 m 1.00 0.00 l\n0.00 1.00 m 1.00 1.00 l\nS"]

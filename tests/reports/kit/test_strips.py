"""Titles, lines, signatures and pictures as they are drawn."""

from __future__ import annotations

import pytest

from djdesk.reports.kit.content import Heading, Line, Ruled, Signatures
from djdesk.reports.kit.fonts import Role, bundled
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet
from djdesk.reports.kit.strips import (
    HeadingStrip,
    LineStrip,
    RuledStrip,
    SignatureStrip,
    Strip,
)

WIDTH = 170 * MM


def drawn(strip: Strip) -> Sheet:
    sheet = Sheet()
    strip.draw(sheet, 700, 0, len(strip.heights), 0)
    return sheet


def starts(sheet: Sheet) -> list[float]:
    """Where each text of a sheet begins."""
    return [float(line.split()[4]) for line in sheet.code if line.startswith("BT")]


def test_title_shrinks_then_breaks() -> None:
    setting = Setting(bundled())
    short = HeadingStrip(Heading("党员花名册"), setting, 0, WIDTH)
    longer = HeadingStrip(Heading("中共某某厂机修车间支部委员会党员花名册册"), setting, 0, WIDTH)
    longest = HeadingStrip(Heading("中共某某厂机修车间支部委员会党员花名册" * 2), setting, 0, WIDTH)
    assert len(drawn(short).code) == len(drawn(longer).code) == 1
    assert longer.heights[0] == short.heights[0] or longer.heights[0] < short.heights[0]
    assert len(drawn(longest).code) == 2


def test_middle_text_gives_way_to_a_long_left_one() -> None:
    setting = Setting(bundled())
    left = "填报单位：中共某某厂机修车间支部委员会"
    strip = LineStrip(Line(left, "截至2026年11月20日", "单位：人"), setting, 0, WIDTH)
    first, second, third = starts(drawn(strip))
    end = first + setting.font(Role.BODY).width(left) * strip.size / 1000
    assert first == 0
    assert end < second < third


def test_line_that_is_too_long_becomes_several() -> None:
    setting = Setting(bundled())
    strip = LineStrip(Line("左" * 60, "中" * 10, "右" * 10), setting, 0, WIDTH)
    sheet = drawn(strip)
    assert len(sheet.code) >= 3
    assert starts(sheet) == [0] * len(sheet.code)


def test_signatures_share_a_row_and_get_lines() -> None:
    setting = Setting(bundled())
    labels = ("制表人：", "审核人（支部书记）：", "日期：　　年　　月　　日", "（盖章）")
    strip = SignatureStrip(Signatures(labels), setting, 0, 267 * MM)
    sheet = drawn(strip)
    assert len(strip.heights) == 1
    (rules,) = [line for line in sheet.code if line.endswith("S")]
    assert rules.count(" l") == 2  # one for each label that ends with a colon
    ends = [float(part.split()[3]) for part in rules.split("\n") if part.endswith(" l")]
    assert max(ends) < 267 * MM


def test_signatures_take_more_rows_on_narrow_paper() -> None:
    setting = Setting(bundled())
    labels = ("主持人签字：", "记录人签字：", "审核人签字：", "支部书记签字：")
    narrow = SignatureStrip(Signatures(labels), setting, 0, 100 * MM)
    wide = SignatureStrip(Signatures(labels), setting, 0, 267 * MM)
    assert narrow.heights[0] >= 2 * wide.heights[0]


def test_writing_lines_fill_a_page_and_long_text_flows_over() -> None:
    room = 257 * MM
    blank = RuledStrip(Ruled(blank_to=99), Setting(bundled()), 0, WIDTH, room)
    assert blank.blanks(0, room) == 22
    assert blank.blank_height(22) == pytest.approx(room)
    long = RuledStrip(Ruled("第一段。\n" + "发言内容，" * 400), Setting(bundled()), 0, WIDTH, room)
    assert len(long.heights) > 44
    said = [text for _, text in long.texts(0, len(long.heights))]
    assert said[0] == "\u3000\u3000第一段。"
    assert "".join(said[1:]) == "\u3000\u3000" + "发言内容，" * 400
    assert long.blanks(14, room) == 0


def test_empty_lines_follow_the_text_up_to_the_wanted_number() -> None:
    strip = RuledStrip(Ruled("短", blank_to=6), Setting(bundled()), 0, WIDTH, 220)
    assert strip.blanks(1, 220) == 5
    assert strip.blanks(1, 25) == 2
    sheet = Sheet()
    strip.draw(sheet, 220, 0, 1, 5)
    assert sheet.code[-1].count(" l\n") == 6

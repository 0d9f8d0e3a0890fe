"""The grid of official papers: 22 lines of 28 characters, faces of headings, places of signing."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.reports.kit.content import Content, Feet, OfficialSignature, OfficialText
from djdesk.reports.kit.fonts import Role, bundled
from djdesk.reports.kit.layout import compose
from djdesk.reports.kit.official import OFFICIAL
from djdesk.reports.kit.officialstrips import (
    PITCH,
    SIZE,
    SQUARE,
    OfficialSignatureStrip,
    OfficialTextStrip,
    written_day,
)
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet

WIDTH = 156 * MM


def shown(sheet: Sheet) -> list[tuple[str, float, float]]:
    """Font, spacing and left end of every text drawn."""
    found = []
    for line in sheet.code:
        parts = line.split()
        if parts[0] == "BT":
            spacing = float(parts[4]) if parts[5] == "Tc" else 0.0
            found.append((parts[1], spacing, float(parts[parts.index("Td") - 2])))
    return found


def test_a_page_holds_22_lines_of_28_characters() -> None:
    text = OfficialText("党" * (28 * 44 - 2))
    content = Content("", "", OFFICIAL, (text,), feet=Feet.OFFICIAL)
    pages = compose(content, Setting(bundled()))
    assert [(part.start, part.end) for page in pages for part in page.parts] == [(0, 22), (22, 44)]
    lines = [line for _, line in pages[1].texts()]
    assert {len(line) for line in lines} == {28}
    assert pytest.approx(28.99, abs=0.005) == PITCH


def test_full_lines_reach_both_margins_whatever_stands_in_them() -> None:
    setting = Setting(bundled())
    text = "2026年3月5日，支部召开了党员大会，应到12名，实到11名。" * 4
    strip = OfficialTextStrip(OfficialText(text), setting, 0, WIDTH)
    sheet = Sheet()
    strip.draw(sheet, 700, 0, len(strip.heights), 0)
    font = setting.font(Role.BODY)
    lines = [line for _, line in strip.texts(0, len(strip.heights)) if line]
    for line, (_, spacing, left) in list(zip(lines, shown(sheet), strict=True))[:-1]:
        right = left + font.width(line) * SIZE / 1000 + spacing * (len(line) - 1)
        assert right == pytest.approx(WIDTH, abs=0.2)
    assert shown(sheet)[-1][1] == pytest.approx(SQUARE - SIZE, abs=0.001)


@pytest.mark.parametrize(
    ("text", "role", "led"),
    [
        ("一、基本情况", Role.HEADING, 8),
        ("（一）培养考察情况。该同志表现较好。", Role.NOTE, 12),
        ("1.会议程序符合规定。", None, 0),
        ("（1）表决前进行了讨论。", None, 0),
        ("十二、其他", Role.HEADING, 7),
    ],
)
def test_headings_are_known_by_their_numbers(text: str, role: Role | None, led: int) -> None:
    setting = Setting(bundled())
    strip = OfficialTextStrip(OfficialText(text), setting, 0, WIDTH)
    assert strip._led == led
    if role is not None:
        assert strip._lead is setting.font(role)
    assert strip.leads is (role is Role.HEADING)


def test_labelled_fact_hangs_behind_its_label() -> None:
    setting = Setting(bundled())
    fact = OfficialText("王某、李某、" * 20, label="出席：")
    strip = OfficialTextStrip(fact, setting, 0, WIDTH)
    sheet = Sheet()
    strip.draw(sheet, 700, 0, len(strip.heights), 0)
    label, first, second = shown(sheet)[:3]
    assert label[0] == setting.font(Role.HEADING).name
    assert first[0] == setting.font(Role.BODY).name
    assert second[2] == pytest.approx(first[2], abs=0.5)


def test_day_leaves_four_characters_and_the_unit_stands_above_its_middle() -> None:
    setting = Setting(bundled())
    sign = OfficialSignature("中共某某厂机修车间支部", date(2026, 1, 5))
    strip = OfficialSignatureStrip(sign, setting, 0, WIDTH)
    sheet = Sheet()
    strip.draw(sheet, 700, 0, 1, 0)
    (_, _, unit), (_, _, day) = shown(sheet)
    wide = [
        setting.font(Role.BODY).width(text) * SIZE / 1000 + len(text) * (SQUARE - SIZE)
        for text in (sign.unit, "2026年1月5日")
    ]
    assert day + wide[1] == pytest.approx(WIDTH - 4 * SQUARE, abs=0.1)
    assert unit + wide[0] / 2 == pytest.approx(day + wide[1] / 2, abs=0.1)
    assert written_day(date(2026, 1, 5)) == "2026年1月5日"


def test_long_unit_stays_inside_the_type_area() -> None:
    sign = OfficialSignature(
        "中共某某集团有限公司某某厂机修车间离退休职工支部委员会", date(2026, 1, 5)
    )
    strip = OfficialSignatureStrip(sign, Setting(bundled()), 50, WIDTH)
    sheet = Sheet()
    strip.draw(sheet, 700, 0, 1, 0)
    assert min(left for _, _, left in shown(sheet)) >= 50

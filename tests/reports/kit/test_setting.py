"""Setting text: breaking lines, shrinking, and finding who draws which character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.reports.kit.fonts import Role, bundled
from djdesk.reports.kit.setting import (
    BODY,
    LEAST,
    NOT_FIRST,
    SMALL,
    Font,
    Setting,
    fit,
    wrap,
)
from tests.reports.papers import RARE, UNKNOWN

words = st.text(
    st.sampled_from("党支部委员会，。（）《》2026年abcXYZ.- ·"), min_size=1, max_size=80
)


@pytest.fixture
def font() -> Font:
    return Setting(bundled()).font(Role.BODY)


@given(words, st.floats(25, 300))
def test_lines_hold_all_text_and_keep_their_width(text: str, room: float) -> None:
    font = Setting(bundled()).font(Role.BODY)
    lines = wrap(font, text, 10, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert font.width(line) * 10 / 1000 <= room + 0.1 or len(line) == 1


def test_no_line_begins_with_a_comma_or_ends_with_an_open_bracket(font: Font) -> None:
    text = "中共某某厂（机修车间），第一党小组（钳工班），党员大会；" * 5
    for room in range(40, 200, 7):
        for line in wrap(font, text, 10.5, room)[1:]:
            assert line[0] not in NOT_FIRST
        assert all(line[-1] != "（" for line in wrap(font, text, 10.5, room))


def test_latin_words_stay_whole_where_they_fit(font: Font) -> None:
    assert wrap(font, "型号为MT-6000的机床", 10, 60) == ["型号为", "MT-6000的", "机床"]


@pytest.mark.parametrize(
    ("text", "room", "size", "lines"),
    [
        ("王某", 46, BODY, 1),
        ("欧阳某某甲", 49, 9.5, 1),  # shrunk a little
        ("阿依古丽·买买提", 46, SMALL, 2),  # broken after the separator
        ("很长的工作单位名称" * 3, 90, SMALL, 3),
        ("很长的工作单位名称" * 2, 90, SMALL, 2),
    ],
)
def test_cells_shrink_then_break(
    font: Font, text: str, room: float, size: float, lines: int
) -> None:
    fitted = fit(font, text, room)
    assert (fitted.size, len(fitted.lines)) == (size, lines)
    assert "".join(fitted.lines) == text


def test_separator_of_a_minority_name_ends_the_line(font: Font) -> None:
    assert fit(font, "阿依古丽·买买提", 46).lines == ("阿依古丽·", "买买提")


def test_numbers_are_shrunk_before_they_are_torn(font: Font) -> None:
    number = "999999199901011233"
    fitted = fit(font, number, 82, whole=True)
    assert fitted.lines == (number,)
    assert LEAST <= fitted.size < SMALL
    assert len(fit(font, number, 40, whole=True).lines) > 1  # but never lost


def test_given_lines_are_kept(font: Font) -> None:
    assert fit(font, "参加工作\n时间", 60).lines == ("参加工作", "时间")


def test_rare_and_boxes_and_unknown_are_told_apart() -> None:
    setting = Setting(bundled())
    font = setting.font(Role.BODY)
    assert font.width(RARE) == 2000
    assert not setting.missing
    assert font.width("☑") == 1000
    shown = font.show("☑是" + UNKNOWN, BODY)
    assert setting.missing == {UNKNOWN}
    assert f"/F2 {BODY:g} Tf" in shown  # the face of boxes
    assert shown.endswith("Tj")
    own, boxes = setting.subsets
    assert boxes.face is None
    assert ("〓", UNKNOWN) in zip(own.chars, own.means, strict=True)


def test_what_cannot_be_seen_takes_no_room(font: Font) -> None:
    assert font.width("王\u200b某\x07") == font.width("王某")
    assert font.show("王\u200b某\x07", BODY) == font.show("王某", BODY)

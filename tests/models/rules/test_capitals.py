"""Amounts in capitals, read back by a parser that knows nothing of how they were written."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from djdesk.models.rules.capitals import capitals

DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(text: str) -> int:
    """An amount in capitals as fen."""
    match = re.fullmatch(r"(?:(.+)元)?(整)?零?(?:(.)角)?零?(?:(.)分)?", text)
    assert match, text
    whole, closed, jiao, cents = match.groups()
    assert bool(closed) is not bool(jiao or cents), text
    assert whole or jiao or cents, text
    return _whole(whole or "") * 100 + DIGITS[jiao or "零"] * 10 + DIGITS[cents or "零"]


def _whole(text: str) -> int:
    above, _, rest = text.rpartition("亿")
    middle, _, low = rest.rpartition("万")
    return (_section(above) * 10_000 + _section(middle)) * 10_000 + _section(low)


def _section(text: str) -> int:
    total = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        else:
            total, digit = total + digit * PLACES[sign], 0
    return total + digit


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        # the examples of the sheet on dues
        (9810, "玖拾捌元壹角"),
        (100005, "壹仟元零伍分"),
        (1500, "壹拾伍元整"),
        (20, "贰角"),
        # the examples of the rules for filling in bank notes
        (140950, "壹仟肆佰零玖元伍角"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        # every way in which zeros can stand
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角"),
        (11, "壹角壹分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角"),
        (1000, "壹拾元整"),
        (1001, "壹拾元零壹分"),
        (1050, "壹拾元零伍角"),
        (10100, "壹佰零壹元整"),
        (100100, "壹仟零壹元整"),
        (1000000, "壹万元整"),
        (1000100, "壹万零壹元整"),
        (1001000, "壹万零壹拾元整"),
        (10010000, "壹拾万零壹佰元整"),
        (100001000, "壹佰万零壹拾元整"),
        (1000000000, "壹仟万元整"),
        (10000000000, "壹亿元整"),
        (10000000100, "壹亿零壹元整"),
        (10000500000, "壹亿零伍仟元整"),
        (10005000000, "壹亿零伍万元整"),
        (9999999999, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals(fen: int, text: str) -> None:
    assert capitals(fen) == text


@given(st.one_of(st.integers(1, 99_999_999_99), st.integers(1, 10**6)))
@example(99_999_999_99)
@example(10_000_000_00)
def test_what_is_written_reads_back(fen: int) -> None:
    text = capitals(fen)
    assert read(text) == fen
    assert "零零" not in text
    for place in "拾佰仟万角分整":
        assert f"零{place}" not in text


def test_every_amount_below_a_thousand_yuan_reads_back() -> None:
    for fen in range(1, 100_000):
        assert read(capitals(fen)) == fen


@given(st.lists(st.sampled_from("0019"), min_size=1, max_size=12).map("".join))
def test_zeros_in_every_place_read_back(digits: str) -> None:
    assert read(capitals(int(digits))) == int(digits)


def test_the_closing_word_can_be_chosen() -> None:
    assert capitals(1500, whole="正") == "壹拾伍元正"
    assert capitals(1510, whole="正") == "壹拾伍元壹角"


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_what_has_no_capitals(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        capitals(fen)

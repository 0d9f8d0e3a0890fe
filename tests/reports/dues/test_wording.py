"""How amounts, bases and classes read on paper."""

from __future__ import annotations

import pytest

from djdesk.reports.dues import wording


@pytest.mark.parametrize(("fen", "text"), [(None, ""), (0, "0.00"), (123_456_789, "1,234,567.89")])
def test_money(fen: int | None, text: str) -> None:
    assert wording.money(fen) == text


def test_nothing_is_said_of_nothing() -> None:
    assert (wording.some(0), wording.some(20)) == ("", "0.20")
    assert (wording.day(None), wording.month(None), wording.base(None, 1)) == ("", "", "")


def test_an_average_that_never_ends_is_not_rounded_to_another_band() -> None:
    assert wording.base(900_001, 3) == "3000.003333…"
    assert wording.base(2_850_000, 3) == "9500.00"


def test_classes_and_rates() -> None:
    assert wording.class_word("business") == "个体经营"
    assert wording.rate(150, "wage") == "1.5%"
    assert (wording.rate(None, "student"), wording.rate(None, "")) == ("定额", "")

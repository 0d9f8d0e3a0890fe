"""Citizen identification numbers: the cases of the domain sheet and what spreadsheets do."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.errors import Severity
from djdesk.models.rules import identity

DATA = Path(__file__).parents[2] / "data" / "rules" / "roster.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("case", CASES["identity"], ids=lambda case: case["number"])
def test_numbers(case: dict[str, object]) -> None:
    number = str(case["number"])
    assert identity.valid(number) is case["valid"]
    if case["valid"]:
        assert identity.sex(number) == case["sex"]
        assert identity.birth(number) == case["birth"]
        assert identity.diagnose(number, TODAY) is None


@pytest.mark.parametrize("case", CASES["reading"], ids=lambda case: case["text"] or "empty")
def test_readings(case: dict[str, str]) -> None:
    reading = identity.read(case["text"], TODAY)
    if "fails" in case:
        assert not reading.ok
        assert case["fails"] in reading.problems[-1].text
        assert reading.problems[-1].remedy
        assert reading.number, "what was typed is not lost"
    else:
        assert reading.ok
        assert reading.number == case["number"]
        warned = [p for p in reading.problems if p.severity is Severity.WARN]
        assert len(warned) == ("warns" in case)
        if warned:
            assert case["warns"] in warned[0].text


births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
sequences = st.integers(min_value=0, max_value=999)


@given(births, sequences)
def test_a_made_number_is_valid_and_says_birth_and_sex(born: date, sequence: int) -> None:
    digits = f"999999{born:%Y%m%d}{sequence:03d}"
    number = digits + identity.check_sign(digits)
    assert identity.valid(number)
    assert identity.birth(number) == born
    assert identity.sex(number) == ("1" if sequence % 2 else "2")
    assert identity.read(number.lower(), TODAY).number == number


@given(births, sequences, st.integers(min_value=0, max_value=16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(
    born: date, sequence: int, place: int, shift: int
) -> None:
    digits = f"999999{born:%Y%m%d}{sequence:03d}"
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert not identity.valid(wrong + identity.check_sign(digits))


@given(births.filter(lambda day: day.year < 2000), sequences)
def test_old_numbers_are_the_new_ones_without_century_and_check(born: date, sequence: int) -> None:
    digits = f"999999{born:%Y%m%d}{sequence:03d}"
    old = digits[:6] + digits[8:]
    assert identity.from15(old) == digits + identity.check_sign(digits)


def test_what_is_no_old_number() -> None:
    assert identity.from15("99999985031212") is None
    assert identity.from15("99999985031212X") is None
    assert identity.from15("999999851331123") is None


def test_a_number_that_passes_by_chance_after_damage_is_looked_at() -> None:
    # sequence and check sign 000: the check happens to fit
    digits = next(
        d
        for d in (f"999999{1950 + n}0101{m}00" for n in range(50) for m in range(10))
        if identity.check_sign(d) == "0"
    )
    reading = identity.read(digits + "0", TODAY)
    assert reading.ok
    assert "000" in reading.problems[0].text


@given(st.text(max_size=25))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading = identity.read(text, TODAY)
    assert not reading.ok or reading.number == "" or identity.valid(reading.number)


def test_masked_numbers_keep_six_and_two() -> None:
    assert identity.mask("999999199901011233") == "999999**********33"
    assert identity.mask("1234") == "****"
    assert identity.mask("") == ""

"""Party age through all eras, and 光荣在党50年, as a person of the field would check them."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from djdesk.models.rules import roster

DATA = Path(__file__).parents[3] / "data" / "rules" / "roster.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))
DAY = date(2026, 7, 1)


@pytest.mark.parametrize("case", CASES["party_age"], ids=lambda case: case["about"])
def test_party_age(case: dict[str, date]) -> None:
    joined, full = case["joined"], case.get("full")
    assert roster.party_since(joined, full) == case.get("since")
    assert roster.party_age(joined, full, DAY) == case.get("age")


@pytest.mark.parametrize("case", CASES["honour"], ids=lambda case: str(case["joined"]))
def test_fifty_years(case: dict[str, date]) -> None:
    assert roster.honour_on(case["joined"], case.get("full")) == case.get("on")


def test_nothing_is_said_of_unknown_days() -> None:
    assert roster.party_since(None, None) is None
    assert roster.party_age(None, date(2000, 1, 1), DAY) is None
    assert roster.party_age(date(2026, 7, 2), date(2027, 7, 2), DAY) is None
    assert roster.joining_on(date(1921, 6, 30)) is None


def test_eras_say_which_act_gave_the_day() -> None:
    era = roster.joining_on(date(2000, 1, 1))
    assert era is not None
    assert (era.months, era.party_age, era.meaning) == (12, "full", "支部大会通过其为预备党员之日")
    assert roster.joinings().rules[0].start == roster.FOUNDED

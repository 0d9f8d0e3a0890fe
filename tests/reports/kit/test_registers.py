"""Registers know the quarter that was chosen."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.reports.kit.registers import PERIOD, quarter_asked
from djdesk.reports.kit.spec import Request


@pytest.mark.parametrize(("value", "quarter"), [("year", None), ("1", 1), ("4", 4)])
def test_every_choice_of_the_period_is_the_year_or_a_quarter(
    value: str, quarter: int | None
) -> None:
    assert value in dict(PERIOD.choices)
    assert quarter_asked(Request(date(2026, 5, 1), options={"period": value})) == quarter


def test_nothing_chosen_is_the_whole_year() -> None:
    assert quarter_asked(Request(date(2026, 5, 1))) is None

"""Ages and spans: one count everywhere, 29 February included."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.models.rules.days import add_months, age_on, born_until, full_years


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2000, 2, 29), date(2020, 2, 29), 20),
        (date(1999, 12, 31), date(2026, 12, 30), 26),
        (date(1999, 12, 31), date(2026, 12, 31), 27),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
        (date(2026, 1, 1), date(2025, 12, 31), -1),
    ],
)
def test_ages(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age
    assert full_years(birth, day) == age


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 3, 15), -3, date(2023, 12, 15)),
        (date(2024, 3, 15), 0, date(2024, 3, 15)),
    ],
)
def test_months_later(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@given(days, days, st.integers(min_value=0, max_value=100))
def test_born_until_is_the_other_side_of_age(birth: date, day: date, age: int) -> None:
    assert (birth <= born_until(age, day)) == (age_on(birth, day) >= age)

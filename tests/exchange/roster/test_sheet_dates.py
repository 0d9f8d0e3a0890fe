"""Dates as offices type them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.exchange.roster.sheet_dates import Doubt, century, read_date, read_dates
from djdesk.exchange.sheet.grid import Cell

MARCH = date(1985, 3, 1)
TWELFTH = date(1985, 3, 12)


@pytest.mark.parametrize(
    ("cell", "day", "month_only"),
    [
        ("1985.3", MARCH, True),
        ("1985.03", MARCH, True),
        ("1985年3月", MARCH, True),
        ("198503", MARCH, True),
        (198503.0, MARCH, True),
        (1985.03, MARCH, True),
        (1985.3, MARCH, True),
        ("１９８５．３", MARCH, True),
        ("1985 . 3", MARCH, True),
        ("1985.03.00", MARCH, True),
        ("19850300", MARCH, True),
        ("一九八五年三月", MARCH, True),
        ("1985年3月生", MARCH, True),
        ("1985年三月", MARCH, True),
        ("1985年3月份", MARCH, True),
        ("1985年3月上旬", MARCH, True),
        ("Mar-1985", MARCH, True),
        ("入党时间：1985.3.12", TWELFTH, False),
        ("1985-3-12 星期二", TWELFTH, False),
        ("12-Mar-1985", TWELFTH, False),
        ("无预备期", None, False),
        ("1985-3-12", TWELFTH, False),
        ("1985.03.12", TWELFTH, False),
        ("1985/3/12 0:00:00", TWELFTH, False),
        ("19850312", TWELFTH, False),
        (19850312.0, TWELFTH, False),
        (1985.0312, TWELFTH, False),
        (31118, TWELFTH, False),
        (31118.0, TWELFTH, False),
        ("31118", TWELFTH, False),
        (TWELFTH, TWELFTH, False),
        (datetime(1985, 3, 12, 8), TWELFTH, False),  # noqa: DTZ001 - cells know no time zone
        ("1985.3.12（预备）", TWELFTH, False),
        ("'1985.3.12", TWELFTH, False),
        ("1985-10", date(1985, 10, 1), True),
        ("", None, False),
        ("无", None, False),
        ("——", None, False),
    ],
)
def test_plain_dates(cell: Cell, day: date | None, month_only: bool) -> None:
    read = read_date(cell)
    assert (read.day, read.month_only, read.doubt) == (day, month_only, Doubt.NONE)


@pytest.mark.parametrize(
    ("cell", "doubt"),
    [
        ("1985.13", Doubt.BAD),
        ("1985.2.30", Doubt.BAD),
        ("八五年", Doubt.BAD),
        ("3/12/1985", Doubt.BAD),
        ("1985.3-1986.3", Doubt.BAD),
        ("19853", Doubt.BAD),
        (True, Doubt.BAD),
        (0.5, Doubt.BAD),
        ("1985", Doubt.YEAR_ONLY),
        (1985.0, Doubt.YEAR_ONLY),
        ("1985年", Doubt.YEAR_ONLY),
        (date(1905, 6, 7), Doubt.YEAR_AS_DATE),
        ("85.3", Doubt.SHORT_YEAR),
        ("85年3月", Doubt.SHORT_YEAR),
        (1985.1, Doubt.JAN_OR_OCT),
        ("未转正", Doubt.NEVER),
        ("预备期", Doubt.NEVER),
        ("不详", Doubt.UNKNOWN),
    ],
)
def test_doubtful_dates(cell: Cell, doubt: Doubt) -> None:
    assert read_date(cell).doubt is doubt


def test_the_column_says_what_a_lost_nought_meant() -> None:
    assert read_dates([1985.1, 1985.03]).days[0] == date(1985, 10, 1)
    assert read_dates([1985.1, 1985.3]).odd[0].doubt is Doubt.JAN_OR_OCT
    assert read_dates(["1985.1", "1985.3"]).odd == {}
    assert read_dates(["1985.1", "1985.3"], number_texts=True).odd[0].doubt is Doubt.JAN_OR_OCT
    assert read_dates(["1985.1", "1985.10"], number_texts=True).odd == {}


def test_real_dates_that_are_all_firsts_of_months_are_months() -> None:
    firsts: list[Cell] = [date(1985 + n, 1 + n, 1) for n in range(6)]
    assert read_dates(firsts).months == set(range(6))
    assert read_dates([*firsts, date(1999, 5, 4)]).months == set()


def test_centuries_of_two_digits() -> None:
    today = date(2026, 11, 20)
    assert century(date(1985, 3, 1), today) == date(1985, 3, 1)
    assert century(date(1903, 3, 1), today) == date(2003, 3, 1)
    assert century(date(1926, 3, 1), today, least_age=18) == date(1926, 3, 1)


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    spellings: list[Cell] = [
        f"{day:%Y.%m.%d}",
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ]
    assert {read_date(text).day for text in spellings} == {day}
    assert read_dates(spellings).days == [day] * len(spellings)


@given(
    st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.times(), st.timedeltas())
)
def test_nothing_crashes(cell: Cell) -> None:
    assert read_date(cell) is not None
    assert len(read_dates([cell, cell]).days) == 2

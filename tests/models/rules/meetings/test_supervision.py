"""The cells of the supervision grid: done, due, overdue, future, free."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules.meetings.kinds import kind
from djdesk.models.rules.meetings.periods import period_of, periods
from djdesk.models.rules.meetings.supervision import asked, cell

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("code", "in_period", "held", "day", "state", "count"),
    [
        ("M1", date(2026, 1, 1), [], date(2026, 3, 31), "due", 0),
        ("M1", date(2026, 1, 1), [], date(2026, 4, 1), "overdue", 0),
        ("M1", date(2026, 1, 1), [date(2026, 3, 31)], date(2026, 4, 1), "done", 1),
        ("M1", date(2026, 1, 1), [date(2025, 12, 31), date(2026, 4, 1)], DAY, "due", 0),
        ("M1", date(2026, 1, 1), [date(2026, 1, 1), date(2026, 2, 1)], DAY, "done", 2),
        ("M1", date(2026, 4, 1), [], DAY, "future", 0),
        ("M5", date(2026, 3, 1), [], DAY, "due", 0),
        ("M5", date(2026, 2, 1), [], DAY, "overdue", 0),
        ("M6", date(2026, 1, 1), [], date(2026, 9, 30), "future", 0),
        ("M6", date(2026, 1, 1), [], date(2026, 10, 1), "due", 0),
        ("M6", date(2026, 1, 1), [], date(2027, 1, 1), "overdue", 0),
        ("M6", date(2026, 1, 1), [date(2026, 5, 1)], date(2026, 6, 1), "done", 1),
    ],
)
def test_state(
    code: str, in_period: date, held: list[date], day: date, state: str, count: int
) -> None:
    rule = kind(code, day)
    found = cell(rule, period_of(rule.period, in_period), held, day)
    assert (found.state, found.count, found.needed) == (state, count, 1)
    assert found.source == rule.clause
    assert found.title.startswith("2026年")
    assert found.title.endswith("。")


def test_what_is_not_asked_for_is_free_but_counted() -> None:
    rule = kind("M3", DAY)
    march = period_of("month", DAY)
    assert cell(rule, march, [], DAY, required=False).state == "free"
    held = cell(rule, march, [DAY], DAY, required=False)
    assert (held.state, held.count) == ("free", 1)
    assert cell(kind("M9", DAY), period_of("year", DAY), [DAY], DAY).state == "free"


def test_a_period_of_another_length_asks_for_nothing() -> None:
    assert cell(kind("M1", DAY), period_of("month", DAY), [], DAY).state == "free"


def test_nothing_was_asked_for_before_the_rule() -> None:
    rule = kind("M1", date(2018, 12, 31))
    quarters = periods("quarter", 2018)
    found = [cell(rule, each, [], date(2019, 1, 1)).state for each in quarters]
    assert found == ["free", "free", "free", "overdue"]


def test_the_title_says_how_long_there_is() -> None:
    rule = kind("M1", DAY)
    found = cell(rule, period_of("quarter", DAY), [], DAY)
    assert found.title == "2026年第一季度支部党员大会：应开 1 次，已开 0 次，还有 21 天。"


@pytest.mark.parametrize(
    ("period", "since", "months", "expected"),
    [
        ("month", date(2026, 1, 21), (), True),
        ("month", date(2026, 1, 22), (), False),
        ("quarter", date(2026, 3, 1), (), True),
        ("quarter", date(2026, 3, 2), (), False),
        ("year", date(2026, 8, 31), (), True),
        ("year", date(2026, 9, 1), (), False),
        ("year", date(2026, 11, 30), (10, 11, 12), True),
        ("year", date(2026, 12, 1), (10, 11, 12), False),
        ("quarter", None, (), True),
    ],
)
def test_a_duty_begins_with_the_next_period_when_this_one_is_nearly_over(
    period: str, since: date | None, months: tuple[int, ...], expected: bool
) -> None:
    assert asked(periods(period, 2026)[0], since, months) is expected

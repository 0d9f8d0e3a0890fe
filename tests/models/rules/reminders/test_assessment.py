"""Reminders about the assessment: when each begins to speak, how loudly, and in which words."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules.meetings.periods import period_of
from djdesk.models.rules.reminders import About, Severity, Target
from djdesk.models.rules.reminders import assessment as told

ABOUT = About("uid", "吴亮", Target("assessment", 1))


@pytest.mark.parametrize(
    ("day", "severity", "left"),
    [
        (date(2026, 11, 1), None, 0),
        (date(2026, 11, 2), Severity.NOTICE, 3),
        (date(2026, 11, 5), Severity.NOTICE, 0),
        (date(2026, 11, 20), Severity.NOTICE, -15),
    ],
)
def test_a_month_is_to_be_booked_by_the_fifth(
    day: date, severity: Severity | None, left: int
) -> None:
    found = told.unbooked(ABOUT, "open", day)
    assert (found.severity if found is not None else None) is severity
    if found is not None:
        assert (found.due, found.days_left) == (date(2026, 11, 5), left)
        assert found.rule_id == "R110"


def test_a_month_is_said_by_how_far_it_came() -> None:
    found = told.unbooked(ABOUT, "none", date(2026, 11, 4))
    assert found is not None
    assert found.text == "10月的积分还没有开账，应在11月5日前登记"
    late = told.unbooked(ABOUT, "open", date(2027, 1, 8))
    assert late is not None
    assert late.text == "2026年12月的积分还没有计分，应已在1月5日前登记"
    assert told.unbooked(ABOUT, "scored", date(2026, 11, 4)) is None
    assert told.month_asked(date(2026, 1, 5)) == date(2025, 12, 1)


def test_a_quarter_is_to_be_posted_in_ten_days() -> None:
    assert told.unposted(ABOUT, "quarter", date(2026, 10, 6)) is None
    found = told.unposted(ABOUT, "quarter", date(2026, 10, 7))
    assert found is not None
    assert (found.due, found.severity) == (date(2026, 10, 10), Severity.NOTICE)
    assert found.text == "2026年第三季度的积分还没有公示，应在10月10日前公示"
    late = told.unposted(ABOUT, "quarter", date(2026, 10, 11))
    assert late is not None
    assert late.severity is Severity.WARN
    assert told.unposted(ABOUT, "quarter", date(2026, 12, 31)) is None  # fallen silent


def test_the_rhythm_is_that_of_the_rubric() -> None:
    monthly = told.unposted(ABOUT, "month", date(2026, 11, 8))
    assert monthly is not None
    assert monthly.text.startswith("2026年10月的积分")
    yearly = told.unposted(ABOUT, "year", date(2027, 1, 9))
    assert yearly is not None
    assert yearly.text.startswith("2026年的积分")
    assert told.period_asked("half", date(2026, 7, 1)).title == "上半年"


def test_a_warning_says_why_and_by_when() -> None:
    why = ("本月 55.0 分，低于 60.0 分", "连续 2 次无故缺席")
    found = told.warned(ABOUT, "yellow", "黄牌", why, date(2026, 11, 27), date(2026, 11, 20))
    assert found is not None
    assert found.text == "吴亮为黄牌：本月 55.0 分，低于 60.0 分；连续 2 次无故缺席"
    assert (found.rule_id, found.severity, found.days_left) == ("R112", Severity.WARN, 7)
    red = told.warned(ABOUT, "red", "红牌", why, None, date(2026, 11, 20))
    assert red is not None
    assert (red.rule_id, red.severity, red.due) == ("R112", Severity.ALARM, None)
    assert "不能单独作为依据" in red.advice
    undated = told.warned(ABOUT, "yellow", "黄牌", why, None, date(2026, 11, 20))
    assert undated is not None
    assert undated.severity is Severity.WARN


def test_a_pair_is_spoken_of_five_days_before_the_end() -> None:
    pair = About("uid", "李静帮扶吴亮", Target("improvement", 1))
    november = period_of("month", date(2026, 11, 1))
    assert told.contact_missing(pair, november, date(2026, 11, 24)) is None
    found = told.contact_missing(pair, november, date(2026, 11, 25))
    assert found is not None
    assert (found.due, found.text) == (date(2026, 11, 30), "李静帮扶吴亮11月还没有帮扶记录")
    late = told.contact_missing(pair, november, date(2026, 12, 3))
    assert late is not None
    assert late.text == "李静帮扶吴亮11月没有帮扶记录"
    quarter = period_of("quarter", date(2026, 11, 1))
    branches = told.contact_missing(pair, quarter, date(2026, 12, 28))
    assert branches is not None
    assert "第四季度" in branches.text
    assert told.contact_missing(pair, november, date(2027, 1, 5)) is None  # fallen silent

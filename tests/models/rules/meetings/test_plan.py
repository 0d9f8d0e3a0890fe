"""A year is filled from the fixed day and the frequencies, and only with what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.models.rules.meetings.kinds import kind, kinds, own, with_period
from djdesk.models.rules.meetings.periods import period_of
from djdesk.models.rules.meetings.plan import Planned, planned

DAY = date(2026, 11, 20)
FRIDAY = FixedDay("每月最后一个周五")
FIFTH = FixedDay("每月5日")


def plan(**changes: object) -> Sequence[Planned]:
    """The plan of 2026 of a branch with a committee and two groups, with `changes`."""
    usual: dict[str, Any] = {"fixed_day": FRIDAY, "groups": (7, 8), "has_committee": True}
    return planned(2026, **({"kinds": kinds(DAY)} | usual | changes))


def counts(found: Sequence[Planned]) -> dict[str, int]:
    return dict(Counter(each.kind for each in found))


@pytest.mark.parametrize("fixed", [FRIDAY, FIFTH, FixedDay("1"), FixedDay("月底"), FixedDay("15")])
def test_a_year_holds_what_the_rules_ask_for(fixed: FixedDay) -> None:
    found = plan(fixed_day=fixed)
    assert counts(found) == {"M1": 4, "M2": 12, "M3": 24, "M4": 4, "M5": 12, "M6": 1, "M7": 1}
    for each in found:
        rule = kind(each.kind, DAY)
        same = [
            other
            for other in found
            if (other.kind, other.unit) == (each.kind, each.unit)
            and other.day in period_of(rule.period, each.day)
        ]
        assert same == [each], "one in each period"
    assert [each.day for each in found] == sorted(each.day for each in found)


@pytest.mark.parametrize("fixed", [FRIDAY, FIFTH])
def test_the_theme_day_is_on_the_fixed_day_of_each_month(fixed: FixedDay) -> None:
    days = [each.day for each in plan(fixed_day=fixed) if each.kind == "M5"]
    assert days == [fixed.on(2026, month) for month in range(1, 13)]


def test_organization_life_meetings_are_in_the_last_quarter() -> None:
    months = {each.kind: each.day.month for each in plan() if each.kind in ("M6", "M7")}
    assert set(months) == {"M6", "M7"}
    assert all(month >= 10 for month in months.values())


@pytest.mark.parametrize("fixed", [FRIDAY, FIFTH, FixedDay("1"), FixedDay("31")])
def test_committee_and_groups_meet_on_working_days_beside_the_fixed_day(fixed: FixedDay) -> None:
    for each in plan(fixed_day=fixed):
        if each.kind in ("M2", "M3"):
            assert each.day.weekday() < 5
            assert each.day != fixed.on(2026, each.day.month)


def test_each_group_has_its_own() -> None:
    units = Counter(each.unit for each in plan() if each.kind == "M3")
    assert units == {7: 12, 8: 12}
    assert {each.unit for each in plan() if each.kind != "M3"} == {"branch"}


def test_without_groups_no_group_meetings_and_without_committee_none_of_it() -> None:
    assert "M3" not in counts(plan(groups=()))
    assert "M2" not in counts(plan(has_committee=False))
    assert counts(plan(groups=(), has_committee=False)) == {
        "M1": 4,
        "M4": 4,
        "M5": 12,
        "M6": 1,
        "M7": 1,
    }


def test_lectures_twice_a_year_where_the_superior_says_so() -> None:
    chosen = [with_period(each, "half") if each.code == "M4" else each for each in kinds(DAY)]
    days = [each.day for each in plan(kinds=chosen) if each.kind == "M4"]
    assert [day.month > 6 for day in days] == [False, True]


def test_only_what_is_missing_is_planned() -> None:
    existing = [
        ("M1", "branch", date(2026, 1, 8)),
        ("M5", "branch", date(2026, 4, 3)),
        ("M3", 7, date(2026, 2, 10)),
        ("M6", "branch", date(2026, 12, 30)),
        ("M5", "branch", date(2025, 3, 5)),  # of another year
    ]
    found = plan(existing=existing)
    assert counts(found) == {"M1": 3, "M2": 12, "M3": 23, "M4": 4, "M5": 11, "M7": 1}
    assert not [each for each in found if each.kind == "M5" and each.day.month == 4]
    assert not [each for each in found if each.unit == 7 and each.day.month == 2]
    again = plan(existing=[*existing, *((each.kind, each.unit, each.day) for each in found)])
    assert again == ()


def test_from_a_day_on() -> None:
    start = date(2026, 8, 29)  # the last Friday of August was the 28th
    found = plan(start=start)
    assert all(each.day >= start for each in found)
    assert counts(found)["M5"] == 5
    assert counts(found)["M1"] == 2
    august = [each for each in found if each.day.month == 8]
    # the last working day of August is what is left of it
    assert {(each.kind, each.day) for each in august} == {
        (kind_code, date(2026, 8, 31)) for kind_code in ("M2", "M3", "M5")
    }
    assert [each.day for each in found if each.kind == "M4"] == [
        FRIDAY.on(2026, 9),
        FRIDAY.on(2026, 11),
    ]


def test_a_late_start_takes_the_next_fixed_day_of_the_period() -> None:
    found = {each.kind: each.day for each in plan(start=date(2026, 12, 5), has_committee=False)}
    assert found["M6"] == found["M7"] == FRIDAY.on(2026, 12)
    after = {each.kind: each.day for each in plan(start=date(2026, 12, 27))}
    assert set(after) == {"M1", "M2", "M3", "M4", "M5", "M6", "M7"}
    assert set(after.values()) == {date(2026, 12, 28)}  # a Monday, after the last Friday


def test_holidays_move_even_the_fixed_day() -> None:
    golden = {date(2026, 10, day) for day in range(1, 8)}
    days = {
        each.day.month: each.day
        for each in plan(fixed_day=FIFTH, holiday=golden.__contains__)
        if each.kind == "M5"
    }
    assert days[10] == date(2026, 10, 8)
    assert days[9] == date(2026, 9, 5)


def test_a_holiday_at_the_months_end_moves_to_before() -> None:
    days = [
        each.day
        for each in plan(fixed_day=FixedDay("31"), holiday={date(2026, 3, 31)}.__contains__)
        if each.kind == "M5" and each.day.month == 3
    ]
    assert days == [date(2026, 3, 30)]


def test_several_in_a_period_are_spread() -> None:
    quarterly = own({"code": "Z1", "name": "读书会", "period": "quarter", "times": 3})
    monthly = own({"code": "Z2", "name": "夜校", "period": "month", "times": 2})
    found = plan(kinds=(quarterly, monthly), fixed_day=FixedDay("20"))
    assert [each.day.month for each in found if each.kind == "Z1"] == list(range(1, 13))
    evenings = [each.day for each in found if each.kind == "Z2"]
    assert Counter(day.month for day in evenings) == dict.fromkeys(range(1, 13), 2)
    assert all((later - before).days >= 12 for before, later in pairwise(evenings))


def test_a_kind_is_planned_from_its_start_and_never_on_demand() -> None:
    late = own({"code": "Z1", "name": "读书会", "period": "quarter", "times": 1,
                "since": date(2026, 7, 1)})  # fmt: skip
    demanded = own({"code": "Z2", "name": "扩大会"})
    found = plan(kinds=(late, demanded))
    assert [(each.kind, each.day.month) for each in found] == [("Z1", 7), ("Z1", 10)]
    august = replace(late, since=date(2026, 8, 1))
    assert [each.day.month for each in plan(kinds=(august,))] == [8, 10]

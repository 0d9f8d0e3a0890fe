"""Bands of the statistics: no gap, no overlap, the borders of the communiqué."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from djdesk.models.rules import codes, roster


@pytest.mark.parametrize("name", ["age", "party_age", "joining", "joining_yearly"])
def test_bands_touch(name: str) -> None:
    bands = roster.bands(name)
    assert bands[0].low is None
    assert bands[-1].high is None
    for before, after in itertools.pairwise(bands):
        if isinstance(before.high, date):
            assert after.low == before.high + timedelta(days=1)
        else:
            assert isinstance(before.high, int)
            assert after.low == before.high + 1


@pytest.mark.parametrize(
    ("name", "value", "title"),
    [
        ("age", 18, "30岁及以下"),
        ("age", 30, "30岁及以下"),
        ("age", 31, "31—35岁"),
        ("age", 60, "56—60岁"),
        ("age", 61, "61岁及以上"),
        ("party_age", 4, "不满5年"),
        ("party_age", 50, "50年及以上"),
        ("joining", date(1949, 9, 30), "新中国成立前"),
        ("joining", date(1949, 10, 1), "新中国成立后至十一届三中全会前"),
        ("joining", date(1978, 12, 18), "十一届三中全会后至党的十八大前"),
        ("joining", date(2012, 11, 8), "党的十八大以来"),
        ("joining_yearly", date(1966, 5, 1), "1966年5月—1976年10月"),
        ("joining_yearly", date(2012, 11, 1), "2012年11月及以后"),
    ],
)
def test_borders(name: str, value: int | date, title: str) -> None:
    assert roster.band(name, value).title == title


def test_education_bands_are_the_groups_of_the_code_table() -> None:
    groups = {entry.group for entry in codes.table("education").entries}
    assert groups == set(roster.education_bands())

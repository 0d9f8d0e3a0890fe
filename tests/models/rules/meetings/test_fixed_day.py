"""The fixed day as people write it."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.models.rules.meetings.fixed_day import FixedDay


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("每月5日", "每月5日", date(2026, 2, 5)),
        ("5", "每月5日", date(2026, 2, 5)),
        ("５号", "每月5日", date(2026, 2, 5)),
        ("每月固定5日", "每月5日", date(2026, 2, 5)),
        ("十五", "每月15日", date(2026, 2, 15)),
        ("每月二十日", "每月20日", date(2026, 2, 20)),
        ("每月二十五号", "每月25日", date(2026, 2, 25)),
        ("每月30日", "每月30日", date(2026, 2, 28)),
        ("31", "每月最后一天", date(2026, 2, 28)),
        ("月底", "每月最后一天", date(2026, 2, 28)),
        ("每月最后一天", "每月最后一天", date(2026, 2, 28)),
        ("每月第一个周五", "每月第一个周五", date(2026, 2, 6)),
        ("第二个星期日", "每月第二个周日", date(2026, 2, 8)),
        ("每月 第3个 周三", "每月第三个周三", date(2026, 2, 18)),
        ("第四周的周一", "每月第四个周一", date(2026, 2, 23)),
        ("最后一个周五", "每月最后一个周五", date(2026, 2, 27)),
        ("每月的最后一个礼拜天", "每月最后一个周日", date(2026, 2, 22)),
        ("第五个周五", "每月第五个周五", date(2026, 2, 27)),  # there are four
    ],
)
def test_words_and_their_day(text: str, words: str, day: date) -> None:
    found = FixedDay(text)
    assert found.words == words
    assert found.on(2026, 2) == day
    assert FixedDay(words).on(2026, 2) == day


def test_a_weekday_falls_on_that_weekday_in_every_month() -> None:
    for month in range(1, 13):
        for which in range(1, 5):
            day = FixedDay(f"第{which}个周五").on(2026, month)
            assert (day.weekday(), (day.day - 1) // 7) == (4, which - 1)
        last = FixedDay("最后一个周五").on(2026, month)
        assert last.weekday() == 4
        assert (last.toordinal() + 7) > date(2026, month, 28).toordinal()


def test_a_leap_february_has_its_last_day() -> None:
    assert FixedDay("30日").on(2028, 2) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "0", "32", "星期五", "第六个周五", "第一个周八", "每月", "十十", "三十二日", "abc"]
)
def test_what_says_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError) as refused:
        FixedDay(text)
    assert "最后一个周五" in refused.value.remedy

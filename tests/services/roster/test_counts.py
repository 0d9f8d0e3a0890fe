"""Chips and the summary line say what the list shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.services import listing as lists
from djdesk.services import roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope
from djdesk.services.roster import counts

Enrol = Callable[..., int]
SCOPE = Scope(date(2026, 11, 20))


def people(enrol: Enrol, groups: tuple[int, int]) -> list[int]:
    return [
        enrol("甲", group_id=groups[0], born=date(1960, 1, 1)),
        enrol("乙", sex="2", group_id=groups[1], ethnic="11", born=date(1990, 1, 1)),
        enrol("丙", sex="2", phone="", born=date(1999, 12, 1)),
        enrol("丁", person_class="probationary", joined_on=date(2025, 3, 1)),
    ]


def test_each_chip_counts_the_rows_it_opens(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    keys = people(enrol, groups)
    roster.add_record(desk, "absence", keys[0], {"kind": "mobile", "since": date(2026, 1, 1)})
    roster.add_record(desk, "absence", keys[1], {"kind": "lost", "since": date(2026, 1, 1)})
    chips = roster.chips(desk, SCOPE)
    for chip in chips:
        query = Query(SCOPE, filters=chip.filters)
        assert lists.count(desk, roster.ROSTER, query) == chip.count, chip.title
    assert {chip.title: chip.count for chip in chips} == {
        "全部": 4,
        "正式": 3,
        "预备": 1,
        "预备期满": 1,
        "流动": 1,
        "失联": 1,
        "资料不全": 1,
        "第一党小组": 1,
        "第二党小组": 1,
        "未编组": 2,
    }


def test_chips_of_an_empty_book(desk: Desk) -> None:
    assert [(chip.title, chip.count) for chip in roster.chips(desk, SCOPE)] == [
        ("全部", 0),
        ("正式", 0),
        ("预备", 0),
    ]


def test_the_summary_line(desk: Desk, enrol: Enrol, groups: tuple[int, int]) -> None:
    people(enrol, groups)
    found = roster.summary(desk, Query(SCOPE))
    # ages 66, 36, 26, 46; party age of the three full members 15, 4, 4
    assert found.text == "共4人・男2女2・少数民族1・平均年龄43.5・平均党龄7.7年"
    assert (found.full, found.probationary, found.mobile) == (3, 1, 0)
    women = Query(SCOPE, filters=(Filter("sex", "eq", "2"),))
    assert roster.summary(desk, women).text.startswith("共2人・男0女2・少数民族1・平均年龄31.0")


def test_the_summary_of_nobody(desk: Desk) -> None:
    assert roster.summary(desk, Query(SCOPE)).text == "共0人・男0女0・少数民族0"


def test_averages_are_rounded_half_up(desk: Desk, enrol: Enrol) -> None:
    for born in (date(1996, 1, 1), date(1996, 1, 1), date(1996, 1, 1), date(1995, 1, 1)):
        enrol(born=born)  # 30, 30, 30, 31: 30.25
    assert roster.summary(desk, Query(SCOPE)).average_age == 303


def test_a_book_of_very_many_people_begins_with_an_order_that_has_an_index(
    desk: Desk, enrol: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol("甲")
    enrol("乙")
    assert roster.usual_order(desk) == "office"
    monkeypatch.setattr(counts, "MANY", 1)
    assert roster.usual_order(desk) == "pinyin"

"""The plan of a year: from the fixed day in one step, without what is there already."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import audit, listing, meetings, organization, settings
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Query, Scope, Value
from tests.conftest import TODAY
from tests.services.conftest import Branch
from tests.services.meetings.test_life import steps


def test_year_in_one_step_and_back(desk: Desk, branch: Branch) -> None:
    rows = meetings.plan_year(desk, 2027, fixed_day="每月5日")
    counted = Counter((row.kind, row.unit_id) for row in rows)
    assert counted == {
        ("M1", branch.home): 4,
        ("M2", branch.home): 12,
        ("M3", branch.first): 12,
        ("M3", branch.second): 12,
        ("M4", branch.home): 4,
        ("M5", branch.home): 12,
        ("M6", branch.home): 1,
        ("M7", branch.home): 1,
    }
    party_days = [row.day for row in rows if row.kind == "M5"]
    assert party_days == [date(2027, month, 5) for month in range(1, 13)]
    assert {row.kind_name for row in rows if row.kind == "M3"} == {"党小组会"}
    assert meetings.apply_plan(desk, rows, fixed_day="5") == 58
    assert settings.get(desk, settings.FIXED_DAY) == "每月5日"
    assert meetings.fixed_day(desk) == "每月5日"
    query = Query(Scope(TODAY))
    assert listing.count(desk, meetings.MEETINGS, query) == 58
    # what is there is not proposed again, with the kept fixed day
    assert meetings.plan_year(desk, 2027) == ()
    audit.undo_step(desk, steps(desk))
    assert listing.count(desk, meetings.MEETINGS, query) == 0
    assert meetings.fixed_day(desk) == ""


def test_only_what_is_missing_and_not_before_today(desk: Desk, branch: Branch) -> None:
    meetings.new_record(desk, {"kind": "M1", "held_on": date(2026, 10, 8)})
    meetings.new_record(
        desk, {"kind": "M3", "held_on": date(2026, 11, 3), "organization_id": branch.first}
    )
    dropped = meetings.plan_meeting(desk, {"kind": "M5", "held_on": date(2026, 12, 5)})
    meetings.cancel(desk, dropped, reason="改期")
    rows = meetings.plan_year(desk, 2026, fixed_day="每月最后一个周五")
    assert min(row.day for row in rows) >= TODAY
    counted = Counter((row.kind, row.unit_id) for row in rows)
    assert counted[("M1", branch.home)] == 0
    assert counted[("M3", branch.first)] == 1
    assert counted[("M3", branch.second)] == 2
    # a cancelled meeting is none
    assert [row.day for row in rows if row.kind == "M5"] == [
        date(2026, 11, 27),
        date(2026, 12, 25),
    ]


def test_choice_of_units_and_kinds(desk: Desk, branch: Branch) -> None:
    rows = meetings.plan_year(desk, 2027, fixed_day="5", units=[branch.second], kinds=["M3", "M5"])
    assert Counter((row.kind, row.unit_name) for row in rows) == {
        ("M3", "第二党小组"): 12,
        ("M5", organization.name_of(desk, branch.home)): 12,
    }


def test_no_groups_no_committee(desk: Desk) -> None:
    rows = meetings.plan_year(desk, 2027, fixed_day="5")
    assert {row.kind for row in rows} == {"M1", "M4", "M5", "M6", "M7"}


def test_lectures_every_half_year(desk: Desk, branch: Branch) -> None:
    settings.put(desk, settings.LECTURE_PERIOD, "每半年")
    rows = meetings.plan_year(desk, 2027, fixed_day="5", kinds=["M4"])
    assert len(rows) == 2


def test_own_kind_with_a_frequency_is_planned(desk: Desk, branch: Branch) -> None:
    meetings.add_kind(
        desk,
        {
            "name": "读书会",
            "attends": "all",
            "period": "quarter",
            "times": 1,
            "since": date(2027, 7, 1),
        },
    )
    rows = meetings.plan_year(desk, 2027, fixed_day="5", start=date(2027, 7, 1), kinds=["B1"])
    assert [(row.kind_name, row.day.month >= 7) for row in rows] == [("读书会", True)] * 2


def test_fixed_day_is_asked_for(desk: Desk, branch: Branch) -> None:
    with pytest.raises(UserError, match="固定日"):
        meetings.plan_year(desk, 2027)
    with pytest.raises(UserError, match="看不懂"):
        meetings.plan_year(desk, 2027, fixed_day="随便哪天")
    with pytest.raises(UserError, match="主题党日固定日"):
        settings.put(desk, settings.FIXED_DAY, "随便哪天")


def test_committee_member_plans_without_touching_settings(desk: Desk, branch: Branch) -> None:
    member = replace(desk, role=Role.COMMITTEE)
    rows = meetings.plan_year(member, 2027, fixed_day="每月8日", kinds=["M5"])
    assert meetings.apply_plan(member, rows, fixed_day="每月8日") == 12
    assert meetings.fixed_day(desk) == ""


def test_filing(desk: Desk, branch: Branch) -> None:
    first = meetings.file_plan(desk, 2026, 4, date(2026, 10, 4), by="王强")
    assert meetings.file_plan(desk, 2026, 4, date(2026, 10, 5)) == first
    meetings.file_plan(desk, 2026, 0, date(2026, 1, 4))
    assert [(row.quarter, row.filed_on) for row in meetings.filings(desk, 2026)] == [
        (0, date(2026, 1, 4)),
        (4, date(2026, 10, 5)),
    ]
    with pytest.raises(Refused, match="今天之后"):
        meetings.file_plan(desk, 2026, 4, date(2026, 12, 31))


def test_applied_twice_it_stands_once(desk: Desk, branch: Branch) -> None:
    rows = meetings.plan_year(desk, 2027, fixed_day="每月5日")
    assert meetings.apply_plan(desk, rows[:20]) == 20
    assert meetings.apply_plan(desk, rows) == 38
    before = steps(desk)
    assert meetings.apply_plan(desk, rows) == 0
    assert steps(desk) == before
    assert listing.count(desk, meetings.MEETINGS, Query(Scope(TODAY))) == 58


def test_an_appraisal_of_january_leaves_the_year_its_own(desk: Desk, branch: Branch) -> None:
    key = meetings.new_record(desk, {"kind": "M7", "held_on": date(2026, 1, 20)})
    meetings.save_record(desk, key, {"year": 2025})
    rows = meetings.plan_year(desk, 2026, fixed_day="每月5日")
    assert [row.day for row in rows if row.kind == "M7"] == [date(2026, 12, 5)]


def test_own_kinds_are_planned_while_they_are_in_use(desk: Desk, branch: Branch) -> None:
    own: dict[str, Value] = {"attends": "all", "period": "month", "times": 1}
    old = meetings.add_kind(desk, {"name": "读书会", "since": date(2026, 1, 1), **own})
    meetings.end_kind(desk, old, on=date(2027, 7, 1))
    meetings.add_kind(desk, {"name": "研讨", "since": date(2027, 7, 1), **own})
    rows = meetings.plan_year(desk, 2027, fixed_day="每月5日")
    assert [row.day.month for row in rows if row.kind_name == "读书会"] == [1, 2, 3, 4, 5, 6]
    assert [row.day.month for row in rows if row.kind_name == "研讨"] == [7, 8, 9, 10, 11, 12]

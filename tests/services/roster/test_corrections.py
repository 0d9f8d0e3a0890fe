"""Wrong entries put right; movements that never happened taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope, count
from djdesk.services.roster import Paper

Enrol = Callable[..., int]
TODAY = date(2026, 11, 20)


def test_a_wrong_group_is_put_right_for_its_whole_stretch(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(group_id=groups[0], since=date(2015, 1, 1))
    roster.change_work_post(desk, [key], "W82", date(2020, 1, 1))
    roster.correct_standing(desk, key, {"group_id": groups[1]})
    found = roster.profile(desk, key).standings
    assert [row.group for row in found] == ["第二党小组", "第二党小组"]
    assert [row.way for row in found] == ["", "P"]


def test_a_correction_does_not_reach_over_a_movement(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(since=date(2015, 1, 1))
    roster.change_group(desk, [key], groups[0], date(2020, 1, 1))
    roster.correct_standing(desk, key, {"group_id": groups[1]}, on=date(2016, 1, 1))
    assert [row.group for row in roster.profile(desk, key).standings] == [
        "第二党小组",
        "第一党小组",
    ]


def test_the_first_day_is_corrected(desk: Desk, enrol: Enrol) -> None:
    key = enrol(since=date(2015, 1, 1))
    roster.change_work_post(desk, [key], "W82", date(2020, 1, 1))
    roster.correct_standing(desk, key, {"since": date(2018, 1, 1)})
    assert count(desk, roster.ROSTER, Query(Scope(date(2017, 12, 31)))) == 0
    assert count(desk, roster.ROSTER, Query(Scope(date(2018, 1, 1)))) == 1
    for wrong in (date(2020, 1, 2), date(2027, 1, 1)):
        with pytest.raises(Refused) as refused:
            roster.correct_standing(desk, key, {"since": wrong})
        assert refused.value.problems[0].field == "since"


def test_wrong_values_are_refused(desk: Desk, enrol: Enrol, groups: tuple[int, int]) -> None:
    key = enrol(group_id=groups[0])
    for values in ({"person_class": ""}, {"work_post": "W9"}, {"branch_id": groups[0]}):
        with pytest.raises(Refused):
            roster.correct_standing(desk, key, values)
    with pytest.raises(ValueError, match="state"):
        roster.correct_standing(desk, key, {"state": "left"})
    assert roster.profile(desk, key).values["branch_id"] == organization.home_id(desk)


def test_a_departure_taken_back_never_happened(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    roster.leave(desk, key, "B6", date(2026, 3, 1))
    roster.take_back(desk, roster.profile(desk, key).standings[-1].id)
    assert count(desk, roster.ROSTER, Query(Scope(TODAY))) == 1
    found = roster.profile(desk, key).standings
    assert [(row.way, row.until) for row in found] == [("", None)]


def test_a_movement_in_the_middle_taken_back_changes_what_follows(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(group_id=groups[0], since=date(2015, 1, 1))
    roster.change_group(desk, [key], groups[1], date(2018, 1, 1))
    roster.change_work_post(desk, [key], "W82", date(2020, 1, 1))
    roster.take_back(desk, roster.profile(desk, key).standings[1].id)
    found = roster.profile(desk, key).standings
    assert [(row.way, row.group, row.work_post) for row in found] == [
        ("", "第一党小组", "W1"),
        ("P", "第一党小组", "W82"),
    ]
    assert found[0].until == found[1].since


def test_full_membership_taken_back_empties_its_day(desk: Desk, enrol: Enrol) -> None:
    key = enrol(person_class="probationary", joined_on=date(2025, 6, 10))
    roster.convert(desk, key, date(2026, 6, 10))
    roster.take_back(desk, roster.profile(desk, key).standings[-1].id)
    shown = roster.profile(desk, key)
    assert (shown.values["person_class"], shown.values["full_on"]) == ("probationary", None)


def test_the_opening_is_withdrawn_not_taken_back(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    with pytest.raises(UserError, match="第一条记录"):
        roster.take_back(desk, roster.profile(desk, key).standings[0].id)
    with pytest.raises(UserError, match="找不到"):
        roster.take_back(desk, 4711)


def test_who_left_and_came_back_can_be_put_right_in_both_stretches(
    desk: Desk, enrol: Enrol
) -> None:
    key = enrol()
    roster.leave(desk, key, "B7", date(2026, 3, 1), Paper(counterpart="中共某某支部委员会"))
    roster.return_in(desk, key, date(2026, 8, 1))
    roster.correct_standing(desk, key, {"work_post": "W82"})
    assert {row.work_post for row in roster.profile(desk, key).standings} == {"W82"}

"""What feeds read from rolls: each kind of fact, and on which day it begins to be one."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.meetings import Meeting
from djdesk.services.desk import Desk
from tests.services.assessment.books import hold, names, read
from tests.services.conftest import Branch, branch, enrol
from tests.services.meetings.people import put_meeting, put_roll

__all__ = ["branch", "enrol"]  # fixtures


def test_life_and_study_are_told_apart(desk: Desk, branch: Branch) -> None:
    hold(desk, branch, "M5", date(2026, 11, 5), 吴亮="absent")
    hold(desk, branch, "M9", date(2026, 11, 6), 郑华="absent")
    assert names(read(desk, "absent")) == ["吴亮"]
    assert names(read(desk, "study_absent")) == ["郑华"]
    assert len(read(desk, "present")) == 7


def test_a_planned_meeting_is_no_meeting(desk: Desk, branch: Branch) -> None:
    key = put_meeting(desk, "M5", date(2026, 11, 25), state="planned", number=0)
    put_roll(desk, key, {branch["吴亮"]: "absent"})
    assert read(desk, "absent") == ()


def test_a_sitting_of_two_kinds_counts_once(desk: Desk, branch: Branch) -> None:
    for kind in ("M1", "M5"):
        key = put_meeting(desk, kind, date(2026, 11, 5), sitting="eins")
        put_roll(desk, key, {branch["吴亮"]: "absent"})
    (found,) = read(desk, "absent")
    assert "支部党员大会" in found.text


def test_who_came_to_half_a_sitting_only_was_not_at_all_of_it(desk: Desk, branch: Branch) -> None:
    for kind, mark in (("M4", "present"), ("M5", "sick")):
        key = put_meeting(desk, kind, date(2026, 11, 5), sitting="eins")
        put_roll(desk, key, {branch["吴亮"]: mark})
    assert len(read(desk, "present")) == 1
    assert read(desk, "full_attendance") == ()
    (found,) = read(desk, "group_attendance")
    assert found.permille == 500


def test_guests_and_those_excused_are_left_out(desk: Desk, branch: Branch) -> None:
    hold(desk, branch, "M5", date(2026, 11, 5), 吴亮="excused", 郑华="guest")
    assert len(read(desk, "present")) == 6
    assert len(read(desk, "full_attendance")) == 6


def test_a_group_counts_the_facts_of_its_members(desk: Desk, branch: Branch) -> None:
    hold(desk, branch, "M5", date(2026, 11, 5), 吴亮="absent", 郑华="absent")
    groups = read(desk, "absent", "group")
    assert {each.organization_id for each in groups} == {branch.first, branch.second}
    assert sorted(each.text for each in groups)[0].startswith("吴亮无故缺席")
    assert [each.level for each in read(desk, "absent", "branch")] == ["branch", "branch"]


@pytest.mark.parametrize(
    ("status", "arrived", "late"),
    [
        ("late", None, True),
        ("present", None, False),
        ("late", 14 * 60 + 20, True),
        ("late", 14 * 60 + 15, False),  # the papers begin at fifteen minutes
        ("present", 14 * 60 + 40, True),
        ("absent", None, False),
    ],
)
def test_late_is_more_than_the_minutes_of_the_rule(
    desk: Desk, branch: Branch, status: str, arrived: int | None, late: bool
) -> None:
    key = put_meeting(desk, "M5", date(2026, 11, 5), start_at=14 * 60)
    put_roll(desk, key, {branch["吴亮"]: status}, arrived_at=arrived)
    assert bool(read(desk, "late")) is late


def test_full_attendance_waits_for_the_last_day(desk: Desk, branch: Branch) -> None:
    hold(desk, branch, "M5", date(2026, 11, 5), 吴亮="absent", 郑华="personal", 孙立="duty")
    hold(desk, branch, "M9", date(2026, 11, 6), 王强="late")
    assert read(desk, "full_attendance", as_of=date(2026, 11, 29)) == ()
    assert names(read(desk, "full_attendance", as_of=date(2026, 11, 30))) == sorted(
        {*branch.members} - {"吴亮", "郑华"}
    )


def test_who_was_only_sent_elsewhere_was_at_no_meeting(desk: Desk, branch: Branch) -> None:
    key = put_meeting(desk, "M5", date(2026, 11, 5))
    put_roll(desk, key, {branch["吴亮"]: "duty"})
    assert read(desk, "full_attendance") == ()


def test_a_makeup_is_owed_in_the_month_its_time_runs_out(desk: Desk, branch: Branch) -> None:
    hold(desk, branch, "M5", date(2026, 10, 20), 吴亮="sick")  # 19 November
    hold(desk, branch, "M2", date(2026, 10, 20), 王强="sick")  # asks for no 补课
    assert read(desk, "makeup_open", as_of=date(2026, 11, 19)) == ()
    (found,) = read(desk, "makeup_open", as_of=date(2026, 11, 20))
    assert (found.name, found.happened_on) == ("吴亮", date(2026, 11, 19))
    assert read(desk, "makeup_open", month=date(2026, 10, 1)) == ()
    assert read(desk, "makeup_open", month=date(2026, 12, 1)) == ()


def test_attendance_of_every_level(desk: Desk, branch: Branch) -> None:
    hold(desk, branch, "M5", date(2026, 11, 5), 吴亮="absent", 郑华="excused")
    (whole,) = read(desk, "group_attendance", "branch")
    assert (whole.permille, whole.text) == (857, "11月应到 7 人次，实到 6 人次，到会率 85.7%")
    groups = {each.organization_id: each for each in read(desk, "group_attendance", "group")}
    assert groups[branch.first].permille == 750
    assert groups[branch.second].permille == 1000
    assert read(desk, "group_attendance", "group", as_of=date(2026, 11, 29)) == ()


def test_hours_are_whole_ones_of_the_month(desk: Desk, branch: Branch) -> None:
    for day, tenths in ((date(2026, 11, 5), 15), (date(2026, 11, 12), 20)):
        key = put_meeting(desk, "M9", day, hours=tenths)
        put_roll(desk, key, {branch["吴亮"]: "present", branch["郑华"]: "absent"})
    (found,) = read(desk, "hours")
    assert (found.name, found.quantity, found.text) == ("吴亮", 3, "11月学习 3.5 学时")
    assert len(found.source.split()) == 2


def test_missing_hours_are_looked_at_by_quarters(desk: Desk, branch: Branch) -> None:
    key = put_meeting(desk, "M9", date(2026, 2, 5), hours=80)
    put_roll(desk, key, dict.fromkeys(branch.members.values(), "present"))
    assert read(desk, "hours_short", month=date(2026, 2, 1)) == ()
    march = names(read(desk, "hours_short", month=date(2026, 3, 1), as_of=date(2026, 4, 2)))
    # 32 hours a year are 8 in a quarter, 56 of the committee 14
    assert march == ["周敏", "李静", "王强"]
    june = read(desk, "hours_short", month=date(2026, 6, 1), as_of=date(2026, 7, 2))
    # whoever came in March owes only its own months
    assert {each.name: each.text for each in june}["赵新"] == "到6月 8.0 学时，应有 11.0 学时"


def test_corrected_hours_of_a_meeting_are_read_anew(desk: Desk, branch: Branch) -> None:
    key = put_meeting(desk, "M9", date(2026, 11, 5), hours=20)
    put_roll(desk, key, {branch["吴亮"]: "present"})
    assert [each.quantity for each in read(desk, "hours")] == [2]
    with desk.store.write("更正学时", area="meetings") as session:
        session.get_one(Meeting, key).hours = 5
    assert read(desk, "hours") == ()

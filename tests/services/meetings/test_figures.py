"""Attendance by member and month, study hours: who counts, what counts once, how many questions."""

from __future__ import annotations

from datetime import date

from djdesk.services import meetings, organization, roster
from djdesk.services.desk import Desk
from djdesk.services.meetings import HeatMap
from tests.services.meetings.people import Enrol, put_meeting, put_roll, statements


def rates(found: HeatMap, name: str) -> list[int | None]:
    return [cell.rate for row in found.rows if row.name == name for cell in row.cells]


def test_attendance_is_told_by_member_and_month(desk: Desk, enrol: Enrol) -> None:
    one, two = enrol("甲某"), enrol("乙某")
    first = put_meeting(desk, "M1", date(2026, 3, 5))
    second = put_meeting(desk, "M5", date(2026, 3, 20))
    third = put_meeting(desk, "M3", date(2026, 4, 2))
    put_roll(desk, first, {one: "present", two: "sick"})
    put_roll(desk, second, {one: "late", two: "absent"})
    put_roll(desk, third, {one: "excused", two: "present"})
    # not of the year, not held, not counted
    put_roll(desk, put_meeting(desk, "M1", date(2025, 12, 31)), {one: "absent"})
    put_roll(desk, put_meeting(desk, "M1", date(2026, 5, 5), state="cancelled"), {one: "absent"})
    found = meetings.by_member_and_month(desk, 2026)
    assert rates(found, "甲某") == [None, None, 100, *[None] * 9]
    assert rates(found, "乙某") == [None, None, 0, 100, *[None] * 8]
    (row,) = [row for row in found.rows if row.name == "乙某"]
    assert (row.whole.present, row.whole.should, row.whole.rate) == (1, 3, 33)
    assert row.cells[2].meeting_ids == (first, second)
    march = found.months[2]
    assert (march.present, march.should, march.rate) == (2, 4, 50)
    assert march.meeting_ids == (first, second)
    assert (found.whole.present, found.whole.should, found.whole.rate) == (3, 5, 60)
    only = meetings.by_member_and_month(desk, 2026, kinds=("M5",))
    assert rates(only, "甲某")[2] == 100
    assert only.whole.should == 2


def test_rates_are_rounded_half_up() -> None:
    assert meetings.HeatCell(1, 8, ()).rate == 13  # 12.5
    assert meetings.HeatCell(2, 3, ()).rate == 67
    assert meetings.HeatCell(0, 0, ()).rate is None


def test_people_are_those_of_the_years_end(desk: Desk, enrol: Enrol) -> None:
    stays, goes = enrol("甲某"), enrol("乙某")
    meeting = put_meeting(desk, "M1", date(2025, 3, 5))
    put_roll(desk, meeting, {stays: "present", goes: "present"})
    roster.leave(
        desk, goes, "B7", date(2026, 2, 1), roster.Paper("调动", "某党〔2026〕1号", "中共乙厂支部")
    )
    assert [row.name for row in meetings.by_member_and_month(desk, 2026).rows] == ["甲某"]
    names = {row.name for row in meetings.by_member_and_month(desk, 2025).rows}
    assert names == {"甲某", "乙某"}


def test_hours_count_for_who_came_once_a_sitting_and_when_made_up(desk: Desk, enrol: Enrol) -> None:
    one, two = enrol("甲某"), enrol("乙某")
    party = put_meeting(desk, "M5", date(2026, 7, 1), hours=20, sitting="s")
    lecture = put_meeting(desk, "M4", date(2026, 7, 1), hours=40, sitting="s")
    alone = put_meeting(desk, "M9", date(2026, 8, 1), hours=15)
    for meeting in (party, lecture):
        put_roll(desk, meeting, {one: "present"})
    put_roll(desk, party, {two: "sick"}, makeup_on=date(2026, 7, 9), makeup_hours=20)
    put_roll(desk, lecture, {two: "sick"}, makeup_on=date(2026, 7, 9), makeup_hours=40)
    put_roll(desk, alone, {one: "late", two: "absent"})
    last = put_meeting(desk, "M9", date(2025, 12, 20), hours=30)
    put_roll(desk, last, {two: "duty"}, makeup_on=date(2026, 1, 5), makeup_hours=30)
    rows = {row.name: row for row in meetings.study(desk, 2026)}
    assert (rows["甲某"].hours, rows["甲某"].made_up) == (40 + 15, 0)
    assert (rows["乙某"].hours, rows["乙某"].made_up) == (40 + 30, 70)
    before = {row.name: row.hours for row in meetings.study(desk, 2025)}
    assert before == {"甲某": 0, "乙某": 0}


def test_targets_are_those_of_office_and_time(desk: Desk, enrol: Enrol) -> None:
    home = organization.home_id(desk)
    secretary = enrol("书记")
    enrol("党员")
    enrol("新人", since=date(2026, 9, 10), way="A2")
    organization.hold_post(desk, home, post="11", since=date(2025, 1, 1), member_id=secretary)
    found = {row.name: (row.officer, row.target) for row in meetings.study(desk, 2026)}
    # 56 and 32 hours; four begun months of twelve: 32 * 4 / 12 rounded up to 11
    assert found == {"书记": (True, 560), "党员": (False, 320), "新人": (False, 110)}


def test_a_year_takes_few_questions(desk: Desk, enrol: Enrol) -> None:
    people = [enrol(f"党员{sign}") for sign in "甲乙丙"]
    for month in range(1, 10):
        meeting = put_meeting(desk, "M5", date(2026, month, 5), hours=20)
        put_roll(desk, meeting, dict.fromkeys(people, "present"))
    with statements(desk) as seen:
        meetings.by_member_and_month(desk, 2026)
    assert len(seen) == 2
    with statements(desk) as seen:
        meetings.study(desk, 2026)
    assert len(seen) <= 6

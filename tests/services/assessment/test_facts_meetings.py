"""What feeds read from meetings: each kind of fact, and on which day it begins to be one."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.meetings import Meeting, Problem
from djdesk.services import meetings, organization
from djdesk.services.assessment.facts import Fact, Reading
from djdesk.services.assessment.feeds import facts
from djdesk.services.desk import Desk
from tests.services.assessment.books import NOVEMBER
from tests.services.conftest import Branch, branch, enrol
from tests.services.meetings.people import put_meeting, put_roll

__all__ = ["branch", "enrol"]  # fixtures

OVER = date(2026, 12, 8)


def read(
    desk: Desk,
    feed: str,
    level: str = "member",
    *,
    as_of: date = OVER,
    month: date = NOVEMBER,
) -> tuple[Fact, ...]:
    """What a feed says of a month as of a day."""
    home = desk.store.book.home_organization_id
    with desk.store.read() as session:
        return facts(Reading(session, home, month, as_of), feed, level)  # type: ignore[arg-type]


def names(found: tuple[Fact, ...]) -> list[str]:
    return sorted(each.name for each in found)


def hold(desk: Desk, branch: Branch, kind: str, day: date, **marks: str) -> int:
    """A meeting to which everybody came, but for those marked otherwise."""
    key = put_meeting(desk, kind, day)
    everybody = dict.fromkeys(branch.members.values(), "present")
    put_roll(desk, key, everybody | {branch[name]: mark for name, mark in marks.items()})
    return key


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


def test_what_is_held_and_missing(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M9", date(2026, 1, 8))
    put_meeting(desk, "M5", date(2026, 11, 5))
    put_meeting(desk, "M3", date(2026, 11, 6), unit=branch.first)
    put_meeting(desk, "M2", date(2026, 11, 6))
    held = read(desk, "meeting_held", "branch")
    assert sorted(each.text for each in held) == ["11月召开主题党日", "11月召开支部委员会会议"]
    missing = read(desk, "meeting_missing", "branch")
    assert [each.text for each in missing] == ["第二党小组本月没有按次数召开党小组会"]
    (second,) = read(desk, "meeting_missing", "group")
    assert second.organization_id == branch.second
    assert read(desk, "meeting_missing", "group", as_of=date(2026, 11, 30)) == ()
    put_meeting(desk, "M3", date(2026, 11, 9), unit=branch.second)
    assert read(desk, "meeting_missing", "branch") == ()
    assert "11月召开党小组会" in {each.text for each in read(desk, "meeting_held", "branch")}


def test_a_quarter_is_missed_in_its_last_month(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M9", date(2026, 1, 8))
    for month, day in ((8, date(2026, 9, 1)), (9, date(2026, 10, 1))):
        found = read(desk, "meeting_missing", "branch", month=date(2026, month, 1), as_of=day)
        quarter = [each for each in found if "本季度" in each.text]
        assert bool(quarter) is (month == 9)


def test_a_record_that_was_not_written(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M3", date(2026, 11, 5), unit=branch.first, state="held")
    put_meeting(desk, "M5", date(2026, 11, 6), written_on=date(2026, 11, 9))
    put_meeting(desk, "M9", date(2026, 11, 6), state="held", written_on=date(2026, 11, 9))
    # Thursday the 5th and three working days: Tuesday the 10th
    assert read(desk, "record_missing", "group", as_of=date(2026, 11, 10)) == ()
    (found,) = read(desk, "record_missing", "group", as_of=date(2026, 11, 11))
    assert found.organization_id == branch.first
    (above,) = read(desk, "record_missing", "branch", as_of=date(2026, 11, 11))
    assert above.text.startswith("第一党小组11月5日")


def test_problems_still_open_after_their_day(desk: Desk, branch: Branch) -> None:
    key = put_meeting(desk, "M6", date(2026, 10, 8))
    with desk.store.write("问题清单", area="meetings") as session:
        for place, (member, due, done) in enumerate(
            (
                (branch["吴亮"], date(2026, 11, 10), None),
                (branch["郑华"], date(2026, 11, 10), date(2026, 11, 12)),
                (None, date(2026, 11, 12), None),
                (branch["孙立"], date(2026, 12, 20), None),
            )
        ):
            session.add(
                Problem(
                    meeting_id=key,
                    position=place,
                    problem="学习不够系统",
                    member_id=member,
                    due_on=due,
                    done_on=done,
                )
            )
    (own,) = read(desk, "problem_open", as_of=date(2026, 11, 20))
    assert (own.name, own.text) == ("吴亮", "问题“学习不够系统”到11月10日没有整改")
    assert len(read(desk, "problem_open", "branch", as_of=date(2026, 11, 20))) == 2
    # as of a day before it was put right it was still open
    assert names(read(desk, "problem_open", as_of=date(2026, 11, 11))) == ["吴亮", "郑华"]


def test_a_leader_change_and_a_dissolved_group_do_no_harm(desk: Desk, branch: Branch) -> None:
    put_meeting(desk, "M9", date(2026, 1, 8))
    third = organization.found(desk, parent_id=branch.home, kind="group", name="第三党小组")
    organization.dissolve(desk, third, on=date(2026, 11, 10), reason="合并")
    missing = read(desk, "meeting_missing", "group")
    assert third not in {each.organization_id for each in missing}


def test_corrected_hours_of_a_meeting_are_read_anew(desk: Desk, branch: Branch) -> None:
    key = put_meeting(desk, "M9", date(2026, 11, 5), hours=20)
    put_roll(desk, key, {branch["吴亮"]: "present"})
    assert [each.quantity for each in read(desk, "hours")] == [2]
    with desk.store.write("更正学时", area="meetings") as session:
        session.get_one(Meeting, key).hours = 5
    assert read(desk, "hours") == ()
    assert meetings.kinds(desk)

"""The as-of rule: who should come and who has a vote is told by the roster of that very day."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from djdesk.models.roster import Standing
from djdesk.services import meetings, organization, roster
from djdesk.services.desk import Desk
from djdesk.services.meetings import Guest, Mark, Roll
from tests.services.conftest import Branch, Enrol

BEFORE, BETWEEN, AFTER = date(2026, 4, 10), date(2026, 6, 1), date(2026, 9, 10)


def held(desk: Desk, day: date, kind: str = "M1", unit: int | None = None) -> int:
    """A meeting that was held on `day`."""
    return meetings.new_record(desk, {"kind": kind, "held_on": day, "organization_id": unit})


def names(roll: Roll) -> set[str]:
    """Who is on the roll."""
    return {row.name for row in roll.rows}


def voters(roll: Roll) -> set[str]:
    """Who has a vote."""
    return {row.name for row in roll.rows if row.voter}


def test_who_joined_or_left_between_is_in_the_right_one_only(
    desk: Desk, branch: Branch, enrol: Enrol
) -> None:
    enrol("韩冰", group_id=branch.first, since=BETWEEN, way="A2")
    roster.leave(desk, branch["吴亮"], "B7", BETWEEN, roster.Paper(counterpart="某某厂党委"))
    first, second = held(desk, BEFORE), held(desk, AFTER)
    early, late = meetings.roll(desk, first), meetings.roll(desk, second)
    assert "吴亮" in names(early)
    assert "韩冰" not in names(early)
    assert "吴亮" not in names(late)
    assert "韩冰" in names(late)
    assert early.should == late.should == 8
    # on the day itself: who comes that day belongs, who goes that day does not
    on_the_day = meetings.roll(desk, held(desk, BETWEEN))
    assert "韩冰" in names(on_the_day)
    assert "吴亮" not in names(on_the_day)


def test_who_became_full_between_is_a_voter_only_after(
    desk: Desk, branch: Branch, enrol: Enrol
) -> None:
    enrol("林月", joined_on=date(2025, 6, 1), since=date(2025, 6, 1), full_on=BETWEEN)
    early, late = meetings.roll(desk, held(desk, BEFORE)), meetings.roll(desk, held(desk, AFTER))
    assert "林月" in names(early)
    assert "林月" not in voters(early)
    assert "林月" in voters(late)
    assert (early.voters, late.voters) == (7, 8)
    assert "赵新" not in voters(late)


def test_discipline_takes_the_vote_for_its_time(desk: Desk, branch: Branch) -> None:
    given: dict[str, object] = {
        "kind": "discipline",
        "title": "留党察看",
        "given_on": date(2026, 3, 1),
        "until": BETWEEN,
    }
    roster.add_record(desk, "reward", branch["郑华"], given)  # type: ignore[arg-type]
    warned: dict[str, object] = {"kind": "discipline", "title": "警告", "given_on": BEFORE}
    roster.add_record(desk, "reward", branch["孙立"], warned)  # type: ignore[arg-type]
    early, late = meetings.roll(desk, held(desk, BEFORE)), meetings.roll(desk, held(desk, AFTER))
    assert "郑华" in names(early)
    assert "郑华" not in voters(early)
    assert "郑华" in voters(late)
    assert "孙立" in voters(early)


def test_suspended_membership_is_on_no_roll(desk: Desk, branch: Branch) -> None:
    roster.leave(desk, branch["吴亮"], "B5", BETWEEN, roster.Paper(reason="失去联系"))
    assert "吴亮" in names(meetings.roll(desk, held(desk, BEFORE)))
    assert "吴亮" not in names(meetings.roll(desk, held(desk, AFTER)))


def test_groups_and_committee_as_of_the_day(desk: Desk, branch: Branch) -> None:
    roster.change_group(desk, [branch["孙立"]], branch.first, BETWEEN)
    organization.hold_post(desk, branch.home, post="22", since=BETWEEN, member_id=branch["郑华"])
    early = meetings.roll(desk, held(desk, BEFORE, "M3", branch.second))
    late = meetings.roll(desk, held(desk, AFTER, "M3", branch.second))
    assert names(early) == {"周敏", "孙立", "郑华", "赵新"}
    assert names(late) == {"周敏", "郑华", "赵新"}
    assert names(meetings.roll(desk, held(desk, BEFORE, "M2"))) == {"李静", "王强", "周敏"}
    committee = meetings.roll(desk, held(desk, AFTER, "M2"))
    # in the order of offices
    assert [row.name for row in committee.rows] == ["李静", "王强", "郑华", "周敏"]
    assert [row.post for row in committee.rows] == ["书记", "组织委员", "宣传委员", "纪检委员"]


def test_roster_put_right_afterwards_is_told_and_taken_over(
    desk: Desk, branch: Branch, enrol: Enrol
) -> None:
    meeting_id = held(desk, AFTER)
    marks = {member_id: Mark("present") for member_id in branch.members.values()}
    meetings.save_roll(desk, meeting_id, marks)
    assert meetings.roll(desk, meeting_id).differs == ()
    late = enrol("韩冰", group_id=branch.first, since=BETWEEN, way="A2")
    roster.leave(desk, branch["吴亮"], "B7", BETWEEN, roster.Paper(counterpart="某某厂党委"))
    roster.update_member(desk, branch["赵新"], {"joined_on": date(2025, 3, 1)})
    roster.convert(desk, branch["赵新"], date(2026, 8, 1))
    roll = meetings.roll(desk, meeting_id)
    assert roll.differs == (
        "韩冰当日应到，签到中还没有。",
        "赵新当日有表决权，与签到中登记的不一致。",
        "吴亮在签到中，当日花名册里不应到。",
    )
    assert (roll.should, roll.unmarked) == (9, 1)
    meetings.refresh_roll(desk, meeting_id)
    roll = meetings.roll(desk, meeting_id)
    assert names(roll) == set(branch.members) - {"吴亮"} | {"韩冰"}
    assert roll.differs == ("韩冰当日应到，签到中还没有。",)
    assert "赵新" in voters(roll)
    meetings.save_roll(desk, meeting_id, {late: Mark("late", arrived_at=850)})
    roll = meetings.roll(desk, meeting_id)
    assert (roll.differs, roll.unmarked, roll.present) == ((), 0, 8)


def test_locked_roll_stays_whatever_the_roster_says(
    desk: Desk, branch: Branch, enrol: Enrol
) -> None:
    meeting_id = held(desk, AFTER)
    text = {"place": "会议室", "chair": "李静", "recorder": "王强", "content": "研究工作。"}
    meetings.save_record(
        desk,
        meeting_id,
        {**text, "start_at": 840, "end_at": 900},
        agenda=[meetings.Part(None, {"title": "研究工作"})],
    )
    marks = {member_id: Mark("present") for member_id in branch.members.values()}
    meetings.save_roll(desk, meeting_id, marks)
    meetings.finish(desk, meeting_id)
    meetings.review(desk, meeting_id)
    enrol("韩冰", group_id=branch.first, since=BETWEEN, way="A2")
    roll = meetings.roll(desk, meeting_id)
    assert (roll.should, roll.present, roll.unmarked) == (8, 8, 0)
    assert "韩冰" not in names(roll)
    assert roll.differs == ("韩冰当日应到，签到中还没有。",)


def test_counts_leave_out_the_excused_and_guests(desk: Desk, branch: Branch) -> None:
    meeting_id = held(desk, AFTER)
    marks = {
        branch["李静"]: Mark("present"),
        branch["王强"]: Mark("late", arrived_at=845),
        branch["钱进"]: Mark("sick", "感冒", "李静"),
        branch["吴亮"]: Mark("away", "外地务工"),
        branch["周敏"]: Mark("absent"),
        branch["孙立"]: Mark("excused", "长期卧床，上级同意"),
        branch["赵新"]: Mark("present"),
    }
    meetings.save_roll(desk, meeting_id, marks, [Guest("冯工", "工程师", "技术问题")])
    roll = meetings.roll(desk, meeting_id)
    assert (roll.should, roll.present, roll.leave, roll.absent) == (7, 3, 2, 1)
    assert roll.unmarked == 1  # 郑华
    assert roll.should == roll.present + roll.leave + roll.absent + roll.unmarked
    assert (roll.voters, roll.voters_present) == (6, 2)
    assert [(guest.name, guest.post, guest.reason) for guest in roll.guests] == [
        ("冯工", "工程师", "技术问题")
    ]
    record = meetings.record(desk, meeting_id)
    assert (record.values["should"], record.values["present"]) == (7, 3)


@pytest.mark.parametrize("kind", ["B1"])
def test_chosen_people(desk: Desk, branch: Branch, kind: str) -> None:
    meetings.add_kind(desk, {"name": "骨干培训", "attends": "chosen", "since": date(2026, 1, 1)})
    meeting_id = held(desk, AFTER, kind)
    assert meetings.roll(desk, meeting_id).rows == ()
    assert len(meetings.candidates(desk, meeting_id)) == 8
    chosen = {branch["王强"]: Mark("present"), branch["郑华"]: Mark("sick")}
    meetings.save_roll(desk, meeting_id, chosen)
    roll = meetings.roll(desk, meeting_id)
    assert names(roll) == {"王强", "郑华"}
    assert (roll.should, roll.present, roll.differs) == (2, 1, ())
    assert len(meetings.candidates(desk, meeting_id)) == 6
    meetings.save_roll(desk, meeting_id, {branch["郑华"]: Mark("")})
    assert names(meetings.roll(desk, meeting_id)) == {"王强"}


def test_a_guest_who_should_have_come_is_still_to_be_marked(
    desk: Desk, branch: Branch, enrol: Enrol
) -> None:
    meeting_id = held(desk, BEFORE)
    late = enrol("韩冰", group_id=branch.first, since=AFTER, way="A2")
    marks = {member_id: Mark("present") for member_id in branch.members.values()}
    meetings.save_roll(desk, meeting_id, marks, [Guest("韩冰", "", "组织关系在途", late)])
    with desk.store.write("更正进入日期") as session:
        for row in session.scalars(select(Standing).where(Standing.member_id == late)):
            row.since = BETWEEN.replace(month=1)
    roll = meetings.roll(desk, meeting_id)
    assert roll.differs == ("韩冰当日应到，签到中还没有。",)
    assert (roll.should, roll.unmarked, len(roll.guests)) == (9, 1, 1)
    meetings.save_roll(desk, meeting_id, {late: Mark("present")})
    roll = meetings.roll(desk, meeting_id)
    assert (roll.differs, roll.unmarked, roll.guests) == ((), 0, ())
    assert "韩冰" in voters(roll)

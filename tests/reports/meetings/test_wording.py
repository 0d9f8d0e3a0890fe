"""Facts in words: names with reasons, counts with room to write, votes as sentences."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.reports.meetings import wording
from djdesk.services import meetings, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Mark
from tests.reports.meetings.sittings import Year, group_of
from tests.reports.papers import RARE


def test_group_is_named_behind_its_branch(desk: Desk, year: Year) -> None:
    home = organization.home_id(desk)
    branch = organization.name_of(desk, home)
    assert wording.unit_name(desk, home) == branch
    assert wording.unit_name(desk, group_of(desk)) == f"{branch}第一党小组"


def test_absentees_stand_by_reason_and_unmarked_ones_are_told(desk: Desk, year: Year) -> None:
    people = year.people
    marks = {
        people["王某"]: Mark("absent"),
        people["赵某"]: Mark("duty", "外出采购"),
        people[RARE]: Mark("excused", "长期卧床，经上级同意"),
    }
    meetings.save_roll(desk, year.bare, marks)
    assert wording.missed(meetings.record(desk, year.bare)) == (
        "公差：赵某（外出采购）；无故缺席：王某；"
        f"不计入应到：{RARE}（长期卧床，经上级同意）；未登记：阿依古丽·买买提"
    )


def test_nobody_missing_is_said_only_of_a_marked_roll(desk: Desk, year: Year) -> None:
    assert wording.missed(meetings.record(desk, year.theme)) == "无"
    assert wording.missed(meetings.record(desk, year.planned)) == ""


def test_counts_of_a_meeting_to_come_leave_room(desk: Desk, year: Year) -> None:
    found = wording.counts(meetings.record(desk, year.planned))
    assert (found["should"], found["present"]) == (4, None)
    assert wording.heads(4, None) == "应到4人，实到　　　　人"
    assert wording.heads(None, None) == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"start_at": 870, "end_at": 960}, "2026年3月20日 14:30—16:00"),
        ({"start_at": 870}, "2026年3月20日 14:30"),
        ({}, "2026年3月20日"),
    ],
)
def test_time_as_far_as_it_is_known(values: dict[str, Value], said: str) -> None:
    assert wording.when({"held_on": date(2026, 3, 20)} | values) == said


def test_vote_in_words() -> None:
    values: dict[str, Value] = {
        "method": "hands",
        "should": 10,
        "present": 5,
        "yes": 5,
        "no": 0,
        "abstain": 0,
        "written_no": 1,
        "passed": False,
    }
    assert wording.vote(values) == (
        "应到会有表决权党员10名，实到5名；经举手表决，赞成5票、不赞成0票、弃权0票，"
        "另有书面意见不赞成1；未获通过。"
    )
    assert wording.vote({"method": "", "yes": 5}) == ""
    assert wording.outcome({"passed": None}) == ""


def test_charge_in_words() -> None:
    due: Value = date(2026, 4, 30)
    assert (
        wording.charge({"responsible": "王某", "due_on": due})
        == "由王某负责，2026年4月30日前完成。"
    )
    assert wording.charge({"responsible": "", "due_on": due}) == "2026年4月30日前完成。"
    assert wording.charge({"responsible": "", "due_on": None}) == ""

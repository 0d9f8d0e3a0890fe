"""Votes weighed with the numbers of the roll."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused
from djdesk.services import meetings, settings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Mark, Part
from tests.services.conftest import Branch, Enrol


@pytest.fixture
def half(desk: Desk, branch: Branch, enrol: Enrol) -> int:
    """Ten with a vote, of whom five came, and one on probation who came as well."""
    more = [enrol(name) for name in ("何光", "罗平", "梁田")]
    meeting_id = meetings.new_record(desk, {"kind": "M1", "held_on": date(2026, 9, 10)})
    came = {branch[name]: Mark("present") for name in ("李静", "王强", "钱进", "周敏", "赵新")}
    away = {branch[name]: Mark("duty", "出差") for name in ("吴亮", "孙立", "郑华")}
    away |= {more[0]: Mark("present"), more[1]: Mark("absent"), more[2]: Mark("sick", "住院")}
    meetings.save_roll(desk, meeting_id, came | away)
    return meeting_id


def test_half_may_sit_but_nothing_can_pass(desk: Desk, half: int) -> None:
    roll = meetings.roll(desk, half)
    assert (roll.should, roll.present, roll.voters, roll.voters_present) == (11, 6, 10, 5)
    found = meetings.may_vote(desk, half)
    assert (found.held, found.may_vote, found.needed_yes) == (True, False, 6)
    result = meetings.weigh(desk, half, {"yes": 5, "no": 0, "abstain": 0})
    assert result.passed is False
    assert result.lines[-1] == "赞成共 5 票，不足 6 票：未通过。"


def test_strict_option_of_the_book(desk: Desk, half: int) -> None:
    settings.put(desk, settings.STRICT_QUORUM, True)
    assert meetings.may_vote(desk, half).held is False
    assert meetings.may_vote(desk, half, "general").held is True
    result = meetings.weigh(desk, half, {"yes": 5, "no": 0, "abstain": 0})
    assert "表决无效" in result.lines[-1]


def test_what_is_typed_goes_before_the_roll(desk: Desk, half: int) -> None:
    typed: dict[str, Value] = {"should": 9, "present": 6, "yes": 5, "no": 1, "abstain": 0}
    assert meetings.weigh(desk, half, typed).passed is True
    impossible = meetings.weigh(desk, half, typed | {"yes": 7})
    assert impossible.passed is None
    assert [problem.field for problem in impossible.problems] == ["yes"]
    assert meetings.weigh(desk, half, {}).passed is None


def test_written_opinions_count_where_the_rule_says(desk: Desk, half: int) -> None:
    votes: dict[str, Value] = {"yes": 5, "no": 0, "abstain": 0, "written_yes": 1}
    general = meetings.weigh(desk, half, votes | {"quorum": "general"})
    admission = meetings.weigh(desk, half, votes | {"quorum": "admission"})
    assert general.passed is None
    assert [problem.field for problem in general.problems] == ["written_yes"]
    # they count here, but they do not make up for those who are not there
    assert (admission.passed, admission.yes_total) == (False, 6)
    assert "表决无效" in admission.lines[-1]


def test_votes_follow_the_roll_and_keep_their_rule(desk: Desk, half: int) -> None:
    (away,) = [row for row in meetings.roll(desk, half).rows if row.name == "郑华"]
    assert away.member_id is not None
    head: dict[str, Value] = {
        "start_at": 840,
        "end_at": 900,
        "place": "会议室",
        "chair": "李静",
        "recorder": "王强",
        "content": "工作",
    }
    votes: dict[str, Value] = {"text": "同意", "method": "hands", "yes": 5, "no": 0, "abstain": 0}
    late = votes | {"present": 4, "yes": 4}  # one came after this vote
    meetings.save_record(
        desk,
        half,
        head,
        agenda=[Part(None, {"title": "工作"})],
        resolutions=[Part(None, votes), Part(None, late)],
    )
    meetings.finish(desk, half)
    first, second = meetings.record(desk, half).resolutions
    assert (first.values["present"], first.values["quorum"]) == (5, "general")
    # put right before the review: the vote of those who were there is to be counted anew
    meetings.save_roll(desk, half, {away.member_id: Mark("present")})
    first, second = meetings.record(desk, half).resolutions
    assert (first.values["present"], second.values["present"]) == (6, 4)
    with pytest.raises(Refused, match="合计 5 票，少于实到会有表决权的 6 人"):
        meetings.review(desk, half)
    # another rule of the book later on changes no vote that was counted
    settings.put(desk, settings.STRICT_QUORUM, True)
    changed = {**first.values, "yes": 6}
    meetings.save_record(
        desk, half, {}, resolutions=[Part(first.id, changed), Part(second.id, second.values)]
    )
    meetings.review(desk, half)
    first, second = meetings.record(desk, half).resolutions
    assert (first.values["passed"], first.values["quorum"]) == (True, "general")
    assert second.values["passed"] is False

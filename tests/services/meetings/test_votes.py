"""Votes weighed with the numbers of the roll."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.services import meetings, settings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Mark
from tests.services.meetings.conftest import Branch, Enrol


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

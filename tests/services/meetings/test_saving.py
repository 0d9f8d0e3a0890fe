"""Saving a record: lists replaced line by line, people found by name, votes counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from djdesk.errors import Refused, Severity, UserError
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Part
from tests.conftest import TODAY
from tests.services.conftest import Branch, Enrol
from tests.services.meetings.test_life import DAY, whole


def vote(text: str, **values: Value) -> Part:
    """A resolution put to the vote by hands."""
    usual: dict[str, Value] = {"text": text, "method": "hands", "no": 0, "abstain": 0}
    return Part(None, usual | values)


def test_whole_record_comes_back(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)
    record = meetings.record(desk, meeting_id)
    assert (record.values["chair"], record.values["chair_id"]) == ("李静", branch["李静"])
    assert record.values["recorder_id"] == branch["王强"]
    assert [part.values["title"] for part in record.agenda] == ["通报上半年工作", "讨论下半年安排"]
    meetings.save_record(
        desk,
        meeting_id,
        {"content": "  第一段。\n\n第二段。\n"},
        speeches=[
            Part(None, {"speaker": "吴亮", "text": "同意。"}),
            Part(None, {"speaker": "冯工", "text": "解释技术问题。"}),
        ],
    )
    record = meetings.record(desk, meeting_id)
    assert record.values["content"] == "第一段。\n\n第二段。"
    assert record.values["chair"] == "李静"
    assert len(record.agenda) == 2
    assert [(part.member_id, part.name) for part in record.speeches] == [
        (branch["吴亮"], "吴亮"),
        (None, ""),
    ]


def test_lines_keep_their_keys_through_order_and_change(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)
    first, second = meetings.record(desk, meeting_id).agenda
    meetings.save_record(
        desk,
        meeting_id,
        {},
        agenda=[
            Part(None, {"title": "新议题"}),
            Part(second.id, {"title": "讨论下半年安排", "document": "3号"}),
            first,
        ],
    )
    shown = meetings.record(desk, meeting_id).agenda
    assert [part.values["title"] for part in shown] == [
        "新议题",
        "讨论下半年安排",
        "通报上半年工作",
    ]
    assert [part.id for part in shown][1:] == [second.id, first.id]
    assert shown[1].values["document"] == "3号"
    # keys of another record's lines are not taken over
    other = meetings.new_record(desk, {"kind": "M1", "held_on": DAY})
    meetings.save_record(desk, other, {}, agenda=[first])
    assert [part.id for part in meetings.record(desk, meeting_id).agenda][1:] == [
        second.id,
        first.id,
    ]
    assert meetings.record(desk, other).agenda[0].id != first.id


def test_two_of_one_name_are_left_to_be_chosen(desk: Desk, branch: Branch, enrol: Enrol) -> None:
    twin = enrol("吴亮", group_id=branch.second)
    meeting_id = whole(desk, branch)
    meetings.save_record(desk, meeting_id, {"chair": "吴亮"})
    assert meetings.record(desk, meeting_id).values["chair_id"] is None
    meetings.save_record(desk, meeting_id, {"chair": "吴亮", "chair_id": twin})
    assert meetings.record(desk, meeting_id).values["chair_id"] == twin


def test_votes_are_counted_and_kept_with_their_working(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)  # seven with a vote, six of them present
    meetings.save_record(
        desk,
        meeting_id,
        {},
        resolutions=[
            vote("同意", yes=4, no=1, abstain=1),
            vote("不够", yes=3, no=3),
            vote("对不上", yes=9),
            vote("没填完"),
            Part(None, {"text": "不表决", "responsible": "周敏", "due_on": date(2026, 12, 1)}),
        ],
    )
    shown = meetings.record(desk, meeting_id).resolutions
    assert [part.values["passed"] for part in shown] == [True, False, None, None, None]
    assert "应到会有表决权 7 人，实到会有表决权 6 人" in str(shown[0].values["basis"])
    assert str(shown[0].values["basis"]).endswith("达到 4 票：通过。")
    assert shown[4].values["basis"] == ""
    assert shown[4].values["responsible_id"] == branch["周敏"]
    # what contradicts itself is kept as typed, but the record is not finished with it
    assert shown[2].values["yes"] == 9
    with pytest.raises(Refused) as refused:
        meetings.finish(desk, meeting_id)
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"resolutions.3.yes", "resolutions.4.yes"}
    meetings.save_record(desk, meeting_id, {}, resolutions=[shown[0], shown[4]])
    meetings.finish(desk, meeting_id)
    kept = meetings.record(desk, meeting_id).resolutions[0].values
    assert (kept["should"], kept["present"]) == (7, 6)


def test_nobody_overwrites_what_another_wrote(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)
    seen = meetings.record(desk, meeting_id).version
    version = meetings.save_record(desk, meeting_id, {"topic": "第一人"}, version=seen)
    assert version == meetings.record(desk, meeting_id).version > seen
    with pytest.raises(UserError, match="已被改过"):
        meetings.save_record(desk, meeting_id, {"topic": "第二人"}, version=seen)
    assert meetings.record(desk, meeting_id).values["topic"] == "第一人"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": None}, "held_on"),
        ({"held_on": date(2026, 12, 24)}, "held_on"),
        ({"held_on": date(1900, 1, 1)}, "held_on"),
        ({"start_at": 960, "end_at": 900}, "end_at"),
        ({"start_at": 24 * 60}, "start_at"),
        ({"hours": 999}, "hours"),
    ],
)
def test_faults_are_told_at_their_field(
    desk: Desk, branch: Branch, values: dict[str, Value], field: str
) -> None:
    meeting_id = whole(desk, branch)
    before = meetings.record(desk, meeting_id)
    with pytest.raises(Refused) as refused:
        meetings.save_record(desk, meeting_id, {"topic": "别的"} | values)
    assert field in {problem.field for problem in refused.value.problems}
    assert meetings.record(desk, meeting_id) == before


def test_faults_of_lines(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)
    wrong: tuple[tuple[str, dict[str, Value], str], ...] = (
        ("agenda", {"title": " "}, "agenda.1.title"),
        ("resolutions", {"text": "同意", "method": "shouting"}, "resolutions.1.method"),
        ("resolutions", {"text": "同意", "yes": -1}, "resolutions.1.yes"),
        ("speeches", {"speaker": ""}, "speeches.1.speaker"),
    )
    for word, values, field in wrong:
        lists: dict[str, Any] = {word: [Part(None, values)]}
        with pytest.raises(Refused) as refused:
            meetings.save_record(desk, meeting_id, {}, **lists)
        assert refused.value.problems[0].field == field
    with pytest.raises(ValueError, match="not fields"):
        meetings.save_record(desk, meeting_id, {"state": "reviewed"})


def test_form_warns_while_typing() -> None:
    told = meetings.check_record_values(
        {"held_on": date(2026, 12, 1), "chair": "李静", "recorder": "李静", "place": ""}, TODAY
    )
    assert {(problem.field, problem.severity) for problem in told} == {
        ("held_on", Severity.WARN),
        ("recorder", Severity.WARN),
        ("place", Severity.WARN),
    }
    errors = meetings.check_record_values({"held_on": None, "start_at": 900, "end_at": 900})
    assert {problem.field for problem in errors if problem.is_error} == {"held_on", "end_at"}


def test_moved_day_asks_the_roster_again(desk: Desk, branch: Branch, enrol: Enrol) -> None:
    enrol("韩冰", group_id=branch.first, since=date(2026, 6, 1), way="A2")
    meeting_id = whole(desk, branch)
    assert meetings.record(desk, meeting_id).values["should"] == 9
    meetings.save_record(desk, meeting_id, {"held_on": date(2026, 5, 10)})
    record = meetings.record(desk, meeting_id)
    assert record.roll.differs == ("韩冰在签到中，当日花名册里不应到。",)
    meetings.refresh_roll(desk, meeting_id)
    assert meetings.record(desk, meeting_id).values["should"] == 8

"""Resolutions and problem items: closed with a day, opened again, never before the meeting."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.meetings import Meeting, Problem, Resolution
from djdesk.services import meetings
from djdesk.services.desk import Desk
from tests.services.meetings.people import put_meeting

DONE = date(2026, 4, 2)


def put_item(desk: Desk, what: str, meeting_id: int) -> int:
    with desk.store.write("测试") as session:
        row = (
            Resolution(meeting_id=meeting_id, position=1, text="制定学习计划")
            if what == "resolution"
            else Problem(meeting_id=meeting_id, position=1, problem="学习不够")
        )
        session.add(row)
        session.flush()
        return row.id


def state(desk: Desk, what: str, key: int) -> tuple[date | None, str]:
    with desk.store.read() as session:
        if what == "resolution":
            resolution = session.get_one(Resolution, key)
            return resolution.done_on, resolution.done_note
        problem = session.get_one(Problem, key)
        return problem.done_on, problem.done_note


@pytest.mark.parametrize("what", ["resolution", "problem"])
def test_closed_and_opened_again_even_when_locked(desk: Desk, what: str) -> None:
    meeting = put_meeting(desk, state="reviewed", reviewed_on=date(2026, 3, 25))
    key = put_item(desk, what, meeting)
    meetings.done(desk, what, key, on=DONE, note=" 已印发 ")
    assert state(desk, what, key) == (DONE, "已印发")
    meetings.reopen(desk, what, key, reason="没有落实到位")
    assert state(desk, what, key) == (None, "")


@pytest.mark.parametrize(
    ("on", "word"), [(date(2026, 3, 19), "早于会议"), (date(2026, 11, 21), "今天之后")]
)
def test_days_that_cannot_be(desk: Desk, on: date, word: str) -> None:
    key = put_item(desk, "resolution", put_meeting(desk))
    with pytest.raises(Refused, match=word):
        meetings.done(desk, "resolution", key, on=on)
    assert state(desk, "resolution", key) == (None, "")


def test_what_is_gone_or_belongs_to_a_branch_is_said(desk: Desk) -> None:
    key = put_item(desk, "problem", put_meeting(desk))
    with desk.store.write("接收") as session:
        session.get_one(Problem, key).origin = "another book"
    with pytest.raises(UserError, match="支部上报"):
        meetings.done(desk, "problem", key, on=DONE)
    with desk.store.write("撤销") as session:
        session.delete(session.get_one(Problem, key))
    with pytest.raises(UserError, match="找不到这一项"):
        meetings.reopen(desk, "problem", key)
    with desk.store.read() as session:
        assert session.query(Meeting).count() == 1


def test_many_are_closed_in_one_step_or_none(desk: Desk) -> None:
    early = put_item(desk, "resolution", put_meeting(desk))
    late = put_item(desk, "problem", put_meeting(desk, on=date(2026, 5, 20)))
    items = [("resolution", early), ("problem", late)]
    with pytest.raises(Refused, match="早于会议"):
        meetings.done_many(desk, items, on=DONE)
    assert state(desk, "resolution", early) == (None, "")
    assert meetings.done_many(desk, items, on=date(2026, 6, 1), note="已办") == 2
    assert state(desk, "resolution", early) == state(desk, "problem", late)
    assert state(desk, "problem", late) == (date(2026, 6, 1), "已办")

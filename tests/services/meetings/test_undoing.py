"""The history cannot change the text of a locked record behind its signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import audit, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Guest, Mark, Part
from tests.services.conftest import Branch
from tests.services.meetings.test_life import steps, whole


def kept(desk: Desk, change: Callable[[], object]) -> int:
    """The step that `change` wrote."""
    change()
    return steps(desk)


def test_no_step_before_the_review_is_taken_back_under_the_lock(desk: Desk, branch: Branch) -> None:
    key = whole(desk, branch)
    saved = meetings.save_record
    vote: dict[str, Value] = {"text": "同意", "method": "hands", "yes": 5, "no": 0, "abstain": 0}
    early = [
        kept(desk, lambda: saved(desk, key, {}, speeches=[Part(None, {"speaker": "王强"})])),
        kept(desk, lambda: saved(desk, key, {}, agenda=[Part(None, {"title": "另议"})])),
        kept(desk, lambda: meetings.save_roll(desk, key, {branch["王强"]: Mark("absent")})),
        kept(desk, lambda: saved(desk, key, {}, resolutions=[Part(None, vote)])),
        kept(desk, lambda: meetings.save_roll(desk, key, {}, [Guest("冯工", "工程师")])),
        kept(desk, lambda: meetings.add_evidence(desk, key, "签到表.pdf", b"x")),
    ]
    meetings.finish(desk, key)
    meetings.review(desk, key)
    before = meetings.record(desk, key)
    for step in early:
        with pytest.raises(UserError, match="更正"):
            audit.undo_step(desk, step)
    assert meetings.record(desk, key) == before
    # a corrected record is open again
    meetings.correct(desk, key, reason="附件放错")
    audit.undo_step(desk, early[-1])
    assert meetings.record(desk, key).evidence == ()


def test_what_came_after_the_review_can_be_taken_back(desk: Desk, branch: Branch) -> None:
    key = whole(desk, branch)
    (row,) = [row for row in meetings.roll(desk, key).rows if row.name == "吴亮"]
    assert row.attendance_id is not None
    absent = row.attendance_id
    made_up = kept(
        desk, lambda: meetings.make_up(desk, absent, on=date(2026, 9, 20), way="自学", hours=0)
    )
    meetings.finish(desk, key)
    meetings.review(desk, key)
    locked = steps(desk)
    late = [
        kept(desk, lambda: meetings.add_evidence(desk, key, "签字页.pdf", b"x")),
        kept(desk, lambda: meetings.signed(desk, key, chair=True)),
    ]
    # what was made up is written under the lock too
    for step in (made_up, *late, locked):
        audit.undo_step(desk, step)
    assert meetings.record(desk, key).state == "recorded"


def test_a_review_that_the_superior_answered_stays(desk: Desk, branch: Branch) -> None:
    key = whole(desk, branch)
    meetings.finish(desk, key)
    meetings.review(desk, key)
    locked = steps(desk)
    answer: dict[str, Value] = {"result": "passed", "reviewed_on": date(2026, 11, 20)}
    meetings.enter_review(desk, key, answer)
    with pytest.raises(UserError, match="上级已经审查"):
        audit.undo_step(desk, locked)
    audit.undo_step(desk, steps(desk))
    audit.undo_step(desk, locked)
    assert meetings.record(desk, key).state == "recorded"


def test_no_old_version_is_put_back_under_the_lock(desk: Desk, branch: Branch) -> None:
    key = whole(desk, branch)
    first = kept(desk, lambda: meetings.save_record(desk, key, {"topic": "第一稿"}))
    meetings.save_record(desk, key, {"topic": "第二稿"})
    meetings.finish(desk, key)
    meetings.review(desk, key)
    with pytest.raises(UserError, match="更正"):
        audit.put_back(desk, "meeting", key, first, area="meetings")
    assert meetings.record(desk, key).values["topic"] == "第二稿"

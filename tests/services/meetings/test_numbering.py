"""Running numbers: by kind, unit and year, in order of date, never changed silently."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import audit, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Mark, Part
from tests.services.conftest import Branch
from tests.services.meetings.test_life import steps


def held(desk: Desk, day: date, kind: str = "M1", **more: Value) -> int:
    """A meeting that was held on `day`."""
    values: dict[str, Value] = {"kind": kind, "held_on": day}
    return meetings.new_record(desk, values | more)


def written(desk: Desk, branch: Branch, meeting_id: int) -> None:
    """The record is finished."""
    meetings.save_record(
        desk,
        meeting_id,
        {
            "start_at": 840,
            "end_at": 900,
            "place": "会议室",
            "chair": "李静",
            "recorder": "王强",
            "content": "工作",
        },
        agenda=[Part(None, {"title": "工作"})],
    )
    marks = {key: Mark("present") for key in meetings.roll(desk, meeting_id).expected}
    meetings.save_roll(desk, meeting_id, marks)
    meetings.finish(desk, meeting_id)


def numbers(desk: Desk, *ids: int) -> list[int]:
    """The numbers of meetings."""
    return [meetings.record(desk, meeting_id).number for meeting_id in ids]


def test_by_kind_unit_and_year(desk: Desk, branch: Branch) -> None:
    ids = [
        held(desk, date(2025, 3, 5)),
        held(desk, date(2026, 3, 5)),
        held(desk, date(2026, 6, 5)),
        held(desk, date(2026, 6, 5), "M2"),
        held(desk, date(2026, 6, 5), "M3", organization_id=branch.first),
        held(desk, date(2026, 6, 5), "M3", organization_id=branch.second),
        held(desk, date(2026, 7, 5), "M3", organization_id=branch.second),
    ]
    assert numbers(desk, *ids) == [1, 1, 2, 1, 1, 1, 2]


def test_entered_later_goes_in_by_date_while_nothing_is_written(desk: Desk, branch: Branch) -> None:
    later, last = held(desk, date(2026, 6, 5)), held(desk, date(2026, 9, 5))
    first = held(desk, date(2026, 3, 5))
    assert numbers(desk, first, later, last) == [1, 2, 3]
    assert meetings.record(desk, first).hints == ()
    audit.undo_step(desk, steps(desk))
    assert numbers(desk, later, last) == [1, 2]
    morning = held(desk, date(2026, 9, 5), start_at=480)
    afternoon = held(desk, date(2026, 9, 5), start_at=840)
    assert numbers(desk, morning, afternoon)[0] < numbers(desk, morning, afternoon)[1]


def test_recorded_numbers_stay_and_a_hint_is_given(desk: Desk, branch: Branch) -> None:
    written_one = held(desk, date(2026, 6, 5))
    written(desk, branch, written_one)
    early = held(desk, date(2026, 3, 5))
    assert numbers(desk, written_one, early) == [1, 2]
    assert meetings.record(desk, early).hints == (
        "本次会议在第1次（6月5日）之前召开，次数却在后面；需要的话请用“按日期重排次数”。",
    )
    assert meetings.record(desk, written_one).hints == ()
    assert meetings.renumber(desk, early) == 2
    assert numbers(desk, written_one, early) == [2, 1]
    assert meetings.record(desk, early).hints == ()
    audit.undo_step(desk, steps(desk))
    assert numbers(desk, written_one, early) == [1, 2]
    meetings.review(desk, written_one)
    with pytest.raises(UserError, match=r"已经审核锁定.*更正"):
        meetings.renumber(desk, early)
    assert numbers(desk, written_one, early) == [1, 2]


def test_plans_have_no_number_and_cancelled_ones_take_none(desk: Desk, branch: Branch) -> None:
    planned = meetings.plan_meeting(desk, {"kind": "M1", "held_on": date(2026, 3, 5)})
    dropped = meetings.plan_meeting(desk, {"kind": "M1", "held_on": date(2026, 3, 6)})
    meetings.cancel(desk, dropped, reason="合并召开")
    assert numbers(desk, planned, dropped, held(desk, date(2026, 6, 5))) == [0, 0, 1]
    meetings.begin(desk, planned)
    assert numbers(desk, planned, dropped) == [1, 0]
    meetings.begin(desk, planned)
    assert numbers(desk, planned) == [1]


def test_day_moved_into_another_year_takes_a_number_of_that_year(
    desk: Desk, branch: Branch
) -> None:
    held(desk, date(2025, 11, 5))
    moved = held(desk, date(2026, 1, 5))
    meetings.save_record(desk, moved, {"held_on": date(2025, 12, 30)})
    record = meetings.record(desk, moved)
    assert (record.year, record.number) == (2025, 2)
    # the appraisal held in January counts for the year before
    appraisal = held(desk, date(2026, 1, 20), "M7")
    meetings.save_record(desk, appraisal, {"year": 2025})
    assert meetings.record(desk, appraisal).ledger_number.startswith("2025-")
    meetings.save_record(desk, appraisal, {"held_on": date(2026, 1, 21)})
    assert meetings.record(desk, appraisal).year == 2025


def test_a_number_given_back_is_used_where_it_fits(desk: Desk, branch: Branch) -> None:
    keys = [held(desk, date(2026, month, 5)) for month in (1, 2, 3)]
    written(desk, branch, keys[2])
    meetings.take_out(desk, keys[1])
    taken_out = steps(desk)
    # before the first it does not fit
    early = held(desk, date(2026, 1, 2))
    assert meetings.record(desk, early).number == 4
    meetings.take_out(desk, early)
    again = meetings.record(desk, held(desk, date(2026, 2, 6)))
    assert (again.number, again.hints) == (2, ())
    # the history brings the first one back: two have one number, and both say so
    audit.undo_step(desk, taken_out)
    back, other = meetings.record(desk, keys[1]), meetings.record(desk, again.id)
    assert back.ledger_number == other.ledger_number
    assert "2月6日的会议也是第2次" in back.hints[0]
    assert "2月5日的会议也是第2次" in other.hints[0]
    assert meetings.renumber(desk, again.id) == 2
    assert meetings.record(desk, again.id).hints == ()

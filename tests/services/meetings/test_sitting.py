"""One sitting recorded as two kinds: separate records, each counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import archive, audit, meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import Guest, Mark
from tests.services.conftest import Branch
from tests.services.meetings.test_life import DAY, steps, whole


def test_taken_over_and_written_apart(desk: Desk, branch: Branch) -> None:
    first = whole(desk, branch)
    meetings.save_roll(desk, first, {}, [Guest("冯工", "工程师", "讲解")])
    archive.attach(desk, "meetings", "meeting", first, "签到表.txt", b"names", purpose="signin")
    second = meetings.also_as(desk, first, "M5")
    one, two = meetings.record(desk, first), meetings.record(desk, second)
    assert (one.kind, two.kind) == ("M1", "M5")
    assert (one.number, two.number) == (1, 1)
    assert [(mate.id, mate.kind_name) for mate in one.sitting] == [(second, "主题党日")]
    assert [(mate.id, mate.kind_name) for mate in two.sitting] == [(first, "支部党员大会")]
    for key in ("held_on", "start_at", "end_at", "place", "chair_id", "recorder", "topic"):
        assert one.values[key] == two.values[key], key
    said = [(row.name, row.status, row.reason, row.approved_by) for row in one.roll.rows]
    assert said == [(row.name, row.status, row.reason, row.approved_by) for row in two.roll.rows]
    assert [guest.name for guest in two.roll.guests] == ["冯工"]
    assert (two.values["should"], two.values["present"]) == (8, 7)
    assert [(file.digest, file.purpose) for file in two.evidence] == [
        (file.digest, file.purpose) for file in one.evidence
    ]
    assert two.values["content"] == ""
    assert two.agenda == ()
    audit.undo_step(desk, steps(desk))
    after = meetings.record(desk, first)
    assert after.sitting == ()
    with pytest.raises(UserError, match="找不到"):
        meetings.record(desk, second)


def test_three_kinds_and_none_twice(desk: Desk, branch: Branch) -> None:
    first = whole(desk, branch)
    second = meetings.also_as(desk, first, "M4")
    with pytest.raises(Refused, match="已经按这个类别"):
        meetings.also_as(desk, second, "M1")
    with pytest.raises(Refused, match="由党小组召开"):
        meetings.also_as(desk, first, "M3")
    third = meetings.also_as(desk, second, "M5")
    mates = {mate.id for mate in meetings.record(desk, first).sitting}
    assert mates == {second, third}
    planned = meetings.plan_meeting(desk, {"kind": "M1", "held_on": date(2026, 12, 1)})
    with pytest.raises(UserError, match="还没有召开"):
        meetings.also_as(desk, planned, "M5")
    meetings.take_out(desk, third)
    meetings.take_out(desk, second)
    assert meetings.record(desk, first).sitting == ()


def test_narrower_kind_takes_only_its_people(desk: Desk, branch: Branch) -> None:
    first = whole(desk, branch)
    second = meetings.also_as(desk, first, "M2")
    roll = meetings.roll(desk, second)
    assert {row.name for row in roll.rows} == {"李静", "王强", "周敏"}
    assert roll.unmarked == 0


def test_locked_sitting_may_still_be_recorded_as_another_kind(desk: Desk, branch: Branch) -> None:
    first = whole(desk, branch)
    meetings.finish(desk, first)
    meetings.review(desk, first)
    before = meetings.record(desk, first)
    second = meetings.also_as(desk, first, "M5")
    assert meetings.record(desk, second).state == "held"
    after = meetings.record(desk, first)
    assert replace(after, sitting=(), version=before.version) == before
    meetings.save_roll(desk, second, {branch["吴亮"]: Mark("present")})
    assert meetings.record(desk, first).roll == before.roll
    assert meetings.record(desk, second).values["held_on"] == DAY


def test_an_appraisal_of_last_year_is_one_sitting_of_last_year(desk: Desk, branch: Branch) -> None:
    first = meetings.new_record(desk, {"kind": "M7", "held_on": date(2026, 1, 20)})
    meetings.save_record(desk, first, {"year": 2025})
    second = meetings.record(desk, meetings.also_as(desk, first, "M6"))
    assert (second.year, second.ledger_number) == (2025, "2025-组织生活会-01")

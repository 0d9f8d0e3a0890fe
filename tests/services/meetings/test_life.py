"""The life of a meeting from plan to locked record, with every verb undone again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from djdesk.errors import Refused, UserError
from djdesk.models.audit import AuditStep
from djdesk.services import audit, meetings, roster
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from djdesk.services.meetings import Mark, Part
from tests.services.conftest import Branch

DAY = date(2026, 9, 10)


def whole(desk: Desk, branch: Branch, **more: Value) -> int:
    """A meeting of all members with everything that its record must hold."""
    values: dict[str, Value] = {
        "kind": "M1",
        "held_on": DAY,
        "start_at": 14 * 60,
        "place": "二楼会议室",
        "topic": "讨论下半年工作",
    }
    meeting_id = meetings.new_record(desk, values | more)
    write(desk, meeting_id)
    marks = {member_id: Mark("present") for member_id in meetings.roll(desk, meeting_id).expected}
    if branch["吴亮"] in marks:
        marks[branch["吴亮"]] = Mark("sick", "感冒发烧", "李静")
    meetings.save_roll(desk, meeting_id, marks)
    return meeting_id


def write(desk: Desk, meeting_id: int) -> None:
    """Fill in the text of the record."""
    meetings.save_record(
        desk,
        meeting_id,
        {
            "end_at": 16 * 60,
            "chair": "李静",
            "recorder": "王强",
            "content": "李静通报上半年工作。\n大家逐项讨论下半年安排。",
        },
        agenda=[Part(None, {"title": "通报上半年工作"}), Part(None, {"title": "讨论下半年安排"})],
    )


def test_whole_life(desk: Desk, branch: Branch) -> None:
    values: dict[str, Value] = {"kind": "M1", "held_on": DAY, "start_at": 840, "place": "会议室"}
    meeting_id = meetings.plan_meeting(desk, values)
    assert meetings.record(desk, meeting_id).title == "支部党员大会"
    text = meetings.notice_text(desk, meeting_id)
    assert "2026年9月10日（星期四）14:00召开支部党员大会" in text
    meetings.notify(desk, meeting_id, text=text, on=date(2026, 9, 7))
    meetings.begin(desk, meeting_id)
    shown = meetings.record(desk, meeting_id)
    assert (shown.state, shown.number, shown.ledger_number) == ("held", 1, "2026-党员大会-01")
    assert shown.title == "第1次支部党员大会"
    assert (shown.roll.should, shown.roll.voters, shown.roll.unmarked) == (8, 7, 8)
    write(desk, meeting_id)
    with pytest.raises(Refused, match="还有8人没有登记到会情况"):
        meetings.finish(desk, meeting_id)
    marks = {member_id: Mark("present") for member_id in branch.members.values()}
    meetings.save_roll(desk, meeting_id, marks | {branch["吴亮"]: Mark("personal", "家中有事")})
    assert meetings.missing_before_finish(desk, meeting_id) == ()
    meetings.finish(desk, meeting_id)
    meetings.signed(desk, meeting_id, chair=True, recorder=True)
    meetings.review(desk, meeting_id, on=date(2026, 9, 12))
    shown = meetings.record(desk, meeting_id)
    assert (shown.state, shown.locked) == ("reviewed", True)
    assert shown.values["reviewed_by"] == "李静"
    assert shown.values["written_on"] == date(2026, 11, 20)
    assert (shown.values["should"], shown.values["present"]) == (8, 7)
    assert (shown.values["voters"], shown.values["voters_present"]) == (7, 6)


def test_locked_record_names_the_way_out(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)
    meetings.finish(desk, meeting_id)
    meetings.review(desk, meeting_id)
    for change in (
        lambda: meetings.save_record(desk, meeting_id, {"topic": "别的"}),
        lambda: meetings.save_roll(desk, meeting_id, {branch["吴亮"]: Mark("present")}),
        lambda: meetings.refresh_roll(desk, meeting_id),
        lambda: meetings.finish(desk, meeting_id),
    ):
        with pytest.raises(UserError, match="更正"):
            change()
    with pytest.raises(UserError, match="更正"):
        meetings.take_out(desk, meeting_id)
    assert meetings.record(desk, meeting_id).values["topic"] == "讨论下半年工作"


def test_committee_member_writes_but_does_not_lock(desk: Desk, branch: Branch) -> None:
    member = replace(desk, role=Role.COMMITTEE)
    meeting_id = whole(member, branch)
    meetings.finish(member, meeting_id)
    with pytest.raises(UserError, match="由书记审核"):
        meetings.review(member, meeting_id)
    viewer = replace(desk, role=Role.VIEWER)
    with pytest.raises(UserError, match="权限"):
        meetings.save_record(viewer, meeting_id, {"topic": "别的"})


def steps(desk: Desk) -> int:
    """The number of the newest step."""
    with desk.store.read() as session:
        return session.scalar(select(func.max(AuditStep.id))) or 0


def test_every_verb_is_undone(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)

    def undone(change: Callable[[], object]) -> None:
        before = meetings.record(desk, meeting_id)
        change()
        assert meetings.record(desk, meeting_id) != before
        audit.undo_step(desk, steps(desk))
        after = meetings.record(desk, meeting_id)
        assert replace(after, version=before.version) == before

    undone(lambda: meetings.save_record(desk, meeting_id, {"topic": "别的"}, agenda=[]))
    undone(lambda: meetings.save_roll(desk, meeting_id, {branch["吴亮"]: Mark("present")}))
    undone(lambda: meetings.save_roll(desk, meeting_id, {}, [meetings.Guest("冯工", "工程师")]))
    undone(lambda: meetings.notify(desk, meeting_id))
    undone(lambda: meetings.signed(desk, meeting_id, chair=True))
    undone(lambda: meetings.finish(desk, meeting_id))
    meetings.finish(desk, meeting_id)
    undone(lambda: meetings.review(desk, meeting_id))
    meetings.review(desk, meeting_id)
    undone(lambda: meetings.correct(desk, meeting_id, reason="实到人数写错"))


def test_verbs_before_and_beside_the_record_are_undone(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.plan_meeting(desk, {"kind": "M1", "held_on": DAY, "start_at": 840})

    def undone(change: Callable[[], object]) -> None:
        before = meetings.record(desk, meeting_id)
        change()
        assert meetings.record(desk, meeting_id) != before
        audit.undo_step(desk, steps(desk))
        after = meetings.record(desk, meeting_id)
        assert replace(after, version=before.version) == before

    undone(lambda: meetings.cancel(desk, meeting_id, reason="改期"))
    undone(lambda: meetings.begin(desk, meeting_id))
    meetings.begin(desk, meeting_id)
    code = next(row.code for row in meetings.roll(desk, meeting_id).rows if row.name == "王强")
    undone(lambda: meetings.sign_in(desk, meeting_id, code, 830))
    meetings.save_roll(desk, meeting_id, {branch["吴亮"]: Mark("sick", "感冒")})
    rows = meetings.roll(desk, meeting_id).rows
    debt = next(row.attendance_id for row in rows if row.name == "吴亮") or 0
    undone(lambda: meetings.make_up(desk, debt, on=date(2026, 9, 20), way="送学上门"))
    roster.leave(desk, branch["吴亮"], "B7", DAY, roster.Paper(counterpart="某某厂党委"))
    undone(lambda: meetings.refresh_roll(desk, meeting_id))


def test_study_hours_follow_from_the_time_unless_typed(desk: Desk, branch: Branch) -> None:
    def finished(kind: str, hours: int) -> Value:
        meeting_id = whole(desk, branch, kind=kind)
        meetings.save_record(desk, meeting_id, {"speaker": "李静", "hours": hours})
        meetings.finish(desk, meeting_id)
        return meetings.record(desk, meeting_id).values["hours"]

    # two hours of a theme day; a meeting of all members is no study
    assert finished("M5", 0) == 20
    assert finished("M5", 15) == 15
    assert finished("M1", 0) == 0


def test_taken_out_and_brought_back(desk: Desk, branch: Branch) -> None:
    meeting_id = whole(desk, branch)
    before = meetings.record(desk, meeting_id)
    meetings.take_out(desk, meeting_id, reason="重复录入")
    with pytest.raises(UserError, match="找不到这次会议"):
        meetings.record(desk, meeting_id)
    audit.undo_step(desk, steps(desk))
    assert replace(meetings.record(desk, meeting_id), version=before.version) == before
    # whole entry is one step from plan to roll; undoing the entry itself takes the meeting away
    fresh = meetings.new_record(desk, {"kind": "M5", "held_on": DAY})
    audit.undo_step(desk, steps(desk))
    with pytest.raises(UserError, match="找不到这次会议"):
        meetings.record(desk, fresh)


def test_cancelled(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.plan_meeting(desk, {"kind": "M2", "held_on": date(2026, 12, 5)})
    with pytest.raises(Refused, match="原因"):
        meetings.cancel(desk, meeting_id, reason=" ")
    with pytest.raises(Refused, match="还没有到"):
        meetings.begin(desk, meeting_id)
    meetings.cancel(desk, meeting_id, reason="改期")
    with pytest.raises(UserError, match="已经取消"):
        meetings.begin(desk, meeting_id)
    held = whole(desk, branch)
    with pytest.raises(UserError, match="不能取消"):
        meetings.cancel(desk, held, reason="改期")


def test_usual_chair_is_who_held_the_post_that_day(desk: Desk, branch: Branch) -> None:
    of_group: dict[str, Value] = {"kind": "M3", "held_on": DAY, "organization_id": branch.second}
    group = meetings.new_record(desk, of_group)
    assert meetings.usual_chair(desk, group) == (branch["孙立"], "孙立")
    now = meetings.new_record(desk, {"kind": "M2", "held_on": DAY})
    assert meetings.usual_chair(desk, now) == (branch["李静"], "李静")
    before = meetings.new_record(desk, {"kind": "M2", "held_on": date(2023, 9, 10)})
    assert meetings.usual_chair(desk, before) == (None, "")


def test_finish_names_what_is_blank(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M4", "held_on": DAY})
    found = {problem.field for problem in meetings.missing_before_finish(desk, meeting_id)}
    assert {"start_at", "end_at", "place", "chair", "recorder", "topic", "speaker"} <= found
    assert "roll" in found


def test_units_of_kinds(desk: Desk, branch: Branch) -> None:
    wrong: tuple[tuple[dict[str, Value], str], ...] = (
        ({"kind": "M3", "held_on": DAY}, "由党小组召开"),
        ({"kind": "M1", "held_on": DAY, "organization_id": branch.first}, "不由党小组召开"),
        ({"kind": "M2", "held_on": DAY, "organization_id": branch.first}, "不由党小组召开"),
        ({"kind": "", "held_on": DAY}, "选择会议类别"),
        ({"kind": "M1", "held_on": None}, "填写日期"),
    )
    for values, told in wrong:
        with pytest.raises(Refused, match=told):
            meetings.plan_meeting(desk, values)
    of_group: dict[str, Value] = {"kind": "M3", "held_on": DAY, "organization_id": branch.second}
    meeting_id = meetings.new_record(desk, of_group)
    shown = meetings.record(desk, meeting_id)
    assert shown.title == "第二党小组第1次党小组会"
    assert shown.ledger_number == "2026-第二党小组-小组会-01"
    assert {row.name for row in shown.roll.rows} == {"孙立", "周敏", "郑华", "赵新"}


def test_the_review_asks_again_for_what_a_finished_record_must_hold(
    desk: Desk, branch: Branch
) -> None:
    key = whole(desk, branch)
    meetings.finish(desk, key)
    vote: dict[str, Value] = {"text": "同意", "method": "hands", "yes": 99, "no": 0, "abstain": 0}
    meetings.save_record(desk, key, {"content": ""}, resolutions=[Part(None, vote)])
    meetings.save_roll(desk, key, {branch["王强"]: Mark("")})
    with pytest.raises(Refused) as refused:
        meetings.review(desk, key)
    assert {each.field for each in refused.value.problems} == {
        "content",
        "roll",
        "resolutions.1.yes",
    }
    assert meetings.record(desk, key).state == "recorded"
    meetings.save_record(desk, key, {"content": "照旧。"}, resolutions=[])
    meetings.save_roll(desk, key, {branch["王强"]: Mark("absent")})
    meetings.review(desk, key)
    shown = meetings.record(desk, key)
    assert (shown.locked, shown.values["present"]) == (True, 6)


def test_a_meeting_beyond_midnight_is_told_what_to_write(desk: Desk, branch: Branch) -> None:
    key = whole(desk, branch, held_on=date(2024, 2, 29))
    with pytest.raises(Refused, match="23:59"):
        meetings.save_record(desk, key, {"start_at": 22 * 60, "end_at": 30})
    meetings.save_record(desk, key, {"start_at": 22 * 60, "end_at": 23 * 60 + 59})
    assert meetings.record(desk, key).ledger_number == "2024-党员大会-01"

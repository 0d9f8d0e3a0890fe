"""Marking the roll: in one step for many, by code reader, and made up afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select

from djdesk.errors import Refused, UserError
from djdesk.models.audit import AuditStep
from djdesk.models.roster import Member
from djdesk.services import audit, meetings, organization, roster
from djdesk.services.desk import Desk
from djdesk.services.meetings import Guest, Mark
from djdesk.services.sample.load import load_people
from tests.services.conftest import Branch

DAY = date(2026, 9, 10)


@pytest.fixture
def meeting_id(desk: Desk, branch: Branch) -> int:
    """A meeting of all members at 14:00."""
    return meetings.new_record(desk, {"kind": "M1", "held_on": DAY, "start_at": 840})


def steps(desk: Desk) -> list[str]:
    """The titles of all steps."""
    with desk.store.read() as session:
        return list(session.scalars(select(AuditStep.title).order_by(AuditStep.id)))


def test_all_marks_are_one_step(desk: Desk, branch: Branch, meeting_id: int) -> None:
    before = len(steps(desk))
    marks = {member_id: Mark("present") for member_id in branch.members.values()}
    meetings.save_roll(desk, meeting_id, marks, [Guest("冯工")])
    assert steps(desk)[before:] == ["登记签到：第1次支部党员大会"]
    changed = {branch["吴亮"]: Mark("sick", " 感冒 ", "李静"), branch["郑华"]: Mark("absent")}
    meetings.save_roll(desk, meeting_id, changed)
    roll = meetings.roll(desk, meeting_id)
    assert (roll.present, roll.leave, roll.absent) == (6, 1, 1)
    assert [guest.name for guest in roll.guests] == ["冯工"]
    row = next(row for row in roll.rows if row.name == "吴亮")
    assert (row.reason, row.approved_by) == ("感冒", "李静")
    # who came after all has no reason any more
    meetings.save_roll(desk, meeting_id, {branch["吴亮"]: Mark("late", "感冒", "李静", 850)}, [])
    roll = meetings.roll(desk, meeting_id)
    row = next(row for row in roll.rows if row.name == "吴亮")
    assert (row.reason, row.approved_by, row.arrived_at) == ("", "", 850)
    assert roll.guests == ()
    for step in range(before + 3, before, -1):
        audit.undo_step(desk, step)
    assert meetings.roll(desk, meeting_id).unmarked == 8
    assert meetings.record(desk, meeting_id).values["present"] is None


def test_leave_may_be_entered_before_the_meeting(desk: Desk, branch: Branch) -> None:
    planned = meetings.plan_meeting(desk, {"kind": "M1", "held_on": date(2026, 12, 5)})
    meetings.save_roll(desk, planned, {branch["吴亮"]: Mark("duty", "出差", "李静")})
    roll = meetings.roll(desk, planned)
    assert (roll.should, roll.leave, roll.unmarked) == (8, 1, 7)


def test_wrong_marks_are_refused_whole(desk: Desk, branch: Branch, meeting_id: int) -> None:
    gone = branch["吴亮"]
    roster.leave(desk, gone, "B7", date(2026, 6, 1), roster.Paper(counterpart="某某厂党委"))
    with pytest.raises(Refused, match="吴亮不在本次会议的应到名单里"):
        meetings.save_roll(desk, meeting_id, {branch["李静"]: Mark("present"), gone: Mark("late")})
    for status in ("guest", "here"):
        with pytest.raises(Refused, match="代码表"):
            meetings.save_roll(desk, meeting_id, {branch["李静"]: Mark(status)})
    with pytest.raises(Refused, match="姓名"):
        meetings.save_roll(desk, meeting_id, {}, [Guest(" ")])
    meetings.save_roll(desk, meeting_id, {branch["李静"]: Mark("present")})
    with pytest.raises(Refused, match="应到人员"):
        meetings.save_roll(desk, meeting_id, {}, [Guest("李静", member_id=branch["李静"])])
    assert meetings.roll(desk, meeting_id).present == 1


def test_large_roll_takes_few_statements(desk: Desk) -> None:
    home = organization.home_id(desk)
    load_people(desk, 500)
    meeting_id = meetings.new_record(desk, {"kind": "M1", "held_on": DAY, "organization_id": home})
    expected = meetings.roll(desk, meeting_id).expected
    assert len(expected) > 400
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", count)
    meetings.save_roll(desk, meeting_id, {key: Mark("present") for key in expected})
    first = len(statements)
    changed = dict.fromkeys(expected[:100], Mark("sick", "流感"))
    meetings.save_roll(desk, meeting_id, changed)
    event.remove(desk.store.engine, "before_cursor_execute", count)
    # a statement for each person would be over 400
    assert first < 60
    assert len(statements) - first < 60
    roll = meetings.roll(desk, meeting_id)
    assert (roll.present, roll.leave) == (len(expected) - 100, 100)


def uid_and_number(desk: Desk, member_id: int) -> tuple[str, str]:
    """What codes of a member are made of."""
    with desk.store.read() as session:
        member = session.get_one(Member, member_id)
        return member.uid, member.id_number or ""


def test_code_reader(desk: Desk, branch: Branch, meeting_id: int) -> None:
    uid, number = uid_and_number(desk, branch["王强"])
    code = meetings.member_code(uid)
    assert len(code) == 28
    assert code.isascii()
    assert code.isalnum()
    row = meetings.sign_in(desk, meeting_id, f" {code.lower()}\r\n", 838)
    assert (row.name, row.status, row.arrived_at) == ("王强", "present", 838)
    # a second time changes nothing, not even the minute
    before = len(steps(desk))
    assert meetings.sign_in(desk, meeting_id, number, 845) == row
    assert len(steps(desk)) == before
    _, number = uid_and_number(desk, branch["周敏"])
    late = meetings.sign_in(desk, meeting_id, number, 841)
    assert (late.name, late.status) == ("周敏", "late")
    # who was put down as away and comes nevertheless
    meetings.save_roll(desk, meeting_id, {branch["郑华"]: Mark("sick", "感冒")})
    uid, _ = uid_and_number(desk, branch["郑华"])
    assert meetings.sign_in(desk, meeting_id, meetings.member_code(uid), 800).status == "present"
    assert meetings.roll(desk, meeting_id).present == 3
    codes = {row.code for row in meetings.roll(desk, meeting_id).rows}
    assert len(codes) == 8


def test_unknown_codes_say_what_to_do(desk: Desk, branch: Branch) -> None:
    group = meetings.new_record(
        desk, {"kind": "M3", "held_on": DAY, "organization_id": branch.second}
    )
    uid, number = uid_and_number(desk, branch["王强"])
    for code in (meetings.member_code(uid), number):
        with pytest.raises(UserError, match="王强不在本次会议的应到名单里"):
            meetings.sign_in(desk, group, code, 840)
    for code in ("DJ" + "A" * 26, "999999198505060019", "乱码"):
        with pytest.raises(UserError, match="没有找到这个签到码"):
            meetings.sign_in(desk, group, code, 840)
    with pytest.raises(UserError, match="没有读到"):
        meetings.sign_in(desk, group, " \r", 840)


def test_made_up_even_when_locked(desk: Desk, branch: Branch, meeting_id: int) -> None:
    marks = {member_id: Mark("present") for member_id in branch.members.values()}
    meetings.save_roll(desk, meeting_id, marks | {branch["吴亮"]: Mark("sick", "感冒")})
    meetings.save_record(
        desk,
        meeting_id,
        {"end_at": 900, "place": "会议室", "chair": "李静", "recorder": "王强", "content": "工作"},
        agenda=[meetings.Part(None, {"title": "工作"})],
    )
    meetings.finish(desk, meeting_id)
    meetings.review(desk, meeting_id)
    roll = meetings.roll(desk, meeting_id)
    by_name = {row.name: row.attendance_id or 0 for row in roll.rows}
    debt = by_name["吴亮"]
    for on, told in ((date(2026, 9, 1), "早于会议"), (date(2026, 12, 1), "今天之后")):
        with pytest.raises(Refused, match=told):
            meetings.make_up(desk, debt, on=on, way="送学上门")
    with pytest.raises(Refused, match="补课方式"):
        meetings.make_up(desk, debt, on=DAY)
    with pytest.raises(UserError, match="没有缺席"):
        meetings.make_up(desk, by_name["李静"], on=DAY, way="送学上门")
    meetings.make_up(desk, debt, on=date(2026, 9, 15), way="送学上门", hours=20)
    row = next(row for row in meetings.roll(desk, meeting_id).rows if row.name == "吴亮")
    assert (row.makeup_on, row.makeup_way, row.makeup_hours) == (
        date(2026, 9, 15),
        "送学上门",
        20,
    )
    assert meetings.debts(desk) == ()
    meetings.make_up(desk, debt, on=None)
    assert len(meetings.debts(desk)) == 1


def test_many_absences_are_made_up_in_one_step(desk: Desk, branch: Branch, meeting_id: int) -> None:
    marks = {member_id: Mark("sick", "感冒") for member_id in branch.members.values()}
    meetings.save_roll(desk, meeting_id, marks)
    ids = [debt.attendance_id for debt in meetings.debts(desk)]
    assert len(ids) > 2
    with pytest.raises(Refused, match="早于会议"):
        meetings.make_up_many(desk, ids, on=date(2026, 9, 1), way="补课")
    assert len(meetings.debts(desk)) == len(ids)
    before = steps(desk)
    assert meetings.make_up_many(desk, ids, on=date(2026, 9, 15), way="补课") == len(ids)
    assert meetings.debts(desk) == ()
    assert steps(desk) == [*before, f"登记补课 {len(ids)} 人次"]

"""Findings of records: each from its place in the book, and few statements for a whole year."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.models.dues import Payment
from djdesk.models.meetings import AgendaItem, Meeting, Problem, Resolution, Speech
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import evidence
from tests.services.conftest import Branch
from tests.services.meetings.people import put_meeting, put_roll, statements

ON = date(2026, 3, 20)
TEXT = (
    "会议传达了上级关于做好春季安全生产工作的通知，结合车间实际讨论了行车检修、电气线路排查和消防器材更换"
    "三件事，确定由设备组在月底以前完成第一轮检查，检查结果在下次党员大会上报告，整改不到位的由分管委员督办。"
)


def sound(desk: Desk, branch: Branch, on: date = ON, **columns: object) -> int:
    """A record of a general meeting with nothing to object to."""
    usual: dict[str, object] = {
        "start_at": 870,
        "end_at": 960,
        "place": "会议室",
        "chair": "李静",
        "chair_id": branch["李静"],
        "recorder": "王强",
        "recorder_id": branch["王强"],
        "content": TEXT,
        "written_on": on,
        "chair_signed": True,
        "recorder_signed": True,
        "reviewed_on": on,
        "state": "reviewed",
        "should": 8,
        "present": 8,
        "voters": 7,
        "voters_present": 7,
    }
    key = put_meeting(desk, "M1", on, **(usual | columns))  # type: ignore[arg-type]
    with desk.store.write("议题") as session:
        session.add(AgendaItem(meeting_id=key, position=1, title="安全生产"))
    posts = {"李静": "书记", "王强": "组织委员", "周敏": "纪检委员"}
    for name, member in branch.members.items():
        post, voter = posts.get(name, ""), name != "赵新"
        put_roll(desk, key, {member: "present"}, name=name, post=post, voter=voter)
    meetings.add_evidence(desk, key, "签到表.pdf", f"{key}".encode())
    return key


def rules(desk: Desk, key: int) -> list[str]:
    return [finding.rule for finding in meetings.findings(desk, key)]


def test_a_sound_record_has_no_findings(desk: Desk, branch: Branch) -> None:
    key = sound(desk, branch)
    assert rules(desk, key) == []
    assert meetings.all_findings(desk, 2026) == ()


def test_every_part_of_the_record_is_looked_at(desk: Desk, branch: Branch) -> None:
    key = sound(desk, branch, written_on=date(2026, 4, 20), reviewed_on=date(2026, 4, 20))
    with desk.store.write("缺漏") as session:
        session.add(Speech(meeting_id=key, position=1, speaker="钱进", text=""))
        session.add(Resolution(meeting_id=key, position=1, text="检修", due_on=date(2026, 4, 1)))
        session.get_one(Meeting, key).should = 9
        row = session.get_one(Meeting, key)
        row.recorder_signed = False
    found = meetings.findings(desk, key)
    told = {finding.rule for finding in found}
    assert {"late", "blank", "counts", "signature"} <= told
    assert all(finding.clause and finding.remedy for finding in found)


def test_the_roll_is_held_against_the_roster_of_that_day(desk: Desk, branch: Branch) -> None:
    key = sound(desk, branch, date(2026, 2, 20))  # 赵新 joined on 1 March
    assert "roster" in rules(desk, key)


def test_missing_evidence_and_lost_files_are_told(desk: Desk, branch: Branch) -> None:
    key = sound(desk, branch)
    with desk.store.read() as session:
        row = session.get_one(Meeting, key)
        assert evidence.purposes(session, [row.id]) == {key: {"signin"}}
    for path in desk.store.files.paths():
        path.unlink()
    assert rules(desk, key) == ["file"]


def test_what_is_said_of_dues_is_held_against_their_ledger(desk: Desk, branch: Branch) -> None:
    key = sound(desk, branch, dues_note="当场收取党费共 90 元。")
    assert rules(desk, key) == []  # no ledger of dues is kept yet
    with desk.store.write("登记党费") as session:
        for name, fen in (("李静", 5000), ("王强", 4000)):
            session.add(Payment(member_id=branch[name], paid_on=ON, fen=fen))
    assert rules(desk, key) == []
    with desk.store.write("登记党费") as session:
        session.add(Payment(member_id=branch["周敏"], paid_on=ON, fen=2000))
    (found,) = meetings.findings(desk, key)
    assert (found.rule, found.field) == ("dues", "dues_note")
    assert "90.00 元" in found.text
    assert "110.00 元" in found.text


def test_copied_paragraphs_name_the_record_they_come_from(desk: Desk, branch: Branch) -> None:
    first = sound(desk, branch)
    again = sound(desk, branch, date(2026, 6, 19), number=2)
    found = meetings.all_findings(desk, 2026)
    assert [(each.meeting_id, each.finding.rule) for each in found] == [(again, "copied")]
    assert "2026-党员大会-01" in found[0].finding.text
    assert found[0].ledger_number == "2026-党员大会-02"
    # one sitting recorded twice may well say the same
    with desk.store.write("同场") as session:
        for key in (first, again):
            session.get_one(Meeting, key).sitting = "s"
    assert meetings.all_findings(desk, 2026) == ()
    # those of the year before count, older ones no more
    sound(desk, branch, date(2027, 3, 19), number=1, content="另外的内容" + TEXT[60:])
    late = Desk(desk.store, desk.user, desk.role, lambda: date(2028, 12, 1))
    sound(desk, branch, date(2028, 3, 17), number=1)
    told = [each.finding.rule for each in meetings.all_findings(late, 2028)]
    assert told.count("copied") == 0


def test_the_same_people_in_two_places_are_told(desk: Desk, branch: Branch) -> None:
    sound(desk, branch)
    other = put_meeting(desk, "M3", ON, unit=branch.first, start_at=900, end_at=940)
    put_roll(desk, other, {branch["钱进"]: "present"}, name="钱进")
    put_roll(desk, other, {branch["吴亮"]: "sick"}, name="吴亮")
    told = [f for f in meetings.findings(desk, other) if f.rule == "overlap"]
    assert len(told) == 1
    assert "钱进" in told[0].text
    assert "吴亮" not in told[0].text


def test_what_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(UserError, match="找不到"):
        meetings.findings(desk, 99)


def test_a_year_takes_as_many_questions_as_one_record(desk: Desk, branch: Branch) -> None:
    for month in range(1, 10):
        key = sound(desk, branch, date(2026, month, 19), number=month, content=f"{month}{TEXT}")
        with desk.store.write("清单") as session:
            session.add(Problem(meeting_id=key, position=1, problem="学习不够"))
    with statements(desk) as seen:
        found = meetings.all_findings(desk, 2026)
    assert found
    assert len(seen) <= 14

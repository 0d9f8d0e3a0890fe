"""The committee answers records of branches: once for each version, with reasons for a return."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.meetings import Meeting, Review
from djdesk.models.organization import Organization
from djdesk.services import listing, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Scope
from tests.services.meetings.people import put_meeting

ON = date(2026, 4, 2)
BRANCH = "0190f3a0-0000-7000-8000-000000000001"


@pytest.fixture
def filed(committee_desk: Desk) -> int:
    """A finished record that a branch reported."""
    home = committee_desk.store.book.home_organization_id
    with committee_desk.store.write("接收") as session:
        branch = Organization(
            parent_id=home, kind="branch", name="中共甲支部委员会", short_name="甲支部"
        )
        session.add(branch)
        session.flush()
        unit = branch.id
    return put_meeting(committee_desk, unit=unit, origin=BRANCH, topic="选举")


def stored(desk: Desk) -> list[tuple[int, str, str, str]]:
    with desk.store.read() as session:
        rows = session.query(Review).order_by(Review.id)
        return [(row.revision, row.result, row.reasons, row.reviewer) for row in rows]


def test_a_filed_record_is_answered_and_answered_otherwise(
    committee_desk: Desk, filed: int
) -> None:
    desk = committee_desk
    (waiting,) = meetings.awaiting(desk)
    assert (waiting.meeting_id, waiting.branch, waiting.kind) == (filed, "甲支部", "支部党员大会")
    assert not waiting.returned
    key = meetings.review_record(desk, filed, result="returned", reasons="缺签到表", on=ON)
    assert meetings.awaiting(desk) == ()
    assert meetings.review_record(desk, filed, result="passed", reviewer="周建平", on=ON) == key
    assert stored(desk) == [(1, "passed", "", "周建平")]
    meetings.take_back_review(desk, key)
    assert [each.meeting_id for each in meetings.awaiting(desk)] == [filed]


def test_a_meeting_of_a_group_is_named_with_its_branch(committee_desk: Desk, filed: int) -> None:
    desk = committee_desk
    with desk.store.write("接收") as session:
        branch = session.get_one(Meeting, filed).organization_id
        group = Organization(parent_id=branch, kind="group", name="第一党小组")
        session.add(group)
        session.flush()
        unit = group.id
    put_meeting(desk, "M3", date(2026, 3, 21), unit=unit, origin=BRANCH)
    found = [(each.branch, each.group) for each in meetings.awaiting(desk)]
    assert found == [("甲支部", ""), ("甲支部", "第一党小组")]


def test_a_corrected_record_waits_again_and_says_so(committee_desk: Desk, filed: int) -> None:
    desk = committee_desk
    meetings.review_record(desk, filed, result="returned", reasons="缺签到表", on=ON)
    with desk.store.write("接收") as session:
        session.get_one(Meeting, filed).revision = 2
    (waiting,) = meetings.awaiting(desk)
    assert (waiting.revision, waiting.returned) == (2, True)
    meetings.review_record(desk, filed, result="passed", on=ON)
    assert [row[:2] for row in stored(desk)] == [(1, "returned"), (2, "passed")]


@pytest.mark.parametrize(
    ("result", "reasons", "on", "field"),
    [
        ("returned", " ", ON, "reasons"),
        ("", "", ON, "result"),
        ("passed", "", date(2026, 3, 19), "reviewed_on"),
        ("passed", "", date(2026, 11, 21), "reviewed_on"),
    ],
)
def test_what_is_no_answer(
    committee_desk: Desk, filed: int, result: str, reasons: str, on: date, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        meetings.review_record(committee_desk, filed, result=result, reasons=reasons, on=on)
    assert [problem.field for problem in caught.value.problems] == [field]
    assert stored(committee_desk) == []


def test_own_and_unfinished_records_are_not_answered(
    desk: Desk, committee_desk: Desk, filed: int
) -> None:
    own = put_meeting(desk)
    with pytest.raises(UserError, match="自己的记录"):
        meetings.review_record(desk, own, result="passed", on=ON)
    assert meetings.awaiting(desk) == ()
    with committee_desk.store.write("接收") as session:
        session.get_one(Meeting, filed).state = "held"
    with pytest.raises(UserError, match="没有整理好"):
        meetings.review_record(committee_desk, filed, result="passed", on=ON)
    assert meetings.awaiting(committee_desk) == ()


def test_a_branch_cannot_pass_its_own_record(committee_desk: Desk, filed: int) -> None:
    desk = committee_desk
    with desk.store.write("接收") as session:
        session.add(
            Review(meeting_id=filed, origin=BRANCH, result="passed", reviewed_on=ON, revision=1)
        )
    assert [each.meeting_id for each in meetings.awaiting(desk)] == [filed]

    def shown() -> object:
        return listing.rows(desk, meetings.MEETINGS, Scope(ON), [filed], ["review"])[filed][0]

    assert not shown()
    meetings.review_record(desk, filed, result="returned", reasons="缺签到表", on=ON)
    assert shown() == "returned"
    assert meetings.awaiting(desk) == ()

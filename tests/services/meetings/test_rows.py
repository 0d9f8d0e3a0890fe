"""Whose record it is: a committee reads what its branches reported and changes nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.base import Base
from djdesk.models.meetings import Attendance, Meeting, OwnKind
from djdesk.models.organization import Organization
from djdesk.models.packages import Subordinate
from djdesk.models.roster import Member, Standing
from djdesk.services import listing, meetings, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope, Value
from djdesk.services.meetings import Mark, Part
from tests.conftest import TODAY

ORIGIN = "0198c0de-0000-7000-8000-00000000abcd"


@pytest.fixture
def reported(committee_desk: Desk) -> int:
    """A meeting of the branch's own kind as a package brought it."""
    desk = committee_desk

    def add(row: Base) -> int:
        session.add(row)
        session.flush()
        return int(row.id)  # type: ignore[attr-defined]

    with desk.store.write("接收", area="packages") as session:
        home = organization.home_id(desk)
        branch = add(Organization(origin=ORIGIN, parent_id=home, kind="branch", name="机修支部"))
        member = add(Member(origin=ORIGIN, name="王强", sex="1", joined_on=date(2012, 7, 1)))
        add(
            Standing(
                origin=ORIGIN,
                member_id=member,
                since=date(2020, 1, 1),
                person_class="full",
                branch_id=branch,
            )
        )
        add(OwnKind(origin=ORIGIN, code="B1", name="读书会", since=date(2026, 1, 1)))
        meeting = add(
            Meeting(
                origin=ORIGIN,
                organization_id=branch,
                kind="B1",
                state="recorded",
                year=2026,
                number=3,
                held_on=date(2026, 9, 10),
                topic="读原著",
                should=1,
                present=1,
            )
        )
        add(
            Attendance(
                origin=ORIGIN, meeting_id=meeting, member_id=member, name="王强", status="sick"
            )
        )
    return meeting


def test_record_of_a_branch_is_read(committee_desk: Desk, reported: int) -> None:
    record = meetings.record(committee_desk, reported)
    assert (record.own, record.kind_name, record.unit_name) == (False, "读书会", "机修支部")
    assert record.ledger_number == "2026-读书会-03"
    assert [row.name for row in record.roll.rows] == ["王强"]
    keys = ["ledger_number", "kind", "unit", "branch"]
    rows = listing.table(committee_desk, meetings.MEETINGS, Query(Scope(TODAY)), keys)
    assert rows == [("2026-读书会-03", "读书会", "机修支部", "机修支部")]
    # its own kinds are not ours
    assert all(row.code != "B1" for row in meetings.kinds(committee_desk))


VERBS: dict[str, Callable[[Desk, int], object]] = {
    "save_record": lambda desk, key: meetings.save_record(desk, key, {"topic": "改"}),
    "agenda": lambda desk, key: meetings.save_record(
        desk, key, {}, agenda=[Part(None, {"title": "改"})]
    ),
    "save_roll": lambda desk, key: meetings.save_roll(desk, key, {1: Mark("present")}),
    "refresh_roll": lambda desk, key: meetings.refresh_roll(desk, key),
    "make_up": lambda desk, _key: meetings.make_up(desk, 1, on=date(2026, 9, 20), way="送学上门"),
    "notify": lambda desk, key: meetings.notify(desk, key, text="改"),
    "begin": lambda desk, key: meetings.begin(desk, key),
    "finish": lambda desk, key: meetings.finish(desk, key),
    "review": lambda desk, key: meetings.review(desk, key),
    "signed": lambda desk, key: meetings.signed(desk, key, chair=True),
    "correct": lambda desk, key: meetings.correct(desk, key, reason="改"),
    "cancel": lambda desk, key: meetings.cancel(desk, key, reason="改"),
    "take_out": lambda desk, key: meetings.take_out(desk, key),
    "also_as": lambda desk, key: meetings.also_as(desk, key, "M5"),
    "renumber": lambda desk, key: meetings.renumber(desk, key),
    "enter_review": lambda desk, key: meetings.enter_review(
        desk, key, {"result": "passed", "reviewed_on": date(2026, 9, 20)}
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_record_of_a_branch_is_not_changed(committee_desk: Desk, reported: int, verb: str) -> None:
    before = meetings.record(committee_desk, reported)
    with pytest.raises(UserError, match="由支部上报，不能在这里修改"):
        VERBS[verb](committee_desk, reported)
    assert meetings.record(committee_desk, reported) == before


def test_meeting_of_a_branch_is_not_planned_here(committee_desk: Desk, reported: int) -> None:
    unit = meetings.record(committee_desk, reported).unit_id
    with pytest.raises(Refused, match="由支部自己登记"):
        meetings.plan_meeting(
            committee_desk,
            {"kind": "M1", "held_on": date(2026, 12, 1), "organization_id": unit},
        )


def test_branch_with_a_book_of_its_own_keeps_its_meetings(committee_desk: Desk) -> None:
    desk = committee_desk
    home = organization.home_id(desk)
    joined = organization.found(desk, parent_id=home, kind="branch", name="一支部")
    kept_here = organization.found(desk, parent_id=home, kind="branch", name="二支部")
    with desk.store.write("加入", area="packages") as session:
        session.add(
            Subordinate(
                organization_id=joined,
                book_uid=ORIGIN,
                name="一支部",
                sign_key="00",
                age_key="00",
                bound_at="2026-01-01T08:00:00+08:00",
            )
        )
    values: dict[str, Value] = {"kind": "M1", "held_on": date(2026, 12, 1)}
    with pytest.raises(Refused, match="由支部自己登记"):
        meetings.plan_meeting(desk, values | {"organization_id": joined})
    assert meetings.plan_meeting(desk, values | {"organization_id": kept_here})


def test_unknown_meeting(desk: Desk) -> None:
    for ask in (meetings.record, meetings.roll, meetings.finish, meetings.notice_text):
        with pytest.raises(UserError, match="找不到这次会议"):
            ask(desk, 99)

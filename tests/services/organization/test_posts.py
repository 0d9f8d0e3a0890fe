"""Terms and posts as dated rows: who held which office on which day."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused
from djdesk.models.roster import Member
from djdesk.services import organization
from djdesk.services.desk import Desk

SINCE = date(2023, 5, 20)


def _member(desk: Desk, name: str, strokes: str = "") -> int:
    with desk.store.write("登记") as session:
        member = Member(name=name, sex="1", name_strokes=strokes)
        session.add(member)
        session.flush()
        return member.id


def test_the_committee_is_that_of_the_day_in_the_order_of_offices(desk: Desk) -> None:
    home = organization.home_id(desk)
    first, second = _member(desk, "王某"), _member(desk, "丁某")
    post = organization.hold_post(desk, home, post="29", since=SINCE, member_id=first)
    organization.hold_post(desk, home, post="11", since=SINCE, member_id=second)
    assert [p.person for p in organization.posts(desk, home, SINCE)] == ["丁某", "王某"]
    assert organization.posts(desk, home, date(2023, 5, 19)) == ()
    organization.end_post(desk, post, until=date(2024, 1, 1), reason="调离")
    assert [p.person for p in organization.posts(desk, home, date(2023, 12, 31))] == [
        "丁某",
        "王某",
    ]
    assert [p.person for p in organization.posts(desk, home, date(2024, 1, 1))] == ["丁某"]
    assert len(organization.posts(desk, home)) == 2


def test_a_post_needs_an_office_and_a_person_once(desk: Desk) -> None:
    home = organization.home_id(desk)
    with pytest.raises(Refused) as refused:
        organization.hold_post(desk, home, post="99", since=SINCE)
    assert {p.field for p in refused.value.problems} == {"post", "member_id"}
    organization.hold_post(desk, home, post="11", since=SINCE, person_name="外单位李某")
    with pytest.raises(Refused, match="已经担任"):
        organization.hold_post(desk, home, post="11", since=SINCE, person_name="外单位李某")


def test_a_new_term_ends_the_running_one(desk: Desk) -> None:
    home = organization.home_id(desk)
    organization.open_term(
        desk, home, number=1, since=date(2020, 5, 20), planned_until=date(2023, 5, 20)
    )
    organization.open_term(desk, home, number=2, since=SINCE, planned_until=date(2026, 5, 20))
    newest, oldest = organization.terms(desk, home)
    assert (newest.number, newest.until) == (2, None)
    assert (oldest.number, oldest.until) == (1, SINCE)
    for number, since, field in ((2, date(2024, 1, 1), "number"), (3, SINCE, "since")):
        with pytest.raises(Refused) as refused:
            organization.open_term(
                desk, home, number=number, since=since, planned_until=date(2030, 1, 1)
            )
        assert refused.value.problems[0].field == field
    organization.close_term(desk, newest.id, until=date(2026, 6, 1), reason="届满")
    assert organization.terms(desk, home)[0].until == date(2026, 6, 1)


def test_dates_in_the_wrong_order_are_refused_at_their_field(desk: Desk) -> None:
    home = organization.home_id(desk)
    post = organization.hold_post(desk, home, post="11", since=SINCE, person_name="李某")
    with pytest.raises(Refused) as refused:
        organization.end_post(desk, post, until=date(2023, 1, 1), reason="调离")
    assert refused.value.problems[0].field == "until"
    organization.end_post(desk, post, until=date(2024, 1, 1), reason="调离")
    with pytest.raises(Refused) as refused:
        organization.change_post(desk, post, duty="", since=date(2024, 2, 1), basis="")
    assert refused.value.problems[0].field == "since"
    organization.change_post(desk, post, duty="主持全面工作", since=date(2023, 6, 1), basis="1号")
    assert organization.posts(desk, home)[0].since == date(2023, 6, 1)

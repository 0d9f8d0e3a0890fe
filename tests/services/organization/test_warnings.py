"""What deserves the committee's attention."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.services import organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value

TODAY = date(2026, 11, 20)


def enter(desk: Desk, count: int) -> list[int]:
    opening = roster.Opening(organization.home_id(desk), "full")
    values: dict[str, Value] = {
        "name": "张某",
        "sex": "1",
        "id_missing_reason": "证件遗失",
        "joined_on": date(2010, 7, 1),
        "full_on": date(2011, 7, 1),
    }
    return [roster.enrol(desk, values, opening) for _ in range(count)]


def texts(desk: Desk, day: date | None = None) -> str:
    found = organization.warnings(desk, organization.home_id(desk), day)
    assert not any(problem.is_error for problem in found)
    return "".join(problem.text for problem in found)


def test_a_small_branch_without_secretary(desk: Desk) -> None:
    enter(desk, 2)
    assert "不足 3 人" in texts(desk)
    assert "没有登记书记" in texts(desk)


def test_a_branch_as_it_should_be(desk: Desk) -> None:
    home = organization.home_id(desk)
    people = enter(desk, 8)
    for post, who in zip(("11", "21", "22"), people, strict=False):
        organization.hold_post(desk, home, post=post, since=date(2024, 1, 1), member_id=who)
    organization.open_term(
        desk, home, number=1, since=date(2024, 11, 20), planned_until=date(2027, 11, 20)
    )
    assert texts(desk) == ""
    assert "支部委员会成员登记了 0 人" in texts(desk, date(2023, 12, 31))


def test_one_person_with_two_posts_is_one_member_of_the_committee(desk: Desk) -> None:
    home = organization.home_id(desk)
    people = enter(desk, 8)
    for post, who in (("11", 0), ("21", 0), ("22", 1)):
        organization.hold_post(desk, home, post=post, since=date(2024, 1, 1), member_id=people[who])
    assert "支部委员会成员登记了 2 人" in texts(desk)


@pytest.mark.parametrize(
    ("planned", "word"),
    [(date(2026, 11, 20), "已于"), (date(2027, 3, 1), "将于"), (date(2027, 11, 20), "")],
)
def test_the_end_of_a_term(desk: Desk, planned: date, word: str) -> None:
    home = organization.home_id(desk)
    organization.open_term(desk, home, number=1, since=date(2023, 11, 20), planned_until=planned)
    assert word in texts(desk)
    assert ("任期" in texts(desk)) is bool(word)


def test_groups_have_no_committee(desk: Desk) -> None:
    home = organization.home_id(desk)
    group = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    assert organization.warnings(desk, group) == []
    assert organization.warnings(desk, 4711) == []

"""What the registers share: numbers as text and in lists, names, days in order, scopes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import literal, select

from djdesk.errors import UserError
from djdesk.services import assessment, listing
from djdesk.services.assessment import CORRECTIONS, PAIRINGS, SETTLEMENTS, Subject, register
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from tests.services.conftest import Branch, Enrol

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("number", "said"), [(0, ""), (3, "2026-整改-03"), (10, "2026-整改-10"), (123, "2026-整改-123")]
)
def test_a_list_says_numbers_as_the_paper_does(desk: Desk, number: int, said: str) -> None:
    assert register.number_text(2026, "整改", number) == said
    asked = register.number_expression(literal(2026), "整改", literal(number))
    with desk.store.read() as session:
        assert session.scalar(select(asked)) == said


def test_a_name_means_a_member_only_where_it_is_one_alone(desk: Desk, enrol: Enrol) -> None:
    one = enrol("甲某")
    enrol("丙某")
    enrol("丙某")
    late = enrol("丁某", since=date(2026, 10, 1))
    with desk.store.read() as session:
        assert register.person_of(session, "甲某", TODAY) == one
        assert register.person_of(session, "丙某", TODAY) is None
        assert register.person_of(session, "", TODAY) is None
        assert register.person_of(session, "丁某", date(2026, 9, 30)) is None
        assert register.person_of(session, "丁某", date(2026, 10, 1)) == late


def test_whom_nobody_knows_has_no_name(desk: Desk, branch: Branch) -> None:
    with desk.store.read() as session:
        assert register.name_of(session, Subject("group", branch.second)) == "第二党小组"
        for unknown in (
            Subject("member", branch.home, 99),
            Subject("member", branch.home),
            Subject("group", 99),
        ):
            with pytest.raises(UserError, match="找不到被考核的对象"):
                register.name_of(session, unknown)


def test_only_days_in_the_wrong_order_are_faults() -> None:
    early, late = date(2026, 1, 1), date(2026, 1, 2)
    wrong = register.check_order({"a": late, "b": early}, "a", "b", "反了。")
    assert [(each.text, each.field) for each in wrong] == [("反了。", "b")]
    for values in ({"a": early, "b": early}, {"a": early, "b": None}, {"b": late}):
        assert register.check_order(values, "a", "b", "反了。") == []


def test_the_lists_of_a_group_hold_its_members(desk: Desk, branch: Branch) -> None:
    inside = Subject("member", branch.home, branch["王强"])
    other = Subject("member", branch.home, branch["周敏"])
    for subject in (inside, other):
        assessment.open_correction(desk, subject, {"problem": "缺席"})
        assessment.enter_settlement(desk, subject, {"kind": "reward", "title": "表扬"})
    since = date(2026, 7, 1)
    for helper, partner in (("李静", "某群众"), ("周敏", "孙立"), ("某人", "吴亮")):
        assessment.pair(
            desk, {"kind": "member", "helper": helper, "partner": partner, "since": since}
        )
    for group, found, pairs in ((branch.first, "王强", 2), (branch.second, "周敏", 1)):
        query = Query(Scope(TODAY, group))
        for each in (CORRECTIONS, SETTLEMENTS):
            assert listing.table(desk, each, query, ("name",)) == [(found,)]
        assert listing.count(desk, PAIRINGS, query) == pairs
    whole = Query(Scope(TODAY, branch.home))
    assert listing.count(desk, PAIRINGS, whole) == 3


def test_a_group_belongs_to_its_branch(desk: Desk, branch: Branch) -> None:
    with desk.store.read() as session:
        for key in (branch.home, branch.second):
            found = session.scalar(select(register.branch_name(literal(key))))
            assert found == register.name_of(session, Subject("branch", branch.home))

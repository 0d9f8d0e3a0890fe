"""Dated rows of membership: whatever happens in whatever order, they touch and never overlap."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from djdesk.errors import Refused, UserError
from djdesk.services import organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.roster import standings
from djdesk.services.roster.standings import Movement

Enrol = Callable[..., int]
START = date(2012, 1, 1)


def rows(desk: Desk, key: int) -> tuple[roster.StandingRow, ...]:
    return roster.profile(desk, key).standings


def assert_sound(found: tuple[roster.StandingRow, ...]) -> None:
    """The rows touch, none overlaps, the last is open."""
    for before, after in itertools.pairwise(found):
        assert before.until == after.since
        assert before.since <= after.since
    assert found[-1].until is None


def assert_consistent(desk: Desk, key: int) -> None:
    """Sound rows, and in each of them a group of its own branch."""
    found = rows(desk, key)
    assert_sound(found)
    with desk.store.read() as session:
        for row in found:
            assert standings.check_place(session, row.branch_id, row.group_id) == []


def groups_by_day(desk: Desk, key: int) -> Callable[[date], str]:
    return lambda day: roster.profile(desk, key, day).group


def test_a_movement_splits_the_row_of_its_day(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(since=START, group_id=groups[0])
    day = date(2020, 5, 1)
    assert roster.change_group(desk, [key], groups[1], day, roster.Paper("调整")) == 1
    first, second = rows(desk, key)
    assert (first.until, second.since, second.way, second.reason) == (day, day, "G", "调整")
    group = groups_by_day(desk, key)
    assert (group(day - timedelta(days=1)), group(day)) == ("第一党小组", "第二党小组")


def test_a_movement_dated_back_holds_until_the_next_of_its_kind(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(since=START)
    roster.change_work_post(desk, [key], "W82", date(2022, 1, 1))
    roster.change_group(desk, [key], groups[1], date(2024, 1, 1))
    roster.change_group(desk, [key], groups[0], date(2018, 1, 1))
    found = rows(desk, key)
    assert_sound(found)
    assert [(r.since.year, r.group, r.work_post) for r in found] == [
        (2012, "", "W1"),
        (2018, "第一党小组", "W1"),
        (2022, "第一党小组", "W82"),
        (2024, "第二党小组", "W82"),
    ]


def test_two_movements_of_one_day_are_both_kept(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(since=START)
    day = date(2020, 5, 1)
    roster.change_group(desk, [key], groups[0], day)
    roster.change_work_post(desk, [key], "W82", day)
    found = rows(desk, key)
    assert_sound(found)
    assert [r.way for r in found] == ["", "G", "P"]
    shown = roster.profile(desk, key, day)
    assert (shown.group, shown.values["work_post"]) == ("第一党小组", "W82")


def test_nothing_moves_before_the_first_day(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(since=START)
    with pytest.raises(UserError, match="不在册"):
        roster.change_group(desk, [key], groups[0], date(2011, 12, 31))
    with desk.store.read() as session, pytest.raises(UserError, match="早于"):
        standings.move(session, key, Movement("G", date(2011, 12, 31)), {"group_id": None})


events = st.lists(
    st.tuples(
        st.sampled_from(["group", "post", "branch"]),
        st.integers(min_value=0, max_value=2),
        st.integers(min_value=0, max_value=40),
    ),
    max_size=9,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events)
def test_any_order_of_movements_leaves_sound_rows(
    committee_desk: Desk, listed: list[tuple[str, int, int]]
) -> None:
    desk = committee_desk
    key, branches, groups = _person(desk)
    wanted: dict[tuple[str, int], object] = {}
    for kind, choice, week in listed:
        day = START + timedelta(weeks=week)
        here = roster.profile(desk, key, day)
        moved = 0
        facts: dict[str, object] = {}
        if kind == "group":
            own = groups[branches.index(int(str(here.values["branch_id"])))]
            facts = {"group_id": own[choice] if choice < 2 else None}
            with suppress(Refused):  # a later stretch may belong to the other branch
                moved = roster.change_group(desk, [key], own[choice] if choice < 2 else None, day)
        elif kind == "post":
            post = ("W1", "W82", "W51")[choice]
            facts = {"work_post": post}
            moved = roster.change_work_post(desk, [key], post, day)
        else:
            branch = branches[choice % 2]
            facts = {"branch_id": branch, "group_id": None}
            with suppress(UserError):  # refused before a later movement of group or branch
                moved = roster.change_branch(desk, [key], branch, day)
        if moved:
            # Of two movements of one day the later one holds.
            wanted.update({(fact, week): value for fact, value in facts.items()})
        assert_consistent(desk, key)
    for (fact, week), value in wanted.items():
        shown = roster.profile(desk, key, START + timedelta(weeks=week))
        assert shown.values[fact] == value, (fact, week)


def _person(desk: Desk) -> tuple[int, list[int], list[tuple[int, int]]]:
    """A member in a committee's book with two branches of two groups each."""
    home = organization.home_id(desk)
    mark = len(organization.tree(desk))
    branches, groups = [], []
    for n in range(2):
        branch = organization.found(
            desk, parent_id=home, kind="branch", name=f"中共某某厂第{mark + n}支部委员会"
        )
        first, second = (
            organization.found(desk, parent_id=branch, kind="group", name=f"第{g}党小组")
            for g in (1, 2)
        )
        branches.append(branch)
        groups.append((first, second))
    values: dict[str, Value] = {
        "name": "张某",
        "sex": "1",
        "joined_on": date(2010, 7, 1),
        "full_on": None,
    }
    opening = roster.Opening(branches[0], "full", work_post="W1", since=START)
    return roster.enrol(desk, values, opening), branches, groups

"""Figures: every bar opens the rows it counts; the annual report adds up whatever happened."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from djdesk.errors import Refused, UserError
from djdesk.services import listing as lists
from djdesk.services import organization, roster, statistics
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope, Value
from djdesk.services.roster import Opening, Paper

SCOPE = Scope(date(2026, 11, 20))
LETTER = Paper("调动", "第1号", "中共某某公司支部委员会")


def enter(desk: Desk, branch: int | None = None, way: str = "", **values: Value) -> int:
    """A member without number; `since` is the first day in the branch."""
    since = values.pop("since", None)
    whole = bool(values.pop("whole", False))
    record: dict[str, Value] = {
        "name": "张某",
        "sex": "1",
        "id_missing_reason": "证件遗失",
        "joined_on": date(2010, 7, 1),
        "full_on": date(2011, 7, 1),
    }
    opening = Opening(
        branch or organization.home_id(desk),
        "full",
        work_post="W1",
        since=since if isinstance(since, date) else None,
        way=way,
        whole=whole,
    )
    return roster.enrol(desk, record | values, opening)


@pytest.fixture
def mixed(desk: Desk) -> Desk:
    """A book with forty members of every sort, some facts unknown."""
    dice = random.Random(7)
    for _ in range(40):
        born = date(dice.randint(1940, 2000), dice.randint(1, 12), dice.randint(1, 28))
        joined = born.replace(year=born.year + dice.randint(19, 26))
        enter(
            desk,
            sex=dice.choice("12"),
            ethnic=dice.choice(["", "01", "01", "02", "97"]),
            education=dice.choice(["", "10", "21", "31", "41", "61", "90"]),
            birth_on=dice.choice([born, None]),
            joined_on=dice.choice([joined, None]),
            full_on=dice.choice([joined.replace(year=joined.year + 1), None]),
            since=date(2026, 1, 1),
        )
    return desk


@pytest.mark.parametrize("key", sorted(statistics.DIMENSIONS))
def test_bars_add_up_and_open_their_rows(mixed: Desk, key: str) -> None:
    found = statistics.composition(mixed, Query(SCOPE), key)
    assert found.total == sum(bar.count for bar in found.bars) == 40
    titles = [bar.title for bar in found.bars]
    assert len(set(titles)) == len(titles)
    for bar in found.bars:
        query = Query(SCOPE, filters=bar.filters)
        assert lists.count(mixed, roster.ROSTER, query) == bar.count, bar.title


def test_bars_follow_the_filters_of_the_list(mixed: Desk) -> None:
    women = Query(SCOPE, filters=(lists.Filter("sex", "eq", "2"),))
    sexes, ages = statistics.compositions(mixed, women, ["sex", "age"])
    assert sexes.bars[0].count == 0
    assert sexes.total == ages.total == sexes.bars[1].count > 0


def test_nobody_has_bars_without_height(desk: Desk) -> None:
    found = statistics.composition(desk, Query(SCOPE), "age")
    assert found.total == 0
    assert {bar.count for bar in found.bars} == {0}


def test_head_count_over_years(desk: Desk) -> None:
    enter(desk, since=date(2022, 3, 1), way="A1", joined_on=date(2022, 3, 1), full_on=None)
    gone = enter(desk, since=date(2023, 3, 1), way="A2")
    roster.leave(desk, gone, "B7", date(2025, 5, 1), LETTER)
    found = statistics.head_counts(desk, 2021, 2026)
    assert [(y.year, y.total, y.joined, y.left) for y in found] == [
        (2021, 0, 0, 0),
        (2022, 1, 1, 0),
        (2023, 2, 1, 0),
        (2024, 2, 0, 0),
        (2025, 1, 0, 1),
        (2026, 1, 0, 0),
    ]
    assert found[-1].day == SCOPE.day
    assert statistics.moved(desk, 2025, incoming=False) == (gone,)
    assert statistics.moved(desk, 2025, incoming=True) == ()
    assert statistics.first_year(desk) == 2022


def figures(desk: Desk, year: int, organization_id: int | None = None) -> dict[int, int]:
    return {row.number: row.count for row in statistics.annual(desk, year, organization_id)}


def test_table_one_by_hand(desk: Desk) -> None:
    for _ in range(5):
        enter(desk, since=date(2020, 1, 1))
    enter(desk, since=date(2025, 2, 1), way="A1", joined_on=date(2025, 2, 1), full_on=None)
    enter(desk, since=date(2025, 3, 1), way="A2", whole=True)
    enter(desk, since=date(2025, 4, 1), way="A2")
    first, second, third, fourth, fifth = (row for row in range(1, 6))
    roster.leave(desk, first, "B2", date(2025, 5, 1), LETTER)
    roster.leave(desk, second, "B5", date(2025, 6, 1), LETTER)
    roster.restore(desk, second, date(2025, 9, 1), LETTER)
    roster.leave(desk, third, "B6", date(2025, 7, 1))
    roster.leave(desk, fourth, "B7", date(2025, 8, 1), LETTER)
    roster.withdraw(desk, fifth, "重复录入")
    rows = statistics.annual(desk, 2025)
    assert [row.count for row in rows] == [4, 4, 1, 1, 2, 1, 4, 1, 1, 1, 1, 0, 4, 4, 0]
    assert rows[7].member_ids == (first,)
    assert rows[0].title == "上年底总数"
    assert figures(desk, 2026)[1] == figures(desk, 2025)[14] == 4


def test_an_entry_without_a_way_must_be_explained(desk: Desk) -> None:
    enter(desk, since=date(2025, 2, 1))
    found = figures(desk, 2025)
    assert (found[13], found[14], found[15]) == (0, 1, 1)


def test_a_move_within_the_book_counts_for_the_branches_only(committee_desk: Desk) -> None:
    desk = committee_desk
    home = organization.home_id(desk)
    one, two = (
        organization.found(desk, parent_id=home, kind="branch", name=f"中共{n}支部") for n in "甲乙"
    )
    key = enter(desk, one, since=date(2020, 1, 1))
    roster.change_branch(desk, [key], two, date(2025, 5, 1))
    assert figures(desk, 2025, one)[11] == 1
    assert figures(desk, 2025, two)[5] == 1
    assert (figures(desk, 2025)[5], figures(desk, 2025)[11]) == (0, 0)
    for place in (one, two, home, None):
        assert figures(desk, 2025, place)[15] == 0


acts = st.lists(
    st.tuples(
        st.sampled_from(["enter", "leave", "restore", "return", "branch", "group", "withdraw"]),
        st.integers(min_value=0, max_value=20),
        st.integers(min_value=0, max_value=1000),
        st.sampled_from(["A1", "A2", "B1", "B2", "B5", "B6", "B7"]),
    ),
    max_size=15,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts)
def test_the_annual_report_adds_up_whatever_happened(
    committee_desk: Desk, listed: list[tuple[str, int, int, str]]
) -> None:
    desk = committee_desk
    home = organization.home_id(desk)
    mark = len(organization.tree(desk))
    branches = [
        organization.found(desk, parent_id=home, kind="branch", name=f"中共第{mark + n}支部")
        for n in range(2)
    ]
    people = [enter(desk, branches[n % 2], since=date(2020, 1, 1)) for n in range(4)]
    for act, who, days, way in listed:
        with suppress(UserError, Refused):  # what the verbs refuse has not happened
            _happen(desk, branches, people, act, who, date(2023, 1, 1) + timedelta(days), way)
    for place in (None, home, *branches):
        for year in (2022, 2023, 2024, 2025):
            found = figures(desk, year, place)
            assert found[13] == found[1] + found[2] - found[7]
            assert found[15] == 0, (place, year)
            assert figures(desk, year + 1, place)[1] == found[14]


def _happen(
    desk: Desk, branches: list[int], people: list[int], act: str, who: int, day: date, way: str
) -> None:
    key = people[who % len(people)]
    branch = branches[who % 2]
    match act:
        case "enter":
            joined = day if way == "A1" else date(2010, 7, 1)
            opened = way if way in ("A1", "A2") else "A2"
            people.append(enter(desk, branch, opened, since=day, joined_on=joined, full_on=None))
        case "leave":
            roster.leave(desk, key, way, day, LETTER)
        case "restore":
            roster.restore(desk, key, day, LETTER)
        case "return":
            roster.return_in(desk, key, day, LETTER, branch_id=branch)
        case "branch":
            roster.change_branch(desk, [key], branch, day)
        case "group":
            roster.change_work_post(desk, [key], "W82", day)
        case "withdraw":
            roster.withdraw(desk, key, "录入有误")

"""The year of assessment: means of quarters and of the year, leave left out; all worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from djdesk.services.assessment import year_table
from djdesk.services.assessment.years import YearRow, mean_of
from djdesk.services.desk import Desk
from tests.services.assessment.books import (
    change_month,
    item,
    on,
    put_line,
    put_month,
    put_rubric,
    rubric_of,
)
from tests.services.assessment.years import GRADES, HUNDRED, Stored, put_results, put_unit, put_year
from tests.services.conftest import Branch

YEARLY = rubric_of({"member": (item("A", "", 10),)}, cycle="year", grades=(("member", GRADES),))


def row_of(desk: Desk, member: int, year: int = 2026) -> YearRow:
    found = year_table(desk, year, "member").rows
    return next(row for row in found if row.subject.member_id == member)


def test_quarter_and_year_are_the_means_of_their_months(desk: Desk, branch: Branch) -> None:
    # the example of rubric B: (91 + 88 + 100) / 3 = 93.0
    who = branch["王强"]
    put_year(desk, {7: {who: 910}, 8: {who: 880}, 9: {who: 1000}, 10: {who: 800}})
    row = row_of(desk, who)
    assert row.months == (None,) * 6 + (910, 880, 1000, 800) + (None,) * 2
    assert row.quarters == (None, None, 930, 800)
    assert (row.year, row.counted) == (898, 4)  # 3590 / 4 = 897.5, half up
    assert (row.grade, row.rank, row.group) == ("合格", 1, "第一党小组")


def test_months_on_leave_count_for_nothing(desk: Desk, branch: Branch) -> None:
    who, other = branch["王强"], branch["周敏"]
    put_year(desk, {1: {who: 900, other: 700}, 2: {other: 700}, 3: {who: 801, other: 701}})
    row = row_of(desk, who)
    assert (row.months[:3], row.quarters[0]) == ((900, None, 801), 851)  # 1701 / 2 = 850.5
    assert (row.year, row.counted) == (851, 2)
    assert row_of(desk, other).year == 700  # 2101 / 3 = 700.33


def test_rows_stand_as_on_paper_and_ties_share_a_rank(desk: Desk, branch: Branch) -> None:
    scores = {branch[name]: points for name, points in _EIGHT.items()}
    put_year(desk, {1: scores})
    table = year_table(desk, 2026, "member")
    assert [(row.group, row.rank) for row in table.rows if row.group == "第一党小组"] != []
    assert [row.group for row in table.rows] == ["第一党小组"] * 4 + ["第二党小组"] * 3
    ranks = {row.name: row.rank for row in table.rows}
    assert ranks == {"李静": 1, "王强": 2, "钱进": 2, "吴亮": 4, "周敏": 5, "孙立": 5, "郑华": 7}
    assert table.states == ("sealed",) + ("none",) * 11
    assert (table.last, table.yearly) == (date(2026, 1, 1), False)


_EIGHT = {"李静": 990, "王强": 950, "钱进": 950, "吴亮": 900, "周敏": 800, "孙立": 800, "郑华": 100}


def test_plus_and_minus_of_the_year_are_those_of_its_months(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    one, two = Stored(950, plus=20, minus=70), Stored(980, plus=0, minus=20)
    put_year(desk, {1: {who: one}, 2: {who: two}})
    row = row_of(desk, who)
    assert (row.base, row.plus, row.minus) == (1000, 20, 90)


def test_a_yearly_total_is_no_mean(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    put_year(
        desk,
        {
            1: {who: Stored(610, base=600, plus=10)},
            2: {who: Stored(640, base=600, plus=40)},
            3: {who: Stored(600, base=600, plus=40, minus=40)},
            4: {who: Stored(720, base=600, plus=160, minus=40)},
        },
        rubric=YEARLY,
    )
    row = row_of(desk, who)
    assert row.quarters == (600, 720, None, None)
    assert (row.year, row.counted) == (720, 4)
    assert (row.base, row.plus, row.minus) == (600, 160, 40)


def test_after_a_change_of_cycle_the_new_months_count(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    put_year(
        desk, {1: {who: Stored(620, base=600)}, 2: {who: Stored(650, base=600)}}, rubric=YEARLY
    )
    monthly = put_rubric(desk, replace(HUNDRED, code="later"), since=date(2026, 3, 1))
    for number, points in ((3, 900), (4, 800)):
        month = put_month(desk, monthly, date(2026, number, 1), "sealed")
        put_results(desk, month, "member", branch.home, {who: points})
    row = row_of(desk, who)
    assert row.months[:4] == (620, 650, 900, 800)
    assert (row.quarters[0], row.year, row.counted) == (900, 850, 2)


def test_an_open_month_speaks_by_its_lines(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    rubric = put_year(desk, {10: {who: 900}})
    put_month(desk, rubric, date(2026, 11, 1))
    put_line(desk, who, "X", -50)
    put_line(desk, who, "X", -30, state="pending")
    over = on(desk, date(2026, 12, 1))
    row = row_of(over, who)
    assert row.months[9:11] == (900, 950)
    assert (row.quarters[3], row.minus) == (925, 50)


def test_a_month_that_is_running_is_shown_and_pulls_no_mean(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    rubric = put_year(desk, {10: {who: 900}})
    key = put_month(desk, rubric, date(2026, 11, 1))
    put_line(desk, who, "X", -400)
    row = row_of(desk, who)
    assert (row.months[10], row.quarters[3], row.year, row.counted) == (600, 900, 900, 1)
    table = year_table(desk, 2026, "member")
    assert (table.last, table.unfinished) == (date(2026, 10, 1), (date(2026, 11, 1),))
    change_month(desk, key, state="scored")
    assert year_table(desk, 2026, "member").unfinished == ()
    assert row_of(desk, who).year == 750  # everything of the month is booked


def test_the_only_month_counts_though_it_is_running(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, HUNDRED), date(2026, 11, 1))
    put_line(desk, branch["王强"], "X", -50)
    assert row_of(desk, branch["王强"]).year == 950


def test_a_running_total_counts_at_once(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    rubric = put_year(desk, {10: {who: Stored(1000, base=1000)}}, rubric=YEARLY)
    put_month(desk, rubric, date(2026, 11, 1))
    put_line(desk, who, "A", -40)
    assert row_of(desk, who).year == 960


def test_groups_and_the_branch_have_a_year_too(desk: Desk, branch: Branch) -> None:
    rubric = put_year(desk, {})
    month = put_month(desk, rubric, date(2026, 1, 1), "confirmed")
    put_unit(desk, month, "group", branch.first, 855)
    put_unit(desk, month, "group", branch.second, 815)
    put_unit(desk, month, "branch", branch.home, 868)
    groups = year_table(desk, 2026, "group").rows
    assert [(row.name, row.year, row.rank) for row in groups] == [
        ("第一党小组", 855, 1),
        ("第二党小组", 815, 2),
    ]
    (only,) = year_table(desk, 2026, "branch").rows
    assert (only.year, only.subject.organization_id) == (868, branch.home)


def test_a_year_without_months_is_empty(desk: Desk, branch: Branch) -> None:
    table = year_table(desk, 2025, "member")
    assert (table.rows, table.last, set(table.states)) == ((), None, {"none"})
    assert mean_of([None, None]) is None

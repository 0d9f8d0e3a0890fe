"""Which lines count: of the month, of the year, of revisions of the same rubric only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.models.rules.assessment.rubric import Item, Rubric, Table
from djdesk.services import assessment
from djdesk.services.assessment.scores import counted
from djdesk.services.desk import Desk
from tests.services.assessment.books import put_rubric
from tests.services.assessment.months import (
    MEMBER,
    OCTOBER,
    RUBRIC,
    SEPTEMBER,
    YEARLY,
    entry,
    opened,
    score,
)
from tests.services.conftest import Branch

AUGUST = date(2026, 8, 1)


def widened(rubric: Rubric, *items: Item, without: str = "") -> Rubric:
    """The rubric with other items for members."""
    own = [item for item in MEMBER.items if item.code != without]
    return replace(rubric, tables=(replace(MEMBER, items=(*own, *items)), *rubric.tables[1:]))


def test_items_that_a_revision_dropped_count_on_in_the_year(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER,), YEARLY)
    assessment.book_line(desk, entry(branch, "王强", "P", month=SEPTEMBER, happened_on=SEPTEMBER))
    put_rubric(desk, widened(YEARLY, without="P"), since=OCTOBER, revision=2)
    assessment.open_month(desk, OCTOBER)
    assert score(desk, branch, "王强") == 820
    found = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    assert sum(line.points for line in found.lines) == 820


def test_another_rubric_begins_anew(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER,), YEARLY)
    assessment.book_line(desk, entry(branch, "王强", "P", month=SEPTEMBER, happened_on=SEPTEMBER))
    put_rubric(desk, replace(YEARLY, code="other"), since=OCTOBER)
    assessment.open_month(desk, OCTOBER)
    assert score(desk, branch, "王强") == 800
    with desk.store.read() as session:
        assert (
            counted(session, branch.home, OCTOBER, replace(YEARLY, code="other")).first == OCTOBER
        )


def test_a_cap_of_the_year_holds_over_months(desk: Desk, branch: Branch) -> None:
    yearly = Item("Y", "年度项目", "count", points=20, cap=50, span="year")
    best = Item("Z", "年度最高", "hand", low=0, high=90, span="year", take="highest")
    opened(desk, (AUGUST, SEPTEMBER, OCTOBER), widened(RUBRIC, yearly, best))
    for month, quantity, points in ((AUGUST, 2, 30), (SEPTEMBER, 1, 20), (OCTOBER, 1, 90)):
        day = month.replace(day=5)
        for item, values in (("Y", {"quantity": quantity}), ("Z", {"points": points})):
            assessment.book_line(
                desk, entry(branch, "王强", item, month=month, happened_on=day, **values)
            )
    found = [score(desk, branch, "王强", month) for month in (AUGUST, SEPTEMBER, OCTOBER)]
    # 4 + 3, then 1 + nothing better, then nothing left + 6 better than before
    assert found == [870, 810, 860]
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        why = assessment.explain(desk, month, "member", branch.home, branch["王强"])
        assert sum(line.points for line in why.lines) == why.score


def test_a_cap_of_the_month_holds_in_each_month_of_the_year(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER, OCTOBER), YEARLY)
    for month in (SEPTEMBER, OCTOBER):
        assessment.book_line(
            desk, entry(branch, "王强", "P", month=month, happened_on=month, quantity=5)
        )
    assert score(desk, branch, "王强", SEPTEMBER) == 860
    assert score(desk, branch, "王强") == 920


@pytest.mark.parametrize(
    ("bound", "points"), [({"points": 20, "cap": 40}, 640), ({"points": -20, "free": 2}, 600)]
)
def test_bounds_of_the_year_do_not_go_over_to_another_rubric(
    desk: Desk, branch: Branch, bound: dict[str, int], points: int
) -> None:
    """What another rubric calls by the same code is something else."""
    item = Item("Y", "全年", "count", span="year", **bound)  # type: ignore[arg-type]
    table = Table("member", (item,), base=600)
    opened(desk, (SEPTEMBER,), Rubric("one", "原办法", "month", (table,)))
    first = entry(branch, "王强", "Y", month=SEPTEMBER, happened_on=SEPTEMBER, quantity=2)
    assessment.book_line(desk, first)
    put_rubric(desk, Rubric("two", "新办法", "month", (table,)), since=OCTOBER)
    assessment.open_month(desk, OCTOBER)
    assessment.book_line(desk, entry(branch, "王强", "Y", quantity=2))
    assert score(desk, branch, "王强") == points
    found = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    assert sum(line.points for line in found.lines) == points

"""A rubric tried on a month: nothing is written, what was booked is priced anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from djdesk.errors import UserError
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.services import assessment
from djdesk.services.assessment import board
from djdesk.services.assessment.trials import TrialRow, try_rubric
from djdesk.services.desk import Desk
from tests.services.assessment.months import OCTOBER, RUBRIC, entry, opened, subject
from tests.services.conftest import Branch


def with_item(code: str, **changes: object) -> Rubric:
    """The rubric of the months with one item of its first table that holds it changed."""
    tables = tuple(
        replace(
            table,
            items=tuple(
                replace(item, **changes) if item.code == code else item  # type: ignore[arg-type]
                for item in table.items
            ),
        )
        for table in RUBRIC.tables
    )
    return replace(RUBRIC, tables=tables)


def of(rows: tuple[TrialRow, ...], name: str) -> TrialRow:
    return next(row for row in rows if row.name == name)


def booked(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assessment.book_line(desk, entry(branch, "王强", "P", quantity=5))
    assessment.book_line(desk, entry(branch, "王强", "A", quantity=1))
    wrong = assessment.book_line(desk, entry(branch, "李静", "A", quantity=2))
    assessment.reverse_line(desk, wrong, reason="记错人")
    assessment.give(desk, subject(branch, "李静"), OCTOBER, "branch", change=15, reason="带头")


def test_the_same_rubric_makes_the_same_scores_of_all_levels(desk: Desk, branch: Branch) -> None:
    booked(desk, branch)
    rows = try_rubric(desk, RUBRIC, OCTOBER)
    assert {row.level for row in rows} == {"member", "group", "branch"}
    assert all(row.was == row.becomes for row in rows)
    assert all(row.was_grade == row.grade for row in rows)
    for level in ("member", "group", "branch"):
        shown = board.board(desk, OCTOBER, level).rows
        mine = [row for row in rows if row.level == level]
        assert [(r.name, r.score, r.rank) for r in shown] == [
            (r.name, r.becomes, r.rank) for r in mine
        ]


def test_what_was_booked_is_priced_anew_and_taken_back_with_it(desk: Desk, branch: Branch) -> None:
    booked(desk, branch)
    before = try_rubric(desk, RUBRIC, OCTOBER)
    rows = try_rubric(desk, with_item("P", points=5), OCTOBER)
    item = next(item for _table, item in RUBRIC.items() if item.code == "P")
    assert (item.points, item.cap) == (20, 60)
    # 5 × 2 was bounded to 6; 5 × 0.5 is not
    assert of(rows, "王强").change == 25 - 60
    assert of(rows, "李静") == replace(of(before, "李静"), rank=of(rows, "李静").rank)


def test_items_that_the_rubric_lacks_count_nothing_and_say_so(desk: Desk, branch: Branch) -> None:
    booked(desk, branch)
    tables = tuple(
        replace(table, items=tuple(item for item in table.items if item.code != "P"))
        for table in RUBRIC.tables
    )
    row = of(try_rubric(desk, replace(RUBRIC, tables=tables), OCTOBER), "王强")
    assert (row.change, row.unknown) == (-60, 1)


def test_trying_writes_nothing_and_needs_a_month(desk: Desk, branch: Branch) -> None:
    booked(desk, branch)
    before = board.board(desk, OCTOBER, "member")
    try_rubric(desk, with_item("P", points=5), OCTOBER)
    assert board.board(desk, OCTOBER, "member") == before
    with pytest.raises(UserError, match="还没有开账"):
        try_rubric(desk, RUBRIC, OCTOBER.replace(month=12))

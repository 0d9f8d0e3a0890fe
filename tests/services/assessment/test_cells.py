"""What is typed into the matrix becomes lines: more is booked, less taken back, all or none."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.assessment import PointLine
from djdesk.services import assessment
from djdesk.services.assessment.cells import CellsSet, CellTarget, set_cells
from djdesk.services.desk import Desk
from tests.services.assessment.months import DAY, OCTOBER, opened, score, subject
from tests.services.conftest import Branch


def _set(desk: Desk, branch: Branch, item: str, document: str = "", **values: object) -> CellsSet:
    target = CellTarget(subject(branch, "王强"), item, **values)  # type: ignore[arg-type]
    return set_cells(desk, OCTOBER, [target], on=DAY, reason="核对", document=document)


def _lines(desk: Desk, branch: Branch, item: str) -> list[tuple[int, str]]:
    found = assessment.lines(desk, OCTOBER, subject(branch, "王强"), item=item)
    return [(line.points, line.state) for line in found]


def _feed(desk: Desk, branch: Branch, item: str, quantity: int, points: int) -> None:
    """A line as the collection of other ledgers makes it."""
    book = assessment.month(desk, OCTOBER)
    assert book.rubric_id is not None
    with desk.store.write("归集") as session:
        session.add(
            PointLine(
                level="member",
                organization_id=branch.home,
                member_id=branch["王强"],
                month=OCTOBER,
                happened_on=DAY,
                rubric_id=book.rubric_id,
                item=item,
                quantity=quantity,
                points=points,
                feed="absent",
                entered_on=DAY,
            )
        )


def test_more_is_booked_as_the_difference(desk: Desk, branch: Branch) -> None:
    opened(desk)
    assert _set(desk, branch, "P", quantity=1) == CellsSet(1, 0)
    assert _set(desk, branch, "P", quantity=3) == CellsSet(1, 0)
    assert _lines(desk, branch, "P") == [(20, "valid"), (40, "valid")]
    assert score(desk, branch, "王强") == 860


def test_less_takes_the_latest_back_and_books_the_rest(desk: Desk, branch: Branch) -> None:
    opened(desk)
    _set(desk, branch, "P", quantity=1)
    _set(desk, branch, "P", quantity=3)
    assert _set(desk, branch, "P", quantity=2) == CellsSet(1, 1)
    states = sorted(_lines(desk, branch, "P"))
    assert states == [(-40, "valid"), (20, "valid"), (20, "valid"), (40, "reversed")]
    assert score(desk, branch, "王强") == 840
    assert _set(desk, branch, "P") == CellsSet(0, 2)
    assert score(desk, branch, "王强") == 800


def test_the_same_again_books_nothing(desk: Desk, branch: Branch) -> None:
    opened(desk)
    for item, values in (
        ("P", {"quantity": 2}),
        ("H", {"points": 30}),
        ("R", {"step": "c"}),
        ("F", {"quantity": 1}),
        ("Q", {"quantity": 920}),
    ):
        assert _set(desk, branch, item, **values) == CellsSet(1, 0), item
        assert _set(desk, branch, item, **values) == CellsSet(0, 0), item


def test_another_step_replaces_the_one_before(desk: Desk, branch: Branch) -> None:
    opened(desk)
    _set(desk, branch, "R", step="u")
    assert _set(desk, branch, "R", step="c") == CellsSet(1, 1)
    assert score(desk, branch, "王强") == 850
    assert _set(desk, branch, "H", points=30) == CellsSet(1, 0)
    assert _set(desk, branch, "H", points=10) == CellsSet(1, 1)
    assert score(desk, branch, "王强") == 860


def test_what_was_free_is_priced_anew(desk: Desk, branch: Branch) -> None:
    opened(desk)
    _set(desk, branch, "L", quantity=3)  # the first two of a month cost nothing
    assert score(desk, branch, "王强") == 790
    _set(desk, branch, "L", quantity=2)
    assert score(desk, branch, "王强") == 800
    _set(desk, branch, "L", quantity=4)
    assert score(desk, branch, "王强") == 780


def test_what_other_ledgers_hold_stays(desk: Desk, branch: Branch) -> None:
    opened(desk)
    _feed(desk, branch, "A", 2, -60)
    with pytest.raises(Refused) as refused:
        _set(desk, branch, "A", quantity=1)
    (problem,) = refused.value.problems
    assert "王强" in problem.text
    assert "缺席" in problem.text
    assert "自动归集" in problem.text
    assert _set(desk, branch, "A", quantity=3) == CellsSet(1, 0)  # one more, by hand
    assert _set(desk, branch, "A", quantity=2) == CellsSet(0, 1)
    assert score(desk, branch, "王强") == 740


def test_it_is_one_step_or_none(desk: Desk, branch: Branch) -> None:
    opened(desk)
    who = subject(branch, "王强")
    good, wrong = CellTarget(who, "P", quantity=1), CellTarget(who, "H", points=110)
    with pytest.raises(Refused) as refused:
        set_cells(desk, OCTOBER, [good, wrong], on=DAY, reason="核对")
    assert "王强" in refused.value.problems[0].text
    assert score(desk, branch, "王强") == 800
    with pytest.raises(Refused, match="事由"):
        set_cells(desk, OCTOBER, [good], on=DAY, reason=" ")
    with pytest.raises(Refused, match="文号"):
        _set(desk, branch, "V", quantity=1)
    with pytest.raises(Refused, match="没有这个考核项目"):
        _set(desk, branch, "nothing", quantity=1)
    _set(desk, branch, "V", document="纪〔2026〕3号", quantity=1)
    assert score(desk, branch, "王强") == 0


def test_a_confirmed_month_takes_nothing(desk: Desk, branch: Branch, autumn: Desk) -> None:
    opened(desk)
    assessment.score_month(autumn, OCTOBER)
    assessment.confirm_month(autumn, OCTOBER, on=date(2026, 11, 2))
    with pytest.raises(UserError, match="审定"):
        _set(autumn, branch, "P", quantity=1)


def test_a_cell_that_is_pasted_twice_is_not_guessed(desk: Desk, branch: Branch) -> None:
    opened(desk)
    target = CellTarget(subject(branch, "王强"), "P", quantity=1)
    with pytest.raises(Refused, match="王强的同一个项目出现了 2 次"):
        set_cells(desk, OCTOBER, [target, target], on=DAY, reason="核对")
    assert _lines(desk, branch, "P") == []

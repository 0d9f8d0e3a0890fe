"""One sitting of the collection: one step, all or nothing, amounts stay with their months."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused
from djdesk.services import audit, dues
from djdesk.services.desk import Desk
from djdesk.services.dues.paying import VOLUNTARY, Taking
from djdesk.services.dues.sitting import Sum, collect
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))
TODAY = Taking(date(2026, 11, 20))


@pytest.fixture
def two(enrol: Enrol, fix: Fix) -> tuple[int, int]:
    """Two members who owe 45.00 for every month."""
    found = enrol("赵一"), enrol("钱二")
    for member_id in found:
        fix(member_id, base=4500_00)
    return found


def _paid(desk: Desk, member_id: int) -> dict[date, int]:
    return {month: cell.paid for month, cell in dues.member_months(desk, member_id).months}


def test_all_that_is_owed_is_one_payment_of_a_member(desk: Desk, two: tuple[int, int]) -> None:
    first, second = two
    paid = collect(
        desk,
        [Sum(first, NOVEMBER, 4500), Sum(second, NOVEMBER, 4500), Sum(first, OCTOBER, 4500)],
        TODAY,
        receipt=True,
    )
    assert [(each.member_id, each.fen) for each in paid] == [(first, 9000), (second, 4500)]
    assert [each.receipt_number for each in paid] == ["2026-0001", "2026-0002"]
    assert (_paid(desk, first)[OCTOBER], _paid(desk, first)[NOVEMBER]) == (4500, 4500)


def test_a_part_stays_with_the_month_for_which_it_was_typed(
    desk: Desk, two: tuple[int, int]
) -> None:
    first, _second = two
    collect(desk, [Sum(first, OCTOBER, 2000), Sum(first, NOVEMBER, 4500)], TODAY)
    assert (_paid(desk, first)[OCTOBER], _paid(desk, first)[NOVEMBER]) == (2000, 4500)


def test_what_is_above_goes_where_it_was_said(desk: Desk, two: tuple[int, int]) -> None:
    first, _second = two
    collect(
        desk,
        [Sum(first, OCTOBER, 4500), Sum(first, NOVEMBER, 6000, VOLUNTARY)],
        TODAY,
    )
    kinds = {p.kind.value: p.fen for row in dues.payments(desk, first) for p in row.parts}
    assert kinds == {"back": 4500, "regular": 4500, "voluntary": 1500}


def test_one_refusal_refuses_everything(desk: Desk, two: tuple[int, int]) -> None:
    first, second = two
    with pytest.raises(Refused):
        collect(desk, [Sum(first, NOVEMBER, 4500), Sum(second, NOVEMBER, 9999)], TODAY)
    assert dues.payments(desk, first) == dues.payments(desk, second) == ()


def test_it_is_one_step_of_the_history(desk: Desk, two: tuple[int, int]) -> None:
    steps: list[int] = []
    stop = desk.store.listen(lambda notice: steps.append(notice.step))
    collect(desk, [Sum(each, NOVEMBER, 4500) for each in two], TODAY)
    stop()
    (step,) = steps
    audit.undo_step(desk, step)
    assert all(dues.payments(desk, each) == () for each in two)

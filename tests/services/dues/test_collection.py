"""The grid of a branch: what is due and paid, month by month, member by member."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.services import dues, roster
from djdesk.services.desk import Desk
from djdesk.services.dues import CellState
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

JAN, DEC = date(2026, 1, 1), date(2026, 12, 1)


def month(number: int) -> date:
    return date(2026, number, 1)


def test_a_year_of_one_member(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    dues.pay_due(desk, month(1), [member], date(2026, 1, 10))
    dues.pay(desk, member, fen=2_000, paid_on=date(2026, 2, 3), months=[month(2)])
    dues.pay(desk, member, fen=4_500, paid_on=date(2026, 11, 3), months=[month(12)])
    row = dues.grid(desk, None, JAN, DEC).row(member)
    states = [row.cells[month(n)].state for n in range(1, 13)]
    assert states == [
        CellState.PAID,
        CellState.PART,
        *[CellState.UNPAID] * 9,
        CellState.AHEAD,
    ]
    assert (row.due, row.paid, row.lacking, row.over, row.sums.coming) == (
        54_000,
        11_000,
        2_500 + 9 * 4_500,
        0,
        0,
    )
    assert row.cells[month(1)].paid_on == date(2026, 1, 10)
    assert row.standard == 4_500


def test_probationary_members_pay_from_the_month_of_the_meeting(
    desk: Desk, enrol: Enrol, fix: Fix
) -> None:
    # dues.md E23: accepted on 18 June, 4500 yuan: June to December, seven times 45
    accepted = date(2026, 6, 18)
    member = enrol(
        "赵新", person_class="probationary", joined_on=accepted, since=accepted, way="A1"
    )
    fix(member, since=month(6))
    row = dues.grid(desk, None, JAN, DEC).row(member)
    assert row.cells[month(5)].state is CellState.NONE
    assert row.due == 31_500


def test_who_left_owes_up_to_the_month_of_the_last_day(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("钱进")
    fix(member)
    paper = roster.Paper("组织关系转出", "", "中共乙厂支部")
    roster.leave(desk, member, "B7", date(2026, 3, 16), paper)
    row = dues.grid(desk, None, JAN, DEC).row(member)
    assert row.cells[month(3)].due == 4_500
    assert row.cells[month(4)].state is CellState.NONE


def test_a_span_from_back_to_front_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="月份范围"):
        dues.grid(desk, None, DEC, JAN)

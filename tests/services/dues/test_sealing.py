"""What is sealed stays as it was: figures, money, amounts due, and the history itself."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import audit, dues
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.models.store.people import last_step
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

JAN, MAR, APR = date(2026, 1, 1), date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def member(desk: Desk, enrol: Enrol, fix: Fix) -> int:
    """A member who paid January and February of 2026."""
    key = enrol("张建")
    fix(key)
    dues.pay_due(desk, JAN, [key], date(2026, 1, 10))
    dues.pay(desk, key, fen=4_500, paid_on=date(2026, 2, 10))
    return key


def test_sealed_figures_never_change(desk: Desk, member: int) -> None:
    key = dues.seal(desk, JAN, MAR, on=date(2026, 4, 3))
    before = dues.sealed_figures(desk, key)
    assert before.grid.totals.paid == before.row.paid == 9_000
    assert before.row.due == 13_500
    assert before.book.closing == 9_000
    paid = dues.pay(desk, member, fen=4_500, paid_on=date(2026, 4, 8), months=[MAR])
    dues.reverse(desk, paid.payment_id, reason="记错了人", on=date(2026, 5, 8))
    first = dues.payments(desk, member)[-1]
    dues.reverse(desk, first.id, reason="假钞", on=date(2026, 5, 9))
    assert dues.sealed_figures(desk, key) == before
    live = dues.grid(desk, None, JAN, MAR)
    assert live.totals.paid == 4_500  # the open month took it back
    assert all(row.cells[JAN].sealed for row in live.rows)


def test_nothing_is_booked_on_a_sealed_day(desk: Desk, member: int) -> None:
    dues.seal(desk, JAN, MAR, on=date(2026, 4, 3))
    with pytest.raises(Refused, match="封存"):
        dues.pay(desk, member, fen=4_500, paid_on=date(2026, 3, 8))
    first = dues.payments(desk, member)[-1]
    with pytest.raises(Refused, match="封存"):
        dues.reverse(desk, first.id, reason="记错", on=date(2026, 3, 20))
    line: dict[str, Value] = {
        "booked_on": date(2026, 3, 21),
        "kind": "interest",
        "summary": "利息",
        "income": 12,
    }
    with pytest.raises(Refused, match="封存"):
        dues.enter(desk, line)


def test_what_was_due_in_a_sealed_month_stays(desk: Desk, member: int, fix: Fix) -> None:
    dues.seal(desk, JAN, MAR, on=date(2026, 4, 3))
    with pytest.raises(Refused, match="应交数不能改变"):
        fix(member, base=900_000, since=MAR)
    standard = dues.standards(desk, member)[0]
    with pytest.raises(Refused, match="应交数不能改变"):
        dues.withdraw_standard(desk, standard.id)
    with pytest.raises(Refused, match="应交数不能改变"):
        dues.account(desk, member, {"first": APR})
    values: dict[str, Value] = {
        "since": MAR,
        "until": date(2026, 12, 1),
        "to_fen": 500,
        "reason": "家庭困难",
        "branch_on": date(2026, 3, 1),
        "superior_on": date(2026, 3, 5),
    }
    with pytest.raises(Refused, match="应交数不能改变"):
        dues.reduce(desk, member, values)
    dues.reduce(desk, member, {**values, "since": APR})
    fix(member, base=900_000, since=date(2026, 5, 1))
    assert dues.grid(desk, None, JAN, MAR).totals.due == 13_500


def test_sealing_follows_what_is_sealed_and_only_what_is_over(desk: Desk, member: int) -> None:
    with pytest.raises(Refused, match="还没有结束"):
        dues.seal(desk, date(2026, 10, 1), date(2026, 12, 1))
    dues.seal(desk, JAN, MAR, on=date(2026, 4, 3))
    with pytest.raises(Refused, match="接着封存"):
        dues.seal(desk, date(2026, 5, 1), date(2026, 6, 1))
    dues.seal(desk, APR, date(2026, 6, 1))
    assert [row.title for row in dues.sealed(desk)] == ["2026年第2季度", "2026年第1季度"]
    assert dues.last_sealed(desk) == date(2026, 6, 1)


def test_the_history_does_not_reach_into_a_sealed_period(desk: Desk, member: int) -> None:
    paying = last_step(desk.store)
    dues.seal(desk, JAN, MAR, on=date(2026, 4, 3))
    with pytest.raises(UserError, match="封存不能撤销"):
        audit.undo_step(desk, last_step(desk.store))
    for step in (paying, paying - 1, paying - 2):  # two payments and the standard
        with pytest.raises(UserError, match="不能撤销"):
            audit.undo_step(desk, step)


def test_what_was_undone_does_not_come_back_into_a_sealed_period(desk: Desk, member: int) -> None:
    audit.undo_step(desk, last_step(desk.store))
    undoing = last_step(desk.store)
    dues.seal(desk, JAN, MAR, on=date(2026, 4, 3))
    with pytest.raises(UserError, match="不能撤销"):
        audit.undo_step(desk, undoing)

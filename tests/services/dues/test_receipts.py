"""Receipts: one number after the other, void ones kept, amounts in words."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import audit, dues
from djdesk.services.desk import Desk
from djdesk.services.dues.receipts import missing_numbers, said_months
from tests.models.store.people import last_step
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix


def test_numbers_run_without_gaps_and_void_ones_stay(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    people = [enrol(name) for name in ("张建", "李强", "王敏")]
    for key in people:
        fix(key)
    paid = dues.pay_due(desk, date(2026, 1, 1), people, date(2026, 1, 9), receipt=True)
    assert [each.receipt_number for each in paid] == ["2026-0001", "2026-0002", "2026-0003"]
    second = dues.receipts(desk, year=2026)[1]
    assert (second.capitals, second.months, second.reason) == (
        "肆拾伍元整",
        "2026年1月",
        "正常交纳",
    )
    with pytest.raises(Refused, match="作废的原因"):
        dues.void(desk, second.id, reason=" ")
    dues.void(desk, second.id, reason="写错姓名")
    with pytest.raises(UserError, match="已经作废"):
        dues.void(desk, second.id, reason="再来一次")
    assert second.payment_id is not None
    again = dues.receipt(desk, dues.issue(desk, second.payment_id))
    assert again.number_text == "2026-0004"
    with pytest.raises(UserError, match="已经开过收据"):
        dues.issue(desk, second.payment_id)
    rows = dues.receipts(desk, year=2026)
    assert [row.void_on is not None for row in rows] == [False, True, False, False]
    with desk.store.read() as session:
        assert missing_numbers(session, 2026) == ()


def test_a_reversed_payment_leaves_its_receipt_void(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    paid = dues.pay(desk, member, fen=4_500, paid_on=date(2026, 1, 9), receipt=True)
    dues.reverse(desk, paid.payment_id, reason="重复登记")
    only = dues.receipts(desk, year=2026)[0]
    assert (only.void_on, only.void_reason) == (desk.today(), "冲销：重复登记")
    with pytest.raises(UserError, match="已经冲销"):
        dues.issue(desk, paid.payment_id)


def test_no_step_back_leaves_a_gap(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    dues.pay(desk, member, fen=4_500, paid_on=date(2026, 2, 9), receipt=True)
    first = last_step(desk.store)
    dues.pay(desk, member, fen=4_500, paid_on=date(2026, 2, 10), receipt=True)
    with pytest.raises(UserError, match="缺号"):
        audit.undo_step(desk, first)
    audit.undo_step(desk, first + 1)
    audit.undo_step(desk, first)
    assert dues.receipts(desk) == ()


def test_months_in_words() -> None:
    months = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 5, 1)]
    assert said_months(months) == "2025年12月、2026年1—2月、5月"
    assert said_months([]) == ""

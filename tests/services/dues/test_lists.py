"""The lists of dues show what the book holds, in SQL as in the ledgers."""

from __future__ import annotations

from datetime import date

from djdesk.services import dues, listing, roster
from djdesk.services.desk import Desk
from djdesk.services.dues import lists
from djdesk.services.listing import Filter, Query, Scope, Value
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

DAY = date(2026, 11, 20)


def test_standards_a_row_a_member(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    worker, retired, new, moved = (enrol(name) for name in ("张建", "李强", "王敏", "赵新"))
    fix(worker, base=1_234_567)
    fix(retired, code="pension", base=325_680)
    fix(moved)
    roster.change_work_post(desk, [moved], "W8", date(2026, 6, 1))
    values: dict[str, Value] = {
        "since": date(2026, 3, 1),
        "until": date(2026, 12, 1),
        "to_fen": 500,
        "reason": "家庭困难",
        "branch_on": date(2026, 2, 20),
    }
    dues.reduce(desk, retired, values)
    keys = ("code", "base_fen", "rate", "fen", "reduced", "to_pay", "since", "state")
    found = listing.rows(desk, lists.STANDARDS, Scope(DAY), [worker, retired, new, moved], keys)
    assert found[worker] == (
        "wage", 1_234_567, "2%", 24_691, None, 24_691, date(2026, 1, 1), "fixed"
    )  # fmt: skip
    assert found[retired] == (
        "pension", 325_680, "0.5%", 1_628, 500, 500, date(2026, 1, 1), "fixed"
    )  # fmt: skip
    assert found[new] == (None, None, "", None, None, None, None, "unfixed")
    assert found[moved][-1] == "check"
    unfixed = Query(Scope(DAY), filters=(Filter("state", "eq", "unfixed"),))
    assert list(listing.ids(desk, lists.STANDARDS, unfixed)) == [new]


def test_payments_and_receipts(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    paid = dues.pay(
        desk, member, fen=10_000, paid_on=date(2026, 2, 9), rest="voluntary", receipt=True
    )
    back = dues.reverse(desk, paid.payment_id, reason="重复")
    keys = ("name", "fen", "kinds", "from_month", "to_month", "receipt", "state")
    query = Query(Scope(DAY), text="zj")
    same = ("back,regular,voluntary", date(2026, 1, 1), date(2026, 2, 1), None)
    assert list(listing.ids(desk, lists.PAYMENTS, query)) == [back, paid.payment_id]
    assert listing.table(desk, lists.PAYMENTS, query, keys) == [
        ("张建", -10_000, *same, "reversal"),
        ("张建", 10_000, *same, "reversed"),
    ]
    assert listing.table(desk, lists.RECEIPTS, Query(Scope(DAY)), ("number", "fen", "void")) == [
        ("2026-0001", 10_000, True)
    ]

"""Money taken in: what it fills, what is left over, what is refused, and what takes it back."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.rules.dues import Part, PartKind
from djdesk.services import dues
from djdesk.services.desk import Desk
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

YEAR = date(2026, 1, 1), date(2026, 12, 1)


@pytest.fixture
def member(desk: Desk, enrol: Enrol, fix: Fix) -> int:
    """A member who owes 45 yuan a month since January 2026."""
    key = enrol("张建")
    fix(key)
    return key


def test_money_fills_the_oldest_months_first(desk: Desk, member: int) -> None:
    paid = dues.pay(desk, member, fen=10_000, paid_on=date(2026, 3, 5))
    assert paid.parts == (
        Part(PartKind.BACK, date(2026, 1, 1), 4_500),
        Part(PartKind.BACK, date(2026, 2, 1), 4_500),
        Part(PartKind.REGULAR, date(2026, 3, 1), 1_000),
    )


def test_what_is_left_over_waits_for_a_decision(desk: Desk, member: int) -> None:
    with pytest.raises(Refused) as refused:
        dues.pay(desk, member, fen=5_000, paid_on=date(2026, 1, 5))
    problem = refused.value.problems[0]
    assert (problem.field, problem.value) == ("rest", "5.00")
    assert dues.payments(desk, member) == ()
    paid = dues.pay(desk, member, fen=5_000, paid_on=date(2026, 1, 5), rest="voluntary")
    assert paid.rest == 500
    assert paid.parts[-1] == Part(PartKind.VOLUNTARY, None, 500)


def test_money_goes_ahead_when_the_member_wants_it(desk: Desk, member: int) -> None:
    paid = dues.pay(desk, member, fen=13_500, paid_on=date(2026, 10, 5), months=[date(2026, 10, 1)],
                    rest="ahead")  # fmt: skip
    assert [part.month for part in paid.parts] == [date(2026, n, 1) for n in (10, 11, 12)]
    assert paid.rest == 9_000
    with pytest.raises(Refused, match="多出"):
        dues.pay(desk, member, fen=900_000, paid_on=date(2026, 10, 5), rest="ahead")


def test_large_dues_stand_in_the_register(desk: Desk, member: int) -> None:
    paid = dues.pay(
        desk, member, fen=100_000, paid_on=date(2026, 5, 5), months=(), rest="voluntary"
    )
    assert any("大额党费" in warning.text for warning in paid.warnings)
    row = dues.large_gifts(desk, 2026)[0]
    assert (row.fen, row.taken_back) == (100_000, False)
    dues.report_large(desk, row.id, {"brief": "退休工程师", "reported_on": date(2026, 5, 9)})
    dues.reverse(desk, paid.payment_id, reason="本人撤回")
    assert dues.large_gifts(desk)[0].taken_back


def test_nobody_pays_for_the_member_from_the_house(desk: Desk, member: int) -> None:
    with pytest.raises(Refused, match="交款人不符合规定"):
        dues.pay(desk, member, fen=4_500, paid_on=date(2026, 1, 5), payer="organization")


def test_without_a_standard_nothing_is_taken_for_a_month(desk: Desk, enrol: Enrol) -> None:
    new = enrol("王敏")
    with pytest.raises(Refused, match="还没有核定"):
        dues.pay(desk, new, fen=4_500, paid_on=date(2026, 1, 5))
    with pytest.raises(Refused, match="还没有核定"):
        dues.pay(desk, new, fen=4_500, paid_on=date(2026, 1, 5), months=[date(2026, 1, 1)])


def test_old_months_are_taken_with_a_warning(desk: Desk, member: int) -> None:
    paid = dues.pay(desk, member, fen=4_500, paid_on=date(2026, 8, 5), months=[date(2026, 1, 1)])
    assert any("已超过 6 个月" in warning.text for warning in paid.warnings)


def test_many_at_once_and_only_who_owes(desk: Desk, enrol: Enrol, fix: Fix, member: int) -> None:
    other = enrol("李强")
    fix(other, base=300_000)
    dues.pay(desk, member, fen=1_000, paid_on=date(2026, 1, 3))
    done = dues.pay_due(desk, date(2026, 1, 1), [member, other], date(2026, 1, 9))
    assert {each.member_id: each.fen for each in done} == {member: 3_500, other: 1_500}
    assert dues.pay_due(desk, date(2026, 1, 1), [member, other], date(2026, 1, 9)) == ()


def test_arrears_in_one_go(desk: Desk, member: int) -> None:
    paid = dues.pay_arrears(desk, member, date(2026, 6, 20), first=date(2026, 3, 1))
    assert paid is not None
    assert paid.fen == 4 * 4_500
    assert dues.grid(desk, None, *YEAR).row(member).paid == 18_000


def test_reversal_gives_back_exactly_what_was(desk: Desk, member: int) -> None:
    dues.pay(desk, member, fen=1, paid_on=date(2026, 1, 1))
    before = dues.grid(desk, None, *YEAR)
    paid = dues.pay(desk, member, fen=12_345, paid_on=date(2026, 3, 5), rest="voluntary")
    back = dues.reverse(desk, paid.payment_id, reason="金额记错", on=date(2026, 3, 6))
    after = dues.grid(desk, None, *YEAR)
    assert after == before
    rows = dues.payments(desk, member)
    assert [row.state for row in rows] == ["冲销", "已冲销", "正常"]
    assert rows[0].fen == -rows[1].fen
    for key, text in ((paid.payment_id, "已经冲销"), (back, "这是一笔冲销")):
        with pytest.raises(Refused, match=text):
            dues.reverse(desk, key, reason="再来")
    with pytest.raises(UserError, match="找不到"):
        dues.reverse(desk, 999, reason="没有")


def test_a_preview_writes_nothing(desk: Desk, member: int) -> None:
    shown = dues.preview(desk, member, fen=5_000, paid_on=date(2026, 1, 5))
    assert shown.split.rest == 500
    assert [problem.field for problem in shown.problems] == ["rest"]
    assert dues.payments(desk, member) == ()

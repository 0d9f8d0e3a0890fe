"""A branch and its dues of one year: every awkward thing that a paper of dues has to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from djdesk.models.rules.dues import Period
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.dues import ItemValue
from djdesk.services.listing import Value
from tests.reports.branch import MINORITY, fill
from tests.reports.papers import RARE

JAN, MARCH, JULY, OCTOBER = (date(2026, month, 1) for month in (1, 3, 7, 10))
SEALED_ON = date(2026, 4, 5)
LATE = date(2026, 5, 6)
QUARTER = (900_000, 1_250_000, 700_000)
INCOME = (
    ItemValue("岗位工资", 380_000),
    ItemValue("基础性绩效工资", 145_050),
    ItemValue("个人所得税", 12_600, -1),
    ItemValue("住房公积金", 62_450, -1),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The keys of what was entered: members by name, and rows that papers are made of."""

    people: dict[str, int]
    sealed: int
    reduction: int
    use: int
    valid: int
    gone: int


def enter(desk: Desk) -> Taken:
    """Standards, a quarter that is paid and sealed, then a late payment, gifts, a reversal."""
    people = fill(desk)
    _standards(desk, people)
    first = _first_quarter(desk, people)
    sealed = dues.seal(desk, JAN, MARCH, on=SEALED_ON)
    draft = dues.propose_remittance(desk, Period(JAN, MARCH))
    dues.hand_over(desk, draft, handed_on=date(2026, 4, 8), receipt_number="收-017")
    gone = _later(desk, people)
    reduction = dues.reduce(
        desk,
        people[MINORITY],
        {
            "since": OCTOBER,
            "until": date(2026, 12, 1),
            "to_fen": 500,
            "reason": "家属患重病，医疗开支大，家庭生活确有困难。",
            "branch_opinion": "经支部委员会研究，同意减免。",
            "branch_on": date(2026, 9, 20),
            "superior_opinion": "同意。",
            "superior_on": date(2026, 9, 28),
            "document": "某厂党〔2026〕31号",
        },
    )
    return Taken(people, sealed, reduction, _use(desk), first, gone)


def _fix(
    desk: Desk,
    member_id: int,
    code: str,
    since: date,
    items: tuple[ItemValue, ...] = (),
    **more: Value,
) -> None:
    values: dict[str, Value] = {"since": since, "code": code, "decided_on": since.replace(day=8)}
    dues.fix_standard(desk, member_id, values | more, items)


def _standards(desk: Desk, people: dict[str, int]) -> None:
    _fix(desk, people["王某"], "wage", JAN, INCOME)
    _fix(desk, people["王某"], "wage", JULY, base_fen=654_321, reason="工资变动")
    _fix(desk, people[RARE], "annual", JAN, base_fen=6_300_000)
    values: dict[str, Value] = {"since": JAN, "code": "business", "decided_on": JAN}
    dues.fix_standard(desk, people[MINORITY], values, quarter=QUARTER)
    _fix(desk, people["赵某"], "student", MARCH)


def _first_quarter(desk: Desk, people: dict[str, int]) -> int:
    quarter = [date(2026, month, 1) for month in (1, 2, 3)]
    dues.pay_due(desk, JAN, people.values(), date(2026, 1, 12), receipt=True)
    paid = dues.pay_arrears(desk, people["王某"], date(2026, 3, 12), last=quarter[-1], receipt=True)
    dues.pay_arrears(desk, people[RARE], date(2026, 3, 12), last=quarter[-1], way="transfer")
    assert paid is not None
    (row,) = dues.receipts(desk, [_receipt_of(desk, paid.payment_id)])
    return row.id


def _receipt_of(desk: Desk, payment_id: int) -> int:
    found = dues.payment(desk, payment_id).receipt_id
    assert found is not None
    return found


def _later(desk: Desk, people: dict[str, int]) -> int:
    """After the sealing: money for a sealed month, part of a month, a large gift, a reversal."""
    dues.pay(desk, people["赵某"], fen=20, paid_on=LATE, months=[MARCH])
    april = date(2026, 4, 1)
    dues.pay(desk, people["王某"], fen=2_000, paid_on=LATE, months=[april])
    dues.pay(desk, people[RARE], fen=500_000, paid_on=date(2026, 7, 1), months=(), rest="voluntary")
    wrong = dues.pay(desk, people[MINORITY], fen=14_250, paid_on=LATE, months=[april], receipt=True)
    receipt = _receipt_of(desk, wrong.payment_id)
    dues.reverse(desk, wrong.payment_id, reason="收错了人", on=date(2026, 5, 8))
    dues.enter(
        desk,
        {
            "booked_on": date(2026, 6, 21),
            "kind": "interest",
            "summary": "第二季度利息",
            "income": 312,
            "voucher": "记-6",
            "handled_by": "孙某",
        },
    )
    return receipt


def _use(desk: Desk) -> int:
    applied: dict[str, Value] = {
        "use": "materials",
        "purpose": "为党员活动室订阅学习资料，购买投影仪一台。",
        "budget": 120_000,
        "applied_on": date(2026, 8, 3),
    }
    key = dues.apply_use(desk, applied)
    decision: dict[str, Value] = {
        "decided_on": date(2026, 8, 10),
        "branch_opinion": "经支部委员会讨论，同意使用。",
        "superior_opinion": "同意。",
        "approved_on": date(2026, 8, 18),
    }
    dues.decide_use(desk, key, decision)
    settled: dict[str, Value] = {"settled": 118_650, "settled_on": date(2026, 9, 2)}
    dues.settle_use(desk, key, settled, voucher="记-9", handled_by="孙某")
    return key

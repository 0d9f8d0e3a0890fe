"""A year of dues for the sample branch, up to last month, with what makes a ledger worth a look.

Three owe (one since three months, one paid in part), one has a reduction, one gave a large sum;
money went upward each quarter, two quarters are sealed, and one receipt is void.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services import dues, settings
from djdesk.services.desk import Desk
from djdesk.services.dues import ItemValue, paying
from djdesk.services.dues.ledger import MemberLedger, ledgers
from djdesk.services.dues.standards import insert
from djdesk.services.listing import Value

OWES_LONG, OWES_ONE, OWES_PART = "黄志明", "李𬱖", "周艳"
"""Who owes three months, last month, and a part of last month."""

REDUCED, GENEROUS, EXTRA, AHEAD, TWICE = "赵秀兰", "曾庆林", "欧阳建华", "丁敏", "冯刚"
BY_KIN = "仇永福"

_MONTHS = 12
_RECEIPTS = 2
"""Of how many of the last months everybody has a receipt."""

_PAID_ON = 12
"""On which day of a month the treasurer collects."""

_COLLECTOR = "李静"
_BASES = {"W4": (680_000, 960_000), "W3": (520_000, 1_180_000), "W8": (290_000, 620_000)}
_OTHER = (420_000, 760_000)
_WITH_ITEMS = 6
"""How many standards show the items of the base."""


def fill_dues(desk: Desk, people: Mapping[str, int]) -> None:
    """Enter a year of dues into the sample book through the usual use cases."""
    last = add_months(rules.month_of(desk.today()), -1)
    first = add_months(last, 1 - _MONTHS)
    settings.put(desk, settings.DUES_COLLECTOR, _COLLECTOR)
    settings.put(desk, settings.DUES_SHARE, "60")
    _fix(desk, first, last)
    _reduce(desk, people[REDUCED], first, last)
    _begin_book(desk, first)
    for month in rules.months(first, last):
        _collect(desk, people, month, last)
    _specials(desk, people, first, last)
    _void_one(desk, last)
    _use(desk, first)
    done = _hand_over(desk, first)
    _publish(desk, first)
    for period in done[-3:-1]:
        dues.seal(desk, period.first, period.last, on=_after(period, 12))


def _fix(desk: Desk, first: date, last: date) -> None:
    """Standards from the first month on, and those of the new year from last year's."""
    chance = random.Random(97)
    with desk.store.write("核定样例党费", area=dues.AREA) as session:
        for place, ledger in enumerate(ledgers(session, first=first, last=last)):
            liable = ledger.liability
            if liable is None:
                continue
            since = max(first, liable.first)
            values, items = _standard(ledger, since, place, chance)
            insert(session, desk, ledger.member_id, values, items)
    january = date(last.year, 1, 1)
    if january > first:
        rows = [row for row in dues.proposals(desk, last.year) if row.ready]
        raised = [
            dues.revised(desk, row, base_fen=row.base_fen + 15_000)
            if row.base_fen and row.member_id % 3 == 0
            else row
            for row in rows
        ]
        on = min(january + timedelta(days=7), desk.today())
        dues.apply_proposals(desk, raised, decided_on=on, decided_by="支部委员会")


def _standard(
    ledger: MemberLedger, since: date, place: int, chance: random.Random
) -> tuple[dict[str, Value], Sequence[ItemValue]]:
    post = ledger.posts[-1].code if ledger.posts else ""
    low, high = _BASES.get(post, _OTHER)
    base = chance.randrange(low, high, 1_01)
    values: dict[str, Value] = {
        "since": since,
        "code": "pension" if post == "W8" else "wage",
        "base_fen": base,
        "decided_on": since,
        "decided_by": "支部委员会",
        "reason": "按规定核定",
    }
    if post == "W8" or place >= _WITH_ITEMS:
        return values, ()
    insured, fund, tax = base // 10, base // 12, 3_500
    rest = base + insured + fund + tax - 90_000
    return values, (
        ItemValue("岗位工资", rest),
        ItemValue("津贴补贴", 90_000),
        ItemValue("养老保险", insured, -1),
        ItemValue("住房公积金", fund, -1),
        ItemValue("个人所得税", tax, -1),
    )


def _reduce(desk: Desk, member_id: int, first: date, last: date) -> None:
    dues.reduce(
        desk,
        member_id,
        {
            "since": first,
            "until": add_months(last, 1),
            "to_fen": 500,
            "reason": "长期患病，医疗支出大",
            "branch_opinion": "经支部委员会研究，同意减至每月 5 元。",
            "branch_on": first,
        },
    )


def _begin_book(desk: Desk, first: date) -> None:
    dues.enter(
        desk,
        {
            "booked_on": first,
            "voucher": "结转",
            "kind": "forward",
            "summary": "上年结转",
            "income": 86_540,
            "handled_by": _COLLECTOR,
        },
    )


def _collect(desk: Desk, people: Mapping[str, int], month: date, last: date) -> None:
    """One month of everybody but those who owe it, on the day the treasurer collects."""
    on = month.replace(day=_PAID_ON)
    behind = rules.distance(month, last)
    not_now = {people[OWES_ONE], people[OWES_PART]} if behind == 0 else set()
    if behind < 3:
        not_now.add(people[OWES_LONG])
    not_now.add(people[BY_KIN])
    grid = dues.grid(desk, None, month, month)
    owing = [row.member_id for row in grid.rows if row.lacking and row.member_id not in not_now]
    receipt = behind < _RECEIPTS
    dues.pay_due(desk, month, owing, on, voucher=f"{month:%m}-01", receipt=receipt)
    if behind == 0:
        dues.pay(
            desk, people[OWES_PART], fen=1_000, paid_on=on, months=(month,), remark="余款下月交清"
        )
    if month.month % 3 == 0 or behind == 0:
        # the son brings the dues of a quarter
        dues.pay_arrears(desk, people[BY_KIN], on, way="transfer")


def _specials(desk: Desk, people: Mapping[str, int], first: date, last: date) -> None:
    middle = add_months(first, 7).replace(day=1)
    gift = dues.pay(
        desk,
        people[GENEROUS],
        fen=200_000,
        paid_on=middle,
        months=(),
        way="transfer",
        rest=paying.VOLUNTARY,
        receipt=False,
        remark="入党五十多年，自愿多交",
    )
    row = next(each for each in dues.large_gifts(desk) if each.payment_id == gift.payment_id)
    dues.report_large(
        desk,
        row.id,
        {
            "brief": "退休钳工，1970年入党，曾获厂劳动模范。",
            "reported_on": middle + timedelta(days=9),
        },
    )
    dues.pay(
        desk,
        people[EXTRA],
        fen=5_000,
        paid_on=middle,
        months=(),
        rest=paying.VOLUNTARY,
        remark="自愿多交",
    )
    double = last.replace(day=_PAID_ON + 1)
    paid = dues.pay(
        desk, people[TWICE], fen=8_800, paid_on=double, months=(), rest=paying.VOLUNTARY
    )
    dues.reverse(desk, paid.payment_id, reason="重复登记", on=double)
    coming = dues.grid(desk, None, add_months(last, 1), add_months(last, 3)).row(people[AHEAD])
    if coming.due:
        dues.pay(
            desk,
            people[AHEAD],
            fen=coming.due,
            paid_on=double,
            months=tuple(coming.cells),
            remark="出差，预交一个季度",
            receipt=True,
        )


def _void_one(desk: Desk, last: date) -> None:
    year = last.year
    slip = dues.receipts(desk, year=year)[-4]
    on = last.replace(day=_PAID_ON + 2)
    dues.void(desk, slip.id, reason="打印错行", on=on)
    if slip.payment_id is not None:
        dues.issue(desk, slip.payment_id, on=on)


def _use(desk: Desk, first: date) -> None:
    applied = add_months(first, 5).replace(day=6)
    key = dues.apply_use(
        desk,
        {
            "use": "materials",
            "purpose": "订阅党报党刊和学习资料",
            "budget": 62_000,
            "applied_on": applied,
        },
    )
    decided = applied + timedelta(days=4)
    dues.decide_use(
        desk,
        key,
        {
            "decided_on": decided,
            "branch_opinion": "经支部委员会讨论，同意使用。",
            "superior_opinion": "同意。",
            "approved_on": decided + timedelta(days=5),
        },
    )
    dues.settle_use(
        desk,
        key,
        {"settled": 59_800, "settled_on": decided + timedelta(days=12)},
        voucher="报刊-01",
        handled_by="吴志强",
    )


def _hand_over(desk: Desk, first: date) -> list[rules.Period]:
    """Hand every quarter over that is over; returns those that lie wholly in the year."""
    today = desk.today()
    whole: list[rules.Period] = []
    for year in range(first.year, today.year + 1):
        for period in rules.periods(year, "quarter"):
            on = _after(period, 9)
            if period.last < first or on > today:
                continue
            draft = dues.propose_remittance(desk, period)
            number = f"{period.first.year}-{(period.last.month // 3):02d}"
            dues.hand_over(
                desk,
                draft,
                handed_on=on,
                handed_by=_COLLECTOR,
                receipt_number=f"党缴{number}",
                voucher=f"缴{number}",
            )
            if period.first >= first:
                whole.append(period)
    return whole


def _publish(desk: Desk, first: date) -> None:
    today = desk.today()
    on = date(today.year, 2, 10)
    if on > today or first.year == today.year:
        return
    key = dues.publish(
        desk,
        {"year": today.year - 1, "published_on": on, "place": "车间党务公开栏"},
    )
    down = on + timedelta(days=7)
    if down <= today:
        dues.take_down(desk, key, on=down, objections="公示期间没有收到意见。")


def _after(period: rules.Period, days: int) -> date:
    return rules.last_day(period.last) + timedelta(days=days)

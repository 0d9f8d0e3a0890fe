"""The cash book: payments by day, entries, what goes up, what is used, what is taken back."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.models.rules import dues as rules
from djdesk.services import dues, settings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

QUARTER = rules.Period(date(2026, 1, 1), date(2026, 3, 1))


@pytest.fixture
def people(desk: Desk, enrol: Enrol, fix: Fix) -> list[int]:
    """Two members who paid January to March, 60 yuan a month together."""
    keys = [enrol("张建"), enrol("李强")]
    fix(keys[0])
    fix(keys[1], base=300_000)
    for month in (1, 2, 3):
        dues.pay_due(desk, date(2026, month, 1), keys, date(2026, month, 10))
    return keys


def entry(kind: str, **values: Value) -> dict[str, Value]:
    start: dict[str, Value] = {"booked_on": date(2026, 4, 1), "kind": kind, "summary": "某项"}
    return start | values


def test_payments_come_in_by_day_and_reversals_apart(desk: Desk, people: list[int]) -> None:
    first = dues.payments(desk, people[0])[-1]
    dues.reverse(desk, first.id, reason="记错", on=date(2026, 2, 10))
    book = dues.book(desk, 2026)
    assert [(line.day, line.summary, line.income, line.balance) for line in book.lines] == [
        (date(2026, 1, 10), "收党费（2 人）", 6_000, 6_000),
        (date(2026, 2, 10), "收党费（2 人）", 6_000, 12_000),
        (date(2026, 2, 10), "冲销党费 1 笔", -4_500, 7_500),
        (date(2026, 3, 10), "收党费（2 人）", 6_000, 13_500),
    ]
    assert dues.book(desk, 2027).opening == book.closing == 13_500


def test_entries_are_checked(desk: Desk, people: list[int]) -> None:
    for values, text in (
        (entry("interest"), "只填一项"),
        (entry("interest", outgo=5), "应填在收入栏"),
        (entry("outgo", outgo=99_999), "账上只有"),
        (entry("remitted", outgo=100), "党费上缴"),
        (entry("forward", income=100), "已经有更早的收支"),
        (entry("interest", income=5, summary=""), "请填写摘要"),
    ):
        with pytest.raises(Refused, match=text):
            dues.enter(desk, values)
    key = dues.enter(desk, entry("interest", income=123))
    dues.reverse_entry(desk, key, reason="记错", on=date(2026, 4, 2))
    with pytest.raises(UserError, match="已经冲销"):
        dues.reverse_entry(desk, key, reason="再来")
    lines = dues.book(desk, 2026).lines
    assert [(line.income, line.taken_back) for line in lines[-2:]] == [(123, True), (-123, False)]


def test_a_quarter_is_handed_over_once(desk: Desk, people: list[int]) -> None:
    settings.put(desk, settings.DUES_SHARE, "33.33")
    dues.pay(desk, people[0], fen=100_000, paid_on=date(2026, 2, 20), months=(), rest="voluntary")
    draft = dues.propose_remittance(desk, QUARTER)
    assert (draft.members, draft.due, draft.collected, draft.large) == (2, 18_000, 118_000, 100_000)
    assert (draft.share_bp, draft.up, draft.kept) == (3_333, 105_999, 12_001)
    with pytest.raises(Refused, match="还没有结束"):
        dues.hand_over(desk, draft, handed_on=date(2026, 3, 20))
    key = dues.hand_over(desk, draft, handed_on=date(2026, 4, 9), receipt_number="2026-1")
    with pytest.raises(Refused, match=r"已于 2026\.04\.09 上缴"):
        dues.hand_over(desk, draft, handed_on=date(2026, 4, 10))
    assert dues.book(desk, 2026).closing == draft.kept
    dues.pay(desk, people[0], fen=2, paid_on=date(2026, 3, 31), months=(), rest="voluntary")
    row = dues.remittances(desk, 2026)[0]
    assert (row.id, row.later, row.taken_back) == (key, 2, False)
    assert row.entry_id is not None
    dues.reverse_entry(desk, row.entry_id, reason="金额有误", on=date(2026, 4, 12))
    again = dues.propose_remittance(desk, QUARTER)
    dues.hand_over(desk, again, handed_on=date(2026, 4, 12))
    assert [each.taken_back for each in dues.remittances(desk, 2026)] == [True, False]


def test_a_draft_that_is_out_of_date_is_refused(desk: Desk, people: list[int]) -> None:
    draft = dues.propose_remittance(desk, QUARTER)
    dues.pay(desk, people[0], fen=2, paid_on=date(2026, 3, 31), months=(), rest="voluntary")
    with pytest.raises(UserError, match="又有变动"):
        dues.hand_over(desk, draft, handed_on=date(2026, 4, 9))


def test_use_is_applied_for_decided_and_accounted_for(desk: Desk, people: list[int]) -> None:
    values: dict[str, Value] = {
        "use": "materials",
        "purpose": "订阅党报",
        "budget": 10_000,
        "applied_on": date(2026, 4, 1),
    }
    with pytest.raises(Refused, match="超过结余"):
        dues.apply_use(desk, values | {"budget": 99_999})
    key = dues.apply_use(desk, values)
    with pytest.raises(UserError, match="集体讨论"):
        dues.settle_use(desk, key, {"settled": 9_000, "settled_on": date(2026, 4, 20)})
    with pytest.raises(Refused, match="早于申请日期"):
        dues.decide_use(desk, key, {"decided_on": date(2026, 3, 20)})
    dues.decide_use(desk, key, {"decided_on": date(2026, 4, 3), "branch_opinion": "同意"})
    line = dues.settle_use(desk, key, {"settled": 9_000, "settled_on": date(2026, 4, 20)})
    assert (dues.use(desk, key).state, dues.book(desk, 2026).closing) == ("已决算", 9_000)
    dues.reverse_entry(desk, line, reason="退款")
    assert (dues.use(desk, key).state, dues.book(desk, 2026).closing) == ("已冲销", 18_000)


def test_a_publication_is_put_up_and_taken_down(desk: Desk, people: list[int]) -> None:
    with pytest.raises(Refused, match="早于所公示"):
        dues.publish(desk, {"year": 2026, "quarter": 3, "published_on": date(2026, 4, 2)})
    key = dues.publish(desk, {"year": 2026, "quarter": 1, "published_on": date(2026, 4, 2)})
    with pytest.raises(Refused, match="撤下日期不对"):
        dues.take_down(desk, key, on=date(2026, 4, 1))
    dues.take_down(desk, key, on=date(2026, 4, 9), objections="无")
    row = dues.publications(desk, 2026)[0]
    assert (row.title, row.values["removed_on"]) == (
        "2026年第1季度党费收缴情况",
        date(2026, 4, 9),
    )

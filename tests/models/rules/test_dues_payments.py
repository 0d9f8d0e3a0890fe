"""Payments: no sequence of them loses or makes a fen, and a reversal restores exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.models.rules import codes, dues
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import MonthState, Part, PartKind, PaymentFacts, Split

JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)
DAY = date(2026, 6, 10)


def states(*amounts: tuple[int, int], first: date = JANUARY) -> tuple[MonthState, ...]:
    """Months from `first` on with (due, paid)."""
    return tuple(MonthState(add_months(first, n), *each) for n, each in enumerate(amounts))


def test_the_oldest_arrears_are_paid_first_then_now_then_ahead() -> None:
    ledger = states((45, 45), (45, 20), (45, 0), (45, 45), (45, 45), (45, 0), (45, 0), (45, 0))
    split = dues.allocate(180, tuple(reversed(ledger)), DAY)
    assert split == Split(
        (
            Part(PartKind.BACK, date(2026, 2, 1), 25),
            Part(PartKind.BACK, date(2026, 3, 1), 45),
            Part(PartKind.REGULAR, JUNE, 45),
            Part(PartKind.AHEAD, date(2026, 7, 1), 45),
            Part(PartKind.AHEAD, date(2026, 8, 1), 20),
        ),
        0,
    )


def test_a_part_payment_fills_what_it_can() -> None:
    split = dues.allocate(10, states((45, 0), first=JUNE), DAY)
    assert split == Split((Part(PartKind.REGULAR, JUNE, 10),), 0)


def test_what_is_left_over_waits_for_a_decision() -> None:
    split = dues.allocate(1260_00, states((1000_00, 0), first=JUNE), DAY)
    assert split.rest == 260_00
    assert dues.with_rest(split, DAY).parts[-1] == Part(PartKind.VOLUNTARY, None, 260_00)
    assert dues.with_rest(split, DAY).rest == 0
    exact = dues.allocate(45, states((45, 0), first=JUNE), DAY)
    assert dues.with_rest(exact, DAY) is exact


@pytest.mark.parametrize(
    ("fen", "kind"),
    [
        (1, PartKind.VOLUNTARY),
        (999_99, PartKind.VOLUNTARY),
        (1000_00, PartKind.LARGE),
        (1000_01, PartKind.LARGE),
    ],
)
def test_large_payments_begin_at_a_thousand(fen: int, kind: PartKind) -> None:
    assert dues.voluntary(fen, DAY) == Part(kind, None, fen)
    assert dues.voluntary(fen, date(2008, 3, 31)).kind is PartKind.VOLUNTARY


@pytest.mark.parametrize("fen", [0, -1])
def test_nobody_pays_nothing(fen: int) -> None:
    with pytest.raises(ValueError, match="payment"):
        dues.allocate(fen, (), DAY)
    with pytest.raises(ValueError, match="payment"):
        dues.voluntary(fen, DAY)


def test_six_months_back_and_no_more() -> None:
    assert not dues.too_old(JANUARY, date(2026, 7, 31))
    assert dues.too_old(date(2025, 12, 1), date(2026, 7, 1))
    assert not dues.too_old(date(2026, 12, 1), date(2026, 7, 1))
    assert not dues.too_old(date(2007, 1, 1), date(2008, 3, 31))


def test_kinds_are_the_codes_of_the_form() -> None:
    assert {kind.value for kind in PartKind} == set(codes.table("dues_kind").by_code)
    assert dues.kind_for(JUNE, date(2026, 6, 30)) is PartKind.REGULAR
    assert dues.kind_for(JUNE, date(2026, 7, 1)) is PartKind.BACK
    assert dues.kind_for(JUNE, date(2026, 5, 31)) is PartKind.AHEAD


LEDGERS = st.lists(st.tuples(st.integers(0, 1000_00), st.integers(0, 1200_00)), max_size=24)
FEN = st.integers(1, 5000_00)


@given(LEDGERS, FEN)
def test_a_payment_is_divided_to_the_fen(amounts: list[tuple[int, int]], fen: int) -> None:
    before = states(*amounts)
    split = dues.allocate(fen, before, DAY)
    assert sum(part.fen for part in split.parts) + split.rest == fen
    assert all(part.fen > 0 for part in split.parts)
    after = dues.applied(before, split.parts)
    assert dues.total(after).over == dues.total(before).over, "nobody overpays by it"
    assert not split.rest or not dues.total(after).lacking, "a rest is left when all is paid"
    paid = dues.with_rest(split, DAY)
    assert sum(part.fen for part in paid.parts) == fen


@given(LEDGERS, st.lists(st.tuples(FEN, st.booleans()), max_size=12), st.data())
def test_no_sequence_loses_or_makes_a_fen(
    amounts: list[tuple[int, int]], payments: list[tuple[int, bool]], data: st.DataObject
) -> None:
    ledger = states(*amounts)
    at_first, cash, voluntary = dues.total(ledger).paid, 0, 0
    open_entries: list[tuple[Part, ...]] = []
    for fen, take_back in payments:
        if take_back and open_entries:
            entry = open_entries.pop(data.draw(st.integers(0, len(open_entries) - 1)))
            parts = dues.reversal(entry)
        else:
            parts = dues.with_rest(dues.allocate(fen, ledger, DAY), DAY).parts
            open_entries.append(parts)
        ledger = dues.applied(ledger, parts)
        cash += sum(part.fen for part in parts)
        voluntary += sum(part.fen for part in parts if part.month is None)
        sums = dues.total(ledger)
        assert sums.paid - at_first + voluntary == cash
        assert sums.due + sums.over == sums.paid + sums.lacking
        assert sum(part.fen for entry in open_entries for part in entry) == cash


@given(LEDGERS, FEN)
def test_a_reversal_restores_exactly(amounts: list[tuple[int, int]], fen: int) -> None:
    before = states(*amounts)
    parts = dues.with_rest(dues.allocate(fen, before, DAY), DAY).parts
    back = dues.reversal(parts)
    assert dues.applied(dues.applied(before, parts), back) == before
    assert sum(part.fen for part in (*parts, *back)) == 0
    assert dues.reversal(back) == parts


@given(st.lists(LEDGERS, max_size=6))
def test_sums_by_member_and_by_month_agree(members: list[list[tuple[int, int]]]) -> None:
    ledgers = [states(*amounts) for amounts in members]
    every = [state for ledger in ledgers for state in ledger]
    by_member = [dues.total(ledger) for ledger in ledgers]
    by_month = [
        dues.total(state for state in every if state.month == month)
        for month in {state.month for state in every}
    ]
    for key in ("due", "paid", "lacking", "over"):
        whole = getattr(dues.total(every), key)
        assert sum(getattr(each, key) for each in by_member) == whole
        assert sum(getattr(each, key) for each in by_month) == whole


def test_a_part_for_a_month_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="2026-06"):
        dues.applied(states((45, 0)), [Part(PartKind.AHEAD, JUNE, 45)])


GOOD = PaymentFacts(
    45, DAY, "self", (Part(PartKind.REGULAR, JUNE, 45),), JANUARY, sealed_to=date(2026, 3, 1)
)


def test_a_good_payment_has_no_problem() -> None:
    assert dues.check_payment(GOOD, DAY) == []
    assert dues.check_payment(replace(GOOD, payer="relative"), DAY) == []


@pytest.mark.parametrize(
    ("change", "field", "said", "stops"),
    [
        ({"fen": 0, "parts": ()}, "fen", "必须大于 0", True),
        ({"fen": 46}, "fen", "各月合计 0.45 元，与交款 0.46 元不相等", True),
        ({"paid_on": None}, "paid_on", "没有填写交纳日期", True),
        ({"paid_on": date(2026, 6, 11)}, "paid_on", "在今天之后", True),
        ({"paid_on": date(2026, 3, 31)}, "paid_on", "2026年3月及以前的账已经上报封存", True),
        ({"payer": "organization"}, "payer", "不符合规定", True),
        ({"payer": ""}, "payer", "不符合规定", True),
        ({"first": date(2026, 7, 1)}, "month", "2026年6月不该在本支部交纳", True),
        ({"last": date(2026, 5, 1)}, "month", "2026年6月不该在本支部交纳", True),
        (
            {"parts": (Part(PartKind.BACK, date(2025, 11, 1), 45),), "first": date(2025, 1, 1)},
            "month",
            "补交2025年11月的党费，已超过 6 个月",
            False,
        ),
        (
            {"fen": 1000_00, "parts": (Part(PartKind.LARGE, None, 1000_00),)},
            "fen",
            "自愿一次多交 1000.00 元，属于大额党费",
            False,
        ),
    ],
)
def test_what_is_wrong_with_a_payment(
    change: dict[str, object], field: str, said: str, stops: bool
) -> None:
    (problem,) = dues.check_payment(replace(GOOD, **change), DAY)  # type: ignore[arg-type]
    assert (problem.field, problem.is_error) == (field, stops)
    assert said in problem.text
    assert problem.remedy


def test_a_sealed_month_may_still_be_paid_back_later() -> None:
    back = replace(GOOD, parts=(Part(PartKind.BACK, JANUARY, 45),))
    assert dues.check_payment(back, DAY) == []


def test_reversals_are_made_once_with_a_reason_in_an_open_month() -> None:
    def fields(reason: str, *, again: bool = False, of: bool = False, open_: bool = True) -> int:
        found = dues.check_reversal(
            reason, reversed_already=again, is_reversal=of, open_month=open_
        )
        assert all(problem.is_error and problem.remedy for problem in found)
        return len(found)

    assert fields("记错人") == 0
    assert fields("  ") == 1
    assert fields("记错人", again=True) == 1
    assert fields("记错人", of=True) == 1
    assert fields("记错人", open_=False) == 1

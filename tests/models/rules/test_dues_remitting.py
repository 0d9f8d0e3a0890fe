"""Periods and shares of handing over, and what money may be used for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.errors import Severity
from djdesk.models.rules import codes, dues
from djdesk.models.rules.dues import remitting

DAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("rhythm", "first", "last", "title"),
    [
        ("month", 5, 5, "2026年5月"),
        ("quarter", 4, 6, "2026年第2季度"),
        ("half", 1, 6, "2026年上半年"),
        ("year", 1, 12, "2026年"),
    ],
)
def test_the_period_of_a_day(rhythm: str, first: int, last: int, title: str) -> None:
    period = dues.period_of(DAY, rhythm)
    assert (period.first, period.last) == (date(2026, first, 1), date(2026, last, 1))
    assert period.title == title


@pytest.mark.parametrize(
    ("rhythm", "count"), [("month", 12), ("quarter", 4), ("half", 2), ("year", 1)]
)
def test_periods_cover_the_year_once(rhythm: str, count: int) -> None:
    found = dues.periods(2026, rhythm)
    assert len(found) == count
    months = [month for period in found for month in dues.months(period.first, period.last)]
    assert months == [date(2026, n, 1) for n in range(1, 13)]
    assert len({period.title for period in found}) == count


def test_rhythms_are_those_of_the_code_table() -> None:
    assert set(remitting.LENGTHS) == set(codes.table("dues_rhythm").by_code)
    assert dues.periods(2026, "half")[1].title == "2026年下半年"


def test_money_is_due_some_days_after_the_period() -> None:
    assert dues.remittance_due(dues.period_of(DAY, "quarter"), 15) == date(2026, 7, 15)
    assert dues.remittance_due(dues.period_of(date(2028, 2, 3), "month"), 0) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("collected", "large", "share", "up"),
    [
        (100_00, 0, 10_000, 100_00),
        (100_00, 0, 0, 0),
        (100_10, 0, 500, 5_01),  # 5.005 up
        (100_09, 0, 500, 5_00),
        (1500_00, 1000_00, 2000, 1100_00),
        (1000_00, 1000_00, 0, 1000_00),
        (0, 0, 500, 0),
    ],
)
def test_shares(collected: int, large: int, share: int, up: int) -> None:
    assert dues.remit(collected, large, share) == (up, collected - up)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10_000))
def test_what_goes_up_and_what_stays_is_everything(ordinary: int, large: int, share: int) -> None:
    up, kept = dues.remit(ordinary + large, large, share)
    assert up + kept == ordinary + large
    assert up >= large
    assert kept >= 0


@pytest.mark.parametrize("wrong", [(100, 101, 500), (100, -1, 500), (100, 0, 10_001), (100, 0, -1)])
def test_impossible_shares(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="of"):
        dues.remit(*wrong)


def test_the_five_uses_and_no_other() -> None:
    for entry in codes.table("dues_use").entries:
        assert dues.check_use(entry.code, "“七一”活动", 500_00, 500_00, DAY, DAY) == []
    assert len(codes.table("dues_use").entries) == 5
    (problem,) = dues.check_use("office", "购买资料", 1, 1, DAY, DAY)
    assert problem.is_error
    assert "培训党员" in problem.remedy


@pytest.mark.parametrize(
    ("purpose", "fen", "balance", "decided", "field", "severity"),
    [
        ("年终聚餐", 100, 100, DAY, "purpose", Severity.WARN),
        ("培训", 0, 100, DAY, "fen", Severity.ERROR),
        ("培训", 101, 100, DAY, "fen", Severity.ERROR),
        ("培训", 100, 100, None, "decided_on", Severity.ERROR),
    ],
)
def test_what_is_wrong_with_an_application(
    purpose: str, fen: int, balance: int, decided: date | None, field: str, severity: Severity
) -> None:
    (problem,) = dues.check_use("training", purpose, fen, balance, decided, DAY)
    assert (problem.field, problem.severity) == (field, severity)
    assert problem.remedy


def test_cashier_and_accountant_and_the_bank() -> None:
    assert dues.check_people("甲", "乙") == []
    assert dues.check_people("", "") == []
    assert len(dues.check_people("甲", "甲")) == 1
    for name in ("中国农业银行某县支行", "农业银行某县支行", "某县中国银行", "邮政储蓄银行"):
        assert dues.check_bank(name, DAY) == []
    (problem,) = dues.check_bank("某县农村商业银行", DAY)
    assert "中国邮政储蓄银行" in problem.remedy
    assert not problem.is_error

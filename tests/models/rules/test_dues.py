"""Dues to the fen: every worked example, every boundary, and what holds for all amounts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.errors import UserError
from djdesk.models.rules import codes, dues
from djdesk.models.rules.dues import Base, Item, Quote, tables

DATA = Path(__file__).parents[2] / "data" / "rules" / "dues.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))
MARCH = date(2026, 3, 1)
UNITS = {"fen": 1, "jiao": 10, "yuan": 100}

Case = Mapping[str, object]


def fen(text: object) -> int:
    """Yuan as written in the cases, in fen, without going through the program."""
    return int(Fraction(str(text)) * 100)


def base(case: Case, month: date) -> Base | None:
    """The base as the case gives it."""
    if "quarter" in case:
        return dues.base_of_quarter(fen(text) for text in cast(list[str], case["quarter"]))
    if "income" in case:
        listed = (cast(dict[str, str], case[key]) for key in ("income", "deduct"))
        items, deductions = ([Item(k, fen(v)) for k, v in each.items()] for each in listed)
        return dues.base_of_items(items, deductions, month)
    return dues.base_of(fen(case["base"])) if "base" in case else None


def quoted(case: Case, month: date | None = None, unit: int | None = None) -> Quote:
    """What the rules say to a case."""
    month = month or dues.read_month(str(case["month"]))
    amount, reduced = (fen(case[k]) if k in case else None for k in ("amount", "reduced"))
    return dues.quote(
        str(case["class"]),
        month,
        base(case, month),
        amount_fen=amount,
        reduced_fen=reduced,
        unit_fen=unit,
    )


@pytest.mark.parametrize("case", CASES["quote"], ids=lambda case: case["id"])
def test_quotes(case: Case) -> None:
    found = quoted(case)
    assert (found.fen, found.rate) == (case["fen"], case["rate"])
    for name, unit in UNITS.items():
        if name in case:
            assert quoted(case, unit=unit).fen == case[name], name
    if "exact" in case:
        assert dues.yuan(found.exact) == case["exact"]
    if "based" in case:
        assert found.base is not None
        assert dues.yuan(found.base) == case["based"]
    if "over" in case:
        assert found.over == case["over"]
    if "accepted" in case:
        accepted = cast(date, case["accepted"])
        assert dues.first_month(accepted, None, accepted) == found.month
    if "until" in case:
        months = dues.months(found.month, dues.read_month(str(case["until"])))
        assert sum(quoted(case, month).fen for month in months) == case["total"]


def test_every_worked_example_is_a_case_and_many_more() -> None:
    ids = [case["id"] for case in CASES["quote"]]
    assert len(set(ids)) == len(ids)
    assert {f"E{n}" for n in range(1, 24)} <= set(ids)
    assert sum(name.startswith("B") for name in ids) >= 40


@pytest.mark.parametrize(
    "case", CASES["refused"], ids=lambda case: f"{case['class']}-{case['said']}"
)
def test_what_the_rules_refuse(case: Case) -> None:
    with pytest.raises(UserError) as refused:
        quoted(case)
    assert str(case["said"]) in str(refused.value)
    assert refused.value.remedy


def test_the_working_says_base_band_rate_product_rounding_cap_and_source() -> None:
    found = dues.quote("wage", date(2026, 3, 17), dues.base_of(63_000_00))
    assert found.working == (
        "类别：按月领取工资（2026年3月）",
        "基数：63000.00 元，即月工资收入（税后）中相对固定的、经常性的部分",
        "档次：10000.00 元以上，全部基数按 2% 交纳，不分段",
        "计算：63000.00 × 2% = 1260.00 元",
        "取整：四舍五入到分，1260.00 元",
        "上限：每月一般不超过 1000.00 元，按上限交纳；多出的 260.00 元可自愿多交",
        "依据：中组发〔2008〕3号第一条、第二条；组电明字〔2017〕5号",
    )
    assert found.basis in found.working[-1]
    assert found.month == MARCH
    reached = dues.quote("wage", MARCH, dues.base_of(50_000_00))
    assert "上限：每月 1000.00 元，没有超过" in reached.working
    assert reached.basis == "中组发〔2008〕3号第一条、第二条"


def test_the_working_says_how_the_base_was_found_and_what_is_doubtful() -> None:
    items = [Item("岗位工资", 400_000), Item("交通补贴", 50_000)]
    found = dues.quote("wage", MARCH, dues.base_of_items(items, [Item("个人所得税", 1)], MARCH))
    assert found.working[1:4] == (
        "收入：岗位工资 4000.00 元",
        "不计入基数：交通补贴 500.00 元",
        "扣除：个人所得税 0.01 元",
    )
    assert found.sure
    old = dues.quote("wage", date(2008, 3, 1), dues.base_of(300_000))
    assert not old.sure
    assert "核实" in old.working[-1]
    assert not any("上限" in line for line in old.working)
    reduced = dues.quote("wage", MARCH, dues.base_of(420_000), reduced_fen=500)
    assert "减免：经批准由 42.00 元减为 5.00 元" in reduced.working
    assert "第七条" in reduced.basis
    assert (reduced.rate_bp, reduced.over) == (None, 0)


def test_negative_money_is_refused() -> None:
    with pytest.raises(UserError, match="不能是负数"):
        dues.base_of(-1)
    with pytest.raises(UserError, match="不能是负数"):
        dues.quote("wage", MARCH, Base(Fraction(-1, 3)))
    with pytest.raises(UserError, match="不能是负数"):
        dues.quote("wage", MARCH, dues.base_of(100), reduced_fen=-1)
    for items, less in (([Item("工资", -1)], []), ([], [Item("个人所得税", -1)])):
        with pytest.raises(UserError, match="是负数"):
            dues.base_of_items(items, less, MARCH)
    with pytest.raises(UserError, match="取整"):
        dues.quote("wage", MARCH, dues.base_of(100), unit_fen=5)


BASES = st.integers(0, 99_999_999_99)


@given(BASES, st.sampled_from(["wage", "annual", "business", "migrant", "working_student"]))
def test_one_rate_for_the_whole_base(amount: int, code: str) -> None:
    # written anew from the rule, in whole numbers only
    bp = 50 if amount <= 3000_00 else 100 if amount <= 5000_00 else 150
    bp = 200 if amount > 10000_00 else bp
    rounded = (amount * bp * 2 + 10_000) // 20_000
    found = dues.quote(code, MARCH, dues.base_of(amount))
    assert (found.rate_bp, found.rounded) == (bp, rounded)
    assert found.fen == min(rounded, 1000_00)
    assert found.fen + found.over == rounded


@given(BASES, st.sampled_from([1, 10, 100]))
def test_rounding_happens_once_and_never_moves_more_than_half_a_unit(
    amount: int, unit: int
) -> None:
    found = dues.quote("pension", MARCH, dues.base_of(amount), unit_fen=unit)
    assert found.rounded % unit == 0
    assert -Fraction(unit, 2) < found.rounded - found.exact <= Fraction(unit, 2)


@given(st.fractions(-(10**9), 10**9, max_denominator=300), st.sampled_from([1, 10, 100]))
def test_rounding_is_the_same_on_both_sides_of_zero(amount: Fraction, unit: int) -> None:
    assert dues.round_to(-amount, unit) == -dues.round_to(amount, unit)


@given(st.integers(0, 10**9), st.sampled_from([50, 100, 150, 200, 300]))
def test_products_are_written_exactly(amount: int, bp: int) -> None:
    exact = Fraction(amount * bp, 10_000)
    assert Fraction(dues.yuan(exact)) * 100 == exact
    assert Fraction(dues.per_cent(bp).rstrip("%")) == Fraction(bp, 100)


def test_money_is_written_with_two_decimals_at_least() -> None:
    shown = [dues.yuan(amount) for amount in (0, 5, 50, 100, -5, Fraction(1, 3), Fraction(-1, 2))]
    assert shown == ["0.00", "0.05", "0.50", "1.00", "-0.05", "0.003333…", "-0.005"]
    with pytest.raises(ValueError, match="unit"):
        dues.round_to(1, 0)


def test_every_class_has_its_rules_and_says_what_it_wants() -> None:
    for entry in codes.table(dues.CLASSES).entries:
        rule = dues.class_rule(entry.code, MARCH)
        assert "中组发〔2008〕3号" in rule.source
        if rule.value.fixed:
            low, high = rule.value.low, rule.value.high
            assert rule.value.usual in rule.value.choices
            assert (rule.value.choices[0], rule.value.choices[-1]) == (low, high)
            assert not rule.value.allows(low - 1)
            assert not rule.value.allows(high + 1)
        else:
            assert rule.value.base
            assert not rule.value.allows(20)


@pytest.mark.parametrize("name", ["wage", "pension"])
def test_bands_touch_and_rise(name: str) -> None:
    for rule in tables.bands(name).rules:
        above = 0
        for band in rule.value:
            assert band.above == above
            above = band.until if band.until is not None else above
        assert rule.value[-1].until is None
        assert [band.rate_bp for band in rule.value] == sorted({b.rate_bp for b in rule.value})


def test_bands_speak_in_the_words_of_the_rule() -> None:
    titles = [band.title for band in tables.bands("pension").at(MARCH)]
    assert titles == ["5000.00 元以下（含）", "5000.00 元以上"]
    wage = [band.title for band in tables.bands("wage").at(MARCH)]
    assert wage[1] == "3000.00 元以上至 5000.00 元（含）"


def test_the_tables_know_what_forms_ask_for() -> None:
    assert "奖励性绩效工资" in tables.excluded().at(MARCH)
    assert "基础性绩效工资" in tables.base_items("institution").at(MARCH)
    assert "绩效工资" in tables.base_items("institution").at(date(2016, 12, 1))
    assert tables.remittance("branch").at(MARCH).rhythm in {"month", "quarter", "half"}
    assert tables.remittance("province").at(MARCH).share_bp == 500
    assert tables.remittance("central_organs").at(MARCH).share_bp == 2000
    assert tables.day_in_year("fixing").at(MARCH) == (1, 31)
    assert tables.day_in_year("publication").at(MARCH) == (3, 31)
    assert set(tables.uses().at(MARCH).codes) == set(codes.table("dues_use").by_code)
    assert set(tables.payers().at(MARCH)) == {e.code for e in codes.table("dues_payer").offered}


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-00", "2026-13", "26-01", "2026-001", "２０２６-01"]
)
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        dues.read_month(text)


def test_months_are_first_days() -> None:
    assert dues.read_month(" 2026-3 ") == MARCH
    assert dues.month_of(date(2026, 3, 31)) == MARCH
    assert dues.last_day(date(2028, 2, 1)) == date(2028, 2, 29)
    assert list(dues.months(date(2025, 11, 5), date(2026, 1, 1))) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]
    assert list(dues.months(MARCH, date(2026, 2, 28))) == []
    assert dues.distance(date(2025, 12, 31), MARCH) == 3

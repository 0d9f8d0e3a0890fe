"""Standards, reductions, the months collected, and next year's standards proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.models.rules import codes, dues
from djdesk.models.rules.dues import (
    Change,
    Due,
    Liability,
    Payer,
    Post,
    Quote,
    Reduction,
    Standard,
)

JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
DECEMBER = date(2026, 12, 1)
WAGE = Standard(JANUARY, "wage", 4200, 420_000)


def found(base: int = 420_000, code: str = "wage") -> Quote:
    return dues.quote(code, JANUARY, dues.base_of(base))


def test_the_newest_standard_holds() -> None:
    later = Standard(JUNE, "wage", 7500, 500_001)
    for listed in ((WAGE, later), (later, WAGE)):
        assert dues.standard_in(listed, date(2026, 5, 1)) is WAGE
        assert dues.standard_in(listed, JUNE) is later
        assert dues.standard_in(listed, date(2025, 12, 1)) is None


def test_a_year_with_a_change_and_a_reduction() -> None:
    standards = (WAGE, Standard(JUNE, "wage", 7500, 500_001))
    reduction = Reduction(500, date(2026, 8, 1), date(2026, 9, 1), JUNE, JUNE)
    year = dues.dues_of(JANUARY, DECEMBER, standards, Liability(JANUARY), (reduction,))
    assert [due.fen for due in year] == [4200] * 5 + [7500] * 2 + [500] * 2 + [7500] * 3
    # a reduction never makes anybody pay more
    more = replace(reduction, to_fen=9999)
    assert dues.due_in(date(2026, 8, 1), standards, Liability(JANUARY), (more,)) == 7500


def test_months_that_are_not_collected() -> None:
    liability = Liability(MARCH, date(2026, 10, 1), ((JUNE, date(2026, 7, 1)),))
    months = [due.month.month for due in dues.dues_of(JANUARY, DECEMBER, (WAGE,), liability)]
    assert months == [3, 4, 5, 8, 9, 10]
    assert dues.due_in(JUNE, (WAGE,), liability) == 0
    endless = Liability(MARCH, None, ((JUNE, None),))
    assert [due.month.month for due in dues.dues_of(JANUARY, DECEMBER, (WAGE,), endless)] == [
        3,
        4,
        5,
    ]


def test_what_was_not_fixed_is_not_nothing() -> None:
    late = Standard(MARCH, "wage", 4200, 420_000)
    (january, *_) = dues.dues_of(JANUARY, MARCH, (late,), Liability(JANUARY))
    assert january == Due(JANUARY, None)


def test_accepted_in_june_pays_from_june() -> None:
    first = dues.first_month(date(2026, 6, 18), None, date(2026, 6, 18))
    standard = Standard(first, "wage", 4500, 450_000)
    year = dues.dues_of(JANUARY, DECEMBER, (standard,), Liability(first))
    assert len(year) == 7
    assert sum(due.fen or 0 for due in year) == 315_00


def test_a_letter_brings_arrears_along() -> None:
    came = date(2026, 6, 5)
    assert dues.first_month(None, date(2026, 3, 1), came) == date(2026, 4, 1)
    assert dues.carried_arrears(date(2026, 3, 1), came) == (date(2026, 4, 1), date(2026, 5, 1))
    assert dues.carried_arrears(date(2026, 5, 1), came) == ()
    # paid ahead at the old branch
    assert dues.first_month(None, date(2026, 12, 1), came) == date(2027, 1, 1)
    assert dues.carried_arrears(date(2026, 12, 1), came) == ()
    assert dues.first_month(None, None, came) == JUNE


def check(standard: Standard, quote: Quote | None, **more: object) -> list[tuple[str, bool]]:
    options: dict[str, object] = {"former": None, "decided_on": JANUARY} | more
    problems = dues.check_standard(standard, quote, **options)  # type: ignore[arg-type]
    assert all(problem.text.endswith("。") and problem.remedy for problem in problems)
    return [(problem.field, problem.is_error) for problem in problems]


def test_checks_of_a_standard() -> None:
    assert check(WAGE, found()) == []
    assert check(replace(WAGE, code="teacher"), None) == [("code", True)]
    assert check(replace(WAGE, since=date(2026, 1, 2)), found()) == [("since", True)]
    assert check(replace(WAGE, fen=-1), found()) == [("fen", True), ("fen", False)]
    assert check(WAGE, found(), decided_on=None) == [("decided_on", False)]
    assert check(replace(WAGE, fen=4201), found()) == [("fen", False)]
    assert check(replace(WAGE, fen=0, base_fen=0), found(0)) == [("base_fen", False)]


def test_more_than_the_cap_is_asked_about() -> None:
    assert check(replace(WAGE, fen=100_000), found(5_000_000)) == []
    over = replace(WAGE, fen=100_001)
    (problem,) = dues.check_standard(over, found(5_000_000), None, decided_on=JANUARY)
    assert problem.text == "月应交 1000.01 元，超过 1000.00 元。"
    assert not problem.is_error


def test_a_change_within_the_year_wants_a_reason() -> None:
    changed = Standard(JUNE, "wage", 7500, 500_001)
    quote = dues.quote("wage", JUNE, dues.base_of(500_001))
    assert check(changed, quote, former=WAGE) == [("reason", False)]
    assert check(changed, quote, former=WAGE, reason="调整工资标准") == []
    assert check(changed, quote) == []
    assert check(replace(changed, since=date(2027, 1, 1)), quote, former=WAGE) == []
    assert check(replace(WAGE, since=JUNE), found(), former=WAGE) == []
    # the rule is of 2017
    old = replace(changed, since=date(2016, 6, 1))
    assert check(old, quote, former=replace(WAGE, since=date(2016, 1, 1))) == []


def test_checks_of_a_reduction() -> None:
    def fields(reduction: Reduction, code: str = "wage") -> list[tuple[str, bool]]:
        problems = dues.check_reduction(reduction, code, 4200)
        assert all(problem.text.endswith("。") and problem.remedy for problem in problems)
        return [(problem.field, problem.is_error) for problem in problems]

    good = Reduction(500, JANUARY, JUNE, date(2025, 12, 20), date(2025, 12, 28))
    assert fields(good) == []
    assert fields(replace(good, to_fen=0)) == []
    assert fields(replace(good, to_fen=-1)) == [("to_fen", True)]
    assert fields(replace(good, to_fen=4200)) == [("to_fen", True)]
    assert fields(replace(good, branch_on=None)) == [("branch_on", True)]
    assert fields(replace(good, superior_on=None)) == [("superior_on", True)]
    assert fields(replace(good, until=None)) == [("until", False)]
    assert fields(replace(good, until=date(2025, 12, 1))) == [("until", True)]
    # for the retired the branch alone may decide, since 2017
    assert fields(replace(good, superior_on=None), "pension") == []
    before = replace(good, since=date(2016, 12, 1), until=date(2016, 12, 1), superior_on=None)
    assert fields(before, "pension") == [("superior_on", True)]
    assert good.covers(JUNE)
    assert not good.covers(date(2026, 7, 1))
    assert replace(good, until=None).covers(date(2099, 1, 1))


# --- proposals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("post", "code"),
    [
        ("W1", "wage"),
        ("W12", "wage"),
        ("W2", "farmer"),
        ("W21", "farmer"),
        ("W22", "migrant"),
        ("W51", "wage"),
        ("W62", "student"),
        ("W7", None),
        ("W71", "business"),
        ("W73", "unemployed"),
        ("W82", "pension"),
        ("", None),
        ("X", None),
    ],
)
def test_the_class_of_a_post(post: str, code: str | None) -> None:
    assert dues.class_for(post, JANUARY) == code


def test_every_post_of_the_roster_but_the_vague_has_a_class() -> None:
    without = [e.code for e in codes.table("work_post").entries if not dues.class_for(e.code, JUNE)]
    assert without == ["W7"]


AT_WORK = Post(date(2015, 7, 1), "W51")
PAYER = Payer(1, "1", date(1980, 5, 5), (AT_WORK,), (WAGE,))


def test_who_retired_changes_class() -> None:
    retired = replace(PAYER, posts=(AT_WORK, Post(date(2026, 9, 20), "W82")))
    change = Change("wage", "pension", date(2026, 9, 1), "2026年9月起为退休人员", True)
    assert dues.class_change(retired, date(2026, 9, 19)) is None
    assert dues.class_change(retired, date(2026, 9, 20)) == change
    fixed = replace(retired, standards=(WAGE, Standard(date(2026, 9, 1), "pension", 2500, 500_000)))
    assert dues.class_change(fixed, DECEMBER) is None


def test_a_class_carried_over_by_mistake_is_still_seen() -> None:
    posts = (AT_WORK, Post(date(2025, 11, 3), "W82"))
    change = dues.class_change(replace(PAYER, posts=posts), JUNE)
    assert change is not None
    assert (change.code, change.since) == ("pension", date(2025, 11, 1))


def test_what_the_branch_chose_on_purpose_is_left_alone() -> None:
    # paid by the year, on relief, reading with pay: their posts are those of others
    for code in ("annual", "relief", "working_student", "subsistence"):
        chosen = replace(PAYER, standards=(replace(WAGE, code=code),))
        assert dues.class_change(chosen, DECEMBER) is None
        moved = replace(chosen, posts=(AT_WORK, Post(JUNE, "W41")))
        assert dues.class_change(moved, DECEMBER) is None
    assert dues.class_change(replace(PAYER, standards=()), DECEMBER) is None


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [("W62", "W33", "wage"), ("W33", "W73", "unemployed"), ("W73", "W41", "wage")],
)
def test_graduated_out_of_work_and_at_work_again(before: str, after: str, code: str) -> None:
    old = str(dues.class_for(before, JANUARY))
    posts = (Post(date(2020, 9, 1), before), Post(date(2026, 7, 8), after))
    payer = Payer(2, "2", None, posts, (Standard(JANUARY, old, 20),))
    change = dues.class_change(payer, DECEMBER)
    assert change is not None
    assert (change.former, change.code, change.sure) == (old, code, True)


def test_retirement_and_graduation_are_asked_about_and_not_decided() -> None:
    def asked(payer: Payer, day: date) -> Change | None:
        change = dues.class_change(payer, day)
        assert change is None or not change.sure
        return change

    man = replace(PAYER, birth_on=date(1966, 6, 15))
    woman = replace(PAYER, sex="2", birth_on=date(1976, 6, 15))
    for payer, age in ((man, 60), (woman, 50)):
        assert asked(payer, date(2026, 6, 14)) is None
        change = asked(payer, date(2026, 6, 15))
        assert change is not None
        assert change.code == "pension"
        assert f"已满 {age} 周岁" in change.reason
        annual = replace(payer, standards=(replace(WAGE, code="annual"),))
        assert asked(annual, DECEMBER) is None
    student = Payer(3, "1", None, (), (Standard(JANUARY, "student", 20),), date(2026, 6, 30))
    assert asked(student, date(2026, 6, 29)) is None
    change = asked(student, date(2026, 6, 30))
    assert change is not None
    assert (change.code, "毕业" in change.reason) == ("wage", True)


def test_next_years_standards() -> None:
    retired = replace(PAYER, key=2, posts=(AT_WORK, Post(date(2026, 9, 20), "W82")))
    laid_off = replace(PAYER, key=3, posts=(AT_WORK, Post(date(2026, 9, 20), "W73")))
    farmer = Payer(4, "1", None, (Post(JANUARY, "W21"),), (Standard(JANUARY, "farmer", 50),))
    new = Payer(5, "1", None, (Post(JUNE, "W62"),), ())
    unknown = Payer(6, "1", None, (), ())
    asked = replace(PAYER, key=7, birth_on=date(1966, 6, 15))
    new_wage = replace(new, key=8, posts=(AT_WORK,))
    no_base = replace(PAYER, key=9, standards=(replace(WAGE, base_fen=None),))
    trader = replace(PAYER, key=10, standards=(replace(WAGE, code="business"),))
    people = (PAYER, retired, laid_off, farmer, new, unknown, asked, new_wage, no_base, trader)
    told = {
        p.key: (p.code, p.quote.fen if p.quote else None, p.needs_base, p.change is not None)
        for p in dues.propose(people, 2027)
    }
    assert told == {
        1: ("wage", 4200, False, False),
        2: ("pension", None, True, True),
        3: ("unemployed", 20, False, True),
        4: ("farmer", 50, False, False),
        5: ("student", 20, False, False),
        6: ("", None, True, False),
        7: ("wage", 4200, False, True),
        8: ("wage", None, True, False),
        9: ("wage", None, True, False),
        10: ("business", 4200, True, False),
    }


def test_proposals_follow_the_rules_of_their_year() -> None:
    payer = replace(PAYER, standards=(Standard(date(2016, 1, 1), "wage", 126_000, 6_300_000),))
    (proposal,) = dues.propose([payer], 2017)
    assert proposal.quote is not None
    assert (proposal.quote.fen, proposal.quote.over) == (100_000, 26_000)
    (proposal,) = dues.propose([replace(PAYER, standards=(WAGE,))], 2027, unit_fen=100)
    assert proposal.quote is not None
    assert proposal.quote.fen == 4200

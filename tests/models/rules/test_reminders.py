"""Reminders: the worked examples, each day before and after a step, and what many become."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from djdesk.models.rules import reminders
from djdesk.models.rules.reminders import (
    About,
    OrganizationFacts,
    Reminder,
    Severity,
    Target,
    fold,
    ordered,
)
from djdesk.resources import path

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "data" / "rules" / "reminders.toml").read_text(encoding="utf-8")
)
DAY = date(2026, 3, 10)
WHO = About("uid-1", "张某", Target("roster", 7))
Case = Mapping[str, date]


def _branch(**changes: object) -> OrganizationFacts:
    usual = OrganizationFacts(
        About("uid-b", "机修车间支部", Target("organization", 3)),
        kind="branch",
        members=20,
        full=18,
        committee=3,
        secretary=True,
        vacant_since=None,
        term_until=None,
        own=True,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def _of_term(rule_id: str) -> Callable[[Case], Reminder | None]:
    def find(case: Case) -> Reminder | None:
        found = reminders.organization(_branch(term_until=case["until"]), case["day"])
        return next((each for each in found if each.rule_id == rule_id), None)

    return find


MAKE: dict[str, Callable[[Case], Reminder | None]] = {
    "probation": lambda c: reminders.probation(WHO, c["joined"], c["day"]),
    "lost": lambda c: reminders.lost(WHO, c["since"], c["day"]),
    "stopped": lambda c: reminders.stopped(WHO, c["since"], c["day"]),
    "away": lambda c: reminders.away(WHO, c["since"], c["day"]),
    "discipline": lambda c: reminders.discipline(
        WHO, str(c["title"]), c["given"], c.get("until"), c["day"]
    ),
    "term": _of_term("R100"),
    "request": _of_term("R101"),
    "honour": lambda c: reminders.honours([(WHO, c["joined"], c.get("full"))], c["day"]),
    "receipt": lambda c: reminders.receipt(WHO, 7, c["exported"], c["day"]),
    "backup": lambda c: reminders.backup(WHO, c.get("last"), c["day"]),
    "report": lambda c: reminders.monthly_report(
        WHO, str(c["period"]), c.get("joined", date(2020, 1, 1)), c["day"]
    ),
}


def test_every_group_of_cases_has_its_rule() -> None:
    assert set(MAKE) == set(CASES)


@pytest.mark.parametrize(
    ("kind", "case"),
    [(kind, case) for kind, cases in CASES.items() for case in cases],
    ids=lambda value: str(value)[:60],
)
def test_worked_example(kind: str, case: Mapping[str, object]) -> None:
    found = MAKE[kind](case)  # type: ignore[arg-type]
    if "severity" not in case:
        assert found is None
        return
    assert found is not None
    assert found.severity == case["severity"]
    assert (found.due, found.days_left) == (case.get("due"), case.get("left"))
    assert found.rule_id == case.get("rule", found.rule_id)
    assert found.clause
    assert found.advice


def test_every_rule_of_the_file_speaks_and_says_what_to_do() -> None:
    rules = tomllib.loads(path("rules", "reminders.toml").read_text(encoding="utf-8"))
    for rule_id in rules:
        rule = reminders.schedule(rule_id, DAY)
        assert rule is not None
        assert rule.mark in {"S", "K", "?"}
        assert rule.steps or "severity" in rule.values, rule_id
        assert rule.advice.endswith("。")
        severities = [list(Severity).index(severity) for _, severity in rule.steps]
        assert severities == sorted(severities, reverse=True), f"{rule_id} grows quieter"


def test_before_the_first_version_a_rule_is_silent() -> None:
    assert reminders.schedule("R64", date(2014, 5, 27)) is None
    with pytest.raises(KeyError):
        reminders.schedule("R999", DAY)


def test_the_sentence_of_a_probation_follows_the_day() -> None:
    ahead = reminders.probation(WHO, date(2025, 3, 20), DAY)
    over = reminders.probation(WHO, date(2024, 12, 20), DAY)
    month = reminders.probation(WHO, date(2025, 4, 1), DAY, month_only=True)
    assert ahead is not None
    assert over is not None
    assert month is not None
    assert ahead.text == "预备党员张某的预备期3月20日届满，应讨论转正"
    assert over.text == "预备党员张某的预备期已于2025年12月20日届满，还没有登记转正"
    assert "预备期4月届满" in month.text
    assert ahead.target == WHO.target


# --- organizations ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("full", "members", "committee", "expected"),
    [
        (3, 3, 0, []),
        (2, 3, 0, [("R95", Severity.ALARM)]),
        (0, 0, 0, []),
        (6, 6, 0, []),
        (7, 7, 0, [("R96", Severity.WARN)]),
        (7, 7, 2, [("R96", Severity.WARN)]),
        (7, 7, 3, []),
        (50, 50, 7, []),
        (50, 51, 7, [("R95", Severity.WARN)]),
        (50, 50, 8, [("R96", Severity.WARN)]),
    ],
)
def test_size(
    full: int, members: int, committee: int, expected: list[tuple[str, Severity]]
) -> None:
    facts = _branch(full=full, members=members, committee=committee)
    found = reminders.organization(facts, DAY)
    assert [(each.rule_id, each.severity) for each in found] == expected
    assert all(each.due is None and each.days_left is None for each in found)


def test_only_a_branch_is_judged_by_its_size() -> None:
    facts = _branch(kind="committee", full=500, members=600, committee=15)
    assert reminders.organization(facts, DAY) == []


@pytest.mark.parametrize(
    ("since", "left", "severity"),
    [
        (date(2026, 3, 10), 31, Severity.NOTICE),
        (date(2026, 2, 11), 1, Severity.NOTICE),
        (date(2026, 2, 10), 0, Severity.WARN),
        (date(2025, 3, 10), -334, Severity.WARN),
    ],
)
def test_a_vacant_secretary_is_to_be_replaced_within_a_month(
    since: date, left: int, severity: Severity
) -> None:
    (found,) = reminders.organization(_branch(secretary=False, vacant_since=since), DAY)
    assert (found.rule_id, found.days_left, found.severity) == ("R97", left, severity)


def test_a_secretary_never_entered_has_no_day() -> None:
    (found,) = reminders.organization(_branch(secretary=False), DAY)
    assert (found.text, found.days_left, found.severity) == ("没有登记书记", None, Severity.WARN)
    assert reminders.organization(_branch(secretary=False, members=0, full=0), DAY) == []


def test_the_request_concerns_the_own_organization_only() -> None:
    facts = _branch(term_until=date(2026, 5, 20), own=False)
    assert [each.rule_id for each in reminders.organization(facts, DAY)] == ["R100"]


# --- reports and figures ---------------------------------------------------------------------


def test_branches_behind_are_named() -> None:
    found = reminders.branches_behind(WHO, ("甲", "乙", "丙", "丁"), DAY)
    assert found is not None
    assert found.text == "4 个支部没有上报2月的情况：甲、乙、丙等"
    assert (found.rule_id, found.days_left) == ("R93", -5)
    assert reminders.branches_behind(WHO, (), DAY) is None


def test_states_are_silent_when_there_is_nothing() -> None:
    assert reminders.not_joined(WHO, 0, DAY) is None
    assert reminders.unexplained(WHO, (), 0, DAY) is None
    assert reminders.numbers(WHO, 0, 0, DAY) is None


def test_states_say_how_many() -> None:
    apart = reminders.not_joined(WHO, 2, DAY)
    strange = reminders.unexplained(WHO, ("甲", "乙"), 2, DAY)
    numbers = reminders.numbers(WHO, 3, 1, DAY)
    refused = reminders.refused(WHO, 7, DAY)
    assert apart is not None
    assert apart.severity is Severity.NOTICE
    assert strange is not None
    assert strange.text == "2026年人数对不上：甲、乙的增加没有登记变动方式"
    assert strange.severity is Severity.ALARM
    assert numbers is not None
    assert numbers.text == "3 名党员没有身份证号，1 名党员的出生日期或性别与身份证号不一致"
    assert refused is not None
    assert "第 0007 号" in refused.text


# --- political birthdays ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("joined", "day", "on", "years"),
    [
        (date(1996, 3, 10), DAY, DAY, 30),
        (date(1996, 3, 9), DAY, date(2027, 3, 9), 31),
        (date(2000, 2, 29), date(2026, 2, 27), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2028, 2, 27), date(2028, 2, 29), 28),
        (date(2010, 1, 2), date(2026, 12, 30), date(2027, 1, 2), 17),
    ],
)
def test_political_birthday(joined: date, day: date, on: date, years: int) -> None:
    assert reminders.political_birthday(joined, day) == (on, years)


def test_political_birthdays_are_shown_a_week_ahead() -> None:
    assert reminders.birthday_days(DAY) == 7
    assert reminders.birthday_days(date(2000, 1, 1)) == 0


# --- order and folding -----------------------------------------------------------------------


def _probation(number: int, left: int) -> Reminder:
    about = About(f"uid-{number}", f"张{number}", Target("roster", number))
    found = reminders.probation(about, date(2025, 3, 10) + timedelta(days=left), DAY)
    assert found is not None
    return found


def test_the_longest_overdue_comes_first_and_gentle_states_last() -> None:
    apart = reminders.not_joined(WHO, 1, DAY)
    backup = reminders.backup(WHO, None, DAY)
    assert apart is not None
    assert backup is not None
    given = [apart, _probation(1, 20), backup, _probation(2, 0), _probation(3, -9)]
    assert [each.days_left for each in ordered(given)] == [-9, None, 0, 20, None]
    assert ordered(given)[1] is backup


def test_few_stay_single_and_many_become_one_line() -> None:
    few = [_probation(n, n) for n in range(1, 4)]
    assert fold(few, most=3) == tuple(few)
    (one,) = fold([*reversed(few), _probation(4, 4)], most=3)
    assert one.text == "4 名预备党员的预备期将满，应讨论转正：张1、张2、张3等"
    assert one.many
    assert (one.days_left, one.action) == (1, "名单")
    assert one.target.record_id is None
    assert one.target.hints["ids"] == (1, 2, 3, 4)


def test_those_of_another_severity_stay_apart() -> None:
    mixed = [_probation(n, 1) for n in range(1, 5)] + [_probation(9, 40)]
    found = fold(mixed, most=3)
    assert [each.many for each in found] == [True, False]


def test_what_has_no_sentence_for_many_is_never_joined() -> None:
    refused = reminders.refused(WHO, 7, DAY)
    assert refused is not None
    assert len(fold([refused] * 9, most=3)) == 9


def test_the_key_changes_with_the_due_day() -> None:
    one, other = _probation(1, 10), _probation(1, 11)
    assert one.key == "R64/uid-1/20260320"
    assert one.key != other.key
    state = reminders.refused(WHO, 7, DAY)
    assert state is not None
    assert state.key == "P3/uid-1/"

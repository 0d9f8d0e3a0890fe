"""Reminders about meetings: the worked example, each lead, and what makes them fall silent."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.models.rules.meetings.kinds import kind, own, with_period
from djdesk.models.rules.meetings.periods import period_of
from djdesk.models.rules.reminders import About, Reminder, Severity, Target, fold, meetings

DATA = Path(__file__).parents[3] / "data" / "rules" / "meetings.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))["frequency"]
DAY = date(2026, 3, 10)
BRANCH = About("uid-b", "机修车间支部", Target("meetings"))
GROUP = About("uid-g", "第一党小组", Target("meetings"))
WHO = About("uid-1", "张某", Target("roster", 7))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['day']}")
def test_frequency(case: dict[str, Any]) -> None:
    day = case["day"]
    rule = kind(case["kind"], day)
    rule = with_period(rule, case.get("period", rule.period))
    found = meetings.frequency(
        GROUP if rule.attends == "group" else BRANCH,
        rule,
        case["held"],
        day,
        fixed_day=FixedDay(case["fixed"]) if "fixed" in case else None,
        since=case.get("since"),
    )
    if "severity" not in case:
        assert found == []
        return
    (told,) = found
    assert (told.rule_id, told.due, told.days_left) == (case["rule"], case["due"], case["left"])
    assert told.severity == case["severity"]
    assert told.clause
    assert told.advice.endswith("。")


def test_the_last_period_and_this_one_can_both_be_due() -> None:
    found = meetings.frequency(BRANCH, kind("M2", DAY), [], date(2026, 3, 25))
    assert [(each.due, each.severity) for each in found] == [
        (date(2026, 2, 28), Severity.ALARM),
        (date(2026, 3, 31), Severity.NOTICE),
    ]
    assert len({each.key for each in found}) == 2


@pytest.mark.parametrize(
    ("code", "held", "day", "text"),
    [
        ("M1", [], date(2026, 3, 10), "第一季度还没有召开支部党员大会"),
        ("M1", [date(2026, 4, 1)], date(2026, 4, 10), "第一季度没有召开支部党员大会"),
        ("M1", [date(2026, 1, 5)], date(2026, 1, 10), "2025年第四季度没有召开支部党员大会"),
        ("M3", [date(2026, 2, 1)], date(2026, 3, 25), "第一党小组3月还没有召开党小组会"),
        ("M4", [date(2025, 12, 1)], date(2026, 3, 25), "第一季度还没有上党课"),
        ("M5", [date(2026, 2, 1)], date(2026, 3, 25), "3月还没有开展主题党日"),
        ("M6", [date(2025, 12, 1)], date(2026, 12, 25), "今年还没有召开组织生活会"),
        ("M7", [], date(2027, 1, 5), "2026年没有开展民主评议党员"),
    ],
)
def test_the_sentence(code: str, held: list[date], day: date, text: str) -> None:
    about = GROUP if code == "M3" else BRANCH
    found = meetings.frequency(about, kind(code, day), held, day, since=date(2025, 11, 1))
    assert text in [each.text for each in found]


def test_a_kind_asked_for_twice_says_how_many_there_were() -> None:
    twice = own({"code": "M2", "name": "支委会", "attends": "committee", "period": "month",
                 "times": 2})  # fmt: skip
    held = [date(2026, 2, 2), date(2026, 2, 20), date(2026, 3, 2)]
    (found,) = meetings.frequency(BRANCH, twice, held, date(2026, 3, 25))
    assert found.text == "3月支委会应开 2 次，只开了 1 次"


def test_a_kind_of_the_branch_itself_does_not_remind() -> None:
    evening = own({"code": "Z1", "name": "夜校", "period": "month", "times": 1})
    assert meetings.frequency(BRANCH, evening, [], date(2026, 3, 31)) == []


def test_many_groups_become_one_line() -> None:
    groups = [About(f"uid-{n}", f"第{n}党小组", Target("meetings")) for n in range(9)]
    day = date(2026, 3, 25)
    found = [
        each
        for group in groups
        for each in meetings.frequency(group, kind("M3", day), [date(2026, 2, 2)], day)
    ]
    (told,) = fold(found, 5)
    assert told.text == "9 个党小组3月没有召开党小组会：第0党小组、第1党小组、第2党小组等"


# --- the year ------------------------------------------------------------------------------------


def told(found: Reminder | None) -> tuple[str, date | None, int | None, Severity]:
    assert found is not None
    return found.rule_id, found.due, found.days_left, found.severity


def test_talks() -> None:
    missing = [f"张一与李{n}" for n in range(12)]
    assert meetings.talks(BRANCH, missing, date(2026, 10, 1)) is None
    found = meetings.talks(BRANCH, missing, date(2026, 10, 2))
    assert told(found) == ("R08", date(2026, 12, 31), 90, Severity.NOTICE)
    assert found is not None
    assert found.text == "今年还有 12 对没有谈心谈话：张一与李0、张一与李1、张一与李2等"
    late = meetings.talks(BRANCH, missing, date(2026, 12, 1))
    assert told(late)[3] == Severity.WARN
    assert meetings.talks(BRANCH, [], date(2026, 12, 1)) is None


def test_the_secretary_lectures_once_a_year() -> None:
    def ask(last: date | None, day: date, since: date | None = None) -> Reminder | None:
        return meetings.lecture(BRANCH, "张一", last, day, since=since)

    assert ask(date(2025, 6, 1), date(2026, 10, 31)) is None
    assert told(ask(date(2025, 6, 1), date(2026, 11, 1))) == (
        "R09", date(2026, 12, 31), 60, Severity.NOTICE,
    )  # fmt: skip
    assert ask(date(2026, 1, 4), date(2026, 11, 1)) is None
    assert told(ask(None, date(2026, 12, 31)))[3] == Severity.NOTICE
    assert ask(None, date(2026, 11, 1), since=date(2026, 10, 1)) is None
    assert ask(None, date(2026, 11, 1), since=date(2026, 9, 30)) is not None


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        (date(2026, 3, 16), None),
        (date(2026, 3, 17), Severity.NOTICE),
        (date(2026, 3, 18), Severity.WARN),
        (date(2026, 6, 18), Severity.WARN),
    ],
)
def test_a_record_is_to_be_written_within_three_working_days(
    day: date, severity: Severity | None
) -> None:
    thursday = date(2026, 3, 12)
    found = meetings.unwritten(About("m", "2026-党课-01", Target("meetings", 3)), thursday, day)
    assert (found.severity if found is not None else None) == severity
    if found is not None:
        assert found.due == date(2026, 3, 17)
        assert found.text.startswith("2026-党课-01的记录应")


@pytest.mark.parametrize(
    ("due", "severity"),
    [
        (date(2026, 3, 18), None),
        (date(2026, 3, 17), Severity.NOTICE),
        (date(2026, 3, 10), Severity.WARN),
        (date(2025, 3, 10), Severity.WARN),
    ],
)
def test_resolutions_are_carried_out(due: date, severity: Severity | None) -> None:
    found = meetings.follow_up(WHO, "制定二季度检修期间党员责任区划分方案并报车间备案", due, DAY)
    assert (found.severity if found is not None else None) == severity
    if found is not None:
        assert found.text.startswith("张某负责的“制定二季度检修期间党员责任区划分方案并报")
    nobody = meetings.follow_up(About("r", "", Target("meetings")), "修路", DAY, DAY)
    assert nobody is not None
    assert nobody.text == "“修路”应在3月10日前落实"


# --- members -------------------------------------------------------------------------------------

JAN, FEB, MAR = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)


@pytest.mark.parametrize(
    ("history", "second"),
    [
        ([(JAN, "present"), (FEB, "absent"), (MAR, "absent")], MAR),
        ([(MAR, "absent"), (JAN, "absent"), (FEB, "absent")], FEB),
        ([(JAN, "absent"), (FEB, "absent"), (MAR, "late")], None),
        ([(JAN, "absent"), (FEB, "sick"), (MAR, "absent")], None),
        ([(JAN, "absent"), (FEB, "excused"), (MAR, "absent")], MAR),
        ([(FEB, "absent"), (MAR, "")], None),
        ([(MAR, "absent")], None),
        ([], None),
    ],
)
def test_two_absences_in_a_row(history: list[tuple[date, str]], second: date | None) -> None:
    assert meetings.absent_since(history) == second


def test_last_present() -> None:
    assert meetings.last_present([(MAR, "sick"), (FEB, "late"), (JAN, "present")]) == FEB
    assert meetings.last_present([(MAR, "absent")]) is None


def test_whoever_is_absent_twice_is_talked_to_within_a_week() -> None:
    found = meetings.absent_twice(WHO, MAR, DAY)
    assert told(found) == ("R12", date(2026, 3, 12), 2, Severity.WARN)
    assert told(meetings.absent_twice(WHO, MAR, date(2026, 4, 1)))[3] == Severity.WARN
    assert meetings.absent_twice(WHO, MAR, DAY, talked_on=MAR) is None
    assert meetings.absent_twice(WHO, MAR, DAY, talked_on=FEB) is not None


@pytest.mark.parametrize(
    ("since", "left", "severity"),
    [
        (date(2025, 11, 10), 61, None),
        (date(2025, 11, 9), 60, Severity.NOTICE),
        (date(2025, 10, 9), 30, Severity.WARN),
        (date(2025, 9, 10), 0, Severity.WARN),
        (date(2025, 9, 9), -1, Severity.ALARM),
        (date(2024, 8, 31), -375, Severity.ALARM),
    ],
)
def test_six_months_without_taking_part(since: date, left: int, severity: Severity | None) -> None:
    found = meetings.not_taking_part(WHO, since, DAY)
    assert (found.severity if found is not None else None) == severity
    if found is not None:
        assert (found.rule_id, found.days_left) == ("R13", left)
        assert ("已满" in found.text) == (left < 0)


@pytest.mark.parametrize(
    ("present", "should", "day", "speaks"),
    [
        (5, 9, date(2026, 4, 1), True),
        (5, 9, date(2026, 3, 31), False),  # the quarter still runs
        (5, 9, date(2026, 5, 15), True),
        (5, 9, date(2026, 5, 16), False),
        (6, 10, date(2026, 4, 1), False),  # exactly 60 per cent
        (0, 2, date(2026, 4, 1), False),  # too few to say anything
        (0, 3, date(2026, 4, 1), True),
    ],
)
def test_attendance_of_a_quarter(present: int, should: int, day: date, speaks: bool) -> None:
    quarter = period_of("quarter", DAY)
    found = meetings.attendance(WHO, present, should, quarter, day)
    assert (found is not None) == speaks
    if found is not None:
        assert (found.rule_id, found.severity) == ("R15", Severity.NOTICE)
        assert f"{present}/{should}" in found.text


# --- the plan ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "filed", "left"),
    [
        (date(2026, 4, 1), [], None),
        (date(2026, 4, 2), [], 3),
        (date(2026, 4, 20), [(2026, 1)], -15),
        (date(2026, 4, 30), [], -25),
        (date(2026, 5, 1), [], None),
        (date(2026, 4, 6), [(2026, 2)], None),
        (date(2026, 4, 6), [(2026, 0)], None),
        (date(2026, 4, 6), [(2025, 0), (2025, 2)], -1),
    ],
)
def test_the_plan_is_filed_by_the_fifth(
    day: date, filed: list[tuple[int, int]], left: int | None
) -> None:
    found = meetings.plan_filed(BRANCH, filed, day)
    assert (found.days_left if found is not None else None) == left
    assert found is None or (found.rule_id, found.severity) == ("R14", Severity.INFO)


def test_no_plan_is_asked_for_a_quarter_that_had_begun() -> None:
    day = date(2026, 4, 6)
    assert meetings.plan_filed(BRANCH, [], day, since=date(2026, 4, 2)) is None
    assert meetings.plan_filed(BRANCH, [], day, since=date(2026, 4, 1)) is not None

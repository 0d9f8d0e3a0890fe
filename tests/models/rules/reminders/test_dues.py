"""Reminders about dues: when each begins to speak, how loudly, and in which words."""

from __future__ import annotations

from datetime import date

from djdesk.models.rules import dues as rules
from djdesk.models.rules.reminders import About, Severity, Target
from djdesk.models.rules.reminders import dues as told

ABOUT = About("uid", "张三", Target("dues", 1))


def test_a_month_is_told_five_days_before_its_end_and_after_it() -> None:
    november = date(2026, 11, 1)
    assert told.unpaid_month(ABOUT, november, 4_500, date(2026, 11, 24)) is None
    soon = told.unpaid_month(ABOUT, november, 4_500, date(2026, 11, 25))
    assert soon is not None
    assert (soon.severity, soon.due, soon.days_left) == (Severity.INFO, date(2026, 11, 30), 5)
    late = told.unpaid_month(ABOUT, november, 4_500, date(2026, 12, 1))
    assert late is not None
    assert late.severity is Severity.NOTICE
    assert late.text == "张三11月党费已到期，还没有交（45.00 元）"


def test_four_months_unpaid_warn_and_the_end_of_the_fifth_alarms() -> None:
    # reminders.md: last dues month paid 2025-10: R31 active, R32 from the end of March
    run = rules.Run(date(2025, 11, 1), 4)
    march = told.unpaid_run(ABOUT, run, date(2026, 3, 2), running=True, lacking=18_000)
    assert march is not None
    assert (march.rule_id, march.severity) == ("R31", Severity.WARN)
    later = told.unpaid_run(ABOUT, run, date(2026, 3, 31), running=True, lacking=18_000)
    assert later is not None
    assert (later.rule_id, later.severity, later.due) == (
        "R32",
        Severity.ALARM,
        date(2026, 4, 30),
    )


def test_six_months_lead_to_a_meeting_and_never_to_a_change() -> None:
    run = rules.Run(date(2026, 1, 1), 6)
    found = told.unpaid_run(ABOUT, run, date(2026, 7, 10), running=False, lacking=27_000)
    assert found is not None
    assert found.rule_id == "R32"
    assert "支部大会讨论决定" in found.text
    assert found.text.endswith("，共欠 270.00 元")


def test_a_short_run_that_ended_is_not_said_to_grow() -> None:
    run = rules.Run(date(2026, 1, 1), 5)
    found = told.unpaid_run(ABOUT, run, date(2026, 7, 10), running=False, lacking=22_500)
    assert found is not None
    assert found.rule_id == "R31"
    two = rules.Run(date(2026, 1, 1), 2)
    assert told.unpaid_run(ABOUT, two, date(2026, 3, 10), running=True, lacking=9_000) is None


def test_standards_are_asked_for_from_the_first_of_january() -> None:
    january = date(2026, 1, 1)
    first = told.unfixed(ABOUT, january, january)
    assert first is not None
    assert (first.severity, first.due) == (Severity.NOTICE, date(2026, 1, 31))
    later = told.unfixed(ABOUT, january, date(2026, 1, 16))
    assert later is not None
    assert later.severity is Severity.WARN
    # who was accepted in June is asked about at the end of June
    newcomer = told.unfixed(ABOUT, date(2026, 6, 1), date(2026, 6, 20))
    assert newcomer is not None
    assert newcomer.due == date(2026, 6, 30)


def test_a_changed_class_says_what_to_what() -> None:
    change = rules.Change("wage", "pension", date(2026, 6, 1), "2026年6月起为退休", True)
    found = told.class_change(ABOUT, change, date(2026, 6, 20))
    assert found is not None
    assert found.rule_id == "R41"
    assert found.text == ("张三2026年6月起为退休，党费仍按“工资”核定，请核对是否改为“离退休”")
    work = rules.Change("wage", "business", date(2026, 6, 1), "2026年6月起为个体", True)
    assert (told.class_change(ABOUT, work, date(2026, 6, 20)) or found).rule_id == "R35"
    asked = rules.Change("wage", "pension", date(2026, 6, 1), "已满 60 周岁", False)
    state = told.class_change(ABOUT, asked, date(2026, 6, 20))
    assert state is not None
    assert state.due is None


def test_what_the_branch_itself_owes() -> None:
    period = rules.Period(date(2026, 7, 1), date(2026, 9, 1))
    due = rules.remittance_due(period, 15)
    assert told.remittance(ABOUT, period, due, date(2026, 10, 7)) is None
    soon = told.remittance(ABOUT, period, due, date(2026, 10, 8))
    assert soon is not None
    assert soon.text == "2026年第3季度党费应在10月15日前上缴"
    late = told.remittance(ABOUT, period, due, date(2026, 10, 16))
    assert late is not None
    assert late.severity is Severity.ALARM
    assert told.publication(ABOUT, 2025, date(2026, 2, 28)) is None
    assert told.publication(ABOUT, 2025, date(2026, 3, 1)) is not None


def test_the_rest_of_the_sheet() -> None:
    day = date(2026, 6, 10)
    ends = told.reduction_ends(ABOUT, date(2026, 6, 1), day)
    assert ends is not None
    assert ends.due == date(2026, 6, 30)
    assert told.reduction_ends(ABOUT, date(2026, 8, 1), day) is None
    gift = told.large_gift(ABOUT, 100_000, day, day)
    assert gift is not None
    assert "1000.00 元" in gift.text
    cap = told.above_cap(ABOUT, 100_001, day)
    assert cap is not None
    assert cap.severity is Severity.WARN
    old = told.too_old(ABOUT, 2, date(2025, 11, 1), day)
    assert old is not None
    assert old.severity is Severity.WARN

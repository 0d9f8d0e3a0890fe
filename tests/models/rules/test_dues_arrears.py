"""Months unpaid: counted running, judged by the rule, and laid into bands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.models.rules import dues
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import MonthState, Run, Stage

JANUARY = date(2026, 1, 1)
NEXT_YEAR = date(2027, 1, 1)


def ledger(marks: str, first: date = JANUARY) -> list[MonthState]:
    """Months from `first` on: p paid, u unpaid, h half paid, e excused, 0 exempt, n not fixed."""
    made = {
        "p": MonthState(first, 45, 45),
        "u": MonthState(first, 45),
        "h": MonthState(first, 45, 20),
        "e": MonthState(first, 45, excused=True),
        "0": MonthState(first, 0),
        "n": MonthState(first, 0, fixed=False),
    }
    found = []
    for place, mark in enumerate(marks):
        like = made[mark]
        month = add_months(first, place)
        found.append(MonthState(month, like.due, like.paid, like.excused, like.fixed))
    return found


@pytest.mark.parametrize(
    ("marks", "since", "months"),
    [
        ("pppppppppppp", None, 0),
        ("uppppppppppp", 1, 1),
        ("ppuuu", 3, 3),
        ("uuupuu", 1, 3),
        ("uupuuu", 4, 3),
        ("uuupuuu", 5, 3),  # of equal runs the later
        ("uuhuu", 4, 2),
        ("uueuu", 4, 2),
        ("uu0uuu", 4, 3),
        ("uunuuu", 1, 6),
        ("nnnnnn", 1, 6),
        ("uuuuuuuuuuuu", 1, 12),
    ],
)
def test_runs(marks: str, since: int | None, months: int) -> None:
    run = dues.unpaid_run(reversed(ledger(marks)), NEXT_YEAR)
    assert run == (None if since is None else Run(date(2026, since, 1), months))


def test_a_month_that_is_not_collected_here_ends_a_run() -> None:
    states = ledger("uuuuuu")
    assert dues.unpaid_run([s for s in states if s.month.month != 4], NEXT_YEAR) == Run(JANUARY, 3)


def test_a_month_counts_from_the_day_after_its_last() -> None:
    states = ledger("uuu")
    assert dues.unpaid_run(states, date(2026, 2, 28)) == Run(JANUARY, 1)
    assert dues.unpaid_run(states, date(2026, 3, 1)) == Run(JANUARY, 2)
    assert dues.overdue(states, date(2026, 2, 28)) == tuple(states[:1])
    assert dues.overdue(reversed(ledger("phupu")), NEXT_YEAR) == tuple(
        state for state in ledger("phupu") if state.lacking
    )


def test_the_example_of_the_sheet_of_due_dates() -> None:
    # last dues month paid 2025-10, seen on 2026-03-10: four months; five at the end of March
    states = ledger("puuuuuu", date(2025, 10, 1))
    run = dues.unpaid_run(states, date(2026, 3, 10))
    assert run == Run(date(2025, 11, 1), 4)
    assert run.until == date(2026, 2, 1)
    assert dues.next_step(run, date(2026, 3, 10)).stage is Stage.CRITICISE
    assert run.reaches(5) == date(2026, 3, 31)
    assert run.reaches(6) == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("months", "stage", "said"),
    [
        (1, Stage.LATE, "提醒本人"),
        (2, Stage.LATE, "提醒本人"),
        (3, Stage.CRITICISE, "批评教育"),
        (4, Stage.CRITICISE, "批评教育"),
        (5, Stage.NEAR, "到 2026年6月30日将满 6 个月"),
        (6, Stage.DECIDE, "由支部大会讨论决定"),
        (14, Stage.DECIDE, "由支部大会讨论决定"),
    ],
)
def test_what_the_rule_says_follows(months: int, stage: Stage, said: str) -> None:
    day = dues.last_day(add_months(JANUARY, months - 1)) + timedelta(days=1)
    step = dues.next_step(Run(JANUARY, months), day)
    assert step.stage is stage
    assert f"自2026年1月起连续 {months} 个月" in step.text
    assert said in step.text
    assert "第十三条" in step.clause


def test_nothing_follows_where_nothing_is_unpaid_or_no_rule_was_known() -> None:
    assert dues.next_step(None, NEXT_YEAR).stage is Stage.NONE
    assert dues.next_step(Run(date(2007, 1, 1), 8), date(2007, 12, 1)).stage is Stage.NONE


def test_a_run_that_ended_does_not_grow() -> None:
    step = dues.next_step(Run(JANUARY, 5), date(2026, 9, 1))
    assert step.stage is Stage.NEAR
    assert "将满" not in step.text
    assert "限期补交" in step.text


def test_arrears_by_length() -> None:
    assert dues.bands_of_arrears(JANUARY) == ("1—2个月", "3—4个月", "5个月", "6个月及以上")
    counts = dues.arrears_by_length([0, 1, 2, 3, 4, 5, 6, 7, 30], JANUARY)
    assert list(counts.values()) == [2, 2, 1, 3]


@given(st.text("puhe0n", min_size=1, max_size=24))
def test_a_run_is_unpaid_from_end_to_end_and_no_longer_one_exists(marks: str) -> None:
    run = dues.unpaid_run(ledger(marks), date(2030, 1, 1))
    longest = max(
        (len(part) for part in "".join(" u"[m in "un"] for m in marks).split()), default=0
    )
    assert (run.months if run else 0) == longest
    if run:
        start = dues.distance(JANUARY, run.since)
        assert set(marks[start : start + run.months]) <= {"u", "n"}

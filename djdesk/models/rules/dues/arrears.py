"""Months unpaid: how many running, what the rule says follows, and arrears by their length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.months import distance, last_day, say_month
from djdesk.models.rules.dues.payments import MonthState


class Stage(IntEnum):
    """How far non-payment has come; the program only says so, a meeting decides."""

    NONE = 0
    LATE = 1
    CRITICISE = 2
    NEAR = 3
    DECIDE = 4


@dataclass(frozen=True, slots=True)
class Run:
    """`months` months running from `since` on for which nothing was paid."""

    since: date
    months: int

    @property
    def until(self) -> date:
        """The last of these months."""
        return add_months(self.since, self.months - 1)

    def reaches(self, months: int) -> date:
        """The day on which it lasts so many months if nothing is paid: the last of that month."""
        return last_day(add_months(self.since, months - 1))


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the rule says follows after a run of unpaid months."""

    stage: Stage
    text: str
    clause: str


def overdue(states: Iterable[MonthState], day: date) -> tuple[MonthState, ...]:
    """The months in arrears on `day`: over, and not fully paid; the oldest first."""
    found = [state for state in states if state.lacking and last_day(state.month) < day]
    return tuple(sorted(found, key=lambda state: state.month))


def unpaid_run(states: Iterable[MonthState], day: date) -> Run | None:
    """The longest run of past months for which nothing at all was paid; None if there is none.

    Of equal runs the later counts. A part payment, an exemption (nothing due) and a month that is
    excused end a run, because then the member did pay or had a reason (规定2008 art.13). A month
    that is not among `states` (not collected here) ends it too; one without a standard does not.
    """
    best: Run | None = None
    run: Run | None = None
    for state in sorted(states, key=lambda state: state.month):
        if last_day(state.month) >= day:
            break
        if state.paid > 0 or state.excused or (state.fixed and not state.due):
            run = None
            continue
        joined = run is not None and distance(run.until, state.month) == 1
        run = Run(run.since, run.months + 1) if run and joined else Run(state.month, 1)
        if best is None or run.months >= best.months:
            best = run
    return best


def next_step(run: Run | None, day: date) -> NextStep:
    """What the rule in force on `day` says about a run (规定2008 art.13, 章程 art.9)."""
    rule = tables.unpaid().rule_at(day)
    if run is None or rule is None:
        return NextStep(Stage.NONE, "", "")
    limits = rule.value
    head = f"自{say_month(run.since)}起连续 {run.months} 个月没有交纳党费"
    due = run.reaches(limits.decide)
    if run.months >= limits.decide:
        stage = Stage.DECIDE
        text = (
            "，请先查明有无正当理由；没有正当理由的，由支部大会讨论决定按自行脱党除名，"
            "报上级党组织批准。"
        )
    elif run.months >= limits.near:
        stage = Stage.NEAR
        text = (
            f"，到 {due.year}年{due.month}月{due.day}日将满 {limits.decide} 个月，请立即谈话催交。"
        )
        if due < day:  # a later month was paid: the run has ended and cannot grow
            text = "，请批评教育，限期补交。"
    elif run.months >= limits.criticise:
        stage, text = Stage.CRITICISE, "，请批评教育，限期改正。"
    else:
        stage, text = Stage.LATE, "，请提醒本人交纳。"
    return NextStep(stage, head + text, rule.source)


def bands_of_arrears(day: date) -> tuple[str, ...]:
    """The titles of the bands of arrears by length, the shortest first."""
    titles, low = [], 1
    for until in tables.arrears_until().at(day):
        titles.append(f"{low}个月" if low == until else f"{low}—{until}个月")
        low = until + 1
    return (*titles, f"{low}个月及以上")


def arrears_by_length(months: Iterable[int], day: date) -> dict[str, int]:
    """How many members are how many months in arrears, by band; those with none do not count."""
    titles = bands_of_arrears(day)
    limits = tables.arrears_until().at(day)
    counts = dict.fromkeys(titles, 0)
    for count in months:
        if count > 0:
            place = next((i for i, until in enumerate(limits) if count <= until), len(limits))
            counts[titles[place]] += 1
    return counts

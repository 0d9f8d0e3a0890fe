"""The ladder of warnings (蓝、黄、红): which rungs a subject's months reach, and why.

A warning tells and proposes; it decides nothing (assessment.md §4: assessment alone never suffices
for a formal step).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from djdesk.models.rules.assessment.rolling import mean
from djdesk.models.rules.assessment.rubric import Rubric, Warn
from djdesk.models.rules.assessment.scores import say
from djdesk.models.rules.days import add_months


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What the ladder asks of one month of a subject.

    `points` in tenths, None when it was not scored (leave, exempt). `absences` is the longest run
    of meetings missed without reason that had its last one in this month, counted over the ends of
    months. `missing` is how many things should be there and are not.
    """

    month: date
    points: int | None
    absences: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Raised:
    """A rung that is reached: its `code` and `name`, every reason, what to do `within` days."""

    code: str
    name: str
    why: tuple[str, ...]
    within: int
    step: str


@dataclass(slots=True)
class _Reached:
    """What held up to a month: rungs of every scored month, and of every quarter that ended."""

    months: list[set[str]] = field(default_factory=list)
    quarters: list[set[str]] = field(default_factory=list)


def warnings(rubric: Rubric, history: Sequence[MonthFacts]) -> tuple[Raised, ...]:
    """The rungs reached in the last month of `history`, the gravest first.

    `history` is one row a month, ascending, from as far back as conditions look: seven months do
    for the shipped ladders. Quarters are judged in their last month, half-years in June and
    December: by the mean of the scored months, in a rubric scored by the year by the running total.
    """
    reached = _Reached()
    found: dict[str, list[str]] = {}
    for place in range(len(history)):
        found = _rungs(rubric, history[: place + 1], reached)
    return tuple(
        Raised(rung.code, rung.name, tuple(found[rung.code]), rung.within, rung.step)
        for rung in reversed(rubric.warnings)
        if rung.code in found
    )


def _rungs(
    rubric: Rubric, history: Sequence[MonthFacts], reached: _Reached
) -> dict[str, list[str]]:
    """Why each rung is reached in the last month; notes it for the months after."""
    last = history[-1]
    found: dict[str, list[str]] = {}
    by_quarter: set[str] = set()
    for rung in rubric.warnings:
        why = _of_month(rung, last)
        quarter = _of_span(rubric, history, rung.quarter_below, 3, "本季度")
        if quarter:
            by_quarter.add(rung.code)
        why += quarter + _of_span(rubric, history, rung.half_below, 6, "本半年")
        if why:
            found[rung.code] = why
    counts = last.points is not None or bool(found)
    if counts:
        reached.months.append(set(found))
    if last.month.month % 3 == 0:
        reached.quarters.append(by_quarter)
    for rung in rubric.warnings:
        why = _repeated(rubric, rung, reached, last) if counts else []
        if why:
            found.setdefault(rung.code, []).extend(why)
            reached.months[-1].add(rung.code)
    return found


def _of_month(rung: Warn, facts: MonthFacts) -> list[str]:
    why: list[str] = []
    if rung.below is not None and facts.points is not None and facts.points < rung.below:
        why.append(f"本月 {say(facts.points)} 分，低于 {say(rung.below)} 分")
    if rung.absences is not None and facts.absences >= rung.absences:
        why.append(f"连续 {facts.absences} 次无故缺席")
    if rung.missing is not None and facts.missing >= rung.missing:
        why.append(f"缺 {facts.missing} 项")
    return why


def _of_span(
    rubric: Rubric, history: Sequence[MonthFacts], line: int | None, length: int, name: str
) -> list[str]:
    """Whether a quarter or half-year that ends with the last month stayed below `line`."""
    last = history[-1]
    if line is None or last.month.month % length:
        return []
    first = add_months(last.month, 1 - length)
    scored = [each.points for each in history if each.month >= first and each.points is not None]
    if rubric.cycle == "year":
        scored = scored[-1:]
    found = mean(scored)
    if found is None or found.points >= line:
        return []
    said = "累计" if rubric.cycle == "year" else "平均"
    return [f"{name}{said} {say(found.points)} 分，低于 {say(line)} 分"]


def _repeated(rubric: Rubric, rung: Warn, reached: _Reached, last: MonthFacts) -> list[str]:
    """Whether `rung` follows from `repeats` months or quarters in a row with the rung `of`."""
    if not rung.repeats or not rung.of:
        return []
    name = next((each.name for each in rubric.warnings if each.code == rung.of), rung.of)
    why: list[str] = []
    run = _run(reached.months, rung.of)
    if run >= rung.repeats:
        why.append(f"连续 {run} 个月{name}")
    quarters = _run(reached.quarters, rung.of)
    if quarters >= rung.repeats and last.month.month % 3 == 0:
        why.append(f"连续 {quarters} 个季度{name}")
    return why


def _run(reached: Sequence[set[str]], code: str) -> int:
    """How many at the end of `reached` hold `code`."""
    run = 0
    for rungs in reversed(reached):
        if code not in rungs:
            break
        run += 1
    return run

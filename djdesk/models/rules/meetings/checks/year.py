"""Checks of a whole year that no single record answers: the secretary's lecture, double life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from djdesk.models.rules.meetings.checks.facts import Finding, Findings


@dataclass(frozen=True, slots=True)
class YearFacts:
    """One branch in `year`.

    `secretary` is the name (empty: vacant), `lectures` how many lectures (M4) the secretary gave.
    `leaders` are those with an office: for each name, how many meetings of the branch and of the
    group they should have come to as ordinary members, and came to.
    """

    year: int
    secretary: str
    lectures: int
    leaders: Mapping[str, tuple[int, int]]


def year_findings(facts: YearFacts, day: date) -> tuple[Finding, ...]:
    """What a supervisor would object to in the year as seen on `day` (meetings.md §5).

    A lecture may still come while the year runs; before the last quarter nobody is asked for it.
    """
    told = Findings(date(facts.year, 12, 31))
    lecture = told.rule("lecture")
    asked = lecture is not None and day >= date(facts.year, lecture.number("month"), 1)
    if asked and facts.secretary and not facts.lectures:
        told.tell("lecture", f"{facts.year}年书记{facts.secretary}还没有讲党课。")
    double = told.rule("double_life")
    if double is None:
        return tuple(told.found)
    least, percent = double.number("least"), double.number("percent")
    for name, (should, present) in facts.leaders.items():
        if should >= least and present * 100 < should * percent:
            text = f"{name}以普通党员身份参加组织生活 {present}/{should} 次。"
            told.tell("double_life", text)
    return tuple(told.found)

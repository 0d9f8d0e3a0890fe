"""Grades by their lines, ranks with ties, and how many may have a grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from djdesk.errors import Problem, Severity
from djdesk.models.rules.assessment.rubric import Grade

_MEANT = {333: Fraction(1, 3), 334: Fraction(1, 3), 666: Fraction(2, 3), 667: Fraction(2, 3)}
"""Shares that permille cannot write: who says 33.3 % means a third."""


def grade(points: int, grades: Iterable[Grade]) -> Grade | None:
    """The grade of `points` tenths: the best whose line is reached; None below the last line."""
    reached = [each for each in grades if each.at_least <= points]
    return max(reached, key=lambda each: each.at_least, default=None)


def ranks(points: Sequence[int | None]) -> tuple[int | None, ...]:
    """Ranks in the order given, 1 the best; ties share one and the next skips (1, 2, 2, 4).

    Who was not scored (None) has no rank.
    """
    first: dict[int, int] = {}
    scored = sorted((each for each in points if each is not None), reverse=True)
    for place, each in enumerate(scored, 1):
        first.setdefault(each, place)
    return tuple(None if each is None else first[each] for each in points)


def allowed(count: int, share: int) -> int:
    """How many of `count` may have a grade of `share` permille, rounded down; 333 is a third."""
    return int(count * _MEANT.get(share, Fraction(share, 1000)))


def share_problems(points: Sequence[int | None], grades: Sequence[Grade]) -> list[Problem]:
    """Which grades more have than their share allows; warnings, because people decide who yields.

    Who was not scored does not count.
    """
    scored = [each for each in points if each is not None]
    reached = [grade(each, grades) for each in scored]
    problems: list[Problem] = []
    for each in grades:
        if each.share is None:
            continue
        have, most = reached.count(each), allowed(len(scored), each.share)
        if have > most:
            text = f"“{each.name}”{have} 个，超过 {len(scored)} 个中最多 {most} 个的比例。"
            remedy = "请由支部研究确定人选，分数不自动改变。"
            problems.append(Problem(text, remedy, "grade", Severity.WARN))
    return problems

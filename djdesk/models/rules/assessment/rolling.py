"""Means and the roll-up of one level into the next: exact fractions, rounded half up once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from djdesk.models.rules.assessment.scores import half_up, say, say_exact


@dataclass(frozen=True, slots=True)
class Rolled:
    """A rolled-up score: `points` in tenths, the `exact` tenths before rounding, and the words.

    `count` is of how many parts the mean was made.
    """

    points: int
    exact: Fraction
    count: int
    working: str


def mean(parts: Iterable[int | None]) -> Rolled | None:
    """The mean of scores in tenths; what is None was not scored (leave) and does not count.

    None where nothing was scored. Quarter = mean of its months, year = mean of its months, those on
    approved leave left out (assessment.md §3).
    """
    scored = [part for part in parts if part is not None]
    if not scored:
        return None
    exact = Fraction(sum(scored), len(scored))
    points = half_up(exact)
    sign = "=" if exact == points else "≈"
    written = "+".join(say(part) for part in scored)
    if len(scored) > 1:
        written = f"({written})÷{len(scored)}"
    return Rolled(points, exact, len(scored), f"{written}{sign}{say(points)}")


def roll_up(own: int | None, parts: Iterable[int | None], weight: int) -> Rolled | None:
    """`own` × `weight` permille + mean(`parts`) × the rest, in tenths (assessment.md §4).

    Parts that are None were not scored. With no part scored the own score counts alone, without an
    own score the mean does; None with neither.
    """
    scored = [part for part in parts if part is not None]
    if own is None:
        found = mean(scored)
        if found is None:
            return None
        return Rolled(
            found.points, found.exact, found.count, f"没有自身得分，只计平均：{found.working}"
        )
    if not scored or weight >= 1000:
        words = "没有可汇总的下级得分" if not scored else "下级得分不计入"
        return Rolled(own, Fraction(own), 0, f"{words}，只计自身得分 {say(own)}")
    average = Fraction(sum(scored), len(scored))
    share = Fraction(weight, 1000)
    exact = own * share + average * (1 - share)
    points = half_up(exact)
    working = (
        f"{_share(weight)}×{say(own)}+{_share(1000 - weight)}×{say_exact(average)}"
        f"（{len(scored)} 个得分的平均）={say_exact(exact)}"
    )
    if exact != points:
        working += f"≈{say(points)}"
    return Rolled(points, exact, len(scored), working)


def _share(permille: int) -> str:
    whole, rest = divmod(permille, 1000)
    return f"{whole}.{f'{rest:03d}'.rstrip('0') or '0'}"

"""Plots: round ticks; what stands at a place is found by mouse and keys (see also the charts)."""

from __future__ import annotations

import pytest

from djdesk.ui.kit.plots import even_steps


@pytest.mark.parametrize(
    ("high", "steps"),
    [(1, [0, 1]), (9, [0, 2, 4, 6, 8]), (29, [0, 10, 20, 30]), (430, [0, 100, 200, 300, 400])],
)
def test_ticks_are_round(high: int, steps: list[int]) -> None:
    ticks = list(even_steps(high))
    assert ticks[: len(steps)] == steps
    assert len(ticks) <= 7


@pytest.mark.parametrize(
    ("low", "high", "steps"), [(-3, 14, [0, 5, 10, 15]), (-20, 30, [-20, -10, 0, 10, 20, 30])]
)
def test_ticks_go_below_zero_only_as_far_as_the_amounts(
    low: int, high: int, steps: list[int]
) -> None:
    assert [step for step in even_steps(high, low) if step <= max(steps)] == steps

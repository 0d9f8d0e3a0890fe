"""Points in tenths as text, and exact fractions of them rounded half up, once."""

from __future__ import annotations

from fractions import Fraction

_SHOWN = 3
"""Decimals of an exact mean that are written before … takes the rest's place."""


def say(points: int) -> str:
    """Tenths of a point with one decimal: 868 → `86.8`, -5 → `-0.5`."""
    sign, size = ("-", -points) if points < 0 else ("", points)
    return f"{sign}{size // 10}.{size % 10}"


def signed(points: int) -> str:
    """Like `say` with the sign of what is added: 20 → `+2.0`."""
    return f"+{say(points)}" if points > 0 else say(points)


def say_exact(tenths: Fraction) -> str:
    """An exact number of tenths as points: 1735/2 → `86.75`, 2540/3 → `84.666…`."""
    points = tenths / 10
    sign, points = ("-", -points) if points < 0 else ("", points)
    whole, rest = divmod(points, 1)
    digits = ""
    while rest and len(digits) < _SHOWN:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{sign}{whole}.{digits or '0'}{'…' if rest else ''}"


def half_up(tenths: Fraction) -> int:
    """`tenths` rounded half up to a whole tenth; of negative scores the size is rounded."""
    size = int((abs(tenths) + Fraction(1, 2)) // 1)
    return -size if tenths < 0 else size

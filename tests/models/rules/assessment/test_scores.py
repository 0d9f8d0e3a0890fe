"""Points as text, and the one rounding."""

from __future__ import annotations

from fractions import Fraction

import pytest

from djdesk.models.rules.assessment import half_up, say, say_exact, signed


@pytest.mark.parametrize(
    ("tenths", "text", "with_sign"),
    [(868, "86.8", "+86.8"), (5, "0.5", "+0.5"), (0, "0.0", "0.0"), (-5, "-0.5", "-0.5")],
)
def test_points_have_one_decimal(tenths: int, text: str, with_sign: str) -> None:
    assert (say(tenths), signed(tenths)) == (text, with_sign)


@pytest.mark.parametrize(
    ("exact", "text", "rounded"),
    [
        (Fraction(1735, 2), "86.75", 868),
        (Fraction(2540, 3), "84.666…", 847),
        (Fraction(860), "86.0", 860),
        (Fraction(-1, 2), "-0.05", -1),
        (Fraction(1, 3), "0.033…", 0),
        (Fraction(849, 2), "42.45", 425),
    ],
)
def test_exact_points_are_rounded_half_up(exact: Fraction, text: str, rounded: int) -> None:
    assert (say_exact(exact), half_up(exact)) == (text, rounded)

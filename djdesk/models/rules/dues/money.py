"""Money of the dues: fen as whole numbers, products as exact fractions, rounded once."""

from __future__ import annotations

from fractions import Fraction

_SHOWN = 6
"""Decimals of a yuan that are written of an amount that never ends (a third)."""


def yuan(fen: int | Fraction) -> str:
    """An amount in fen as yuan, exactly: 1172835/1000 fen → 11.72835, never fewer than 2 decimals.

    What never ends (7000 ÷ 3) is cut after six decimals and marked with ….
    """
    exact = Fraction(fen) / 100
    sign, exact = ("-", -exact) if exact < 0 else ("", exact)
    whole, rest = divmod(exact, 1)
    digits = ""
    while rest and len(digits) < _most_decimals(exact.denominator):
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{sign}{whole}.{digits.ljust(2, '0')}{'…' if rest else ''}"


def _most_decimals(denominator: int) -> int:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return _SHOWN if denominator != 1 else 1_000


def per_cent(rate_bp: int) -> str:
    """A rate in basis points: 150 → 1.5%."""
    whole, rest = divmod(rate_bp, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def round_to(fen: int | Fraction, unit_fen: int) -> int:
    """`fen` rounded half up to a multiple of `unit_fen`, in fen; of negative amounts the size.

    Rounds from the exact value: what is already rounded must not be rounded again (dues.md E7).
    """
    if unit_fen < 1:
        raise ValueError(f"a unit of {unit_fen} fen")
    exact = Fraction(fen)
    size = int((abs(exact) / unit_fen + Fraction(1, 2)) // 1) * unit_fen
    return -size if exact < 0 else size

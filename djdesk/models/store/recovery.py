"""The recovery code printed on paper: 31 random signs and a check sign, in eight groups of four."""

from __future__ import annotations

import secrets
import unicodedata

# no I, L, O, U: they are read as 1, 1, 0 and V
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_LENGTH, _GROUP = 32, 4


def generate() -> str:
    """A new code of 155 random bits, such as `7KQ2-…` (eight groups joined by hyphens)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH - 1))
    signs += ALPHABET[_check(signs)]
    return "-".join(signs[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))


def parse(text: str) -> str:
    """The 32 signs of a code typed in any case, grouping or width; empty if it is not one."""
    signs = _signs(text)
    if len(signs) != _LENGTH or any(sign not in ALPHABET for sign in signs):
        return ""
    return signs if ALPHABET[_check(signs[:-1])] == signs[-1] else ""


def looks_like(text: str) -> bool:
    """Whether `text` is meant as a code, though it may be mistyped."""
    signs = _signs(text)
    return abs(len(signs) - _LENGTH) <= 2 and all(sign in ALPHABET for sign in signs)


def _signs(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-—–_.")


def _times_two(value: int) -> int:
    """Twice `value` in the field GF(32) with x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _check(signs: str) -> int:
    """Check value: Horner's scheme in GF(32) notices every wrong sign and every swapped pair."""
    total = 0
    for sign in signs:
        total = _times_two(total ^ ALPHABET.index(sign))
    return total

"""Personal names: cleaning what was typed, and the keys by which Chinese lists are ordered.

The stroke order is that of elections.md §5: strokes of the surname, then 横竖撇点折 stroke by
stroke; a compound surname after the single one of the same character; names of two characters
before longer ones; then the following characters in turn.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from djdesk.models.rules.text import halve, tidy
from djdesk.resources import path

DOT = "·"  # U+00B7, the sign of the ID card between the parts of minority names
_DOTS = re.compile(r"\s*[·・•．.‧∙⋅●﹒･]\s*")
_BETWEEN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_UNKNOWN_RANK = "zzzz"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class NameKeys(NamedTuple):
    """The stored keys of a name.

    `pinyin` orders by reading, the same surname kept together (`zhang1张 san1三`); `initials` is
    what the search box looks in (`zs zhangsan`); `strokes` orders by surname strokes.
    """

    pinyin: str
    initials: str
    strokes: str


@dataclass(frozen=True, slots=True)
class _Surnames:
    single: dict[str, str]
    compound: dict[str, tuple[str, ...]]
    starts: frozenset[str]  # the first two characters of the compound ones
    longest: int


@cache
def _surnames() -> _Surnames:
    with path("codes", "surnames.toml").open("rb") as file:
        data = tomllib.load(file)
    compound = {name: tuple(reading.split()) for name, reading in data["compound"].items()}
    starts = frozenset(name[:2] for name in compound)
    return _Surnames(dict(data["single"]), compound, starts, max(map(len, compound)))


def _lines(name: str) -> Iterable[tuple[str, str]]:
    text = path("codes", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        head, _, characters = line.partition("\t")
        yield head, characters


@cache
def _readings() -> dict[str, str]:
    return {
        character: syllable
        for syllable, characters in _lines("hanzi_pinyin.txt")
        for character in characters
    }


@cache
def _ranks() -> dict[str, str]:
    """The place of every known character in stroke order, as base-36 digits that sort as text."""
    quads = (a + b + c + d for a in "0123" for b in _DIGITS for c in _DIGITS for d in _DIGITS)
    characters = "".join(line for _, line in _lines("hanzi_strokes.txt"))
    return dict(zip(characters, quads, strict=False))


class _Sign(NamedTuple):
    """What one character adds to the keys; separators add to the pinyin key only."""

    ordered: str
    first: str
    sound: str
    rank: str


def _with_reading(character: str, reading: str) -> _Sign:
    sound = reading.rstrip("12345")
    rank = _ranks().get(character, _UNKNOWN_RANK)
    return _Sign(reading + character, sound[0], sound, rank)


class _Signs(dict[str, _Sign]):
    """Characters met so far; one name in a thousand brings a new one."""

    def __missing__(self, character: str) -> _Sign:
        reading = _readings().get(character)
        if reading is not None:
            sign = _with_reading(character, reading)
        elif character.isalnum():
            low = character.lower()
            sign = _Sign(low, low, low, _ranks().get(character, _UNKNOWN_RANK))
        else:
            sign = _Sign("", "", "", "")
        self[character] = sign
        return sign


_SIGNS = _Signs()


@cache
def _counts() -> dict[str, int]:
    return {
        character: int(count)
        for count, characters in _lines("hanzi_strokes.txt")
        for character in characters
    }


def strokes(character: str) -> int:
    """How many strokes `character` is written with; 0 when that is not known."""
    return _counts().get(character, 0)


def clean(text: str) -> str:
    """The name as the ID card writes it: no padding between characters, 「·」 as separator.

    Latin names keep single blanks between their words.
    """
    text = tidy(text)
    if text.isascii():
        return text
    text = _DOTS.sub(DOT, halve(text)).strip(DOT + " ")
    return _BETWEEN_CHINESE.sub("", text)


def surname(name: str) -> str:
    """The surname of a cleaned name: a listed compound one, else the first character."""
    known = _surnames()
    if DOT not in name:
        for length in range(min(known.longest, len(name) - 1), 1, -1):
            if name[:length] in known.compound:
                return name[:length]
    return name[:1]


def initials(text: str) -> str:
    """First letters of the readings of `text` in lower case; blanks and signs are left out."""
    readings = _readings()
    return "".join(readings.get(c, c.lower())[0] for c in text if c.isalnum())


def keys(name: str) -> NameKeys:
    """The stored keys of a cleaned `name`; 50,000 names take about a tenth of a second."""
    known = _surnames()
    family = 1
    if name[:2] in known.starts:
        family = len(surname(name))
    signs = [_SIGNS[c] for c in name]
    if family > 1:
        signs[:family] = [
            _with_reading(c, reading)
            for c, reading in zip(name, known.compound[name[:family]], strict=False)
        ]
    elif len(name) > 1 and name[0] in known.single and DOT not in name:
        signs[0] = _with_reading(name[0], known.single[name[0]])
    given = len(name) - family - name.count(DOT)
    ranks = [sign.rank for sign in signs]
    return NameKeys(
        " ".join([sign.ordered for sign in signs]),
        "".join([s.first for s in signs]) + " " + "".join([s.sound for s in signs]),
        (ranks[0] if ranks else "")
        + ("1" if family > 1 else "0")
        + "".join(ranks[1:family])
        + _DIGITS[max(0, min(given, 35))]
        + "".join(ranks[family:]),
    )


def search_word(text: str) -> str:
    """Text of the search box as it is compared with `initials`: lower case, letters only."""
    return "".join(c for c in halve(text).lower() if c.isascii() and c.isalpha())

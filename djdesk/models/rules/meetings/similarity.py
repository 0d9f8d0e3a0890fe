"""Whether a paragraph was copied from an earlier record (内容雷同), fast for thousands of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Generic, TypeVar
from zlib import crc32

from djdesk.models.rules.dated import Dated, load, whole
from djdesk.models.rules.text import fold

Key = TypeVar("Key")

_LENGTH = 8  # signs of a shingle: shorter ones recur in any two Chinese texts
_SAMPLE = 8  # of so many shingles one is kept in the index; all are compared afterwards


@dataclass(frozen=True, slots=True)
class Limits:
    """When a paragraph counts as copied: from `share` per cent on, if it has `least` signs.

    `stock` are phrases that everybody uses and that count for nothing.
    """

    least: int
    share: int
    stock: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """A paragraph of the new text that stands in the record `key`: `share` per cent of it."""

    paragraph: str
    key: Key
    share: int


@cache
def _limits() -> Dated[Limits]:
    def make(row: Mapping[str, object]) -> Limits:
        stock = row["stock"]
        if not isinstance(stock, list):
            raise TypeError("stock must be a list")
        phrases = sorted((fold(str(each)) for each in stock), key=len, reverse=True)
        return Limits(whole(row, "least"), whole(row, "share"), tuple(phrases))

    return load("meetings", "likeness", make)


def limits(day: date) -> Limits:
    """The limits on `day`; days before the first version go by the first."""
    rules = _limits()
    return rules.at(max(day, rules.rules[0].start))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text as typed, without blank ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _bare(paragraph: str, stock: Iterable[str]) -> str:
    """The signs that are compared: no punctuation, no stock phrases."""
    bare = fold(paragraph)
    for phrase in stock:
        bare = bare.replace(phrase, "")
    return bare


def _shingles(bare: str) -> frozenset[int]:
    # two bytes a sign, and a checksum that is the same in every process
    data = bare.encode("utf-16-le")
    length = 2 * _LENGTH
    return frozenset(
        crc32(data[place : place + length]) for place in range(0, len(data) - length + 1, 2)
    )


def fingerprint(paragraph: str) -> frozenset[int]:
    """The shingles of a paragraph: checksums of every run of eight signs, punctuation left out.

    Empty for fewer than eight signs. Stock phrases are still in it.
    """
    return _shingles(fold(paragraph))


class Index(Generic[Key]):
    """Earlier records made ready for comparison; `add` takes more, `alike` asks about a text."""

    def __init__(self, earlier: Iterable[tuple[Key, str]] = (), *, day: date = date.max) -> None:
        self._limits = limits(day)
        self._places: defaultdict[int, list[int]] = defaultdict(list)
        self._bare: list[str] = []
        self._keys: list[Key] = []
        for key, text in earlier:
            self.add(key, text)

    def add(self, key: Key, text: str) -> None:
        """Take in one more record."""
        for paragraph in paragraphs(text):
            bare = _bare(paragraph, self._limits.stock)
            if len(bare) >= self._limits.least:
                place = len(self._bare)
                self._bare.append(bare)
                self._keys.append(key)
                for each in set(_sampled(bare)):
                    self._places[each].append(place)

    def alike(self, text: str, threshold: int | None = None) -> tuple[Likeness[Key], ...]:
        """For each paragraph of `text` that was copied the record most like it, in their order.

        `threshold` in per cent; None: that of the rule. Of equals the one added first is named.
        """
        share = self._limits.share if threshold is None else threshold
        found = (self._nearest(each, share) for each in paragraphs(text))
        return tuple(each for each in found if each is not None)

    def _nearest(self, paragraph: str, share: int) -> Likeness[Key] | None:
        bare = _bare(paragraph, self._limits.stock)
        if len(bare) < self._limits.least:
            return None
        shingles = _shingles(bare)
        votes = Counter(
            place for each in set(_sampled(bare)) for place in self._places.get(each, ())
        )
        best: tuple[int, int] | None = None
        # the few with most shingles in common are compared in full
        for place, _ in sorted(votes.items(), key=lambda one: (-one[1], one[0]))[:_COMPARED]:
            common = len(shingles & _shingles(self._bare[place])) * 100 // len(shingles)
            if common >= share and (best is None or common > best[0]):
                best = common, place
        return Likeness(paragraph, self._keys[best[1]], best[0]) if best is not None else None


_COMPARED = 5


def _sampled(bare: str) -> list[int]:
    """The shingles that go into the index, and one for the whole, so that no plain copy is missed.

    Which are kept depends on the shingle alone: the same text keeps the same ones everywhere.
    """
    data = bare.encode("utf-16-le")
    length = 2 * _LENGTH
    kept = [
        each
        for place in range(0, len(data) - length + 1, 2)
        if not (each := crc32(data[place : place + length])) % _SAMPLE
    ]
    kept.append(crc32(data) | 1 << 32)
    return kept


def alike(
    new_text: str, earlier: Iterable[tuple[Key, str]], threshold: int | None = None
) -> tuple[Likeness[Key], ...]:
    """As `Index.alike`, for a single question."""
    return Index(earlier).alike(new_text, threshold)

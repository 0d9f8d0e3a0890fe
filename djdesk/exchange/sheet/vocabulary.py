"""The words with which offices head their columns, read from resources/aliases/<area>.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from djdesk import resources

IGNORED = "-"
"""The key of a column that is known and says nothing new (序号, 年龄)."""

BRACKETS = re.compile(r"[(\[{〔【<][^)\]}〕】>]*[)\]}〕】>]?")
SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """`text` without width, case, blanks, line ends and signs; what stands in brackets is kept."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=4096)
def unbracketed(text: str) -> str:
    """As `bare`, without what stands in brackets."""
    return bare(BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


@dataclass(frozen=True, slots=True)
class Pattern:
    """Parts that must occur in a header in this order, and parts that must not."""

    key: str
    parts: tuple[str, ...]
    without: tuple[str, ...]

    def fits(self, word: str) -> bool:
        """Whether the bare header `word` has all the parts and none of the others."""
        at = 0
        for part in self.parts:
            at = word.find(part, at)
            if at < 0:
                return False
            at += len(part)
        return not any(part in word for part in self.without)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of one area: field keys by header, and how notes and totals begin."""

    area: str
    titles: dict[str, str]
    words: dict[str, str]
    patterns: tuple[Pattern, ...]
    single: frozenset[str]
    parts: dict[str, tuple[str, ...]]
    others: tuple[str, ...]
    notes: tuple[str, ...]
    totals: frozenset[str]
    sections: tuple[str, ...]
    crowds: tuple[str, ...]
    strong: frozenset[str]
    samples: tuple[str, ...]
    skipped_sheets: tuple[str, ...]
    outsiders: tuple[str, ...]
    insider: str
    gone: tuple[str, ...]
    own: frozenset[str]
    _found: dict[tuple[str, ...], str | None] = field(default_factory=dict, compare=False)

    def match(self, path: Sequence[str]) -> str | None:
        """The field key of a header `path` (upper words first), `IGNORED`, or None if unknown."""
        key = tuple(path)
        if key not in self._found:
            self._found[key] = self._whole(key) or (
                self._whole(key[:-1]) if self.part(key) else None
            )
        return self._found[key]

    def part(self, path: Sequence[str]) -> str:
        """The lower word of `path` if it is a part of the upper ones: 年 under 出生日期."""
        if len(path) < 2:
            return ""
        key = self._whole(tuple(path[:-1]))
        word = bare(path[-1])
        return word if key and word in self.parts.get(key, ()) else ""

    def knows(self, text: str) -> bool:
        """Whether `text` alone is one of the exact header words."""
        return bare(text) in self.words or unbracketed(text) in self.words

    def of_outsiders(self, text: str) -> bool:
        """Whether a title or header speaks of people not yet or no longer among those listed."""
        if self.insider not in text and any(word in text for word in self.outsiders):
            return True
        plain = BRACKETS.sub("", text)
        return any(word in plain for word in self.gone)

    def _whole(self, path: tuple[str, ...]) -> str | None:
        parts = [part for index, part in enumerate(path) if part and part not in path[:index]]
        for start in range(len(parts)):
            above = "".join(bare(part) for part in parts[:start])
            if any(other in above for other in self.others):
                return None
            rest = parts[start:]
            found = self._by_word(rest) or self._by_pattern(rest)
            if found is not None:
                return found
        return None

    def _by_word(self, parts: Sequence[str]) -> str | None:
        whole = "".join(parts)
        for word in (bare(whole), unbracketed(whole)):
            key = self.words.get(word)
            if key is not None and not (len(parts) > 1 and key in self.single):
                return key
        return None

    def _by_pattern(self, parts: Sequence[str]) -> str | None:
        word = unbracketed("".join(parts))
        if not word or len(word) > 24:
            return None
        for pattern in self.patterns:
            spans = len(parts) == 1 or (
                pattern.parts[-1] in bare(parts[-1]) and pattern.parts[0] in bare(parts[0])
            )
            if spans and pattern.fits(word) and not self._of_another(word, pattern):
                return pattern.key
        return None

    def _of_another(self, word: str, pattern: Pattern) -> bool:
        """Whether `word` names another person whom the pattern itself does not name."""
        return any(
            other in word and not any(other in part for part in pattern.parts)
            for other in self.others
        )


@lru_cache(maxsize=8)
def vocabulary(area: str) -> Vocabulary:
    """The vocabulary of `area`; a key or word given twice is a fault of the resource."""
    with resources.path("aliases", f"{area}.toml").open("rb") as stream:
        data = tomllib.load(stream)
    words: dict[str, str] = {bare(word): IGNORED for word in data["ignored"]}
    patterns: list[Pattern] = []
    for key, entry in data["fields"].items():
        for word in (*entry.get("words", ()), entry["title"]):
            if words.setdefault(bare(word), key) != key:
                raise ValueError(f"{area}.toml: {word} heads both {words[bare(word)]} and {key}")
        without = tuple(entry.get("without", ()))
        patterns += [Pattern(key, tuple(parts), without) for parts in entry.get("patterns", ())]
    patterns.sort(key=lambda pattern: -sum(map(len, pattern.parts)))
    return Vocabulary(
        area,
        {key: entry["title"] for key, entry in data["fields"].items()},
        words,
        tuple(patterns),
        frozenset(key for key, entry in data["fields"].items() if entry.get("single")),
        {key: tuple(entry.get("parts", ())) for key, entry in data["fields"].items()},
        tuple(data["others"]),
        tuple(unicodedata.normalize("NFKC", note).replace(" ", "") for note in data["notes"]),
        frozenset(bare(word) for word in data["totals"]),
        tuple(data["sections"]),
        tuple(data["crowds"]),
        frozenset(data["strong"]),
        tuple(unicodedata.normalize("NFKC", word) for word in data["samples"]),
        tuple(data["skipped_sheets"]),
        tuple(data["outsiders"]),
        data["insider"],
        tuple(data["gone"]),
        frozenset(data["own"]),
    )

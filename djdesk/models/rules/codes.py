"""Code tables (national standards and our own) read from resources/codes, found by any spelling."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from djdesk.models.rules import names
from djdesk.models.rules.text import fold
from djdesk.resources import path


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its full `name`, the `short` word for narrow columns, the statistics `group`.

    An entry that is not `offered` is understood and kept, but not listed for choosing.
    """

    code: str
    name: str
    short: str
    group: str
    aliases: tuple[str, ...]
    offered: bool = True


@dataclass(frozen=True)
class CodeTable:
    """One code table; the order of `entries` is the order for printing and choosing."""

    id: str
    title: str
    standard: str
    source: str
    entries: tuple[Entry, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Entry]:
        """All entries by their code."""
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        words: dict[str, str] = {}
        for entry in self.entries:
            words.setdefault(fold(entry.code), entry.code)
        # Names go before short words, and both before aliases, whatever the order of entries.
        for entry in self.entries:
            words.setdefault(fold(entry.name), entry.code)
        for entry in self.entries:
            if entry.offered:
                words.setdefault(fold(entry.short), entry.code)
        for entry in self.entries:
            for alias in entry.aliases:
                words.setdefault(fold(alias), entry.code)
        return words

    @cached_property
    def _by_initials(self) -> Mapping[str, str]:
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            if entry.offered:
                for word in (entry.name, entry.short):
                    found.setdefault(names.initials(word), set()).add(entry.code)
        # Initials that fit several codes decide nothing.
        return {word: codes.copy().pop() for word, codes in found.items() if len(codes) == 1}

    @property
    def offered(self) -> tuple[Entry, ...]:
        """The entries a person may choose, in their order."""
        return tuple(entry for entry in self.entries if entry.offered)

    def name(self, code: str | None) -> str:
        """The full name of `code`; several codes joined by commas give names joined by 「、」.

        A code that is not in the table is shown as it is, so that nothing received is hidden.
        """
        return self._words(code, short=False)

    def short(self, code: str | None) -> str:
        """The word for narrow columns; as `name` otherwise."""
        return self._words(code, short=True)

    def _words(self, code: str | None, *, short: bool) -> str:
        if not code:
            return ""
        entry = self.by_code.get(code)
        if entry is not None:
            return entry.short if short else entry.name
        if "," in code:
            return "、".join(self._words(part, short=short) for part in code.split(","))
        return code

    def find(self, text: str) -> str | None:
        """The code meant by `text`: a code, a name, an alias or unambiguous pinyin initials.

        Width, blanks, signs and letter case do not matter. None when nothing or no single code
        fits; the caller says so, because only he knows the field.
        """
        word = fold(text)
        if not word:
            return None
        code = self._by_word.get(word)
        if code is None and word.isascii() and word.isalpha():
            code = self._by_initials.get(word)
        return code

    def starting(self, text: str) -> tuple[Entry, ...]:
        """Offered entries whose code, words or pinyin initials begin with or contain `text`."""
        word = fold(text)
        if not word:
            return self.offered
        first: list[Entry] = []
        later: list[Entry] = []
        for entry in self.offered:
            words = [fold(w) for w in (entry.code, entry.name, entry.short, *entry.aliases)]
            letters = names.initials(entry.name), names.initials(entry.short)
            if any(w.startswith(word) for w in (*words, *letters)):
                first.append(entry)
            elif any(word in w for w in words):
                later.append(entry)
        return (*first, *later)

    def group(self, code: str | None) -> str:
        """The statistics group of `code`; empty for no code or an unknown one."""
        entry = self.by_code.get(code or "")
        return entry.group if entry is not None else ""

    def in_group(self, group: str) -> tuple[str, ...]:
        """All codes of a statistics group, offered or not."""
        return tuple(entry.code for entry in self.entries if entry.group == group)


def _entries(rows: Iterable[Mapping[str, object]]) -> Iterable[Entry]:
    for row in rows:
        name = str(row["name"])
        aliases = row.get("aliases", [])
        if not isinstance(aliases, list):
            raise TypeError(f"aliases of {name} must be a list")
        yield Entry(
            code=str(row["code"]),
            name=name,
            short=str(row.get("short", name)),
            group=str(row.get("group", name)),
            aliases=tuple(str(alias) for alias in aliases),
            offered=bool(row.get("offered", True)),
        )


@cache
def table(name: str) -> CodeTable:
    """The code table `name` (file resources/codes/<name>.toml), read once."""
    with path("codes", f"{name}.toml").open("rb") as file:
        data = tomllib.load(file)
    return CodeTable(
        id=data["name"],
        title=data["title"],
        standard=data.get("standard", ""),
        source=data.get("source", ""),
        entries=tuple(_entries(data["entries"])),
    )

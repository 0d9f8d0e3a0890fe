"""Finds the header of a table under titles and merged cells, and names its columns."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

from djdesk.exchange.sheet.grid import Cell, Grid, Merge, letter
from djdesk.exchange.sheet.vocabulary import IGNORED, Vocabulary, bare

NAME = "name"
MAX_COLUMNS = 300
MAX_WORD = 40
SEARCHED = 400
ENOUGH = 3
REPEATABLE = frozenset(
    ["sponsors", "phone", "remark", "workplace", "job_title", "address", "health", "person_class"]
)

Corrections = Mapping[str, Sequence[str | None]]
"""Header signature → the field key of each of its columns, as a person corrected them."""


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """One column: its zero-based place, its words from the upper to the lower, its field key.

    The key is `IGNORED` for a column that says nothing new and None for one not understood. A
    column with a `part` holds a piece of its field (年 of 出生日期) or ticks a value (男 of 性别).
    """

    index: int
    path: tuple[str, ...]
    key: str | None
    part: str = ""

    @property
    def title(self) -> str:
        """The header as a person would say it: 入党情况/时间."""
        return "/".join(self.path)

    @property
    def letter(self) -> str:
        """The letters over the column."""
        return letter(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of one table: rows `top` to `bottom` (zero-based) and its columns."""

    top: int
    bottom: int
    columns: tuple[HeaderColumn, ...]

    @property
    def signature(self) -> str:
        """What tells headers apart, so that a corrected mapping finds its like again."""
        words = "\n".join(bare(column.title) for column in self.columns)
        return sha256(words.encode()).hexdigest()[:16]

    @property
    def keys(self) -> frozenset[str]:
        """The fields that the columns fill."""
        return frozenset(c.key for c in self.columns if c.key and c.key != IGNORED)

    def place(self, key: str) -> int | None:
        """The place of the first column that fills `key`."""
        return next((column.index for column in self.columns if column.key == key), None)

    def same_as(self, other: Header) -> bool:
        """Whether both name the same columns alike (a header repeated on the next page)."""
        return [(c.index, c.key) for c in self.columns] == [(c.index, c.key) for c in other.columns]


def is_form(grid: Grid, words: Vocabulary) -> bool:
    """Whether a sheet without a table holds a form of one person: labels beside their values."""
    headers = Headers(grid, words, {})
    return not headers.find(0) and headers.forms > 0


class Headers:
    """Looks for headers in one sheet."""

    def __init__(self, grid: Grid, words: Vocabulary, corrections: Corrections) -> None:
        self.grid = grid
        self.words = words
        self.corrections = corrections
        self.forms = 0  # rows that begin a form of one person, not a table
        self._merges: dict[int, list[Merge]] = {}
        for merge in grid.merges or ():
            for row in range(merge.top, min(merge.bottom, merge.top + 30) + 1):
                self._merges.setdefault(row, []).append(merge)

    def find(self, start: int) -> tuple[Header, ...]:
        """The next header at or below row `start`, one for each table that stands side by side."""
        filled = 0
        for row in range(start, len(self.grid.rows)):
            found = self.at(row)
            if found:
                return found
            filled += any(cell != "" for cell in self.grid.rows[row])
            if filled > SEARCHED:
                break
        return ()

    def at(self, row: int) -> tuple[Header, ...]:
        """The headers whose lowest or only full row is `row`; empty if it is none."""
        texts = self.texts(row)
        names = [
            index
            for index, text in enumerate(texts)
            if text
            and len(text) <= MAX_WORD
            and self.words.match((text,)) == NAME
            and self._own(row, index)
        ]
        if not names:
            return ()
        bottom = self._bottom(row, names[0])
        top = self._top(row)
        columns = self._columns(top, bottom)
        known = {column.key for column in columns if column.key and column.key != IGNORED}
        told = sum(column.key is not None for column in columns)
        # a name and one field more are enough where hardly any other column stands beside them
        if NAME not in known or (
            len(known) < ENOUGH and (len(known) < 2 or told * 2 <= len(columns))
        ):
            return ()
        if told <= len(columns) - told and self._labels(bottom + 1):
            self.forms += 1
            return ()
        return tuple(
            self._corrected(Header(top, bottom, _unique(block))) for block in _blocks(columns)
        )

    def _labels(self, row: int) -> bool:
        """Whether the next row with words holds labels again: a form of one person."""
        for below in range(row, min(row + 3, len(self.grid.rows))):
            words = [text for text in self.texts(below) if text]
            if words:
                return sum(map(self.words.knows, set(words))) > 1
        return False

    def texts(self, row: int) -> list[str]:
        """The words of a row, those of merged cells repeated over all the merged places."""
        if row < 0 or row >= len(self.grid.rows):
            return []
        texts = [_word(cell) for cell in self.grid.rows[row][:MAX_COLUMNS]]
        for merge in self._merges.get(row, ()):
            anchor = self.grid.rows[merge.top]
            text = _word(anchor[merge.left]) if merge.left < len(anchor) else ""
            last = min(merge.right, MAX_COLUMNS - 1)
            texts.extend("" for _ in range(last + 1 - len(texts)))
            texts[merge.left : last + 1] = [text] * (last + 1 - merge.left)
        return texts

    def _own(self, row: int, column: int) -> bool:
        """Whether the cell is written here, not merged down from a row above."""
        return not any(
            merge.left <= column <= merge.right and merge.top < row
            for merge in self._merges.get(row, ())
        )

    def _bottom(self, row: int, name: int) -> int:
        """The lowest row of the header that has the name column in `row`."""
        for merge in self._merges.get(row, ()):
            if merge.left <= name <= merge.right and merge.bottom > row:
                return min(merge.bottom, row + 3)
        bottom = row
        while bottom < row + 2 and self._continues(row, bottom + 1, name):
            bottom += 1
        return bottom

    def _continues(self, row: int, below: int, name: int) -> bool:
        """Whether row `below` holds lower words of the header, its merges unknown or forgotten."""
        lower = self.texts(below)
        if name < len(lower) and lower[name]:
            return False
        upper = self.texts(row)
        words = [(index, text) for index, text in enumerate(lower) if text]
        if not words or any(len(text) > 14 or any(c.isdigit() for c in text) for _, text in words):
            return False
        known = 0
        group = ""
        groups = []
        for text in upper:
            group = text or group
            groups.append(group)
        for index, text in words:
            above = groups[index] if index < len(groups) else group
            known += self.words.match((above, text)) is not None
        return known * 2 >= len(words)

    def _top(self, row: int) -> int:
        """The highest row of the header: a row of short group words right above belongs to it."""
        texts = self.texts(row - 1)
        own = {text for text in texts if text}
        if not own or any(self._speaks(text) for text in own):
            return row
        below = self.texts(row)
        under = [index for index, text in enumerate(texts) if text]
        if not all(index < len(below) and below[index] for index in under):
            return row
        if len(own) > 1 or (1 < len(under) < len([text for text in below if text])):
            return row - 1
        return row

    def _speaks(self, text: str) -> bool:
        """Whether a line above the header is a title or a remark rather than a group word."""
        return (
            len(text) > 12
            or ":" in text
            or any(sign.isdigit() for sign in text)
            or text.startswith(self.words.notes)
            or any(word in text for word in self.words.sections)
        )

    def _columns(self, top: int, bottom: int) -> list[HeaderColumn]:
        rows = [self.texts(row) for row in range(top, bottom + 1)]
        width = max(map(len, rows))
        for row in rows:
            row.extend("" for _ in range(width - len(row)))
        if not any(merge for row in range(top, bottom + 1) for merge in self._merges.get(row, ())):
            for upper, lower in pairwise(rows):
                _spread(upper, lower)
        columns = []
        for index, words in enumerate(zip(*rows, strict=True)):
            path = tuple(
                word for place, word in enumerate(words) if word and word not in words[:place]
            )
            if path and all(len(word) <= MAX_WORD for word in path):
                key = self.words.match(path)
                columns.append(HeaderColumn(index, path, key, self.words.part(path)))
        return columns

    def _corrected(self, header: Header) -> Header:
        keys = self.corrections.get(header.signature)
        if keys is None or len(keys) != len(header.columns):
            return header
        return replace(
            header,
            columns=tuple(
                replace(column, key=key, part=column.part if key == column.key else "")
                for column, key in zip(header.columns, keys, strict=True)
            ),
        )


def _word(cell: Cell) -> str:
    """A header cell as a word: half width, without blanks between Chinese characters."""
    if not isinstance(cell, str):
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return "".join(unicodedata.normalize("NFKC", cell).split())


def _spread(upper: list[str], lower: list[str]) -> None:
    """Extend group words over the columns to their right that have a lower word only."""
    group = ""
    for index, text in enumerate(upper):
        if text:
            group = text if lower[index] else ""
        elif lower[index]:
            upper[index] = group


def _blocks(columns: list[HeaderColumn]) -> list[list[HeaderColumn]]:
    """Tables side by side: each begins anew when the name comes again among known columns."""
    starts = [place for place, column in enumerate(columns) if column.key == NAME]
    if len(starts) < 2:
        return [columns]
    gap = starts[1] - starts[0]
    repeated = Counter(column.key for column in columns if column.key not in (None, NAME))
    if not any(times >= len(starts) for times in repeated.values()):
        return [columns]
    lead = starts[0]
    cuts = [start - min(lead, gap - 1) for start in starts]
    return [columns[cut:end] for cut, end in zip(cuts, [*cuts[1:], None], strict=True)]


def _unique(columns: list[HeaderColumn]) -> tuple[HeaderColumn, ...]:
    """Each field once: a second column for it is left unnamed, unless such fields are joined."""
    seen: set[str] = set()
    result = []
    for column in columns:
        key = column.key
        if key and key != IGNORED and key not in REPEATABLE:
            if key in seen and not column.part:
                column = replace(column, key=None)
            if not column.part:
                seen.add(key)
        result.append(column)
    return tuple(result)

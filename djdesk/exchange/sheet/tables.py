"""Cuts a sheet into tables of people: what is a person's row, and what stands around it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from djdesk.exchange.sheet.grid import Cell, Grid, shown
from djdesk.exchange.sheet.headers import NAME, Corrections, Header, Headers
from djdesk.exchange.sheet.vocabulary import IGNORED, Vocabulary, bare

NUMBERS = re.compile(r"\(?\d{1,3}\)?|[甲乙丙丁戊己庚辛壬癸]|[A-Z]")
GROUP = re.compile(r"第?[一二三四五六七八九十\d]{1,3}(?:党?小?组|支部)")
PERSON = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]{2,4}|[㐀-鿿]+·[㐀-鿿·]+")
HEADS = re.compile(r"(?:共|共计|总共|全体党员|总人数)?:?\d+(?:名|人|位)")
PAGE = re.compile(
    r"[-—]*第\d{1,4}页(?:[,，]?共\d+页)?[-—]*|第?\d{1,4}页?/共?\d+页?|[-—]+\d{1,4}[-—]+"
)
DAY = re.compile(r"(?:[一-鿿]{2,6}:)?\d{4}[年./-]\d{1,2}[月./-](?:\d{1,2}日?)?")
FIGURE = re.compile(r"[一-鿿]{1,8}:?\d+(?:人|名|%)?[,。;]?|\d+(?:人|名|%)?")
SIGNED = re.compile(r"\((?:签字|签名|盖章|签章|公章|手印)\):?$|(?:签字|签名|盖章|签章|公章):?$|.:$")
PREPARED = 3
"""So many rows without a name that are filled alike were prepared, not forgotten."""
CONTEXT = frozenset({"group", "branch", "person_class"})


class RowKind(StrEnum):
    """What a row below a header is."""

    PERSON = "person"
    BLANK = "blank"
    HEADER = "header"
    SECTION = "section"
    TOTAL = "total"
    NOTE = "note"
    SAMPLE = "sample"
    STRAY = "stray"
    CONTINUED = "continued"
    OUTSIDER = "outsider"


@dataclass(frozen=True, slots=True)
class Section:
    """A line that speaks of the rows from place `start` of the table on (第一党小组)."""

    start: int
    row: int
    text: str
    caption: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not taken for a person though something is written in it."""

    row: int
    kind: RowKind
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its header, the places of its rows in the grid, and the lines around them.

    `rows` are zero-based; the spreadsheet shows them one higher.
    """

    grid: Grid
    header: Header
    rows: tuple[int, ...]
    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...]

    def columns(self) -> list[list[Cell]]:
        """All columns of the sheet at once, each as `values` gives it; the fast way to many."""
        rows = self.grid.rows
        columns = [list(column) for column in zip(*[rows[row] for row in self.rows], strict=True)]
        return [self._merged(place, cells) for place, cells in enumerate(columns)]

    def values(self, column: int) -> list[Cell]:
        """The cells of a column, merged ones repeated over the rows they are merged over."""
        rows = self.grid.rows
        return self._merged(column, [rows[row][column] for row in self.rows])

    def _merged(self, column: int, cells: list[Cell]) -> list[Cell]:
        rows = self.grid.rows
        merges = [
            m
            for m in self.grid.merges or ()
            if m.left <= column <= m.right and m.bottom > m.top and m.top > self.header.bottom
        ]
        if merges:
            at = {row: place for place, row in enumerate(self.rows)}
            for merge in merges:
                value = rows[merge.top][merge.left]
                for row in range(merge.top, min(merge.bottom, len(rows) - 1) + 1):
                    if row in at and cells[at[row]] == "":
                        cells[at[row]] = value
        return cells

    def raw(self, place: int, column: int) -> Cell:
        """The cell itself, as it is written."""
        return self.grid.rows[self.rows[place]][column]


def find_tables(grid: Grid, words: Vocabulary, corrections: Corrections) -> tuple[Table, ...]:
    """All tables of a sheet, in their order; empty if it has no header with names."""
    headers = Headers(grid, words, corrections)
    tables: list[Table] = []
    start = 0
    titles: list[Section] = []
    while found := headers.find(start):
        bodies = [
            _Body(grid, words, headers, header, start, titles, alone=len(found) == 1)
            for header in found
        ]
        ends = [body.read() for body in bodies]
        titles = [title for body in bodies for title in body.titles_below()]
        tables += [body.table() for body in bodies]
        start = max(max(ends), found[0].bottom + 1)
    return tuple(tables)


class _Body:
    """Reads the rows below one header until the next, different header."""

    def __init__(
        self,
        grid: Grid,
        words: Vocabulary,
        headers: Headers,
        header: Header,
        above: int,
        titles: Sequence[Section],
        *,
        alone: bool,
    ) -> None:
        self.grid = grid
        self.words = words
        self.headers = headers
        self.header = header
        self.rows: list[int] = []
        self.left_out: list[LeftOut] = []
        first, last = header.columns[0].index, header.columns[-1].index
        self.span = (first, last + 1)
        self.sections = list(titles)
        for row in range(above, header.top):
            texts = dict(self._filled(row, whole=True))
            if not alone and len(texts) > 1:
                # of two tables side by side each has its own title
                texts = {index: text for index, text in texts.items() if first <= index <= last}
            self.sections += [
                Section(0, row, text, caption=True) for text in dict.fromkeys(texts.values())
            ]
        self.name = header.place(NAME)
        self.mapped = [
            (column.index, column.key)
            for column in header.columns
            if column.key and column.key != IGNORED
        ]
        self.covered = {
            row
            for merge in grid.merges or ()
            if self.name is not None
            and merge.left <= self.name <= merge.right
            and merge.top > header.bottom
            for row in range(merge.top + 1, min(merge.bottom, merge.top + 100) + 1)
        }

    def read(self) -> int:
        """Sort all rows below the header; returns the row at which another table begins."""
        name, number = self.name, self.header.place("id_number")
        rows, keep = self.grid.rows, self.rows.append
        at, end = self.header.bottom + 1, len(rows)
        while at < end:
            row = rows[at]
            if name is not None and number is not None:
                # the common row, recognised at a glance
                who, what = row[name], row[number]
                if type(what) is str and len(what) == 18 and type(who) is str and 1 < len(who) < 5:
                    keep(at)
                    at += 1
                    continue
            kind, text = self._kind(at)
            if kind is RowKind.PERSON:
                keep(at)
            elif kind is RowKind.HEADER:
                found = self.headers.at(at)
                mine = next((h for h in found if h.same_as(self.header)), None)
                if mine is not None:
                    at = mine.bottom
                elif found:
                    return found[0].top
                else:
                    self.left_out.append(LeftOut(at, RowKind.STRAY, text))
            elif kind is RowKind.SECTION:
                self.sections.append(Section(len(self.rows), at, text))
            elif kind is not RowKind.BLANK:
                self.left_out.append(LeftOut(at, kind, text))
            at += 1
        return end

    def titles_below(self) -> list[Section]:
        """Lines below all rows that speak of the next table."""
        return [
            replace(section, start=0, caption=True)
            for section in self.sections
            if not section.caption and section.start == len(self.rows)
        ]

    def table(self) -> Table:
        """What was read, without those who are only on their way to what the table lists."""
        self._leave_outsiders()
        self._forget_prepared()
        return Table(
            self.grid, self.header, tuple(self.rows), tuple(self.sections), tuple(self.left_out)
        )

    def _forget_prepared(self) -> None:
        """Rows of a form that wait for people, all filled alike (男 汉族 正式党员), say nothing."""
        lines = {
            left.row: re.sub(r"^\d+ ", "", left.text)
            for left in self.left_out
            if left.kind is RowKind.STRAY
        }
        times = Counter(lines.values())
        self.left_out = [
            left
            for left in self.left_out
            if left.row not in lines or times[lines[left.row]] < PREPARED
        ]

    def _leave_outsiders(self) -> None:
        """Drop the rows below 三、入党积极分子 or 已转出党员, and tables that list only such."""
        captions = [section for section in self.sections if section.caption]
        lines = [section for section in self.sections if not section.caption]
        telling = next((c for c in self.header.columns if self.words.of_outsiders(c.title)), None)
        if telling is not None and not self.words.own.intersection(self.header.keys):
            lines.insert(0, Section(0, self.header.bottom, telling.title))
        elif self.words.of_outsiders(" ".join(section.text for section in captions)):
            lines[:0] = [c for c in captions if self.words.of_outsiders(c.text)][-1:]
        dropped: set[int] = set()
        for section, end in zip(
            lines, [*(line.start for line in lines[1:]), len(self.rows)], strict=False
        ):
            if self.words.of_outsiders(section.text) and section.start < end:
                dropped.update(range(section.start, end))
                self.left_out.append(LeftOut(section.row, RowKind.OUTSIDER, section.text))
        if dropped:
            kept = [place for place in range(len(self.rows)) if place not in dropped]
            self.sections = [
                replace(section, start=bisect_left(kept, section.start))
                for section in self.sections
            ]
            self.rows = [self.rows[place] for place in kept]

    def _filled(self, row: int, *, whole: bool = False) -> Iterator[tuple[int, str]]:
        cells = self.grid.rows[row]
        first, last = (0, len(cells)) if whole else self.span
        for index in range(first, min(last, len(cells))):
            text = "".join(unicodedata.normalize("NFKC", shown(cells[index])).split())
            if text and text not in ("'", "-", "/", "—", "--", "."):
                yield index, text

    def _kind(self, at: int) -> tuple[RowKind, str]:
        filled = list(self._filled(at))
        if not filled:
            return RowKind.BLANK, ""
        by_place = dict(filled)
        name = by_place.get(self.name, "") if self.name is not None else ""
        line = " ".join(text for _, text in filled)[:80]
        told = [key for index, key in self.mapped if index in by_place and key not in CONTEXT]
        if name and self.words.match((name,)) == NAME and len(filled) > 1:
            return RowKind.HEADER, line
        if self._is_other_header(at, [text for _, text in filled]):
            return RowKind.HEADER, line
        if (
            at == self.header.bottom + 1
            and len(filled) > 2
            and all(NUMBERS.fullmatch(text) for _, text in filled)
        ):
            return RowKind.NOTE, line
        if self._is_total([text for _, text in filled[:3]]):
            return RowKind.TOTAL, line
        first = filled[0][1]
        if (
            first.startswith(self.words.samples)
            or name.startswith(self.words.samples)
            or (re.search(r"\(?(?:样例|示例|例)\)?$", name))
        ):
            return RowKind.SAMPLE, line
        strong = self.words.strong.intersection(told)
        if not strong and name in ("", first) and (section := self._section(filled)):
            return RowKind.SECTION, section
        if self._is_note([text for _, text in filled], name):
            return RowKind.NOTE, line
        if at in self.covered and not name:
            return RowKind.CONTINUED, line
        if name:
            if len(told) > 1 or PERSON.fullmatch(name):
                return RowKind.PERSON, line
            return (RowKind.NOTE if len(name) > 12 else RowKind.STRAY), line
        if not told:
            # a running number prepared for a row that stayed empty
            return RowKind.BLANK if self._only_context(by_place) else RowKind.STRAY, line
        if strong and len(told) > 1:
            return RowKind.PERSON, line
        return RowKind.STRAY, line

    def _is_other_header(self, at: int, texts: list[str]) -> bool:
        """Whether a table begins that has its names in another column."""
        return (
            any(self.words.match((text,)) == NAME for text in texts)
            and sum(map(self.words.knows, texts)) * 2 > len(texts) > 1
            and bool(self.headers.at(at))
        )

    def _is_total(self, texts: list[str]) -> bool:
        return any(
            bare(text) in self.words.totals
            or HEADS.match(text)
            or any(
                text.startswith(word) and re.match(r"[:\d(]", text[len(word) :])
                for word in self.words.totals
            )
            for text in texts
        )

    def _is_note(self, texts: list[str], name: str) -> bool:
        """填表人：王芳 … 审核人：李明: nobody's row begins like that, whatever columns it fills."""
        if all(PAGE.fullmatch(text) or DAY.fullmatch(text) for text in texts):
            return len(texts) == 1
        if len(texts) > 1 and all(FIGURE.fullmatch(text) for text in texts):
            return not texts[0].isdigit()  # 支部人数：2 男：1 女：1
        signed = [
            text for text in texts if text.startswith(self.words.notes) or SIGNED.search(text)
        ]
        if len(signed) > 1:
            return True
        return bool(signed) and texts[0] in signed and (not name or name in signed)

    def _section(self, filled: list[tuple[int, str]]) -> str:
        if len(filled) > 2:
            return ""
        text = filled[0][1]
        if len(text) > 60 or text.startswith(self.words.notes) or SIGNED.search(text.rstrip(":")):
            return ""
        if (
            GROUP.match(text)
            or any(word in text for word in (*self.words.sections, *self.words.crowds))
            or self.words.of_outsiders(text)
        ):
            return text
        return ""

    def _only_context(self, by_place: dict[int, str]) -> bool:
        known = {column.index for column in self.header.columns if column.key is not None}
        return all(index in known for index in by_place)

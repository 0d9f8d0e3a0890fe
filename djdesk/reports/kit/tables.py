"""Registers on paper: a repeated header, thousands of rows, totals, and empty rows at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from operator import getitem

from djdesk.reports.kit.cellstyle import TINTS
from djdesk.reports.kit.content import Table, TableColumn
from djdesk.reports.kit.fonts import Role
from djdesk.reports.kit.setting import BODY, LEADING, MIDDLE, Fitted, Font, Setting, fit
from djdesk.reports.kit.sheet import INNER, MM, Sheet
from djdesk.reports.kit.strips import Found, Strip, line_code
from djdesk.services.listing import Kind

PAD = 0.8 * MM
"""Room between a cell's text and its lines, in points."""

SLACK = 1.2
"""Points that the lines of a cell leave above and below together."""

MOST_OF_PAGE = 0.6
"""Rows taller than this part of a page are cut, so that each piece fits below a heading."""

EMPTY = "／"
HEAD_HEIGHT = 10 * MM
ALIGNED = {Kind.TEXT: "left", Kind.MONEY: "right", Kind.SCORE: "right"}
"""Alignment by kind; every other kind is centred (forms.md §1)."""

WRAPPED = (Kind.TEXT, Kind.PERSON, Kind.CODE, Kind.STATE)
"""Kinds whose texts may be broken over lines; numbers and dates stay whole."""


class Setter(dict[str, str]):
    """Operators by text for the cells of one column; each text is measured and encoded once.

    The operators place the text around the vertical middle of its row, so that they serve on any
    page and at any row height. Texts that need a taller row are noted in `tall`.
    """

    def __init__(
        self,
        font: Font,
        column: TableColumn,
        left: float,
        width: float,
        empty: str,
        size: float = BODY,
    ) -> None:
        super().__init__()
        self._size = size
        self._font = font
        self._whole = column.kind not in WRAPPED
        self._align = column.align or ALIGNED.get(column.kind, "center")
        self._left = left + PAD
        self._room = width - 2 * PAD
        self._empty = empty
        self.tall: dict[str, float] = {}
        self.least = 0.0

    def __missing__(self, text: str) -> str:
        font, body = self._font, self._size
        wide = font.width(text) * body / 1000
        if not text:
            code = self._lines(Fitted(body, (self._empty,)), "center") if self._empty else ""
        elif wide <= self._room and "\n" not in text:
            spare = self._room - wide
            shift = {"left": 0.0, "center": spare / 2, "right": spare}[self._align]
            x = self._left + shift
            code = f"1 0 0 1 {x:.2f} {-MIDDLE * body:.2f} Tm {font.show(text, body)}"
        else:
            fitted = self.fitted(text)
            if fitted.height + SLACK > self.least:
                self.tall[text] = fitted.height + SLACK
            code = self._lines(fitted, self._align)
        self[text] = code
        return code

    def fitted(self, text: str) -> Fitted:
        """How `text` is set in this column."""
        return fit(self._font, text, self._room, whole=self._whole, base=self._size)

    def _lines(self, fitted: Fitted, align: str) -> str:
        size, pitch = fitted.size, fitted.size * LEADING
        out = []
        y = (len(fitted.lines) - 1) * pitch / 2 - MIDDLE * size
        for line in fitted.lines:
            spare = self._room - self._font.width(line) * size / 1000
            shift = {"left": 0.0, "center": spare / 2, "right": spare}[align]
            out.append(line_code(self._font, line, size, self._left + shift, y))
            y -= pitch
        code = " ".join(out)
        if size != self._size:
            name = self._font.name
            code = f"{name} {size:g} Tf {code} {name} {self._size:g} Tf"
        return code


class TableStrip(Strip):
    """A `Table` made ready: column widths scaled to the paper, row heights known."""

    light = False

    def __init__(
        self, block: Table, setting: Setting, left: float, width: float, most: float
    ) -> None:
        super().__init__(left, width)
        self._block = block
        self._font = setting.font(Role.BODY)
        self._bold = setting.font(Role.HEADING)
        scale = width / sum(column.width for column in block.columns)
        self._widths = [column.width * scale for column in block.columns]
        self._edges = [left]
        for share in self._widths:
            self._edges.append(self._edges[-1] + share)
        self._least = block.row_height * MM
        empty = "" if block.keep_blank else EMPTY
        self._setters = [
            Setter(self._font, column, edge, share, empty, block.size)
            for column, edge, share in zip(block.columns, self._edges, self._widths, strict=False)
        ]
        for setter in self._setters:
            setter.least = self._least
        self._titles = [
            fit(self._bold, column.title, share - PAD, base=block.size)
            for column, share in zip(block.columns, self._widths, strict=True)
        ]
        self.head = max([HEAD_HEIGHT, *(title.height + 2 * PAD for title in self._titles)])
        self.foot = self._foot_height()
        self.gap = 2
        self._rows, self.heights = self._measure((most - self.head) * MOST_OF_PAGE)

    def _foot_height(self) -> float:
        if not self._block.totals:
            return 0
        if len(self._block.totals) == 1:
            fitted = self._spanned()
        else:
            size = self._block.size
            fitted = max(
                (fit(self._font, t, 1e6, base=size) for t in self._block.totals), key=_height
            )
        return max(self._least, fitted.height + 2 * PAD)

    def _spanned(self) -> Fitted:
        """The only text of the totals, over the whole width."""
        room = self.width - 2 * PAD
        return fit(self._font, self._block.totals[0], room, base=self._block.size)

    def _measure(self, most: float) -> tuple[Sequence[Sequence[str]], list[float]]:
        """Rows and their heights; a row taller than `most` is split into several."""
        rows, setters = self._block.rows, self._setters
        if any(len(row) != len(setters) for row in rows):
            raise ValueError(f"a row that has not {len(setters)} cells")
        tints = self._block.tints
        if tints and len(tints) != len(rows):
            raise ValueError(f"{len(tints)} tints for {len(rows)} rows")
        for place, setter in enumerate(setters):
            for text in {row[place] for row in rows}:
                setter[text]  # measured and encoded by the look
        tall = set[str]().union(*(setter.tall for setter in setters))
        self._tints = list(tints)
        if not tall:
            return rows, [self._least] * len(rows)
        self._tints = []
        out: list[Sequence[str]] = []
        heights: list[float] = []
        for number, row in enumerate(rows):
            height = self._least if tall.isdisjoint(row) else self._height(row)
            if height > most:
                parts = self._split(row, most)
                out += parts
                heights += map(self._height, parts)
            else:
                out.append(row)
                heights.append(height)
            if tints:
                self._tints += [tints[number]] * (len(out) - len(self._tints))
        return out, heights

    def _height(self, row: Sequence[str]) -> float:
        for setter, text in zip(self._setters, row, strict=True):
            setter[text]  # measured by the look
        need = (s.tall.get(text, 0.0) for s, text in zip(self._setters, row, strict=True))
        return max(self._least, *need)

    def _split(self, row: Sequence[str], most: float) -> list[list[str]]:
        """The same row in pieces that fit on a page each; short cells stand in the first."""
        pieces: list[list[str]] = []
        for place, text in enumerate(row):
            fitted = self._setters[place].fitted(text)
            a_page = max(1, int((most - SLACK) / (fitted.size * LEADING)))
            for number in range(ceil(len(fitted.lines) / a_page)):
                if number == len(pieces):
                    pieces.append([" "] * len(row))
                lines = fitted.lines[number * a_page : (number + 1) * a_page]
                pieces[number][place] = text if len(fitted.lines) <= a_page else "\n".join(lines)
        return pieces

    def blanks(self, rows: int, room: float) -> int:
        """Empty rows up to `blank_to`, as many as there is room for; one if there is no row."""
        wanted = max(self._block.blank_to - rows, 0 if self._rows else 1)
        return max(0, min(wanted, int((room + 0.01) / self._least)))

    def blank_height(self, count: int) -> float:
        """Points that `count` empty rows take."""
        return count * self._least

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Header, rows, empty rows, totals after the last row; then all lines at once."""
        y = top - self.head
        levels = [y]
        if not sheet.data_only:
            self._draw_head(sheet, top)
        code = sheet.code
        code.append(f"{self._font.name} {self._block.size:g} Tf")
        setters = self._setters
        heights = self.heights
        for number in range(start, end):
            height = heights[number]
            if self._tints and self._tints[number]:
                colour = TINTS[self._tints[number]]
                sheet.tint(self.left, y - height, self._edges[-1] - self.left, height, colour)
            cells = "\n".join(map(getitem, setters, self._rows[number]))
            code.append(f"q 1 0 0 1 0 {y - height / 2:.2f} cm BT\n{cells}\nET Q")
            y -= height
            levels.append(y)
        for _ in range(blanks):
            y -= self._least
            levels.append(y)
        grid_end = y
        if end == len(self._rows) and self._block.totals:
            self._draw_totals(sheet, y)
            y -= self.foot
            if len(self._block.totals) > 1:
                grid_end = y
        else:
            levels.pop()
        right = self._edges[-1]
        rules = [(self.left, level, right, level) for level in levels]
        rules += [(edge, top, edge, grid_end) for edge in self._edges[1:-1]]
        sheet.rules(rules, INNER)
        sheet.frame(self.left, y, right - self.left, top - y)

    def _draw_head(self, sheet: Sheet, top: float) -> None:
        for title, edge, share in zip(self._titles, self._edges, self._widths, strict=False):
            pitch = title.size * LEADING
            middle = top - self.head / 2 + (len(title.lines) - 1) * pitch / 2
            for line in title.lines:
                sheet.aligned(self._bold, title.size, edge, share, middle, line, "center")
                middle -= pitch

    def _draw_totals(self, sheet: Sheet, top: float) -> None:
        totals = self._block.totals
        middle = top - self.foot / 2
        if len(totals) == 1:
            fitted = self._spanned()
            pitch = fitted.size * LEADING
            middle += (len(fitted.lines) - 1) * pitch / 2
            for line in fitted.lines:
                room = self.width - 2 * PAD
                sheet.aligned(self._font, fitted.size, self.left + PAD, room, middle, line, "left")
                middle -= pitch
            return
        cells = " ".join(self._setters[place][text] for place, text in enumerate(totals) if text)
        sheet.code.append(f"q 1 0 0 1 0 {middle:.2f} cm BT\n{cells}\nET Q")

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """Every cell of those rows with its place; titles and totals with the first and last."""
        columns = self._block.columns
        if start == 0:
            yield from (("表头", column.title) for column in columns)
        names = [n for n, column in enumerate(columns) if column.kind is Kind.PERSON]
        for number in range(start, end):
            row = self._rows[number]
            who = f"“{row[names[0]]}”" if names else ""
            for column, text in zip(columns, row, strict=True):
                yield f"第{number + 1}行{who}“{column.title}”".replace("\n", ""), text
        if end == len(self._rows):
            yield from (("合计行", text) for text in self._block.totals)


def _height(fitted: Fitted) -> float:
    return fitted.height

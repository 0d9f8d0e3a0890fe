"""Forms on paper (采集表): labelled cells that span columns and rows, with a photograph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from djdesk.reports.kit.content import Cell, Grid
from djdesk.reports.kit.fonts import Role
from djdesk.reports.kit.pictures import extent
from djdesk.reports.kit.setting import BODY, LEADING, Fitted, Font, Setting, fit, wrap
from djdesk.reports.kit.sheet import INNER, MM, Sheet
from djdesk.reports.kit.strips import Found, Strip
from djdesk.reports.kit.tables import EMPTY, SLACK

PAD = 1.2 * MM
BROKEN_PICTURE = "照片文件\n无法读取"
EDGE = 2.0
"""Points left free around a picture."""


@dataclass(slots=True)
class _Placed:
    """A cell where it stands: its row and column, and its text as it was made to fit."""

    cell: Cell
    row: int
    column: int
    font: Font
    fitted: Fitted

    @property
    def last(self) -> int:
        """The last row it covers."""
        return self.row + self.cell.down - 1


class GridStrip(Strip):
    """A `Grid` made ready; rows that share a cell stay together on a page."""

    light = False

    def __init__(
        self, block: Grid, setting: Setting, left: float, width: float, most: float
    ) -> None:
        super().__init__(left, width)
        scale = width / sum(block.widths)
        self._edges = [left]
        for share in block.widths:
            self._edges.append(self._edges[-1] + share * scale)
        self._fonts = {True: setting.font(Role.HEADING), False: setting.font(Role.BODY)}
        self._cells = [self._placed(cell, row, column) for row, column, cell in block.placed()]
        if any(p.fitted.height + SLACK > most for p in self._cells):
            block = self._paged(block, most)
            self._cells = [self._placed(cell, row, column) for row, column, cell in block.placed()]
        self._rows = self._row_heights(block)
        self._groups = self._group()
        self.gap = 2
        unsigned = len(self._rows) - block.signed
        self._begins = [start for start, _ in self._groups if start < unsigned]
        self._begins.append(unsigned)
        self.heights = [sum(self._rows[a:b]) for a, b in pairwise(self._begins)]
        self.foot = sum(self._rows[unsigned:])

    def _placed(self, cell: Cell, row: int, column: int) -> _Placed:
        font = self._fonts[cell.label]
        text = cell.text
        if cell.image is not None and extent(cell.image) is None:
            text = BROKEN_PICTURE
        if not text and not cell.keep_blank and not cell.label and cell.image is None:
            text = EMPTY
        room = self._edges[column + cell.across] - self._edges[column] - 2 * PAD
        if cell.running:
            fitted = Fitted(BODY, tuple(wrap(font, text, BODY, room)))
        else:
            fitted = fit(font, text, room)
        return _Placed(cell, row, column, font, fitted)

    def _row_heights(self, block: Grid) -> list[float]:
        """The least heights, grown where a text needs more."""
        heights = [height * MM for height in block.heights]
        for placed in self._cells:
            need = placed.fitted.height + SLACK
            have = sum(heights[placed.row : placed.last + 1])
            if need > have:
                heights[placed.last] += need - have
        return heights

    def _paged(self, block: Grid, most: float) -> Grid:
        """The same form with every row that is taller than a page cut into rows that are not."""
        cells: list[tuple[Cell, ...]] = []
        heights: list[float] = []
        for row, height in enumerate(block.heights):
            here = [placed for placed in self._cells if placed.row == row]
            spans = [p.cell.down for p in self._cells if p.row <= row <= p.last]
            if max(spans) > 1:
                cells.append(tuple(_shortened(p, most / max(spans)) for p in here))
                heights.append(height)
                continue
            pieces = max(-(-len(p.fitted.lines) // _lines_in(p, most)) for p in here)
            for number in range(pieces):
                cells.append(tuple(_piece(p, number, pieces) for p in here))
                heights.append(height)
        return replace(block, heights=tuple(heights), cells=tuple(cells))

    def _group(self) -> list[tuple[int, int]]:
        """Runs of rows (start, end) that no cell crosses."""
        groups: list[tuple[int, int]] = []
        start, reach = 0, 0
        for row in range(len(self._rows)):
            reach = max([reach, *(p.last for p in self._cells if p.row == row)])
            if reach == row:
                groups.append((start, row + 1))
                start, reach = row + 1, row + 1
        return groups

    def _reach(self, start: int, end: int) -> tuple[int, int]:
        """The rows of the form from group `start` to before `end`, signatures after the last."""
        last = len(self._rows) if end == len(self.heights) else self._begins[end]
        return self._begins[start], last

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Cells, then the lines around them, then the frame."""
        first, last = self._reach(start, end)
        tops = [top]
        for height in self._rows[first:last]:
            tops.append(tops[-1] - height)
        rules: list[tuple[float, float, float, float]] = []
        for placed in self._cells:
            if not first <= placed.row < last:
                continue
            upper, lower = tops[placed.row - first], tops[placed.last - first + 1]
            left = self._edges[placed.column]
            right = self._edges[placed.column + placed.cell.across]
            self._draw_cell(sheet, placed, left, right, upper, lower)
            rules += [(left, lower, right, lower), (right, lower, right, upper)]
        sheet.rules(rules, INNER)
        sheet.frame(self.left, tops[-1], self.width, top - tops[-1])

    def _draw_cell(
        self, sheet: Sheet, placed: _Placed, left: float, right: float, upper: float, lower: float
    ) -> None:
        cell = placed.cell
        if cell.label and sheet.data_only:
            return
        if cell.image is not None and extent(cell.image) is not None:
            wide, high = right - left - 2 * EDGE, upper - lower - 2 * EDGE
            sheet.fitted_picture(cell.image, left + EDGE, lower + EDGE, wide, high)
            return
        size = placed.fitted.size
        pitch = size * LEADING
        block = placed.fitted.height
        begin = (upper + lower + block) / 2
        if cell.valign == "top":
            begin = upper - PAD
        elif cell.valign == "bottom":
            begin = lower + PAD + block
        centred = cell.label or placed.fitted.lines == (EMPTY,)
        align = cell.align or ("center" if centred else "left")
        room = right - left - 2 * PAD
        for number, line in enumerate(placed.fitted.lines):
            middle = begin - pitch * (number + 0.5)
            sheet.aligned(placed.font, size, left + PAD, room, middle, line, align)

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """Every cell, named by the label before it."""
        first, last = self._reach(start, end)
        label = "表格"
        for placed in self._cells:
            if placed.cell.label:
                label = placed.cell.text
            if first <= placed.row < last:
                yield f"“{label}”栏".replace("\n", ""), placed.cell.text


def _lines_in(placed: _Placed, height: float) -> int:
    """How many lines of the cell fit into `height` points; at least one."""
    return max(1, int((height - SLACK) / (placed.fitted.size * LEADING)))


def _shortened(placed: _Placed, height: float) -> Cell:
    """A cell beside one that spans rows: it cannot go on elsewhere, so what is left out is said."""
    lines, fitting = placed.fitted.lines, _lines_in(placed, height)
    if placed.cell.down > 1 or len(lines) <= fitting:
        return placed.cell
    text = "\n".join((*lines[: fitting - 1], f"（余下{len(lines) - fitting + 1}行见电子台账）"))
    return replace(placed.cell, text=text)


def _piece(placed: _Placed, number: int, pieces: int) -> Cell:
    """Piece `number` of a cell; a label is repeated, other texts go on where they stopped."""
    if pieces == 1 or (placed.cell.label and number == 0):
        return placed.cell
    if placed.cell.label:
        return replace(placed.cell, text=placed.cell.text + "\n（续）")
    lines = placed.fitted.lines
    share = -(-len(lines) // pieces)
    text = "\n".join(lines[number * share : (number + 1) * share])
    return replace(placed.cell, text=text, keep_blank=True)

"""What every spreadsheet format is read into: sheets of plain cells, with their merges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

Cell = str | int | float | bool | date | datetime | time | timedelta
"""One cell as the reader gave it; the empty string stands for an empty cell."""


DITTO = frozenset({"同上", "同前", "〃", "″", "“", "”", '"', "〞", "''"})
"""What stands in a cell for the words of the cell above."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; zero-based and inclusive on all sides."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet from its cell A1 on: `rows[r][c]` is what the spreadsheet shows at row r + 1.

    `merges` is None where the format does not say what is merged (CSV). `hidden_rows` holds the
    row numbers, as the spreadsheet shows them, that its user had hidden.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: tuple[Merge, ...] | None = None
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A file that was read: its place, its format, its sheets and what was odd about it."""

    path: Path
    format: str
    grids: tuple[Grid, ...]
    remarks: tuple[str, ...] = field(default=())

    @property
    def file_name(self) -> str:
        """The name of the file."""
        return self.path.name


def even(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The same rows, all as long as the longest: formats without a frame end rows anywhere."""
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend("" for _ in range(width - len(row)))
    return rows


def spelt_out(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a column, each sign for "as above" replaced by what stands above."""
    result: list[Cell] = []
    above: Cell = ""
    for cell in cells:
        if cell not in DITTO:
            above = cell
        result.append(above)
    return result


def letter(column: int) -> str:
    """The letters over the zero-based `column`: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shown(cell: Cell | None) -> str:
    """A cell as text for messages: whole numbers without a fraction, dates as 1985-03-12."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e20 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)

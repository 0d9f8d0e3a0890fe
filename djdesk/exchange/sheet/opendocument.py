"""What the fast reader does not tell about .ods: merged cells, and how far its cells reach."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from djdesk.exchange.sheet.grid import Merge
from djdesk.exchange.sheet.limits import MAX_CELLS, broken, too_large

MAX_SCANNED = 60 * 2**20


@dataclass(slots=True)
class _Sheet:
    name: str
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden: bool = False
    row: int = 0
    column: int = 0
    bottom: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The merges and the hidden rows of one sheet."""

    merges: tuple[Merge, ...]
    hidden_rows: tuple[int, ...]


class _Scan:
    """Walks through content.xml once, keeping positions only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: list[_Sheet] = []
        self._row_repeat = 1
        self._cell_repeat = 1
        self._row_filled = False
        self._row_hidden = False
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "table:table":
                self._depth += 1
                if self._depth == 1:
                    self.sheets.append(_Sheet(attributes.get("table:name", "")))
            case "table:table-row" if self._depth == 1:
                self._row_repeat = _count(attributes.get("table:number-rows-repeated"))
                self._row_filled = False
                self._row_hidden = attributes.get("table:visibility") in ("collapse", "filter")
                self.sheets[-1].column = 0
            case "table:table-cell" | "table:covered-table-cell" if self._depth == 1:
                self._cell(attributes)
            case "text:p" if self._depth == 1 and self.sheets:
                self._filled()

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.sheets[-1].column += self._cell_repeat
        elif tag == "table:table-row":
            sheet = self.sheets[-1]
            if self._row_filled:
                if self._row_hidden:
                    sheet.hidden_rows.append(sheet.row + 1)
                sheet.bottom = sheet.row + self._row_repeat
                if sheet.bottom * max(sheet.right, 1) > MAX_CELLS:
                    raise too_large(
                        self.path, f"的内容一直延伸到第{sheet.bottom}行、第{sheet.right}列"
                    )
            sheet.row += self._row_repeat

    def _cell(self, attributes: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        self._cell_repeat = _count(attributes.get("table:number-columns-repeated"))
        across = _count(attributes.get("table:number-columns-spanned"))
        down = _count(attributes.get("table:number-rows-spanned"))
        if across > 1 or down > 1:
            sheet.merges.append(
                Merge(sheet.row, sheet.column, sheet.row + down - 1, sheet.column + across - 1)
            )
        if "office:value-type" in attributes:
            self._filled()

    def _filled(self) -> None:
        sheet = self.sheets[-1]
        self._row_filled = True
        sheet.right = max(sheet.right, sheet.column + self._cell_repeat)


def _count(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 1


def scan(path: Path) -> dict[str, SheetFacts]:
    """Merges and hidden rows by sheet name; refuses (`UserError`) cells that reach too far."""
    walk = _Scan(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        try:
            read = 0
            while piece := content.read(2**20):
                read += len(piece)
                if read > MAX_SCANNED:
                    raise too_large(path, "解开后的内容大得不正常")
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise broken(path) from error
    return {
        sheet.name: SheetFacts(tuple(sheet.merges), tuple(sheet.hidden_rows))
        for sheet in walk.sheets
    }

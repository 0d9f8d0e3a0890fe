"""Reads what web systems call .xls: HTML tables, and the XML workbook of 2003."""

from __future__ import annotations

from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as Xml

from djdesk.exchange.sheet.delimited import decode
from djdesk.exchange.sheet.grid import Cell, Grid, Merge, Spreadsheet, even
from djdesk.exchange.sheet.limits import MAX_CELLS, broken, too_large

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
MAX_SPAN = 4_000


def read_html(path: Path, data: bytes) -> Spreadsheet:
    """The tables of an HTML page, one sheet each."""
    text, remarks = decode(data)
    parser = _Tables()
    parser.feed(text)
    parser.close()
    grids = tuple(
        Grid(f"表{number}", even(rows), tuple(merges))
        for number, (rows, merges) in enumerate(parser.tables, 1)
    )
    if not grids:
        raise broken(path)
    return Spreadsheet(path, "html", grids, remarks)


class _Tables(HTMLParser):
    """Collects tables; a cell that spans is put into its first place and noted as a merge."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[list[Cell]], list[Merge]]] = []
        self._open: list[int] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._taken: dict[int, set[tuple[int, int]]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(([], []))
            self._open.append(len(self.tables) - 1)
        elif tag == "tr" and self._open:
            self._end_cell()
            self.tables[self._open[-1]][0].append([])
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            self._cell = []
            named = dict(attrs)
            self._span = (_span(named.get("rowspan")), _span(named.get("colspan")))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        index = self._open[-1]
        rows, merges = self.tables[index]
        if not rows:
            rows.append([])
        row = rows[-1]
        taken = self._taken.setdefault(index, set())
        r = len(rows) - 1
        while (r, len(row)) in taken:
            row.append("")
        c = len(row)
        down, across = self._span
        row.append("".join(self._cell).replace("\xa0", " ").strip())
        row.extend("" for _ in range(across - 1))
        if down > 1 or across > 1:
            merges.append(Merge(r, c, r + down - 1, c + across - 1))
            taken.update((r + i, c + j) for i in range(1, down) for j in range(across))
        self._cell = None


def _span(text: str | None) -> int:
    return max(1, min(int(text), MAX_SPAN)) if text and text.strip().isdigit() else 1


def read_xml_workbook(path: Path, data: bytes) -> Spreadsheet:
    """The sheets of an XML workbook of 2003 (SpreadsheetML)."""
    try:
        book = Xml.fromstring(data)
    except Xml.ParseError as error:
        raise broken(path) from error
    grids = []
    for sheet in book.iter(f"{SS}Worksheet"):
        rows: list[list[Cell]] = []
        merges: list[Merge] = []
        for row in sheet.iter(f"{SS}Row"):
            number = _index(row, len(rows))
            if number * 10 > MAX_CELLS:
                raise too_large(path, f"的内容一直延伸到第{number}行")
            rows.extend([] for _ in range(number - len(rows)))
            rows.append(_xml_row(path, row, number, merges))
        grids.append(Grid(sheet.get(f"{SS}Name") or "表", even(rows), tuple(merges)))
    if not grids:
        raise broken(path)
    return Spreadsheet(path, "xml", tuple(grids))


def _xml_row(path: Path, row: Xml.Element, number: int, merges: list[Merge]) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row.iter(f"{SS}Cell"):
        column = _index(cell, len(cells))
        if column > 16_384:
            raise too_large(path, f"的内容一直延伸到第{column}列")
        cells.extend("" for _ in range(column - len(cells)))
        content = cell.find(f"{SS}Data")
        cells.append("" if content is None else _xml_value(content))
        across, down = (_count(cell.get(f"{SS}Merge{way}")) for way in ("Across", "Down"))
        if across or down:
            merges.append(Merge(number, column, number + down, column + across))
            cells.extend("" for _ in range(min(across, 16_384 - column)))
    return cells


def _index(element: Xml.Element, default: int) -> int:
    """The zero-based place of a row or cell, which may skip empty ones by naming its own."""
    named = _count(element.get(f"{SS}Index"))
    return named - 1 if named > default else default


def _count(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0


def _xml_value(content: Xml.Element) -> Cell:
    text = "".join(content.itertext())
    kind = content.get(f"{SS}Type")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text.split(".")[0])
    except ValueError:
        return text
    return text

"""How a workbook shows certain cells: evidence for what somebody typed into them."""

from __future__ import annotations

import os
import re
import struct
import zipfile
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as Xml

from djdesk.exchange.sheet.apart import Died, run_apart
from djdesk.exchange.sheet.grid import letter
from djdesk.exchange.sheet.limits import sheet_parts

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OLE = b"\xd0\xcf\x11\xe0"
"""The first bytes of an old workbook."""

BUILT_IN = {
    2: "0.00",
    4: "#,##0.00",
    17: "mmm-yy",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
}
"""Built-in formats that tell something (ECMA-376, 18.8.30, with its list for zh-cn)."""
Codes = dict[str, dict[tuple[int, int], str]]
"""Format codes by the name of the sheet, then by zero-based row and column."""

ODD = (ValueError, LookupError, TypeError, AttributeError, AssertionError, struct.error, OSError)
"""What the reader of old workbooks raises over damaged ones, beside its own error."""

STYLED = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*?\ss="(\d+)"')
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')


def decimals(
    path: Path, sheet: str, cells: Collection[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """The fixed number of decimals shown in `cells` (zero-based row and column) of a sheet.

    Cells that show as many as they need are left out, and all of them if the book is odd: this is
    evidence, not content.
    """
    found = {}
    for cell, code in _codes(path, sheet, cells).items():
        match = re.match(r"#?,?#*0\.(0+)(?![#?])", code)
        if match:
            found[cell] = len(match[1])
    return found


def months(path: Path, sheet: str, cells: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of `cells` that a sheet (.xlsx, .xls) shows as a year and a month without a day.

    A spreadsheet makes the first of March 1985 of a typed 1985-3 and shows it as 1985年3月.
    """
    known: dict[str, bool] = {}
    found = set()
    for cell, code in _codes(path, sheet, cells).items():
        if code not in known:
            signs = LITERAL.sub("", code.partition(";")[0]).lower()
            known[code] = "y" in signs and "m" in signs and not set("dhs") & set(signs)
        if known[code]:
            found.add(cell)
    return found


def _codes(
    path: Path, sheet: str, cells: Collection[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """The format codes of `cells` as far as they have one that tells something."""
    if _is_old(path):
        shown = _old_codes(path, path.stat().st_mtime_ns).get(sheet, {})
        return {cell: shown[cell] for cell in cells if cell in shown}
    try:
        with zipfile.ZipFile(path) as archive:
            part = next(p for p, name in sheet_parts(archive).items() if name == sheet)
            codes = _styles(archive.read("xl/styles.xml"))
            content = archive.read(part) if codes else b""
    except (OSError, KeyError, StopIteration, zipfile.BadZipFile, Xml.ParseError):
        return {}
    wanted = {f"{letter(column)}{row + 1}".encode(): (row, column) for row, column in cells}
    return {
        wanted[match[1]]: code
        for match in STYLED.finditer(content)
        if match[1] in wanted and (code := codes.get(int(match[2]))) is not None
    }


def _is_old(path: Path) -> bool:
    """Whether the file is a workbook of the old binary format, whatever its ending says."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(OLE)) == OLE
    except OSError:
        return False


@lru_cache(maxsize=1)
def _old_codes(path: Path, _changed: int) -> Codes:
    """The format codes of all numbers of an .xls book; read once for all columns that ask."""
    try:
        return run_apart(old_codes, path)
    except Died:
        return {}


def old_codes(path: Path) -> Codes:
    """Format codes by sheet and cell of the numbers and dates of an .xls book; {} if it is odd.

    Runs in a process of its own: the fast reader of these files does not tell formats.
    """
    import xlrd

    found: Codes = {}
    try:
        with (
            open(os.devnull, "w", encoding="utf-8") as nowhere,
            xlrd.open_workbook(str(path), logfile=nowhere, formatting_info=True) as book,
        ):
            for sheet in book.sheets():
                found[sheet.name] = {
                    (row, column): book.format_map[
                        book.xf_list[cell.xf_index].format_key
                    ].format_str
                    for row in range(sheet.nrows)
                    for column, cell in enumerate(sheet.row(row))
                    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE)
                }
    except (xlrd.XLRDError, *ODD):
        return {}
    return found


def _styles(content: bytes) -> dict[int, str]:
    """Style number → format code, for styles that have one which tells something."""
    root = Xml.fromstring(content)
    own = {
        int(each.get("numFmtId", "0")): each.get("formatCode", "")
        for each in root.iter(f"{MAIN}numFmt")
    }
    styles = root.find(f"{MAIN}cellXfs")
    found = {}
    for number, style in enumerate(() if styles is None else styles):
        chosen = int(style.get("numFmtId", "0"))
        code = own.get(chosen) or BUILT_IN.get(chosen)
        if code:
            found[number] = code
    return found

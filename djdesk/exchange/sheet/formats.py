"""How many decimals a workbook shows in certain cells: what 1985.1 looks like to its readers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as Xml

from djdesk.exchange.sheet.grid import letter
from djdesk.exchange.sheet.limits import sheet_parts

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BUILT_IN = {2: 2, 4: 2}
"""Numbers of the formats 0.00 and #,##0.00 (ECMA-376, 18.8.30) and their decimals."""


def decimals(
    path: Path, sheet: str, cells: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """The fixed number of decimals shown in `cells` (zero-based row and column) of an .xlsx sheet.

    Cells that show as many as they need are left out, and all of them if the book is odd: this is
    evidence, not content.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            part = next(p for p, name in sheet_parts(archive).items() if name == sheet)
            shown = _styles(archive.read("xl/styles.xml"))
            content = archive.read(part)
    except (OSError, KeyError, StopIteration, zipfile.BadZipFile, Xml.ParseError):
        return {}
    found = {}
    for row, column in cells:
        place = f"{letter(column)}{row + 1}".encode()
        match = re.search(rb'<c r="%s"[^>]*\ss="(\d+)"' % place, content)
        if match and (digits := shown.get(int(match[1]))) is not None:
            found[row, column] = digits
    return found


def _styles(content: bytes) -> dict[int, int]:
    """Style number → decimals, for styles that fix them."""
    root = Xml.fromstring(content)
    own = {
        int(each.get("numFmtId", "0")): each.get("formatCode", "")
        for each in root.iter(f"{MAIN}numFmt")
    }
    styles = root.find(f"{MAIN}cellXfs")
    found = {}
    for number, style in enumerate(() if styles is None else styles):
        chosen = int(style.get("numFmtId", "0"))
        match = re.match(r"#?,?#*0\.(0+)(?![#?])", own.get(chosen, ""))
        digits = BUILT_IN.get(chosen) or (len(match[1]) if match else None)
        if digits:
            found[number] = digits
    return found

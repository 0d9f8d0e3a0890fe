"""Writes a plain workbook to be corrected by hand: texts stay texts, nothing becomes a formula.

The few parts of the format that this needs are written here, so that nothing passes through
temporary files in clear.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile

from djdesk.exchange.sheet.grid import letter

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST = 32_767
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Look(IntEnum):
    """How a cell looks; the numbers are places in the style sheet below."""

    NOTE = 0
    HEAD = 1
    TEXT = 2
    FAULTY = 3
    REASON = 4


@dataclass(frozen=True, slots=True)
class Written:
    """One cell: a text, or a number that is to stay one."""

    value: str | float
    look: Look = Look.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the widths of its columns in characters, its rows."""

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[Written]]
    frozen: int = 0


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file (.xlsx) with the `sheets`; their names are made to fit and to differ."""
    names: list[str] = []
    for sheet in sheets:
        names.append(_free_name(sheet.name, names))
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types(len(sheets)))
        target = f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"'
        archive.writestr("_rels/.rels", _relations([target]))
        archive.writestr("xl/workbook.xml", _book(names))
        targets = [
            f'Type="{OFFICE}/worksheet" Target="worksheets/sheet{n + 1}.xml"'
            for n in range(len(sheets))
        ]
        targets.append(f'Type="{OFFICE}/styles" Target="styles.xml"')
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(targets))
        archive.writestr("xl/styles.xml", STYLES)
        for number, sheet in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
    return out.getvalue()


def _free_name(name: str, taken: Sequence[str]) -> str:
    plain = NOT_IN_NAMES.sub(" ", name).strip()[:31] or "表"
    number = 1
    free = plain
    while free.lower() in (other.lower() for other in taken):
        number += 1
        free = f"{plain[:27]}({number})"
    return free


def _text(text: str) -> str:
    kept = NOT_XML.sub("", text)[:LONGEST]
    return escape(ESCAPE_LIKE.sub("_x005F_", kept), quote=False)


def _sheet(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, 1)
    )
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        cells = "".join(_cell(f"{letter(at)}{number}", cell) for at, cell in enumerate(row))
        rows.append(f'<row r="{number}">{cells}</row>')
    pane = (
        f'<pane ySplit="{sheet.frozen}" topLeftCell="A{sheet.frozen + 1}" '
        'activePane="bottomLeft" state="frozen"/>'
        if sheet.frozen
        else ""
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}'
        f"</sheetView></sheetViews><cols>{columns}</cols>"
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _cell(place: str, cell: Written) -> str:
    if isinstance(cell.value, float):
        return f'<c r="{place}" s="{int(cell.look)}"><v>{cell.value!r}</v></c>'
    if not cell.value:
        return f'<c r="{place}" s="{int(cell.look)}"/>'
    text = f'<t xml:space="preserve">{_text(cell.value)}</t>'
    return f'<c r="{place}" s="{int(cell.look)}" t="inlineStr"><is>{text}</is></c>'


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _relations(targets: Sequence[str]) -> str:
    lines = "".join(f'<Relationship Id="rId{n}" {t}/>' for n, t in enumerate(targets, 1))
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


# number format 49 is "text": what is typed over a wrong number stays as it was typed
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><fonts count="3">'
    '<font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font>'
    '<font><sz val="11"/><color rgb="FFB3261E"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyFont="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyFill="1"/>'
    '<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

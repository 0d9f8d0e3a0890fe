"""Makes the ugly spreadsheets from their cells: python -m tests.data.rosters.make."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from djdesk.models.rules.identity import check_sign

HERE = Path(__file__).parent
NUMBER = re.compile(r"<(\d{8}) (\d{1,3})>")
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the format knows no time zone
Cell = str | int | float | date
Rows = Sequence[Sequence[Cell]]


def number(born: str, sequence: int) -> str:
    """A citizen number of region 999999; an odd sequence is a man's."""
    digits = f"999999{born}{sequence:03d}"
    return digits + check_sign(digits)


def cell(text: str) -> Cell:
    """One cell as README.md says."""
    text = NUMBER.sub(lambda found: number(found[1], int(found[2])), text).replace("\\n", "\n")
    if text.startswith("#"):
        return float(text[1:]) if "." in text else int(text[1:])
    if text.startswith("@"):
        return date.fromisoformat(text[1:])
    return text


def sheets(name: str) -> dict[str, Rows]:
    """The sheets of a file by name; all rows of a sheet are equally long."""
    found: dict[str, list[list[Cell]]] = {}
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            rows = found[line[3:]] = []
        else:
            rows.append([cell(part) for part in line.split("|")])
    for rows in found.values():
        width = max(map(len, rows))
        for row in rows:
            row.extend("" for _ in range(width - len(row)))
    return dict(found)


def xlsx(name: str, arrange: Callable[[Worksheet], None] | None = None) -> None:
    """A workbook of today."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets(name).items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
        if arrange is not None:
            arrange(sheet)
    book.properties.creator = "某某厂"
    book.properties.created = book.properties.modified = MADE
    book.save(HERE / f"{name}.xlsx")


def merged_headers(sheet: Worksheet) -> None:
    """Title and unit line over a two-level header, groups merged downwards, a wide note."""
    for area in ("A1:N1", "A2:G2", "H3:I3", "J3:L3", "B5:B7", "B8:B11", "A13:N13"):
        sheet.merge_cells(area)
    for column in "ABCDEFGMN":
        sheet.merge_cells(f"{column}3:{column}4")


def hidden_row(sheet: Worksheet) -> None:
    """A row that somebody hid and forgot."""
    sheet.row_dimensions[4].hidden = True


def months_typed(sheet: Worksheet) -> None:
    """1990-7 typed into cells: the spreadsheet makes dates of them and shows 1990年7月."""
    for row in (3, 4):
        for column in "DEF":
            sheet[f"{column}{row}"].number_format = 'yyyy"年"m"月"'


def split_headers(sheet: Worksheet) -> None:
    """Sex to be ticked and birth split over two columns, in the first of the two sheets."""
    if sheet.title == "第一党小组":
        for area in ("A1:K1", "C3:D3", "E3:F3"):
            sheet.merge_cells(area)
        for column in "ABGHIJK":
            sheet.merge_cells(f"{column}3:{column}4")


def xls(name: str, merges: Sequence[tuple[int, int, int, int]]) -> None:
    """A workbook of the nineties."""
    book = xlwt.Workbook(encoding="utf-8")
    for title, rows in sheets(name).items():
        sheet = book.add_sheet(title)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value != "":
                    sheet.write(r, c, value)
        for top, low, left, right in merges:
            sheet.merge(top, low, left, right)
    book.save(str(HERE / f"{name}.xls"))


ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = " ".join(
    f'xmlns:{word}="urn:oasis:names:tc:opendocument:xmlns:{word}:1.0"'
    for word in ("office", "table", "text", "manifest")
)


def ods(name: str, down: dict[tuple[int, int], int], merged: Sequence[str]) -> None:
    """A workbook of LibreOffice; in the sheets `merged` cells span `down` so many rows."""
    tables = "".join(
        _ods_sheet(title, rows, down if title in merged else {})
        for title, rows in sheets(name).items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    content = (
        f'{head}<office:document-content {ODS_NAMES} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODS), ("content.xml", "text/xml"))
    )
    manifest = f"{head}<manifest:manifest {ODS_NAMES}>{listed}</manifest:manifest>"
    with zipfile.ZipFile(HERE / f"{name}.ods", "w") as packed:
        parts = (("mimetype", ODS), ("content.xml", content), ("META-INF/manifest.xml", manifest))
        for path, part in parts:  # the kind comes first and unpacked, as the format asks
            entry = zipfile.ZipInfo(path, MADE.timetuple()[:6])
            stored = path == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            packed.writestr(entry, part)


def _ods_sheet(title: str, rows: Rows, down: dict[tuple[int, int], int]) -> str:
    covered = {(r + i, c) for (r, c), n in down.items() for i in range(1, n)}
    lines = []
    for r, row in enumerate(rows):
        cells = "".join(
            "<table:covered-table-cell/>"
            if (r, c) in covered
            else _ods_cell(value, down.get((r, c), 1))
            for c, value in enumerate(row)
        )
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    return f'<table:table table:name="{escape(title)}">{"".join(lines)}</table:table>'


def _ods_cell(value: Cell, down: int) -> str:
    span = f'table:number-rows-spanned="{down}" table:number-columns-spanned="1" '
    marks = span if down > 1 else ""
    if value == "":
        return f"<table:table-cell {marks}/>"
    if isinstance(value, int | float):
        marks += f'office:value-type="float" office:value="{value}"'
    else:
        marks += 'office:value-type="string"'
    return f"<table:table-cell {marks}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def text(name: str, encoding: str, separator: str) -> None:
    """A text table."""
    out = io.StringIO(newline="")
    for rows in sheets(name).values():
        csv.writer(out, delimiter=separator).writerows(rows)
    (HERE / f"{name}.csv").write_bytes(out.getvalue().encode(encoding))


def html(name: str) -> None:
    """What a web system calls .xls: an HTML table; its header is two rows high."""
    lines = []
    for rows in sheets(name).values():
        title, upper, lower, *people = rows
        lines.append(f"<tr><th colspan={len(upper)}>{title[0]}</th></tr>")
        tall = [
            f"<th rowspan=2>{word}" if not low else f"<th colspan=3>{word}" if word else ""
            for word, low in zip(upper, lower, strict=True)
        ]
        lines.append(f"<tr>{''.join(tall)}</tr>")
        lines.append(f"<tr>{''.join(f'<th>{word}' for word in lower if word)}</tr>")
        for person in people:
            cells = "".join(f"<td>{escape(str(value))}&nbsp;</td>" for value in person)
            lines.append(f"<tr>{cells}</tr>")
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>\n'
        "<body><table border=1>\n" + "\n".join(lines) + "\n</table></body></html>\n"
    )
    (HERE / f"{name}.xls").write_text(page, encoding="utf-8")


def xml(name: str) -> None:
    """The XML workbook of 2003, another thing that systems call .xls."""
    parts = []
    for title, rows in sheets(name).items():
        lines = []
        for row in rows:
            cells = "".join(
                f'<Cell><Data ss:Type="{_xml_type(value)}">{escape(str(value))}</Data></Cell>'
                for value in row
            )
            lines.append(f"<Row>{cells}</Row>")
        parts.append(f'<Worksheet ss:Name="{title}"><Table>{"".join(lines)}</Table></Worksheet>')
    page = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">' + "".join(parts) + "</Workbook>"
    )
    (HERE / f"{name}.xls").write_text(page, encoding="utf-8")


def _xml_type(value: Cell) -> str:
    if isinstance(value, int | float):
        return "Number"
    return "DateTime" if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", str(value)) else "String"


def make_all() -> None:
    """Write every spreadsheet anew."""
    xlsx("01-merged-headers", merged_headers)
    xlsx("02-damaged-numbers")
    xls("03-sections-and-pages", [(0, 0, 0, 10), (3, 3, 0, 10), (8, 8, 0, 10)])
    ods("04-many-sheets", {(2, 8): 3}, ["一组", "一组 (2)"])
    text("05-excel-gbk", "gbk", ",")
    html("06-web-export")
    xlsx("07-side-by-side", hidden_row)
    xlsx("08-committee")
    text("09-unicode-text", "utf-16", "\t")
    xlsx("10-contradictions")
    xml("11-xml-2003")
    xlsx("12-stacked-lists", split_headers)
    xlsx("13-months-typed", months_typed)


if __name__ == "__main__":
    make_all()

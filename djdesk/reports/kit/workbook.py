"""An .xlsx file being made: openpyxl for styles and page set-up, the cells written as XML here.

openpyxl itself would keep every sheet in a temporary file in clear, and take ten times as long.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.manifest import Manifest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from djdesk.reports.kit.cellstyle import TINTS, Style
from djdesk.reports.kit.pictures import extent

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from djdesk.reports.kit.content import Paper

MM_PER_INCH = 25.4
MOST_TEXT = 32_767
"""Characters that a cell can hold (ECMA-376 and Excel's limits)."""

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Book:
    """A workbook of one or more sheets; `data` gives its bytes, nothing touches the disk."""

    def __init__(self, title: str) -> None:
        self._book = Workbook()
        self._book.remove(self._book.active)  # type: ignore[arg-type]
        self._book.properties.creator = "党建工作台"
        self._book.properties.title = title
        self._sheets: list[Sheet] = []

    def sheet(self, title: str, paper: Paper) -> Sheet:
        """A new sheet set up for `paper`; `title` is shortened to what sheet names allow."""
        name = re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "表"
        sheet = Sheet(self._book.create_sheet(name), paper)
        self._sheets.append(sheet)
        return sheet

    def data(self) -> bytes:
        """The whole file."""
        out = io.BytesIO()
        parts = {sheet.title: sheet.filled for sheet in self._sheets}
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            _Writer(self._book, archive, parts).save()
        return out.getvalue()


class Sheet:
    """One sheet: rows are added from the top and are not looked at again."""

    def __init__(self, sheet: Worksheet, paper: Paper) -> None:
        self._sheet = sheet
        self._rows: list[str] = []
        self._widest = 1
        self._styles: dict[Style, int] = {}
        self._letters: list[str] = []
        _set_up(sheet, paper)

    @property
    def height(self) -> int:
        """How many rows were added."""
        return len(self._rows)

    def widths(self, characters: Sequence[float]) -> None:
        """Column widths in characters of the standard face."""
        for number, width in enumerate(characters, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width

    def style(self, style: Style) -> int:
        """The number of `style` in this book."""
        if style not in self._styles:
            cell = WriteOnlyCell(self._sheet)
            cell.font = Font(name="宋体", size=style.size, bold=style.bold)
            cell.alignment = Alignment(
                horizontal=style.align, vertical=style.valign, wrap_text=style.wrap
            )
            cell.number_format = style.number
            if style.tint:
                cell.fill = PatternFill("solid", fgColor=TINTS[style.tint])
            if style.boxed:
                side = Side(style="thin")
                cell.border = Border(left=side, right=side, top=side, bottom=side)
            self._styles[style] = cell.style_id
        return self._styles[style]

    def add(
        self, values: Sequence[str | int | float | None], styles: Sequence[int], height: float
    ) -> None:
        """Add a row; texts are strings whatever they begin with. `height` in points, 0: by text.

        None leaves the cell out, so that a text beside it may run over it.
        """
        number = len(self._rows) + 1
        while len(self._letters) < len(values):
            self._letters.append(get_column_letter(len(self._letters) + 1))
        self._widest = max(self._widest, len(values))
        cells = [
            _cell(f"{letter}{number}", value, style)
            for letter, value, style in zip(self._letters, values, styles, strict=False)
            if value is not None
        ]
        tall = f' ht="{height:g}" customHeight="1"' if height else ""
        self._rows.append(f'<row r="{number}"{tall}>{"".join(cells)}</row>')

    def merge(self, row: int, column: int, down: int, across: int) -> None:
        """Make one cell of several; rows and columns count from 1."""
        first = f"{get_column_letter(column)}{row}"
        last = f"{get_column_letter(column + across - 1)}{row + down - 1}"
        if first != last:
            self._sheet.merged_cells.add(f"{first}:{last}")

    def freeze(self, row: int, *, heads: int = 1, columns: int = 0) -> None:
        """Keep the rows up to `row` in sight, and print the last `heads` of them on every page.

        The first `columns` columns stay in sight too.
        """
        self._sheet.freeze_panes = f"{get_column_letter(columns + 1)}{row + 1}"
        self._sheet.print_title_rows = f"{row - heads + 1}:{row}"

    def break_page(self) -> None:
        """Begin a new page after the last row."""
        self._sheet.row_breaks.append(Break(id=len(self._rows)))

    def picture(self, data: bytes, row: int, column: int, width: float, height: float) -> None:
        """Place a picture in a cell, not larger than `width` × `height` points.

        One that cannot be read is left out.
        """
        known = extent(data)
        if known is None:
            return
        scale = min(width / known[0], height / known[1])
        width, height = known[0] * scale, known[1] * scale
        image = Image(io.BytesIO(data))
        image.width, image.height = int(width * 96 / 72), int(height * 96 / 72)
        self._sheet.add_image(image, f"{get_column_letter(column)}{row}")

    @property
    def title(self) -> str:
        """Its name in the book, unique there."""
        return self._sheet.title

    def filled(self, empty: bytes) -> bytes:
        """The XML that openpyxl made of the empty sheet, with the rows in it."""
        span = f"A1:{get_column_letter(self._widest)}{max(1, len(self._rows))}"
        sized = empty.replace(b'<dimension ref="A1:A1"', f'<dimension ref="{span}"'.encode(), 1)
        body = ("<sheetData>" + "".join(self._rows) + "</sheetData>").encode()
        whole, found = NO_ROWS.subn(lambda _: body, sized)
        if found != 1:
            raise ValueError("the sheet made by openpyxl has no empty sheetData")
        return whole


def clean(text: str) -> str:
    """`text` without what XML and workbooks cannot hold, and not longer than a cell."""
    text = NOT_XML.sub("", text)
    if "_x" in text:
        text = ESCAPE_LIKE.sub("_x005F_", text)
    return text[:MOST_TEXT]


def _cell(place: str, value: str | int | float | None, style: int) -> str:
    if isinstance(value, int | float):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{place}" s="{style}"/>'
    if not value.isalnum():
        value = escape(clean(value), quote=False)
    text = f'<t xml:space="preserve">{value}</t>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is>{text}</is></c>'


class _Writer(ExcelWriter):
    """openpyxl's writer with the sheets made in memory and filled by us."""

    def __init__(
        self, book: Workbook, archive: ZipFile, fill: Mapping[str, Callable[[bytes], bytes]]
    ) -> None:
        super().__init__(book, archive)
        self._archive: ZipFile
        self.manifest: Manifest
        self._fill = fill

    def write_worksheet(self, ws: Worksheet) -> None:
        """The sheet as XML, its rows put in; pictures are left to openpyxl."""
        ws._drawing = SpreadsheetDrawing()  # type: ignore[attr-defined]
        ws._drawing.charts = ws._charts  # type: ignore[attr-defined]
        ws._drawing.images = ws._images  # type: ignore[attr-defined]
        writer = WorksheetWriter(ws, out=io.BytesIO())
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]
        self._archive.writestr(ws.path[1:], self._fill[ws.title](writer.read()))
        self.manifest.append(ws)


_PAPER_SIZES = {"A3": 8, "A4": 9, "A5": 11}


def _set_up(sheet: Worksheet, paper: Paper) -> None:
    """Paper, margins, page numbers: what the workbook prints like when printed from there."""
    setup = sheet.page_setup
    setup.orientation = paper.orientation.value
    if paper.size in _PAPER_SIZES:  # a workbook can name no other; the printer's own is used then
        setup.paperSize = _PAPER_SIZES[paper.size]
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    left = paper.left + (paper.binding if paper.bound_at == "left" else 0)
    top = paper.top + (paper.binding if paper.bound_at == "top" else 0)
    margins.left, margins.right = left / MM_PER_INCH, paper.right / MM_PER_INCH
    margins.top, margins.bottom = top / MM_PER_INCH, paper.bottom / MM_PER_INCH
    margins.header = margins.footer = paper.bottom / MM_PER_INCH / 2
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "第&P页　共&N页"
    sheet.print_options.horizontalCentered = True

"""Content and lists → workbook (.xlsx): text that can never become a formula, written whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import gt
from pathlib import Path
from typing import TYPE_CHECKING

from djdesk.models.store.atomic import replace_file
from djdesk.reports.kit.cellstyle import Style
from djdesk.reports.kit.content import (
    LANDSCAPE,
    Block,
    Content,
    Grid,
    Heading,
    Imprint,
    Line,
    OfficialSignature,
    OfficialText,
    OfficialTitle,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    Placed,
    Ruled,
    Signatures,
    Space,
    Table,
)
from djdesk.services import kinds
from djdesk.services.listing import Kind
from djdesk.services.progress import SILENT, Progress

if TYPE_CHECKING:
    from djdesk.reports.kit.workbook import Sheet

STEP = 2000
"""Rows between two reports of progress."""

CHARS_PER_MM = 0.52
"""Characters of the standard face that a millimetre of column width holds."""

ROW_HEIGHT, LINE_HEIGHT, MOST_HEIGHT = 20.0, 14.0, 409.0
"""Points of a row, of a line more, and of the tallest row a workbook allows."""

POINTS_PER_MM = 72 / 25.4
DEFAULT_COLUMNS = (28.0, 57.0, 28.0, 57.0)
"""Widths in millimetres for a report without any table."""


@dataclass(frozen=True, slots=True)
class Sheetful:
    """A plain list for a workbook: a title, lines below it, and columns with their kinds.

    `rows` hold texts as they are shown; those of the kinds COUNT, MONEY and SCORE become numbers.
    `widths` are in half-width characters (0 or none: by kind). `codes` is a second header row below
    the titles, by which another program finds the columns; `frozen` columns stay in sight.
    """

    title: str
    titles: Sequence[str]
    kinds: Sequence[Kind]
    rows: Iterable[Sequence[str]]
    lines: Sequence[str] = ()
    widths: Sequence[int] = ()
    paper: Paper = LANDSCAPE
    codes: Sequence[str] = ()
    frozen: int = 0


def write_list(path: Path, sheets: Sequence[Sheetful], *, progress: Progress = SILENT) -> None:
    """Write plain lists as a workbook, one sheet each; `StorageFault` if the disk refuses."""
    replace_file(path, render_list(sheets, progress=progress))


def render_list(sheets: Sequence[Sheetful], *, progress: Progress = SILENT) -> bytes:
    """Plain lists as the bytes of a workbook: titles on top, the header kept in sight."""
    from djdesk.reports.kit.workbook import Book

    book = Book(sheets[0].title if sheets else "")
    for each in sheets:
        sheet = book.sheet(each.title, each.paper)
        given = [*each.widths, *[0] * len(each.titles)][: len(each.titles)]
        shapes = [
            _Shape(kind, kinds.align(kind), (width or kinds.width(kind)) + 1.5)
            for width, kind in zip(given, each.kinds, strict=True)
        ]
        sheet.widths([shape.characters for shape in shapes])
        across = len(each.titles)
        if each.title:
            _spread(
                sheet, each.title, Style(16, bold=True, align="center", boxed=False), across, 30
            )
        for line in each.lines:
            _spread(sheet, line, Style(boxed=False), across, 18)
        header = sheet.style(Style(bold=True, align="center"))
        tall = max(_lines(t, s.characters) for t, s in zip(each.titles, shapes, strict=True))
        sheet.add(each.titles, [header] * across, max(24, tall * LINE_HEIGHT + 4))
        if each.codes:
            sheet.add(each.codes, [header] * across, ROW_HEIGHT)
        sheet.freeze(sheet.height, heads=2 if each.codes else 1, columns=each.frozen)
        _add_rows(sheet, shapes, each.rows, progress)
    return book.data()


def write(content: Content, path: Path, *, progress: Progress = SILENT) -> None:
    """Write the report to `path` as a workbook; `StorageFault` if the disk refuses."""
    replace_file(path, render(content, progress=progress))


def render(content: Content, *, progress: Progress = SILENT) -> bytes:
    """The report as the bytes of a workbook, for those who must go on editing it.

    Empty cells stay empty here: the 「／」 of paper is no value. Raises `Cancelled`.
    """
    from djdesk.reports.kit.workbook import Book

    book = Book(content.title)
    sheet = book.sheet(content.title, content.paper)
    shapes = [_widths(b) for b in content.blocks if isinstance(b, Table | Grid)]
    widths = list(shapes[0]) if shapes else list(DEFAULT_COLUMNS)
    sheet.widths([width * CHARS_PER_MM for width in widths])
    registers = sum(isinstance(block, Table) for block in content.blocks)
    for block in chain.from_iterable(map(_plain, content.blocks)):
        match block:
            case Heading():
                _add_heading(sheet, block, len(widths))
            case Line():
                _add_line(sheet, block, len(widths))
            case Paragraph():
                _add_paragraph(sheet, block, widths)
            case Table():
                _add_table(sheet, block, progress, freeze=registers == 1)
            case Grid():
                _add_grid(sheet, block)
            case Signatures():
                _add_signatures(sheet, block, len(widths))
            case PageBreak():
                sheet.break_page()
            case Picture():
                _add_picture(sheet, block, len(widths))
            case Space():
                sheet.add([None], [0], min(MOST_HEIGHT, block.height * POINTS_PER_MM))
    return book.data()


def _plain(block: Block) -> Iterator[Block]:
    """What paper lays out finely, as the plainer blocks that a workbook can hold."""
    match block:
        case Pictures():
            yield from block.pictures
        case Placed():
            yield from (Line(spot.text) for spot in block.spots if spot.text)
        case Ruled():
            yield from map(Paragraph, block.text.split("\n"))
        case OfficialTitle():
            yield Heading(block.text.replace("\n", ""))
        case OfficialText():
            yield Paragraph(block.label + block.text, block.indent)
        case OfficialSignature():
            yield Line(right=block.unit)
            yield Line(right=kinds.show_day(block.day) if block.day else "")
        case Imprint():
            if block.copies_to:
                yield Line(f"抄送：{block.copies_to}")
            printed = f"{kinds.show_day(block.day)}印发" if block.day else ""
            yield Line(block.unit, right=printed)
        case _:
            yield block


def _widths(block: Table | Grid) -> Sequence[float]:
    if isinstance(block, Grid):
        return block.widths
    return [column.width for column in block.columns]


def _spread(sheet: Sheet, text: str, style: Style, across: int, height: float) -> None:
    """One text over the whole width."""
    sheet.add([text], [sheet.style(style)], height)
    sheet.merge(sheet.height, 1, 1, across)


def _add_heading(sheet: Sheet, block: Heading, across: int) -> None:
    align = "center" if block.level == 1 else "left"
    size = 20 if block.level == 1 else 14
    _spread(sheet, block.text, Style(size, bold=True, align=align, boxed=False), across, size * 2)


def _add_line(sheet: Sheet, block: Line, across: int) -> None:
    """The three texts in the first, middle and last column; neighbours are left free for them."""
    values: list[str | int | float | None] = [None] * max(3, across)
    styles = [0] * len(values)
    places = (("left", 0, block.left), ("center", across // 2, block.middle))
    for align, place, text in (*places, ("right", max(2, across - 1), block.right)):
        if text:
            values[place] = text
            styles[place] = sheet.style(Style(align=align, boxed=False, wrap=False))
    sheet.add(values, styles, 18)


def _add_paragraph(sheet: Sheet, block: Paragraph, widths: Sequence[float]) -> None:
    text = "\u3000" * block.indent + block.text
    a_line = max(1, int(sum(widths) * POINTS_PER_MM / block.size) - 1)
    lines = sum(-(-max(1, len(part)) // a_line) for part in text.split("\n"))
    style = Style(block.size, boxed=False, valign="top")
    _spread(sheet, text, style, len(widths), min(MOST_HEIGHT, lines * block.size * 1.6))


def _add_table(sheet: Sheet, block: Table, progress: Progress, *, freeze: bool) -> None:
    across = len(block.columns)
    header = sheet.style(Style(bold=True, align="center"))
    titles = [column.title.replace("\n", "") for column in block.columns]
    sheet.add(titles, [header] * across, 30)
    if freeze:
        sheet.freeze(sheet.height)
    _add_rows(sheet, _shapes(block), block.rows, progress, block.tints)
    blank = sheet.style(Style())
    for _ in range(max(0, block.blank_to - len(block.rows))):
        sheet.add([""] * across, [blank] * across, block.row_height * POINTS_PER_MM)
    if len(block.totals) == 1:
        sheet.add([block.totals[0], *[""] * (across - 1)], [blank] * across, 24)
        sheet.merge(sheet.height, 1, 1, across)
    elif block.totals:
        _add_rows(sheet, _shapes(block), [block.totals], progress)


def _add_rows(
    sheet: Sheet,
    columns: Sequence[_Shape],
    rows: Iterable[Sequence[str]],
    progress: Progress,
    tints: Sequence[str] = (),
) -> None:
    """Rows of texts; the kinds that count become numbers where their text is one."""
    looks = {tint: _look(sheet, columns, tint) for tint in {"", *tints}}
    styles, numbers = looks[""]
    limits = [int(column.characters // 2) for column in columns]
    total = len(rows) if isinstance(rows, Sequence) else 0
    for number, row in enumerate(rows):
        if number % STEP == 0:
            progress.step(number, total, "正在写入表格…")
        values: list[str | int | float | None] = [*row]
        if tints:
            styles, numbers = looks[tints[number]]
        present = styles
        for place, style in numbers.items():
            value = _number(row[place])
            if value is not None:
                if present is styles:
                    present = styles.copy()
                values[place], present[place] = value, style
        lines = 1
        if any(map(gt, map(len, row), limits)):
            lines = max(
                _lines(text, column.characters) for text, column in zip(row, columns, strict=True)
            )
        sheet.add(values, present, max(ROW_HEIGHT, min(MOST_HEIGHT, lines * LINE_HEIGHT + 4)))


def _look(sheet: Sheet, columns: Sequence[_Shape], tint: str) -> tuple[list[int], dict[int, int]]:
    """The styles of a row on this ground: of every column, and of those that hold numbers."""
    styles = [sheet.style(Style(align=column.align, tint=tint)) for column in columns]
    numbers = {
        place: sheet.style(Style(align=column.align, number=FORMATS[column.kind], tint=tint))
        for place, column in enumerate(columns)
        if column.kind in FORMATS
    }
    return styles, numbers


def _lines(text: str, characters: float) -> int:
    """Lines that `text` takes in a cell of so many half-width characters."""
    wide = sum(2 if char > "\u2e7f" else 1 for char in text)
    return -(-wide // max(1, int(characters))) + text.count("\n")


@dataclass(frozen=True, slots=True)
class _Shape:
    """A column as a workbook needs it: what it holds, where it stands, how wide it is."""

    kind: Kind
    align: str
    characters: float


def _shapes(block: Table) -> list[_Shape]:
    return [
        _Shape(c.kind, c.align or kinds.align(c.kind), c.width * CHARS_PER_MM)
        for c in block.columns
    ]


FORMATS = {Kind.COUNT: "0", Kind.MONEY: "#,##0.00", Kind.SCORE: "0.0"}
"""Excel number formats of the kinds that are numbers."""


def _number(text: str) -> float | int | None:
    """The number that a shown text means; None if it is something else (a dash, a word)."""
    plain = text.replace(",", "")
    try:
        return int(plain) if "." not in plain else float(plain)
    except ValueError:
        return None


def _add_grid(sheet: Sheet, block: Grid) -> None:
    first = sheet.height + 1
    columns = len(block.widths)
    boxed = sheet.style(Style())
    values: list[list[str | int | float | None]] = [[""] * columns for _ in block.cells]
    styles = [[boxed] * columns for _ in block.cells]
    for row, column, cell in block.placed():
        values[row][column] = cell.text
        align = cell.align or ("center" if cell.label else "left")
        valign = {"middle": "center"}.get(cell.valign, cell.valign)
        styles[row][column] = sheet.style(Style(bold=cell.label, align=align, valign=valign))
        sheet.merge(first + row, column + 1, cell.down, cell.across)
        if cell.image is not None:
            wide = sum(block.widths[column : column + cell.across]) * POINTS_PER_MM
            high = sum(block.heights[row : row + cell.down]) * POINTS_PER_MM
            sheet.picture(cell.image, first + row, column + 1, wide, high)
    for row_values, row_styles, height in zip(values, styles, block.heights, strict=True):
        sheet.add(row_values, row_styles, height * POINTS_PER_MM)


def _add_signatures(sheet: Sheet, block: Signatures, across: int) -> None:
    """The labels at even distances, each with free cells after it."""
    values: list[str | int | float | None] = [None] * max(across, len(block.labels))
    step = len(values) / len(block.labels)
    for number, label in enumerate(block.labels):
        values[int(number * step)] = label
    plain = sheet.style(Style(boxed=False, wrap=False))
    sheet.add(values, [plain] * len(values), 32)


def _add_picture(sheet: Sheet, block: Picture, across: int) -> None:
    wide, high = block.width * POINTS_PER_MM, block.height * POINTS_PER_MM
    sheet.add([None], [0], min(MOST_HEIGHT, high))
    sheet.picture(block.data, sheet.height, 1, wide, min(MOST_HEIGHT, high))
    if block.caption:
        _spread(sheet, block.caption, Style(align="center", boxed=False), across, 18)

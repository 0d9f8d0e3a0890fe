"""What a report says, without saying in which format: blocks that PDF and workbook writers draw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from djdesk.errors import UserError
from djdesk.services.listing import Kind


class Orientation(StrEnum):
    """How the paper lies; forms.md §1: portrait 170 mm usable, landscape 267 mm."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


SIZES: Mapping[str, tuple[float, float]] = {
    "A3": (297, 420),
    "A4": (210, 297),
    "A5": (148, 210),
    "190×95": (190, 95),
}
"""Width and height of the papers in millimetres (ISO 216), upright; receipts lie already."""

LEAST_ROOM = 60.0
"""Millimetres that margins must leave in each direction, so that any report can be laid out."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Page set-up in millimetres; remembered per report, with the offsets of the printer.

    `binding` is added to the margin at the binding edge (`bound_at`: left or top). The offsets
    shift the whole page to the right and down, to meet what a printer does to it (套打).
    """

    size: str = "A4"
    orientation: Orientation = Orientation.PORTRAIT
    left: float = 20
    right: float = 20
    top: float = 20
    bottom: float = 20
    binding: float = 0
    offset_x: float = 0
    offset_y: float = 0
    bound_at: str = "left"

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of the sheet as it lies."""
        width, height = SIZES[self.size]
        return (width, height) if self.orientation is Orientation.PORTRAIT else (height, width)

    @property
    def room(self) -> tuple[float, float]:
        """Width and height that the margins leave."""
        width, height = self.extent
        across = self.left + self.right + (self.binding if self.bound_at == "left" else 0)
        down = self.top + self.bottom + (self.binding if self.bound_at == "top" else 0)
        return width - across, height - down

    def to_json(self) -> dict[str, str | float]:
        """A plain mapping for the settings of the book."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, object], default: Paper | None = None) -> Paper:
        """The paper of a stored mapping; what is unknown or unusable falls back to `default`."""
        paper = default or cls()
        usable: dict[str, str | float | Orientation] = {}
        for key, value in data.items():
            if key == "size" and value in SIZES:
                usable[key] = str(value)
            elif key == "orientation" and value in tuple(Orientation):
                usable[key] = Orientation(str(value))
            elif key == "bound_at" and value in ("left", "top"):
                usable[key] = str(value)
            elif key in _LENGTHS and isinstance(value, int | float):
                usable[key] = float(value)
        return replace(paper, **usable)  # type: ignore[arg-type] # names and types checked above

    def check(self) -> None:
        """Raise `UserError` when the margins leave no room to print on."""
        if min(self.room) < LEAST_ROOM:
            raise UserError(
                "页边距太大，纸上放不下内容。",
                f"请调小页边距或装订边，四周之内至少留出 {LEAST_ROOM:.0f} 毫米。",
            )


_LENGTHS = ("left", "right", "top", "bottom", "binding", "offset_x", "offset_y")
PORTRAIT = Paper()
LANDSCAPE = Paper(orientation=Orientation.LANDSCAPE, left=15, right=15)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a paper table: its title, its width in millimetres and what it holds.

    A line break in `title` is kept. What is not text or a name is never broken over two lines.
    """

    title: str
    width: float
    kind: Kind = Kind.TEXT
    align: str = ""  # left, center, right; empty: by kind


@dataclass(frozen=True, slots=True)
class Heading:
    """A centred title (level 1) or a sub-heading; `align` (left, center) overrides the level."""

    text: str
    level: int = 1
    align: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of texts spread over the width: 填报单位 left, 截至 middle, 单位 right.

    What is `preprinted` stands on official sheets already (see `Content.overprint`).
    """

    left: str = ""
    middle: str = ""
    right: str = ""
    preprinted: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `indent` in characters, `size` in points; `preprinted` as in `Line`."""

    text: str
    indent: int = 2
    size: float = 12
    preprinted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A register with a repeated header; `rows` are texts, `blank_to` fills the last page.

    An empty cell prints as 「／」 (forms.md §1) unless `keep_blank`. `totals` is a last row of one
    text a column, or a single text that spans the width. `row_height` in millimetres is the least.
    `tints` (red, yellow or empty, one a row; none: no row) are laid under the rows of 红榜 and
    黄榜 (F11); what they mean stands in words too. `size` in points is larger for what is read from
    a wall. Neither changes the digest.
    """

    columns: tuple[TableColumn, ...]
    rows: Sequence[Sequence[str]]
    totals: tuple[str, ...] = ()
    row_height: float = 8
    blank_to: int = 0
    keep_blank: bool = False
    tints: Sequence[str] = ()
    size: float = 10.5


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a `Grid`: label or value, spanning columns and rows; `image` is a JPEG or PNG.

    An empty value prints as 「／」 unless `keep_blank`. `valign` is top, middle or bottom. What is
    `running` text is broken over lines in full size; other values shrink first (forms.md §2).
    """

    text: str = ""
    label: bool = False
    across: int = 1
    down: int = 1
    align: str = ""
    image: bytes | None = None
    keep_blank: bool = False
    valign: str = "middle"
    running: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A form laid out in cells (采集表): column widths and least row heights in millimetres.

    The last `signed` rows are places for signatures: they never stand alone on a page. `inset`
    millimetres are left free on both sides.
    """

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[tuple[Cell, ...], ...]
    signed: int = 0
    inset: float = 0

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Row, column and cell, as a page of HTML would place them; ValueError if they do not fit.

        A cell takes the first free column of its row and pushes those below it aside.
        """
        taken: set[tuple[int, int]] = set()
        columns = len(self.widths)
        for row, cells in enumerate(self.cells):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                if column + cell.across > columns or row + cell.down > len(self.heights):
                    raise ValueError(f"a cell of row {row + 1} stands outside the form")
                taken.update(
                    (row + y, column + x) for y in range(cell.down) for x in range(cell.across)
                )
                yield row, column, cell
                column += cell.across
        if len(taken) != len(self.heights) * columns:
            raise ValueError("places of the form hold no cell")


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places for wet ink; never alone on a page. A label that ends with 「：」 gets a line."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Begin a new page here; `restart` numbers the pages from 1 again (one form a person)."""

    restart: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or photograph (PNG or JPEG bytes) in a box of `width` × `height` millimetres.

    It stands upright and keeps its proportions; one that cannot be read says so in its box.
    """

    data: bytes
    width: float
    height: float
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Photographs side by side, `across` in a row, each in its box with its caption below (F06)."""

    pictures: tuple[Picture, ...]
    across: int = 2


@dataclass(frozen=True, slots=True)
class Space:
    """Millimetres left empty."""

    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A text at a place of a form: `x` and `y` millimetres from the left end and top of its block.

    `y` is the middle of the line; in `width` millimetres it is aligned and, if too long, shrunk to
    8 pt and then broken. `size` in points.
    """

    x: float
    y: float
    text: str
    width: float = 60
    size: float = 12
    align: str = "left"
    preprinted: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Texts at the places of an official sheet (介绍信, 收据), `height` millimetres in all."""

    height: float
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Long text on writing lines, `a_page` of which fill a page (F03: 22); it flows over pages.

    Every line of `text` is a paragraph that begins two characters in. `blank_to` lines at least
    stand on the last page, as many as there is room for: an empty text is a form to write on.
    """

    text: str = ""
    a_page: int = 22
    blank_to: int = 0
    size: float = 12


@dataclass(frozen=True, slots=True)
class OfficialTitle:
    """The title of an official paper; a line break in it is kept, else it is broken by meaning."""

    text: str


@dataclass(frozen=True, slots=True)
class OfficialText:
    """One paragraph of an official paper on its grid; an empty one is an empty row.

    A heading is known by its number: 一、 in 黑体, （一） in 楷体 up to its full stop. `label`
    (出席：) stands in 黑体 before the text, which then hangs behind it. `indent` in characters.
    """

    text: str
    indent: int = 2
    label: str = ""
    align: str = "left"


@dataclass(frozen=True, slots=True)
class OfficialSignature:
    """Unit above date (「2026年1月5日」), right; room for the seal above; never alone on a page."""

    unit: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page: 抄送, 印发机关 and the day of printing (印发)."""

    copies_to: str = ""
    unit: str = ""
    day: date | None = None


Block = (
    Heading
    | Line
    | Paragraph
    | Table
    | Grid
    | Signatures
    | PageBreak
    | Picture
    | Pictures
    | Space
    | Placed
    | Ruled
    | OfficialTitle
    | OfficialText
    | OfficialSignature
    | Imprint
)


class Feet(StrEnum):
    """How pages are numbered: 第1页 共3页 with form and check code, or 「— 1 —」 (GB/T 9704)."""

    LEDGER = "ledger"
    OFFICIAL = "official"


def record_mark(number: str, version: int) -> str:
    """The mark of a record: its ledger number (台账编号) and which version of it was printed."""
    return f"台账编号 {number}　第{version}版" if number else f"第{version}版"


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report: its form number, title, paper and blocks; `day` is the day it speaks of.

    `footer` is printed at the foot of every page beside the form number; `notes` are for the
    preview and never printed. `mark` names the record on every page (`record_mark`), so that paper
    and book can be compared; it is no part of the digest, which tells whether the words agree.
    `feet` says how pages are numbered.

    `overprint` says that official sheets exist for this form: the preview offers 只打数据, which
    leaves out what they show already: headings, lines, labels, heads of tables, places to sign,
    feet, and what is marked `preprinted`. Everything else stays exactly where it is.
    """

    form: str
    title: str
    paper: Paper
    blocks: tuple[Block, ...]
    day: date | None = None
    footer: str = ""
    notes: tuple[str, ...] = field(default=())
    mark: str = ""
    feet: Feet = Feet.LEDGER
    overprint: bool = False

    def on(self, paper: Paper) -> Content:
        """The same report on another paper."""
        return replace(self, paper=paper)


def digest(content: Content) -> str:
    """SHA-256 (hex) of what the report says, whatever the paper; tells whether paper is current."""
    tally = hashlib.sha256()
    heads = (content.form, content.title, content.day.isoformat() if content.day else "")
    tally.update("\x1f".join(heads).encode())
    for block in content.blocks:
        tally.update(f"\x1d{type(block).__name__}".encode())
        for part in fields(block):
            value = getattr(block, part.name)
            if isinstance(block, Table) and part.name in ("tints", "size"):
                continue
            if part.name == "rows":
                for row in value:
                    tally.update(("\x1e" + "\x1f".join(row)).encode())
            else:
                tally.update(b"\x1e" + b"\x1f".join(_plain(value)))
    return tally.hexdigest()


def short_digest(full: str) -> str:
    """The 8 signs of a digest that are printed at the foot of a page, in two groups."""
    return f"{full[:4]}-{full[4:8]}".upper()


def _plain(value: object) -> Iterable[bytes]:
    if isinstance(value, bytes):
        yield hashlib.sha256(value).digest()
    elif isinstance(value, tuple | list):
        for item in value:
            yield b"("
            yield from _plain(item)
    elif isinstance(value, Cell | TableColumn | Picture | Spot):
        for part in fields(value):
            yield from _plain(getattr(value, part.name))
    else:
        yield str(value).encode()

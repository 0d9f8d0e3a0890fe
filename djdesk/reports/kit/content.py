"""What a report says, without saying in which format: blocks that PDF and workbook writers draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from djdesk.services.listing import Kind


class Orientation(StrEnum):
    """How the paper lies; forms.md §1: portrait 170 mm usable, landscape 267 mm."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class Paper:
    """Page set-up in millimetres; remembered per report, with the offsets of the printer."""

    size: str = "A4"
    orientation: Orientation = Orientation.PORTRAIT
    left: float = 20
    right: float = 20
    top: float = 20
    bottom: float = 20
    binding: float = 0
    offset_x: float = 0
    offset_y: float = 0


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a paper table: its title, its width in millimetres and what it holds."""

    title: str
    width: float
    kind: Kind = Kind.TEXT
    align: str = ""  # left, center, right; empty: by kind


@dataclass(frozen=True, slots=True)
class Heading:
    """A centred title (level 1) or a sub-heading."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of texts spread over the width: 填报单位 left, 截至 middle, 单位 right."""

    left: str = ""
    middle: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `indent` in characters."""

    text: str
    indent: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A register with a repeated header; `rows` are texts, `blank_to` fills the last page.

    An empty cell prints as 「／」 (forms.md §1) unless `keep_blank`.
    """

    columns: tuple[TableColumn, ...]
    rows: Sequence[Sequence[str]]
    totals: tuple[str, ...] = ()
    row_height: float = 8
    blank_to: int = 0
    keep_blank: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a `Grid`: label or value, spanning columns and rows; `image` is a JPEG or PNG."""

    text: str = ""
    label: bool = False
    across: int = 1
    down: int = 1
    align: str = ""
    image: bytes | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A form laid out in cells (采集表): column widths and row heights in millimetres."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Empty lines for wet ink; never alone on a page."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Begin a new page here."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or photograph (PNG or JPEG bytes) of `width` × `height` millimetres."""

    data: bytes
    width: float
    height: float
    caption: str = ""


Block = Heading | Line | Paragraph | Table | Grid | Signatures | PageBreak | Picture


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report: its form number, title, paper and blocks; `day` is the day it speaks of."""

    form: str
    title: str
    paper: Paper
    blocks: tuple[Block, ...]
    day: date | None = None
    footer: str = ""
    notes: tuple[str, ...] = field(default=())

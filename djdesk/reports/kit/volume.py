"""Many reports bound into one PDF (装订成卷): cover, index, continuous page numbers, bookmarks.

A volume is written part by part: each report is made, laid out, written and forgotten before the
next one is made, so that a year with hundreds of photographs needs no more memory than its largest
part. Page numbers and the index are added when the number of pages is known.

    parts = (Part("支部党员大会记录", lambda: record(desk, 12), number="HY-2026-012"), ...)
    cover = title_page("三会一课记录", unit, (("年度", "2026"), ("保管期限", "永久")))
    volume = Volume("2026年三会一课记录", parts, cover, index_of())
    binding = write_volume(volume, Path("卷.pdf"), progress=progress)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from djdesk.errors import UserError
from djdesk.models.store.atomic import replace_file
from djdesk.reports.kit import fonts
from djdesk.reports.kit.content import (
    Cell,
    Content,
    Grid,
    Heading,
    Paper,
    Space,
    Table,
    TableColumn,
    digest,
)
from djdesk.reports.kit.feet import Foot, Stamp, foot_of
from djdesk.reports.kit.fonts import Faces
from djdesk.reports.kit.pdf import Preflight, preflight_of
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet
from djdesk.services import kinds
from djdesk.services.listing import Kind
from djdesk.services.progress import SILENT, Progress

if TYPE_CHECKING:
    from djdesk.reports.kit.document import Document, Leaf


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a volume: how the index calls it, and what makes it when its turn comes.

    `make` is called once; what it returns is forgotten as soon as its pages are written.
    """

    title: str
    make: Callable[[], Content]
    number: str = ""
    day: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A part that was bound: its pages `first` to `last` in the volume, and its digest."""

    title: str
    number: str
    day: date | None
    remark: str
    first: int
    last: int
    digest: str

    @property
    def pages(self) -> str:
        """The pages as the index names them: 3 or 3—7."""
        return str(self.first) if self.first == self.last else f"{self.first}—{self.last}"


@dataclass(frozen=True, slots=True)
class Binding:
    """What came of a volume: its parts with their pages, all numbered pages, preflight."""

    parts: tuple[Bound, ...]
    pages: int
    preflight: Preflight


Front = Callable[[Sequence[Bound], int], Content]
"""Makes a page that speaks of the whole: from the bound parts and the number of their pages."""


@dataclass(frozen=True, slots=True)
class Volume:
    """What is to be bound. Cover and index stand in front and are not numbered with the parts.

    `back` (备考表) follows the last part without a number. `index` None leaves the index out.
    """

    title: str
    parts: Iterable[Part]
    cover: Front | None = None
    index: Front | None = None
    back: Front | None = None
    subject: str = ""


def index_of(title: str = "卷内文件目录", paper: Paper | None = None) -> Front:
    """The usual index: 序号, 编号, 题名, 日期, 页号, 备注; the page is where the part begins."""

    def make(parts: Sequence[Bound], _pages: int) -> Content:
        rows = [
            [
                str(place),
                part.number,
                part.title,
                kinds.show_date(part.day) if part.day else "",
                part.pages,
                part.remark,
            ]
            for place, part in enumerate(parts, 1)
        ]
        table = Table(INDEX_COLUMNS, rows, blank_to=15, keep_blank=True)
        return Content("", title, paper or Paper(left=25), (Heading(title), table))

    return make


INDEX_COLUMNS = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("编号", 30),
    TableColumn("题名", 66),
    TableColumn("日期", 24, Kind.DATE),
    TableColumn("页号", 16, Kind.TEXT, "center"),
    TableColumn("备注", 17),
)


def title_page(
    title: str, unit: str, facts: Sequence[tuple[str, str]], paper: Paper | None = None
) -> Front:
    """The usual cover: unit, title, and a form of `facts` (年度 …) with the page count."""

    def make(parts: Sequence[Bound], pages: int) -> Content:
        counted = [*facts, ("件数", f"{len(parts)}件"), ("页数", f"{pages}页")]
        cells = tuple(
            (Cell(label, label=True), Cell(text, align="center", keep_blank=True))
            for label, text in counted
        )
        blocks = (
            Space(35),
            Heading(unit, 2, align="center"),
            Space(12),
            Heading(title),
            Space(70),
            Grid((30, 70), (10.0,) * len(counted), cells, inset=35),
        )
        return Content("", title, paper or Paper(left=25), blocks)

    return make


def write_volume(
    volume: Volume,
    path: Path,
    *,
    stamp: Stamp | None = None,
    faces: Faces | None = None,
    progress: Progress = SILENT,
) -> Binding:
    """Bind the volume into `path`, whole or not at all.

    Raises `StorageFault` if the disk refuses, `Cancelled` when `progress` says so, `UserError` for
    a volume without parts, and whatever making a part raises.
    """
    found: list[Binding] = []

    def write(out: BinaryIO) -> None:
        found.append(bind(volume, out, stamp=stamp, faces=faces, progress=progress))

    replace_file(path, write)
    return found[0]


def bind(
    volume: Volume,
    out: BinaryIO,
    *,
    stamp: Stamp | None = None,
    faces: Faces | None = None,
    progress: Progress = SILENT,
) -> Binding:
    """Write the volume to an open file (for previews: a BytesIO); see `write_volume`."""
    from djdesk.reports.kit.document import Document

    setting = Setting(faces or fonts.installed())
    document = Document(out, volume.title, volume.subject)
    binder = _Binder(document, setting, stamp or Stamp())
    for place, part in enumerate(volume.parts):
        progress.step(place, 0, f"正在装订第 {place + 1} 件：{part.title}…")
        binder.add(part)
    if not binder.parts:
        raise UserError("没有可以装订的内容。", "请先选择要装订的材料，或换一个年度。")
    progress.step(len(binder.parts), len(binder.parts), "正在编页码和目录…")
    binder.number()
    binder.add_unnumbered(volume)
    document.add_fonts(setting.subsets)
    document.close()
    return Binding(tuple(binder.parts), len(binder.leaves), binder.preflight())


@dataclass(slots=True)
class _Numbered:
    """A page that waits for its foot, with its number in its own part."""

    leaf: Leaf
    foot: Foot
    own: tuple[int, int]


class _Binder:
    def __init__(self, document: Document, setting: Setting, stamp: Stamp) -> None:
        self._document = document
        self._setting = setting
        self._stamp = stamp
        self.parts: list[Bound] = []
        self.leaves: list[_Numbered] = []
        self._found: list[Preflight] = []

    def add(self, part: Part) -> None:
        """Write the pages of a part; their feet wait."""
        from djdesk.reports.kit.layout import compose

        content = part.make()
        whole = digest(content)
        foot = foot_of(content, self._setting, whole, self._stamp)
        pages = compose(content, self._setting)
        first = len(self.leaves)
        for page in pages:
            sheet = Sheet(*_shift(content.paper))
            page.draw(sheet, content.paper.bottom * MM)
            leaf = self._document.add_page(sheet, *_size(content.paper))
            self.leaves.append(_Numbered(leaf, foot, (page.number, page.count)))
        self._found.append(preflight_of(pages, self._setting, first))
        self._document.bookmark(part.title, self.leaves[first].leaf)
        self.parts.append(
            Bound(
                part.title,
                part.number,
                part.day,
                part.remark,
                first + 1,
                len(self.leaves),
                whole,
            )
        )

    def number(self) -> None:
        """Draw the feet, now that the number of pages is known."""
        count = len(self.leaves)
        for number, page in enumerate(self.leaves, 1):
            sheet = Sheet()  # what was drawn before has shifted the page already
            page.foot.draw_bound(sheet, page.own, (number, count))
            self._document.draw_over(page.leaf, sheet)

    def add_unnumbered(self, volume: Volume) -> None:
        """Cover and index in front, the last sheet behind."""
        if volume.back is not None:
            self._add_front(volume.back, len(self.leaves), None)
        at = 0
        if volume.cover is not None:
            at += self._add_front(volume.cover, at, None)
        if volume.index is not None:
            self._add_front(volume.index, at, "目录")

    def _add_front(self, make: Front, at: int, before: str | None) -> int:
        """Insert the pages before page `at`; None leaves the foot out. Returns how many."""
        from djdesk.reports.kit.layout import compose

        content = make(self.parts, len(self.leaves))
        foot = foot_of(content, self._setting, digest(content), self._stamp)
        pages = compose(content, self._setting)
        for place, page in enumerate(pages):
            sheet = Sheet(*_shift(content.paper))
            page.draw(sheet, content.paper.bottom * MM)
            if before is not None:
                foot.draw(sheet, page.number, page.count, before)
            self._document.add_page(sheet, *_size(content.paper), at=at + place)
        self._found.append(preflight_of(pages, self._setting))
        return len(pages)

    def preflight(self) -> Preflight:
        """What was found on all pages."""
        whole = Preflight(len(self.leaves), (), self._setting.faces.substitutions)
        for each in self._found:
            missing, borrowed = whole.missing + each.missing, whole.borrowed + each.borrowed
            whole = replace(whole, missing=missing, borrowed=borrowed)
        return whole


def _size(paper: Paper) -> tuple[float, float]:
    wide, high = paper.extent
    return wide * MM, high * MM


def _shift(paper: Paper) -> tuple[float, float]:
    return paper.offset_x * MM, -paper.offset_y * MM

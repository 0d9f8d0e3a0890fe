"""Content → PDF: the pages in memory for preview and printing, or a file written whole.

A PDF is readable by everybody who gets the file; it is made only where a user asked for it, and
nothing of it is left in temporary places: previews stay in memory (`render`), files are written
beside their target and renamed over it (`write`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from djdesk.models.store.atomic import replace_file
from djdesk.reports.kit import fonts
from djdesk.reports.kit.content import Content, digest
from djdesk.reports.kit.feet import Stamp, foot_of
from djdesk.reports.kit.fonts import Faces, Substitution
from djdesk.reports.kit.setting import GETA, Setting
from djdesk.reports.kit.sheet import MM, Sheet
from djdesk.services.progress import SILENT, Progress

if TYPE_CHECKING:
    from djdesk.reports.kit.layout import Page

__all__ = [
    "Preflight",
    "RareGlyph",
    "Rendering",
    "Stamp",
    "missing_glyphs",
    "preflight",
    "preflight_of",
    "render",
    "write",
]

MOST_LISTED = 200
"""Places of rare characters that are listed; more would help nobody."""

STEP = 20
"""Pages between two reports of progress."""


@dataclass(frozen=True, slots=True)
class RareGlyph:
    """A character that the face of its text lacks: in which text, on which page, where.

    `instead` is the family that draws it, or 〓 when none on this computer can.
    """

    char: str
    text: str
    page: int
    place: str
    instead: str = GETA

    @property
    def sentence(self) -> str:
        """What to tell the person before printing."""
        code = f"U+{ord(self.char):04X}"
        shown = self.text if len(self.text) <= 20 else self.text[:20] + "…"
        where = f"第{self.page}页{self.place}的“{shown}”里"
        if self.instead == GETA:
            return f"{where}有一个本机字体没有的字（{code}），打印时用“{GETA}”代替。"
        return f"{where}的“{self.char}”（{code}）是生僻字，用字体 {self.instead} 打印。"


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is known before printing: pages, characters that cannot be drawn, faces replaced.

    `borrowed` are rare characters that another face draws; they print, but look a little different.
    """

    pages: int
    missing: tuple[RareGlyph, ...]
    substitutions: tuple[Substitution, ...]
    borrowed: tuple[RareGlyph, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished PDF in memory, with what was found on the way; `digest` is that of the content."""

    data: bytes
    digest: str
    preflight: Preflight

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.preflight.pages


def preflight(content: Content, *, faces: Faces | None = None) -> Preflight:
    """Lay the report out without writing it; raises `UserError` for an impossible paper."""
    from djdesk.reports.kit.layout import compose

    setting = Setting(faces or fonts.installed())
    return preflight_of(compose(content, setting), setting)


def missing_glyphs(content: Content, *, faces: Faces | None = None) -> tuple[RareGlyph, ...]:
    """The characters of the report that would not print, by text, page and place."""
    return preflight(content, faces=faces).missing


def render(
    content: Content,
    *,
    stamp: Stamp | None = None,
    faces: Faces | None = None,
    progress: Progress = SILENT,
    data_only: bool = False,
) -> Rendering:
    """The report as a PDF in memory, for preview, printing and `write`.

    `data_only` leaves out what official sheets show already (see `Content.overprint`).
    Raises `UserError` when the margins leave no room and `Cancelled` when `progress` says so.
    """
    from djdesk.reports.kit.document import Document
    from djdesk.reports.kit.layout import compose

    progress.step(0, 0, "正在排版…")
    setting = Setting(faces or fonts.installed())
    pages = compose(content, setting)
    whole = digest(content)
    foot = foot_of(content, setting, whole, stamp or Stamp())
    out = io.BytesIO()
    document = Document(out, content.title, content.form)
    width, height = (length * MM for length in content.paper.extent)
    paper = content.paper
    low = paper.bottom * MM
    for number, page in enumerate(pages):
        if number % STEP == 0:
            progress.step(number, len(pages), f"正在生成第 {number + 1} 页，共 {len(pages)} 页…")
        sheet = Sheet(paper.offset_x * MM, -paper.offset_y * MM, data_only=data_only)
        page.draw(sheet, low)
        if not data_only:
            foot.draw(sheet, page.number, page.count)
        document.add_page(sheet, width, height)
    progress.step(len(pages), len(pages), "正在嵌入字体…")
    document.add_fonts(setting.subsets)
    document.close()
    return Rendering(out.getvalue(), whole, preflight_of(pages, setting))


def write(
    content: Content,
    path: Path,
    *,
    stamp: Stamp | None = None,
    faces: Faces | None = None,
    progress: Progress = SILENT,
) -> Rendering:
    """Write the report to `path`, whole or not at all; `StorageFault` if the disk refuses."""
    rendering = render(content, stamp=stamp, faces=faces, progress=progress)
    replace_file(path, rendering.data)
    return rendering


def preflight_of(pages: list[Page], setting: Setting, before: int = 0) -> Preflight:
    """What is to be said of laid out `pages` that follow `before` other ones."""
    missing = _places(pages, dict.fromkeys(setting.missing, GETA), before)
    borrowed = _places(pages, setting.borrowed, before)
    return Preflight(len(pages), missing, setting.faces.substitutions, borrowed)


def _places(pages: list[Page], wanted: Mapping[str, str], before: int) -> tuple[RareGlyph, ...]:
    """Where the `wanted` characters stand, with what draws each of them."""
    found: list[RareGlyph] = []
    if not wanted:
        return ()
    for number, page in enumerate(pages, before + 1):
        for place, text in page.texts():
            for char in dict.fromkeys(text):
                if char in wanted:
                    found.append(RareGlyph(char, text, number, place, wanted[char]))
        if len(found) >= MOST_LISTED:
            break
    return tuple(found[:MOST_LISTED])

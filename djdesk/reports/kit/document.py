"""Writes a PDF file: pages, pictures, bookmarks, and fonts that copy and search beyond U+FFFF."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from djdesk.reports.kit.objects import Ref, Text, Value, Writer
from djdesk.reports.kit.pictures import encode
from djdesk.reports.kit.setting import BOX_WIDTH, Subset
from djdesk.reports.kit.sheet import Sheet
from djdesk.reports.kit.typeface import Typeface

PER_BLOCK = 100
"""Entries that one bfchar block of a CMap may hold (PDF 32000-1, 9.10.3)."""

BOX_GLYPHS = {
    "a": "1000 0 0 -120 1000 880 d1 60 w 110 -10 780 780 re S",
    "b": "1000 0 0 -120 1000 880 d1 60 w 110 -10 780 780 re S 90 w 260 370 m 450 180 l 760 610 l S",
}
"""☐ and ☑ as Type 3 glyphs in thousandths of the size."""


@dataclass(slots=True)
class Leaf:
    """A page of the file: what was written for it so far. Its object is written at the end."""

    ref: Ref
    width: float
    height: float
    contents: list[Value] = field(default_factory=list)
    pictures: dict[str, Value] = field(default_factory=dict)


class Document:
    """A PDF being written to `out`: pages as they come, then fonts, then `close`.

    What a page shows is written at once and forgotten, so that any number of pages fits into
    memory; only the numbers of objects are kept.
    """

    def __init__(self, out: BinaryIO, title: str, subject: str = "") -> None:
        self._file = Writer(out)
        self._title = title
        self._subject = subject
        self._tree = self._file.reserve()
        self._fonts = self._file.reserve()
        self._named: dict[str, Value] = {}
        self._leaves: list[Leaf] = []
        self._bookmarks: list[tuple[str, Leaf]] = []
        self._pictures: dict[str, Ref] = {}

    def add_page(self, sheet: Sheet, width: float, height: float, at: int | None = None) -> Leaf:
        """Add a page of `width` × `height` points, as the last or before the page `at` from 0."""
        leaf = Leaf(self._file.reserve(), width, height)
        self._leaves.insert(len(self._leaves) if at is None else at, leaf)
        self.draw_over(leaf, sheet)
        return leaf

    def draw_over(self, leaf: Leaf, sheet: Sheet) -> None:
        """Draw more on a page: what is known only later, such as how many pages there are."""
        leaf.contents.append(self._file.stream("\n".join(sheet.code).encode("ascii")))
        for name, shown in sheet.pictures.items():
            if name not in self._pictures:
                self._pictures[name] = self._picture(shown.data, shown.most)
            leaf.pictures[name] = self._pictures[name]

    def bookmark(self, title: str, leaf: Leaf) -> None:
        """Add an entry to the list of bookmarks beside the pages."""
        self._bookmarks.append((title, leaf))

    def add_fonts(self, subsets: Sequence[Subset]) -> None:
        """Embed the characters that the pages used; nothing may be drawn afterwards."""
        for subset in subsets:
            name = subset.name[1:]
            if subset.face is None:
                self._named[name] = self._box_font()
            elif subset.chars:
                self._named[name] = self._text_font(subset, subset.face)

    def close(self) -> None:
        """Write the rest: page tree, bookmarks, title."""
        file = self._file
        file.put(self._named, self._fonts)
        for leaf in self._leaves:
            resources: dict[str, Value] = {"Font": self._fonts}
            if leaf.pictures:
                resources["XObject"] = leaf.pictures
            page: dict[str, Value] = {
                "Type": "/Page",
                "Parent": self._tree,
                "MediaBox": [0, 0, leaf.width, leaf.height],
                "Contents": leaf.contents,
                "Resources": resources,
            }
            file.put(page, leaf.ref)
        kids = [leaf.ref for leaf in self._leaves]
        file.put({"Type": "/Pages", "Count": len(kids), "Kids": kids}, self._tree)
        root: dict[str, Value] = {
            "Type": "/Catalog",
            "Pages": self._tree,
            "Lang": Text("zh-CN"),
            "ViewerPreferences": {"DisplayDocTitle": "true", "PrintScaling": "/None"},
        }
        if self._bookmarks:
            root |= {"Outlines": self._outlines(), "PageMode": "/UseOutlines"}
        about = {
            "Title": Text(self._title),
            "Subject": Text(self._subject),
            "Creator": Text("党建工作台 djdesk"),
            "Producer": Text("djdesk"),
        }
        file.close(file.put(root), file.put(about))

    def _outlines(self) -> Ref:
        """The bookmarks as one list without levels (PDF 32000-1, 12.3.3)."""
        top = self._file.reserve()
        refs = [self._file.reserve() for _ in self._bookmarks]
        for number, (title, leaf) in enumerate(self._bookmarks):
            item: dict[str, Value] = {
                "Title": Text(title),
                "Parent": top,
                "Dest": [leaf.ref, "/Fit"],
            }
            if number:
                item["Prev"] = refs[number - 1]
            if number + 1 < len(refs):
                item["Next"] = refs[number + 1]
            self._file.put(item, refs[number])
        whole: dict[str, Value] = {
            "Type": "/Outlines",
            "First": refs[0],
            "Last": refs[-1],
            "Count": len(refs),
        }
        return self._file.put(whole, top)

    def _picture(self, data: bytes, most: tuple[int, int]) -> Ref:
        picture = encode(data, most)
        if picture is None:
            raise ValueError("a picture that cannot be read must not reach the page")
        entries: dict[str, Value] = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": picture.width,
            "Height": picture.height,
            "BitsPerComponent": 8,
            "ColorSpace": f"/{picture.colours}",
            "Filter": f"/{picture.filter}",
        }
        return self._file.stream(picture.content, entries)

    def _text_font(self, subset: Subset, face: Typeface) -> Ref:
        """A Type 0 font with two-byte codes (PDF 32000-1, 9.7): no limit of 256 characters."""
        program, glyphs = face.subset(subset.chars)
        tag = "".join(chr(65 + byte % 26) for byte in struct.pack(">Q", zlib.crc32(program))[2:])
        name = f"/{tag}+{face.name}"
        info = face.face
        descriptor: dict[str, Value] = {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,
            "FontBBox": [float(side) for side in info.bbox],
            "ItalicAngle": float(info.italicAngle),
            "Ascent": float(info.ascent),
            "Descent": float(info.descent),
            "CapHeight": float(info.capHeight),
            "StemV": float(info.stemV),
            "FontFile2": self._file.stream(program, {"Length1": len(program)}),
        }
        widths = [round(face.width(char), 2) for char in subset.chars]
        glyph_map = struct.pack(f">{len(glyphs) + 1}H", 0, *glyphs)
        descendant: dict[str, Value] = {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": {"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0},
            "FontDescriptor": self._file.put(descriptor),
            "DW": 1000,
            "W": [1, widths],
            "CIDToGIDMap": self._file.stream(glyph_map),
        }
        font: dict[str, Value] = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": [self._file.put(descendant)],
            "ToUnicode": self._file.stream(unicode_map(subset.means)),
        }
        return self._file.put(font)

    def _box_font(self) -> Ref:
        """A Type 3 font with the boxes that no text face has."""
        unicode = {0x61: "☐", 0x62: "☑"}
        font: dict[str, Value] = {
            "Type": "/Font",
            "Subtype": "/Type3",
            "FontBBox": [0, -120, 1000, 880],
            "FontMatrix": [0.001, 0, 0, 0.001, 0, 0],
            "CharProcs": {
                code: self._file.stream(glyph.encode()) for code, glyph in BOX_GLYPHS.items()
            },
            "Encoding": {"Type": "/Encoding", "Differences": [0x61, "/a", "/b"]},
            "FirstChar": 0x61,
            "LastChar": 0x62,
            "Widths": [BOX_WIDTH, BOX_WIDTH],
            "Resources": {},
            "ToUnicode": self._file.stream(_cmap("<00> <FF>", unicode, 2)),
        }
        return self._file.put(font)


def unicode_map(means: Sequence[str]) -> bytes:
    """The ToUnicode CMap of two-byte codes from 1; UTF-16, so surrogate pairs beyond U+FFFF."""
    return _cmap("<0000> <FFFF>", dict(enumerate(means, 1)), 4)


def _cmap(codes: str, means: dict[int, str], digits: int) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        f"1 begincodespacerange {codes} endcodespacerange",
    ]
    entries = [
        f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>"
        for code, text in means.items()
    ]
    for start in range(0, len(entries), PER_BLOCK):
        block = entries[start : start + PER_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")

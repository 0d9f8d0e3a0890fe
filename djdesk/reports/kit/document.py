"""Writes a PDF file: pages, pictures, and fonts that copy and search rightly beyond U+FFFF."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from reportlab.pdfbase import pdfdoc

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


class Document:
    """A PDF being written; give it pages, then fonts, then take the bytes."""

    def __init__(self, title: str, subject: str = "") -> None:
        self._document = pdfdoc.PDFDocument(compression=1, invariant=0, lang="zh-CN")
        self._document.setTitle(title)
        self._document.setSubject(subject)
        self._document.setCreator("党建工作台 djdesk")
        self._document.setProducer("djdesk")
        self._document.setAuthor("")
        self._document.Catalog.ViewerPreferences = pdfdoc.PDFDictionary(  # type: ignore[attr-defined]
            {"DisplayDocTitle": "true", "PrintScaling": pdfdoc.PDFName("None")}
        )
        self._pictures: dict[str, pdfdoc.PDFObjectReference] = {}

    def add_page(self, sheet: Sheet, width: float, height: float) -> None:
        """Add a page of `width` × `height` points; it is compressed at once."""
        page = pdfdoc.PDFPage()
        page.MediaBox = pdfdoc.PDFArray([0, 0, round(width, 3), round(height, 3)])
        page.Contents = _stream("\n".join(sheet.code).encode("ascii"))
        resources: dict[str, pdfdoc.PDFObject] = {
            "Font": pdfdoc.PDFObjectReference(pdfdoc.BasicFonts)
        }
        if sheet.pictures:
            pictures = {name: self._picture(name, data) for name, data in sheet.pictures.items()}
            resources["XObject"] = pdfdoc.PDFDictionary(pictures)
        page.Resources = pdfdoc.PDFDictionary(resources)
        self._document.addPage(page)

    def add_fonts(self, subsets: Sequence[Subset]) -> None:
        """Embed the characters that the pages used."""
        fonts = self._document.idToObject[pdfdoc.BasicFonts]
        for subset in subsets:
            name = subset.name[1:]
            if subset.face is None:
                font = self._box_font()
            elif subset.chars:
                font = self._text_font(subset, subset.face)
            else:
                continue
            fonts.dict[name] = self._refer(font)  # type: ignore[attr-defined]

    def data(self) -> bytes:
        """The whole file."""
        return self._document.GetPDFData(None)

    def _refer(self, part: pdfdoc.PDFObject) -> pdfdoc.PDFObjectReference:
        """Make `part` an object of its own in the file."""
        return self._document.Reference(part)  # type: ignore[no-any-return, no-untyped-call]

    def _picture(self, name: str, data: bytes) -> pdfdoc.PDFObjectReference:
        if name not in self._pictures:
            picture = encode(data)
            if picture is None:
                raise ValueError("a picture that cannot be read must not reach the page")
            entries = {
                "Type": "/XObject",
                "Subtype": "/Image",
                "Width": picture.width,
                "Height": picture.height,
                "BitsPerComponent": 8,
                "ColorSpace": f"/{picture.colours}",
                "Filter": f"/{picture.filter}",
            }
            stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), picture.content, [])
            self._pictures[name] = self._refer(stream)
        return self._pictures[name]

    def _text_font(self, subset: Subset, face: Typeface) -> pdfdoc.PDFDictionary:
        """A Type 0 font with two-byte codes (PDF 32000-1, 9.7): no limit of 256 characters."""
        program, glyphs = face.subset(subset.chars)
        tag = "".join(chr(65 + byte % 26) for byte in struct.pack(">Q", zlib.crc32(program))[2:])
        name = f"{tag}+{face.name}"
        info = face.face
        length = {"Length1": len(program)}
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": pdfdoc.PDFName(name),
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(info.bbox),
                "ItalicAngle": info.italicAngle,
                "Ascent": info.ascent,
                "Descent": info.descent,
                "CapHeight": info.capHeight,
                "StemV": info.stemV,
                "FontFile2": self._refer(_stream(program, length)),
            }
        )
        widths = [round(face.width(char), 2) for char in subset.chars]
        identity = {"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(identity),
                "FontDescriptor": self._refer(descriptor),
                "DW": 1000,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": self._refer(
                    _stream(struct.pack(f">{len(glyphs) + 1}H", 0, *glyphs))
                ),
            }
        )
        return pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([self._refer(descendant)]),
                "ToUnicode": self._refer(_stream(unicode_map(subset.means))),
            }
        )

    def _box_font(self) -> pdfdoc.PDFDictionary:
        """A Type 3 font with the boxes that no text face has."""
        procedures = {
            code: self._refer(_stream(glyph.encode())) for code, glyph in BOX_GLYPHS.items()
        }
        unicode = {0x61: "☐", 0x62: "☑"}
        return pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type3",
                "FontBBox": pdfdoc.PDFArray([0, -120, 1000, 880]),
                "FontMatrix": pdfdoc.PDFArray([0.001, 0, 0, 0.001, 0, 0]),
                "CharProcs": pdfdoc.PDFDictionary(procedures),
                "Encoding": pdfdoc.PDFDictionary(
                    {
                        "Type": "/Encoding",
                        "Differences": pdfdoc.PDFArray([0x61, "/a", "/b"]),
                    }
                ),
                "FirstChar": 0x61,
                "LastChar": 0x62,
                "Widths": pdfdoc.PDFArray([BOX_WIDTH, BOX_WIDTH]),
                "Resources": pdfdoc.PDFDictionary({}),
                "ToUnicode": self._refer(_stream(_cmap("<00> <FF>", unicode, 2))),
            }
        )


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


def _stream(content: bytes, entries: dict[str, int] | None = None) -> pdfdoc.PDFStream:
    """A compressed stream; compressed here, because reportlab would add ASCII85 on top."""
    dictionary = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode"), **(entries or {})})
    return pdfdoc.PDFStream(dictionary, zlib.compress(content, 6), [])

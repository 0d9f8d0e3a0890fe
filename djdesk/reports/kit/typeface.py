"""One TrueType face: which characters it has, how wide they are, and the part of it to embed."""

from __future__ import annotations

import struct
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

RESTRICTED = 0x0002
NO_SUBSETTING = 0x0100
BITMAPS_ONLY = 0x0200
"""Bits of `fsType` in the OS/2 table (OpenType specification) that forbid what we do."""

SPACES = {"\u00a0": " ", "\t": " "}


class Typeface:
    """A parsed face; made once a process by `load`. Widths are thousandths of the size."""

    def __init__(self, path: Path, index: int = 0) -> None:
        from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

        self.path = path
        try:
            self.face: TTFontFace = TTFontFace(str(path), subfontIndex=index)
        except (TTFError, struct.error, KeyError, IndexError, AssertionError) as fault:
            raise ValueError(f"{path.name}: not a usable TrueType face ({fault})") from fault
        forbidden = self._embedding() & (NO_SUBSETTING | BITMAPS_ONLY)
        if forbidden or self._embedding() & 0x000F == RESTRICTED:
            raise ValueError(f"{path.name}: its licence bits forbid embedding")
        # two previews may be made at once, and the parser keeps its place in the file
        self._reading = threading.Lock()
        self._glyphs: dict[int, int] = self.face.charToGlyph
        self._widths: dict[int, float] = self.face.charWidths
        self._box_width = float(self.face.defaultWidth or 1000)

    def _embedding(self) -> int:
        if "OS/2" not in self.face.table:
            return 0
        return self.face.get_ushort(self.face.get_table_pos("OS/2")[0] + 8)

    @property
    def name(self) -> str:
        """The PostScript name."""
        raw = self.face.name
        return raw.decode("latin-1") if isinstance(raw, bytes) else str(raw)

    @property
    def family(self) -> str:
        """The family as font lists name it, in Latin letters."""
        raw = self.face.familyName
        return raw.decode("latin-1") if isinstance(raw, bytes) else str(raw)

    def has(self, char: str) -> bool:
        """Whether the face has a glyph for `char`."""
        return self._glyphs.get(ord(SPACES.get(char, char)), 0) != 0

    def width(self, char: str) -> float:
        """The advance of `char` in thousandths of the size; of the empty box if it is missing."""
        return self._widths.get(ord(SPACES.get(char, char)), self._box_width)

    def subset(self, chars: Sequence[str]) -> tuple[bytes, list[int]]:
        """A font program with the glyphs of `chars`, and the glyph number of each of them."""
        codes = [ord(SPACES.get(char, char)) for char in chars]
        numbers: list[int] = []
        seen = {0: 0}
        for code in codes:
            seen.setdefault(self._glyphs.get(code, 0), len(seen))
            numbers.append(seen[self._glyphs.get(code, 0)])
        with self._reading:
            return self.face.makeSubset(codes), numbers


@lru_cache(maxsize=12)
def load(path: Path, index: int = 0) -> Typeface | None:
    """The face in the file at `path`, parsed once a process; None if it cannot be embedded."""
    try:
        return Typeface(path, index)
    except (OSError, ValueError):
        return None

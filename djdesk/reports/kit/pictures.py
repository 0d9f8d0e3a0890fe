"""Photographs and charts for paper: their size, and the bytes that a PDF can hold."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

JPEG_QUALITY = 90
SHARPEST = 300
"""Dots per inch that paper shows; a telephone's photograph has ten times as many (forms.md F06)."""

WORTH = 1.3
"""A picture is made smaller only if it is at least so many times too fine in both directions."""

TURNED = 0x0112
"""The EXIF tag that says which side of a photograph is up."""

MOST_KNOWN = 4096
"""Pictures of which the size is remembered."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as a PDF stream: pixels across and down, colour space, filter and content."""

    width: int
    height: int
    colours: str
    filter: str
    content: bytes


_known: dict[bytes, tuple[int, int] | None] = {}


def extent(data: bytes) -> tuple[int, int] | None:
    """Pixels across and down of the JPEG or PNG `data`, upright; None if it cannot be read whole.

    The answer is remembered, the picture is not: a volume may hold thousands.
    """
    key = hashlib.sha256(data).digest()
    if key not in _known:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = _looked(data)
    return _known[key]


def encode(data: bytes, most: tuple[int, int] | None = None) -> Encoded | None:
    """The JPEG or PNG `data` for a PDF, upright and on white; None if it cannot be read.

    What is much finer than `most` pixels across and down is made smaller, keeping its proportions.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            turned = picture.getexif().get(TURNED, 1) != 1
            photograph = picture.format == "JPEG"
            wanted = _wanted(picture, most, turned)
            if photograph and picture.mode in ("L", "RGB") and not turned and wanted is None:
                colours = "DeviceGray" if picture.mode == "L" else "DeviceRGB"
                picture.load()
                return Encoded(*picture.size, colours, "DCTDecode", data)
            if wanted is not None:
                picture.draft("RGB", wanted)  # decodes a JPEG at a fraction of its size
                picture.thumbnail(wanted, Image.Resampling.LANCZOS)
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    if photograph:
        out = io.BytesIO()
        paper.save(out, "JPEG", quality=JPEG_QUALITY)
        return Encoded(*paper.size, "DeviceRGB", "DCTDecode", out.getvalue())
    return Encoded(*paper.size, "DeviceRGB", "FlateDecode", zlib.compress(paper.tobytes()))


def _looked(data: bytes) -> tuple[int, int] | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            wide, high = picture.size
            on_its_side = picture.getexif().get(TURNED, 1) in (5, 6, 7, 8)
            picture.draft(None, (wide // 8, high // 8))  # reads every byte, in a fraction of time
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return (high, wide) if on_its_side else (wide, high)


def _wanted(
    picture: Image.Image, most: tuple[int, int] | None, turned: bool
) -> tuple[int, int] | None:
    """The size to which the picture as it lies is to be made smaller; None to leave it."""
    if most is None:
        return None
    on_its_side = turned and picture.getexif().get(TURNED, 1) in (5, 6, 7, 8)
    wide, high = most[::-1] if on_its_side else most
    if picture.width < wide * WORTH or picture.height < high * WORTH:
        return None
    return max(1, wide), max(1, high)

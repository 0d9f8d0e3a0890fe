"""Photographs and charts for paper: their size, and the bytes that a PDF can hold."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as a PDF stream: pixels across and down, colour space, filter and content."""

    width: int
    height: int
    colours: str
    filter: str
    content: bytes


@lru_cache(maxsize=64)
def encode(data: bytes) -> Encoded | None:
    """The JPEG or PNG `data` for a PDF, upright and on white; None if it cannot be read."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            turned = picture.getexif().get(0x0112, 1) != 1
            if picture.format == "JPEG" and picture.mode in ("L", "RGB") and not turned:
                colours = "DeviceGray" if picture.mode == "L" else "DeviceRGB"
                picture.load()
                return Encoded(*picture.size, colours, "DCTDecode", data)
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            photograph = picture.format == "JPEG"
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    if photograph:
        out = io.BytesIO()
        paper.save(out, "JPEG", quality=JPEG_QUALITY)
        return Encoded(*paper.size, "DeviceRGB", "DCTDecode", out.getvalue())
    return Encoded(*paper.size, "DeviceRGB", "FlateDecode", zlib.compress(paper.tobytes()))

"""Drawn portraits for the sample book: a head and shoulders, obviously nobody's."""

from __future__ import annotations

import math
import random
import struct
import zlib
from dataclasses import dataclass

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 295, 413
"""Pixels of a one-inch photograph at 300 dpi."""

_BACKGROUNDS: tuple[Colour, ...] = (
    (219, 232, 241),
    (236, 232, 221),
    (226, 236, 226),
    (238, 226, 222),
)
_SKINS: tuple[Colour, ...] = ((240, 209, 179), (230, 194, 160), (245, 219, 194))
_HAIRS: tuple[Colour, ...] = ((46, 42, 40), (70, 60, 54), (150, 148, 146))
_COATS: tuple[Colour, ...] = ((62, 84, 112), (86, 92, 98), (74, 98, 86), (110, 78, 78))


@dataclass(frozen=True, slots=True)
class _Ellipse:
    """A filled ellipse of which only the rows `top` to `bottom` are drawn."""

    x: float
    y: float
    across: float
    down: float
    colour: Colour
    top: float = 0
    bottom: float = HEIGHT

    def span(self, row: int) -> tuple[float, float] | None:
        """Where the shape begins and ends in a row of pixels."""
        height = (row + 0.5 - self.y) / self.down
        if not self.top <= row < self.bottom or abs(height) >= 1:
            return None
        half = self.across * math.sqrt(1 - height * height)
        return self.x - half, self.x + half


def portrait(seed: int, sex: str) -> bytes:
    """A PNG picture of 295 × 413 pixels; the same for one seed. `sex` is a GB/T 2261.1 code."""
    chance = random.Random(seed)
    skin, hair = chance.choice(_SKINS), chance.choice(_HAIRS)
    coat, middle = chance.choice(_COATS), WIDTH / 2
    shapes = [
        _Ellipse(middle, 455, 150, 165, coat),
        _Ellipse(middle, 288, 36, 44, skin),
        _Ellipse(middle, 180, 82, 104, skin),
        _Ellipse(middle, 160, 90, 100, hair, bottom=128 + chance.randint(-8, 8)),
    ]
    if sex == "2":
        shapes.insert(0, _Ellipse(middle, 205, 106, 140, hair))
    background = chance.choice(_BACKGROUNDS)
    return _png([_row(row, shapes, background) for row in range(HEIGHT)])


def _row(row: int, shapes: list[_Ellipse], background: Colour) -> bytes:
    pixels = bytearray(bytes(background) * WIDTH)
    for shape in shapes:
        span = shape.span(row)
        if span is None:
            continue
        left, right = max(0.0, span[0]), min(float(WIDTH), span[1])
        first, last = math.ceil(left), math.floor(right)
        pixels[first * 3 : last * 3] = bytes(shape.colour) * (last - first)
        _blend(pixels, first - 1, shape.colour, first - left)
        _blend(pixels, last, shape.colour, right - last)
    return bytes(pixels)


def _blend(pixels: bytearray, column: int, colour: Colour, share: float) -> None:
    """Soften an edge: the pixel takes `share` (0–1) of the colour."""
    if 0 <= column < WIDTH:
        for channel, value in enumerate(colour):
            at = column * 3 + channel
            pixels[at] = round(pixels[at] * (1 - share) + value * share)


def _png(rows: list[bytes]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    content = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", content)
        + chunk(b"IEND", b"")
    )

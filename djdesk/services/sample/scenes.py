"""Drawn scenes for the sample book: meeting rooms and sign-in sheets, obviously nobody's."""

from __future__ import annotations

import io
import math
import random
from functools import lru_cache
from typing import TYPE_CHECKING

from djdesk import resources

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 960, 640
"""Pixels of a drawn photograph; its small picture has a quarter of that."""

SHEET = (620, 877)
"""Pixels of a drawn sign-in sheet: A4 at 75 dpi."""

_WALLS: tuple[tuple[Colour, Colour], ...] = (
    ((238, 232, 220), (214, 204, 188)),
    ((226, 234, 238), (196, 208, 216)),
    ((236, 228, 226), (208, 196, 192)),
    ((228, 234, 224), (202, 212, 196)),
)
_COATS: tuple[Colour, ...] = (
    (58, 84, 120),
    (84, 92, 100),
    (70, 102, 92),
    (116, 84, 80),
    (60, 66, 84),
    (140, 132, 120),
)
_HAIRS: tuple[Colour, ...] = ((44, 40, 38), (64, 56, 52), (150, 148, 146))
_SKIN: Colour = (226, 192, 162)
_TABLE: Colour = (150, 108, 72)
_BANNER: Colour = (186, 44, 40)


def photograph(seed: int, caption: str) -> tuple[bytes, bytes]:
    """A drawn photograph of people in a room under a banner that says `caption`, and a small one.

    Both JPEG, the same for one seed and caption.
    """
    from PIL import Image, ImageDraw

    chance = random.Random(seed)
    top, bottom = chance.choice(_WALLS)
    scene = Image.new("RGB", (WIDTH, HEIGHT))
    brush = ImageDraw.Draw(scene)
    for y in range(0, HEIGHT, 8):
        mixed = (a + (b - a) * y // HEIGHT for a, b in zip(top, bottom, strict=True))
        red, green, blue = mixed
        brush.rectangle((0, y, WIDTH, y + 8), fill=(red, green, blue))
    _window(brush, chance.choice((60, 690)))
    _banner(brush, caption)
    for row, size in ((340, 34), (440, 44), (560, 58)):
        _people(brush, chance, row, size)
        brush.rectangle((0, row + size, WIDTH, row + size + 12), fill=_TABLE)
    return _jpeg(scene, 72), _small(scene)


def sign_in_sheet(seed: int) -> tuple[bytes, bytes]:
    """A drawn scan of a sign-in sheet with scribbles for names, and a small one; both JPEG."""
    from PIL import Image, ImageDraw

    chance = random.Random(seed)
    sheet = Image.new("L", SHEET, 250)
    brush = ImageDraw.Draw(sheet)
    brush.text((SHEET[0] / 2, 52), "签 到 表", font=_font(30), fill=30, anchor="mm")
    left, top, high = 46, 100, 33
    for column in range(2):
        x = left + column * 268
        for row in range(22):
            y = top + row * high
            brush.rectangle((x, y, x + 260, y + high), outline=120)
            brush.line((x + 44, y, x + 44, y + high), fill=120)
            brush.text(
                (x + 22, y + high / 2),
                f"{column * 22 + row + 1}",
                font=_font(14),
                fill=60,
                anchor="mm",
            )
            if column * 22 + row < 38 and chance.random() > 0.08:
                _scribble(brush, chance, x + 70, y + high / 2)
    return _jpeg(sheet, 60), _small(sheet)


def _window(brush: ImageDraw, x: int) -> None:
    brush.rectangle((x, 150, x + 210, 300), fill=(206, 226, 240), outline=(246, 246, 244), width=8)
    brush.line((x + 105, 150, x + 105, 300), fill=(246, 246, 244), width=6)


def _banner(brush: ImageDraw, caption: str) -> None:
    brush.rectangle((90, 40, WIDTH - 90, 118), fill=_BANNER)
    size = min(40, 720 // max(1, len(caption)))
    middle = WIDTH / 2, 79
    brush.text(middle, caption, font=_font(size), fill=(252, 232, 150), anchor="mm")


def _people(brush: ImageDraw, chance: random.Random, row: int, size: int) -> None:
    """One row of people sitting at a table, from behind or half turned."""
    step = int(size * 2.5)
    for place in range(step // 2, WIDTH, step):
        if chance.random() < 0.12:
            continue
        x, y = place + chance.randint(-6, 6), row + chance.randint(-5, 5)
        coat, hair = chance.choice(_COATS), chance.choice(_HAIRS)
        brush.ellipse((x - size, y - size // 5, x + size, y + size * 2), fill=coat)
        half = size // 2
        brush.ellipse((x - half, y - size, x + half, y + size // 5), fill=_SKIN)
        if chance.random() < 0.6:
            brush.ellipse((x - half, y - size - 3, x + half, y + size // 8), fill=hair)
        else:
            brush.chord((x - half, y - size - 3, x + half, y), 180, 360, fill=hair)


def _scribble(brush: ImageDraw, chance: random.Random, x: float, y: float) -> None:
    """A line that looks like a name written by hand."""
    waves, high = chance.uniform(0.25, 0.5), chance.uniform(5, 10)
    points = [
        (x + place, y + high * math.sin(place * waves) * chance.uniform(0.5, 1))
        for place in range(0, chance.randint(60, 120), 3)
    ]
    brush.line(points, fill=40, width=2, joint="curve")


@lru_cache(maxsize=32)
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(resources.path("fonts", "NotoSansSC-Regular.ttf")), size)


def _jpeg(picture: Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _small(picture: Image) -> bytes:
    small = picture.copy()
    small.thumbnail((240, 240), reducing_gap=2.0)
    return _jpeg(small, 76)

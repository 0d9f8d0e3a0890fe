"""One page while it is being drawn: PDF operators and the pictures they name; lengths in points."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from djdesk.reports.kit.pictures import SHARPEST, extent
from djdesk.reports.kit.setting import MIDDLE, Font

MM = 72 / 25.4
"""Points in a millimetre."""

INNER = 0.5
OUTER = 1.0
"""Widths of grid lines and of the frame around them, in points (forms.md §1)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page: its bytes, and the pixels across and down that are worth printing."""

    data: bytes
    most: tuple[int, int]


class Sheet:
    """Collects what is drawn on a page; the origin is the lower left corner of the paper.

    With `data_only` the paper is an official sheet: lines and frames are on it already. Strips ask
    it before they draw a label.
    """

    def __init__(self, shift_x: float = 0, shift_y: float = 0, *, data_only: bool = False) -> None:
        self.data_only = data_only
        self.code: list[str] = []
        self.pictures: dict[str, Shown] = {}
        if shift_x or shift_y:
            self.code.append(f"1 0 0 1 {shift_x:.2f} {shift_y:.2f} cm")

    def text(
        self, font: Font, size: float, x: float, y: float, text: str, spacing: float = 0
    ) -> None:
        """`text` with its base line beginning at (x, y), `spacing` points after each character."""
        if text:
            shown = font.show(text, size)
            spread = (f"{spacing:.3f} Tc ", " 0 Tc") if spacing else ("", "")
            self.code.append(
                f"BT {font.name} {size:g} Tf {spread[0]}{x:.2f} {y:.2f} Td {shown}{spread[1]} ET"
            )

    def aligned(
        self, font: Font, size: float, left: float, width: float, middle: float, text: str, how: str
    ) -> None:
        """`text` in a band of `width` whose vertical middle is `middle`; left, center or right."""
        spare = width - font.width(text) * size / 1000
        shift = {"left": 0.0, "center": spare / 2, "right": spare}[how]
        self.text(font, size, left + shift, middle - MIDDLE * size, text)

    def rules(self, lines: Iterable[tuple[float, float, float, float]], width: float) -> None:
        """Straight lines (x1, y1, x2, y2), all of one width."""
        path = "".join(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l\n" for x1, y1, x2, y2 in lines)
        if path and not self.data_only:
            self.code.append(f"{width:g} w\n{path}S")

    def frame(self, left: float, bottom: float, width: float, height: float) -> None:
        """The thick outer line of a table or form."""
        if not self.data_only:
            self.code.append(f"{OUTER:g} w {left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re S")

    def tint(self, left: float, bottom: float, width: float, height: float, colour: str) -> None:
        """A pale ground of `colour` (six hexadecimal digits) for what is drawn afterwards."""
        if not self.data_only:
            shares = " ".join(f"{int(colour[n : n + 2], 16) / 255:.3f}" for n in (0, 2, 4))
            box = f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f}"
            self.code.append(f"q {shares} rg {box} re f Q")

    def picture(self, data: bytes, left: float, bottom: float, width: float, height: float) -> None:
        """The JPEG or PNG `data` stretched over the given rectangle."""
        most = (round(width / 72 * SHARPEST), round(height / 72 * SHARPEST))
        name = f"Im{hashlib.sha256(data).hexdigest()[:16]}x{most[0]}"
        self.pictures[name] = Shown(data, most)
        self.code.append(f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm /{name} Do Q")

    def fitted_picture(
        self, data: bytes, left: float, bottom: float, width: float, height: float
    ) -> None:
        """The picture in the middle of a rectangle, as large as fits in its own proportions.

        One that cannot be read is left out; whoever lays out asks `extent` first and says so.
        """
        pixels = extent(data)
        if pixels is None:
            return
        scale = min(width / pixels[0], height / pixels[1])
        wide, high = pixels[0] * scale, pixels[1] * scale
        self.picture(data, left + (width - wide) / 2, bottom + (height - high) / 2, wide, high)

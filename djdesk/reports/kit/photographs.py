"""Charts and photographs on paper: one alone or several side by side, with captions."""

from __future__ import annotations

from collections.abc import Iterator

from djdesk.reports.kit.content import Picture, Pictures
from djdesk.reports.kit.fonts import Role
from djdesk.reports.kit.pictures import extent
from djdesk.reports.kit.setting import BODY, LEADING, Fitted, Setting, fit
from djdesk.reports.kit.sheet import INNER, MM, Sheet
from djdesk.reports.kit.strips import Found, Strip

UNREADABLE = "照片文件无法读取"
BETWEEN = 4 * MM
"""Points between two pictures of a row, and below a row."""

ABOVE_CAPTION = 6.0


class PicturesStrip(Strip):
    """Rows of pictures, each in its box with its caption; boxes shrink together if too wide."""

    light = False
    keep = 1

    def __init__(
        self, block: Picture | Pictures, setting: Setting, left: float, width: float, most: float
    ) -> None:
        super().__init__(left, width)
        pictures = block.pictures if isinstance(block, Pictures) else (block,)
        across = block.across if isinstance(block, Pictures) else 1
        self._font = setting.font(Role.BODY)
        self._rows = [pictures[n : n + across] for n in range(0, len(pictures), across)]
        self._scale = self._fitting(most)
        self._captions = [
            [fit(self._font, each.caption, self._box(each)[0]) for each in row]
            for row in self._rows
        ]
        self.gap = 6
        self.heights = [
            max(self._box(each)[1] for each in row) + self._below(captions) + BETWEEN
            for row, captions in zip(self._rows, self._captions, strict=True)
        ]

    def _fitting(self, most: float) -> float:
        """By how much all boxes shrink, so that the widest row and the highest box fit."""
        scale = 1.0
        for row in self._rows:
            wide = sum(each.width for each in row) * MM
            scale = min(scale, (self.width - BETWEEN * (len(row) - 1)) / wide)
            high = max(each.height for each in row) * MM
            caption = 3 * BODY * LEADING + ABOVE_CAPTION
            scale = min(scale, (most - caption - BETWEEN) / high)
        return scale

    def _box(self, picture: Picture) -> tuple[float, float]:
        return picture.width * MM * self._scale, picture.height * MM * self._scale

    def _below(self, captions: list[Fitted]) -> float:
        """Points that the captions of a row take."""
        lines = [each.height for each in captions if any(each.lines)]
        return max(lines) + ABOVE_CAPTION if lines else 0

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Row by row, each in the middle of the width."""
        for number in range(start, end):
            row, captions = self._rows[number], self._captions[number]
            boxes = [self._box(each) for each in row]
            taken = sum(wide for wide, _ in boxes) + BETWEEN * (len(row) - 1)
            left = self.left + (self.width - taken) / 2
            base = top - max(high for _, high in boxes)
            for picture, caption, (wide, high) in zip(row, captions, boxes, strict=True):
                self._draw_picture(sheet, picture, left, base, wide, high)
                middle = base - ABOVE_CAPTION - caption.size * LEADING / 2
                for line in caption.lines:
                    sheet.aligned(self._font, caption.size, left, wide, middle, line, "center")
                    middle -= caption.size * LEADING
                left += wide + BETWEEN
            top -= self.heights[number]

    def _draw_picture(
        self, sheet: Sheet, picture: Picture, left: float, base: float, wide: float, high: float
    ) -> None:
        """The picture; its empty box if there is none yet, or a box that says it is broken."""
        if extent(picture.data) is not None:
            sheet.fitted_picture(picture.data, left, base, wide, high)
            return
        right, top = left + wide, base + high
        sides = ((left, base, right, base), (right, base, right, top))
        sheet.rules((*sides, (left, top, right, top), (left, base, left, top)), INNER)
        if picture.data:
            sheet.aligned(self._font, BODY, left, wide, base + high / 2, UNREADABLE, "center")

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The captions."""
        for row in self._rows[start:end]:
            yield from (("图题", picture.caption) for picture in row)

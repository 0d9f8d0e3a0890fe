"""Blocks made ready for pages: strips of rows that know their heights and can draw any run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from djdesk.reports.kit.content import (
    Heading,
    Line,
    Paragraph,
    Placed,
    Ruled,
    Signatures,
    Space,
)
from djdesk.reports.kit.fonts import Role
from djdesk.reports.kit.setting import LEADING, SMALL, Font, Setting, fit, wrap
from djdesk.reports.kit.sheet import INNER, MM, Sheet

TITLE_LEADING = 1.3
GAP = 14.0
PEN = 20 * MM
"""Points between two places to sign, and the least that a signature needs."""

Found = tuple[str, str]
"""Where a text stands (Chinese words for the preview) and the text."""


class Strip:
    """A block as rows; what is not a table or a form has one row a line.

    `heights` are points; `head` is repeated on every page, `foot` follows the last row; `gap` is
    left above unless the page begins here. `leads` keeps a heading with what follows, `ends` marks
    what must not stand alone on a page (signatures); what `sinks` stands at the foot of its page.
    What is `preprinted` is left out where only data is printed on official sheets.
    """

    heights: Sequence[float] = ()
    head: float = 0
    foot: float = 0
    gap: float = 0
    keep: int = 2
    leads: bool = False
    ends: bool = False
    sinks: bool = False
    preprinted: bool = False
    light: bool = True  # may stand between a table and its signatures

    def __init__(self, left: float, width: float) -> None:
        self.left = left
        self.width = width

    def blanks(self, rows: int, room: float) -> int:
        """How many empty rows fill the last page that holds `rows` and has `room` to spare."""
        return 0

    def blank_height(self, count: int) -> float:
        """Points that `count` empty rows take."""
        return 0

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Draw rows `start` to before `end` below `top`, with head, and foot after the last."""
        raise NotImplementedError

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The texts of those rows, to name missing characters."""
        raise NotImplementedError


class HeadingStrip(Strip):
    """A title (小标宋 22 pt, smaller if too long) or a sub-heading (黑体 14 pt)."""

    leads = True
    preprinted = True

    def __init__(self, block: Heading, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self._font = setting.font(Role.TITLE if block.level == 1 else Role.HEADING)
        self._how = block.align or ("center" if block.level == 1 else "left")
        steps = (22.0, 20.0, 18.0) if block.level == 1 else (14.0,)
        fitting = [s for s in steps if self._font.width(block.text) * s / 1000 <= width]
        self._size = fitting[0] if fitting else steps[-1]
        self._lines = wrap(self._font, block.text, self._size, width)
        self.gap = 8
        self.heights = (len(self._lines) * self._size * TITLE_LEADING + 3,)

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Line by line."""
        pitch = self._size * TITLE_LEADING
        for place, line in enumerate(self._lines):
            middle = top - pitch * (place + 0.5)
            sheet.aligned(self._font, self._size, self.left, self.width, middle, line, self._how)

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The whole heading."""
        yield "标题", "".join(self._lines)


class LineStrip(Strip):
    """Up to three texts on one line: 填报单位 left, 截至 in the middle, 单位 right."""

    leads = True
    _pitch = 17.0

    def __init__(self, block: Line, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self.preprinted = block.preprinted
        self._font = setting.font(Role.BODY)
        self._texts = (("left", block.left), ("center", block.middle), ("right", block.right))
        total = sum(self._font.width(text) for _, text in self._texts) / 1000
        fitting = [s for s in (10.5, 10.0, 9.5, SMALL) if (total + 2) * s <= width]
        self.size = fitting[0] if fitting else SMALL
        if fitting:
            self._rows = [tuple(self._texts)]
        else:  # too much for one line: one below the other
            self._rows = [
                (("left", line),)
                for _, text in self._texts
                for line in wrap(self._font, text, self.size, width)
                if line
            ]
        self.gap = 2
        self.heights = (self._pitch * len(self._rows),)

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Left, middle and right, or one below the other.

        The middle one stands in the middle of the paper, or of what the other two leave.
        """
        for place, row in enumerate(self._rows):
            middle = top - self._pitch * (place + 0.5)
            for how, text in row:
                left, width = self._band() if how == "center" else (self.left, self.width)
                sheet.aligned(self._font, self.size, left, width, middle, text, how)

    def _band(self) -> tuple[float, float]:
        """Where the middle text is centred: left end and width in points."""
        first, second, third = (
            self._font.width(text) * self.size / 1000 for _, text in self._texts
        )
        if max(first, third) + self.size <= (self.width - second) / 2:
            return self.left, self.width
        return self.left + first, self.width - first - third

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """All three texts."""
        for _, text in self._texts:
            yield "表头行", text


class ParagraphStrip(Strip):
    """Running text, one row a line."""

    def __init__(self, block: Paragraph, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self.preprinted = block.preprinted
        self._font = setting.font(Role.BODY)
        self._size = block.size
        text = "\u3000" * block.indent + block.text
        self._lines = wrap(self._font, text, block.size, width)
        self.gap = 4
        self.heights = [block.size * 1.5] * len(self._lines)
        self.light = len(self._lines) <= 3

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Flush left."""
        for place, line in enumerate(self._lines[start:end]):
            middle = top - self._size * 1.5 * (place + 0.5)
            sheet.aligned(self._font, self._size, self.left, self.width, middle, line, "left")

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The lines."""
        for line in self._lines[start:end]:
            yield "正文", line


class SignatureStrip(Strip):
    """Labels spread over the width, each with a line to sign on."""

    ends = True
    preprinted = True
    _pitch = 26.0

    def __init__(self, block: Signatures, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self._font = setting.font(Role.BODY)
        self._rows = self._arrange(block.labels)
        self.gap = 4
        self.heights = (self._pitch * len(self._rows),)

    def _arrange(self, labels: Sequence[str]) -> list[list[str]]:
        """Rows of as many labels as leave each pen its room."""
        rows: list[list[str]] = [[]]
        room = self.width + GAP
        for label in labels:
            need = self._wide(label) + GAP + (PEN if label.endswith("：") else 0)
            if need > room and rows[-1]:
                rows.append([])
                room = self.width + GAP
            rows[-1].append(label)
            room -= need
        return rows

    def _wide(self, label: str) -> float:
        return self._font.width(label) * 10.5 / 1000

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Label, then a thin line where it ends with 「：」; a row leaves all pens equal room."""
        lines = []
        for row, labels in enumerate(self._rows):
            pens = max(1, sum(label.endswith("：") for label in labels))
            taken = sum(map(self._wide, labels)) + GAP * (len(labels) - 1)
            pen = (self.width - taken) / pens
            base = top - self._pitch * (row + 0.72)
            x = self.left
            for label in labels:
                sheet.text(self._font, 10.5, x, base, label)
                x += self._wide(label)
                if label.endswith("："):
                    lines.append((x, base - 2, x + pen, base - 2))
                    x += pen
                x += GAP
        sheet.rules(lines, 0.5)

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The labels."""
        for label in chain(*self._rows):
            yield "签字栏", label


class RuledStrip(Strip):
    """Text on writing lines, and empty lines to write on."""

    def __init__(
        self, block: Ruled, setting: Setting, left: float, width: float, most: float
    ) -> None:
        super().__init__(left, width)
        self._font = setting.font(Role.BODY)
        self._pitch = most / block.a_page
        self._size = min(block.size, self._pitch / LEADING)
        self._wanted = block.blank_to
        paragraphs = block.text.split("\n") if block.text else []
        self._lines = [
            line
            for text in paragraphs
            for line in wrap(self._font, "\u3000\u3000" + text.strip(), self._size, width)
        ]
        self.heights = [self._pitch] * len(self._lines)
        self.light = len(self._lines) <= 3

    def blanks(self, rows: int, room: float) -> int:
        """Empty lines up to `blank_to` on the last page, as many as there is room for."""
        return max(0, min(self._wanted - rows, int((room + 0.01) / self._pitch)))

    def blank_height(self, count: int) -> float:
        """Points that `count` empty lines take."""
        return count * self._pitch

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Each line on its rule; the text stands a little above it."""
        lines = []
        for place in range(end - start + blanks):
            base = top - self._pitch * (place + 1)
            lines.append((self.left, base, self.left + self.width, base))
            if place < end - start:
                middle = base + self._pitch * 0.4
                text = self._lines[start + place]
                sheet.aligned(self._font, self._size, self.left, self.width, middle, text, "left")
        sheet.rules(lines, INNER)

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The lines."""
        for line in self._lines[start:end]:
            yield "正文", line


class PlacedStrip(Strip):
    """Texts at the places of an official sheet."""

    light = False

    def __init__(self, block: Placed, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self._font = setting.font(Role.BODY)
        self._spots = block.spots
        self.heights = (block.height * MM,)

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Each text around its middle."""
        for spot in self._spots:
            if spot.preprinted and sheet.data_only:
                continue
            room = spot.width * MM
            fitted = fit(self._font, spot.text, room, whole=True, base=spot.size)
            pitch = fitted.size * LEADING
            middle = top - spot.y * MM + (len(fitted.lines) - 1) * pitch / 2
            for line in fitted.lines:
                left = self.left + spot.x * MM
                sheet.aligned(self._font, fitted.size, left, room, middle, line, spot.align)
                middle -= pitch

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """Every text."""
        yield from (("填写处", spot.text) for spot in self._spots)


class SpaceStrip(Strip):
    """An empty stretch of paper, not higher than a page."""

    light = False

    def __init__(self, block: Space, left: float, width: float, most: float) -> None:
        super().__init__(left, width)
        self.heights = (min(block.height * MM, most),)

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Nothing."""

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """Nothing."""
        return iter(())


def line_code(font: Font, text: str, size: float, x: float, y: float) -> str:
    """Operators for a line of text at (x, y) inside a text object with `font` in `size`."""
    return f"1 0 0 1 {x:.2f} {y:.2f} Tm {font.show(text, size)}"

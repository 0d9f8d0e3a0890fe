"""The blocks of official papers on their grid of 22 lines × 28 characters (GB/T 9704-2012)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from djdesk.reports.kit.content import Imprint, OfficialSignature, OfficialText, OfficialTitle
from djdesk.reports.kit.fonts import Role
from djdesk.reports.kit.setting import MIDDLE, Font, Setting, wrap
from djdesk.reports.kit.sheet import MM, Sheet
from djdesk.reports.kit.strips import Found, Strip
from djdesk.reports.kit.titles import broken

PITCH = 225 * MM / 22
"""Points from line to line: 22 lines fill the type area of 225 mm (28.99 pt)."""

SIZE, TITLE_SIZE, IMPRINT_SIZE = 16.0, 22.0, 14.0
"""三号, 二号 and 四号 in points."""

SQUARE = 156 * MM / 28
"""Points from character to character: 28 fill the type area of 156 mm."""

ROOM_FOR_SEAL = 2
"""Empty rows above the signing unit, into which the seal reaches."""

RIGHT_EMPTY = 4
"""Characters left empty to the right of the day."""

THICK, THIN = 1.0, 0.7
"""Separators of the imprint in points: the outer ones 0.35 mm, the inner one 0.25 mm."""

FIRST = re.compile(r"[一二三四五六七八九十百]+、")
SECOND = re.compile(r"（[一二三四五六七八九十百]+）")


def written_day(day: date) -> str:
    """「2026年1月5日」: Arabic digits without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


class _Rows(Strip):
    """A strip of rows of one pitch."""

    def _count(self, rows: int) -> None:
        self.heights = [PITCH] * rows


class OfficialTitleStrip(_Rows):
    """小标宋 22 pt, centred, broken by meaning; an empty row follows."""

    leads = True

    def __init__(self, block: OfficialTitle, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self._font = setting.font(Role.TITLE)
        most = max(1, int(width / TITLE_SIZE))
        self._lines = [
            line
            for part in broken(block.text, most)
            for line in wrap(self._font, part, TITLE_SIZE, width)
        ]
        self.heights = (PITCH * (len(self._lines) + 1),)

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Line by line in the middle."""
        for place, line in enumerate(self._lines):
            middle = top - PITCH * (place + 0.5)
            sheet.aligned(self._font, TITLE_SIZE, self.left, self.width, middle, line, "center")

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The whole title."""
        yield "标题", "".join(self._lines)


class OfficialTextStrip(_Rows):
    """A paragraph: full lines are spread over the width, so that 28 characters fill one."""

    def __init__(self, block: OfficialText, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self._body = setting.font(Role.BODY)
        self._lead = setting.font(Role.HEADING)
        self._align = block.align
        self._led = 0
        self._hang = 0.0
        indent = "\u3000" * block.indent
        self._label = indent + block.label if block.label else ""
        if block.label:
            self._hang = self._lead.width(self._label) * SQUARE / 1000
            self._lines = wrap(self._body, block.text, SQUARE, max(width - self._hang, SQUARE))
        else:
            self._lines = wrap(self._body, indent + block.text, SQUARE, width)
            self._know_heading(block, setting)
        self._count(len(self._lines))
        self.light = len(self._lines) <= 4

    def _know_heading(self, block: OfficialText, setting: Setting) -> None:
        """How many characters of the paragraph are a heading, and in which face."""
        if SECOND.match(block.text):
            self._lead = setting.font(Role.NOTE)
        elif not FIRST.match(block.text):
            return
        heading = _sentence(block.text)
        self.leads = heading == len(block.text)
        self._led = block.indent + heading

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """Every line but the last one of the paragraph fills the width."""
        begun = sum(map(len, self._lines[:start]))
        for place, line in enumerate(self._lines[start:end]):
            number = start + place
            left, room = self.left + self._hang, self.width - self._hang
            base = top - PITCH * (place + 0.5) - MIDDLE * SIZE
            if number == 0:
                sheet.text(self._lead, SIZE, self.left, base, self._label, SQUARE - SIZE)
            spacing = SQUARE - SIZE
            natural = self._body.width(line) * SIZE / 1000
            if number + 1 < len(self._lines) and len(line) > 1:
                spacing = (room - natural) / (len(line) - 1)
            if self._align != "left":
                wide = natural + spacing * len(line)
                left += (room - wide) / (2 if self._align == "center" else 1)
            self._draw_line(sheet, line, max(0, self._led - begun), left, base, spacing)
            begun += len(line)

    def _draw_line(
        self, sheet: Sheet, line: str, led: int, left: float, base: float, spacing: float
    ) -> None:
        """The first `led` characters in the face of the heading, the others in that of the body."""
        head, rest = line[:led], line[led:]
        sheet.text(self._lead, SIZE, left, base, head, spacing)
        left += self._lead.width(head) * SIZE / 1000 + spacing * len(head)
        sheet.text(self._body, SIZE, left, base, rest, spacing)

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """The lines."""
        if start == 0:
            yield "正文", self._label
        for line in self._lines[start:end]:
            yield "正文", line


class OfficialSignatureStrip(_Rows):
    """Unit and day at the right; the unit stands in the middle above the day."""

    ends = True

    def __init__(
        self, block: OfficialSignature, setting: Setting, left: float, width: float
    ) -> None:
        super().__init__(left, width)
        self._font = setting.font(Role.BODY)
        self._unit = wrap(self._font, block.unit, SQUARE, width)
        self._day = written_day(block.day) if block.day else "　　　　年　　月　　日"
        self.heights = (PITCH * (ROOM_FOR_SEAL + len(self._unit) + 1),)

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """The unit moves left where it would leave the type area."""
        right = self.left + self.width
        wide = _wide(self._font, self._day)
        day_left = right - RIGHT_EMPTY * SQUARE - wide
        row = ROOM_FOR_SEAL
        for line in self._unit:
            across = _wide(self._font, line)
            left = min(day_left + (wide - across) / 2, right - across)
            self._say(sheet, line, max(left, self.left), top, row)
            row += 1
        self._say(sheet, self._day, day_left, top, row)

    def _say(self, sheet: Sheet, text: str, left: float, top: float, row: int) -> None:
        base = top - PITCH * (row + 0.5) - MIDDLE * SIZE
        sheet.text(self._font, SIZE, left, base, text, SQUARE - SIZE)

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """Unit and day."""
        yield "落款", "".join(self._unit)
        yield "落款", self._day


class ImprintStrip(_Rows):
    """抄送 and 印发 between separators, at the foot of the page."""

    sinks = True

    def __init__(self, block: Imprint, setting: Setting, left: float, width: float) -> None:
        super().__init__(left, width)
        self._font = setting.font(Role.BODY)
        room = width - 2 * IMPRINT_SIZE
        hang = "\u3000" * 3
        self._copies: list[str] = []
        if block.copies_to:
            lines = wrap(self._font, block.copies_to, IMPRINT_SIZE, room - 3 * IMPRINT_SIZE)
            self._copies = ["抄送：" + lines[0], *(hang + line for line in lines[1:])]
        self._unit = block.unit
        self._day = f"{written_day(block.day)}印发" if block.day else ""
        rows = len(self._copies) + bool(self._unit or self._day)
        self.heights = (PITCH * rows,)

    def draw(self, sheet: Sheet, top: float, start: int, end: int, blanks: int) -> None:
        """One character is left empty on both sides."""
        left, width = self.left + IMPRINT_SIZE, self.width - 2 * IMPRINT_SIZE
        right = self.left + self.width
        row = 0
        for line in self._copies:
            middle = top - PITCH * (row + 0.5)
            sheet.aligned(self._font, IMPRINT_SIZE, left, width, middle, line, "left")
            row += 1
        middle = top - PITCH * (row + 0.5)
        sheet.aligned(self._font, IMPRINT_SIZE, left, width, middle, self._unit, "left")
        sheet.aligned(self._font, IMPRINT_SIZE, left, width, middle, self._day, "right")
        bottom = top - self.heights[0]
        sheet.rules(((self.left, top, right, top), (self.left, bottom, right, bottom)), THICK)
        if self._copies and row * PITCH < self.heights[0] - 1:
            level = top - PITCH * row
            sheet.rules(((self.left, level, right, level),), THIN)

    def texts(self, start: int, end: int) -> Iterator[Found]:
        """All that it says."""
        for text in (*self._copies, self._unit, self._day):
            yield "版记", text


def _sentence(text: str) -> int:
    """How many characters the heading at the beginning of a paragraph has."""
    stop = text.find("。")
    return len(text) if stop < 0 else stop + 1


def _wide(font: Font, text: str) -> float:
    """Points that `text` takes on the grid."""
    return font.width(text) * SIZE / 1000 + (SQUARE - SIZE) * len(text)

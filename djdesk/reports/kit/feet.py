"""What stands at the foot of every page: its number, what it is, and how to compare it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from djdesk.reports.kit.content import Content, Feet, short_digest
from djdesk.reports.kit.fonts import Role
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet

FOOT_SIZE, MARK_SIZE, NUMBER_SIZE = 9.0, 7.5, 14.0
FOOT_DROP = 7.0
"""The page number stands 7 mm below the type area (forms.md §4)."""

MARK_DROP = 4.0
"""Millimetres from the line of the page number to the line of the mark below it."""

EDGE = 2.0
"""Millimetres that every line of a foot keeps from the edge of the paper."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the foot of each page says about this printing; `copy` counts printings from 1."""

    printed_on: date | None = None
    copy: int = 1

    def text(self, full_digest: str) -> str:
        """The right end of the foot: date of printing, reprint mark, digest."""
        parts = []
        if self.printed_on:
            day = self.printed_on
            parts.append(f"打印日期：{day.year}年{day.month}月{day.day}日")
        if self.copy > 1:
            parts.append(f"第{self.copy}次打印")
        parts.append(f"校验码 {short_digest(full_digest)}")
        return "　".join(parts)


class Foot:
    """The foot of a ledger: form and title, 第×页 共×页, stamp; below them the record's mark."""

    def __init__(self, content: Content, setting: Setting, digest: str, stamp: Stamp) -> None:
        paper = content.paper
        self._font = setting.font(Role.BODY)
        self._left = (paper.left + (paper.binding if paper.bound_at == "left" else 0)) * MM
        self._width = paper.room[0] * MM
        drop = min(FOOT_DROP, paper.bottom * 0.6)
        self._middle = (paper.bottom - drop) * MM
        self._below = max(self._middle - MARK_DROP * MM, EDGE * MM)
        said = content.footer or content.title
        self._said = f"{content.form}　{said}" if content.form else said
        self._stamp = stamp.text(digest)
        self._mark = content.mark

    def draw(self, sheet: Sheet, number: int, count: int, before: str = "") -> None:
        """The foot of page `number` of `count`; `before` names a numbering of its own (目录)."""
        self._line(sheet, f"{before}第{number}页　共{count}页", self._middle)
        if self._mark:
            self._say(sheet, self._mark, MARK_SIZE, self._below, "left")

    def draw_bound(self, sheet: Sheet, own: tuple[int, int], volume: tuple[int, int]) -> None:
        """The foot in a volume (装订成卷), with number and count of the part and of the volume."""
        self.draw(sheet, *volume)

    def _line(self, sheet: Sheet, number: str, middle: float) -> None:
        """The three texts; the outer ones shrink if the line is short."""
        font = self._font
        self._say(sheet, number, FOOT_SIZE, middle, "center")
        room = self._width / 2 - (font.width(number) / 1000 + 2) * FOOT_SIZE / 2
        for text, how in ((self._said, "left"), (self._stamp, "right")):
            wide = font.width(text) / 1000
            self._say(sheet, text, min(FOOT_SIZE, room / wide) if wide else 0, middle, how)

    def _say(self, sheet: Sheet, text: str, size: float, middle: float, how: str) -> None:
        sheet.aligned(self._font, size, self._left, self._width, middle, text, how)


class OfficialFoot(Foot):
    """「— 1 —」 in 14 pt, odd pages right and even pages left with one character empty.

    GB/T 9704-2012 §7.5 knows nothing else at the foot; so mark and check code stand small at the
    edge of the paper, and only where a record asks for them.
    """

    def __init__(self, content: Content, setting: Setting, digest: str, stamp: Stamp) -> None:
        super().__init__(content, setting, digest, stamp)
        self._middle = (content.paper.bottom - FOOT_DROP) * MM
        self._below = self._middle - 2 * MARK_DROP * MM
        reprint = f"　第{stamp.copy}次打印" if stamp.copy > 1 else ""
        self._mark = f"{content.mark}　校验码 {short_digest(digest)}{reprint}"
        self._marked = bool(content.mark) or stamp.copy > 1

    def draw(self, sheet: Sheet, number: int, count: int, before: str = "") -> None:
        """The number on its side; the mark below, on the same side."""
        odd = number % 2 == 1
        text = f"— {number} —"
        wide = self._font.width(text) * NUMBER_SIZE / 1000
        left = self._left + (self._width - wide - NUMBER_SIZE if odd else NUMBER_SIZE)
        sheet.aligned(self._font, NUMBER_SIZE, left, wide, self._middle, text, "left")
        if self._marked:
            how = "right" if odd else "left"
            self._say(sheet, self._mark.strip(), MARK_SIZE, self._below, how)

    def draw_bound(self, sheet: Sheet, own: tuple[int, int], volume: tuple[int, int]) -> None:
        """The number of the document as it was issued, and that of the volume below it."""
        self.draw(sheet, *own)
        text = f"第{volume[0]}页　共{volume[1]}页"
        self._say(sheet, text, FOOT_SIZE, self._below, "center")


def foot_of(content: Content, setting: Setting, digest: str, stamp: Stamp) -> Foot:
    """The foot that `content` asks for."""
    kind = OfficialFoot if content.feet is Feet.OFFICIAL else Foot
    return kind(content, setting, digest, stamp)

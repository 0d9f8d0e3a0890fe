"""Pages: which rows of which block stand on which page, so that no signature stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from djdesk.reports.kit.content import (
    Block,
    Content,
    Grid,
    Heading,
    Imprint,
    Line,
    OfficialSignature,
    OfficialText,
    OfficialTitle,
    PageBreak,
    Paragraph,
    Picture,
    Pictures,
    Placed,
    Ruled,
    Signatures,
    Space,
    Table,
)
from djdesk.reports.kit.grids import GridStrip
from djdesk.reports.kit.officialstrips import (
    ImprintStrip,
    OfficialSignatureStrip,
    OfficialTextStrip,
    OfficialTitleStrip,
)
from djdesk.reports.kit.photographs import PicturesStrip
from djdesk.reports.kit.setting import Setting
from djdesk.reports.kit.sheet import MM, Sheet
from djdesk.reports.kit.strips import (
    Found,
    HeadingStrip,
    LineStrip,
    ParagraphStrip,
    PlacedStrip,
    RuledStrip,
    SignatureStrip,
    SpaceStrip,
    Strip,
)
from djdesk.reports.kit.tables import TableStrip

TOO_LITTLE = 0.25
"""A single row at the foot of a page is left there only if it is taller than this part of it."""

COMPANY = 3
"""Lines between a strip and the signatures with which these no longer need the strip."""

NEAR = 0.01
"""Points by which sums of heights may be off."""


@dataclass(slots=True)
class Part:
    """A run of rows of one strip on a page, `top` points above the foot of the type area."""

    strip: Strip
    top: float
    start: int
    end: int
    blanks: int = 0


@dataclass(slots=True)
class Page:
    """The parts of one page; `number` of `count` is printed at its foot."""

    number: int
    count: int = 0
    parts: list[Part] = field(default_factory=list)

    def draw(self, sheet: Sheet, bottom: float) -> None:
        """Draw all parts above `bottom`."""
        for part in self.parts:
            if part.strip.preprinted and sheet.data_only:
                continue
            part.strip.draw(sheet, bottom + part.top, part.start, part.end, part.blanks)

    def texts(self) -> Iterator[Found]:
        """Every text on the page and where it stands."""
        for part in self.parts:
            yield from part.strip.texts(part.start, part.end)


def compose(content: Content, setting: Setting) -> list[Page]:
    """All pages of `content`; raises `UserError` when the paper leaves no room."""
    content.paper.check()
    wide, high = (length * MM for length in content.paper.room)
    left = (content.paper.left + _binding(content)) * MM
    strips = [_strip(block, setting, left, wide, high) for block in content.blocks]
    flow = _Flow(high)
    for place, (strip, block) in enumerate(zip(strips, content.blocks, strict=True)):
        if strip is None:
            flow.turn(restart=isinstance(block, PageBreak) and block.restart)
        else:
            if strip.leads and flow.begun and not _led(strips, place, flow.room):
                flow.turn()
            flow.place(strip, tail=_tail(strips, place))
    return flow.finish()


def split(
    heights: Sequence[float], *, head: float, first: float, full: float, tail: float, keep: int = 2
) -> list[tuple[int, int] | None]:
    """The rows (start, end) of each page; None if the strip should begin on a new page.

    `first` is the room on the present page, `full` that of a new one, `head` is repeated on each.
    `tail` must follow the last row on its page, together with at least `keep` rows.
    """
    fresh = first >= full - NEAR
    pages = list(_greedy(heights, first - head, full - head, fresh))
    begin, end = pages[-1]
    moved = len(pages) > 1
    room = full - head if moved or fresh else first - head
    least = min(keep, len(heights))
    if moved and tail and end - begin < least:
        begin = end - least
        pages[-2:] = [(pages[-2][0], begin), (begin, end)]
    if sum(heights[begin:end]) + tail > room + NEAR:
        if not (moved or fresh) and end - begin < max(1, 2 * least):
            return [None, *split(heights, head=head, first=full, full=full, tail=tail, keep=keep)]
        for cut in range(end - least, end):  # as many rows as may go along, at least one
            if begin < cut and sum(heights[cut:end]) + tail <= full - head + NEAR:
                pages[-1:] = [(begin, cut), (cut, end)]
                break
    begun = sum(heights[: pages[0][1]])
    if not fresh and pages[0][1] < least and begun < full * TOO_LITTLE and len(pages) > 1:
        return [None, *split(heights, head=head, first=full, full=full, tail=tail, keep=keep)]
    return [*pages]


def _greedy(
    heights: Sequence[float], first: float, full: float, fresh: bool
) -> Iterator[tuple[int, int]]:
    start, used, room = 0, 0.0, first
    for number, height in enumerate(heights):
        if used + height > room + NEAR and (number > start or (start == 0 and not fresh)):
            yield start, number
            start, used, room, fresh = number, 0.0, full, True
        used += height
    yield start, len(heights)


class _Flow:
    def __init__(self, high: float) -> None:
        self._high = high
        self._room = high
        self.pages = [Page(1)]

    def turn(self, *, restart: bool = False) -> None:
        """Begin a new page; with `restart` its number is 1 again."""
        number = 1 if restart else self.pages[-1].number + 1
        self.pages.append(Page(number))
        self._room = self._high

    @property
    def begun(self) -> bool:
        """Whether more than headings stands on the present page."""
        return any(not part.strip.leads for part in self.pages[-1].parts)

    @property
    def room(self) -> float:
        """Points left on the present page; the whole height if nothing stands there yet."""
        return self._room

    def place(self, strip: Strip, *, tail: float) -> None:
        """Put all rows of `strip` on this page and the following ones."""
        gap = strip.gap if self.pages[-1].parts else 0.0
        first = self._room - gap
        tail += strip.foot
        runs = split(
            strip.heights, head=strip.head, first=first, full=self._high, tail=tail, keep=strip.keep
        )
        self._room = first
        for number, run in enumerate(runs):
            if number:
                self.turn()
            if run is not None:
                self._put(strip, run, tail, last=number == len(runs) - 1)

    def _put(self, strip: Strip, run: tuple[int, int], tail: float, *, last: bool) -> None:
        start, end = run
        if strip.sinks:
            self._room = strip.head + sum(strip.heights[start:end]) + strip.foot
        top = self._room
        self._room -= strip.head + sum(strip.heights[start:end])
        blanks = 0
        if last:
            blanks = strip.blanks(end - start, self._room - tail)
            self._room -= strip.blank_height(blanks) + strip.foot
        self.pages[-1].parts.append(Part(strip, top, start, end, blanks))

    def finish(self) -> list[Page]:
        """The pages, each told how many there are of its numbering."""
        count = 0
        for page in reversed(self.pages):
            count = max(count, page.number)
            page.count = count
            if page.number == 1:
                count = 0
        return self.pages


def _led(strips: Sequence[Strip | None], place: int, room: float) -> bool:
    """Whether a heading fits on the page together with the beginning of what it leads to."""
    for number in range(place, len(strips)):
        strip = strips[number]
        if strip is None:
            return True
        first = room - strip.gap
        if not strip.leads:
            # what would begin on the next page whatever stands here must not lose its heading
            tail = _tail(strips, number) + strip.foot
            need = strip.head + sum(strip.heights[: strip.keep])
            runs = split(strip.heights, head=strip.head, first=first, full=1e9, tail=tail)
            return need <= first + NEAR and runs[0] is not None
        room = first - sum(strip.heights)
        if room < -NEAR:
            return False
    return True


def _tail(strips: Sequence[Strip | None], place: int) -> float:
    """What must stand on the page of this strip's last rows: all up to the signatures, if any.

    Nothing if enough lines stand between to keep the signatures company.
    """
    need = found = 0.0
    rows = 0
    for strip in strips[place + 1 :]:
        if strip is None or not strip.light or rows > COMPANY:
            break
        need += strip.gap + sum(strip.heights)
        rows += len(strip.heights)
        if strip.ends:
            found, rows = need, 0
    return found


def _strip(block: Block, setting: Setting, left: float, wide: float, high: float) -> Strip | None:
    match block:
        case Heading():
            return HeadingStrip(block, setting, left, wide)
        case Line():
            return LineStrip(block, setting, left, wide)
        case Paragraph():
            return ParagraphStrip(block, setting, left, wide)
        case Table():
            return TableStrip(block, setting, left, wide, high)
        case Grid():
            inset = block.inset * MM
            return GridStrip(block, setting, left + inset, wide - 2 * inset, high)
        case Signatures():
            return SignatureStrip(block, setting, left, wide)
        case Picture() | Pictures():
            return PicturesStrip(block, setting, left, wide, high)
        case Ruled():
            return RuledStrip(block, setting, left, wide, high)
        case OfficialTitle():
            return OfficialTitleStrip(block, setting, left, wide)
        case OfficialText():
            return OfficialTextStrip(block, setting, left, wide)
        case OfficialSignature():
            return OfficialSignatureStrip(block, setting, left, wide)
        case Imprint():
            return ImprintStrip(block, setting, left, wide)
        case Placed():
            return PlacedStrip(block, setting, left, wide)
        case Space():
            return SpaceStrip(block, left, wide, high)
        case PageBreak():
            return None


def _binding(content: Content) -> float:
    return content.paper.binding if content.paper.bound_at == "left" else 0

"""Evidence on paper (痕迹): photographs two in a row, scans of what was signed a page each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from djdesk.errors import StorageFault
from djdesk.reports.kit.content import Block, Content, Heading, PageBreak, Paper, Picture, Pictures
from djdesk.reports.meetings import wording
from djdesk.services import meetings
from djdesk.services.archive import AttachedFile
from djdesk.services.desk import Desk
from djdesk.services.meetings import Record

PHOTO, SIGNIN, HANDWRITTEN = "photo", "signin", "record"
"""Purposes of files that paper can show (code table attachment_purpose)."""

PHOTOGRAPH = (80.0, 60.0)
"""The box of a photograph in millimetres (forms.md, F06)."""

PAPER = Paper(left=25, right=15)
SCAN = (170.0, 235.0)
"""The box of a scanned page: what upright A4 leaves above its caption."""

UNREADABLE = b"?"
"""Stands for a picture whose file is lost: its box says so, and the rest still prints."""

PHOTOS_TITLE = "照片"
SCANS = {HANDWRITTEN: "手写记录（原件）", SIGNIN: "签到表（原件）"}
"""What is bound as it was scanned: the ink that no list can show."""


def photographs(
    desk: Desk, evidence: Sequence[AttachedFile], *, least: int = 0, most: int | None = None
) -> list[Block]:
    """Photographs two in a row, the first taken in first; empty boxes up to `least` to glue in."""
    files = pictures(evidence, PHOTO)[:most]
    shown = [picture(desk, file, *PHOTOGRAPH) for file in files]
    shown += [Picture(b"", *PHOTOGRAPH)] * (least - len(shown))
    return [Heading(PHOTOS_TITLE, 2), Pictures(tuple(shown))] if shown else []


def photo_sheet(desk: Desk, record: Record) -> Content:
    """The photographs of a meeting on pages of their own, for a volume."""
    shown = [picture(desk, file, *PHOTOGRAPH) for file in pictures(record.evidence, PHOTO)]
    return _sheet(record, PHOTOS_TITLE, Pictures(tuple(shown)))


def scan_sheet(desk: Desk, record: Record, purpose: str) -> Content:
    """The scans of one purpose (`SCANS`) of a meeting, each on a page."""
    blocks: list[Block] = []
    for file in pictures(record.evidence, purpose):
        blocks += [PageBreak()] if blocks else []
        blocks.append(picture(desk, file, *SCAN))
    return _sheet(record, SCANS[purpose], *blocks)


def _sheet(record: Record, word: str, *blocks: Block) -> Content:
    title = f"{record.title}{word}"
    heading = [Heading(title, 2, align="center")] if word == PHOTOS_TITLE else []
    return Content(
        "",
        title,
        PAPER,
        (*heading, *blocks),
        wording.held_on(record.values),
        word,
        mark=wording.mark(record),
    )


def pictures(evidence: Sequence[AttachedFile], purpose: str) -> list[AttachedFile]:
    """The pictures of one purpose that a PDF can hold, the first taken in first."""
    return [
        file
        for file in reversed(evidence)
        if file.purpose == purpose and file.media_type in ("image/jpeg", "image/png")
    ]


def electronic(evidence: Sequence[AttachedFile]) -> list[AttachedFile]:
    """The files that a bound volume does not show: documents, videos, ballots and handouts."""
    shown = {file.id for purpose in (PHOTO, *SCANS) for file in pictures(evidence, purpose)}
    return [file for file in reversed(evidence) if file.id not in shown]


def picture(desk: Desk, file: AttachedFile, width: float, height: float) -> Picture:
    """A picture of the evidence with what is said of it below; millimetres."""
    try:
        data = meetings.picture(desk, file.id)
    except StorageFault:
        data = UNREADABLE
    return Picture(data, width, height, file.remark or PurePath(file.title).stem)

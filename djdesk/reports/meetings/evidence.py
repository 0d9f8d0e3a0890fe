"""Evidence on paper (痕迹): photographs two in a row, and scanned sign-in sheets a page each."""

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

PHOTO, SIGNIN = "photo", "signin"
PHOTOGRAPH = (80.0, 60.0)
"""The box of a photograph in millimetres (forms.md, F06)."""

PAPER = Paper(left=25, right=15)
SCAN = (170.0, 235.0)
"""The box of a scanned page: what upright A4 leaves above its caption."""

UNREADABLE = b"?"
"""Stands for a picture whose file is lost: its box says so, and the rest still prints."""

PHOTOS_TITLE, SCAN_TITLE = "照片", "签到表（原件）"


def photographs(
    desk: Desk, evidence: Sequence[AttachedFile], *, least: int = 0, most: int | None = None
) -> list[Block]:
    """Photographs two in a row, the first taken in first; empty boxes up to `least` to glue in."""
    files = photos(evidence)[:most]
    pictures = [picture(desk, file, *PHOTOGRAPH) for file in files]
    pictures += [Picture(b"", *PHOTOGRAPH)] * (least - len(pictures))
    return [Heading(PHOTOS_TITLE, 2), Pictures(tuple(pictures))] if pictures else []


def photo_sheet(desk: Desk, record: Record) -> Content:
    """The photographs of a meeting on pages of their own, for a volume."""
    pictures = [picture(desk, file, *PHOTOGRAPH) for file in photos(record.evidence)]
    return _sheet(record, PHOTOS_TITLE, Pictures(tuple(pictures)))


def scan_sheet(desk: Desk, record: Record) -> Content:
    """The scanned sign-in sheets of a meeting, each on a page: the ink that a list cannot show."""
    blocks: list[Block] = []
    for file in scans(record.evidence):
        blocks += [PageBreak()] if blocks else []
        blocks.append(picture(desk, file, *SCAN))
    return _sheet(record, SCAN_TITLE, *blocks)


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


def photos(evidence: Sequence[AttachedFile]) -> list[AttachedFile]:
    """The photographs of the meeting, the first taken in first."""
    return _pictures(evidence, PHOTO)


def scans(evidence: Sequence[AttachedFile]) -> list[AttachedFile]:
    """The sign-in sheets that were scanned or photographed."""
    return _pictures(evidence, SIGNIN)


def electronic(evidence: Sequence[AttachedFile]) -> list[AttachedFile]:
    """The files that a bound volume cannot show: documents, videos, ballots and handouts."""
    shown = {file.id for file in (*photos(evidence), *scans(evidence))}
    return [file for file in reversed(evidence) if file.id not in shown]


def _pictures(evidence: Sequence[AttachedFile], purpose: str) -> list[AttachedFile]:
    return [
        file
        for file in reversed(evidence)
        if file.purpose == purpose and file.media_type in ("image/jpeg", "image/png")
    ]


def picture(desk: Desk, file: AttachedFile, width: float, height: float) -> Picture:
    """A picture of the evidence with what is said of it below; millimetres."""
    try:
        data = meetings.picture(desk, file.id)
    except StorageFault:
        data = UNREADABLE
    return Picture(data, width, height, file.remark or PurePath(file.title).stem)

"""Evidence (痕迹): photographs shrunk on the way in, scans, documents and short videos."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.archive import Attachment
from djdesk.models.meetings import Meeting
from djdesk.services import archive
from djdesk.services.desk import Desk
from djdesk.services.meetings.catalogue import Catalogue
from djdesk.services.meetings.rows import AREA, own

if TYPE_CHECKING:
    from PIL.Image import Image

OWNER = Meeting.__tablename__

LONGEST, QUALITY = 1600, 85
"""Pixels of the longer side of a photograph kept here (enough for half a page of paper) and its
JPEG quality: about 400 KB of what a telephone takes at 5 MB."""

SMALL, SMALL_QUALITY = 240, 80
"""The same of its small picture."""

MOST_PIXELS = 80_000_000
"""A picture with more is refused before it is unpacked: it would fill the memory."""

_END_OF_JPEG = b"\xff\xd9"
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""How a picture of each orientation of EXIF is turned upright."""

# What Pillow raises for damaged files, depending on where the damage is.
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, LookupError, struct.error, zlib.error)

PICTURES = frozenset({"JPEG", "PNG", "WEBP"})
VIDEOS = frozenset({".mp4", ".mov", ".avi"})
_PICTURE_NAMES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")

# What a file proves, by a word in its name; of several, the first.
_PURPOSES = (
    ("签到", "signin"),
    ("票", "ballot"),
    ("记录", "record"),
    ("讲稿", "handout"),
    ("学习材料", "handout"),
)


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A photograph as it is kept: the picture and its small picture, both JPEG."""

    content: bytes
    thumb: bytes


@dataclass(frozen=True, slots=True)
class EvidenceSizes:
    """What the evidence of meetings takes: numbers of files by sort, and bytes.

    A file that several records use counts once in `size`; `originals` are bytes of untouched
    photographs, which stay in this book and never travel.
    """

    photos: int = 0
    videos: int = 0
    documents: int = 0
    size: int = 0
    originals: int = 0


def add_evidence(
    desk: Desk,
    meeting_id: int,
    file_name: str,
    content: bytes,
    *,
    purpose: str = "",
    keep_original: bool = False,
) -> int:
    """Keep a file with a meeting; returns the attachment's key.

    Photographs (JPEG, PNG, WebP) are turned upright and shrunk, and lose what the telephone wrote
    into them (place, device); `keep_original` keeps the untouched file too. Without a `purpose` the
    name of the file decides. A locked record still takes evidence: a signed sheet is scanned after
    it was signed. UserError for what cannot be read.
    """
    desk.require(AREA)
    name = archive.checked_name(file_name, content)
    with desk.store.read() as session:
        own(session, meeting_id)  # nothing is kept for a meeting that takes nothing
    kept = take_in(desk, name, content, purpose=purpose, keep_original=keep_original)
    with desk.store.write(f"添加痕迹：{kept.title}", area=AREA) as session:
        own(session, meeting_id)
        return archive.insert(session, OWNER, meeting_id, kept)


def take_in(
    desk: Desk, name: str, content: bytes, *, purpose: str = "", keep_original: bool = False
) -> archive.Kept:
    """Put a file into the book before any row names it, photographs as `add_evidence` says."""
    shrunk = shrink(name, content)
    if shrunk is None:
        return archive.keep(desk, name, content, purpose=purpose or purpose_of(name))
    return archive.keep(
        desk,
        f"{PurePath(name).stem}.jpg",
        shrunk.content,
        purpose=purpose or purpose_of(name),
        thumb=shrunk.thumb,
        original=content if keep_original else b"",
    )


def describe_evidence(
    desk: Desk, attachment_id: int, *, title: str, purpose: str, remark: str = ""
) -> None:
    """Change what a file is called and what it proves."""
    archive.rename(desk, AREA, attachment_id, title, remark, purpose=purpose)


def remove_evidence(desk: Desk, attachment_id: int) -> None:
    """Take a file out of its meeting; undo brings it back. A locked record refuses."""
    desk.require(AREA)
    with desk.store.read() as session:
        row = session.get(Attachment, attachment_id)
        meeting = None
        if row is not None and row.owner == OWNER:
            meeting = session.get(Meeting, row.owner_id)
        if meeting is not None and meeting.state == "reviewed":
            raise UserError("这份记录已经审核锁定，不能删除痕迹。", "请先办理“更正”并写明原因。")
    archive.detach(desk, AREA, attachment_id)


def thumbnail(desk: Desk, attachment_id: int) -> bytes:
    """The small picture (JPEG) of an attachment; empty for what is no picture."""
    known = archive.file(desk, attachment_id)
    if known.thumb:
        return desk.store.files.get(known.thumb)
    if not known.media_type.startswith("image/"):
        return b""
    # kept by another way than this one: made anew each time, since looking must not write
    shrunk = shrink(known.title, desk.store.files.get(known.digest))
    return shrunk.thumb if shrunk is not None else b""


def picture(desk: Desk, attachment_id: int, *, original: bool = False) -> bytes:
    """The content of an attachment; with `original` the untouched photograph where it was kept."""
    known = archive.file(desk, attachment_id)
    return desk.store.files.get((known.original if original else "") or known.digest)


def missing(desk: Desk, meeting_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """What each meeting lacks: the purposes its kind asks for that no file has; only who lacks."""
    with desk.store.read() as session:
        meetings = session.execute(
            select(Meeting.id, Meeting.kind, Meeting.held_on, Meeting.origin).where(
                Meeting.id.in_(meeting_ids)
            )
        ).all()
        there, catalogue = purposes(session, meeting_ids), Catalogue(session)
        found = {}
        for key, code, held_on, origin in meetings:
            wanted = catalogue.kind(code, held_on, origin).evidence
            lacking = tuple(each for each in wanted if each not in there.get(key, ()))
            if lacking:
                found[key] = lacking
    return found


def purposes(session: Session, meeting_ids: Collection[int]) -> dict[int, set[str]]:
    """The purposes of the files of each meeting that has any."""
    found: dict[int, set[str]] = {}
    rows = session.execute(
        select(Attachment.owner_id, Attachment.purpose)
        .where(Attachment.owner == OWNER, Attachment.owner_id.in_(meeting_ids))
        .distinct()
    )
    for key, purpose in rows:
        found.setdefault(key, set()).add(purpose)
    return found


def sizes(desk: Desk) -> EvidenceSizes:
    """How much the evidence of all meetings of the book takes."""
    columns = (Attachment.digest, Attachment.media_type, Attachment.size, Attachment.original)
    with desk.store.read() as session:
        rows = session.execute(select(*columns).where(Attachment.owner == OWNER)).all()
    photos = sum(row.media_type.startswith("image/") for row in rows)
    videos = sum(row.media_type.startswith("video/") for row in rows)
    untouched = {row.original for row in rows if row.original}
    paths = map(desk.store.files.path_of, untouched)
    return EvidenceSizes(
        photos,
        videos,
        len(rows) - photos - videos,
        sum({row.digest: row.size for row in rows}.values()),
        sum(path.stat().st_size for path in paths if path.exists()),
    )


def purpose_of(name: str) -> str:
    """What a file proves, guessed by its name: a code of `attachment_purpose`."""
    for word, purpose in _PURPOSES:
        if word in name:
            return purpose
    suffix = PurePath(name).suffix.lower()
    if suffix in VIDEOS:
        return "video"
    return "photo" if suffix in _PICTURE_NAMES else "other"


def shrink(name: str, content: bytes) -> Shrunk | None:
    """A photograph upright, at most `LONGEST` pixels, as JPEG; None for what is no picture.

    UserError for HEIC, for a broken picture and for one of more than `MOST_PIXELS`.
    """
    if PurePath(name).suffix.lower() in (".heic", ".heif") or content[8:12] in _HEIC:
        raise UserError(
            f"“{name}”是手机的 HEIC 格式照片，本程序不能读取。",
            "请在手机相机设置中改用“兼容性最佳”（JPG）格式，或用看图软件另存为 JPG 后再添加。",
        )
    if PurePath(name).suffix.lower() not in _PICTURE_NAMES:
        return None
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.format not in PICTURES:
                raise _unreadable(name)
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_large(name)
            untouched = _fits(opened, content)
            turned = _turned(opened)
            opened.draft("RGB", (LONGEST, LONGEST))  # decodes a JPEG at a fraction of its size
            upright = _on_white(opened)
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except _BROKEN as error:
        raise _unreadable(name) from error
    upright.info.clear()  # or what the telephone noted would be written again
    if turned in _UPRIGHT:
        upright = upright.transpose(Image.Transpose[_UPRIGHT[turned]])
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    kept = content if untouched else _jpeg(upright, QUALITY)
    upright.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Shrunk(kept, _jpeg(upright, SMALL_QUALITY))


def _fits(opened: Image, content: bytes) -> bool:
    """Whether a picture is kept byte by byte: a JPEG small enough, without any notes inside.

    Place and device stand not in EXIF alone, but in XMP, comments, and behind the picture.
    """
    segments: list[tuple[str, bytes]] = getattr(opened, "applist", [])
    return (
        opened.format == "JPEG"
        and max(opened.size) <= LONGEST
        and opened.mode in ("L", "RGB")
        and all(mark == "APP0" and held.startswith(b"JFIF") for mark, held in segments)
        and content.endswith(_END_OF_JPEG)
    )


def _turned(opened: Image) -> int:
    """How the camera was held, by EXIF; 1 (upright) where nothing readable says so."""
    try:
        said = opened.getexif().get(_ORIENTATION)
    except _BROKEN:  # the notes are damaged, the picture may well be whole
        return 1
    return said if isinstance(said, int) else 1


def _on_white(opened: Image) -> Image:
    """The picture without transparency, as paper shows it."""
    from PIL import Image

    if not opened.has_transparency_data:
        return opened.convert("L" if opened.mode in ("1", "L") else "RGB")
    layered = opened.convert("RGBA")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper


def _jpeg(opened: Image, quality: int) -> bytes:
    out = io.BytesIO()
    opened.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _too_large(name: str) -> UserError:
    most = MOST_PIXELS // 10_000
    return UserError(f"“{name}”超过 {most} 万像素，太大了。", "请用看图软件缩小后再添加。")


def _unreadable(name: str) -> UserError:
    return UserError(
        f"“{name}”不是完整的照片，无法读取。", "请用看图软件打开核对，另存为 JPG 后再添加。"
    )

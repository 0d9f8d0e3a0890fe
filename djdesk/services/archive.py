"""Files kept with records of any area (附件): added, listed, read, taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.archive import Attachment
from djdesk.services.desk import Desk

LIMIT = 50 * 1024 * 1024
"""Largest file in bytes: packages travel on sticks and are read in memory."""

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".txt": "text/plain",
    ".ofd": "application/ofd",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
}


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file kept with a record; `size` in bytes, `purpose` a code of `attachment_purpose`.

    `thumb` is the digest of its small picture, `original` that of the untouched photograph; both
    are empty where there is none.
    """

    id: int
    title: str
    media_type: str
    size: int
    digest: str
    added_at: datetime
    remark: str
    purpose: str = ""
    thumb: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A content that lies in the book and waits for its row; made by `keep`."""

    title: str
    media_type: str
    size: int
    digest: str
    purpose: str = ""
    thumb: str = ""
    original: str = ""


def attach(
    desk: Desk,
    area: str,
    owner: str,
    owner_id: int,
    file_name: str,
    content: bytes,
    *,
    purpose: str = "",
) -> int:
    """Keep `content` with the record `owner_id` of table `owner`; returns the attachment's key.

    `area` is the word whose permission is asked for. The content lies encrypted in the book before
    the row is written, so that no row ever names a missing file.
    """
    desk.require(area)
    name = checked_name(file_name, content)
    kept = keep(desk, name, content, purpose=purpose)
    with desk.store.write(f"添加附件：{name}", area=area) as session:
        return insert(session, owner, owner_id, kept)


def checked_name(file_name: str, content: bytes) -> str:
    """The name under which a file is kept; UserError if it is nameless, empty or too large."""
    name = PurePath(file_name).name.strip()
    if not name:
        raise UserError("附件没有名称。", "请先给文件起名。")
    if not content:
        raise UserError(f"“{name}”是空文件。", "请核对后重新选择。")
    if len(content) > LIMIT:
        raise UserError(
            f"“{name}”有 {len(content) // 1048576} MB，超过 {LIMIT // 1048576} MB。",
            "请压缩或拆分后再添加。",
        )
    return name


def keep(
    desk: Desk,
    name: str,
    content: bytes,
    *,
    purpose: str = "",
    thumb: bytes = b"",
    original: bytes = b"",
) -> Kept:
    """Put a content (its small picture, its original) into the book, before any row names it."""
    files = desk.store.files
    return Kept(
        name,
        MEDIA_TYPES.get(PurePath(name).suffix.lower(), ""),
        len(content),
        files.put(content),
        purpose,
        files.put(thumb) if thumb else "",
        files.put(original) if original else "",
    )


def insert(session: Session, owner: str, owner_id: int, kept: Kept) -> int:
    """Write the row of what was kept, inside a transaction of the caller; returns its key."""
    row = Attachment(
        owner=owner,
        owner_id=owner_id,
        title=kept.title,
        media_type=kept.media_type,
        size=kept.size,
        digest=kept.digest,
        # Wall clock of the person who looks at the list; naive, as the column keeps it.
        added_at=datetime.now().replace(microsecond=0),  # noqa: DTZ005
        purpose=kept.purpose,
        thumb=kept.thumb,
        original=kept.original,
    )
    session.add(row)
    session.flush()
    return row.id


def attachments(session: Session, owner: str, owner_id: int) -> tuple[AttachedFile, ...]:
    """The files kept with a record, the newest first."""
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.owner == owner, Attachment.owner_id == owner_id)
        .order_by(Attachment.added_at.desc(), Attachment.id.desc())
    )
    return tuple(_file(row) for row in rows)


def _file(row: Attachment) -> AttachedFile:
    return AttachedFile(
        row.id,
        row.title,
        row.media_type,
        row.size,
        row.digest,
        row.added_at,
        row.remark,
        row.purpose,
        row.thumb,
        row.original,
    )


def content(desk: Desk, attachment_id: int) -> bytes:
    """The content of an attachment; `StorageFault` if it is missing or damaged."""
    return desk.store.files.get(file(desk, attachment_id).digest)


def file(desk: Desk, attachment_id: int) -> AttachedFile:
    """What is known of one attachment; UserError if it is gone."""
    with desk.store.read() as session:
        row = session.get(Attachment, attachment_id)
        if row is None:
            raise UserError("找不到这个附件。", "它可能已被撤销，请刷新后重试。")
        return _file(row)


def rename(
    desk: Desk,
    area: str,
    attachment_id: int,
    title: str,
    remark: str,
    *,
    purpose: str | None = None,
) -> None:
    """Change the title and the remark of an attachment, and its purpose unless that is None."""
    desk.require(area)
    if not title.strip():
        raise UserError("附件没有名称。", "请填写名称。")
    with desk.store.write("修改附件说明", area=area) as session:
        row = _own(session, attachment_id)
        row.title, row.remark = title.strip(), remark.strip()
        if purpose is not None:
            row.purpose = purpose


def detach(desk: Desk, area: str, attachment_id: int) -> None:
    """Take an attachment out of the record; undo brings it back, the content stays till then."""
    desk.require(area)
    with desk.store.write("删除附件", area=area) as session:
        session.delete(_own(session, attachment_id))


def _own(session: Session, attachment_id: int) -> Attachment:
    row = session.get(Attachment, attachment_id)
    if row is None:
        raise UserError("找不到这个附件。", "它可能已被撤销，请刷新后重试。")
    if row.origin:
        raise UserError("这个附件由支部上报，不能在这里修改。", "请通知支部改正后重新上报。")
    return row

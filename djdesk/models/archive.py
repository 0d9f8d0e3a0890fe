"""Files kept with records of any area (附件): one row a file, the content encrypted elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Travelling


class Attachment(Travelling, Base):
    """A file kept with a record: the row names it, the encrypted content lies under its SHA-256.

    `owner` is the table name of the record (`member`, `meeting` …), `owner_id` its key. `purpose`
    is a code of `attachment_purpose`, what the file proves. A photograph was shrunk on the way in:
    `thumb` is the digest of its small picture, `original` that of the untouched file if it is kept.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_owner_owner_id", "owner", "owner_id"),)

    owner: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    title: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(String(10), default="")
    thumb: Mapped[str] = mapped_column(String(64), default="")
    original: Mapped[str] = mapped_column(String(64), default="")

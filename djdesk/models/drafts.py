"""Half-filled forms (草稿), kept until they are saved or given up: no crash loses typing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Keyed


class Draft(Keyed, Base):
    """What one user has typed into one form without saving; `content` is JSON, texts by field key.

    `form` names form and record, e.g. `roster/member/12`. Drafts are no part of the record keeping:
    they make no steps in the history and never travel.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user", "form"),)

    user: Mapped[str]
    form: Mapped[str] = mapped_column(String(80))
    content: Mapped[str]
    saved_at: Mapped[datetime]

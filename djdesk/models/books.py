"""The book itself (账套): the one row that says whose ledger this is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Keyed


class BookKind(StrEnum):
    """Whose ledger a book is: a branch's own, or that of the committee above it."""

    BRANCH = "branch"
    COMMITTEE = "committee"

    @property
    def title(self) -> str:  # type: ignore[override]  # nobody wants str.title here
        """The kind in Chinese."""
        return {BookKind.BRANCH: "支部账套", BookKind.COMMITTEE: "上级党组织账套"}[self]


class Book(Keyed, Base):
    """The book's own identity; exactly one row.

    `uid` names the book in packages and is also the uid of its home organization.
    `files_identity` is the age identity under which the attachments are encrypted; it never leaves
    the encrypted database.
    """

    __tablename__ = "book"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("kind in ('branch','committee')", name="kind"),
    )

    uid: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str]
    created_at: Mapped[datetime]
    home_organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    files_identity: Mapped[str] = mapped_column(default="")

"""What a book knows of its exchange by packages: its keys, its committee, its branches, the log."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Keyed


class SealKeys(Keyed, Base):
    """The book's own keys, made at the first need; at most one row.

    `sign_secret` is an Ed25519 private key (hex of 32 bytes), `age_secret` an age identity. They
    never leave the encrypted book; a backup carries them, so that a restored book stays known.
    """

    __tablename__ = "seal_keys"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    sign_secret: Mapped[str] = mapped_column(String(64))
    age_secret: Mapped[str] = mapped_column(String(120))


class Superior(Keyed, Base):
    """A committee this book reports to (上级党组织), known from its invitation.

    The row without `left_at` is the present one. `secret` and `invitation_uid` prove to the
    committee that the keys in our packages are those of the branch it invited. `number_floor` is
    the highest running number the committee says it has, in case our book was restored.
    Times are local, ISO 8601 with offset.
    """

    __tablename__ = "superior"

    book_uid: Mapped[str] = mapped_column(String(36))
    name: Mapped[str]
    sign_key: Mapped[str] = mapped_column(String(64))
    age_key: Mapped[str] = mapped_column(String(80))
    branch_name: Mapped[str] = mapped_column(default="")
    branch_code: Mapped[str] = mapped_column(default="")
    invitation_uid: Mapped[str] = mapped_column(String(36))
    secret: Mapped[str] = mapped_column(String(64))
    joined_at: Mapped[str] = mapped_column(String(32))
    joined_by: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[str] = mapped_column(String(32), default="")
    verified_by: Mapped[str] = mapped_column(default="")
    number_floor: Mapped[int] = mapped_column(default=0)
    left_at: Mapped[str] = mapped_column(String(32), default="")


class Subordinate(Keyed, Base):
    """The book of a branch that reports to this committee (下级支部), one row an organization.

    `book_uid` and the keys are bound by the first package that proves the invitation. When the
    branch begins a new book and is invited again, the old uid moves to `former_uids`
    (blank-separated): rows of those books are replaced by those of the new one.
    """

    __tablename__ = "subordinate"
    __table_args__ = (Index("ix_subordinate_book_uid", "book_uid"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), unique=True)
    book_uid: Mapped[str] = mapped_column(String(36))
    former_uids: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    sign_key: Mapped[str] = mapped_column(String(64))
    age_key: Mapped[str] = mapped_column(String(80))
    bound_at: Mapped[str] = mapped_column(String(32))
    verified_at: Mapped[str] = mapped_column(String(32), default="")
    verified_by: Mapped[str] = mapped_column(default="")
    last_number: Mapped[int] = mapped_column(default=0)
    last_digest: Mapped[str] = mapped_column(String(64), default="")
    last_period: Mapped[str] = mapped_column(String(7), default="")
    last_merged_at: Mapped[str] = mapped_column(String(32), default="")


class Invitation(Keyed, Base):
    """One invitation handed to a branch (邀请文件); its secret is good for one book.

    `state` is open, used, or superseded by a later invitation for the same organization.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("state in ('open','used','superseded')", name="state"),
        Index("ix_invitation_organization_id", "organization_id"),
    )

    uid: Mapped[str] = mapped_column(String(36), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    secret: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[str] = mapped_column(String(32))
    issued_by: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    used_at: Mapped[str] = mapped_column(String(32), default="")
    used_by_uid: Mapped[str] = mapped_column(String(36), default="")


class PackageLog(Keyed, Base):
    """One package sent or received (上报接收登记).

    Outgoing (`direction` out): `partner_uid` is the committee's book, `status` goes from writing
    and exported to accepted, refused or superseded when the receipt comes home. Incoming: the
    branch's book, `status` merged or refused. `digest` is the SHA-256 of the whole file, `files`
    the digests of the attachments inside (blank-separated), `counts` and `reasons` JSON texts,
    `answered_at` the time the receipt was written, by the committee's clock. `kind` is report, or
    dispatch for what a committee sends down; `content` is the digest of a dispatch before sealing.
    """

    __tablename__ = "package_log"
    __table_args__ = (
        CheckConstraint("direction in ('in','out')", name="direction"),
        CheckConstraint(
            "status in ('writing','exported','accepted','refused','superseded','merged')",
            name="status",
        ),
        UniqueConstraint("direction", "digest"),
        Index("ix_package_log_partner_uid_number", "partner_uid", "number"),
        Index("ix_package_log_made_at", "made_at"),
    )

    direction: Mapped[str] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(12))
    partner_uid: Mapped[str] = mapped_column(String(36))
    partner_name: Mapped[str] = mapped_column(default="")
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    number: Mapped[int]
    period: Mapped[str] = mapped_column(String(7), default="")
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str] = mapped_column(default="")
    made_at: Mapped[str] = mapped_column(String(32))
    logged_at: Mapped[str] = mapped_column(String(32))
    logged_by: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(String(12))
    counts: Mapped[str] = mapped_column(default="")
    reasons: Mapped[str] = mapped_column(default="")
    files: Mapped[str] = mapped_column(default="")
    receipt_digest: Mapped[str] = mapped_column(String(64), default="")
    answered_at: Mapped[str] = mapped_column(String(32), default="")
    received_at: Mapped[str] = mapped_column(String(32), default="")
    received_by: Mapped[str] = mapped_column(default="")

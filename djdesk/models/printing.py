"""What was put on paper or into a file from the book (打印登记): one row a printing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Keyed


class PrintJob(Keyed, Base):
    """One printing: when, by whom, which report as of which day, how many pages and copies.

    `digest` is the SHA-256 of what the report said; its first signs stand at the foot of each page,
    so that paper can be compared with the book. `request` is JSON: organization, people, options.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint("way in ('paper','pdf','xlsx')", name="way"),
        Index("ix_print_job_digest", "digest"),
    )

    at: Mapped[str] = mapped_column(String(19))  # 2026-11-20 16:02:05, local time
    user: Mapped[str] = mapped_column(String(50))
    way: Mapped[str] = mapped_column(String(5))
    report: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    day: Mapped[date | None]
    pages: Mapped[int]
    copies: Mapped[int]
    copy: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    request: Mapped[str] = mapped_column(default="{}")

"""The declarative base of all entities, and what every entity that travels carries."""

from __future__ import annotations

import os
import time
from datetime import date, datetime

from sqlalchemy import JSON, Date, DateTime, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_uid() -> str:
    """A UUIDv7 (RFC 9562) as 36 characters: unique everywhere, ascending with time."""
    raw = (time.time_ns() // 1_000_000).to_bytes(6, "big") + os.urandom(10)
    digits = raw.hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


class Base(DeclarativeBase):
    """Base of every mapped class; all of them are written into the history."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute
        str: String,
        int: Integer,
        date: Date,
        datetime: DateTime,
        dict[str, object]: JSON,
    }


class Keyed:
    """A local integer key; it never leaves the book."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Travelling(Keyed):
    """A row that travels in packages: `uid` names it everywhere, `origin` is the owning book's uid.

    Each row has one writer: the book whose uid stands in `origin`. The empty origin is this book.
    """

    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uid)
    # indexed: a committee replaces the rows of one branch among a thousand
    origin: Mapped[str] = mapped_column(String(36), default="", index=True)

"""The declarative base of all entities, and what every entity that travels carries."""

from __future__ import annotations

import os
import time
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, Date, DateTime, Integer, MetaData, String, Table
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
    return new_uids(1)[0]


def new_uids(count: int) -> list[str]:
    """`count` UUIDv7 in ascending order, so that many rows at once fill their index front to back.

    They share one time stamp and count up from a random start of 61 bits (RFC 9562, 6.2 method 2).
    """
    head = (time.time_ns() // 1_000_000).to_bytes(6, "big").hex()
    first = int.from_bytes(os.urandom(10), "big")
    middle, start = (first >> 64) & 0xFFF, (first & 0x1FFFFFFFFFFFFFFF) | 0x8000000000000000
    prefix = f"{head[:8]}-{head[8:]}-7{middle:03x}-"
    tails = [f"{start + index:016x}" for index in range(count)]
    return [f"{prefix}{tail[:4]}-{tail[4:]}" for tail in tails]


class Base(DeclarativeBase):
    """Base of every mapped class; all of them are written into the history.

    A class whose rows belong to another row as its sub-records (standings of a member) names the
    column of that row in `__owner__`; taking an import back keeps owner and sub-records together.
    """

    __owner__: ClassVar[str] = ""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute
        str: String,
        int: Integer,
        date: Date,
        datetime: DateTime,
        dict[str, object]: JSON,
    }

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        # never give the key of a removed row to a new one: the history goes by keys
        if isinstance(cls.__table__, Table):
            cls.__table__.dialect_options["sqlite"]["autoincrement"] = True


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

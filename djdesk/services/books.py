"""The book as its users handle it: create, open, check, back up, restore, copy."""

from __future__ import annotations

from pathlib import Path

from djdesk.models.books import Book, BookKind
from djdesk.models.organization import Organization
from djdesk.models.store import book as store_book
from djdesk.models.store.book import OpenBook
from djdesk.models.store.keys import STANDARD, Cost
from djdesk.services.desk import Desk, Role

__all__ = ["BookKind", "OpenBook", "create_book", "desk_of", "open_book"]

open_book = store_book.open_book


def create_book(
    folder: Path,
    *,
    kind: BookKind,
    name: str,
    user_name: str,
    password: str,
    role: Role = Role.SECRETARY,
    cost: Cost = STANDARD,
) -> str:
    """Make a book whose home organization is called `name` (党组织全称); returns the recovery code.

    The home organization carries the uid of the book. Errors as `models.store.book.create_book`.
    """
    code = store_book.create_book(
        folder,
        kind=kind,
        name=name,
        user_name=user_name,
        role=role.value,
        password=password,
        cost=cost,
    )
    book = store_book.open_book(folder, password, allow_removable=True)
    try:
        with book.store.write("新建账套") as session:
            home = Organization(uid=book.uid, kind=kind.value, name=book.name)
            session.add(home)
            session.flush()
            session.get_one(Book, 1).home_organization_id = home.id
    finally:
        book.close()
    return code


def desk_of(book: OpenBook) -> Desk:
    """The desk of an open book, with the rights of the user who opened it."""
    return Desk(book.store, book.user, Role(book.role), read_only=book.read_only)

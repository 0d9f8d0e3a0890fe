"""The one row that says whose ledger a book is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from djdesk.models.books import Book, BookKind
from djdesk.models.store.store import Store


def test_there_is_exactly_one_book(store: Store) -> None:
    with store.read() as session:
        book = session.execute(select(Book)).scalar_one()
        assert (book.id, book.uid, book.kind) == (1, store.book.uid, "branch")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for row_id, kind in ((2, "branch"), (1, "branch")):
        with pytest.raises(IntegrityError), store.write("第二个账套") as session:
            session.add(Book(id=row_id, uid="other", kind=kind, name="x", created_at=now))


def test_kinds_have_chinese_words() -> None:
    assert all(kind.title.endswith("账套") for kind in BookKind)

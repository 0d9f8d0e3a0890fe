"""What several tests of the store begin with."""

from __future__ import annotations

import pytest

from djdesk.models.store.book import OpenBook
from tests.models.store.people import bring_in


@pytest.fixture
def entered(book: OpenBook) -> OpenBook:
    """A book with people, an attachment, and a log that is not merged into the database yet."""
    bring_in(book.store)
    book.store.files.put(b"application" * 1000)
    assert (book.folder / "book.db-wal").stat().st_size > 0
    return book

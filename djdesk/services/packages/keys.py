"""The book's own keys as they are kept; what they are for is known to `exchange.identity`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from djdesk.models.packages import SealKeys


def stored_keys(session: Session) -> tuple[str, str] | None:
    """The signing secret (hex) and the age identity of this book; None before the first need."""
    row = session.get(SealKeys, 1)
    return (row.sign_secret, row.age_secret) if row else None


def store_keys(session: Session, sign_secret: str, age_secret: str) -> None:
    """Keep new keys; a book has one pair for its whole life, so that others stay able to know it.

    IntegrityError when there is one already.
    """
    session.add(SealKeys(id=1, sign_secret=sign_secret, age_secret=age_secret))
    session.flush()

"""Mappings that a person corrected by hand, kept in the book and found again by their header."""

from __future__ import annotations

import json
from collections.abc import Sequence

from djdesk.exchange.sheet.headers import Corrections, Header
from djdesk.services import settings
from djdesk.services.desk import Desk

NAME = "import.roster"
MOST = 100


def remembered(desk: Desk) -> dict[str, tuple[str | None, ...]]:
    """All kept mappings: header signature → the field key of each column."""
    try:
        kept = json.loads(settings.recall(desk, NAME) or "{}")
        return {
            str(signature): tuple(None if key is None else str(key) for key in keys)
            for signature, keys in kept.items()
        }
    except (ValueError, AttributeError, TypeError):
        # written by another version of the program: it only spares some clicks
        return {}


def remember(desk: Desk, header: Header, keys: Sequence[str | None]) -> Corrections:
    """Keep a mapping for headers like `header`; the oldest of many goes. Returns all kept."""
    if len(keys) != len(header.columns):
        raise ValueError("one key for each column")
    kept = remembered(desk)
    kept.pop(header.signature, None)
    kept[header.signature] = tuple(keys)
    while len(kept) > MOST:
        del kept[next(iter(kept))]
    settings.remember(desk, NAME, json.dumps(kept, ensure_ascii=False))
    return kept


def forget(desk: Desk, header: Header) -> None:
    """Go back to the automatic mapping of headers like `header`."""
    kept = remembered(desk)
    if kept.pop(header.signature, None) is not None:
        settings.remember(desk, NAME, json.dumps(kept, ensure_ascii=False))

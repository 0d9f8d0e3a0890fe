"""Rows packed into one line of the history: those that a run of removals took away."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

from djdesk.models.audit import AuditChange


def packed(rows: Sequence[dict[str, object]]) -> bytes:
    """`rows` (JSON values, `id` among them) as compressed JSON."""
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def unpacked(change: AuditChange) -> list[dict[str, object]]:
    """The rows that `change` holds, empty if it holds none."""
    if change.packed is None:
        return []
    rows: list[dict[str, object]] = json.loads(zlib.decompress(change.packed))
    return rows

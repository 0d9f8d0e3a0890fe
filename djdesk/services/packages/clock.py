"""The time of day as packages and their log write it."""

from __future__ import annotations

from datetime import datetime

from djdesk.models.store.store import local_now


def now_text() -> str:
    """Local time with its offset, ISO 8601 to the second, as the history writes it."""
    return local_now().isoformat(timespec="seconds")


def spoken(at: str) -> str:
    """A time as messages say it: `2026-11-20T09:05:00+08:00` → 2026年11月20日 09:05."""
    if not at:
        return ""
    moment = datetime.fromisoformat(at)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"

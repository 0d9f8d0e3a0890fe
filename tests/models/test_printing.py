"""The print log as the database keeps it."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from djdesk.models.printing import PrintJob
from djdesk.models.store.store import Store


def job(way: str) -> PrintJob:
    return PrintJob(
        at="2026-11-20 16:02:05",
        user="李静",
        way=way,
        report="roster",
        title="党员花名册",
        pages=3,
        copies=1,
        copy=1,
        digest="0" * 64,
    )


def test_only_known_ways_are_kept(store: Store) -> None:
    with store.write("打印") as session:
        session.add(job("paper"))
    with pytest.raises(IntegrityError), store.write("打印") as session:
        session.add(job("telegram"))

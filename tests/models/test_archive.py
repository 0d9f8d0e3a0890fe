"""Attachments name their record by table and key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from djdesk.models.archive import Attachment
from djdesk.models.store.store import Store

AT = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - the column keeps local wall time


def test_a_row_comes_back_as_it_went(store: Store) -> None:
    with store.write("试") as session:
        row = Attachment(owner="member", owner_id=1, title="甲.pdf", digest="0" * 64, added_at=AT)
        session.add(row)
    with store.read() as session:
        found = session.scalars(select(Attachment)).one()
        assert (found.owner, found.owner_id, found.added_at) == ("member", 1, AT)
        assert (found.media_type, found.size, found.remark) == ("", 0, "")

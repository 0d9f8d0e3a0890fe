"""Rows packed into one line of the history."""

from __future__ import annotations

from djdesk.models.audit import AuditChange
from djdesk.models.store.packed import packed, unpacked


def test_rows_come_back_as_they_were() -> None:
    rows: list[dict[str, object]] = [
        {"id": 3, "name": "张三", "until": None},
        {"id": 7, "name": "", "until": "2026-01-01"},
    ]
    assert unpacked(AuditChange(packed=packed(rows))) == rows


def test_a_change_that_packs_nothing_has_no_rows() -> None:
    assert unpacked(AuditChange(packed=None)) == []


def test_many_alike_rows_take_little_room() -> None:
    rows: list[dict[str, object]] = [{"id": n, "household": "某某省某某市"} for n in range(1000)]
    assert len(packed(rows)) < 5000

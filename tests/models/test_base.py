"""Identities of rows that travel, and keys that are never used twice."""

from __future__ import annotations

import uuid

from djdesk.models.base import Base, new_uid, new_uids


def test_uids_are_version_seven_and_ascend() -> None:
    made = new_uids(1000)
    assert len(set(made)) == 1000
    assert made == sorted(made)
    for uid in (*made[:3], new_uid()):
        parsed = uuid.UUID(uid)
        assert (str(parsed), parsed.version, parsed.variant) == (uid, 7, uuid.RFC_4122)


def test_batches_do_not_meet() -> None:
    made = [uid for _ in range(200) for uid in new_uids(5)]
    assert len(set(made)) == len(made)


def test_no_table_gives_a_key_twice() -> None:
    for table in Base.metadata.tables.values():
        assert table.dialect_options["sqlite"]["autoincrement"] is True, table.name


def test_owners_named_by_sub_records_exist() -> None:
    for mapper in Base.registry.mappers:
        owner = mapper.class_.__owner__
        assert not owner or mapper.local_table.c[owner].foreign_keys, mapper.class_

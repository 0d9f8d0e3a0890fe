"""The vault of attachments."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from djdesk.errors import StorageFault
from djdesk.models.archive import Attachment
from djdesk.models.roster import Member
from djdesk.models.store.files import digests_in_history, digests_in_use
from djdesk.models.store.store import Store
from djdesk.models.store.undo import undo
from tests.models.store.people import enter, last_step

CONTENT = "张小明的入党志愿书".encode() * 100


def test_put_and_get(store: Store) -> None:
    digest = store.files.put(CONTENT)
    assert digest == hashlib.sha256(CONTENT).hexdigest()
    assert store.files.get(digest) == CONTENT


def test_the_same_content_is_kept_once_and_not_rewritten(store: Store) -> None:
    digest = store.files.put(CONTENT)
    before = store.files.path_of(digest).stat().st_mtime_ns
    assert store.files.put(CONTENT) == digest
    assert len(store.files.paths()) == 1
    assert store.files.path_of(digest).stat().st_mtime_ns == before


def test_name_and_content_on_the_disk_tell_nothing(store: Store) -> None:
    digest = store.files.put(CONTENT)
    path = store.files.path_of(digest)
    assert digest not in str(path)
    assert "张小明".encode() not in path.read_bytes()


def test_missing_and_damaged_are_told_apart_and_put_heals(store: Store) -> None:
    digest = store.files.put(CONTENT)
    path = store.files.path_of(digest)
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 1
    path.write_bytes(broken)
    with pytest.raises(StorageFault) as caught:
        store.files.get(digest)
    assert caught.value.kind == "damaged"
    path.unlink()
    with pytest.raises(StorageFault) as caught:
        store.files.get(digest)
    assert caught.value.kind == "missing"
    path.write_bytes(broken)
    store.files.put(CONTENT)
    assert store.files.get(digest) == CONTENT


def test_a_swapped_file_is_noticed(store: Store) -> None:
    digest, other = store.files.put(CONTENT), store.files.put(b"other")
    store.files.path_of(other).replace(store.files.path_of(digest))
    with pytest.raises(StorageFault):
        store.files.get(digest)


def test_what_rows_and_history_name_is_known(store: Store) -> None:
    contents = [CONTENT, b"photo", b"replaced photo"]
    kept, photo, old = (store.files.put(content) for content in contents)
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
        session.get_one(Member, member_id).photo = old
        session.add(
            Attachment(
                owner="member",
                owner_id=member_id,
                title="志愿书",
                digest=kept,
                added_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    with store.write("换照片") as session:
        session.get_one(Member, member_id).photo = photo
    with store.read() as session:
        assert digests_in_use(session) == {kept, photo}
        assert digests_in_history(session) == {kept, photo, old}
    undo(store, last_step(store))
    with store.read() as session:
        assert store.files.get(session.get_one(Member, member_id).photo) == b"replaced photo"

"""The versions of one row, and putting one of them back."""

from __future__ import annotations

import pytest

from djdesk.errors import UserError
from djdesk.models.roster import Member
from djdesk.models.store.rows import mapper_of, read_rows
from djdesk.models.store.store import Store
from djdesk.models.store.undo import undo
from djdesk.models.store.versions import put_back, versions_of
from tests.models.store.people import bring_in, last_step, names, set_phone


def test_versions_tell_who_changed_what(store: Store) -> None:
    ids = bring_in(store)
    set_phone(store, ids[0], "13800000001")
    set_phone(store, ids[0], "13800000002")
    with store.read() as session:
        found = versions_of(session, "member", ids[0])
    assert [v.op for v in found] == ["change", "change", "add"]
    assert found[0].changed == {"phone": ("13800000001", "13800000002")}
    assert found[2].changed["phone"] == (None, "")
    assert found[2].changed["name"] == (None, "张小明")


def test_an_earlier_version_is_put_back_as_a_new_step(store: Store) -> None:
    ids = bring_in(store)
    first = last_step(store)
    set_phone(store, ids[0], "13800000001")
    middle = last_step(store)
    with store.write("改名") as session:
        session.get_one(Member, ids[0]).name = "张明"
        session.get_one(Member, ids[0]).phone = ""
    with store.write("恢复旧版本") as session:
        put_back(session, "member", ids[0], middle)
        assert session.get_one(Member, ids[0]).phone == "13800000001"
    assert names(store)[0] == "张小明"
    undo(store, last_step(store))
    assert names(store)[0] == "张明"
    with pytest.raises(UserError, match="还没有这条记录"), store.write("恢复旧版本") as session:
        put_back(session, "member", ids[0], first - 1)


def test_a_removed_row_is_put_back(store: Store) -> None:
    ids = bring_in(store)
    step = last_step(store)
    undo(store, step)
    with store.write("找回") as session:
        put_back(session, "member", ids[2], step)
    assert names(store) == ["欧阳建国"]
    with store.read() as session:
        row = read_rows(session, mapper_of("member"), [ids[2]])[ids[2]]
        assert row["sex"] == "2"

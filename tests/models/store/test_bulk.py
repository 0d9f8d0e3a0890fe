"""Writing many rows at once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from djdesk.models.roster import Member, Standing
from djdesk.models.store.bulk import add_many, change_many
from djdesk.models.store.store import Store
from tests.models.store.people import bring_in, last_step
from tests.models.store.test_history import changes


def test_many_rows_get_defaults_uids_and_one_line(store: Store) -> None:
    ids = bring_in(store)
    assert len(changes(store, last_step(store))) == 2
    with store.read() as session:
        members = session.execute(select(Member).order_by(Member.id)).scalars().all()
        assert [m.id for m in members] == list(ids)
        assert [m.name for m in members] == ["张小明", "王芳", "欧阳建国", "李建军", "赵敏"]
        assert {(m.version, m.phone, m.origin, m.birth_on) for m in members} == {(1, "", "", None)}
        uids = [m.uid for m in members]
        assert sorted(set(uids)) == uids
        standing = session.execute(select(Standing)).scalars().first()
        assert standing is not None
        assert standing.since == date(2015, 7, 1)


def test_many_rows_of_differing_shape(store: Store) -> None:
    with store.write("导入") as session:
        rows: list[dict[str, object]] = [
            {"name": "张小明", "sex": "1", "birth_on": date(1990, 1, 2)},
            {"name": "王芳", "sex": "2", "phone": "13800000003"},
            {"name": "赵敏", "sex": "2", "uid": "given", "withdrawn_on": None},
        ]
        add_many(session, Member, rows)
        found = session.execute(select(Member).order_by(Member.id)).scalars().all()
        assert [(m.phone, m.birth_on) for m in found] == [
            ("", date(1990, 1, 2)),
            ("13800000003", None),
            ("", None),
        ]
        assert found[2].uid == "given"
        assert len({m.uid for m in found}) == 3
    with pytest.raises(KeyError, match="no column nick"), store.write("导入") as session:
        add_many(session, Member, [{"name": "张小明", "sex": "1", "nick": "x"}])


def test_change_many_writes_and_records_differences_only(store: Store) -> None:
    ids = bring_in(store)
    with store.write("批量修改") as session:
        rows = [{"id": i, "phone": "13800000004", "sex": "2"} for i in ids[:2]]
        rows.append({"id": ids[2], "sex": "2", "phone": ""})
        assert change_many(session, Member, rows) == 2
        assert session.get_one(Member, ids[0]).version == 2
    step = last_step(store)
    assert changes(store, step) == [
        ("member", "change", {"phone": ""}, {"phone": "13800000004"}),
        ("member", "change", {"phone": ""}, {"phone": "13800000004"}),
    ]

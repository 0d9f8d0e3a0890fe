"""What is written into the history, and that it cannot be altered unnoticed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.roster import Member, Standing
from djdesk.models.store.bulk import add_many, change_many
from djdesk.models.store.history import broken_step
from djdesk.models.store.store import Store
from tests.models.store.people import bring_in, enter, last_step


def changes(store: Store, step: int) -> list[tuple[str, str, object, object]]:
    with store.read() as session:
        found = session.execute(
            select(AuditChange).where(AuditChange.step_id == step).order_by(AuditChange.id)
        ).scalars()
        return [
            (c.table_name, c.op, json.loads(c.before or "null"), json.loads(c.after or "null"))
            for c in found
        ]


def test_a_change_keeps_old_and_new_of_the_changed_columns_only(store: Store) -> None:
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
    with store.write("修改电话", reason="换号") as session:
        member = session.get_one(Member, member_id)
        member.phone = "13800000001"
        member.birth_on = date(1986, 4, 2)
        member.name = "张小明"
    assert changes(store, last_step(store)) == [
        (
            "member",
            "change",
            {"phone": "13800000000", "birth_on": "1985-03-01"},
            {"phone": "13800000001", "birth_on": "1986-04-02"},
        )
    ]
    with store.read() as session:
        step = session.get_one(AuditStep, last_step(store))
        assert (step.user, step.role, step.area) == ("李静", "secretary", "roster")
        assert (step.title, step.reason, step.rows) == ("修改电话", "换号", 1)


def test_the_old_value_is_known_even_if_it_was_never_loaded(store: Store) -> None:
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
    with store.write("修改电话") as session:
        member = session.get_one(Member, member_id)
        session.expire(member, ["phone"])
        member.phone = "13800000002"
    assert changes(store, last_step(store)) == [
        ("member", "change", {"phone": "13800000000"}, {"phone": "13800000002"})
    ]


def test_a_removed_row_is_kept_whole(store: Store) -> None:
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
    with store.write("删去一行") as session:
        standing = session.execute(
            select(Standing).where(Standing.member_id == member_id)
        ).scalar_one()
        session.delete(standing)
    [(table, op, before, after)] = changes(store, last_step(store))
    assert (table, op, after) == ("standing", "remove", None)
    assert isinstance(before, dict)
    assert before["since"] == "2010-07-01"
    assert before["member_id"] == member_id


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


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_step SET title='x'", "DELETE FROM audit_change"]
)
def test_history_is_append_only(store: Store, statement: str) -> None:
    bring_in(store)
    with pytest.raises(DBAPIError, match="append-only"), store.write("x") as session:
        session.connection().exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "names_step"),
    [
        ("UPDATE audit_step SET user='王芳' WHERE id=2", 2),
        ("UPDATE audit_change SET row_id=row_id+1 WHERE step_id=3", 3),
        ("UPDATE audit_change SET after='{}' WHERE id=(SELECT max(id) FROM audit_change)", 4),
        ("DELETE FROM audit_change WHERE step_id=2", 2),
        ("DELETE FROM audit_step WHERE id=3", 3),
    ],
)
def test_an_altered_history_is_noticed(store: Store, statement: str, names_step: int) -> None:
    bring_in(store)
    bring_in(store, title="又一次")
    with store.write("登记党员") as session:
        enter(session, "张小明")
    assert last_step(store) == 4
    with store.read() as session:
        assert broken_step(session) is None
    with store.write("x") as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in ("audit_step", "audit_change"):
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
        connection.exec_driver_sql(statement)
        assert broken_step(session) == names_step
        connection.exec_driver_sql("DELETE FROM audit_change")

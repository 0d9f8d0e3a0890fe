"""What is written into the history, and that it cannot be altered unnoticed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.roster import Member, Standing
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

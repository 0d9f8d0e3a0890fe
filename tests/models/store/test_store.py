"""Transactions, notices and the refusal of writes that would bypass the history."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from djdesk.errors import StorageFault
from djdesk.models.audit import AuditStep
from djdesk.models.roster import Member
from djdesk.models.settings import Setting
from djdesk.models.store.history import step_of
from djdesk.models.store.store import Notice, Store
from tests.models.store.people import enter, names


def test_a_commit_tells_which_tables_changed_and_who_did_it(store: Store) -> None:
    told: list[Notice] = []
    stop = store.listen(told.append)
    with store.write("登记党员") as session:
        enter(session, "张小明")
        step = step_of(session)
        assert told == []
    assert told == [Notice(step, "登记党员", frozenset({"member", "standing"}), "李静")]
    stop()
    with store.write("登记党员") as session:
        enter(session, "王芳")
    assert len(told) == 1


def test_a_failed_write_leaves_nothing_and_tells_nobody(store: Store) -> None:
    told: list[Notice] = []
    store.listen(told.append)
    with pytest.raises(IntegrityError), store.write("登记党员") as session:
        enter(session, "张小明")
        session.flush()
        session.add(Member(name="王芳", sex="9"))
    with pytest.raises(ZeroDivisionError), store.write("登记党员") as session:
        enter(session, "张小明")
        session.flush()
        raise ZeroDivisionError
    assert names(store) == []
    assert told == []


def test_a_block_that_changes_nothing_leaves_no_step(store: Store) -> None:
    told: list[Notice] = []
    store.listen(told.append)
    with store.read() as session:
        before = session.execute(select(AuditStep.id)).scalars().all()
    with store.write("什么也没改") as session:
        session.execute(select(Member)).all()
    with store.read() as session:
        assert session.execute(select(AuditStep.id)).scalars().all() == before
    assert told == []


def test_a_note_is_a_step_without_changes(store: Store) -> None:
    step = store.note("打印党员花名册", reason="存档", area="roster")
    with store.read() as session:
        found = session.get_one(AuditStep, step)
        assert (found.title, found.area, found.reason) == ("打印党员花名册", "roster", "存档")


def test_what_the_window_remembers_has_no_step(store: Store) -> None:
    told: list[Notice] = []
    store.listen(told.append)
    with store.remember() as session:
        session.add(Setting(name="columns", value="[]"))
    assert told == [Notice(0, "", frozenset({"setting"}), "李静")]
    with pytest.raises(RuntimeError, match="without a step"), store.remember() as session:
        session.add(Member(name="张小明", sex="1"))


@pytest.mark.parametrize("how", ["update", "delete"])
def test_statements_that_bypass_the_history_are_refused(store: Store, how: str) -> None:
    statement = update(Member).values(name="x")
    with pytest.raises(RuntimeError, match="mapped classes"), store.write("x") as session:
        if how == "update":
            session.execute(statement)
        else:
            session.query(Member).delete()


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(RuntimeError, match="only reads"), store.read() as session:
        session.add(Member(name="张小明", sex="1"))
        session.flush()


def test_a_transaction_inside_a_transaction_is_a_mistake_of_ours(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"), store.write("外") as session:
        enter(session, "张小明")
        with store.write("内"):
            pass
    with store.write("登记党员") as session:
        enter(session, "王芳")
    assert names(store) == ["王芳"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guards a file that is open")
@pytest.mark.parametrize("deed", ["deleted", "replaced"])
def test_a_database_gone_from_under_us_is_noticed(store: Store, deed: str, tmp_path: Path) -> None:
    moved = tmp_path / "moved.db"
    store.path.rename(moved)
    if deed == "replaced":
        store.path.write_bytes(moved.read_bytes())
    with pytest.raises(StorageFault) as caught, store.write("登记党员") as session:
        enter(session, "张小明")
    assert caught.value.kind == "missing"
    assert "book.db" in caught.value.text

"""Undo, redo, taking an import back, and earlier versions of a row."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from djdesk.errors import Refused, UserError
from djdesk.models.archive import Attachment
from djdesk.models.audit import AuditStep
from djdesk.models.base import Base
from djdesk.models.organization import Organization
from djdesk.models.roster import Kin, Member, Standing
from djdesk.models.store.bulk import add_many, change_many
from djdesk.models.store.history import broken_step
from djdesk.models.store.rows import read_rows
from djdesk.models.store.store import Store
from djdesk.models.store.undo import undo, undone
from tests.models.store.people import bring_in, enter, last_step, names, set_phone


def everything(store: Store) -> dict[str, object]:
    """All rows of all areas, without the history."""
    found: dict[str, object] = {}
    with store.read() as session:
        for mapper in Base.registry.mappers:
            table = mapper.local_table
            name = mapper.class_.__tablename__
            if not name.startswith("audit"):
                ids = session.execute(select(table.c.id)).scalars().all()
                found[name] = read_rows(session, mapper, list(ids))
    return found


def count(store: Store, entity: type[Base]) -> int:
    with store.read() as session:
        return session.execute(select(func.count()).select_from(entity)).scalar_one()


def undone_steps(store: Store) -> set[int]:
    with store.read() as session:
        return set(session.execute(select(AuditStep.id).where(undone())).scalars())


def test_undo_and_redo_of_every_kind_of_change(store: Store) -> None:
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
    start = everything(store)
    with store.write("一次办了许多事") as session:
        session.get_one(Member, member_id).phone = "13800000009"
        session.flush()
        session.get_one(Member, member_id).phone = "13800000008"
        session.delete(session.execute(select(Standing)).scalar_one())
        enter(session, "王芳")
        add_many(session, Member, [{"name": "赵敏", "sex": "2", "birth_on": date(1999, 9, 9)}])
        change_many(session, Member, [{"id": member_id, "job_title": "工程师"}])
    end = everything(store)
    step = last_step(store)
    for _ in range(2):
        done = undo(store, step)
        assert everything(store) == start
        assert done.touched == ()
        undo(store, done.step)
        assert everything(store) == end
    with store.read() as session:
        assert broken_step(session) is None


def test_a_redo_can_be_undone_again_and_again(store: Store) -> None:
    bring_in(store)
    step = first = last_step(store)
    for _ in range(3):
        step = undo(store, step).step
        assert names(store) == []
        assert undone_steps(store) >= {first}
        step = undo(store, step).step
        assert len(names(store)) == 5
        assert first not in undone_steps(store)
        assert step not in undone_steps(store)
    with store.read() as session:
        titles = session.execute(select(AuditStep.title).order_by(AuditStep.id)).scalars().all()
    assert titles[1:4] == ["导入花名册", "撤销：导入花名册", "恢复：导入花名册"]
    assert titles[4:6] == ["撤销：导入花名册", "恢复：导入花名册"]


def test_undone_twice_is_refused(store: Store) -> None:
    bring_in(store)
    step = last_step(store)
    undo(store, step)
    with pytest.raises(UserError, match="已经撤销过"):
        undo(store, step)
    assert names(store) == []


def test_undo_names_what_was_changed_later_and_changes_nothing(store: Store) -> None:
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
    step = last_step(store)
    set_phone(store, member_id, "13800000001")
    before = everything(store)
    with pytest.raises(Refused, match="1条") as caught:
        undo(store, step)
    assert "张小明" in caught.value.problems[0].text
    assert "修改电话" in caught.value.problems[0].text
    assert everything(store) == before


def test_a_row_that_a_step_changed_twice_is_looked_at_whole(store: Store) -> None:
    """What its first change left may have been changed later, though its last one stands."""
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
    with store.write("一步改两次") as session:
        session.get_one(Member, member_id).phone = "13800000009"
        session.flush()
        session.get_one(Member, member_id).job_title = "工程师"
    step = last_step(store)
    set_phone(store, member_id, "13800000007")
    end = everything(store)
    with pytest.raises(Refused, match="1条记录后来又改过"):
        undo(store, step)
    assert everything(store) == end


def test_a_later_change_that_was_undone_is_not_in_the_way(store: Store) -> None:
    ids = bring_in(store)
    step = last_step(store)
    set_phone(store, ids[0], "13800000001")
    undo(store, last_step(store))
    undo(store, step)
    assert names(store) == []


def test_changes_of_other_columns_do_not_hinder_each_other(store: Store) -> None:
    with store.write("登记党员") as session:
        member_id = enter(session, "张小明")
    set_phone(store, member_id, "13800000001")
    step = last_step(store)
    with store.write("改职务") as session:
        session.get_one(Member, member_id).job_title = "工程师"
    undo(store, step)
    with store.read() as session:
        member = session.get_one(Member, member_id)
        assert (member.phone, member.job_title) == ("13800000000", "工程师")


def test_a_newer_row_hanging_on_it_is_in_the_way(store: Store) -> None:
    ids = bring_in(store)
    step = last_step(store)
    with store.write("登记家庭成员") as session:
        session.add(Kin(member_id=ids[1], relation="配偶", name="周某某"))
    with pytest.raises(Refused) as caught:
        undo(store, step)
    assert [p.text for p in caught.value.problems] == ["“王芳”下面后来登记了别的资料。"]


def test_taking_an_import_back_leaves_touched_people_whole(store: Store) -> None:
    with store.write("登记党员") as session:
        old = enter(session, "老党员")
    with store.write("导入花名册") as session:
        groups: list[dict[str, object]] = [{"kind": "group", "name": "一组", "parent_id": 1}]
        [group] = add_many(session, Organization, groups)
        ids = add_many(session, Member, [{"name": f"某{n}", "sex": "1"} for n in "甲乙丙丁戊"])
        base = {"since": date(2015, 7, 1), "person_class": "full", "branch_id": 1}
        add_many(session, Standing, [{**base, "member_id": i, "group_id": group} for i in ids])
        add_many(session, Kin, [{"member_id": i, "relation": "父亲", "name": "某"} for i in ids])
        change_many(session, Member, [{"id": old, "job_title": "工程师"}])
    step = last_step(store)
    set_phone(store, ids[1], "13800000001")
    with store.write("补登") as session:
        kin = session.execute(select(Kin).where(Kin.member_id == ids[3])).scalar_one()
        kin.phone = "13800000002"
        session.add(
            Attachment(
                owner="member",
                owner_id=ids[4],
                title="申请书",
                digest="0" * 64,
                added_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    end = everything(store)
    done = undo(store, step, untouched_only=True)
    assert names(store) == ["老党员", "某乙", "某丁", "某戊"]
    assert count(store, Standing) == 4
    assert count(store, Kin) == 3
    with store.read() as session:
        assert session.get_one(Organization, group).name == "一组"
        assert session.get_one(Member, old).job_title == ""
    labels = {row.label for row in done.touched if row.table == "member"}
    assert labels == {"某乙", "某丁", "某戊"}
    assert {(row.table, row.title) for row in done.touched if row.title} == {
        ("member", "修改电话"),
        ("kin", "补登"),
    }
    undo(store, done.step)
    assert everything(store) == end


def test_taking_back_what_is_touched_throughout_is_refused(store: Store) -> None:
    ids = bring_in(store, ["张小明"])
    step = last_step(store)
    set_phone(store, ids[0], "13800000001")
    with pytest.raises(Refused, match="没有可以撤回的记录"):
        undo(store, step, untouched_only=True)


def test_a_redo_that_would_enter_somebody_twice_is_refused(store: Store) -> None:
    person = {"name": "张小明", "sex": "1", "id_number": "999999198503011238"}
    for _ in range(2):
        with store.write("导入花名册") as session:
            add_many(session, Member, [person])
        if len(undone_steps(store)) == 0:
            taken_back = undo(store, last_step(store)).step
    before = everything(store)
    with pytest.raises(UserError, match="不能恢复"):
        undo(store, taken_back)
    assert everything(store) == before


def test_keys_of_removed_rows_are_never_given_again(store: Store) -> None:
    ids = bring_in(store)
    undo(store, last_step(store))
    with store.write("登记党员") as session:
        assert enter(session, "王芳") == ids[-1] + 1
    assert bring_in(store)[0] == ids[-1] + 2

"""The history as users see it: listing, undo by right, and versions of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.roster import Member, Reward, Standing
from djdesk.models.rules.codes import table
from djdesk.models.schema import MODULES
from djdesk.services.audit import (
    AUDIT,
    Verified,
    changes_of,
    labels,
    put_back,
    row_history,
    undo_step,
    undo_steps,
    verify,
)
from djdesk.services.desk import MAY_WRITE, Desk, Role
from djdesk.services.listing import Filter, Query, Row, Scope, count, ids, rows
from tests.conftest import TODAY
from tests.models.store.people import bring_in, last_step, names

# modules whose rows make no steps
OURS = {"audit", "drafts"}
SCOPE = Scope(TODAY)


def listed(desk: Desk, query: Query, *keys: str) -> list[Row]:
    found = list(ids(desk, AUDIT, query))
    values = rows(desk, AUDIT, SCOPE, found, keys)
    return [values[row_id] for row_id in found]


def test_steps_are_listed_newest_first(desk: Desk) -> None:
    bring_in(desk.store)
    undo_step(desk, last_step(desk.store))
    found = listed(desk, Query(SCOPE), "user", "area", "title", "rows", "undone")
    assert found == [
        ("李静", "roster", "撤销：导入花名册", 10, False),
        ("李静", "roster", "导入花名册", 10, True),
        ("李静", "books", "新建账套", 2, False),
    ]
    [(at,)] = listed(desk, Query(SCOPE, text="新建"), "at")
    assert isinstance(at, str)
    assert len(at) == 19
    assert at[10] == " "


def test_steps_are_searched_and_filtered(desk: Desk) -> None:
    bring_in(desk.store)
    assert count(desk, AUDIT, Query(SCOPE, text="导入")) == 1
    assert count(desk, AUDIT, Query(SCOPE, text="李静 导入")) == 1
    only = Filter("area", "eq", "books")
    assert count(desk, AUDIT, Query(SCOPE, filters=(only,))) == 1
    undone = Filter("undone", "eq", True)
    assert count(desk, AUDIT, Query(SCOPE, filters=(undone,))) == 0


def test_every_word_of_the_list_has_a_chinese_one() -> None:
    assert {role.value: role.title for role in Role} == {
        entry.code: entry.name for entry in table("role").entries
    }
    areas = {entry.code for entry in table("area").entries}
    assert {key for key in MAY_WRITE if key} <= areas
    recorded = [module for module in MODULES if module.__name__.rsplit(".", 1)[-1] not in OURS]
    assert {module.__name__.rsplit(".", 1)[-1] for module in recorded} <= areas


def test_what_a_step_did(desk: Desk) -> None:
    [first, *_] = bring_in(desk.store)
    people, standings = changes_of(desk, last_step(desk.store))
    assert (people.table, people.op, people.many) == ("member", "add", 5)
    with desk.store.write("修改电话") as session:
        session.get_one(Member, first).phone = "13800000001"
    [change] = changes_of(desk, last_step(desk.store))
    assert (change.label, change.many) == ("张小明", 1)
    assert change.columns == {"phone": ("", "13800000001")}
    assert standings.table == "standing"


def test_rows_of_a_step_are_called_as_people_know_them(desk: Desk) -> None:
    [first, second, *_] = bring_in(desk.store)
    with desk.store.write("调整") as session:
        for person in (first, second):
            session.get_one(Standing, person).reason = "分组"
            session.get_one(Member, person).phone = "13800000001"
    changes = changes_of(desk, last_step(desk.store))
    assert sorted((c.table, c.label) for c in changes) == [
        ("member", "张小明"),
        ("member", "王芳"),
        ("standing", "张小明"),
        ("standing", "王芳"),
    ]
    assert changes_of(desk, last_step(desk.store), limit=3) == changes[:3]
    assert labels(desk, {"member": [first], "standing": [second]}) == {
        ("member", first): "张小明",
        ("standing", second): "王芳",
    }


def test_a_row_that_is_gone_is_called_by_its_values(desk: Desk) -> None:
    [first, *_] = bring_in(desk.store)
    with desk.store.write("登记奖惩") as session:
        session.add(Reward(member_id=first, kind="reward", title="优秀党员", given_on=TODAY))
    with desk.store.write("删除奖惩记录") as session:
        session.delete(session.get_one(Reward, 1))
    [change] = changes_of(desk, last_step(desk.store))
    assert (change.op, change.label) == ("remove", "优秀党员")


@pytest.mark.parametrize(
    ("table", "column", "step"), [("audit_step", "user", 2), ("audit_change", "after", 1)]
)
def test_a_history_that_was_tampered_with_is_noticed(
    desk: Desk, table: str, column: str, step: int
) -> None:
    bring_in(desk.store)
    assert verify(desk) == Verified(2, None)
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
        connection.exec_driver_sql(f"UPDATE {table} SET \"{column}\" = 'x' WHERE id = 2")
    assert verify(desk) == Verified(2, step)


def test_undo_needs_the_right_of_the_area(desk: Desk) -> None:
    bring_in(desk.store)
    step = last_step(desk.store)
    with pytest.raises(UserError, match="没有修改"):
        undo_step(replace(desk, role=Role.COMMITTEE), step)
    undo_step(replace(desk, role=Role.ORGANIZER), step)
    assert names(desk.store) == []


def test_several_steps_are_taken_back_or_none(desk: Desk) -> None:
    def rename(member_id: int, name: str) -> int:
        with desk.store.write("改名", area="roster") as session:
            session.get_one(Member, member_id).name = name
        return last_step(desk.store)

    (first,) = bring_in(desk.store, ["甲"])
    steps = rename(first, "乙"), rename(first, "丙")
    assert undo_steps(desk, steps) == 2  # the older one is free once the newer one went
    assert names(desk.store) == ["甲"]

    (second,) = bring_in(desk.store, ["戊"])
    one, other = rename(first, "丁"), rename(second, "己")
    rename(first, "庚")  # is in the way of `one`, not of `other`
    with pytest.raises(Refused):
        undo_steps(desk, (one, other))
    assert names(desk.store) == ["庚", "己"]


def test_what_has_no_rows_cannot_be_undone(desk: Desk) -> None:
    step = desk.store.note("打印党员花名册", area="roster")
    with pytest.raises(UserError, match="没有改动记录"):
        undo_step(desk, step)
    with pytest.raises(UserError, match="没有这一步"):
        undo_step(desk, 999)


def test_an_import_is_taken_back_except_what_was_touched(desk: Desk) -> None:
    [first, *_] = bring_in(desk.store)
    step = last_step(desk.store)
    with desk.store.write("修改电话") as session:
        session.get_one(Member, first).phone = "13800000001"
    with pytest.raises(Refused):
        undo_step(desk, step)
    done = undo_step(desk, step, untouched_only=True, reason="导错了表")
    assert names(desk.store) == ["张小明"]
    assert [t.label for t in done.touched if t.table == "member"] == ["张小明"]
    assert done.rows == 8


def test_versions_come_under_the_words_of_the_form(desk: Desk) -> None:
    [first, *_] = bring_in(desk.store)
    made = last_step(desk.store)
    for phone in ("13800000001", "13800000002"):
        with desk.store.write("修改电话") as session:
            session.get_one(Member, first).phone = phone
    with desk.store.write("整理") as session:
        session.get_one(Member, first).name_pinyin = "zhang xiao ming"
    found = row_history(desk, "member", first, {"phone": "联系电话", "name": "姓名"})
    assert [dict(v.changed) for v in found] == [
        {"联系电话": ("13800000001", "13800000002")},
        {"联系电话": ("", "13800000001")},
        {"姓名": (None, "张小明"), "联系电话": (None, "")},
    ]
    assert len(row_history(desk, "member", first)) == 4
    step = put_back(desk, "member", first, made, area="roster", reason="改错了")
    assert row_history(desk, "member", first)[0].step == step
    with desk.store.read() as session:
        assert session.get_one(Member, first).phone == ""


def test_a_version_that_breaks_the_rules_is_not_put_back(desk: Desk) -> None:
    [first, *_] = bring_in(desk.store)
    made = last_step(desk.store)
    with desk.store.write("修改电话") as session:
        session.get_one(Member, first).phone = "13800000001"

    def check(values: Mapping[str, object]) -> None:
        assert values["phone"] == ""
        raise Refused([Problem("联系电话不能为空。")])

    with pytest.raises(Refused, match="不能为空"):
        put_back(desk, "member", first, made, area="roster", check=check)
    with desk.store.read() as session:
        assert session.get_one(Member, first).phone == "13800000001"

"""Members entered, corrected and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NoReturn

import pytest

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.roster import Member
from djdesk.services import organization, roster
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Query, Scope, Value, count

Enrol = Callable[..., int]
TODAY = date(2026, 11, 20)


def opening(desk: Desk, **more: object) -> roster.Opening:
    return roster.Opening(organization.home_id(desk), "full", **more)  # type: ignore[arg-type]


def members_on(desk: Desk, day: date) -> int:
    return count(desk, roster.ROSTER, Query(Scope(day)))


def problems_of(work: Callable[[], object]) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        work()
    return list(refused.value.problems)


def test_the_number_brings_sex_and_birth(desk: Desk) -> None:
    values: dict[str, Value] = {
        "name": " 李　某 ",
        "id_number": "999999194910010029",
        "joined_on": date(1970, 7, 1),
    }
    key = roster.enrol(desk, values, opening(desk))
    found = roster.profile(desk, key)
    assert found.values["name"] == "李某"
    assert found.values["sex"] == "2"
    assert found.values["birth_on"] == date(1949, 10, 1)
    assert found.party_age == 56


@pytest.mark.parametrize(
    ("since", "joined", "begins"),
    [
        (date(2015, 3, 1), date(2010, 7, 1), date(2015, 3, 1)),
        (None, date(2010, 7, 1), date(2010, 7, 1)),
        (None, None, TODAY),
    ],
)
def test_the_first_day_in_the_branch(
    desk: Desk, enrol: Enrol, since: date | None, joined: date | None, begins: date
) -> None:
    key = enrol(since=since, joined_on=joined, full_on=None)
    assert roster.profile(desk, key).standings[0].since == begins


def test_all_faults_are_told_at_once_and_nothing_is_saved(desk: Desk) -> None:
    values: dict[str, Value] = {
        "name": "",
        "sex": "1",
        "id_number": "999999199901011234",
        "joined_on": date(2030, 1, 1),
    }
    found = problems_of(
        lambda: roster.enrol(desk, values, roster.Opening(4711, "full", since=date(2030, 1, 1)))
    )
    fields = {problem.field for problem in found if problem.is_error}
    assert fields == {"name", "id_number", "joined_on", "branch_id", "since"}
    assert members_on(desk, TODAY) == 0


@pytest.mark.parametrize("way", ["A3", "B7", "G", "X"])
def test_nobody_comes_in_by_a_way_out(desk: Desk, enrol: Enrol, way: str) -> None:
    assert problems_of(lambda: enrol(way=way))[-1].field == "way"


def test_a_number_is_entered_once_and_the_remedy_fits(desk: Desk, enrol: Enrol) -> None:
    first = enrol("王某", id_number="999999199901011233", born=date(1999, 1, 1), joined_on=None)

    def again() -> int:
        return enrol("王某", id_number="999999199901011233", born=date(1999, 1, 1), joined_on=None)

    assert "打开原来的记录" in problems_of(again)[-1].remedy
    roster.leave(desk, first, "B7", TODAY, roster.Paper(counterpart="中共某某公司支部委员会"))
    assert "办理转入" in problems_of(again)[-1].remedy
    roster.withdraw(desk, first, "重复录入")
    assert "恢复原来的记录" in problems_of(again)[-1].remedy


def test_same_name_and_birth_without_number_warns_but_saves(desk: Desk, enrol: Enrol) -> None:
    enrol("王某", id_number=None, id_missing_reason="证件遗失")
    values: dict[str, Value] = {
        "name": "王某",
        "sex": "1",
        "birth_on": date(1980, 5, 6),
        "joined_on": date(2010, 7, 1),
        "id_missing_reason": "证件遗失",
    }
    texts = [problem.text for problem in roster.check(desk, values | {"person_class": "full"})]
    assert "花名册里已有同名同出生日期的人。" in texts
    roster.enrol(desk, values, opening(desk))
    assert members_on(desk, TODAY) == 2


def test_a_group_must_belong_to_the_branch(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    home = organization.home_id(desk)
    assert roster.profile(desk, enrol(group_id=groups[0])).group == "第一党小组"
    assert problems_of(lambda: enrol(group_id=home))[-1].field == "group_id"
    assert problems_of(lambda: enrol(branch_id=groups[0]))[-1].field == "branch_id"


def test_corrections_are_checked_like_new_records(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    found = problems_of(lambda: roster.update_member(desk, key, {"full_on": date(2010, 8, 1)}))
    assert [problem.field for problem in found] == ["full_on"]
    assert roster.profile(desk, key).values["full_on"] == date(2011, 7, 1)


def test_an_old_fault_does_not_keep_from_correcting_something_else(
    desk: Desk, enrol: Enrol
) -> None:
    key = enrol()
    with desk.store.write("旧资料") as session:
        row = session.get(Member, key)
        assert row is not None
        row.id_number, row.joined_on = "999999198005060000", date(1997, 1, 1)
    roster.update_member(desk, key, {"phone": "13800005555"})
    assert roster.change_many(desk, [key], "ethnic", "02").changed == 1
    found = problems_of(lambda: roster.update_member(desk, key, {"joined_on": date(1997, 2, 1)}))
    assert [problem.field for problem in found if problem.is_error] == ["joined_on"]
    roster.update_member(desk, key, {"joined_on": date(2010, 7, 1)})


def test_two_people_do_not_overwrite_each_other(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    version = roster.profile(desk, key).version
    newer = roster.update_member(desk, key, {"phone": "13800005555"}, version=version)
    assert newer > version
    with pytest.raises(UserError, match="已被改过"):
        roster.update_member(desk, key, {"phone": "13800006666"}, version=version)
    assert roster.profile(desk, key).values["phone"] == "13800005555"
    roster.update_member(desk, key, {"phone": "13800006666"}, version=newer)


def test_months_without_day_are_marked_and_the_mark_goes_with_the_date(
    desk: Desk, enrol: Enrol
) -> None:
    key = enrol(work_start_on=date(2000, 9, 1))
    roster.update_member(desk, key, {}, {"work_start_on", "joined_on"})
    assert roster.profile(desk, key).month_only == {"work_start_on", "joined_on"}
    roster.update_member(desk, key, {"work_start_on": date(2000, 9, 15)})
    assert roster.profile(desk, key).month_only == {"joined_on"}
    roster.update_member(desk, key, {"joined_on": None, "full_on": None})
    assert roster.profile(desk, key).month_only == frozenset()


def test_a_new_name_has_new_keys(desk: Desk, enrol: Enrol) -> None:
    key = enrol("王某")
    roster.update_member(desk, key, {"name": "欧阳 某"})
    scope = Scope(TODAY)
    assert count(desk, roster.ROSTER, Query(scope, text="oym")) == 1
    assert count(desk, roster.ROSTER, Query(scope, text="wm")) == 0


def test_withdrawn_members_count_on_no_day_and_come_back(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    past = date(2015, 1, 1)
    assert (members_on(desk, past), members_on(desk, TODAY)) == (1, 1)
    assert problems_of(lambda: roster.withdraw(desk, key, " "))[0].field == "withdrawn_reason"
    roster.withdraw(desk, key, "重复录入")
    assert (members_on(desk, past), members_on(desk, TODAY)) == (0, 0)
    assert roster.profile(desk, key).withdrawn_reason == "重复录入"
    roster.reinstate(desk, key)
    assert members_on(desk, past) == 1


def test_who_may_not_write_does_not(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    viewer = Desk(desk.store, "看", Role.VIEWER, desk.today)
    acts: list[Callable[[], object]] = [
        lambda: roster.enrol(viewer, {"name": "王某"}, opening(desk)),
        lambda: roster.update_member(viewer, key, {"phone": ""}),
        lambda: roster.withdraw(viewer, key, "错"),
        lambda: roster.leave(viewer, key, "B6", TODAY),
        lambda: roster.change_many(viewer, [key], "ethnic", "02"),
    ]
    for act in acts:
        with pytest.raises(UserError, match="权限"):
            act()
    assert roster.profile(desk, key).version == 1


def test_only_fields_of_the_record_are_taken(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    acts: list[Callable[[], object]] = [
        lambda: roster.update_member(desk, key, {"version": 7}),
        lambda: roster.enrol(desk, {"name": "王某", "origin": "x"}, opening(desk)),
    ]
    for act in acts:
        with pytest.raises(ValueError, match="not fields"):
            act()


def test_unknown_members_are_told(desk: Desk) -> None:
    def nobody() -> NoReturn:
        roster.update_member(desk, 4711, {"phone": ""})
        raise AssertionError

    with pytest.raises(UserError, match="找不到"):
        nobody()

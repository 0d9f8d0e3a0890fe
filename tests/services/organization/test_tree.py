"""The organization tree: founding, nesting, moving, dissolving, head-counts as of a day."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import Refused, UserError
from djdesk.models.books import Book
from djdesk.models.roster import Member, Standing
from djdesk.services import organization
from djdesk.services.desk import Desk, Role


def _person(desk: Desk, group_id: int, since: date, until: date | None = None) -> None:
    branch = organization.home_id(desk)
    with desk.store.write("登记") as session:
        member = Member(name="张三", sex="1", full_on=date(2020, 1, 1))
        session.add(member)
        session.flush()
        session.add(
            Standing(
                member_id=member.id,
                since=since,
                until=until,
                person_class="full",
                branch_id=branch,
                group_id=group_id,
            )
        )


def test_tree_reads_parents_before_children_in_their_order(desk: Desk) -> None:
    home = organization.home_id(desk)
    second = organization.found(desk, parent_id=home, kind="group", name="第二党小组")
    first = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    organization.move(desk, first, parent_id=home, position=0)
    nodes = organization.tree(desk)
    assert [node.id for node in nodes] == [home, first, second]
    assert [node.depth for node in nodes] == [0, 1, 1]
    assert organization.groups(desk, home) == ((first, "第一党小组"), (second, "第二党小组"))


def test_head_counts_are_those_of_the_day(desk: Desk) -> None:
    home = organization.home_id(desk)
    group = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    _person(desk, group, date(2019, 5, 1), date(2021, 5, 1))
    _person(desk, group, date(2020, 5, 1))

    def counts(day: date) -> list[tuple[int, int]]:
        return [(node.members, node.full) for node in organization.tree(desk, day)]

    assert counts(date(2019, 4, 30)) == [(0, 0), (0, 0)]
    assert counts(date(2019, 5, 1)) == [(1, 0), (1, 0)]  # before the day of full membership
    assert counts(date(2020, 5, 1)) == [(2, 2), (2, 2)]
    assert counts(date(2021, 5, 1)) == [(1, 1), (1, 1)]


def test_a_group_cannot_stand_under_a_group_nor_twice_under_one_name(desk: Desk) -> None:
    home = organization.home_id(desk)
    group = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    with pytest.raises(UserError, match="下面不能设党小组"):
        organization.found(desk, parent_id=group, kind="group", name="小小组")
    with pytest.raises(Refused) as refused:
        organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    assert refused.value.problems[0].field == "name"


def test_profile_changes_are_checked_at_the_field(desk: Desk) -> None:
    home = organization.home_id(desk)
    organization.change(desk, home, unit_name=" 某某厂 ", founded_on=date(1998, 7, 1))
    assert organization.profile(desk, home).values["unit_name"] == "某某厂"
    with pytest.raises(Refused) as refused:
        organization.change(desk, home, name=" ")
    assert refused.value.problems[0].field == "name"
    with pytest.raises(Refused) as refused:
        organization.change(desk, home, unit_situation="没有这个代码")
    assert refused.value.problems[0].field == "unit_situation"
    assert organization.profile(desk, home).values["name"] == desk.store.book.name


def test_the_book_follows_the_name_of_its_organization(desk: Desk) -> None:
    home = organization.home_id(desk)
    group = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    before = desk.store.book.name
    organization.change(desk, group, name="第二党小组")
    organization.change(desk, home, short_name="机修支部")
    assert desk.store.book.name == before
    organization.change(desk, home, name=" 中共某某厂动力车间支部委员会 ")
    assert desk.store.book.name == "中共某某厂动力车间支部委员会"
    with desk.store.read() as session:
        assert session.scalars(select(Book.name)).one() == desk.store.book.name


def test_nothing_is_dissolved_while_people_belong_to_it(desk: Desk) -> None:
    home = organization.home_id(desk)
    full = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    empty = organization.found(desk, parent_id=home, kind="group", name="第二党小组")
    _person(desk, full, date(2020, 1, 1))
    with pytest.raises(UserError, match="还有1名党员"):
        organization.dissolve(desk, full, on=date(2026, 1, 1), reason="合并")
    with pytest.raises(UserError, match="账套所属"):
        organization.dissolve(desk, home, on=date(2026, 1, 1), reason="合并")
    organization.dissolve(desk, empty, on=date(2026, 1, 1), reason="合并")
    assert empty not in [node.id for node in organization.tree(desk)]
    assert empty in [node.id for node in organization.tree(desk, date(2025, 12, 31))]
    organization.revive(desk, empty)
    assert empty in [node.id for node in organization.tree(desk)]


def test_a_committee_book_nests_general_branches_and_cannot_swallow_itself(
    committee_desk: Desk,
) -> None:
    home = organization.home_id(committee_desk)
    general = organization.found(
        committee_desk, parent_id=home, kind="general", name="中共某某公司总支部委员会"
    )
    branch = organization.found(
        committee_desk, parent_id=general, kind="branch", name="中共某某车间支部委员会"
    )
    organization.move(committee_desk, branch, parent_id=home, position=0)
    with pytest.raises(UserError, match="不能放在"):
        organization.move(committee_desk, home, parent_id=home, position=0)
    with pytest.raises(UserError, match="不能放在"):
        organization.move(committee_desk, general, parent_id=branch, position=0)


def test_a_viewer_changes_nothing(desk: Desk) -> None:
    viewer = Desk(desk.store, "王某", Role.VIEWER, desk.today)
    with pytest.raises(UserError, match="没有修改"):
        organization.found(
            viewer, parent_id=organization.home_id(desk), kind="group", name="第一党小组"
        )

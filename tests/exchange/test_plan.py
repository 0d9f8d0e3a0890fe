"""The plan says field by field what a package would do, and keeps what a person keeps."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from djdesk.exchange import merging
from djdesk.exchange.plan import TABLE_TITLES, Action, MergePlan
from djdesk.models.archive import Attachment
from djdesk.models.organization import Organization
from djdesk.models.roster import Kin, Member, Reward, Standing
from djdesk.services.desk import Desk
from tests.exchange.branch import Pair, add_member, arrived, expected


def planned(pair: Pair) -> MergePlan:
    shown = merging.preview(pair.committee, pair.export())
    assert shown.checked.faults == ()
    assert shown.plan is not None
    return shown.plan


def change(desk: Desk, name: str, **values: object) -> None:
    with desk.store.write("修改") as session:
        row = session.scalars(select(Member).where(Member.name == name)).one()
        for key, value in values.items():
            setattr(row, key, value)


def test_first_package_is_all_new(pair: Pair) -> None:
    plan = planned(pair)
    rows = sum(len(part) for part in expected(pair.branch).values())
    assert plan.counts == {"new": rows, "changed": 1, "same": 0, "removed": 0, "conflict": 0}
    # the one changed row is the organization the committee keeps for the branch
    (home,) = [item for item in plan.items if item.action is Action.CHANGED]
    assert [(f.title, f.old, f.new) for f in home.fields] == [("联系人", "", "周联系")]
    labels = {item.label for item in plan.items}
    assert {
        "张小明",
        "欧阳建国 · 优秀共产党员",
        "欧阳建国 · 证书.pdf",
        "赵敏 · 配偶 孙小红",
    } <= labels


def test_nothing_new_is_an_empty_plan(pair: Pair) -> None:
    pair.carry()
    plan = planned(pair)
    assert plan.is_empty
    assert plan.counts["same"] == sum(len(p) for p in expected(pair.branch).values()) + 1
    assert list(plan.table()) == []


def test_changes_are_told_by_field_in_the_words_of_the_forms(pair: Pair) -> None:
    pair.carry()
    change(pair.branch, "王芳", phone="13800008888", joined_on=date(2001, 7, 1), education="21")
    add_member(pair.branch, "周六", 66)
    with pair.branch.store.write("撤去") as session:
        session.delete(session.scalars(select(Kin)).one())
    plan = planned(pair)
    assert plan.counts | {"same": 0} == {
        "new": 2,
        "changed": 1,
        "same": 0,
        "removed": 1,
        "conflict": 0,
    }
    lines = list(plan.table())
    assert len(TABLE_TITLES) == len(lines[0])
    assert ("党员", "变更", "王芳", "联系电话", "13800000001", "13800008888") in lines
    assert ("党员", "变更", "王芳", "入党时间", "", "2001.07.01") in lines
    assert ("党员", "变更", "王芳", "学历", "", "大学本科毕业") in lines
    assert ("党员", "新增", "周六", "", "", "") in lines
    assert ("家庭成员", "删除", "赵敏 · 配偶 孙小红", "", "", "支部已没有这条记录") in lines


def test_reference_that_changes_is_told_by_name(pair: Pair) -> None:
    pair.carry()
    with pair.branch.store.write("换组") as session:
        group = Organization(
            parent_id=pair.branch.store.book.home_organization_id, kind="group", name="第二党小组"
        )
        session.add(group)
        session.flush()
        session.scalars(select(Standing).order_by(Standing.id)).first().group_id = group.id  # type: ignore[union-attr]
    found = [line for line in planned(pair).table() if line[0] == "党籍"]
    assert found[0][3:] == ("所在党小组", "第一党小组", "第二党小组")


def test_row_changed_here_by_hand_is_a_conflict(pair: Pair) -> None:
    pair.carry()
    change(pair.committee, "王芳", phone="13800007777")
    assert planned(pair).counts["conflict"] == 1
    change(pair.branch, "王芳", phone="13800008888")
    plan = planned(pair)
    (item,) = plan.items
    assert (item.action, item.touch is not None and item.touch.user) == (Action.CONFLICT, "李静")
    assert [(f.old, f.new) for f in item.fields] == [("13800007777", "13800008888")]
    # the owner's word goes by default, and the loser stays in the history
    pair.merge(pair.packages[-1])
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)


def test_conflict_may_be_decided_for_this_book(pair: Pair) -> None:
    pair.carry()
    change(pair.committee, "王芳", phone="13800007777")
    change(pair.branch, "王芳", phone="13800008888")
    (item,) = planned(pair).items
    done = pair.merge(pair.packages[-1], choices=merging.Choices(keep=frozenset({item.uid})))
    assert done.kept == 1
    with pair.committee.store.read() as session:
        phone = session.scalars(select(Member.phone).where(Member.name == "王芳")).one()
    assert phone == "13800007777"
    assert planned(pair).counts["conflict"] == 1  # and it stays in sight


def test_edit_survives_a_removal_until_a_person_drops_it(pair: Pair) -> None:
    pair.carry()
    with pair.committee.store.write("更正") as session:
        session.scalars(select(Reward)).one().title = "优秀共产党员（市级）"
    with pair.branch.store.write("撤去") as session:
        session.delete(session.scalars(select(Attachment)).one())
        session.delete(session.scalars(select(Reward)).one())
        member = session.scalars(select(Member).where(Member.name == "欧阳建国")).one()
        session.delete(
            session.scalars(select(Standing).where(Standing.member_id == member.id)).one()
        )
        session.flush()
        session.delete(member)
    plan = planned(pair)
    assert (plan.counts["removed"], plan.counts["conflict"]) == (3, 1)
    (reward,) = [item for item in plan.items if item.action is Action.CONFLICT]
    assert any("改过" in line[5] for line in plan.table())
    done = pair.merge(pair.packages[-1])
    # the reward stays, and so does the person it belongs to
    assert done.kept == 2
    assert len(arrived(pair.committee, pair.branch)["reward"]) == 1
    assert len(arrived(pair.committee, pair.branch)["standing"]) == 7
    choices = merging.Choices(drop=frozenset({reward.uid}))
    assert pair.merge(pair.export(), choices=choices).kept == 0
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)


def test_profile_of_the_branch_blanks_wipe_nothing_and_name_stays(pair: Pair) -> None:
    pair.carry()
    home = pair.branch.store.book.home_organization_id
    with pair.branch.store.write("改资料") as session:
        row = session.get_one(Organization, home)
        row.contact_name, row.address, row.name, row.code = "", "厂区北路1号", "自改名支部", "X9"
    pair.carry()
    with pair.committee.store.read() as session:
        row = session.scalars(select(Organization).where(Organization.code == "J07")).one()
        assert (row.contact_name, row.address) == ("周联系", "厂区北路1号")
        assert (row.name, row.origin) == (pair.branch.store.book.name, "")


def test_two_members_exchange_their_numbers(pair: Pair) -> None:
    pair.carry()
    with pair.branch.store.write("身份证号登记反了") as session:
        first, second = session.scalars(
            select(Member).where(Member.name.in_(("王芳", "赵敏"))).order_by(Member.id)
        )
        numbers = first.id_number, second.id_number
        first.id_number = None
        session.flush()
        second.id_number = numbers[0]
        session.flush()
        first.id_number = numbers[1]
    pair.carry()
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)

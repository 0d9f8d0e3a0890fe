"""Merging: once and twice, in any order, all or nothing, and nothing of other branches."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from djdesk.errors import Refused, StorageFault, UserError
from djdesk.exchange import merging
from djdesk.exchange.faults import codes
from djdesk.exchange.manifest import Manifest
from djdesk.models.audit import AuditStep
from djdesk.models.organization import Organization, Tenure
from djdesk.models.roster import Kin, Member, Reward, Standing
from djdesk.models.store.bulk import add_many
from djdesk.models.store.history import broken_step
from djdesk.models.store.store import Notice
from djdesk.models.store.undo import undo
from djdesk.services import packages
from djdesk.services.books import OpenBook, open_book
from djdesk.services.desk import Desk, Role
from tests.conftest import PASSWORD, TODAY, USER
from tests.exchange.branch import (
    MakeBook,
    Pair,
    add_member,
    arrived,
    expected,
    fill,
    home_of,
    joined,
)
from tests.exchange.test_intake import Members, resealed, with_rows


def steps(desk: Desk) -> int:
    with desk.store.read() as session:
        return session.scalar(select(func.count(AuditStep.id))) or 0


def test_committee_has_what_the_branch_has(pair: Pair) -> None:
    done = pair.carry()
    assert done.outcome == "merged"
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)
    with pair.committee.store.read() as session:
        assert broken_step(session) is None
        groups = session.scalars(select(Organization).where(Organization.kind == "group")).all()
        (home,) = session.scalars(select(Organization).where(Organization.code == "J07"))
        assert [group.parent_id for group in groups] == [home.id]
        assert set(session.scalars(select(Standing.branch_id))) == {home.id}
        assert home.contact_name == "周联系"
        assert session.scalars(select(Tenure.organization_id)).one() == home.id


def test_second_merge_is_no_change_at_all(pair: Pair) -> None:
    path = pair.export()
    first = pair.merge(path)
    before = steps(pair.committee)
    again = pair.merge(path)
    assert (again.outcome, again.entry, again.plan.is_empty) == ("already", first.entry, True)
    assert steps(pair.committee) == before


def test_same_content_in_a_later_package_touches_no_row(pair: Pair) -> None:
    pair.carry()
    told: list[Notice] = []
    stop = pair.committee.store.listen(told.append)
    done = pair.carry()
    stop()
    assert done.plan.is_empty
    assert [set(notice.tables) for notice in told] == [{"package_log", "subordinate"}]


def test_withdrawn_and_removed_rows_follow(pair: Pair) -> None:
    pair.carry()
    with pair.branch.store.write("撤销录入") as session:
        member = session.scalars(select(Member).where(Member.name == "钱多多")).one()
        member.withdrawn_on, member.withdrawn_reason = date(2026, 11, 20), "重复录入"
        session.delete(session.scalars(select(Reward)).one())
    done = pair.carry()
    assert (done.plan.counts["changed"], done.plan.counts["removed"]) == (1, 1)
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)


def test_fault_in_the_middle_changes_nothing(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pair.export()
    before = steps(pair.committee)

    def fail(*_args: object, **_more: object) -> None:
        raise StorageFault("磁盘已满。", "请清理磁盘。", kind="full")

    with monkeypatch.context() as patch:
        patch.setattr(packages, "note_merged", fail)
        with pytest.raises(StorageFault):
            pair.merge(path)
    assert steps(pair.committee) == before
    assert packages.branches(pair.committee) == ()
    assert not any(arrived(pair.committee, pair.branch).values())
    assert pair.merge(path).outcome == "merged"


def test_backup_before_anything_is_written(pair: Pair) -> None:
    path = pair.export()
    merging.merge(pair.committee, path)
    merging.merge(pair.committee, path)  # nothing to do: no second backup
    found = list((pair.committee.store.folder / "backups").glob("*-merge.djbak"))
    assert len(found) == 1


def test_book_that_changed_since_the_preview(pair: Pair) -> None:
    path = pair.export()
    shown = merging.preview(pair.committee, path).plan
    assert pair.merge(path, expected=shown).outcome == "merged"
    add_member(pair.branch, "周六", 66)
    path = pair.export()
    shown = merging.preview(pair.committee, path).plan
    with pair.committee.store.write("更正") as session:
        session.scalars(select(Kin)).one().phone = "13800001234"
    with pytest.raises(UserError, match="预览之后"):
        pair.merge(path, expected=shown)


def test_undone_merge_can_be_merged_again(pair: Pair) -> None:
    path = pair.export()
    pair.merge(path)
    undo(pair.committee.store, steps(pair.committee))
    assert not any(arrived(pair.committee, pair.branch).values())
    assert pair.merge(path).outcome == "merged"
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)


def test_own_package_is_for_the_committee(pair: Pair) -> None:
    with pytest.raises(UserError, match="本单位自己导出"):
        merging.merge(pair.branch, pair.export())


def test_viewer_may_not_merge(pair: Pair) -> None:
    viewer = Desk(pair.committee.store, USER, Role.VIEWER)
    with pytest.raises(UserError, match="权限"):
        merging.merge(viewer, pair.export())


def test_faults_refuse_the_whole_package(pair: Pair) -> None:
    def spoil(members: Members, head: Manifest) -> Manifest:
        rows = [json.loads(line) for line in members["data/member.jsonl"].splitlines()]
        rows[3]["sex"] = "9"
        return with_rows(head, members, "member", rows)

    path = resealed(pair, pair.export(), spoil)
    with pytest.raises(Refused) as refused:
        pair.merge(path)
    assert codes(refused.value.problems) == ("content",)
    assert not any(arrived(pair.committee, pair.branch).values())
    entry, _ = merging.refuse_package(pair.committee, path)
    assert (entry.status, entry.reasons[0]["where"]) == ("refused", "党员第 4 条")
    with pytest.raises(Refused):
        pair.merge(path)


def test_refusing_needs_a_reason_and_a_package_that_was_not_merged(pair: Pair) -> None:
    path = pair.export()
    with pytest.raises(UserError, match="原因"):
        merging.refuse_package(pair.committee, path)
    pair.merge(path)
    with pytest.raises(UserError, match="已经合并"):
        merging.refuse_package(pair.committee, path, reason="再想想")


# --- other people's rows ----------------------------------------------------------------------


@pytest.fixture
def second(pair: Pair, make_book: MakeBook) -> Pair:
    """Another branch of the same committee, with people of its own."""
    desk = make_book("中共某某厂铸造车间支部委员会")
    other = joined(desk, pair.committee, pair.stick)
    fill(desk)
    return other


def test_rows_of_another_branch_cannot_be_taken(pair: Pair, second: Pair) -> None:
    pair.carry()
    with pair.branch.store.read() as session:
        uid = session.scalars(select(Member.uid).where(Member.name == "王芳")).one()

    def steal(members: Members, head: Manifest) -> Manifest:
        rows = [json.loads(line) for line in members["data/member.jsonl"].splitlines()]
        rows.append({**rows[0], "uid": uid, "id_number": None, "name": "冒名"})
        return with_rows(head, members, "member", rows)

    before = arrived(pair.committee, pair.branch)
    with pytest.raises(Refused) as refused:
        second.merge(resealed(second, second.export(), steal))
    assert codes(refused.value.problems) == ("taken",)
    assert "冒名" in str(refused.value)
    assert arrived(pair.committee, pair.branch) == before


def test_rows_of_the_committee_cannot_be_taken_or_pointed_to(pair: Pair) -> None:
    uid = pair.committee.store.book.uid

    def point(members: Members, head: Manifest) -> Manifest:
        rows = [json.loads(line) for line in members["data/standing.jsonl"].splitlines()]
        rows[0]["branch"] = uid
        return with_rows(head, members, "standing", rows)

    with pytest.raises(Refused, match="不在本包内"):
        pair.merge(resealed(pair, pair.export(), point))

    def take(members: Members, head: Manifest) -> Manifest:
        rows = [json.loads(line) for line in members["data/organization.jsonl"].splitlines()]
        home = next(row for row in rows if row["parent"] is None)
        rows.append({**home, "uid": uid, "parent": home["uid"], "name": "篡位"})
        return with_rows(head, members, "organization", rows)

    with pytest.raises(Refused) as refused:
        pair.merge(resealed(pair, pair.export(), take))
    assert codes(refused.value.problems) == ("taken",)


def test_rows_of_the_committees_own_that_depend_on_a_removed_row(pair: Pair) -> None:
    pair.carry()
    with pair.committee.store.write("在上级任职") as session:
        member = session.scalars(select(Member).where(Member.name == "钱多多")).one()
        session.add(
            Tenure(
                organization_id=home_of(pair.committee),
                member_id=member.id,
                post="04",
                since=date(2026, 1, 1),
            )
        )
    with pair.branch.store.write("撤去") as session:
        member = session.scalars(select(Member).where(Member.name == "钱多多")).one()
        session.delete(
            session.scalars(select(Standing).where(Standing.member_id == member.id)).one()
        )
        session.flush()
        session.delete(member)
    before = steps(pair.committee)
    with pytest.raises(Refused, match="引用"):
        pair.carry()
    assert steps(pair.committee) == before


def test_one_branch_leaves_the_other_alone(pair: Pair, second: Pair) -> None:
    pair.carry()
    before = arrived(pair.committee, pair.branch)
    second.carry()
    assert arrived(pair.committee, pair.branch) == before == expected(pair.branch)
    assert arrived(pair.committee, second.branch) == expected(second.branch)


# --- properties -------------------------------------------------------------------------------


def copied(folder: Path, to: Path) -> tuple[Desk, OpenBook]:
    """A copy of a closed book, opened."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("book.lock"))
    book = open_book(to, PASSWORD)
    return Desk(book.store, USER, Role.SECRETARY, lambda: TODAY), book


def test_order_of_packages_of_different_branches_does_not_matter(
    pair: Pair, second: Pair, tmp_path: Path, committee_book: OpenBook
) -> None:
    ours = [pair.export()]
    theirs = [second.export()]
    add_member(pair.branch, "周六", 66)
    add_member(second.branch, "吴七", 67)
    ours.append(pair.export())
    theirs.append(second.export())
    committee_book.close()
    results: list[Mapping[str, object]] = []
    for number, places in enumerate(itertools.combinations(range(4), 2)):
        desk, book = copied(pair.committee.store.folder, tmp_path / f"order-{number}")
        first, other = iter(ours), iter(theirs)
        for place in range(4):
            merging.merge(desk, next(first if place in places else other), backup=False)
        results.append(
            {
                "ours": arrived(desk, pair.branch),
                "theirs": arrived(desk, second.branch),
                "numbers": sorted(b.last_number for b in packages.branches(desk)),
            }
        )
        book.close()
    assert len(results) == 6
    assert all(result == results[0] for result in results)
    assert results[0]["ours"] == expected(pair.branch)


@dataclass(frozen=True)
class Act:
    """One thing that happens on a day; `first` and `second` choose members."""

    word: str
    first: int
    second: int
    text: str
    day: date | None


ACTS = st.builds(
    Act,
    st.sampled_from(["add", "rename", "number", "kin", "drop_kin", "group", "carry", "again"]),
    st.integers(0, 20),
    st.integers(0, 20),
    # names are one line: the forms see to it, and a package refuses others
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=6),
    st.one_of(st.none(), st.dates(date(1930, 1, 1), date(2008, 1, 1))),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=14))
def test_whatever_a_branch_does_the_committee_ends_up_with_it(
    branch_template: Path,
    committee_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[Act],
) -> None:
    scratch = tmp_path_factory.mktemp("day")
    branch, ours = copied(branch_template, scratch / "branch")
    committee, theirs = copied(committee_template, scratch / "committee")
    pair = joined(branch, committee, scratch / "stick")
    last: Path | None = None
    for act in (*acts, Act("carry", 0, 0, "", None)):
        if act.word == "carry":
            last = pair.export()
            pair.merge(last)
            assert arrived(committee, branch) == expected(branch)
        elif act.word != "again":
            do(branch, act)
        elif last is not None:
            before = arrived(committee, branch)
            assert pair.merge(last).outcome == "already"
            assert arrived(committee, branch) == before
    ours.close()
    theirs.close()


def do(desk: Desk, act: Act) -> None:
    """One thing a branch does to its book."""
    with desk.store.read() as session:
        members = list(session.scalars(select(Member.id)))
    if act.word == "add" or not members:
        add_member(desk, act.text, len(members))
        return
    first, second = (members[n % len(members)] for n in (act.first, act.second))
    with desk.store.write(act.word) as session:
        member = session.get_one(Member, first)
        match act.word:
            case "rename":
                member.name, member.birth_on = act.text, act.day
            case "number":
                other = session.get_one(Member, second)
                mine, yours = member.id_number, other.id_number
                member.id_number = None
                session.flush()
                if other is not member:
                    other.id_number = mine
                    session.flush()
                    member.id_number = yours
            case "kin":
                session.add(Kin(member_id=first, relation="子女", name=act.text))
            case "drop_kin":
                for row in session.scalars(select(Kin).limit(1)):
                    session.delete(row)
            case "group":
                group = Organization(parent_id=home_of(desk), kind="group", name=act.text)
                session.add(group)
                session.flush()
                standing = select(Standing).where(Standing.member_id == first)
                session.scalars(standing).one().group_id = group.id


def test_large_branch_in_few_statements(bare_pair: Pair) -> None:
    """5,000 members: no step of the merge may go through them one by one."""
    pair = bare_pair
    home = home_of(pair.branch)
    since = date(2020, 1, 1)
    with pair.branch.store.write("导入") as session:
        people = [{"name": f"党员{n}", "sex": "1"} for n in range(5000)]
        ids = add_many(session, Member, people)
        places = [
            {"member_id": i, "since": since, "person_class": "full", "branch_id": home} for i in ids
        ]
        add_many(session, Standing, places)
    path = pair.export()
    statements = []
    listener = ("before_cursor_execute", lambda *args: statements.append(args[2]))
    event.listen(pair.committee.store.engine, *listener)
    done = pair.merge(path)
    event.remove(pair.committee.store.engine, *listener)
    assert done.plan.counts["new"] == 10_000
    assert 0 < len(statements) < 200
    assert len(arrived(pair.committee, pair.branch)["standing"]) == 5000


def test_many_sticks_with_one_backup(pair: Pair, second: Pair) -> None:
    first, later, theirs = pair.export(), pair.export(), second.export()
    broken = pair.stick / "坏包.djx"
    broken.write_bytes(first.read_bytes()[:-5])
    results = dict(merging.merge_all(pair.committee, [later, broken, theirs, first]))
    assert isinstance(results[broken], Refused)
    for path in (first, later, theirs):
        done = results[path]
        assert isinstance(done, merging.Merged)
        assert done.outcome == "merged"
        assert done.receipt is not None
    backups = list((pair.committee.store.folder / "backups").glob("*-merge.djbak"))
    assert len(backups) == 1
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)

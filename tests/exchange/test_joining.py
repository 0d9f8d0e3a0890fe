"""Joining a committee: right, twice, wrong, forged, copied, replaced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from djdesk.errors import Refused, StorageFault, UserError
from djdesk.exchange import intake, joining, merging, report, seal
from djdesk.exchange.faults import codes
from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.books import BookKind
from djdesk.models.organization import Organization
from djdesk.models.packages import Invitation
from djdesk.models.store.undo import undo
from djdesk.services import packages
from djdesk.services.desk import Desk, Role
from tests.conftest import BRANCH, COMMITTEE, USER
from tests.exchange.branch import MakeBook, Pair, add_member, fill


@pytest.fixture
def second(make_book: MakeBook) -> Desk:
    """Another branch's book."""
    return make_book("中共某某厂铸造车间支部委员会")


@pytest.fixture
def other(make_book: MakeBook) -> Desk:
    """Another committee's book."""
    return make_book("中共另一厂委员会", BookKind.COMMITTEE)


def faults(desk: Desk, path: Path) -> tuple[str, ...]:
    return codes(intake.check(desk, path).faults)


def test_both_sides_see_the_same_digits(desk: Desk, committee_desk: Desk, stick: Path) -> None:
    invited = joining.invite(committee_desk, stick, branch_name=BRANCH, code="J07")
    done = joining.join(desk, invited.path)
    assert done.committee_name == COMMITTEE
    assert done.fingerprint == invited.fingerprint == joining.own_fingerprint(committee_desk)
    assert done.own_fingerprint == joining.own_fingerprint(desk)
    assert (done.already, done.warnings) == (False, ())
    superior = packages.superior(desk)
    assert superior is not None
    assert (superior.name, superior.branch_code, superior.verified_at) == (COMMITTEE, "J07", "")
    assert joining.superior_fingerprint(superior) == done.fingerprint
    packages.confirm_superior(desk)
    assert packages.superior(desk).verified_by == USER  # type: ignore[union-attr]


def test_code_of_the_committee_becomes_the_branchs(pair: Pair) -> None:
    with pair.branch.store.read() as session:
        home = session.get_one(Organization, pair.branch.store.book.home_organization_id)
        assert home.code == "J07"


def test_invited_branch_stands_in_the_tree_once(committee_desk: Desk, stick: Path) -> None:
    first = joining.invite(committee_desk, stick, branch_name=BRANCH)
    again = joining.invite(committee_desk, stick, branch_name=f" {BRANCH} ")
    assert first.organization_id == again.organization_id
    with committee_desk.store.read() as session:
        row = session.get_one(Organization, first.organization_id)
        assert (row.kind, row.parent_id) == (
            "branch",
            committee_desk.store.book.home_organization_id,
        )


def test_joining_twice_changes_nothing(pair: Pair) -> None:
    invitation = next(pair.stick.glob("*.djinvite"))
    assert joining.join(pair.branch, invitation).already


def test_first_package_binds_the_book(pair: Pair) -> None:
    path = pair.export()
    checked = intake.check(pair.committee, path)
    assert (checked.newcomer, checked.faults) == (True, ())
    assert checked.fingerprint == pair.joined.own_fingerprint
    pair.merge(path)
    (branch,) = packages.branches(pair.committee)
    assert (branch.book_uid, branch.verified_at) == (pair.branch.store.book.uid, "")
    assert not intake.check(pair.committee, pair.export()).newcomer
    packages.confirm_branch(pair.committee, branch.organization_id)
    assert packages.branches(pair.committee)[0].verified_at


def test_fingerprint_compared_before_the_first_merge(pair: Pair) -> None:
    pair.merge(pair.export(), choices=merging.Choices(verified=True))
    assert packages.branches(pair.committee)[0].verified_at


def test_invitation_for_another_branch_is_noticed_on_both_sides(
    second: Desk, committee_desk: Desk, stick: Path
) -> None:
    invited = joining.invite(committee_desk, stick, branch_name=BRANCH)
    done = joining.join(second, invited.path)
    assert "铸造" in done.warnings[0].text
    path = report.export(second, stick).path
    checked = intake.check(committee_desk, path)
    assert checked.faults == ()
    assert "自称“中共某某厂铸造车间支部委员会”" in checked.warnings[0].text


@pytest.mark.parametrize(
    "name", ["某某厂机修车间支部", "中共 某某厂 机修车间支部 委员会", "机修车间支部"]
)
def test_names_written_otherwise_are_no_alarm(
    desk: Desk, committee_desk: Desk, stick: Path, name: str
) -> None:
    invited = joining.invite(committee_desk, stick, branch_name=name)
    assert joining.join(desk, invited.path).warnings == ()


def test_copied_invitation_is_good_for_one_book(
    pair: Pair, second: Desk, committee_desk: Desk
) -> None:
    joining.join(second, next(pair.stick.glob("*.djinvite")))
    pair.merge(report.export(second, pair.stick).path)
    # the right branch comes too late, but the theft comes to light
    path = pair.export()
    checked = intake.check(committee_desk, path)
    assert codes(checked.faults) == ("invitation",)
    assert "已被另一个账套使用" in checked.faults[0].text


def test_later_invitation_replaces_the_open_one(pair: Pair) -> None:
    joining.invite(pair.committee, pair.stick, branch_name=BRANCH)
    with pair.committee.store.read() as session:
        states = session.scalars(select(Invitation.state).order_by(Invitation.id)).all()
    assert states == ["superseded", "open"]
    assert faults(pair.committee, pair.export()) == ("invitation",)
    later = sorted(pair.stick.glob("*.djinvite"))[0]
    assert "(2)" in later.name
    assert not joining.join(pair.branch, later).already
    assert faults(pair.committee, pair.export()) == ()


def test_new_book_of_a_branch_takes_the_place_of_the_old(
    pair: Pair, make_book: MakeBook, tmp_path: Path
) -> None:
    pair.carry()
    fresh = make_book(BRANCH)
    invited = joining.invite(pair.committee, tmp_path, branch_name=BRANCH)
    joining.join(fresh, invited.path)
    fill(fresh)
    merged = pair.merge(report.export(fresh, pair.stick).path)
    assert merged.newcomer
    counts = merged.plan.counts
    assert counts["new"] == counts["removed"]
    (branch,) = packages.branches(pair.committee)
    assert branch.former_uids == (pair.branch.store.book.uid,)
    assert (branch.book_uid, branch.last_number) == (fresh.store.book.uid, 1)
    checked = intake.check(pair.committee, pair.export())
    assert codes(checked.faults) == ("unknown_sender",)
    assert "旧账套" in checked.faults[0].text


def test_stranger_without_an_invitation(
    pair: Pair, second: Desk, other: Desk, tmp_path: Path
) -> None:
    joining.join(second, joining.invite(other, tmp_path, branch_name="铸造").path)
    # the stranger knows our public keys, for instance from a copied invitation, but no secret
    mine = joining.read_invitation(next(pair.stick.glob("*.djinvite"))).committee
    assert mine.keys is not None
    superior = packages.superior(second)
    assert superior is not None
    with second.store.write("冒充") as session:
        packages.set_superior(
            session,
            second,
            packages.Introduction(
                mine.uid,
                mine.name,
                mine.keys.sign,
                mine.keys.age,
                "",
                "",
                superior.invitation_uid,
                superior.secret,
            ),
        )
    checked = intake.check(pair.committee, report.export(second, pair.stick).path)
    assert codes(checked.faults) == ("unknown_sender",)
    with pytest.raises(Refused):
        merging.refuse_package(pair.committee, pair.stick / checked.opened.file_name)


def test_proof_under_another_secret(pair: Pair) -> None:
    superior = packages.superior(pair.branch)
    assert superior is not None
    given = packages.Introduction(
        superior.book_uid,
        superior.name,
        superior.sign_key,
        superior.age_key,
        superior.branch_name,
        superior.branch_code,
        superior.invitation_uid,
        "00" * 32,
    )
    with pair.branch.store.write("猜测") as session:
        packages.set_superior(session, pair.branch, given)
    checked = intake.check(pair.committee, pair.export())
    assert codes(checked.faults) == ("unknown_sender",)
    assert "凭证不对" in checked.faults[0].text


def test_another_committee_needs_a_decision(pair: Pair, other: Desk, tmp_path: Path) -> None:
    invited = joining.invite(other, tmp_path, branch_name=BRANCH)
    with pytest.raises(UserError, match="已加入"):
        joining.join(pair.branch, invited.path)
    pair.export()
    assert (
        joining.join(pair.branch, invited.path, replace=True).committee_name == "中共另一厂委员会"
    )
    path = pair.export()
    assert "第0001号" in path.name  # every committee has its own numbers
    assert faults(other, path) == ()
    checked = intake.check(pair.committee, path)
    assert codes(checked.faults) == ("not_addressed",)


def test_wrong_kind_of_book(desk: Desk, committee_desk: Desk, stick: Path) -> None:
    with pytest.raises(UserError, match="支部账套不能邀请"):
        joining.invite(desk, stick, branch_name=BRANCH)
    invited = joining.invite(committee_desk, stick, branch_name=BRANCH)
    with pytest.raises(UserError, match="不是支部账套"):
        joining.join(committee_desk, invited.path)


@pytest.mark.parametrize("name", ["", "   "])
def test_invitation_for_nobody(committee_desk: Desk, stick: Path, name: str) -> None:
    with pytest.raises(UserError, match="哪个支部"):
        joining.invite(committee_desk, stick, branch_name=name)
    home = committee_desk.store.book.home_organization_id
    with pytest.raises(UserError):
        joining.invite(committee_desk, stick, organization_id=home)


def test_stick_that_is_gone_leaves_no_invitation(committee_desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        joining.invite(committee_desk, tmp_path / "E" / "邀请.djinvite", branch_name=BRANCH)
    with committee_desk.store.read() as session:
        assert session.scalar(select(func.count(Invitation.id))) == 0
        assert session.scalar(select(func.count(Organization.id))) == 1


def test_not_joined_cannot_report(desk: Desk, stick: Path) -> None:
    with pytest.raises(UserError, match="还没有加入上级党组织"):
        report.export(desk, stick)
    assert list(stick.iterdir()) == []


def test_viewer_may_neither_invite_nor_join(desk: Desk, committee_desk: Desk, stick: Path) -> None:
    with pytest.raises(UserError, match="权限"):
        joining.invite(replace(committee_desk, role=Role.VIEWER), stick, branch_name=BRANCH)
    invited = joining.invite(committee_desk, stick, branch_name=BRANCH)
    with pytest.raises(UserError, match="权限"):
        joining.join(replace(desk, role=Role.VIEWER), invited.path)


def test_altered_invitation(desk: Desk, committee_desk: Desk, stick: Path) -> None:
    path = joining.invite(committee_desk, stick, branch_name=BRANCH).path
    data = bytearray(path.read_bytes())
    for place in range(0, len(data), max(1, len(data) // 100)):
        bad = bytearray(data)
        bad[place] ^= 4
        path.write_bytes(bad)
        with pytest.raises(Refused):
            joining.join(desk, path)
    assert packages.superior(desk) is None


def test_package_is_no_invitation(pair: Pair) -> None:
    add_member(pair.branch, "周六", 77)
    with pytest.raises(Refused) as refused:
        joining.join(pair.branch, pair.export())
    assert codes(refused.value.problems) == ("wrong_kind",)
    assert seal.TITLES[seal.INVITE] in str(refused.value)


def test_no_step_back_changes_who_the_book_is(pair: Pair) -> None:
    digits = pair.joined.own_fingerprint
    with pair.branch.store.read() as session:
        last = session.scalar(select(func.max(AuditStep.id)))
    for step in range(last or 0, 1, -1):
        undo(pair.branch.store, step)
    assert packages.superior(pair.branch) is None
    assert joining.own_fingerprint(pair.branch) == digits


def test_secrets_are_not_in_the_history(pair: Pair) -> None:
    pair.carry()
    for desk in (pair.branch, pair.committee):
        with desk.store.read() as session:
            keys = packages.stored_keys(session)
            told = "".join(t or "" for t in session.scalars(select(AuditChange.after)))
        assert keys is not None
        assert told
        assert not any(secret in told for secret in keys)

"""Packages, receipts and invitations of every format ever released are read for ever."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from djdesk.exchange import identity, intake, joining, merging, receipt, seal
from djdesk.models.archive import Attachment
from djdesk.models.roster import Member
from djdesk.services import packages
from djdesk.services.desk import Desk
from tests.conftest import BRANCH, COMMITTEE
from tests.exchange.branch import NAMES, PHOTO, SCAN
from tests.exchange.golden import Golden, as_branch, as_committee, golden

FORMATS = range(1, seal.FORMAT + 1)


@pytest.fixture(params=FORMATS)
def stored(request: pytest.FixtureRequest) -> Golden:
    """The stored files of each format."""
    return golden(request.param)


def test_package_is_checked_and_merged(stored: Golden, committee_desk: Desk) -> None:
    committee = as_committee(committee_desk, stored.known)
    checked = intake.check(committee, stored.package)
    assert (checked.faults, checked.warnings, checked.newcomer) == ((), (), True)
    assert checked.counts == stored.counts
    done = merging.merge(committee, stored.package, backup=False)
    assert done.plan.counts["new"] == sum(stored.counts.values()) - 1
    with committee.store.read() as session:
        assert set(session.scalars(select(Member.name))) == set(NAMES)
        photo = session.scalars(select(Member.photo).where(Member.photo != "")).one()
        scan = session.scalars(select(Attachment.digest)).one()
    assert (committee.store.files.get(photo), committee.store.files.get(scan)) == (PHOTO, SCAN)


def test_invitation_is_read(stored: Golden) -> None:
    invitation = joining.read_invitation(stored.invitation)
    keys = identity.Keys(stored.known["committee_sign"], stored.known["committee_age"])
    assert invitation.committee.keys == keys.public
    assert invitation.committee.uid == stored.known["committee_uid"]
    assert (invitation.committee.name, invitation.branch_name) == (COMMITTEE, BRANCH)
    assert (invitation.branch_code, invitation.secret) == ("J07", stored.known["secret"])


def test_receipt_comes_home(stored: Golden, desk: Desk) -> None:
    branch = as_branch(desk, stored.known)
    joining.join(branch, stored.invitation)
    checked = intake.check(branch, stored.package)
    assert checked.own
    head = checked.manifest
    assert head is not None
    sent = packages.Sending(
        seal.REPORT,
        head.addressee.uid,
        head.addressee.name,
        head.number,
        head.period,
        checked.opened.digest,
        checked.opened.size,
        head.made_at,
        checked.counts,
    )
    with branch.store.write("曾经导出") as session:
        entry_id = packages.add_outgoing(session, branch, sent, ())
        packages.mark_exported(session, entry_id, stored.package.name)
    got = receipt.receive(branch, stored.receipt)
    assert (got.outcome, got.number) == ("accepted", 1)

"""The profile of a branch with committee and groups, and the list of all organizations."""

from __future__ import annotations

from datetime import date

from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Table
from djdesk.reports.kit.spec import Request
from djdesk.services import organization
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.branch import MINORITY, fill
from tests.reports.papers import DAY, RARE, printed


def test_profile_of_a_branch(desk: Desk) -> None:
    fill(desk)
    home = organization.home_id(desk)
    organization.change(desk, home, founded_on=date(1958, 7, 1), unit_name="某某厂", category="03")
    organization.open_term(
        desk, home, number=7, since=date(2024, 8, 20), planned_until=date(2027, 8, 20)
    )
    content = report("organization").content(desk, Request(DAY))
    snapshots.check("organization", content)
    assert printed(content).pages == 1


def test_committee_is_that_of_the_day(desk: Desk) -> None:
    fill(desk)
    before = report("organization").content(desk, Request(date(2024, 8, 20)))
    (posts, _groups) = [block for block in before.blocks if isinstance(block, Table)]
    assert [row[2] for row in posts.rows] == [RARE]
    after = report("organization").content(desk, Request(DAY))
    (posts, _groups) = [block for block in after.blocks if isinstance(block, Table)]
    assert [row[2] for row in posts.rows] == [RARE, MINORITY]


def test_list_of_organizations(desk: Desk) -> None:
    fill(desk)
    snapshots.check("organization-tree", report("organization-tree").content(desk, Request(DAY)))


def test_committee_without_members_prints_too(committee_desk: Desk) -> None:
    for name in ("organization", "organization-tree"):
        assert printed(report(name).content(committee_desk, Request(DAY))).pages == 1

"""The log, the lists of the area, and who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import UserError
from djdesk.exchange import joining, merging, receipt, report
from djdesk.models.rules import codes
from djdesk.services import listing, packages
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Filter, Listing, Query, Scope
from djdesk.services.organization import found
from djdesk.services.packages import BRANCHES, PACKAGES
from tests.conftest import BRANCH, COMMITTEE
from tests.exchange.branch import Pair, fill, joined


@pytest.fixture
def pair(desk: Desk, committee_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A branch with members that joined the committee."""
    both = joined(desk, committee_desk, tmp_path_factory.mktemp("U盘"))
    fill(desk)
    return both


def shown(desk: Desk, wanted: Listing, day: date | None = None, text: str = "") -> list[list[str]]:
    """All rows of a list as a person sees them, by the columns shown."""
    keys = [column.key for column in wanted.columns if column.shown]
    query = Query(Scope(day or desk.today()), text)
    tables = {c.key: codes.table(c.codes) for c in wanted.columns if c.codes}
    return [
        [
            tables[key].name(str(value)) if key in tables else "" if value is None else str(value)
            for key, value in zip(keys, row, strict=True)
        ]
        for row in listing.table(desk, wanted, query, keys)
    ]


def test_log_of_the_branch(pair: Pair) -> None:
    done = report.export(pair.branch, pair.stick)
    (row,) = shown(pair.branch, PACKAGES)
    assert row[:6] == ["送出", "上报包", "1", "2026-11", COMMITTEE, "已导出"]
    assert row[8:12] == ["李静", "", "", str(done.size)]
    assert row[12] == done.path.name
    answer = pair.merge(done.path, receipt_to=pair.stick).receipt
    assert answer is not None
    receipt.receive(pair.branch, answer)
    (row,) = shown(pair.branch, PACKAGES)
    assert (row[5], row[10]) == ("已接收", "李静")
    assert row[9] == row[7]  # received on the day it was exported


def test_log_of_the_committee(pair: Pair) -> None:
    pair.carry()
    path = pair.export()
    merging.refuse_package(pair.committee, path, reason="缺少附件。")
    assert [row[:6] for row in shown(pair.committee, PACKAGES)] == [
        ["接收", "上报包", "2", "2026-11", BRANCH, "被退回"],
        ["接收", "上报包", "1", "2026-11", BRANCH, "已合并"],
    ]
    assert len(shown(pair.committee, PACKAGES, text="机修")) == 2
    assert shown(pair.committee, PACKAGES, text="铸造") == []
    query = Query(Scope(pair.committee.today()), filters=(Filter("status", "eq", "refused"),))
    assert listing.count(pair.committee, PACKAGES, query) == 1


def test_unfinished_export_is_not_listed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("djdesk.exchange.delivery.put", die)
    with pytest.raises(KeyboardInterrupt):
        report.export(pair.branch, pair.stick)
    assert shown(pair.branch, PACKAGES) == []


def test_who_is_behind(pair: Pair) -> None:
    desk = pair.committee
    found(desk, parent_id=desk.store.book.home_organization_id, kind="branch", name="铸造支部")
    joining.invite(desk, pair.stick, branch_name="锻造支部")
    pair.carry()
    by_name = {row[0]: row[2:8] for row in shown(desk, BRANCHES)}
    assert by_name == {
        BRANCH: ["已加入", "0", "已上报", "0", "1", "2026-11"],
        "铸造支部": ["未邀请", "", "从未上报", "", "", ""],
        "锻造支部": ["已邀请", "", "从未上报", "", "", ""],
    }
    assert packages.behind_count(desk) == 2
    later = {row[0]: row[4:6] for row in shown(desk, BRANCHES, date(2027, 1, 5))}
    assert later[BRANCH] == ["未上报", "2"]
    assert packages.behind_count(replace(desk, today=lambda: date(2027, 1, 5))) == 3
    assert [row[0] for row in shown(desk, BRANCHES, text="铸造")] == ["铸造支部"]


def test_committee_itself_and_groups_are_not_branches(pair: Pair) -> None:
    pair.carry()
    assert [row[0] for row in shown(pair.committee, BRANCHES)] == [BRANCH]


def test_entry_keeps_counts_and_reasons(pair: Pair) -> None:
    path = pair.export()
    entry, _ = merging.refuse_package(pair.committee, path, reason="缺少附件。")
    assert entry.reasons[0]["text"] == "缺少附件。"
    assert packages.entry(pair.committee, entry.id) == entry
    merged = pair.merge(path).entry
    assert (merged.id, merged.status, merged.reasons) == (entry.id, "merged", ())
    assert merged.counts["new"] > 0


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMITTEE])
def test_only_secretary_and_organizer_handle_packages(pair: Pair, role: Role) -> None:
    path = pair.export()
    branch, committee = replace(pair.branch, role=role), replace(pair.committee, role=role)
    for attempt in (
        lambda: report.export(branch, pair.stick),
        lambda: packages.confirm_superior(branch),
        lambda: packages.confirm_branch(committee, 1),
        lambda: merging.refuse_package(committee, path, reason="x"),
        lambda: merging.write_receipt(committee, 1, pair.stick),
        lambda: receipt.receive(branch, path),
    ):
        with pytest.raises(UserError, match="权限"):
            attempt()


def test_nothing_to_confirm(desk: Desk, committee_desk: Desk) -> None:
    with pytest.raises(UserError, match="还没有加入"):
        packages.confirm_superior(desk)
    with pytest.raises(UserError, match="还没有上报"):
        packages.confirm_branch(committee_desk, 99)


def test_time_as_messages_say_it() -> None:
    assert packages.spoken("2026-11-20T09:05:30+08:00") == "2026年11月20日 09:05"
    assert packages.spoken("") == ""

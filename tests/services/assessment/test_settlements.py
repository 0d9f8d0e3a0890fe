"""Rewards and penalties: entered, approved, paid; sums, what is refused, and the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment, audit, listing
from djdesk.services.assessment import SETTLEMENTS, SettlementSums, Subject
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Filter, Query, Scope, Value
from tests.models.store.people import last_step
from tests.services.conftest import Branch

TODAY = date(2026, 11, 20)
SCOPE = Scope(TODAY)


def entered(desk: Desk, subject: Subject, **values: Value) -> int:
    given: dict[str, Value] = {"kind": "reward", "title": "季度标兵", "fen": 20_000}
    return assessment.enter_settlement(desk, subject, given | values)


def member(branch: Branch, name: str) -> Subject:
    return Subject("member", branch.home, branch[name])


def test_a_reward_is_proposed_approved_and_paid(desk: Desk, branch: Branch) -> None:
    key = entered(desk, member(branch, "王强"), decided_on=date(2026, 10, 8))
    sheet = assessment.settlement(desk, key)
    assert (sheet.number, sheet.name, sheet.state) == ("2026-兑现-01", "王强", "proposed")
    with pytest.raises(Refused, match="还没有批准"):
        assessment.settle(desk, key, on=TODAY)
    assessment.save_settlement(
        desk, key, {"approved_by": "张书记", "approved_on": date(2026, 10, 20)}
    )
    assert assessment.settlement(desk, key).state == "approved"
    with pytest.raises(Refused, match="早于批准日期"):
        assessment.settle(desk, key, on=date(2026, 10, 19))
    assessment.settle(desk, key, on=TODAY, received_by="王强")
    sheet = assessment.settlement(desk, key)
    assert (sheet.state, sheet.values["received_by"]) == ("settled", "王强")
    with pytest.raises(UserError, match="已经兑现"):
        assessment.remove_settlement(desk, key)
    audit.undo_step(desk, last_step(desk.store))
    assert assessment.settlement(desk, key).state == "approved"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "gift"}, "kind"),
        ({"fen": -1}, "fen"),
        ({"year": 26}, "year"),
        ({"decided_on": date(2026, 11, 21)}, "decided_on"),
        ({"decided_on": TODAY, "approved_on": date(2026, 11, 19)}, "approved_on"),
        ({"settled_on": TODAY}, "settled_on"),
    ],
)
def test_what_is_no_settlement(
    desk: Desk, branch: Branch, changed: dict[str, Value], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        entered(desk, member(branch, "王强"), **changed)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_sums_stand_below_the_list(desk: Desk, branch: Branch) -> None:
    paid: dict[str, Value] = {
        "approved_by": "张书记",
        "approved_on": TODAY,
        "settled_on": TODAY,
    }
    entered(desk, member(branch, "王强"), **paid)
    entered(desk, Subject("group", branch.first), fen=50_050, year=2025)
    penalty = entered(desk, member(branch, "周敏"), kind="penalty", title="扣绩效", fen=10_000)
    honour = entered(desk, member(branch, "周敏"), title="通报表扬", fen="")
    assert assessment.settlement(desk, honour).values["fen"] == 0
    assert assessment.settlement_sums(desk, Query(SCOPE)) == SettlementSums(
        rewards=3, reward_fen=70_050, penalties=1, penalty_fen=10_000, settled_fen=20_000
    )
    this_year = Query(SCOPE, filters=(Filter("year", "eq", 2026),))
    assert assessment.settlement_sums(desk, this_year).reward_fen == 20_000
    assert list(listing.ids(desk, SETTLEMENTS, Query(SCOPE, "zm"))) == [honour, penalty]
    assert listing.table(desk, SETTLEMENTS, Query(SCOPE, "第一"), ("number", "name", "fen")) == [
        ("2025-兑现-01", "第一党小组", 50_050)
    ]
    chips = {chip.title: chip.count for chip in assessment.settlement_chips(desk, SCOPE)}
    assert chips == {"全部": 4, "奖励": 3, "扣罚": 1, "待批准": 3, "已兑现": 1}


def test_another_year_gives_another_number(desk: Desk, branch: Branch) -> None:
    key = entered(desk, member(branch, "王强"))
    entered(desk, member(branch, "周敏"), year=2025)
    assessment.save_settlement(desk, key, {"year": 2025})
    assert assessment.settlement(desk, key).number == "2025-兑现-02"
    assessment.remove_settlement(desk, key)
    with pytest.raises(UserError, match="找不到这一项"):
        assessment.settlement(desk, key)


def test_who_only_looks_settles_nothing(desk: Desk, branch: Branch) -> None:
    key = entered(desk, member(branch, "王强"))
    viewer = replace(desk, role=Role.VIEWER)
    for verb in (
        lambda: entered(viewer, member(branch, "王强")),
        lambda: assessment.save_settlement(viewer, key, {}),
        lambda: assessment.settle(viewer, key, on=TODAY),
        lambda: assessment.remove_settlement(viewer, key),
    ):
        with pytest.raises(UserError, match="权限"):
            verb()

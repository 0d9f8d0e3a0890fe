"""Standards: worked out by the rules, kept with their working, proposed for the next year."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import dues, roster, settings
from djdesk.services.desk import Desk
from djdesk.services.dues import ItemValue
from djdesk.services.listing import Value
from tests.services.conftest import Enrol
from tests.services.dues.conftest import Fix

JAN = date(2026, 1, 1)
PAYSLIP = (
    ItemValue("岗位工资", 1_120_000),
    ItemValue("个人所得税", 18_000, -1),
    ItemValue("养老保险", 210_000, -1),
    ItemValue("交通补贴", 50_000, -1),
)


def form(**values: Value) -> dict[str, Value]:
    start: dict[str, Value] = {"since": JAN, "code": "wage", "decided_on": JAN}
    return start | values


def test_the_base_of_items_is_worked_out_and_kept(desk: Desk, enrol: Enrol) -> None:
    # dues.md E21: 8420.00 x 1.5 %
    member = enrol()
    dues.fix_standard(desk, member, form(), PAYSLIP)
    row = dues.standards(desk, member)[0]
    assert (row.base_fen, row.rate, row.fen) == (842_000, "1.5%", 12_630)
    assert row.items == PAYSLIP
    assert any("8420.00 × 1.5% = 126.30" in line for line in row.working)
    assert "中组发〔2008〕3号" in row.basis


def test_a_quarter_that_never_ends_keeps_its_exact_base(desk: Desk, enrol: Enrol) -> None:
    member = enrol()
    dues.fix_standard(desk, member, form(code="business"), quarter=(900_000, 1_250_000, 700_001))
    row = dues.standards(desk, member)[0]
    assert (row.base_fen, row.divisor) == (2_850_001, 3)
    dues.change_standard(desk, row.id, {"reason": "补记原因"})
    again = dues.standards(desk, member)[0]
    assert (again.base_fen, again.divisor, again.fen, again.reason) == (
        row.base_fen,
        3,
        row.fen,
        "补记原因",
    )


def test_a_later_standard_ends_the_one_before(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol()
    fix(member)
    fix(member, since=date(2026, 7, 1), base=600_000, reason="调资")
    newest, oldest = dues.standards(desk, member)
    assert (newest.until, oldest.until) == (None, date(2026, 6, 1))
    with pytest.raises(Refused, match="已经核定过"):
        fix(member, since=date(2026, 7, 1))
    dues.withdraw_standard(desk, newest.id)
    assert dues.standards(desk, member)[0].until is None


def test_an_amount_of_ones_own_is_kept_with_a_warning(desk: Desk, enrol: Enrol) -> None:
    member = enrol()
    values = form(base_fen=450_000, fen=4_000)
    told = dues.check_standard(desk, member, values)
    assert [problem.is_error for problem in told] == [False]
    dues.fix_standard(desk, member, values)
    row = dues.standards(desk, member)[0]
    assert (row.fen, row.working[-1]) == (4_000, "支部核定：每月 40.00 元")


def test_what_is_lacking_is_told_at_its_field(desk: Desk, enrol: Enrol) -> None:
    member = enrol()
    for values, field in (
        (form(code=""), "code"),
        (form(), "base_fen"),
        (form(code="nothing"), "code"),
        (form(base_fen=-5), "base_fen"),
    ):
        with pytest.raises(Refused) as refused:
            dues.fix_standard(desk, member, values)
        assert refused.value.problems[0].field == field


def test_the_branch_chooses_its_unit_and_its_farmers_amount(desk: Desk, enrol: Enrol) -> None:
    settings.put(desk, settings.DUES_ROUNDING, "角")
    settings.put(desk, settings.DUES_FARMER, "0.50")
    worker, farmer = enrol("张建"), enrol("李强")
    dues.fix_standard(desk, worker, form(base_fen=654_321))
    dues.fix_standard(desk, farmer, form(code="farmer"))
    assert dues.standards(desk, worker)[0].fen == 9_810  # dues.md E7, rounded once
    assert dues.standards(desk, farmer)[0].fen == 50


def test_next_year_follows_from_this_one(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    worker, retiring, trader, new = (enrol(name) for name in ("张建", "李强", "王敏", "赵新"))
    fix(worker, base=1_000_001)
    fix(retiring)
    fix(trader, code="business", base=950_000)
    roster.change_work_post(desk, [retiring], "W8", date(2026, 6, 1))
    rows = {row.member_id: row for row in dues.proposals(desk, 2027)}
    assert (rows[worker].fen, rows[worker].ready) == (20_000, True)
    assert (rows[retiring].code, rows[retiring].needs_base) == ("pension", True)
    assert rows[retiring].change.startswith("2026年6月起为")
    assert rows[trader].needs_base
    assert rows[new].former_fen is None
    with pytest.raises(Refused, match="还缺计算基数"):
        dues.apply_proposals(desk, rows.values())
    ready = [
        rows[worker],
        dues.revised(desk, rows[retiring], base_fen=325_680),
        dues.revised(desk, rows[trader], base_fen=960_000),
        dues.revised(desk, rows[new], code="student"),
    ]
    assert dues.apply_proposals(desk, ready) == 4
    assert dues.standards(desk, retiring)[0].fen == 1_628  # dues.md E14
    assert dues.standards(desk, new)[0].fen == 20
    again = dues.proposals(desk, 2027)
    assert all(row.settled for row in again)
    assert dues.apply_proposals(desk, again) == 0


def test_reductions_need_their_approvals(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol()
    values: dict[str, Value] = {
        "since": date(2026, 3, 20),
        "until": date(2026, 8, 5),
        "to_fen": 500,
        "reason": "家庭困难",
        "branch_on": date(2026, 3, 1),
    }
    with pytest.raises(Refused, match="还没有核定标准"):
        dues.reduce(desk, member, values)
    fix(member)
    with pytest.raises(Refused, match="上级党委批准"):
        dues.reduce(desk, member, values)
    key = dues.reduce(desk, member, values | {"superior_on": date(2026, 3, 9)})
    with pytest.raises(Refused, match="重叠"):
        dues.reduce(desk, member, values | {"superior_on": date(2026, 3, 9)})
    row = dues.grid(desk, None, JAN, date(2026, 12, 1)).row(member)
    assert [row.cells[date(2026, n, 1)].due for n in (2, 3, 8, 9)] == [4_500, 500, 500, 4_500]
    dues.end_reduction(desk, key, until=date(2026, 5, 1))
    with pytest.raises(Refused, match="只批准到"):
        dues.end_reduction(desk, key, until=date(2026, 6, 1))
    row = dues.grid(desk, None, JAN, date(2026, 12, 1)).row(member)
    assert row.cells[date(2026, 6, 1)].due == 4_500


def test_a_letter_carries_arrears_along(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol(since=date(2026, 5, 10), way="A2")
    fix(member, since=date(2026, 1, 1))
    year = JAN, date(2026, 12, 1)
    assert dues.grid(desk, None, *year).row(member).due == 8 * 4_500
    dues.account(desk, member, {"paid_to": date(2026, 2, 1)})
    assert dues.grid(desk, None, *year).row(member).due == 10 * 4_500
    with pytest.raises(Refused, match="避免重复收交"):
        dues.account(desk, member, {"first": date(2026, 2, 1)})
    dues.account(desk, member, {"last": date(2026, 6, 1)})
    assert dues.grid(desk, None, *year).row(member).due == 4 * 4_500
    told = dues.particulars(desk, member)
    assert (told.first, told.last) == (date(2026, 3, 1), date(2026, 6, 1))


def test_months_with_a_proper_reason_are_said_so(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol()
    fix(member)
    values: dict[str, Value] = {"since": date(2026, 2, 1), "until": JAN, "reason": "住院"}
    with pytest.raises(Refused, match="截止月份早于"):
        dues.excuse(desk, member, values)
    key = dues.excuse(desk, member, values | {"until": date(2026, 3, 1)})
    row = dues.grid(desk, None, JAN, date(2026, 12, 1)).row(member)
    assert row.cells[date(2026, 2, 1)].state is dues.CellState.EXCUSED
    assert row.cells[date(2026, 2, 1)].due == 4_500
    dues.remove_excuse(desk, key)
    with pytest.raises(UserError, match="找不到"):
        dues.remove_excuse(desk, key)

"""Reminders of a real book about its dues, and the warnings of the pane beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from djdesk.services import dues, reminders
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.conftest import Enrol, enrol
from tests.services.dues.conftest import Fix, fix

__all__ = ["enrol", "fix"]  # fixtures

DUES = frozenset(f"R{number}" for number in range(30, 42))


def told(desk: Desk, day: date) -> dict[str, list[str]]:
    """The sentences of dues by rule as of `day`."""
    found: dict[str, list[str]] = {}
    for each in reminders.due(replace(desk, today=lambda: day)):
        if each.rule_id in DUES:
            found.setdefault(each.rule_id, []).append(each.text)
    return found


def chips(desk: Desk, day: date) -> dict[str, int]:
    return {each.rule: each.count for each in dues.warnings(desk, day)}


def test_a_book_without_standards_says_nothing(desk: Desk, enrol: Enrol) -> None:
    enrol("张建")
    assert told(desk, date(2026, 11, 20)) == {}


def test_who_pays_is_not_reminded(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    dues.pay(desk, member, fen=54_000, paid_on=date(2026, 1, 5), rest="ahead")
    assert told(desk, date(2026, 3, 20)) == {}
    assert chips(desk, date(2026, 3, 20)) == {}


def test_months_unpaid_grow_into_a_matter_for_a_meeting(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    member = enrol("张建")
    fix(member)
    assert set(told(desk, date(2026, 1, 27))) == {"R30"}
    assert set(told(desk, date(2026, 4, 2))) == {"R31"}
    june = told(desk, date(2026, 6, 3))
    assert set(june) == {"R32"}
    july = told(desk, date(2026, 7, 2))
    assert "支部大会讨论决定" in july["R32"][0]
    assert chips(desk, date(2026, 7, 2)) == {"R30": 1, "R32": 1}
    values: dict[str, Value] = {"since": date(2026, 1, 1), "reason": "住院"}
    dues.excuse(desk, member, values)
    assert "R32" not in told(desk, date(2026, 7, 2))


def test_the_house_is_reminded_to_hand_over_and_to_publish(
    desk: Desk, enrol: Enrol, fix: Fix
) -> None:
    member = enrol("张建")
    fix(member, since=date(2025, 1, 1))
    dues.pay(desk, member, fen=67_500, paid_on=date(2025, 12, 20), rest="ahead")
    day = date(2026, 3, 10)
    assert set(told(desk, day)) == {"R34", "R38", "R39"}
    assert {"R34", "R38", "R39"} <= set(chips(desk, day))
    draft = dues.propose_remittance(desk, dues.periods(desk, 2025)[3])
    dues.hand_over(desk, draft, handed_on=date(2026, 1, 8))
    dues.publish(desk, {"year": 2025, "published_on": date(2026, 2, 1), "place": "公开栏"})
    assert set(told(desk, day)) == {"R34"}


def test_cap_large_reduction_and_age(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    rich, poor = enrol("张建"), enrol("李强")
    old = enrol("王敏", born=date(1965, 3, 1))
    fix(rich, base=6_300_000, fen=126_000)
    fix(poor)
    fix(old)
    for key in (rich, poor, old):
        dues.pay_arrears(desk, key, date(2026, 11, 2))
    dues.pay(desk, rich, fen=200_000, paid_on=date(2026, 11, 3), months=(), rest="voluntary")
    values: dict[str, Value] = {
        "since": date(2026, 1, 1),
        "until": date(2026, 11, 1),
        "to_fen": 500,
        "reason": "困难",
        "branch_on": date(2026, 1, 5),
        "superior_on": date(2026, 1, 6),
    }
    dues.reduce(desk, poor, values)
    day = date(2026, 11, 20)
    assert set(told(desk, day)) == {"R36", "R37", "R40", "R41"}
    assert set(chips(desk, day)) == {"R36", "R37", "R40", "R41"}


def test_statements_do_not_grow_with_members(desk: Desk, enrol: Enrol, fix: Fix) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(_c: object, _k: object, statement: str, *_more: object) -> None:
            seen.append(statement)

        engine = desk.store.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            dues.grid(desk, None, date(2026, 1, 1), date(2026, 12, 1))
            dues.warnings(desk)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    fix(enrol("张建"))
    few = statements()
    for name in ("李强", "王敏", "赵新", "钱进"):
        fix(enrol(name))
    assert statements() == few


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_a_committee_is_not_reminded_of_its_branches_dues(committee_desk: Desk, day: date) -> None:
    assert told(committee_desk, day) == {}

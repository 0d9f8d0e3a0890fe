"""What feeds read from dues: in time, late, excused, taken back, and as of which day."""

from __future__ import annotations

from datetime import date

from djdesk.services import dues
from djdesk.services.assessment.facts import Fact, Reading
from djdesk.services.assessment.feeds import facts
from djdesk.services.desk import Desk
from tests.services.assessment.books import NOVEMBER, on
from tests.services.conftest import Branch, branch, enrol
from tests.services.dues.conftest import Fix, fix

__all__ = ["branch", "enrol", "fix"]  # fixtures

OVER = date(2026, 12, 8)


def read(desk: Desk, feed: str, as_of: date = OVER) -> dict[str, Fact]:
    home = desk.store.book.home_organization_id
    with desk.store.read() as session:
        found = facts(Reading(session, home, NOVEMBER, as_of), feed, "member")
    return {each.name: each for each in found}


def test_half_paid_in_time_is_late(desk: Desk, branch: Branch, fix: Fix) -> None:
    fix(branch["吴亮"], since=NOVEMBER)
    dues.pay(desk, branch["吴亮"], fen=2000, paid_on=date(2026, 11, 3))
    dues.pay(on(desk, OVER), branch["吴亮"], fen=2500, paid_on=date(2026, 12, 1), months=[NOVEMBER])
    found = read(desk, "dues_late")["吴亮"]
    assert found.text == "11月党费到11月30日还差 25.00 元"
    assert found.happened_on == date(2026, 11, 30)
    assert [part.split(":")[0] for part in found.source.split()] == ["dues_payment"] * 2
    assert read(desk, "dues_on_time") == {}


def test_nobody_is_late_on_the_last_day(desk: Desk, branch: Branch, fix: Fix) -> None:
    fix(branch["吴亮"], since=NOVEMBER)
    assert read(desk, "dues_late", date(2026, 11, 30)) == {}
    found = read(desk, "dues_late", date(2026, 12, 1))["吴亮"]
    assert found.source.startswith("dues_standard:")


def test_paid_ahead_counts_from_the_first_day(desk: Desk, branch: Branch, fix: Fix) -> None:
    fix(branch["吴亮"], since=date(2026, 10, 1))
    dues.pay(desk, branch["吴亮"], fen=9000, paid_on=date(2026, 10, 5), rest="ahead")
    found = read(desk, "dues_on_time", date(2026, 11, 2))["吴亮"]
    assert (found.happened_on, found.text) == (NOVEMBER, "11月党费 45.00 元按时交纳")


def test_an_excuse_is_neither(desk: Desk, branch: Branch, fix: Fix) -> None:
    fix(branch["吴亮"], since=NOVEMBER)
    dues.excuse(desk, branch["吴亮"], {"since": NOVEMBER, "reason": "住院"})
    assert read(desk, "dues_late") == {}
    assert read(desk, "dues_on_time") == {}


def test_who_is_asked_for_nothing_is_neither(desk: Desk, branch: Branch, fix: Fix) -> None:
    fix(branch["吴亮"], since=date(2026, 12, 1))
    assert read(desk, "dues_late") == {}


def test_a_payment_taken_back_never_counted(desk: Desk, branch: Branch, fix: Fix) -> None:
    fix(branch["吴亮"], since=NOVEMBER)
    paid = dues.pay(desk, branch["吴亮"], fen=4500, paid_on=date(2026, 11, 3))
    assert "吴亮" in read(desk, "dues_on_time", date(2026, 11, 20))
    dues.reverse(on(desk, OVER), paid.payment_id, reason="记错了人", on=date(2026, 12, 3))
    assert "吴亮" in read(desk, "dues_late")
    # a month that was confirmed before looks as it looked then
    assert "吴亮" in read(desk, "dues_on_time", date(2026, 12, 2))


def test_a_deduction_for_the_group_names_the_member(desk: Desk, branch: Branch, fix: Fix) -> None:
    fix(branch["吴亮"], since=NOVEMBER)
    home = desk.store.book.home_organization_id
    with desk.store.read() as session:
        (found,) = facts(Reading(session, home, NOVEMBER, OVER), "dues_late", "group")
    assert (found.organization_id, found.text[:2]) == (branch.first, "吴亮")

"""Reminders about the assessment of a real book: what makes them speak and what silences them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.models.assessment import Contact, Correction, Pairing
from djdesk.services import assessment, meetings, reminders
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.reminders import Reminder, Severity
from tests.services.assessment.books import (
    change_month,
    item,
    put_line,
    put_month,
    put_rubric,
    rubric_of,
)
from tests.services.assessment.test_warnings import LADDER
from tests.services.conftest import Branch, branch, enrol

__all__ = ["branch", "enrol"]  # fixtures

OCTOBER = date(2026, 10, 1)
HAND = item("H1", "", -10)


def told(desk: Desk, day: date) -> dict[str, list[Reminder]]:
    """What the rules of the assessment say as of `day`."""
    found: dict[str, list[Reminder]] = {}
    for each in reminders.due(replace(desk, today=lambda: day)):
        if each.rule_id in ("R110", "R111", "R112", "R115", "R119"):
            found.setdefault(each.rule_id, []).append(each)
    return found


def begun(desk: Desk, *months: int, notice: str = "month") -> dict[int, int]:
    """Months of one rubric, scored all but the last, by number."""
    rubric = put_rubric(desk, rubric_of({"member": (HAND,)}, LADDER, notice=notice))
    return {month: put_month(desk, rubric, date(2026, month, 1)) for month in months}


def test_a_book_without_months_says_nothing(desk: Desk, branch: Branch) -> None:
    put_rubric(desk, rubric_of({"member": (HAND,)}))
    assert told(desk, date(2026, 11, 5)) == {}


def test_the_month_before_is_asked_for(desk: Desk, branch: Branch) -> None:
    keys = begun(desk, 10)
    (found,) = told(desk, date(2026, 11, 4))["R110"]
    assert found.text.startswith("10月的积分还没有计分")
    assert (found.target.area, found.target.hints["month"]) == ("assessment", OCTOBER)
    change_month(desk, keys[10], state="scored")
    assert "R110" not in told(desk, date(2026, 11, 4))
    # November was never opened
    (next_one,) = told(desk, date(2026, 12, 4))["R110"]
    assert "还没有开账" in next_one.text


def test_months_before_the_first_are_not_asked_for(desk: Desk, branch: Branch) -> None:
    begun(desk, 11)
    assert told(desk, date(2026, 11, 4)) == {}


def test_results_are_to_be_posted_by_the_rhythm(desk: Desk, branch: Branch) -> None:
    keys = begun(desk, 7, 8, 9, notice="quarter")
    for key in keys.values():
        change_month(desk, key, state="confirmed", confirmed_on=date(2026, 10, 4))
    (found,) = told(desk, date(2026, 10, 8))["R111"]
    assert found.target.hints["month"] == date(2026, 9, 1)
    change_month(desk, keys[9], state="published")
    assert "R111" not in told(desk, date(2026, 10, 8))
    change_month(desk, keys[9], state="sealed")
    assert "R111" not in told(desk, date(2026, 10, 12))


def test_a_warning_speaks_until_somebody_acted(desk: Desk, branch: Branch) -> None:
    keys = begun(desk, 10)
    put_line(desk, branch["吴亮"], "H1", -500, month=OCTOBER, happened_on=OCTOBER)
    put_line(desk, branch["郑华"], "H1", -500, month=OCTOBER, happened_on=OCTOBER)
    day = date(2026, 11, 6)
    assert "R112" not in told(desk, day)  # no result yet
    change_month(desk, keys[10], state="scored", scored_on=date(2026, 11, 3))
    found = told(desk, day)["R112"]
    assert sorted(each.names[0] for each in found) == ["吴亮", "郑华"]
    assert {(each.due, each.severity) for each in found} == {(date(2026, 11, 10), Severity.WARN)}
    assert {each.target.record_id for each in found} == {branch["吴亮"], branch["郑华"]}
    meetings.add_talk(desk, {"talker": "李静", "partner": "吴亮", "held_on": date(2026, 11, 5)})
    with desk.store.write("整改", area="assessment") as session:
        session.add(
            Correction(
                level="member",
                organization_id=branch.home,
                member_id=branch["郑华"],
                month=OCTOBER,
                warning="yellow",
                opened_on=day,
                problem="得分低",
            )
        )
    assert "R112" not in told(desk, day)


def test_two_yellow_months_are_an_alarm(desk: Desk, branch: Branch) -> None:
    keys = begun(desk, 9, 10)
    for month in (9, 10):
        first = date(2026, month, 1)
        put_line(desk, branch["吴亮"], "H1", -500, month=first, happened_on=first)
        change_month(desk, keys[month], state="scored", scored_on=date(2026, 11, 3))
    (found,) = told(desk, date(2026, 11, 6))["R112"]
    assert found.severity is Severity.ALARM
    assert "连续 2 个月黄牌" in found.text
    assert told(desk, date(2027, 3, 1)).get("R112") is None  # long ago


def pair(desk: Desk, branch: Branch, *days: date, **values: object) -> int:
    given: dict[str, object] = {"kind": "member", "since": date(2026, 9, 1)}
    with desk.store.write("结对", area="assessment") as session:
        row = Pairing(
            organization_id=branch.home,
            helper_id=branch["李静"],
            helper="李静",
            partner="吴亮",
            **given | values,
        )
        session.add(row)
        session.flush()
        for day in days:
            session.add(Contact(pairing_id=row.id, held_on=day, content="走访"))
        return row.id


def test_a_pair_without_contact_is_spoken_of(desk: Desk, branch: Branch) -> None:
    key = pair(desk, branch, date(2026, 10, 9))
    assert told(desk, date(2026, 11, 20)) == {}
    (found,) = told(desk, date(2026, 11, 26))["R115"]
    assert found.text == "李静帮扶吴亮11月还没有帮扶记录"
    assert (found.target.area, found.target.record_id) == ("improvement", key)
    with desk.store.write("帮扶", area="assessment") as session:
        session.add(Contact(pairing_id=key, held_on=date(2026, 11, 20), content="走访"))
    assert told(desk, date(2026, 11, 26)) == {}


@pytest.mark.parametrize(
    "values",
    [
        {"since": date(2026, 11, 2)},  # begun in the month
        {"ended_on": date(2026, 11, 10)},
        {"kind": "branch", "since": date(2026, 11, 1)},
    ],
)
def test_pairs_of_which_nothing_is_asked(
    desk: Desk, branch: Branch, values: dict[str, object]
) -> None:
    pair(desk, branch, date(2026, 10, 9), **values)
    assert told(desk, date(2026, 11, 28)) == {}


def test_two_branches_are_asked_by_quarters(desk: Desk, branch: Branch) -> None:
    pair(desk, branch, date(2026, 9, 9), kind="branch", since=date(2026, 7, 1))
    assert told(desk, date(2026, 11, 28)) == {}
    (found,) = told(desk, date(2026, 12, 28))["R115"]
    assert "第四季度" in found.text


def test_a_correction_speaks_until_its_recheck_passed(desk: Desk, branch: Branch) -> None:
    subject = assessment.Subject("member", branch.home, branch["王强"])
    values: dict[str, Value] = {
        "opened_on": date(2026, 10, 8),
        "problem": "学习笔记缺页",
        "due_on": date(2026, 10, 30),
    }
    opened = replace(desk, today=lambda: date(2026, 11, 2))
    key = assessment.open_correction(opened, subject, values)
    assert "R119" not in told(desk, date(2026, 10, 20))
    (soon,) = told(desk, date(2026, 10, 25))["R119"]
    assert soon.text == "王强的整改“学习笔记缺页”应在10月30日前销号"
    assert (soon.target.area, soon.target.record_id) == ("improvement", key)
    (late,) = told(desk, date(2026, 11, 2))["R119"]
    assert (late.severity, late.days_left) == (Severity.WARN, -3)
    assessment.report_done(opened, key, on=date(2026, 11, 1), note="已补齐")
    assert "R119" in told(desk, date(2026, 11, 2))
    assessment.recheck(opened, key, True, on=date(2026, 11, 2), by="李静")
    assert "R119" not in told(desk, date(2026, 11, 2))


def test_a_committee_is_not_reminded(committee_desk: Desk) -> None:
    put_month(committee_desk, put_rubric(committee_desk, rubric_of({"member": (HAND,)})), OCTOBER)
    assert told(committee_desk, date(2026, 11, 5)) == {}

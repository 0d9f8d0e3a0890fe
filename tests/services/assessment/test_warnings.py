"""Warnings of real books: who stands on which rung, why, by when, and what no longer counts."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.assessment import Correction, Result, ScoringClass
from djdesk.models.meetings import Attendance
from djdesk.models.rules.assessment.rubric import Warn
from djdesk.services.assessment import warnings
from djdesk.services.assessment.rows import opened
from djdesk.services.assessment.warnings import WarningRow
from djdesk.services.desk import Desk
from tests.services.assessment.books import (
    NOVEMBER,
    change_month,
    item,
    on,
    put_line,
    put_month,
    put_rubric,
    rubric_of,
)
from tests.services.conftest import Branch, branch, enrol
from tests.services.meetings.people import put_meeting, put_roll, statements

__all__ = ["branch", "enrol"]  # fixtures

LADDER = (
    Warn("blue", "蓝色预警", missing=1, step="提醒补齐"),
    Warn(
        "yellow",
        "黄牌",
        below=600,
        quarter_below=600,
        absences=2,
        within=7,
        step="书记谈话",
        source="三级考核通行做法",
    ),
    Warn("red", "红牌", half_below=600, repeats=2, of="yellow", step="报上级"),
)
HAND = item("H1", "", -10)


def months(desk: Desk, *wanted: int) -> dict[int, int]:
    """Scored months of one rubric with the ladder, by number."""
    rubric = put_rubric(desk, rubric_of({"member": (HAND,)}, LADDER))
    return {month: put_month(desk, rubric, date(2026, month, 1), "scored") for month in wanted}


def told(desk: Desk, month: int = 11, day: date | None = None) -> dict[str, list[WarningRow]]:
    """The warnings of a month by name."""
    found: dict[str, list[WarningRow]] = {}
    seen = on(desk, day) if day is not None else desk
    for each in warnings.warnings(seen, date(2026, month, 1)):
        found.setdefault(each.name, []).append(each)
    return found


def mark(desk: Desk, branch: Branch, day: date, status: str = "absent", kind: str = "M5") -> None:
    """吴亮 is marked so, everybody else came."""
    everybody = dict.fromkeys(branch.members.values(), "present")
    put_roll(desk, put_meeting(desk, kind, day), everybody | {branch["吴亮"]: status})


def test_nobody_is_warned_without_reason(desk: Desk, branch: Branch) -> None:
    assert told(desk) == {}  # not opened
    months(desk, 11)
    assert told(desk) == {}


def test_a_month_below_sixty(desk: Desk, branch: Branch) -> None:
    months(desk, 11)
    put_line(desk, branch["吴亮"], "H1", -401)
    put_line(desk, branch["郑华"], "H1", -400)  # sixty itself is enough
    (found,) = told(desk)["吴亮"]
    assert "郑华" not in told(desk)
    assert (found.code, found.title) == ("yellow", "黄牌")
    assert found.why == ("本月 59.9 分，低于 60.0 分",)
    assert found.words == "吴亮：黄牌（本月 59.9 分，低于 60.0 分）"
    assert (found.step, found.due_on) == ("书记谈话", date(2026, 11, 27))
    assert (found.group, found.source) == ("第一党小组", "三级考核通行做法")


def test_a_month_still_running_has_no_result_to_warn_of(desk: Desk, branch: Branch) -> None:
    keys = months(desk, 11)
    change_month(desk, keys[11], state="open")
    put_line(desk, branch["吴亮"], "H1", -500)  # what is yet to be booked may make it good
    assert told(desk) == {}
    assert told(desk, day=date(2026, 11, 30)) == {}
    assert told(desk, day=date(2026, 12, 1))["吴亮"][0].code == "yellow"
    mark(desk, branch, date(2026, 11, 5))
    mark(desk, branch, date(2026, 11, 12))
    assert told(desk)["吴亮"][0].why == ("连续 2 次无故缺席",)  # facts speak at once


def test_days_run_from_the_day_of_the_result(desk: Desk, branch: Branch) -> None:
    keys = months(desk, 11)
    put_line(desk, branch["吴亮"], "H1", -500)
    assert told(desk, day=date(2026, 12, 9))["吴亮"][0].due_on == date(2026, 12, 7)
    change_month(desk, keys[11], state="scored", scored_on=date(2026, 12, 3))
    assert told(desk, day=date(2026, 12, 9))["吴亮"][0].due_on == date(2026, 12, 10)


def test_absent_twice_running(desk: Desk, branch: Branch) -> None:
    months(desk, 11)
    mark(desk, branch, date(2026, 11, 5))
    assert told(desk) == {}
    mark(desk, branch, date(2026, 11, 12))
    (found,) = told(desk)["吴亮"]
    assert found.why == ("连续 2 次无故缺席",)


def test_a_row_goes_on_over_the_end_of_a_month(desk: Desk, branch: Branch) -> None:
    months(desk, 11)
    mark(desk, branch, date(2026, 10, 29))
    mark(desk, branch, date(2026, 11, 5))
    assert told(desk)["吴亮"][0].code == "yellow"


@pytest.mark.parametrize(
    ("between", "warned"), [("present", False), ("sick", False), ("excused", True)]
)
def test_what_breaks_a_row(desk: Desk, branch: Branch, between: str, warned: bool) -> None:
    months(desk, 11)
    mark(desk, branch, date(2026, 11, 5))
    mark(desk, branch, date(2026, 11, 10), between)
    mark(desk, branch, date(2026, 11, 12))
    assert ("吴亮" in told(desk)) is warned


def test_a_sitting_of_two_kinds_is_one_absence(desk: Desk, branch: Branch) -> None:
    months(desk, 11)
    for kind in ("M1", "M5"):
        key = put_meeting(desk, kind, date(2026, 11, 5), sitting="eins")
        put_roll(desk, key, {branch["吴亮"]: "absent"})
    assert told(desk) == {}


def test_two_yellow_months_running_are_red(desk: Desk, branch: Branch) -> None:
    months(desk, 9, 10, 11)
    for month in (10, 11):
        first = date(2026, month, 1)
        put_line(desk, branch["吴亮"], "H1", -450, month=first, happened_on=first)
    assert [each.code for each in told(desk, 10)["吴亮"]] == ["yellow"]
    red, yellow = told(desk, 11)["吴亮"]
    assert (red.code, yellow.code) == ("red", "yellow")
    assert red.why == ("连续 2 个月黄牌",)
    assert red.due_on is None


def test_a_good_month_between_breaks_the_row(desk: Desk, branch: Branch) -> None:
    months(desk, 9, 10, 11)
    for month in (9, 11):
        first = date(2026, month, 1)
        put_line(desk, branch["吴亮"], "H1", -450, month=first, happened_on=first)
    assert [each.code for each in told(desk, 11)["吴亮"]] == ["yellow"]


def test_a_half_year_below_sixty(desk: Desk, branch: Branch) -> None:
    months(desk, 7, 8, 9, 10, 11, 12)
    for month, points in ((7, -390), (8, -390), (9, -390), (10, -390), (11, -390), (12, -480)):
        first = date(2026, month, 1)
        put_line(desk, branch["吴亮"], "H1", points, month=first, happened_on=first)
    found = told(desk, 12, date(2026, 12, 31))["吴亮"]
    assert found[0].code == "red"
    assert "本半年平均" in found[0].why[0]


def test_what_is_missing_is_blue(desk: Desk, branch: Branch) -> None:
    months(desk, 11)
    mark(desk, branch, date(2026, 10, 8), "personal")  # 补课 until 7 November
    (found,) = told(desk)["吴亮"]
    assert (found.code, found.why) == ("blue", ("缺 1 项",))
    with desk.store.write("补课", area="meetings") as session:
        row = session.query(Attendance).where(Attendance.status == "personal").one()
        row.makeup_on = date(2026, 11, 18)
    assert told(desk) == {}


def test_the_branch_is_warned_of_its_own_only(desk: Desk, branch: Branch) -> None:
    rubric = rubric_of({"member": (HAND,), "branch": (item("B1", "", -10),)}, LADDER)
    put_month(desk, put_rubric(desk, rubric))
    mark(desk, branch, date(2026, 10, 8), "personal")
    over = date(2026, 12, 2)
    (own,) = [
        each for rows in told(desk, 11, over).values() for each in rows if each.level == "branch"
    ]
    assert own.code == "blue"  # meetings that November asked for, not the member's 补课
    assert own.member_id is None


def test_who_is_not_scored_is_not_warned(desk: Desk, branch: Branch) -> None:
    months(desk, 11)
    put_line(desk, branch["吴亮"], "H1", -500)
    mark(desk, branch, date(2026, 11, 5))
    mark(desk, branch, date(2026, 11, 12))
    with desk.store.write("不计分", area="assessment") as session:
        session.add(ScoringClass(member_id=branch["吴亮"], since=NOVEMBER, kind="exempt"))
    assert told(desk) == {}


def test_a_confirmed_month_speaks_of_its_day(desk: Desk, branch: Branch) -> None:
    keys = months(desk, 11)
    mark(desk, branch, date(2026, 11, 5))
    with desk.store.write("审定", area="assessment") as session:
        session.add(
            Result(
                month_id=keys[11],
                level="member",
                organization_id=branch.home,
                member_id=branch["吴亮"],
                base=1000,
                plus=0,
                minus=0,
                own=1000,
                score=1000,
            )
        )
    change_month(desk, keys[11], state="confirmed", confirmed_on=date(2026, 11, 10))
    mark(desk, branch, date(2026, 11, 12))  # after the month was confirmed
    assert told(desk) == {}
    change_month(desk, keys[11], state="scored", confirmed_on=None)
    assert "吴亮" in told(desk)


def test_a_correction_that_was_opened_is_named(desk: Desk, branch: Branch) -> None:
    months(desk, 11)
    put_line(desk, branch["吴亮"], "H1", -500)
    assert told(desk)["吴亮"][0].correction_id is None
    with desk.store.write("整改", area="assessment") as session:
        row = Correction(
            level="member",
            organization_id=branch.home,
            member_id=branch["吴亮"],
            month=NOVEMBER,
            warning="yellow",
            opened_on=date(2026, 11, 20),
            problem="得分低",
        )
        session.add(row)
        session.flush()
        key = row.id
    assert told(desk)["吴亮"][0].correction_id == key


def test_codes_and_counts_are_the_gravest(desk: Desk, branch: Branch) -> None:
    months(desk, 10, 11)
    for month in (10, 11):
        first = date(2026, month, 1)
        put_line(desk, branch["吴亮"], "H1", -450, month=first, happened_on=first)
    put_line(desk, branch["郑华"], "H1", -450)
    with desk.store.read() as session:
        found = warnings.codes(session, opened(session, branch.home, NOVEMBER), desk.today())
    home = branch.home
    assert found == {
        ("member", home, branch["吴亮"]): "red",
        ("member", home, branch["郑华"]): "yellow",
    }
    assert warnings.summary(warnings.warnings(desk, NOVEMBER)) == {"red": 1, "yellow": 1}


def test_a_rubric_without_a_ladder_warns_of_nothing(desk: Desk, branch: Branch) -> None:
    put_month(desk, put_rubric(desk, rubric_of({"member": (HAND,)})))
    put_line(desk, branch["吴亮"], "H1", -900)
    assert told(desk) == {}


def test_statements_do_not_grow_with_people(desk: Desk, branch: Branch) -> None:
    months(desk, 10, 11)

    def asked() -> int:
        with statements(desk) as seen:
            warnings.warnings(desk, NOVEMBER)
        return len(seen)

    mark(desk, branch, date(2026, 11, 5))
    few = asked()
    for day in (6, 9, 10, 11, 12):
        mark(desk, branch, date(2026, 11, day))
    for key in branch.members.values():
        put_line(desk, key, "H1", -500)
    assert asked() == few

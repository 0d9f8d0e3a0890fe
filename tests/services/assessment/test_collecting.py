"""Collecting on real books: what becomes a line, what is taken back, and what never changes."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import select

from djdesk.errors import UserError
from djdesk.models.assessment import ScoringClass
from djdesk.models.audit import AuditStep
from djdesk.models.meetings import Attendance, Meeting
from djdesk.models.rules.assessment.rubric import LEVELS, Item, Rubric, Step, Table
from djdesk.services import assessment, audit, dues, meetings, roster
from djdesk.services.assessment import board, collecting, ledger, plans, rubrics
from djdesk.services.desk import Desk, Role
from djdesk.services.meetings import Mark
from tests.services.assessment.books import (
    NOVEMBER,
    OVER,
    booked,
    change_month,
    item,
    on,
    put_line,
    put_month,
    put_rubric,
    rubric_of,
    worth,
)
from tests.services.conftest import Branch, Enrol, branch, enrol
from tests.services.dues.conftest import Fix, fix
from tests.services.meetings.people import put_meeting, put_roll, statements

__all__ = ["branch", "enrol", "fix"]  # fixtures

ABSENT = item("X1", "absent", -30)
PRESENT = item("Z1", "present", 10)


def meeting_of(desk: Desk, branch: Branch, day: date = date(2026, 11, 5), **marks: str) -> int:
    """A theme day to which everybody came, but for those marked otherwise."""
    key = put_meeting(desk, "M5", day)
    everybody = dict.fromkeys(branch.members.values(), "present")
    put_roll(desk, key, everybody | {branch[name]: mark for name, mark in marks.items()})
    return key


def opened(
    desk: Desk,
    *items: Item,
    month: date = NOVEMBER,
    left_out: tuple[str, ...] = (),
    join_by: int = 0,
) -> int:
    """An open month of a rubric with these items for members."""
    rubric = rubric_of({"member": items}, left_out=left_out, join_by=join_by)
    return put_month(desk, put_rubric(desk, rubric), month)


def counts(plan: plans.CollectPlan) -> tuple[int, int, int]:
    return len(plan.new), len(plan.changed), len(plan.gone)


def test_a_plan_writes_nothing_and_collecting_books_it(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    meeting = meeting_of(desk, branch, 吴亮="absent", 郑华="absent")
    plan = collecting.plan_collect(desk, NOVEMBER)
    assert counts(plan) == (2, 0, 0)
    assert plan.words == "新增 2 项。"
    assert plan.new[0].words == "吴亮：X1 -3.0（无故缺席11月5日第1次主题党日）"
    assert booked(desk) == []
    assert collecting.collect(desk, NOVEMBER) == 2
    with desk.store.read() as session:
        uid = session.get_one(Meeting, meeting).uid
    line = booked(desk)[0]
    assert (line.member_id, line.points, line.quantity) == (branch["吴亮"], -30, 1)
    assert (line.feed, line.source) == ("absent", f"meeting:{uid}")
    assert (line.happened_on, line.state, line.entered_by) == (date(2026, 11, 5), "valid", "李静")


def test_collecting_twice_changes_nothing(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT, PRESENT)
    meeting_of(desk, branch, 吴亮="absent")
    assert collecting.collect(desk, NOVEMBER) == 8
    before = [line.id for line in booked(desk)]
    assert collecting.collect(desk, NOVEMBER) == 0
    assert [line.id for line in booked(desk)] == before
    plan = collecting.plan_collect(desk, NOVEMBER)
    assert (plan.count, plan.words) == (0, "2026年11月的积分与各台账一致。")


def test_a_corrected_roll_takes_back_and_books_anew(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT, PRESENT)
    key = meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    with desk.store.write("更正签到", area="meetings") as session:
        for row in session.scalars(select(Attendance).where(Attendance.meeting_id == key)):
            if row.member_id == branch["吴亮"]:
                row.status = "present"
            if row.member_id == branch["郑华"]:
                row.status = "absent"
    plan = collecting.plan_collect(desk, NOVEMBER)
    assert counts(plan) == (2, 0, 2)
    collecting.collect(desk, NOVEMBER)
    found = worth(desk)
    assert (branch["吴亮"], "X1") not in found
    assert found[branch["吴亮"], "Z1"] == 10
    assert found[branch["郑华"], "X1"] == -30
    lines = booked(desk)
    reversals = [line for line in lines if line.reverses_id is not None]
    assert len(reversals) == 2
    for line in reversals:
        former = next(each for each in lines if each.id == line.reverses_id)
        assert line.points == -former.points
        assert (line.item, line.member_id, line.feed) == (
            former.item,
            former.member_id,
            former.feed,
        )


def test_back_and_forth_ends_where_it_began(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    key = meeting_of(desk, branch, 吴亮="absent")
    for status in ("present", "absent", "sick", "absent"):
        collecting.collect(desk, NOVEMBER)
        meetings.save_roll(desk, key, {branch["吴亮"]: Mark(status)})
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "X1"): -30}
    assert len(booked(desk)) == 5  # three lines, of which two were taken back


def test_a_moved_meeting_moves_its_lines(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    key = meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    with desk.store.write("更正日期", area="meetings") as session:
        session.get_one(Meeting, key).held_on = date(2026, 11, 6)
    plan = collecting.plan_collect(desk, NOVEMBER)
    assert counts(plan) == (0, 1, 0)
    assert plan.words == "更正 1 项。"
    collecting.collect(desk, NOVEMBER)
    assert booked(desk)[-1].happened_on == date(2026, 11, 6)
    with desk.store.write("更正日期", area="meetings") as session:
        session.get_one(Meeting, key).held_on = date(2026, 10, 30)
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {}


def test_what_was_taken_back_by_hand_stays_so(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    ledger.reverse_line(desk, booked(desk)[0].id, reason="经研究不扣")
    assert collecting.plan_collect(desk, NOVEMBER).count == 0
    assert worth(desk) == {}
    meeting_of(desk, branch, date(2026, 11, 12), 吴亮="absent")
    assert collecting.collect(desk, NOVEMBER) == 1  # another absence is another fact
    assert worth(desk) == {(branch["吴亮"], "X1"): -30}


def test_a_confirmed_month_never_changes(desk: Desk, branch: Branch) -> None:
    month = opened(desk, ABSENT)
    key = meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    lines = [line.id for line in booked(desk)]
    for state in ("confirmed", "published", "sealed"):
        change_month(desk, month, state=state, confirmed_on=date(2026, 11, 20))
        assert collecting.plan_collect(desk, NOVEMBER).count == 0
        with pytest.raises(UserError, match="已审定"):
            collecting.collect(desk, NOVEMBER)
    meetings.save_roll(desk, key, {branch["吴亮"]: Mark("present")})
    plan = collecting.plan_collect(desk, NOVEMBER)
    assert plan.closed
    assert "审定后台账有差异 1 项" in plan.words
    with pytest.raises(UserError, match="不能归集"):
        collecting.collect(desk, NOVEMBER)
    assert [line.id for line in booked(desk)] == lines


def test_a_reopened_month_takes_what_changed(desk: Desk, branch: Branch) -> None:
    month = opened(desk, ABSENT)
    key = meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    change_month(desk, month, state="confirmed", confirmed_on=date(2026, 11, 20))
    meetings.save_roll(desk, key, {branch["吴亮"]: Mark("present")})
    change_month(desk, month, state="scored", revision=2)
    assert collecting.collect(desk, NOVEMBER) == 1
    assert worth(desk) == {}


def test_a_month_that_was_not_opened_is_refused(desk: Desk, branch: Branch) -> None:
    with pytest.raises(UserError, match="还没有开账"):
        collecting.collect(desk, NOVEMBER)


def test_collecting_asks_for_the_permission(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    meeting_of(desk, branch, 吴亮="absent")
    guest = Desk(desk.store, "客人", Role.VIEWER, desk.today)
    assert collecting.plan_collect(guest, NOVEMBER).count == 1
    with pytest.raises(UserError):
        collecting.collect(guest, NOVEMBER)


# --- rubrics ------------------------------------------------------------------------------------


def test_a_changed_price_replaces_the_lines(desk: Desk, branch: Branch) -> None:
    month = opened(desk, ABSENT)
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    dearer = rubric_of({"member": (item("X1", "absent", -50),)})
    change_month(desk, month, rubric_id=put_rubric(desk, dearer, revision=2))
    plan = collecting.plan_collect(desk, NOVEMBER)
    assert [(each.was, each.points) for each in plan.changed] == [(-30, -50)]
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "X1"): -50}


def test_a_rubric_without_the_item_takes_its_lines_back(desk: Desk, branch: Branch) -> None:
    month = opened(desk, ABSENT)
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    other = rubric_of({"member": (PRESENT,)})
    change_month(desk, month, rubric_id=put_rubric(desk, other, revision=2))
    collecting.collect(desk, NOVEMBER)
    assert set(worth(desk)) == {
        (key, "Z1") for name, key in branch.members.items() if name != "吴亮"
    }


def test_a_rubric_changes_only_its_own_months(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT, month=date(2026, 10, 1))
    dearer = rubric_of({"member": (item("X1", "absent", -50),)})
    put_month(desk, put_rubric(desk, dearer, since=NOVEMBER, revision=2))
    meeting_of(desk, branch, date(2026, 10, 8), 吴亮="absent")
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, date(2026, 10, 1))
    collecting.collect(desk, NOVEMBER)
    assert worth(desk, date(2026, 10, 1)) == {(branch["吴亮"], "X1"): -30}
    assert worth(desk) == {(branch["吴亮"], "X1"): -50}


def test_a_feed_that_does_not_fit_is_left_to_hands(desk: Desk, branch: Branch) -> None:
    opened(desk, item("H1", "election_overdue", -50))  # of the branch, in a table of members
    assert collecting.plan_collect(desk, NOVEMBER).count == 0


# --- people -------------------------------------------------------------------------------------


def test_who_is_not_scored_gets_no_lines(desk: Desk, branch: Branch, enrol: Enrol) -> None:
    opened(desk, ABSENT, left_out=("probationary",), join_by=15)
    late = enrol("钱多", since=date(2026, 11, 18))
    early = enrol("孙少", since=date(2026, 11, 3))
    with desk.store.write("不计分", area="assessment") as session:
        session.add(ScoringClass(member_id=branch["郑华"], since=NOVEMBER, kind="exempt"))
    key = put_meeting(desk, "M5", date(2026, 11, 19))
    away = (*branch.members.values(), late, early)
    put_roll(desk, key, dict.fromkeys(away, "absent"))
    collecting.collect(desk, NOVEMBER)
    told = {line.member_id for line in booked(desk)}
    assert told == {*branch.members.values(), early} - {branch["赵新"], branch["郑华"]}


def test_a_probationary_member_is_scored_like_others(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    meeting_of(desk, branch, 赵新="absent")
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["赵新"], "X1"): -30}


def test_a_class_becoming_exempt_takes_its_lines_back(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    with desk.store.write("不计分", area="assessment") as session:
        session.add(ScoringClass(member_id=branch["吴亮"], since=NOVEMBER, kind="exempt"))
    assert counts(collecting.plan_collect(desk, NOVEMBER)) == (0, 0, 1)
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {}


def test_each_class_is_fed_by_its_own_table(desk: Desk, branch: Branch) -> None:
    usual = Table("member", (ABSENT,), base=1000)
    special = Table("member", (item("T1", "absent", -10),), classes=("special",), base=1000)
    rubric = Rubric("own", "分类积分", "month", (usual, special))
    put_month(desk, put_rubric(desk, rubric))
    with desk.store.write("特殊党员", area="assessment") as session:
        session.add(ScoringClass(member_id=branch["吴亮"], since=NOVEMBER, kind="special"))
    meeting_of(desk, branch, 吴亮="absent", 郑华="absent")
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "T1"): -10, (branch["郑华"], "X1"): -30}


def test_who_left_keeps_the_lines_there_are(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT)
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    roster.leave(desk, branch["吴亮"], "B1", date(2026, 11, 16), roster.Paper("调往外地"))
    assert collecting.plan_collect(desk, NOVEMBER).count == 0
    assert worth(desk) == {(branch["吴亮"], "X1"): -30}


# --- what is free -------------------------------------------------------------------------------

LEAVE = item("S1", "private_leave", -10, free=3, span="year")


def test_the_first_leaves_of_a_year_are_free(desk: Desk, branch: Branch) -> None:
    rubric = put_rubric(desk, rubric_of({"member": (LEAVE,)}))
    put_month(desk, rubric, date(2026, 10, 1))
    put_month(desk, rubric)
    for day in (date(2026, 10, 8), date(2026, 10, 15)):
        meeting_of(desk, branch, day, 吴亮="personal")
    collecting.collect(desk, date(2026, 10, 1))
    for day in (date(2026, 11, 5), date(2026, 11, 12), date(2026, 11, 19)):
        meeting_of(desk, branch, day, 吴亮="personal")
    collecting.collect(desk, NOVEMBER)
    assert [line.points for line in booked(desk, date(2026, 10, 1))] == [0, 0]
    assert [line.points for line in booked(desk)] == [0, -10, -10]


def test_a_leave_that_was_none_makes_the_next_one_free(desk: Desk, branch: Branch) -> None:
    opened(desk, item("S1", "private_leave", -10, free=1, span="year"))
    first = meeting_of(desk, branch, date(2026, 11, 5), 吴亮="personal")
    meeting_of(desk, branch, date(2026, 11, 12), 吴亮="personal")
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "S1"): -10}
    meetings.save_roll(desk, first, {branch["吴亮"]: Mark("duty")})
    assert counts(collecting.plan_collect(desk, NOVEMBER)) == (0, 1, 1)
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {}


@pytest.mark.parametrize("free_by_hand", [True, False])
def test_a_leave_by_hand_uses_what_is_free_once(
    desk: Desk, branch: Branch, free_by_hand: bool
) -> None:
    opened(desk, item("S1", "private_leave", -10, free=2, span="year"))
    put_line(desk, branch["吴亮"], "S1", 0 if free_by_hand else -10, quantity=1)
    for day in (date(2026, 11, 5), date(2026, 11, 12)):
        meeting_of(desk, branch, day, 吴亮="personal")
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "S1"): -10}  # three leaves, two of them free


def test_a_free_leave_taken_back_by_hand_frees_the_next_once(desk: Desk, branch: Branch) -> None:
    opened(desk, item("S1", "private_leave", -10, free=1, span="year"))
    for day in (date(2026, 11, 5), date(2026, 11, 12), date(2026, 11, 19)):
        meeting_of(desk, branch, day, 吴亮="personal")
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "S1"): -20}
    ledger.reverse_line(desk, booked(desk)[0].id, reason="确有特殊情况")
    assert worth(desk) == {(branch["吴亮"], "S1"): -10}  # two leaves are left, one of them free
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "S1"): -10}
    meeting_of(desk, branch, date(2026, 11, 20), 吴亮="personal")
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "S1"): -20}


# --- other ledgers ------------------------------------------------------------------------------


def test_dues_paid_late_cost_and_in_time_earn(desk: Desk, branch: Branch, fix: Fix) -> None:
    opened(desk, item("D1", "dues_late", -20), item("D2", "dues_on_time", 5, kind="flag"))
    for name in ("吴亮", "郑华", "孙立"):
        fix(branch[name], since=date(2026, 11, 1))
    dues.pay(desk, branch["吴亮"], fen=4500, paid_on=date(2026, 11, 3))
    now = on(desk, OVER)
    dues.pay(now, branch["郑华"], fen=4500, paid_on=date(2026, 12, 2))
    assert worth(desk) == {}
    collecting.collect(desk, NOVEMBER)  # while the month runs nobody is late
    assert worth(desk) == {(branch["吴亮"], "D2"): 5}
    collecting.collect(now, NOVEMBER)
    assert worth(desk) == {
        (branch["吴亮"], "D2"): 5,
        (branch["郑华"], "D1"): -20,
        (branch["孙立"], "D1"): -20,
    }


def test_a_payment_taken_back_takes_its_points_back(desk: Desk, branch: Branch, fix: Fix) -> None:
    opened(desk, item("D2", "dues_on_time", 5, kind="flag"))
    fix(branch["吴亮"], since=date(2026, 11, 1))
    paid = dues.pay(desk, branch["吴亮"], fen=4500, paid_on=date(2026, 11, 3))
    collecting.collect(desk, NOVEMBER)
    dues.reverse(desk, paid.payment_id, reason="记错了人")
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {}
    dues.pay(desk, branch["吴亮"], fen=4500, paid_on=date(2026, 11, 10))
    collecting.collect(desk, NOVEMBER)
    assert worth(desk) == {(branch["吴亮"], "D2"): 5}


def test_a_makeup_takes_the_deduction_back_while_the_month_is_open(
    desk: Desk, branch: Branch
) -> None:
    month = opened(desk, item("B1", "makeup_open", -20))
    key = meeting_of(desk, branch, date(2026, 10, 14), 吴亮="personal", 郑华="absent")
    collecting.collect(desk, NOVEMBER)  # 14 October and 30 days: due on 13 November
    assert set(worth(desk)) == {(branch["吴亮"], "B1"), (branch["郑华"], "B1")}
    with desk.store.read() as session:
        debts = {
            row.member_id: row.id
            for row in session.scalars(select(Attendance).where(Attendance.meeting_id == key))
        }
    meetings.make_up(desk, debts[branch["吴亮"]], way="2", on=date(2026, 11, 19))
    collecting.collect(desk, NOVEMBER)
    assert set(worth(desk)) == {(branch["郑华"], "B1")}
    change_month(desk, month, state="confirmed", confirmed_on=date(2026, 11, 20))
    later = on(desk, OVER)
    meetings.make_up(later, debts[branch["郑华"]], way="2", on=date(2026, 12, 1))
    # what was made up after the month was confirmed does not make the month wrong
    assert collecting.plan_collect(later, NOVEMBER).count == 0


def test_a_ratio_is_priced_by_its_band(desk: Desk, branch: Branch) -> None:
    bands = (
        Step("a", "90%以上", 0, 900),
        Step("b", "80%以上", -20, 800),
        Step("c", "不足80%", -40, 0),
    )
    ratio = Item("G1", "到会率", "ratio", steps=bands, feed="group_attendance")
    put_month(desk, put_rubric(desk, rubric_of({"group": (ratio,)})))
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(on(desk, OVER), NOVEMBER)
    lines = {line.organization_id: (line.quantity, line.points) for line in booked(desk)}
    assert lines == {branch.first: (750, -40), branch.second: (1000, 0)}


def test_a_moved_member_counts_for_the_group_of_the_day(desk: Desk, branch: Branch) -> None:
    bands = (Step("a", "", 0, 0),)
    ratio = Item("G1", "到会率", "ratio", steps=bands, feed="group_attendance")
    put_month(desk, put_rubric(desk, rubric_of({"group": (ratio,)})))
    meeting_of(desk, branch, date(2026, 11, 5), 吴亮="absent")
    roster.change_group(desk, [branch["吴亮"]], branch.second, date(2026, 11, 10))
    meeting_of(desk, branch, date(2026, 11, 12), 吴亮="absent")
    collecting.collect(on(desk, OVER), NOVEMBER)
    lines = {line.organization_id: line.quantity for line in booked(desk)}
    assert lines == {branch.first: 857, branch.second: 888}


def test_statements_do_not_grow_with_people_or_meetings(
    desk: Desk, branch: Branch, enrol: Enrol, fix: Fix
) -> None:
    every = tuple(
        item(f"E{place}", feed, -10)
        for place, feed in enumerate(
            ("present", "absent", "private_leave", "late", "makeup_open", "dues_late", "contact")
        )
    )
    opened(desk, *every)
    fix(branch["吴亮"], since=date(2026, 11, 1))

    def asked() -> int:
        with statements(desk) as seen:
            collecting.plan_collect(on(desk, OVER), NOVEMBER)
        return len(seen)

    meeting_of(desk, branch, 吴亮="absent")
    few = asked()
    for name in ("周一", "周二", "周三"):
        fix(enrol(name), since=date(2026, 11, 1))
    for day in range(8, 19):
        meeting_of(desk, branch, date(2026, 11, day), 郑华="personal")
    assert asked() == few


# --- with the rest of the area ------------------------------------------------------------------


@pytest.mark.parametrize("code", ["office_year", "monthly_hundred", "three_levels"])
def test_opening_a_month_by_a_shipped_rubric_collects(
    desk: Desk, branch: Branch, fix: Fix, code: str
) -> None:
    for name in branch.members:
        fix(branch[name], since=date(2026, 11, 1))
    meeting_of(desk, branch, 吴亮="absent", 郑华="personal")
    rubrics.adopt(desk, code, since=NOVEMBER)
    later = on(desk, OVER)
    assessment.open_month(later, NOVEMBER)
    assert booked(desk)
    assert "absent" in {line.feed for line in booked(desk)}
    assert collecting.plan_collect(later, NOVEMBER).count == 0
    for level in LEVELS:
        for row in board.board(later, NOVEMBER, level).rows:
            told = assessment.explain(later, NOVEMBER, level, row.organization_id, row.member_id)
            assert sum(line.points for line in told.lines) == (row.score or 0)


def test_undoing_a_collection_takes_all_its_lines_away(desk: Desk, branch: Branch) -> None:
    opened(desk, ABSENT, PRESENT)
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    with desk.store.read() as session:
        step = session.scalars(select(AuditStep.id).order_by(AuditStep.id.desc())).first()
    assert step is not None
    audit.undo_step(desk, step)
    assert booked(desk) == []
    assert collecting.collect(desk, NOVEMBER) == 8


def test_a_confirmed_month_keeps_its_collection_from_undoing(desk: Desk, branch: Branch) -> None:
    month = opened(desk, ABSENT)
    meeting_of(desk, branch, 吴亮="absent")
    collecting.collect(desk, NOVEMBER)
    with desk.store.read() as session:
        step = session.scalars(select(AuditStep.id).order_by(AuditStep.id.desc())).first()
    change_month(desk, month, state="confirmed", confirmed_on=date(2026, 11, 20))
    assert step is not None
    with pytest.raises(UserError):
        audit.undo_step(desk, step)
    assert len(booked(desk)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_however_the_rolls_change_the_points_follow(desk: Desk, branch: Branch, seed: int) -> None:
    opened(desk, ABSENT, PRESENT, item("S1", "private_leave", -10, free=2, span="year"))
    chance, marks = random.Random(seed), {}
    everybody = list(branch.members.values())
    for day in (3, 5, 10, 12, 17):
        key = meeting_of(desk, branch, date(2026, 11, day))
        marks[key] = dict.fromkeys(everybody, "present")
    for _step in range(12):
        key, member = chance.choice(list(marks)), chance.choice(everybody)
        marks[key][member] = chance.choice(("present", "late", "absent", "personal", "sick"))
        meetings.save_roll(desk, key, {member: Mark(marks[key][member])})
        if chance.random() < 0.6:
            collecting.collect(desk, NOVEMBER)
    collecting.collect(desk, NOVEMBER)
    expected: dict[tuple[int | None, str], int] = {}
    for member in everybody:
        told = [row[member] for row in marks.values()]
        came = told.count("present") + told.count("late")
        expected[member, "Z1"] = 10 * came
        expected[member, "X1"] = -30 * told.count("absent")
        expected[member, "S1"] = -10 * max(0, told.count("personal") - 2)
    assert worth(desk) == {key: points for key, points in expected.items() if points}
    assert collecting.plan_collect(desk, NOVEMBER).count == 0

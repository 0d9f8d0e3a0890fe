"""Full membership, leaving, coming back: events with a day and a paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope, Value, count
from djdesk.services.roster import Paper

Enrol = Callable[..., int]
TODAY = date(2026, 11, 20)
LETTER = Paper(counterpart="中共某某公司支部委员会", basis="第12号")


def total(desk: Desk, day: date = TODAY) -> int:
    return count(desk, roster.ROSTER, Query(Scope(day)))


def refused_field(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.problems[0].field


def test_full_membership_after_a_year_and_not_before(desk: Desk, enrol: Enrol) -> None:
    key = enrol(person_class="probationary", joined_on=date(2025, 6, 10))
    assert refused_field(lambda: roster.convert(desk, key, date(2026, 6, 9))) == "on"
    roster.convert(desk, key, date(2026, 6, 10), Paper(basis="支部大会决议"))
    before = roster.profile(desk, key, date(2026, 6, 9))
    after = roster.profile(desk, key, date(2026, 6, 10))
    assert before.values["person_class"] == "probationary"
    assert after.values["person_class"] == "full"
    assert after.values["full_on"] == date(2026, 6, 10)
    assert after.standings[-1].way == "C1"
    with pytest.raises(UserError, match="已是正式党员"):
        roster.convert(desk, key, TODAY)


@pytest.mark.parametrize("way", sorted(roster.OUT_STATES))
def test_whoever_leaves_is_counted_until_the_day_before(desk: Desk, enrol: Enrol, way: str) -> None:
    day = date(2026, 9, 1)
    key = enrol(person_class="probationary" if way == "B4" else "full", joined_on=date(2010, 7, 1))
    roster.leave(desk, key, way, day, Paper("查实", "某〔2026〕1号", "中共某某支部委员会"))
    assert total(desk, day - timedelta(days=1)) == 1
    assert total(desk, day) == 0
    assert count(desk, roster.FORMER, Query(Scope(day))) == 1
    shown = roster.profile(desk, key, day)
    assert shown.left is not None
    assert (shown.left.way, shown.left.basis) == (way, "某〔2026〕1号")
    assert shown.state == ("suspended" if way == "B5" else "left")


def test_leaving_ends_posts_and_absences(desk: Desk, enrol: Enrol) -> None:
    key, day = enrol(), date(2026, 9, 1)
    home = organization.home_id(desk)
    organization.hold_post(desk, home, post="21", since=date(2024, 1, 1), member_id=key)
    values: dict[str, Value] = {"kind": "mobile", "since": date(2026, 1, 1), "destination": "某市"}
    roster.add_record(desk, "absence", key, values)
    roster.leave(desk, key, "B7", day, LETTER)
    found = roster.profile(desk, key)
    assert found.tenures[0].until == day
    assert found.absences[0].values["until"] == day
    assert organization.posts(desk, home, day) == ()


def test_what_a_departure_needs(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    assert refused_field(lambda: roster.leave(desk, key, "B7", TODAY)) == "counterpart"
    assert refused_field(lambda: roster.leave(desk, key, "B2", TODAY)) == "reason"
    assert refused_field(lambda: roster.leave(desk, key, "A2", TODAY, LETTER)) == "way"
    assert refused_field(lambda: roster.leave(desk, key, "B4", TODAY, Paper("错"))) == "way"
    tomorrow = TODAY + timedelta(days=1)
    assert refused_field(lambda: roster.leave(desk, key, "B6", tomorrow)) == "on"
    assert total(desk) == 1


def test_a_departure_before_later_movements_is_refused(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol()
    roster.change_group(desk, [key], groups[0], date(2026, 3, 1))
    with pytest.raises(UserError, match=r"2026\.03\.01.*调整党小组"):
        roster.leave(desk, key, "B6", date(2026, 2, 1))
    roster.leave(desk, key, "B6", date(2026, 3, 1))
    with pytest.raises(UserError, match="不能办理"):
        roster.leave(desk, key, "B6", TODAY)


def test_suspended_members_come_back(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    roster.leave(desk, key, "B5", date(2026, 3, 1), Paper("失去联系超过六个月"))
    assert refused_field(lambda: roster.restore(desk, key, TODAY)) == "basis"
    roster.restore(desk, key, date(2026, 8, 1), Paper(basis="某〔2026〕8号"))
    assert [total(desk, date(2026, m, 1)) for m in (2, 3, 8)] == [1, 0, 1]
    with pytest.raises(UserError, match="不能办理"):
        roster.restore(desk, key, TODAY, Paper("再次"))


def test_who_moved_away_may_return_but_is_not_restored(
    desk: Desk, enrol: Enrol, groups: tuple[int, int]
) -> None:
    key = enrol(group_id=groups[0])
    roster.leave(desk, key, "B7", date(2026, 3, 1), LETTER)
    with pytest.raises(UserError, match="转入组织关系"):
        roster.restore(desk, key, TODAY, Paper("误"))
    roster.return_in(desk, key, date(2026, 8, 1), LETTER, group_id=groups[1])
    assert [total(desk, date(2026, m, 1)) for m in (2, 3, 8)] == [1, 0, 1]
    assert roster.profile(desk, key).group == "第二党小组"
    assert roster.profile(desk, key, date(2026, 2, 1)).group == "第一党小组"


def test_the_dead_do_not_return(desk: Desk, enrol: Enrol) -> None:
    key = enrol()
    roster.leave(desk, key, "B6", date(2026, 3, 1))
    with pytest.raises(UserError, match="不是转出"):
        roster.return_in(desk, key, TODAY, LETTER)
    with pytest.raises(UserError):
        roster.restore(desk, key, TODAY, Paper("误"))


def test_filling_in_a_post_is_no_movement_but_changing_it_is(desk: Desk, enrol: Enrol) -> None:
    key = enrol(work_post="")
    roster.change_work_post(desk, [key], "W1", TODAY)
    assert [row.way for row in roster.profile(desk, key).standings] == [""]
    assert roster.change_work_post(desk, [key], "W1", TODAY) == 0
    roster.change_work_post(desk, [key], "W82", TODAY)
    assert [row.way for row in roster.profile(desk, key).standings] == ["", "P"]
    assert refused_field(lambda: roster.change_work_post(desk, [key], "W9", TODAY)) == "work_post"


def test_received_members_are_not_changed_here(desk: Desk, enrol: Enrol) -> None:
    from djdesk.models.roster import Member

    key = enrol()
    with desk.store.write("接收") as session:
        row = session.get(Member, key)
        assert row is not None
        row.origin = "another book"
    for act in (
        lambda: roster.leave(desk, key, "B6", TODAY),
        lambda: roster.update_member(desk, key, {"phone": ""}),
        lambda: roster.convert(desk, key, TODAY),
    ):
        with pytest.raises(UserError, match="支部上报"):
            act()

"""The month as feeds read it: who was there when, in which group, and what counts above."""

from __future__ import annotations

from datetime import date

from djdesk.services import roster
from djdesk.services.assessment.facts import Fact, Reading, raised, say_day, source
from djdesk.services.desk import Desk
from tests.services.assessment.books import NOVEMBER
from tests.services.conftest import Branch, Enrol, branch, enrol

__all__ = ["branch", "enrol"]  # fixtures


def test_people_are_those_of_any_day_of_the_month(desk: Desk, branch: Branch, enrol: Enrol) -> None:
    new = enrol("钱多", since=date(2026, 11, 18), group_id=branch.first)
    roster.leave(desk, branch["吴亮"], "B1", date(2026, 11, 16), roster.Paper("调往外地"))
    with desk.store.read() as session:
        reading = Reading(session, branch.home, NOVEMBER, date(2026, 12, 1))
        assert set(reading.people) == {*branch.members.values(), new}
        gone, fresh = reading.people[branch["吴亮"]], reading.people[new]
        assert (gone.there(date(2026, 11, 15)), gone.there(date(2026, 11, 16))) == (True, False)
        assert (fresh.there(date(2026, 11, 17)), fresh.there(date(2026, 11, 18))) == (False, True)
        later = Reading(session, branch.home, date(2026, 12, 1), date(2026, 12, 1))
        assert branch["吴亮"] not in later.people


def test_the_group_is_that_of_the_day(desk: Desk, branch: Branch) -> None:
    roster.change_group(desk, [branch["吴亮"]], branch.second, date(2026, 11, 10))
    with desk.store.read() as session:
        person = Reading(session, branch.home, NOVEMBER, date(2026, 12, 1)).people[branch["吴亮"]]
    assert person.group_on(date(2026, 11, 9)) == branch.first
    assert person.group_on(date(2026, 11, 10)) == branch.second
    assert person.group_on(date(2026, 12, 5)) == branch.second
    assert person.group_on(date(2026, 10, 5)) == branch.first


def test_days_of_a_month_that_runs(desk: Desk, branch: Branch) -> None:
    with desk.store.read() as session:
        runs = Reading(session, branch.home, NOVEMBER, date(2026, 11, 20))
        last = Reading(session, branch.home, NOVEMBER, date(2026, 11, 30))
        over = Reading(session, branch.home, NOVEMBER, date(2026, 12, 1))
    assert (runs.complete, runs.over, runs.until) == (False, False, date(2026, 11, 20))
    assert (last.complete, last.over) == (True, False)
    assert (over.complete, over.over, over.until) == (True, True, date(2026, 11, 30))
    assert runs.holds(date(2026, 11, 20))
    assert not runs.holds(date(2026, 11, 21))
    assert not runs.holds(None)


def test_what_is_read_once_is_read_once(desk: Desk, branch: Branch) -> None:
    asked: list[int] = []
    with desk.store.read() as session:
        reading = Reading(session, branch.home, NOVEMBER, date(2026, 12, 1))
        for _ in range(2):
            assert reading.once("x", lambda: asked.append(1) or len(asked)) == 1  # type: ignore[func-returns-value]


def test_facts_count_above_but_not_below() -> None:
    one = Fact("member", 1, 7, NOVEMBER, "meeting:a", "缺席", group_id=2, name="吴亮")
    free = Fact("member", 1, 8, NOVEMBER, "meeting:a", "缺席", name="郑华")
    group = Fact("group", 2, None, NOVEMBER, "meeting:b", "没有开会", name="一组")
    alone = Fact("group", 2, None, NOVEMBER, "meeting:b", "到会率", alone=True)
    every = (one, free, group, alone)
    assert raised(every, "member", 1) == [one, free]
    assert [(each.organization_id, each.text) for each in raised(every, "group", 1)] == [
        (2, "吴亮缺席"),
        (2, "没有开会"),
        (2, "到会率"),
    ]
    assert [each.text for each in raised(every, "branch", 1)] == [
        "吴亮缺席",
        "郑华缺席",
        "一组没有开会",
    ]


def test_records_are_named_once() -> None:
    assert source("meeting", "a", "b", "a") == "meeting:a meeting:b"
    assert source("meeting") == ""
    assert say_day(NOVEMBER) == "11月1日"

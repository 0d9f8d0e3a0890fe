"""Scores of many months: stored ones and live ones, what a month gave, names of who has left."""

from __future__ import annotations

from datetime import date

from sqlalchemy import event

from djdesk.services import roster
from djdesk.services.assessment import Subject, series
from djdesk.services.desk import Desk
from tests.services.assessment.books import item, put_line, put_month, rubric_of
from tests.services.assessment.years import Stored, put_year
from tests.services.conftest import Branch

YEAR = tuple(date(2026, number, 1) for number in range(1, 13))
YEARLY = rubric_of({"member": (item("A", "", 10),)}, cycle="year")


def test_confirmed_months_are_as_stored_whatever_the_lines_say(desk: Desk, branch: Branch) -> None:
    who = branch["王强"]
    rubric = put_year(desk, {9: {who: Stored(700, "合格", "yellow", minus=300)}})
    put_line(desk, who, "X", -10, month=date(2026, 9, 1))
    put_month(desk, rubric, date(2026, 11, 1), "scored")
    put_line(desk, who, "X", -10)
    with desk.store.read() as session:
        held = series.marks(session, branch.home, "member", YEAR)
    key = ("member", branch.home, who)
    assert [month.state for month in held[8:]] == ["sealed", "none", "scored", "none"]
    mark = held[8].marks[key]
    assert (mark.score, mark.grade, mark.warning, mark.minus) == (700, "合格", "yellow", 300)
    assert held[10].score(key) == 990
    assert held[10].scores.count(1000) == 7  # everybody else, 赵新 on probation too
    assert held[9].marks == {}


def test_a_year_of_stored_months_is_a_handful_of_statements(desk: Desk, branch: Branch) -> None:
    put_year(desk, {number: {branch["王强"]: 900} for number in range(1, 11)})
    said: list[str] = []
    with desk.store.read() as session:
        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", lambda *a: said.append(a[2]))
        series.marks(session, branch.home, "member", YEAR)
    assert len([text for text in said if text.startswith("SELECT")]) <= 3


def test_what_a_month_gave_in_a_yearly_total(desk: Desk, branch: Branch) -> None:
    who, new = branch["王强"], branch["周敏"]
    put_year(
        desk,
        {
            1: {who: Stored(630, base=600)},
            2: {who: Stored(610, base=600)},
            3: {who: Stored(650, base=600), new: Stored(620, base=600)},
        },
        rubric=YEARLY,
    )
    with desk.store.read() as session:
        held = series.marks(session, branch.home, "member", YEAR[:3])
    key, newcomer = ("member", branch.home, who), ("member", branch.home, new)
    assert series.gain(None, held[0], key) == 30
    assert series.gain(held[0], held[1], key) == -20
    assert series.gain(held[1], held[2], key) == 40
    assert series.gain(held[1], held[2], newcomer) == 20
    assert series.gain(held[0], held[1], newcomer) is None


def test_names_are_found_though_somebody_left(desk: Desk, branch: Branch) -> None:
    gone = branch["郑华"]
    roster.leave(desk, gone, "B1", date(2026, 6, 30), roster.Paper("调往外地"))
    with desk.store.read() as session:
        names = series.named(session, branch.home, "member", date(2026, 7, 1))
        groups = series.named(session, branch.home, "group", date(2026, 7, 1))
    assert names["member", branch.home, gone].group == ""
    assert names["member", branch.home, gone].name == "郑华"
    ordered = [names[key].name for key in series.in_order(names, names)]
    assert ordered[-1] == "郑华"
    assert [each.subject for each in groups.values()] == [
        Subject("group", branch.first),
        Subject("group", branch.second),
    ]

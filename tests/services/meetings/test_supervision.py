"""The supervision grid: duties that exist, periods that count, meetings behind each cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from djdesk.errors import Refused
from djdesk.models.meetings import Meeting
from djdesk.models.organization import Organization
from djdesk.services import meetings, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import GridRow
from tests.services.meetings.people import Enrol, put_meeting, statements


@pytest.fixture
def groups(desk: Desk) -> tuple[int, int]:
    """Two groups of the home branch."""
    home = organization.home_id(desk)
    first = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    second = organization.found(desk, parent_id=home, kind="group", name="第二党小组")
    return first, second


def row(desk: Desk, kind: str, year: int = 2026, unit: str = "") -> GridRow:
    (found,) = [
        each
        for each in meetings.grid(desk, year).rows
        if (each.kind, each.unit_name) == (kind, unit)
    ]
    return found


def states(desk: Desk, kind: str, year: int = 2026, unit: str = "") -> str:
    """The cells of a row as letters: D done, u due, o overdue, f future, - free."""
    signs = {"done": "D", "due": "u", "overdue": "o", "future": "f", "free": "-"}
    return "".join(signs[cell.state] for cell in row(desk, kind, year, unit).cells)


def with_committee(desk: Desk, enrol: Enrol) -> None:
    home = organization.home_id(desk)
    for post, name in (("11", "书记"), ("21", "组织")):
        member = enrol(name)
        organization.hold_post(desk, home, post=post, since=date(2026, 2, 10), member_id=member)


def test_an_empty_book_is_asked_for_nothing(desk: Desk) -> None:
    grid = meetings.grid(desk, 2026)
    assert {cell.state for row in grid.rows for cell in row.cells} == {"free"}
    assert grid.totals.rate is None
    assert "M3" not in {row.kind for row in grid.rows}  # no groups


def test_quarters_months_and_years_as_of_today(desk: Desk) -> None:
    # today is 20 November; the ledger begins in February
    put_meeting(desk, "M5", date(2026, 2, 20))
    key = put_meeting(desk, "M1", date(2026, 6, 30))
    put_meeting(desk, "M1", date(2026, 12, 18), state="planned", number=0)
    put_meeting(desk, "M1", date(2026, 9, 18), state="cancelled")
    assert states(desk, "M1") == "oDou"
    assert states(desk, "M5") == "-Doooooooouf"
    assert states(desk, "M6") == "u"  # from October on
    second = row(desk, "M1").cells[1]
    assert (second.count, second.needed, second.meeting_ids) == (1, 1, (key,))
    assert (second.first, second.months, second.period.title) == (3, 3, "第二季度")
    assert second.source.startswith("支部条例第十一条")
    assert len(row(desk, "M1").cells[3].planned_ids) == 1
    totals = meetings.grid(desk, 2026).totals
    # done: M1 and M5 once; over: M1 twice, M5 eight times, M4 three quarters
    assert (totals.done, totals.overdue, totals.rate) == (2, 13, 13)


def test_the_first_quarter_counts_unless_it_was_nearly_over(desk: Desk) -> None:
    put_meeting(desk, "M2", date(2026, 3, 2))
    assert states(desk, "M1") == "-oou"
    assert states(desk, "M1", 2025) == "----"
    key = put_meeting(desk, "M2", date(2026, 2, 28))
    assert states(desk, "M1") == "ooou"
    # what was planned was meant to be held, however late the book began
    for each in (key, key - 1):
        meetings.take_out(desk, each)
    put_meeting(desk, "M1", date(2026, 3, 30), state="planned", number=0)
    assert states(desk, "M1") == "ooou"
    assert states(desk, "M4") == "-oou"


def test_a_book_begun_in_december_is_asked_for_nothing_of_the_old_year(desk: Desk) -> None:
    put_meeting(desk, "M5", date(2026, 12, 8))
    later = replace(desk, today=lambda: date(2027, 1, 4))
    cells = [cell for row in meetings.grid(later, 2026).rows for cell in row.cells]
    assert [cell.title for cell in cells if cell.state == "overdue"] == []
    assert sum(cell.state == "done" for cell in cells) == 1
    assert meetings.grid(later, 2027).totals.due


def test_a_life_of_groups_stands_when_groups_change_later(
    desk: Desk, groups: tuple[int, int]
) -> None:
    for unit in groups:
        put_meeting(desk, "M6", date(2025, 11, 5), unit=unit)
    put_meeting(desk, "M5", date(2025, 1, 5))
    assert states(desk, "M6", 2025) == "D"
    home = organization.home_id(desk)
    organization.found(
        desk, parent_id=home, kind="group", name="第三党小组", founded_on=date(2026, 3, 1)
    )
    assert states(desk, "M6", 2025) == "D"
    for unit in groups:
        organization.dissolve(desk, unit, on=date(2026, 5, 1), reason="合并")
    assert states(desk, "M6", 2025) == "D"


def test_the_committee_meets_only_while_there_is_one(desk: Desk, enrol: Enrol) -> None:
    put_meeting(desk, "M5", date(2026, 1, 20))
    assert states(desk, "M2") == "-" * 12
    with_committee(desk, enrol)
    put_meeting(desk, "M2", date(2026, 3, 4))
    assert states(desk, "M2") == "-oDooooooouf"


def test_groups_are_asked_while_they_are_there(desk: Desk, groups: tuple[int, int]) -> None:
    first, second = groups
    with desk.store.write("建立与撤销") as session:
        session.get_one(Organization, first).founded_on = date(2026, 4, 10)
        session.get_one(Organization, second).dissolved_on = date(2026, 5, 10)
    put_meeting(desk, "M3", date(2026, 1, 8), unit=second)
    put_meeting(desk, "M3", date(2026, 4, 20), unit=first)
    assert states(desk, "M3", unit="第一党小组") == "---Doooooouf"
    assert states(desk, "M3", unit="第二党小组") == "Dooo--------"


def test_a_meeting_of_all_groups_is_one_of_the_branch(desk: Desk, groups: tuple[int, int]) -> None:
    put_meeting(desk, "M6", date(2026, 11, 3), unit=groups[0])
    assert states(desk, "M6") == "u"
    put_meeting(desk, "M6", date(2026, 11, 4), unit=groups[1])
    assert states(desk, "M6") == "D"


def test_an_appraisal_of_january_counts_for_its_year(desk: Desk) -> None:
    put_meeting(desk, "M1", date(2025, 3, 3))
    assert states(desk, "M7", 2025) == "o"
    key = put_meeting(desk, "M7", date(2026, 1, 12))
    with desk.store.write("改年度") as session:
        session.get_one(Meeting, key).year = 2025
    assert states(desk, "M7", 2025) == "D"
    assert states(desk, "M7", 2026) == "u"


def test_one_sitting_counts_for_each_of_its_kinds(desk: Desk) -> None:
    put_meeting(desk, "M4", date(2026, 7, 1), sitting="s")
    put_meeting(desk, "M5", date(2026, 7, 1), sitting="s")
    assert states(desk, "M4") == "--Du"
    assert states(desk, "M5") == "------Dooouf"


def test_meetings_by_quarter_stand_against_the_rule(desk: Desk, groups: tuple[int, int]) -> None:
    for month in (1, 2, 4):
        put_meeting(desk, "M5", date(2026, month, 20))
    put_meeting(desk, "M9", date(2026, 5, 9))
    put_meeting(desk, "M3", date(2026, 2, 9), unit=groups[1])
    found = {row.kind: row for row in meetings.by_kind_and_quarter(desk, 2026)}
    assert found["M5"].counts == (2, 1, 0, 0)
    assert (found["M5"].needed, found["M5"].needed_in_year) == ((3, 3, 3, 3), 12)
    assert (found["M9"].counts, found["M9"].needed_in_year) == ((0, 1, 0, 0), 0)
    assert (found["M3"].counts, found["M3"].needed) == ((1, 0, 0, 0), (6, 6, 6, 6))
    assert (found["M6"].needed, found["M6"].needed_in_year) == ((0, 0, 0, 0), 1)


def test_a_year_takes_few_questions(desk: Desk, groups: tuple[int, int]) -> None:
    for month in range(1, 11):
        for kind, unit in (("M5", None), ("M4", None), ("M3", groups[0]), ("M3", groups[1])):
            put_meeting(desk, kind, date(2026, month, 5), unit=unit)
    with statements(desk) as seen:
        meetings.grid(desk, 2026)
    assert len(seen) <= 7


def test_an_own_kind_stands_until_it_ended(desk: Desk) -> None:
    own: dict[str, Value] = {"name": "读书会", "attends": "all", "period": "month", "times": 1}
    kind_id = meetings.add_kind(desk, {"since": date(2026, 1, 1), **own})
    put_meeting(desk, "B1", date(2026, 1, 5))
    put_meeting(desk, "B1", date(2026, 3, 5))
    meetings.end_kind(desk, kind_id, on=date(2026, 7, 1))
    assert states(desk, "B1") == "DoDooo------"
    with pytest.raises(Refused, match="读书会”已于"):
        meetings.new_record(desk, {"kind": "B1", "held_on": date(2026, 7, 1)})
    assert "B1" not in {row.kind for row in meetings.grid(desk, 2027).rows}

"""Reminders about meetings of a real book: who is asked for what, and what makes them silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from djdesk.models.meetings import Problem, Resolution, Revision
from djdesk.models.organization import Organization
from djdesk.services import listing, meetings, organization, reminders, roster, settings
from djdesk.services.desk import Desk
from djdesk.services.reminders import Reminder, Severity
from tests.services.conftest import Branch, branch, enrol
from tests.services.meetings.people import put_meeting, put_roll, statements

__all__ = ["branch", "enrol"]


def told(desk: Desk, rule_id: str, day: date | None = None) -> list[Reminder]:
    """What one rule says, each by itself."""
    agenda = reminders.agenda(desk, day)
    return [each for each in agenda.due if each.rule_id == rule_id]


@pytest.fixture
def begun(desk: Desk, branch: Branch) -> Branch:
    """The branch with its first meeting in January 2025."""
    put_meeting(desk, "M9", date(2025, 1, 8))
    return branch


def ids() -> Iterator[str]:
    yield from (f"R{number:02d}" for number in range(1, 16))


def test_a_book_without_meetings_says_nothing(desk: Desk, branch: Branch) -> None:
    found = {each.rule_id for each in reminders.due(desk)}
    assert not found & set(ids())


def test_kinds_are_asked_for_in_their_period(desk: Desk, begun: Branch) -> None:
    day = date(2026, 3, 10)
    for kind, on in (("M1", date(2025, 12, 3)), ("M4", date(2025, 12, 3))):
        put_meeting(desk, kind, on)
    (first,) = told(desk, "R01", day)
    assert (first.due, first.days_left, first.severity) == (
        date(2026, 3, 31),
        21,
        Severity.NOTICE,
    )
    assert first.target.hints["kind"] == "M1"
    put_meeting(desk, "M1", date(2026, 3, 9))
    assert told(desk, "R01", day) == []
    # a plan is not a meeting
    put_meeting(desk, "M4", date(2026, 3, 12), state="planned", number=0)
    assert told(desk, "R04", date(2026, 3, 25))


def test_groups_and_committee_are_asked_for_themselves(desk: Desk, begun: Branch) -> None:
    day = date(2026, 3, 28)
    for month in (2, 3):
        put_meeting(desk, "M3", date(2026, month, 6), unit=begun.first)
    asked = told(desk, "R03", day)
    assert {each.names for each in asked} == {("第二党小组",)}
    assert {each.target.hints["unit"] for each in asked} == {begun.second}
    assert told(desk, "R02", day)
    for post in organization.posts(desk, begun.home, day):
        if post.post != "11":
            organization.end_post(desk, post.id, until=date(2026, 1, 2), reason="换届")
    assert told(desk, "R02", day) == []


def test_a_meeting_life_of_every_group_is_one_of_the_branch(desk: Desk, begun: Branch) -> None:
    put_meeting(desk, "M6", date(2025, 11, 3))
    put_meeting(desk, "M6", date(2026, 11, 3), unit=begun.first)
    assert len(told(desk, "R06")) == 1
    put_meeting(desk, "M6", date(2026, 11, 4), unit=begun.second)
    assert told(desk, "R06") == []


def test_the_theme_day_speaks_for_its_fixed_day(desk: Desk, begun: Branch) -> None:
    put_meeting(desk, "M5", date(2026, 10, 16))
    settings.put(desk, settings.FIXED_DAY, "每月22日")
    (found,) = told(desk, "R05")
    assert (found.due, found.severity) == (date(2026, 11, 22), Severity.INFO)


def test_records_and_what_was_decided_are_followed(desk: Desk, begun: Branch) -> None:
    key = put_meeting(desk, "M5", date(2026, 11, 9), state="held")
    (found,) = told(desk, "R10")
    assert (found.target.record_id, found.due) == (key, date(2026, 11, 12))
    with desk.store.write("决议") as session:
        item = Resolution(
            meeting_id=key,
            position=1,
            text="修缮活动室",
            responsible="钱进",
            due_on=date(2026, 11, 1),
        )
        session.add(item)
        session.add(Problem(meeting_id=key, position=1, problem="学习少", due_on=date(2027, 1, 5)))
        session.flush()
        number = item.id
    (open_item,) = told(desk, "R11")
    assert open_item.names == ("钱进",)
    assert open_item.target.record_id == key
    meetings.done(desk, "resolution", number, on=date(2026, 11, 10))
    assert told(desk, "R11") == []


def test_who_stays_away_is_spoken_of_until_there_was_a_talk(desk: Desk, begun: Branch) -> None:
    for on, status in ((date(2026, 11, 3), "absent"), (date(2026, 11, 10), "absent")):
        marks = dict.fromkeys(begun.members.values(), "present")
        put_roll(desk, put_meeting(desk, "M5", on), marks | {begun["吴亮"]: status})
    (found,) = told(desk, "R12")
    assert (found.names, found.target.record_id) == (("吴亮",), begun["吴亮"])
    meetings.add_talk(desk, {"talker": "李静", "partner": "吴亮", "held_on": date(2026, 11, 12)})
    assert told(desk, "R12") == []


def test_six_months_away_lead_to_a_decision_but_not_for_the_mobile(
    desk: Desk, begun: Branch
) -> None:
    everybody = dict.fromkeys(begun.members.values(), "present")
    put_roll(desk, put_meeting(desk, "M1", date(2026, 4, 10)), everybody)
    later = {member: "present" for name, member in begun.members.items() if name not in "吴亮郑华"}
    away = {begun["吴亮"]: "sick", begun["郑华"]: "sick"}
    put_roll(desk, put_meeting(desk, "M1", date(2026, 9, 10)), later | away)
    roster.add_record(
        desk, "absence", begun["郑华"], {"kind": "mobile", "since": date(2026, 4, 20)}
    )
    (found,) = told(desk, "R13")
    assert (found.names, found.due, found.severity) == (
        ("吴亮",),
        date(2026, 10, 10),
        Severity.ALARM,
    )


def test_a_poor_quarter_is_told_after_it(desk: Desk, begun: Branch) -> None:
    for number, on in enumerate((date(2026, 7, 3), date(2026, 8, 4), date(2026, 9, 4))):
        marks = dict.fromkeys(begun.members.values(), "present")
        marks[begun["吴亮"]] = "present" if not number else "personal"
        marks[begun["郑华"]] = "present" if number else "personal"
        put_roll(desk, put_meeting(desk, "M5", on), marks)
    found = told(desk, "R15", date(2026, 10, 12))
    assert [each.names for each in found] == [("吴亮",)]
    assert told(desk, "R15", date(2026, 9, 30)) == []


def test_talks_lecture_and_plan_of_the_year(desk: Desk, begun: Branch) -> None:
    (talks,) = told(desk, "R08")
    # three of the committee with each other, and five members
    assert "8 对" in talks.text
    (lecture,) = told(desk, "R09")
    assert "李静" in lecture.text
    put_meeting(desk, "M4", date(2026, 5, 6), speaker="李静", speaker_id=begun["李静"])
    assert told(desk, "R09") == []
    (plan,) = told(desk, "R14", date(2026, 10, 6))
    assert plan.target.hints["do"] == "filing"
    meetings.file_plan(desk, 2026, 4, date(2026, 10, 4))
    assert told(desk, "R14", date(2026, 10, 6)) == []


def test_a_committee_sees_how_often_its_branches_met(committee_desk: Desk) -> None:
    desk = committee_desk
    home = desk.store.book.home_organization_id
    with desk.store.write("接收") as session:
        unit = Organization(parent_id=home, kind="branch", name="甲支部委员会", short_name="甲")
        session.add(unit)
        session.flush()
        key = unit.id
    put_meeting(desk, "M9", date(2025, 5, 5), unit=key, origin="book-a", state="held")
    (found,) = told(desk, "R01", date(2026, 10, 10))
    assert (found.place, found.names) == ("甲", ("甲",))
    # it looks; the record is the branch's to write
    assert (found.action, found.target.area) == ("查看", "supervision")
    assert found.target.hints == {"view": "grid", "organization_id": key}
    assert told(desk, "R10") == []  # that is the branch's own business


def test_the_questions_do_not_grow_with_the_meetings(desk: Desk, begun: Branch) -> None:
    counts = []
    for month in range(1, 10):
        meeting = put_meeting(desk, "M5", date(2026, month, 6), state="held")
        put_roll(desk, meeting, dict.fromkeys(begun.members.values(), "present"))
        with statements(desk) as seen:
            reminders.agenda(desk)
        counts.append(len(seen))
    assert len(set(counts)) == 1


def test_a_book_begun_in_december_is_not_told_that_a_quarter_was_missed(
    desk: Desk, branch: Branch
) -> None:
    put_meeting(desk, "M5", date(2026, 12, 8))
    for day in (date(2026, 12, 8), date(2027, 1, 4)):
        found = {each.rule_id for each in reminders.due(desk, day)}
        assert not found & {"R01", "R04", "R06", "R07", "R08", "R09"}
    assert told(desk, "R01", date(2027, 3, 10))


def test_an_appraisal_of_january_counts_for_the_year_before(desk: Desk, begun: Branch) -> None:
    key = meetings.new_record(desk, {"kind": "M7", "held_on": date(2026, 1, 20)})
    meetings.save_record(desk, key, {"year": 2025})
    assert told(desk, "R07", date(2026, 2, 20)) == []
    (found,) = told(desk, "R07")
    assert found.due == date(2026, 12, 31)


def test_a_life_of_the_groups_is_one_of_its_year(desk: Desk, begun: Branch) -> None:
    put_meeting(desk, "M6", date(2025, 11, 3), unit=begun.first)
    put_meeting(desk, "M6", date(2025, 11, 4), unit=begun.second)
    put_meeting(desk, "M6", date(2026, 11, 3), unit=begun.first)
    assert [each.due for each in told(desk, "R06")] == [date(2026, 12, 31)]


def test_who_was_not_there_yet_is_not_asked_for_the_month_before(desk: Desk, begun: Branch) -> None:
    home = begun.home
    organization.found(
        desk, parent_id=home, kind="group", name="第三党小组", founded_on=date(2026, 11, 5)
    )
    names = {name for each in told(desk, "R03", date(2026, 11, 12)) for name in each.names}
    assert "第三党小组" not in names
    assert {"第一党小组", "第二党小组"} <= names
    for post in organization.posts(desk, home, date(2026, 11, 20)):
        if post.post != "11":
            organization.end_post(desk, post.id, until=date(2026, 6, 1), reason="换届")
    organization.hold_post(desk, home, post="22", since=date(2026, 11, 3), member_id=begun["王强"])
    assert [each.due for each in told(desk, "R02", date(2026, 11, 28))] == [date(2026, 11, 30)]


def test_one_sitting_missed_is_one_absence(desk: Desk, begun: Branch) -> None:
    away = {begun["吴亮"]: "absent"}
    for kind in ("M1", "M4"):
        put_roll(desk, put_meeting(desk, kind, date(2026, 11, 3), sitting="s"), away)
    assert told(desk, "R12") == []
    put_roll(desk, put_meeting(desk, "M5", date(2026, 11, 10)), away)
    assert told(desk, "R12")


def test_nobody_stays_away_from_meetings_that_were_not_held(desk: Desk, begun: Branch) -> None:
    everybody = dict.fromkeys(begun.members.values(), "present")
    put_roll(desk, put_meeting(desk, "M1", date(2026, 3, 10)), everybody)
    assert told(desk, "R13") == []
    later = dict.fromkeys(begun.members.values(), "present") | {begun["郑华"]: "sick"}
    put_roll(desk, put_meeting(desk, "M1", date(2026, 9, 10)), later)
    assert [each.names for each in told(desk, "R13")] == [("郑华",)]


def test_a_correction_is_late_by_its_own_day(desk: Desk, begun: Branch) -> None:
    key = put_meeting(desk, "M5", date(2026, 3, 9), state="held", revision=2)
    with desk.store.write("更正") as session:
        session.add(
            Revision(meeting_id=key, revision=1, replaced_on=date(2026, 11, 18), content="{}")
        )
    assert told(desk, "R10") == []
    (found,) = told(desk, "R10", date(2026, 11, 24))
    assert found.due == date(2026, 11, 23)


def test_what_was_voted_down_is_not_carried_out(desk: Desk, begun: Branch) -> None:
    key = put_meeting(desk, "M1", date(2026, 11, 9))
    with desk.store.write("决议") as session:
        for place, passed in enumerate((False, True, None)):
            due: dict[str, object] = {"due_on": date(2026, 11, 15), "responsible": "钱进"}
            session.add(
                Resolution(meeting_id=key, position=place, text=f"事{place}", passed=passed, **due)
            )
    assert len(told(desk, "R11")) == 2
    query = listing.Query(listing.Scope(desk.today()))
    assert listing.count(desk, meetings.FOLLOW_UPS, query) == 2

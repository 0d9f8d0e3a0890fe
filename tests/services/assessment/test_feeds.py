"""The closed set of feeds: code table, rules and queries name the same, and every one runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from djdesk.models.rules import codes
from djdesk.models.rules.assessment import feeding
from djdesk.models.rules.assessment.rubric import LEVELS, Item, Level, Step
from djdesk.models.rules.assessment.rubrics import ready
from djdesk.services import books, meetings, sample
from djdesk.services.assessment.facts import Fact, Reading
from djdesk.services.assessment.feeds import FEEDS, facts, fed, single
from djdesk.services.assessment.sources import links
from djdesk.services.desk import Desk
from djdesk.services.dues.ledger import ledgers
from tests.services.assessment.books import NOVEMBER, item, rubric_of
from tests.services.conftest import Branch, branch, enrol

__all__ = ["branch", "enrol"]  # fixtures


def test_table_rules_and_queries_know_the_same_feeds() -> None:
    table = {entry.code for entry in codes.table("assessment_feed").entries}
    assert table == set(FEEDS) == set(feeding.FEEDS)


@pytest.mark.parametrize("feed", sorted(FEEDS))
def test_every_feed_answers_for_an_empty_branch(desk: Desk, branch: Branch, feed: str) -> None:
    with desk.store.read() as session:
        reading = Reading(session, branch.home, NOVEMBER, date(2026, 12, 8))
        for level in LEVELS:
            for fact in facts(reading, feed, level):
                assert fact.level == level
                assert fact.source
                assert fact.text


def test_every_feed_of_the_ready_rubrics_is_read() -> None:
    for rubric in ready():
        asked = {(table.level, each.code) for table, each in rubric.items() if each.feed}
        assert {(table.level, each.code) for table, each in fed(rubric)} == asked


def test_what_does_not_fit_is_left_out() -> None:
    ratio = Item("R1", "到会率", "ratio", steps=(Step("a", "", 0),), feed="absent")
    of_branch = item("H1", "election_overdue", -50)
    unknown = item("U1", "weather", -10)
    good = item("X1", "absent", -30)
    found = fed(rubric_of({"member": (ratio, of_branch, unknown, good)}))
    assert [each.code for _table, each in found] == ["X1"]


def test_a_flag_has_one_line() -> None:
    assert single(item("D2", "dues_on_time", 5), "dues_on_time")
    assert single(item("X1", "absent", -30, kind="flag"), "absent")
    assert not single(item("X1", "absent", -30), "absent")


# --- the sample branch --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample branch on a fixed day: a whole year of meetings and dues."""
    day = date(2026, 11, 20)
    folder = tmp_path_factory.mktemp("sample") / "book"
    password = sample.make_branch(folder, today=lambda: day)
    book = books.open_book(folder, password, allow_removable=True)
    yield books.desk_of(book, today=lambda: day)
    book.close()


def of_month(desk: Desk, feed: str, month: int, level: Level = "member") -> tuple[Fact, ...]:
    with desk.store.read() as session:
        reading = Reading(
            session, desk.store.book.home_organization_id, date(2026, month, 1), desk.today()
        )
        return facts(reading, feed, level)


def test_attendance_says_what_its_own_figures_say(sample_desk: Desk) -> None:
    shown = meetings.by_member_and_month(sample_desk, 2026)
    checked = 0
    for month in range(1, 11):
        rates = {
            fact.member_id: fact.permille
            for fact in of_month(sample_desk, "group_attendance", month)
        }
        full = {fact.member_id for fact in of_month(sample_desk, "full_attendance", month)}
        for row in shown.rows:
            cell = row.cells[month - 1]
            if cell.should and row.member_id in rates:
                checked += 1
                if cell.present == cell.should:
                    assert rates[row.member_id] == 1000
                    assert row.member_id in full
                else:
                    assert rates[row.member_id] != 1000
    assert checked > 100


def test_dues_say_what_their_own_ledger_says(sample_desk: Desk) -> None:
    for month in (3, 9, 10):
        first = date(2026, month, 1)
        late = {fact.member_id for fact in of_month(sample_desk, "dues_late", month)}
        in_time = {fact.member_id for fact in of_month(sample_desk, "dues_on_time", month)}
        assert in_time
        assert not late & in_time
        with sample_desk.store.read() as session:
            owing = {
                each.member_id
                for each in ledgers(session, first=first, last=first)
                if each.covers(first) and (state := each.state(first)).lacking and not state.excused
            }
        assert owing <= late


def test_every_fact_of_the_sample_names_its_record(sample_desk: Desk) -> None:
    seen = set()
    for month in (6, 10):
        for feed in FEEDS:
            for level in LEVELS:
                for fact in of_month(sample_desk, feed, month, level):
                    seen.add(feed)
                    with sample_desk.store.read() as session:
                        assert links(session, (fact.source,))[fact.source], (feed, fact.source)
    assert {"present", "dues_on_time", "meeting_held", "hours"} <= seen


def test_a_line_of_dues_opens_the_member_in_the_ledger(sample_desk: Desk) -> None:
    for fact in of_month(sample_desk, "dues_on_time", 10):
        with sample_desk.store.read() as session:
            found = links(session, (fact.source,))[fact.source]
        assert {(each.area, each.id) for each in found} == {("dues", fact.member_id)}

"""What feeds read from the organization: the term and the seats on the last day of a month."""

from __future__ import annotations

from datetime import date

from djdesk.models.organization import Tenure, Term
from djdesk.services.assessment.facts import Fact, Reading
from djdesk.services.assessment.feeds import facts
from djdesk.services.desk import Desk
from tests.services.assessment.books import NOVEMBER
from tests.services.conftest import Branch, Enrol, branch, enrol

__all__ = ["branch", "enrol"]  # fixtures


def read(desk: Desk, feed: str, as_of: date = date(2026, 12, 1)) -> tuple[Fact, ...]:
    home = desk.store.book.home_organization_id
    with desk.store.read() as session:
        return facts(Reading(session, home, NOVEMBER, as_of), feed, "branch")


def term(desk: Desk, since: date, planned: date, until: date | None = None) -> None:
    home = desk.store.book.home_organization_id
    with desk.store.write("届次", area="organization") as session:
        session.add(
            Term(organization_id=home, number=1, since=since, planned_until=planned, until=until)
        )


def test_a_term_is_overdue_from_the_month_it_ends_in(desk: Desk, branch: Branch) -> None:
    term(desk, date(2023, 11, 20), date(2026, 11, 20))
    assert read(desk, "election_overdue", date(2026, 11, 29)) == ()
    (found,) = read(desk, "election_overdue")
    assert found.text == "本届任期已于 2026.11.20 届满，还没有换届"
    assert found.source.startswith("term:")


def test_a_new_term_makes_an_end(desk: Desk, branch: Branch) -> None:
    term(desk, date(2023, 11, 20), date(2026, 11, 20), date(2026, 11, 25))
    term(desk, date(2026, 11, 25), date(2029, 11, 25))
    assert read(desk, "election_overdue") == ()


def test_a_full_committee_lacks_nobody(desk: Desk, branch: Branch) -> None:
    assert read(desk, "committee_vacant") == ()


def test_seats_are_counted_one_by_one(desk: Desk, branch: Branch) -> None:
    with desk.store.write("免职", area="organization") as session:
        for row in session.query(Tenure).where(Tenure.organization_id == branch.home):
            if row.post in ("11", "21"):
                row.until = date(2026, 11, 16)
    assert read(desk, "committee_vacant", date(2026, 11, 20)) == ()
    # seven full members ask for three: the secretary is missing, and two of three seats
    assert [each.text for each in read(desk, "committee_vacant")] == [
        "没有书记",
        "支部委员会缺委员 1 名",
        "支部委员会缺委员 1 名",
    ]


def test_a_small_branch_needs_a_secretary_only(desk: Desk, enrol: Enrol) -> None:
    for name in ("张三", "李四", "王五"):
        enrol(name)
    assert [each.text for each in read(desk, "committee_vacant")] == ["没有书记"]

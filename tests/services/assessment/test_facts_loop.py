"""What feeds read from pairs, corrections and the points that groups hand in."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from djdesk.models.assessment import Contact, Correction, Opinion, Pairing
from djdesk.services.assessment import adopt, open_month
from djdesk.services.desk import Desk
from tests.services.assessment.books import NOVEMBER, OVER, booked, on, read
from tests.services.conftest import Branch, branch, enrol

__all__ = ["branch", "enrol"]  # fixtures


def pair(
    desk: Desk, branch: Branch, *days: date, since: date = date(2026, 1, 5), **values: object
) -> None:
    """吴亮 helps somebody outside the roster; they met on `days`."""
    given: dict[str, object] = {
        "kind": "member",
        "helper_id": branch["吴亮"],
        "helper": "吴亮",
        "partner": "某群众",
    }
    with desk.store.write("结对", area="assessment") as session:
        row = Pairing(organization_id=branch.home, since=since, **given | values)
        session.add(row)
        session.flush()
        for day in days:
            session.add(Contact(pairing_id=row.id, held_on=day, content="走访"))


def test_two_contacts_of_a_month_are_one_log(desk: Desk, branch: Branch) -> None:
    pair(desk, branch, date(2026, 11, 3), date(2026, 11, 17), date(2026, 10, 3))
    (found,) = read(desk, "contact")
    assert (found.name, found.happened_on) == ("吴亮", date(2026, 11, 3))
    assert len(found.source.split()) == 2
    assert read(desk, "contact_missing") == ()


def test_a_month_without_contact_is_missed_once_it_is_over(desk: Desk, branch: Branch) -> None:
    pair(desk, branch)
    assert read(desk, "contact_missing", as_of=date(2026, 11, 30)) == ()
    (found,) = read(desk, "contact_missing", as_of=date(2026, 12, 1))
    assert found.text == "帮扶某群众，本月没有帮扶记录"
    assert read(desk, "contact_missing", "branch")[0].text.startswith("吴亮帮扶某群众")


@pytest.mark.parametrize(
    ("since", "ended", "missed"),
    [
        (date(2026, 11, 1), None, True),
        (date(2026, 11, 2), None, False),  # nobody met before they were paired
        (date(2026, 1, 5), date(2026, 11, 20), False),
        (date(2026, 1, 5), date(2026, 12, 3), True),
    ],
)
def test_who_stood_too_short_owes_no_contact(
    desk: Desk, branch: Branch, since: date, ended: date | None, missed: bool
) -> None:
    pair(desk, branch, since=since, ended_on=ended)
    assert bool(read(desk, "contact_missing")) is missed


def test_two_branches_meet_once_a_quarter(desk: Desk, branch: Branch) -> None:
    pair(desk, branch, kind="branch", helper_id=None, helper="本支部", partner="二支部")
    assert read(desk, "contact_missing", "branch") == ()
    january = date(2027, 1, 4)
    (found,) = read(desk, "contact_missing", "branch", month=date(2026, 12, 1), as_of=january)
    assert "本季度" in found.text


def test_corrections_not_done_in_time(desk: Desk, branch: Branch) -> None:
    rows: tuple[tuple[str, int | None, date, date | None], ...] = (
        ("member", branch["吴亮"], date(2026, 11, 10), None),
        ("member", branch["郑华"], date(2026, 11, 10), date(2026, 11, 9)),
        ("member", branch["孙立"], date(2026, 11, 10), date(2026, 11, 15)),
        ("branch", None, date(2026, 11, 12), None),
        ("member", branch["王强"], date(2026, 12, 20), None),
    )
    with desk.store.write("整改", area="assessment") as session:
        for level, member, due, done in rows:
            session.add(
                Correction(
                    level=level,
                    organization_id=branch.home,
                    member_id=member,
                    opened_on=date(2026, 10, 8),
                    problem="学习不够",
                    due_on=due,
                    done_on=done,
                )
            )
    assert sorted(each.name for each in read(desk, "correction_late")) == ["吴亮", "孙立"]
    assert len(read(desk, "correction_late", "branch")) == 3
    assert read(desk, "correction_late", as_of=date(2026, 11, 10)) == ()


def opinion(desk: Desk, branch: Branch, name: str, given: date, month: date = NOVEMBER) -> None:
    with desk.store.write("小组评", area="assessment") as session:
        session.add(
            Opinion(
                level="member",
                organization_id=branch.home,
                member_id=branch[name],
                month=month,
                stage="group",
                points=900,
                given_at=datetime.combine(given, time(9)),
            )
        )


def test_groups_hand_in_by_the_day_of_the_rule(desk: Desk, branch: Branch) -> None:
    assert read(desk, "points_late", "group") == ()  # no group ever gave an opinion
    opinion(desk, branch, "吴亮", date(2026, 12, 3))
    opinion(desk, branch, "郑华", date(2026, 12, 6))
    assert read(desk, "points_late", "group", as_of=date(2026, 12, 5)) == ()
    (found,) = read(desk, "points_late", "group", as_of=date(2026, 12, 6))
    assert found.organization_id == branch.second
    assert found.text == "11月积分到12月5日没有报送"


def test_who_needs_no_pair_loses_nothing(desk: Desk, branch: Branch) -> None:
    """The rubric of three levels takes points for a missing record only from who has to help."""
    pair(desk, branch)
    adopt(desk, "three_levels", since=NOVEMBER)
    open_month(on(desk, OVER), NOVEMBER)
    found = [line for line in booked(desk) if line.feed == "contact_missing"]
    members = [(line.member_id, line.item, line.points) for line in found if line.member_id]
    assert members == [(branch["吴亮"], "C3-5a", -20)]
    units = [(line.organization_id, line.item) for line in found if not line.member_id]
    assert units == [(branch.first, "C2-5a")]

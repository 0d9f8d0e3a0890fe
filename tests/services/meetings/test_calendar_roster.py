"""The roster of many days at once says the same as the book asked for each day."""

from __future__ import annotations

from datetime import date, timedelta

from djdesk.models.organization import Organization
from djdesk.models.rules.meetings.kinds import kind, own
from djdesk.services import organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings.calendar_roster import CalendarRoster
from djdesk.services.meetings.people import expected
from tests.services.conftest import Branch, Enrol
from tests.services.meetings.people import statements


def test_both_agree_on_every_day_of_change(desk: Desk, branch: Branch, enrol: Enrol) -> None:
    enrol("来某", since=date(2026, 4, 2), way="A2", group_id=branch.first)
    away = roster.Paper("调动", "某党〔2026〕1号", "乙厂")
    roster.leave(desk, branch["吴亮"], "B7", date(2026, 5, 6), away)
    joined = date(2025, 9, 3)
    turned = enrol("转某", person_class="probationary", joined_on=joined, since=joined, way="A1")
    roster.convert(desk, turned, date(2026, 9, 3))
    roster.change_group(desk, [branch["郑华"]], branch.first, date(2026, 6, 1))
    roster.withdraw(desk, enrol("错某"), "重复录入")
    punished: dict[str, Value] = {"kind": "discipline", "title": "留党察看一年"}
    times: dict[str, Value] = {"given_on": date(2026, 2, 1), "until": date(2026, 8, 1)}
    roster.add_record(desk, "reward", branch["钱进"], punished | times)
    post = organization.posts(desk, branch.home, date(2026, 1, 1))[1].id
    organization.end_post(desk, post, until=date(2026, 7, 7), reason="调动")
    with desk.store.read() as session:
        rows = session.query(Organization.id, Organization.parent_id).all()
        many = CalendarRoster(session, {row[0]: row[1] for row in rows})
        asked = 0
        for start in (2, 4, 5, 6, 7, 8, 9):
            for back in (1, 0):
                day = date(2026, start, {4: 2, 5: 6, 7: 7, 9: 3}.get(start, 1))
                day -= timedelta(days=back)
                for code in ("M1", "M2", "M3"):
                    for unit in (branch.home, branch.first, branch.second):
                        known = kind(code, day)
                        one = expected(session, known, unit, day)
                        two = many.expected(known, unit, day)
                        assert two is not None
                        assert {(p.member_id, p.name, p.voter) for p in one} == {
                            (p.id, p.name, p.voter) for p in two
                        }
                        asked += len(one)
        assert asked > 200
        day = date(2026, 3, 2)
        near = CalendarRoster(session, {row[0]: row[1] for row in rows}, branch.first)
        assert near.expected(kind("M3", day), branch.first, day) == many.expected(
            kind("M3", day), branch.first, day
        )
        assert not near.expected(kind("M3", day), branch.second, day)
        chosen = own({"code": "B1", "name": "座谈", "attends": "chosen"})
        assert many.expected(chosen, branch.home, date(2026, 3, 1)) is None
        with statements(desk) as seen:
            many.expected(kind("M1", date(2026, 3, 1)), branch.home, date(2026, 3, 1))
        assert seen == []

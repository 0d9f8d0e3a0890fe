"""People are found by name, initials and number; meetings and papers by their words."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.roster import Member
from djdesk.reports.catalogue import REPORTS
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.sample.load import load_people
from djdesk.ui.shell.finders import finders

Opened = list[tuple[str, object]]


@pytest.fixture
def opened() -> Opened:
    return []


def find(desk: Desk, opened: Opened, which: int, text: str) -> list[str]:
    def open_area(area: str, record_id: int | None = None, **hints: object) -> None:
        opened.append((area, record_id if record_id is not None else hints))

    hits = finders(desk, open_area)[which](text)
    for hit in hits[:1]:
        hit.open()
    return [hit.title for hit in hits]


def test_people(desk: Desk, opened: Opened) -> None:
    ids = load_people(desk, 30)
    with desk.store.read() as session:
        member = session.get_one(Member, ids[4])
        name, initials, number = member.name, member.name_initials, member.id_number
    assert number is not None
    for text in (name, initials.split()[0], number[-6:]):
        assert name in find(desk, opened, 0, text), text
    opened.clear()
    assert find(desk, opened, 0, number) == [name]
    assert opened == [("roster", ids[4])]
    assert find(desk, opened, 0, "没有这个人") == []


def test_meetings(desk: Desk, opened: Opened) -> None:
    values: dict[str, Value] = {"kind": "M5", "topic": "消防演练", "held_on": date(2026, 11, 5)}
    home = desk.store.book.home_organization_id
    meeting_id = meetings.new_record(desk, {**values, "organization_id": home})
    title = "2026.11.05 主题党日：消防演练"
    for text in ("消防", "主题党日", "2026-主题党日-01", "xfyl", "FY"):
        assert find(desk, opened, 1, text) == [title], text
    assert opened[0] == ("meetings", meeting_id)
    assert find(desk, opened, 1, "没有这次会") == []
    assert find(desk, opened, 1, "x") == []  # one letter stands in nearly every topic


def test_papers(desk: Desk, opened: Opened) -> None:
    spec = REPORTS[0]
    assert spec.title in find(desk, opened, 2, spec.title[:3])
    assert opened == [(spec.area, {"report": spec.id})]
    assert spec.title in find(desk, opened, 2, spec.form.lower())
    assert find(desk, opened, 2, "没有这种表") == []

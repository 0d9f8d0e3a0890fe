"""People are found by name, initials and number; papers by their words."""

from __future__ import annotations

import pytest

from djdesk.models.roster import Member
from djdesk.reports.catalogue import REPORTS
from djdesk.services.desk import Desk
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


def test_papers(desk: Desk, opened: Opened) -> None:
    spec = REPORTS[0]
    assert spec.title in find(desk, opened, 1, spec.title[:3])
    assert opened == [(spec.area, {"report": spec.id})]
    assert spec.title in find(desk, opened, 1, spec.form.lower())
    assert find(desk, opened, 1, "没有这种表") == []

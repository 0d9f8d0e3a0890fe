"""Kinds of many meetings: as `kind_of` says, without asking the book each time."""

from __future__ import annotations

from datetime import date

from djdesk.services import meetings, settings
from djdesk.services.desk import Desk
from djdesk.services.meetings.catalogue import Catalogue
from djdesk.services.meetings.kinds import add_kind, kind_of
from tests.services.meetings.people import statements

DAY = date(2026, 3, 20)


def test_every_kind_is_that_of_the_book(desk: Desk) -> None:
    settings.put(desk, settings.LECTURE_PERIOD, "每半年")
    add_kind(desk, {"name": "换届大会", "attends": "all", "since": date(2026, 1, 1)})
    with desk.store.read() as session:
        catalogue = Catalogue(session)
        for code in ("M1", "M3", "M4", "B1"):
            assert catalogue.kind(code, DAY) == kind_of(session, code, DAY)
        assert catalogue.kind("M4", DAY).period == "half"
        assert catalogue.kind("M4", date(2000, 1, 1)).period == ""
        with statements(desk) as seen:
            for day in range(1, 29):
                for code in ("M1", "M4", "B1"):
                    catalogue.kind(code, date(2026, 2, day))
    assert seen == []


def test_a_kind_whose_row_is_not_here_asks_for_nothing(desk: Desk) -> None:
    with desk.store.read() as session:
        kind = Catalogue(session).kind("B9", DAY, "another book")
    assert (kind.name, kind.period) == ("B9", "")
    assert meetings.awaiting(desk) == ()

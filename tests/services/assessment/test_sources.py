"""From a line back to its record: the pane, the key, and which of the pane's tables is meant."""

from __future__ import annotations

from datetime import date

from djdesk.models.assessment import Contact, Correction, MonthBook, Pairing
from djdesk.services import assessment, organization
from djdesk.services.assessment import Subject, contacts, corrections, pairings
from djdesk.services.assessment.sources import SourceLink, links
from djdesk.services.desk import Desk

JUNE = date(2026, 6, 1)


def test_records_of_one_pane_say_which_table_they_are_of(desk: Desk) -> None:
    home = organization.home_id(desk)
    correction = corrections.open_correction(
        desk, Subject("branch", home), {"problem": "会议记录不全"}
    )
    pair = pairings.pair(
        desk, {"kind": "member", "helper": "赵某一", "partner": "孙某三", "since": JUNE}
    )
    contact = contacts.add_contact(desk, pair, {"held_on": JUNE, "content": "谈心"})
    with desk.store.read() as session:
        rows = (
            session.get_one(Correction, correction),
            session.get_one(Pairing, pair),
            session.get_one(Contact, contact),
        )
        sources = [f"{row.__tablename__}:{row.uid}" for row in rows]
        found = links(session, [*sources, "pairing:gone", ""])
    places = [
        (link.area, link.id, dict(link.hints)) for source in sources for link in found[source]
    ]
    assert places == [
        ("improvement", correction, {"view": "corrections"}),
        ("improvement", pair, {"view": "pairings"}),
        ("improvement", pair, {"view": "pairings"}),
    ]
    assert found["pairing:gone"] == ()


def test_a_month_is_shown_by_its_date(desk: Desk) -> None:
    assessment.adopt(desk, "three_levels", since=JUNE)
    assessment.open_month(desk, JUNE)
    with desk.store.read() as session:
        (month,) = session.query(MonthBook).all()
        source = f"assessment_month:{month.uid}"
        (link,) = links(session, [source])[source]
    assert link == SourceLink("assessment", None, link.words, (("month", JUNE),))

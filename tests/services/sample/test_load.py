"""Meetings in bulk: as many as asked for, spread over the years, all with rolls and photographs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from djdesk.models.archive import Attachment
from djdesk.models.meetings import Attendance, Meeting
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.sample.load import load_meetings, load_people, meeting_days

DAY = date(2026, 11, 20)


def test_days_are_spread_evenly_and_end_today() -> None:
    days = list(meeting_days(DAY, 2, 10))
    assert len(days) == 20
    assert days == sorted(set(days))
    assert days[0] > date(2024, 11, 20)
    assert days[-1] == DAY
    assert sum(day <= date(2025, 11, 20) for day in days) == 10


def test_meetings_come_with_everybody_and_their_own_texts(desk: Desk) -> None:
    load_people(desk, 12)
    ids = load_meetings(desk, 2, 9, 7)
    with desk.store.read() as session:
        rows = session.scalars(select(Meeting).order_by(Meeting.id)).all()
        assert [row.id for row in rows] == list(ids)
        assert len({row.content for row in rows}) == 18
        attended = session.scalar(select(func.count()).select_from(Attendance))
        files = session.scalars(select(Attachment)).all()
        assert attended == 18 * 12
        assert len({file.digest for file in files}) == 7
        assert {file.owner_id for file in files} <= set(ids)
    assert meetings.sizes(desk).photos == 7
    whole = meetings.by_member_and_month(desk, 2026).whole
    assert whole.should == 12 * sum(day.year == 2026 for day in meeting_days(DAY, 2, 9))
    copied = [f for f in meetings.all_findings(desk, 2026) if f.finding.rule == "copied"]
    assert copied == []

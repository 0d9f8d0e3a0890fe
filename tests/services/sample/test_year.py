"""The sample's year: what it promises to show, on any day it is made, and nothing else wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from djdesk.models.meetings import Attendance, Meeting, Review, Talk
from djdesk.models.rules.meetings.similarity import Index, Likeness
from djdesk.services import archive, books, meetings, sample
from djdesk.services.desk import Desk
from djdesk.services.meetings.roll import roll_of
from djdesk.services.sample.minutes import MinuteBook
from djdesk.services.sample.scenes import photograph, sign_in_sheet
from djdesk.services.sample.timetable import timetable

DAY = date(2026, 11, 20)
PROMISED = {"late", "evidence", "copied", "makeup", "overdue", "review"}
"""What is wrong on purpose; a record may also still be in the making (`blank`)."""


@contextmanager
def opened(folder: Path, day: date) -> Iterator[Desk]:
    password = sample.make_branch(folder, today=lambda: day)
    book = books.open_book(folder, password, allow_removable=True)
    try:
        yield books.desk_of(book, today=lambda: day)
    finally:
        book.close()


def test_the_year_shows_what_it_promises(tmp_path: Path) -> None:
    with opened(tmp_path / "book", DAY) as desk:
        grid = meetings.grid(desk, 2026)
        assert {row.kind for row in grid.rows} == {
            "M1", "M2", "M3", "M4", "M5", "M6", "M7", "M9"
        }  # fmt: skip
        overdue = [
            (row.kind, row.unit_name, cell.period.title)
            for row in grid.rows
            for cell in row.cells
            if cell.state == "overdue"
        ]
        assert overdue == [("M3", "第三党小组", "6月")]
        found = meetings.all_findings(desk, 2025) + meetings.all_findings(desk, 2026)
        assert {each.finding.rule for each in found} == PROMISED
        told = [each.finding.rule for each in found]
        assert [told.count(rule) for rule in ("late", "evidence", "copied", "makeup")] == [1] * 4
        assert [debt.name for debt in meetings.debts(desk)] == ["林浩", "许鹏飞"]
        assert 85 <= (meetings.by_member_and_month(desk, 2026).whole.rate or 0) <= 97
        assert all(row.hours > 100 for row in meetings.study(desk, 2026) if row.officer)
        pairs = meetings.pairs(desk, 2026)
        assert 0 < sum(pair.done_on is None for pair in pairs) < len(pairs) / 3
        with desk.store.read() as session:
            returned = session.scalars(select(Review).where(Review.result == "returned")).all()
            assert [review.reasons != "" for review in returned] == [True]
            sittings = session.execute(
                select(Meeting.kind).where(Meeting.sitting != "").order_by(Meeting.kind)
            )
            assert [row[0] for row in sittings] == ["M4", "M5"]
            assert session.scalar(select(func.count()).select_from(Talk)) or 0 > 20


def test_every_roll_is_the_roster_of_its_day(tmp_path: Path) -> None:
    with opened(tmp_path / "book", DAY) as desk, desk.store.read() as session:
        rows = session.scalars(select(Meeting).where(Meeting.state == "reviewed")).all()
        assert len(rows) > 60
        sizes = set()
        for row in rows:
            roll = roll_of(session, row)
            assert roll.differs == ()
            counts = (row.should, row.present, row.voters, row.voters_present)
            assert counts == (roll.should, roll.present, roll.voters, roll.voters_present)
            if row.kind == "M1":
                sizes.add(roll.should)
        assert len(sizes) > 1  # people came and went
        assert session.scalar(
            select(func.count()).select_from(Attendance).where(Attendance.status == "away")
        )


@pytest.mark.parametrize("day", [date(2027, 1, 5), date(2027, 3, 31), date(2028, 2, 29)])
def test_it_is_as_good_on_any_other_day(tmp_path: Path, day: date) -> None:
    with opened(tmp_path / "book", day) as desk:
        found = [
            each for year in (day.year - 1, day.year) for each in meetings.all_findings(desk, year)
        ]
        told = [each.finding.rule for each in found]
        assert told.count("copied") == 1
        ripe = {each.finding.rule for each in found if (day - each.held_on).days > 12}
        assert ripe <= PROMISED
        for kept in (day.year - 1, day.year):
            totals = meetings.grid(desk, kept).totals
            assert totals.overdue <= 2


def test_pictures_can_be_looked_at_and_are_kept_once(tmp_path: Path) -> None:
    with opened(tmp_path / "book", DAY) as desk:
        with desk.store.read() as session:
            keys = session.scalars(select(Meeting.id).where(Meeting.kind == "M5")).all()
            files = [f for key in keys for f in archive.attachments(session, "meeting", key)]
        photos = [file for file in files if file.purpose == "photo"]
        assert len(photos) > 18
        for file in photos[:3]:
            for data in (meetings.picture(desk, file.id), meetings.thumbnail(desk, file.id)):
                picture = Image.open(io.BytesIO(data))
                picture.load()
                assert picture.format == "JPEG"
            assert file.size == len(meetings.picture(desk, file.id))
        assert len(desk.store.files.paths()) < 100


def test_scenes_repeat_and_differ() -> None:
    assert photograph(3, "七月主题党日") == photograph(3, "七月主题党日")
    assert photograph(3, "七月主题党日") != photograph(4, "七月主题党日")
    assert sign_in_sheet(1) != sign_in_sheet(2)


def test_no_paragraph_stands_twice_but_the_one_meant() -> None:
    book = MinuteBook()
    index: Index[str] = Index()
    alike: list[Likeness[str]] = []
    for month in range(1, 13):
        texts = [book.of_group(month, group) for group in (1, 2, 3)]
        for kind in ("M1", "M2", "M4", "M5", "M6", "M7", "M9"):
            found = book.of_branch(kind, month)
            texts += [found] if found is not None else []
        for minutes in texts:
            alike += index.alike(minutes.content)
            index.add(f"{month}{minutes.kind}", minutes.content)
            assert minutes.topic
            assert minutes.agenda
            assert len("".join(minutes.text)) > 80
    assert [each.share for each in alike] == [100]


def test_nobody_speaks_before_coming_or_after_leaving() -> None:
    book = MinuteBook()
    for sitting in timetable(book, DAY, [(date(2026, 5, 20), "冯军")]):
        assert "{name}" not in sitting.minutes.content
        assert sitting.day.weekday() < 5 or sitting.kind == "M1"
    # the running numbers are those of whole years
    first = [each for each in timetable(book, DAY, []) if each.kind == "M2"]
    assert [each.number for each in first[:3]] == [12, 1, 2]

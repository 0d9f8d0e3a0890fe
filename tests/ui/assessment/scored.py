"""A branch of 43 people in three groups with a meeting in October; fixtures to be imported."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from djdesk.models.store.book import OpenBook, open_book
from djdesk.services import assessment, meetings, organization
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from djdesk.services.meetings import Mark
from tests.conftest import PASSWORD, USER
from tests.ui.meetings.conftest import fill

__all__ = ["book_folder", "desk", "october", "scored"]

OCTOBER = date(2026, 10, 1)
TODAY = date(2026, 11, 2)
ABSENT, LATE, AWAY = 3, 8, 5
"""Places on the roll of October's meeting of all members."""


def hold_meeting(desk: Desk, day: date) -> int:
    """A 支部党员大会 with its roll: everybody came but one, one was late, one was on leave."""
    home = organization.home_id(desk)
    values: dict[str, Value] = {"kind": "M1", "organization_id": home, "held_on": day}
    made = meetings.new_record(desk, {**values, "start_at": 870, "place": "三楼会议室"})
    marks = {}
    for place, row in enumerate(meetings.record(desk, made).roll.rows):
        assert row.member_id is not None
        marks[row.member_id] = {
            ABSENT: Mark("absent"),
            LATE: Mark("late"),
            AWAY: Mark("personal", "探亲", USER),
        }.get(place, Mark("present"))
    meetings.save_roll(desk, made, marks)
    return made


@pytest.fixture(scope="session")
def scored(branch_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed book with the people and a meeting in October; no rubric was chosen yet."""
    folder = Path(shutil.copytree(branch_template, tmp_path_factory.mktemp("scored") / "book"))
    book = open_book(folder, PASSWORD)
    desk = Desk(book.store, USER, Role.SECRETARY, lambda: date(2026, 10, 20))
    fill(desk)
    hold_meeting(desk, date(2026, 10, 9))
    book.close()
    return folder


@pytest.fixture
def book_folder(scored: Path, tmp_path: Path) -> Path:
    """A book of this test's own."""
    return Path(shutil.copytree(scored, tmp_path / "book"))


@pytest.fixture
def desk(book: OpenBook) -> Desk:
    """The secretary's desk in the first days of November."""
    return Desk(book.store, USER, Role.SECRETARY, lambda: TODAY)


@pytest.fixture
def october(desk: Desk) -> Desk:
    """The same desk with October opened by the rubric of three levels."""
    assessment.adopt(desk, "three_levels", since=OCTOBER)
    assessment.open_month(desk, OCTOBER)
    return desk

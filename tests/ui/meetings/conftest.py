"""A branch of 43 people in three groups with its committee, and a record to type into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from djdesk.models.store.book import open_book
from djdesk.services import meetings, organization, roster
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from djdesk.services.roster import Opening
from djdesk.services.sample.people import id_number
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.record import RecordView
from tests.conftest import PASSWORD, TODAY, USER

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘"
NAMES = [f"{sign}某{'一二三四五六七八九十'[number % 10]}" for number, sign in enumerate(FAMILY)]
HELD_ON = date(2026, 11, 5)


@dataclass(frozen=True)
class Branch:
    """The home branch with its groups and its members by name."""

    home: int
    groups: tuple[int, ...]
    members: dict[str, int]


def enrol(desk: Desk, name: str, number: int, group_id: int, *, probationary: bool = False) -> int:
    """Enter a member who belongs from 2020, one on probation from this spring."""
    born = date(1970 + number % 20, 5, 6)
    joined = date(2026, 3, 1) if probationary else date(2012, 7, 1)
    person = {
        "name": name,
        "id_number": id_number(born, 11 + 2 * number),
        "ethnic": "01",
        "education": "21",
        "joined_on": joined,
        "full_on": None if probationary else date(2013, 7, 1),
        "phone": f"1380000{number:04d}",
        "address": "某某市某某路1号",
    }
    kind = "probationary" if probationary else "full"
    since = joined if probationary else date(2020, 1, 1)
    opening = Opening(organization.home_id(desk), kind, group_id, "W1", since=since)
    return roster.enrol(desk, person, opening)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def peopled(branch_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed book with the members: 43, of whom three are on probation, in three groups.

    The first three are the committee.
    """
    folder = Path(shutil.copytree(branch_template, tmp_path_factory.mktemp("people") / "book"))
    book = open_book(folder, PASSWORD)
    desk = Desk(book.store, USER, Role.SECRETARY, lambda: TODAY)
    fill(desk)
    book.close()
    return folder


def fill(desk: Desk) -> None:
    """Found the groups and enter everybody."""
    home = organization.home_id(desk)
    groups = [
        organization.found(desk, parent_id=home, kind="group", name=f"第{word}党小组")
        for word in "一二三"
    ]
    members = [
        enrol(desk, name, number, groups[number % 3], probationary=number > 39)
        for number, name in enumerate(NAMES)
    ]
    for member_id, post in zip(members, ("11", "21", "23"), strict=False):
        organization.hold_post(desk, home, post=post, since=date(2024, 1, 1), member_id=member_id)


@pytest.fixture
def book_folder(peopled: Path, tmp_path: Path) -> Path:
    """A book of this test's own, with the members in it."""
    return Path(shutil.copytree(peopled, tmp_path / "book"))


@pytest.fixture
def branch(desk: Desk) -> Branch:
    """Who is in the book."""
    home = organization.home_id(desk)
    groups = tuple(key for key, _name in organization.groups(desk, home))
    return Branch(home, groups, {name: place for place, name in enumerate(NAMES, start=1)})


@pytest.fixture
def meeting(desk: Desk, branch: Branch) -> int:
    """A 支部党员大会 that was held and is to be written up."""
    values: dict[str, Value] = {"kind": "M1", "organization_id": branch.home, "held_on": HELD_ON}
    return meetings.new_record(desk, {**values, "start_at": 870, "place": "三楼会议室"})


@pytest.fixture
def view(context: Context, meeting: int, qtbot: QtBot) -> Iterator[RecordView]:
    """The record of that meeting in a window of its own; it follows the book as the pane does."""
    home = QWidget()
    qtbot.addWidget(home)
    made = RecordView(context, home)
    QVBoxLayout(home).addWidget(made)
    home.resize(900, 760)
    home.show()
    show(made, meeting)

    def follow(_notice: object) -> None:
        if made.record is not None:
            show(made, made.record.id)

    context.bus.changed.connect(follow)
    QApplication.processEvents()
    yield made
    context.bus.changed.disconnect(follow)


def show(view: RecordView, meeting_id: int) -> None:
    """Read a record and show it."""
    view.show_record(meetings.record(view.context.desk, meeting_id))

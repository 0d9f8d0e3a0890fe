"""Synthetic people are valid, repeatable and nobody's; the sample book holds what it promises."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from djdesk.errors import UserError
from djdesk.models.roster import Absence, Member, Standing
from djdesk.models.rules import roster as rules
from djdesk.services import accounts, books, listing, organization, sample
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Query, Scope
from djdesk.services.roster import counts, members
from djdesk.services.roster.lists import FORMER, ROSTER
from djdesk.services.sample.load import load_people
from djdesk.services.sample.people import id_number, people
from djdesk.services.sample.portrait import portrait

DAY = date(2026, 11, 20)


def test_id_numbers_follow_the_standard() -> None:
    # worked examples: GB 11643, ISO 7064 MOD 11-2
    assert id_number(date(1900, 1, 1), 2) == "999999190001010023"
    assert id_number(date(1919, 1, 1), 4) == "99999919190101004X"
    assert id_number(date(2000, 2, 29), 4) == "999999200002290043"


def test_people_are_plausible_and_unique() -> None:
    rows = list(people(3000, seed=5, day=DAY))
    assert len({row["id_number"] for row in rows}) == 3000
    for row in rows:
        card, born, joined = str(row["id_number"]), row["birth_on"], row["joined_on"]
        assert isinstance(born, date)
        assert isinstance(joined, date)
        assert card.startswith("999999")
        assert card[6:14] == f"{born:%Y%m%d}"
        assert (int(card[16]) % 2 == 1) == (row["sex"] == "1")
        assert re.fullmatch(r"1380000\d{4}", str(row["phone"]))
        assert born.replace(year=born.year + 18, day=1) <= joined < DAY
        facts = members.facts({key: value for key, value in row.items() if key != "work_post"})
        assert [p for p in rules.check_member(facts, DAY) if p.is_error] == []
        assert (row["full_on"] is None) == (row["person_class"] == "probationary")


def test_same_seed_same_people() -> None:
    assert list(people(50, seed=3, day=DAY)) == list(people(50, seed=3, day=DAY))
    assert list(people(50, seed=3, day=DAY)) != list(people(50, seed=4, day=DAY))


def test_portraits_are_pictures_that_repeat() -> None:
    picture = portrait(7, "2")
    assert picture == portrait(7, "2") != portrait(8, "2")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    opened = Image.open(io.BytesIO(picture))
    opened.load()
    assert opened.size == (295, 413)
    assert len(opened.getcolors(100_000) or ()) > 4


def test_people_are_loaded_with_keys_and_standing(desk: Desk) -> None:
    ids = load_people(desk, 120, seed=1)
    assert len(ids) == 120
    with desk.store.read() as session:
        members = session.scalars(select(Member).order_by(Member.id)).all()
        standings = session.scalars(select(Standing).order_by(Standing.id)).all()
        away = session.scalars(select(Absence)).all()
        assert [member.id for member in members] == list(ids)
        assert all(member.name_pinyin and member.name_strokes for member in members)
        assert [row.member_id for row in standings] == list(ids)
        assert {row.branch_id for row in standings} == {desk.store.book.home_organization_id}
        assert len({row.group_id for row in standings}) == 12
        joined = {member.id: member.joined_on for member in members}
        assert [row.member_id for row in away] == [ids[0], ids[50], ids[100]]
        assert all((joined[row.member_id] or DAY) <= row.since <= DAY for row in away)


def test_sample_branch_holds_what_it_promises(tmp_path: Path) -> None:
    password = sample.make_branch(tmp_path / "book", today=lambda: DAY)
    book = books.open_book(tmp_path / "book", password, allow_removable=True)
    try:
        desk = books.desk_of(book, today=lambda: DAY)
        scope = Scope(DAY, desk.store.book.home_organization_id)
        chips = {chip.title: chip.count for chip in counts.chips(desk, scope)}
        assert chips["全部"] == 43
        assert chips["预备"] == 3
        assert chips["资料不全"] == 2
        former = listing.ids(desk, FORMER, Query(scope))
        assert len(former) == 4
        names = listing.rows(desk, ROSTER, scope, listing.ids(desk, ROSTER, Query(scope)), ["name"])
        assert {"王䶮", "李𬱖", "阿依古丽·买买提"} <= {row[0] for row in names.values()}
        home = desk.store.book.home_organization_id
        held = organization.posts(desk, home, DAY)
        assert [post.person for post in held] == ["王艳", "刘磊", "李静", "吴志强", "陈涛"]
        assert [user.role for user in accounts.users(desk)] == [
            Role.SECRETARY,
            Role.ORGANIZER,
            Role.COMMITTEE,
            Role.VIEWER,
        ]
    finally:
        book.close()
    assert books.check_book(tmp_path / "book", password) == []


def test_sample_is_found_again_and_made_anew_when_asked(tmp_path: Path) -> None:
    folder, password = sample.ready_branch(tmp_path)
    card = _uid(folder, password)
    assert _uid(*sample.ready_branch(tmp_path)) == card
    assert _uid(*sample.ready_branch(tmp_path, fresh=True)) != card


def test_a_book_that_is_no_sample_is_never_removed(tmp_path: Path) -> None:
    folder, password = sample.ready_branch(tmp_path)
    card = _uid(folder, password)
    for note in tmp_path.glob("*.txt"):
        note.unlink()
    for fresh in (False, True):
        with pytest.raises(UserError, match="不是本程序建立的样例账套"):
            sample.ready_branch(tmp_path, fresh=fresh)
    assert _uid(folder, password) == card


def test_a_sample_in_use_is_not_made_anew(tmp_path: Path) -> None:
    folder, password = sample.ready_branch(tmp_path)
    book = books.open_book(folder, password)
    try:
        with pytest.raises(books.BookInUse):
            sample.ready_branch(tmp_path, fresh=True)
    finally:
        book.close()
    assert _uid(folder, password)


def _uid(folder: Path, password: str) -> str:
    book = books.open_book(folder, password)
    book.close()
    return book.uid

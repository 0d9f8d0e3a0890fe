"""Synthetic people are valid, repeatable and nobody's; the sample book holds what it promises."""

from __future__ import annotations

import io
import re
from datetime import date

from PIL import Image
from sqlalchemy import select

from djdesk.models.roster import Absence, Member, Standing
from djdesk.services.desk import Desk
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

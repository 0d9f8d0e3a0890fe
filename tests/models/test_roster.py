"""What the database itself refuses about members and their rows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from djdesk.errors import DeskError
from djdesk.models.organization import Organization
from djdesk.models.roster import Absence, Member, Reward, Standing
from djdesk.models.store.store import Store

DAY = date(2020, 1, 1)


def fails(store: Store, *rows: object) -> None:
    with pytest.raises((DeskError, IntegrityError, StatementError)), store.write("试") as session:
        session.add_all(rows)


def member(**more: object) -> Member:
    return Member(**{"name": "张某", "sex": "1"} | more)


def test_sex_is_one_of_two(store: Store) -> None:
    fails(store, member(sex="0"))


def test_a_number_stands_once_per_owner(store: Store) -> None:
    with store.write("试") as session:
        session.add_all([member(id_number="1"), member(id_number="1", origin="other")])
        session.add_all([member(id_number=None), member(id_number=None)])
    fails(store, member(id_number="1"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "away"},
        {"person_class": "both"},
        {"until": date(2019, 12, 31)},
        {"branch_id": 4711},
        {"member_id": 4711},
    ],
)
def test_a_standing_is_whole(store: Store, wrong: dict[str, object]) -> None:
    with store.write("试") as session:
        person, branch = member(), Organization(kind="branch", name="中共某某支部")
        session.add_all([person, branch])
        session.flush()
        good = {
            "member_id": person.id,
            "branch_id": branch.id,
            "person_class": "full",
            "since": DAY,
        }
        session.add(Standing(**good))
    fails(store, Standing(**good | wrong))


def test_sub_records_have_known_kinds(store: Store) -> None:
    with store.write("试") as session:
        person = member()
        session.add(person)
        session.flush()
        key = person.id
    fails(store, Absence(member_id=key, kind="gone", since=DAY))
    fails(store, Reward(member_id=key, kind="prize", title="x", given_on=DAY))


def test_every_saving_raises_the_version(store: Store) -> None:
    with store.write("试") as session:
        person = member()
        session.add(person)
        session.flush()
        first = person.version
        person.remark = "x"
        session.flush()
        assert person.version == first + 1

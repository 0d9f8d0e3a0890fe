"""Members for the tests of the roster: synthetic people with sound identity numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from djdesk.models.rules import identity
from djdesk.services import organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value

Enrol = Callable[..., int]


def make_number(born: date, sequence: int) -> str:
    """A sound number of the region that does not exist."""
    digits = f"999999{born:%Y%m%d}{sequence:03d}"
    return digits + identity.check_sign(digits)


@pytest.fixture
def enrol(desk: Desk) -> Enrol:
    """Enter a member: `enrol("张某", since=…, person_class=…, sex="2", **fields)` gives the key."""
    sequence = count(1)
    home = organization.home_id(desk)

    def enter(
        name: str = "张某",
        *,
        sex: str = "1",
        born: date = date(1980, 5, 6),
        person_class: str = "full",
        since: date | None = None,
        group_id: int | None = None,
        branch_id: int | None = None,
        work_post: str = "W1",
        way: str = "",
        **fields: Value,
    ) -> int:
        number = next(sequence) * 2 % 1000 - (1 if sex == "1" else 0)
        joined = date(2010 if born.year < 1990 else 2021, 7, 1)
        values: dict[str, Value] = {
            "name": name,
            "sex": sex,
            "id_number": make_number(born, number),
            "birth_on": born,
            "ethnic": "01",
            "education": "21",
            "joined_on": joined,
            "full_on": joined.replace(year=joined.year + 1) if person_class == "full" else None,
            "phone": "13800001234",
            "address": "某某路 1 号",
        }
        opening = roster.Opening(
            branch_id or home, person_class, group_id, work_post, since=since, way=way
        )
        return roster.enrol(desk, values | fields, opening)

    return enter


@pytest.fixture
def groups(desk: Desk) -> tuple[int, int]:
    """Two groups of the home branch."""
    home = organization.home_id(desk)
    first = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    second = organization.found(desk, parent_id=home, kind="group", name="第二党小组")
    return first, second

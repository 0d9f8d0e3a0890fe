"""A branch whose dues are fixed, for the tests of dues; synthetic people only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from djdesk.models.rules import identity
from djdesk.services import dues, organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value

Enrol = Callable[..., int]
Fix = Callable[..., int]


def make_number(born: date, sequence: int) -> str:
    """A sound number of the region that does not exist."""
    digits = f"999999{born:%Y%m%d}{sequence:03d}"
    return digits + identity.check_sign(digits)


@pytest.fixture
def enrol(desk: Desk) -> Enrol:
    """Enter a member who belongs from `since` on."""
    sequence = count(1)
    home = organization.home_id(desk)

    def enter(
        name: str = "张某",
        *,
        since: date = date(2020, 1, 1),
        group_id: int | None = None,
        person_class: str = "full",
        joined_on: date = date(2012, 7, 1),
        work_post: str = "W1",
        way: str = "",
        born: date = date(1985, 5, 6),
        **fields: Value,
    ) -> int:
        full = joined_on.replace(year=joined_on.year + 1) if person_class == "full" else None
        values: dict[str, Value] = {
            "name": name,
            "sex": "1",
            "id_number": make_number(born, next(sequence) * 2 - 1),
            "birth_on": born,
            "ethnic": "01",
            "education": "21",
            "joined_on": joined_on,
            "full_on": full,
            "phone": "13800001234",
            "address": "某某路 1 号",
        }
        opening = roster.Opening(home, person_class, group_id, work_post, since=since, way=way)
        return roster.enrol(desk, values | fields, opening)

    return enter


@pytest.fixture
def fix(desk: Desk) -> Fix:
    """Fix a standard: `fix(member_id, base=4500_00)`, from January of the year unless said."""

    def enter(
        member_id: int,
        *,
        base: int | None = 450_000,
        since: date = date(2026, 1, 1),
        code: str = "wage",
        **values: Value,
    ) -> int:
        form: dict[str, Value] = {
            "since": since,
            "code": code,
            "base_fen": base,
            "decided_on": date(2026, 1, 8),
            "reason": "年初核定",
        }
        return dues.fix_standard(desk, member_id, form | values)

    return enter

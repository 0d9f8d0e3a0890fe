"""A branch of 43 members whose dues are fixed for the year, and the panes to work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from djdesk.services import dues, organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.roster import Opening
from djdesk.services.sample.people import id_number

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘"
JANUARY = date(2026, 1, 1)
NOVEMBER = date(2026, 11, 1)


@dataclass(frozen=True)
class Branch:
    """The home branch and its members by name, in the order of the roster."""

    home: int
    members: dict[str, int]


def enrol(desk: Desk, name: str, number: int) -> int:
    """Enter a member who belongs from 2020."""
    person: dict[str, Value] = {
        "name": name,
        "id_number": id_number(date(1970 + number % 20, 5, 6), 11 + 2 * number),
        "ethnic": "01",
        "education": "21",
        "joined_on": date(2012, 7, 1),
        "full_on": date(2013, 7, 1),
        "phone": f"1380000{number:04d}",
        "address": "某某市某某路1号",
    }
    opening = Opening(organization.home_id(desk), "full", None, "W1", since=date(2020, 1, 1))
    return roster.enrol(desk, person, opening)


def fix(desk: Desk, member_id: int, base_fen: int, **more: Value) -> int:
    """Fix what a member with a wage pays from January on."""
    values: dict[str, Value] = {
        "since": JANUARY,
        "code": "wage",
        "base_fen": base_fen,
        "decided_on": date(2026, 1, 8),
        "decided_by": "李静",
    }
    return dues.fix_standard(desk, member_id, {**values, **more})


@pytest.fixture
def branch(desk: Desk) -> Branch:
    """43 members with a wage of 4000.00 and a bit, so that each pays 40.00 and a bit; paid up to
    October.
    """
    members = {}
    for number, sign in enumerate(FAMILY):
        name = f"{sign}某{'一二三四五六七八九十'[number % 10]}"
        members[name] = enrol(desk, name, number)
        fix(desk, members[name], 400_000 + 1_000 * number)
    for month in range(1, 11):
        dues.pay_due(desk, date(2026, month, 1), members.values(), date(2026, month, 5))
    return Branch(organization.home_id(desk), members)

"""A branch and its people for the tests of services; synthetic people with sound numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    """Enter a member: `enrol("张某", since=…, person_class=…, sex="2", **fields)` gives the key.

    `since` None leaves the beginning of the first standing to the roster; `full_on` follows from
    the class unless it is given.
    """
    sequence = count(1)
    home = organization.home_id(desk)

    def enter(
        name: str = "张某",
        *,
        sex: str = "1",
        born: date = date(1985, 5, 6),
        person_class: str = "full",
        joined_on: date | None = date(2012, 7, 1),
        since: date | None = date(2020, 1, 1),
        group_id: int | None = None,
        branch_id: int | None = None,
        work_post: str = "W1",
        way: str = "",
        **fields: Value,
    ) -> int:
        full_on = None
        if person_class == "full" and joined_on is not None:
            full_on = joined_on.replace(year=joined_on.year + 1)
        number = next(sequence) * 2 % 1000 - (1 if sex == "1" else 0)
        values: dict[str, Value] = {
            "name": name,
            "sex": sex,
            "id_number": make_number(born, number),
            "birth_on": born,
            "ethnic": "01",
            "education": "21",
            "joined_on": joined_on,
            "full_on": full_on,
            "phone": "13800001234",
            "address": "某某路 1 号",
        }
        opening = roster.Opening(
            branch_id or home, person_class, group_id, work_post, since=since, way=way
        )
        return roster.enrol(desk, values | fields, opening)

    return enter


@dataclass(frozen=True)
class Branch:
    """The home branch: groups, and members by name."""

    home: int
    first: int
    second: int
    members: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.members[name]


@pytest.fixture
def branch(desk: Desk, enrol: Enrol) -> Branch:
    """Eight members in two groups: 李静 secretary, 王强, 周敏 its committee, 赵新 on probation.

    孙立 leads the second group; 钱进 is the leader of the first.
    """
    home = organization.home_id(desk)
    first = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    second = organization.found(desk, parent_id=home, kind="group", name="第二党小组")
    members = {
        "李静": enrol("李静", group_id=first),
        "王强": enrol("王强", group_id=first),
        "钱进": enrol("钱进", group_id=first),
        "吴亮": enrol("吴亮", group_id=first),
        "周敏": enrol("周敏", group_id=second),
        "孙立": enrol("孙立", group_id=second),
        "郑华": enrol("郑华", group_id=second),
        "赵新": enrol(
            "赵新",
            group_id=second,
            person_class="probationary",
            joined_on=date(2026, 3, 1),
            since=date(2026, 3, 1),
            way="A1",
        ),
    }
    since = date(2024, 1, 1)
    for name, post in (("李静", "11"), ("王强", "21"), ("周敏", "23")):
        organization.hold_post(desk, home, post=post, since=since, member_id=members[name])
    for group, name in ((first, "钱进"), (second, "孙立")):
        organization.hold_post(desk, group, post="31", since=since, member_id=members[name])
    return Branch(home, first, second, members)

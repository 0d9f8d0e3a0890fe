"""Who may change what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from djdesk.errors import UserError
from djdesk.services.desk import Desk, Role

RIGHTS = {
    "roster": "secretary organizer",
    "organization": "secretary organizer",
    "packages": "secretary organizer",
    "settings": "secretary organizer",
    "accounts": "secretary",
    "meetings": "secretary organizer committee",
}


@pytest.mark.parametrize("area", RIGHTS)
@pytest.mark.parametrize("role", Role)
def test_rights_by_role_and_area(desk: Desk, area: str, role: Role) -> None:
    mine = replace(desk, role=role)
    allowed = role.value in RIGHTS[area].split()
    assert mine.may_write(area) is allowed
    if allowed:
        mine.require(area)
    else:
        with pytest.raises(UserError, match=role.title):
            mine.require(area)


def test_read_only_allows_nothing(desk: Desk) -> None:
    looking = replace(desk, read_only=True)
    for area in RIGHTS:
        assert not looking.may_write(area)
    with pytest.raises(UserError, match="只读"):
        looking.require("roster")

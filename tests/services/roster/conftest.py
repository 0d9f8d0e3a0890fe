"""Members and groups for the tests of the roster."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.services import organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.conftest import Enrol


@pytest.fixture
def enrol(enrol: Enrol) -> Enrol:
    """As everywhere, but the roster itself says when the first standing begins."""

    def enter(
        name: str = "张某",
        *,
        born: date = date(1980, 5, 6),
        since: date | None = None,
        person_class: str = "full",
        **fields: Value,
    ) -> int:
        joined = date(2010 if born.year < 1990 else 2021, 7, 1)
        usual: dict[str, Value] = {
            "joined_on": joined,
            "full_on": joined.replace(year=joined.year + 1) if person_class == "full" else None,
        }
        return enrol(name, born=born, since=since, person_class=person_class, **usual | fields)

    return enter


@pytest.fixture
def groups(desk: Desk) -> tuple[int, int]:
    """Two groups of the home branch."""
    home = organization.home_id(desk)
    first = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    second = organization.found(desk, parent_id=home, kind="group", name="第二党小组")
    return first, second

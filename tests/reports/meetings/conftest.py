"""A branch with its meetings of one year."""

from __future__ import annotations

import pytest

from djdesk.services.desk import Desk
from tests.reports.meetings import sittings
from tests.reports.meetings.sittings import Year


@pytest.fixture
def year(desk: Desk) -> Year:
    """The meetings of 2026, entered through the services."""
    return sittings.enter(desk)

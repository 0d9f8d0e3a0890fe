"""A branch with its dues of one year."""

from __future__ import annotations

import pytest

from djdesk.services.desk import Desk
from tests.reports.dues import takings
from tests.reports.dues.takings import Taken


@pytest.fixture
def taken(desk: Desk) -> Taken:
    """The dues of 2026, entered through the services."""
    return takings.enter(desk)

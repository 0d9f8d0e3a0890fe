"""A branch with some months of its assessment."""

from __future__ import annotations

import pytest

from djdesk.services.desk import Desk
from tests.reports.assessment import scores
from tests.reports.assessment.scores import Scores


@pytest.fixture
def scored(desk: Desk) -> Scores:
    """June to August of 2026, entered through the services."""
    return scores.enter(desk)

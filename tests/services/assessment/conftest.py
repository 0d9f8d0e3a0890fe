"""A branch with a rubric in force, for the tests of assessment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from djdesk.models.assessment import Rubric as Row
from djdesk.models.rules.assessment import parsing
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.services.desk import Desk

EnactRubric = Callable[..., int]


@pytest.fixture
def enforce(desk: Desk) -> EnactRubric:
    """Put a rubric of this test's own in force: `enforce(rubric, since=date(2026, 1, 1))`."""

    def enter(rubric: Rubric, since: date = date(2026, 1, 1), revision: int = 1) -> int:
        with desk.store.write("施行方案") as session:
            row = Row(
                code=rubric.code,
                revision=revision,
                name=rubric.name,
                state="effective",
                since=since,
                content=parsing.write(rubric),
            )
            session.add(row)
            session.flush()
            return row.id

    return enter


@pytest.fixture
def autumn(desk: Desk) -> Desk:
    """The desk on a day on which October is over and its notice can be too."""
    return replace(desk, today=lambda: date(2026, 11, 20))

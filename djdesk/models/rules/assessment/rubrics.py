"""The rubrics that ship with the program (resources/rules/rubrics), with dates and sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from djdesk.models.rules.assessment.parsing import parse
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.rules.dated import Dated, load

READY = ("office_year", "monthly_hundred", "three_levels")
"""The files of the folder, in the order in which they are offered."""


@cache
def ready_versions(code: str) -> Dated[Rubric]:
    """All versions of the shipped rubric `code`; KeyError for one that does not exist."""
    if code not in READY:
        raise KeyError(code)
    return load(f"rubrics/{code}", "rubric", _make)


@cache
def ready() -> tuple[Rubric, ...]:
    """The newest version of every shipped rubric; a branch adopts and changes copies of them."""
    return tuple(ready_versions(code).rules[-1].value for code in READY)


def _make(row: Mapping[str, object]) -> Rubric:
    return parse({key: value for key, value in row.items() if key != "from"})

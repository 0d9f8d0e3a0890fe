"""Rubrics with one value of a shipped one set otherwise."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping

from djdesk.models.rules.assessment import dump
from tests.models.rules.assessment.cases import DATA, rubric

FAULTS = tomllib.loads((DATA / "assessment_faults.toml").read_text(encoding="utf-8"))

Case = Mapping[str, object]


def faulty(case: Case) -> dict[str, object]:
    """The data of the case's rubric with its value set, or removed where the case has none."""
    data = json.loads(json.dumps(dump(rubric(str(case.get("rubric", "monthly_hundred"))))))
    *way, last = str(case["at"]).split("/")
    place = data
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    key = int(last) if isinstance(place, list) else last
    if "value" in case:
        place[key] = case["value"]
    else:
        del place[key]
    assert isinstance(data, dict)
    return data


def called(case: Case) -> str:
    """A name for the case."""
    return f"{case['at']}={case.get('value', 'nothing')}"

"""Cross-field checks of a member's record, as a table of cases."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from djdesk.errors import Severity
from djdesk.models.rules.roster import MemberFacts, check_member, errors, missing

DATA = Path(__file__).parents[3] / "data" / "rules" / "roster.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))["check"]
TODAY = date(2026, 11, 20)


def facts(**changes: object) -> MemberFacts:
    """A record without fault, with `changes`; an empty text empties a date."""
    values: dict[str, object] = {
        "name": "张某",
        "sex": "1",
        "id_number": "999999199901011233",
        "ethnic": "01",
        "birth_on": date(1999, 1, 1),
        "education": "21",
        "person_class": "full",
        "joined_on": date(2019, 6, 1),
        "full_on": date(2020, 6, 1),
        "work_post": "W1",
        "phone": "13800001234",
        "address": "某某路 1 号",
    }
    values |= {
        key: None if value == "" and key.endswith("_on") else value
        for key, value in changes.items()
    }
    return MemberFacts(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_cases(case: dict[str, object]) -> None:
    changes = {k: v for k, v in case.items() if k not in ("about", "errors", "warns")}
    found = check_member(facts(**changes), TODAY)
    stopped = [problem.field for problem in errors(found)]
    warned = [problem.field for problem in found if problem.severity is Severity.WARN]
    assert stopped == case.get("errors", [])
    assert warned == case.get("warns", [])
    for problem in found:
        assert problem.text.endswith("。")


def test_nothing_is_missing_in_a_full_record() -> None:
    assert missing(facts()) == ()


def test_missing_items_are_named() -> None:
    bare = MemberFacts(name="张某", sex="1", person_class="full", joined_on=date(2019, 6, 1))
    assert missing(bare) == (
        "id_number",
        "ethnic",
        "birth_on",
        "education",
        "full_on",
        "work_post",
        "phone",
        "address",
    )


def test_full_membership_is_missing_only_where_it_is_due() -> None:
    assert "full_on" not in missing(facts(full_on="", person_class="probationary"))
    assert "full_on" not in missing(facts(full_on="", joined_on=date(1970, 7, 1)))
    assert "full_on" in missing(facts(full_on=""))
    assert "id_number" not in missing(facts(id_number="", id_missing_reason="证件遗失"))

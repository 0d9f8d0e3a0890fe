"""Education and degree taken apart."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from djdesk.models.rules.roster import Education, read_education

DATA = Path(__file__).parents[3] / "data" / "rules" / "roster.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))["education"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_cells(case: dict[str, str]) -> None:
    wanted = Education(case.get("code", ""), case.get("mode", ""), case.get("degree", ""))
    assert read_education(case["text"]) == wanted


@pytest.mark.parametrize("text", ["乱写", "本科 乱写", "大学本科毕业于某校"])
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    assert read_education(text) is None


def test_nothing_says_nothing() -> None:
    assert read_education("") == Education()

"""Study hours: conversion of time, targets of the year, trainings over New Year."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from djdesk.models.rules.meetings.hours import by_year, study_hours, target, values
from djdesk.models.rules.meetings.kinds import kind

DATA = Path(__file__).parents[3] / "data" / "rules" / "meetings.toml"
CASES = tomllib.loads(DATA.read_text(encoding="utf-8"))["target"]
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("code", "minutes", "tenths"),
    [
        ("M5", 0, 0),
        ("M5", -30, 0),
        ("M5", 29, 0),
        ("M5", 30, 5),
        ("M5", 60, 10),
        ("M5", 95, 15),
        ("M5", 209, 30),
        ("M5", 210, 40),
        ("M5", 300, 50),
        ("M5", 420, 80),
        ("M5", 900, 80),
        ("M4", 90, 15),
        ("M4", 210, 40),
        ("M9", 360, 80),
        ("M3", 60, 10),
        ("M1", 120, 0),
        ("M2", 120, 0),
    ],
)
def test_time_becomes_hours(code: str, minutes: int, tenths: int) -> None:
    assert study_hours(minutes, kind(code, DAY), DAY) == tenths


def test_longer_never_counts_less() -> None:
    for code in ("M3", "M4", "M5", "M9"):
        found = [study_hours(minutes, kind(code, DAY), DAY) for minutes in range(700)]
        assert found == sorted(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_target(case: dict[str, object]) -> None:
    since, until, joined = case["since"], case.get("until"), case.get("joined")
    assert isinstance(since, date)
    assert until is None or isinstance(until, date)
    assert joined is None or isinstance(joined, date)
    officer = bool(case.get("officer", False))
    assert target((since, until), officer, joined, int(str(case["year"]))) == case["tenths"]


def test_a_training_over_new_year_is_split_by_its_days() -> None:
    assert by_year(date(2025, 12, 30), date(2026, 1, 2), 320) == {2025: 160, 2026: 160}
    assert by_year(date(2025, 12, 31), date(2026, 1, 2), 100) == {2025: 33, 2026: 67}
    assert by_year(date(2026, 5, 4), date(2026, 5, 8), 400) == {2026: 400}
    parts = by_year(date(2024, 12, 30), date(2026, 1, 3), 1001)
    assert sum(parts.values()) == 1001
    assert list(parts) == [2024, 2025, 2026]
    with pytest.raises(ValueError, match="end"):
        by_year(date(2026, 1, 2), date(2026, 1, 1), 10)


def test_the_figures_can_be_shown() -> None:
    assert values("training", DAY) == {"per_hour": 10, "half_day": 40, "full_day": 80}
    with pytest.raises(KeyError):
        values("other", DAY)

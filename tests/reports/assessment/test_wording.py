"""Points and grades as papers say them."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules.assessment.rubric import Grade
from djdesk.reports.assessment import wording

GRADES = (
    Grade("优秀", 900, tone="good"),
    Grade("合格", 700),
    Grade("基本合格", 600, tone="warn"),
    Grade("不合格", 0, tone="bad"),
)


@pytest.mark.parametrize(
    ("tenths", "shown", "spoken"),
    [(0, "0.0", "0"), (868, "86.8", "86.8"), (-5, "-0.5", "-0.5"), (1000, "100.0", "100")],
)
def test_points(tenths: int, shown: str, spoken: str) -> None:
    assert (wording.points(tenths), wording.plain(tenths)) == (shown, spoken)


def test_no_score_is_no_figure() -> None:
    assert wording.points(None) == ""


@pytest.mark.parametrize(
    ("grade", "tint"),
    [("优秀", "red"), ("合格", ""), ("基本合格", ""), ("不合格", "yellow"), ("", "")],
)
def test_red_is_the_best_and_yellow_fails(grade: str, tint: str) -> None:
    assert wording.tint(grade, GRADES) == tint


def test_days_and_words() -> None:
    assert wording.in_words(date(2026, 8, 4)) == "2026年8月4日"
    assert wording.in_words(None) == "　　　　年　　月　　日"
    assert wording.day(None) == ""
    assert wording.word(wording.WARNINGS, "yellow") == "黄牌"
    assert wording.word(wording.WARNINGS, "") == ""

"""What a line is worth when it is booked, and which entries are sent back."""

from __future__ import annotations

from itertools import permutations

import pytest

from djdesk.errors import Refused
from djdesk.models.rules.assessment import Item, check_entry, price
from tests.models.rules.assessment.cases import CASES, Case, table, tenths


def item(case: Case) -> Item:
    """The item of a case."""
    return table(case).item(str(case["item"]))


def value(case: Case) -> dict[str, int | str]:
    """What was entered."""
    found: dict[str, int | str] = {}
    for key in ("quantity", "step"):
        if key in case:
            found[key] = case[key]  # type: ignore[assignment]
    if "hand" in case:
        found["points"] = tenths(case["hand"])
    return found


@pytest.mark.parametrize("case", CASES["price"], ids=lambda case: case["id"])
def test_prices(case: Case) -> None:
    before = case.get("before", 0)
    assert isinstance(before, int)
    assert price(item(case), before=before, **value(case)) == tenths(case["points"])  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["id"])
def test_what_does_not_fit_is_refused_with_the_name_of_the_item(case: Case) -> None:
    with pytest.raises(Refused) as refused:
        price(item(case), **value(case))  # type: ignore[arg-type]
    (problem,) = refused.value.problems
    assert problem.field == case["field"]
    assert f"“{item(case).title}”" in problem.text
    assert problem.remedy


def test_what_is_free_depends_on_how_many_there_are_and_not_on_the_order() -> None:
    leave = Item("F", "事假", "count", points=-10, free=3)
    for counts in permutations((1, 2, 4)):
        given, before = 0, 0
        for count in counts:
            given += price(leave, quantity=count, before=before)
            before += count
        assert given == -40


def test_a_line_by_hand_needs_a_reason() -> None:
    late = Item("A3-", "迟到", "count", points=-10)
    assert [each.field for each in check_entry(late, reason=" ")] == ["reason"]
    assert check_entry(late, reason="3 月 6 日迟到 20 分钟") == []


def test_a_veto_needs_the_number_of_the_document() -> None:
    veto = table({"rubric": "office_year"}).item("V")
    assert [each.field for each in check_entry(veto, reason="受处理")] == ["document"]
    assert check_entry(veto, reason="受处理", document="某纪〔2026〕1号") == []


def test_all_that_is_wrong_is_said_at_once() -> None:
    punished = table({"rubric": "office_year"}).item("A9-")
    fields = [each.field for each in check_entry(punished, points=-100)]
    assert fields == ["points", "reason", "document"]

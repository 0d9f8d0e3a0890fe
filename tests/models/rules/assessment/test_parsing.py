"""Rubrics are read back exactly; everything else is refused and nothing else happens."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djdesk.errors import Refused
from djdesk.models.rules.assessment import Rubric, dump, parse, read, ready, write
from djdesk.models.rules.assessment.parsing import LONGEST, MOST_ROWS
from tests.models.rules.assessment.faults import FAULTS, Case, called, faulty
from tests.models.rules.assessment.making import PATIENT, rubrics

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize("rubric", ready(), ids=lambda rubric: rubric.code)
def test_shipped_rubrics_survive_the_journey(rubric: Rubric) -> None:
    assert parse(dump(rubric)) == rubric
    assert read(write(rubric)) == rubric
    assert len(write(rubric)) * 10 < LONGEST


@PATIENT
@given(rubrics())
def test_every_rubric_survives_the_journey(rubric: Rubric) -> None:
    assert parse(dump(rubric)) == rubric
    assert read(write(rubric)) == rubric
    assert write(read(write(rubric))) == write(rubric)


@pytest.mark.parametrize("case", FAULTS["broken"], ids=called)
def test_broken_values_are_named(case: Case) -> None:
    with pytest.raises(Refused) as refused:
        parse(faulty(case))
    assert case["text"] in [each.text for each in refused.value.problems]
    assert all(each.is_error and each.remedy for each in refused.value.problems)


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "7", "{", '{"code":', "[" * 100_000, '{"a":' * 50_000, "1" * 5_000, "NaN"],
    ids=lambda text: text[:8] or "empty",
)
def test_what_is_no_rubric_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read(text)


def test_hostile_sizes_are_refused() -> None:
    with pytest.raises(Refused, match="过大"):
        read(" " * (LONGEST + 1))
    base = dump(ready()[0])
    for key, value in (
        ("tables", [{}] * 31),
        ("name", "长" * 61),
        ("left_out", ["x"] * 31),
        ("source", "长" * 301),
        ("notice_days", 10**30),
    ):
        with pytest.raises(Refused):
            parse({**base, key: value})
    with pytest.raises(Refused):
        parse({str(each): each for each in range(MOST_ROWS + 1)})


def test_of_very_many_problems_the_first_are_said() -> None:
    base = dump(ready()[0])
    with pytest.raises(Refused) as refused:
        parse({**base, "tables": [{"level": "member", "items": [{}] * MOST_ROWS}] * 30})
    assert 0 < len(refused.value.problems) <= 20


def test_text_that_no_file_can_hold_is_refused() -> None:
    with pytest.raises(Refused, match="不能显示"):
        read(json.dumps({**dump(ready()[0]), "name": "\ud800"}))


def test_nothing_and_missing_are_different() -> None:
    base = dump(ready()[1])
    assert parse({**base, "tables": [{"level": "member"}]}).tables[0].low == 0
    assert parse({**base, "tables": [{"level": "member", "low": None}]}).tables[0].low is None


def _is_read_or_refused(data: dict[str, object]) -> None:
    try:
        rubric = parse(data)
    except Refused:
        return
    assert parse(dump(rubric)) == rubric


@PATIENT
@given(st.dictionaries(st.sampled_from([*dump(ready()[0]), "warnings", "x"]), JSON))
def test_anything_else_is_refused_and_nothing_else_happens(data: dict[str, object]) -> None:
    _is_read_or_refused(data)


@PATIENT
@given(st.sampled_from(ready()), st.data())
def test_a_shipped_rubric_with_one_value_changed_is_read_or_refused(
    rubric: Rubric, data: st.DataObject
) -> None:
    changed = json.loads(write(rubric))
    place = changed
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and data.draw(st.booleans()):
            place = place[key]
            continue
        place[key] = data.draw(JSON)
        break
    _is_read_or_refused(changed)

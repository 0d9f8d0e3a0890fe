"""The shipped rubrics: complete, sourced, without fault, and with the numbers of the document."""

from __future__ import annotations

import re
from datetime import date

import pytest

from djdesk.models.rules.assessment import (
    READY,
    Rubric,
    check_rubric,
    ready,
    ready_versions,
)
from djdesk.resources import path

ALL = pytest.mark.parametrize("rubric", ready(), ids=lambda rubric: rubric.code)


def test_every_file_of_the_folder_is_offered() -> None:
    files = {each.stem for each in path("rules", "rubrics").glob("*.toml")}
    assert files == set(READY)
    assert [each.code for each in ready()] == list(READY)
    with pytest.raises(KeyError):
        ready_versions("dues")


def test_versions_are_dated() -> None:
    versions = ready_versions("office_year")
    assert versions.at(date(2026, 5, 1)) is ready()[0]
    assert versions.rule_at(date(2025, 12, 31)) is None


@ALL
def test_nothing_is_wrong_or_odd(rubric: Rubric) -> None:
    assert check_rubric(rubric) == ()


@ALL
def test_every_item_says_where_it_comes_from(rubric: Rubric) -> None:
    assert all(item.source for _table, item in rubric.items())
    assert rubric.source
    assert all(rung.source for rung in rubric.warnings)


@pytest.mark.parametrize("code", READY)
def test_every_source_is_marked_with_how_sure_it_is(code: str) -> None:
    """The mark is for those who keep the rules: beside the text that people read, not in it."""
    lines = path("rules", "rubrics", f"{code}.toml").read_text(encoding="utf-8").splitlines()
    whole = "可修改后经支部党员大会通过施行"
    sources = [each for each in lines if each.startswith("source = ") and whole not in each]
    assert sources
    for line in sources:
        assert re.search(r'"  # (.*, )?[SK?]$', line), line
        assert not re.search(r"\[[SK?]\]", line), line


def test_modules_hold_a_hundred() -> None:
    _, monthly, levels = ready()
    (member,) = monthly.tables
    assert [each.full for each in member.modules] == [200] * 5
    branch = levels.table("branch")
    assert branch is not None
    assert [each.full for each in branch.modules] == [150, 250, 200, 100, 150, 100, 50]
    group = levels.table("group")
    assert group is not None
    assert sum(each.high or 0 for each in group.modules) == 1000
    own = levels.table("member")
    assert own is not None
    assert own.base + sum(each.high or 0 for each in own.modules) == 1000


def test_the_roll_up_of_the_document() -> None:
    levels = ready()[2]
    assert (levels.group_own, levels.branch_own) == (600, 500)


def test_nothing_but_a_document_empties_a_score() -> None:
    vetoes = [item for rubric in ready() for _, item in rubric.items() if item.veto]
    assert len(vetoes) == 5
    assert all(item.document and not item.feed and item.kind == "flag" for item in vetoes)

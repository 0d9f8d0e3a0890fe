"""Opinions stand side by side; only the last of a stage changes a score."""

from __future__ import annotations

import pytest

from djdesk.errors import Refused, UserError
from djdesk.services import assessment
from djdesk.services.assessment import OpinionEntry, Subject, opinions
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.assessment.months import OCTOBER, confirmed, opened, score, subject
from tests.services.conftest import Branch


def test_the_last_opinion_of_a_stage_counts_and_all_are_kept(desk: Desk, branch: Branch) -> None:
    opened(desk)
    who = subject(branch, "王强")
    assessment.give(desk, who, OCTOBER, "self", points=900)
    assessment.give(desk, who, OCTOBER, "group", points=820, change=20, reason="主动", by="钱进")
    assessment.give(desk, who, OCTOBER, "group", change=-10, reason="复核", by="钱进")
    assessment.give(desk, who, OCTOBER, "branch", change=5, reason="支委会研究")
    assert score(desk, branch, "王强") == 795
    found = opinions.opinions(desk, OCTOBER, who)
    assert [(row.stage, row.change, row.latest) for row in found] == [
        ("self", 0, True),
        ("group", -10, True),
        ("group", 20, False),
        ("branch", 5, True),
    ]
    assert found[1].given_by == "钱进"
    assert assessment.all_opinions(desk, OCTOBER) == {who: found}


def test_an_opinion_that_says_nothing_or_gives_no_reason_is_refused(
    desk: Desk, branch: Branch
) -> None:
    opened(desk)
    who = subject(branch, "王强")
    for stage, values, words in (
        ("superior", {"points": 900}, "没有“上级评”这一级"),
        ("group", {"change": 5}, "没有写理由"),
        ("group", {}, "意见是空的"),
        ("group", {"points": 99_999}, "太大"),
    ):
        with pytest.raises(Refused, match=f"王强.*{words}"):
            assessment.give(desk, who, OCTOBER, stage, **values)  # type: ignore[arg-type]


def test_many_opinions_are_one_step_or_none(desk: Desk, branch: Branch) -> None:
    opened(desk)
    good = OpinionEntry(subject(branch, "王强"), 900)
    with pytest.raises(Refused, match="周敏"):
        assessment.give_all(desk, OCTOBER, "group", [good, OpinionEntry(subject(branch, "周敏"))])
    assert assessment.all_opinions(desk, OCTOBER) == {}
    group = OpinionEntry(Subject("group", branch.first), 950, opinion="按时完成")
    assert len(assessment.give_all(desk, OCTOBER, "self", [good, group])) == 2


def test_a_confirmed_month_takes_no_opinions(desk: Desk, branch: Branch) -> None:
    opened(desk)
    confirmed(desk)
    with pytest.raises(UserError, match="已审定"):
        assessment.give(desk, subject(branch, "王强"), OCTOBER, "group", points=900)


def test_nobody_speaks_of_strangers(desk: Desk, branch: Branch) -> None:
    """Each subject is one of the month, written in one way only."""
    opened(desk)
    for who in (
        Subject("member", branch.home),
        Subject("member", branch.first, branch["王强"]),
        Subject("member", branch.home, 99_999),
        Subject("group", branch.home),
        Subject("group", branch.first, branch["王强"]),
        Subject("branch", branch.first),
    ):
        with pytest.raises(Refused, match="考核对象本月不在本支部"):
            assessment.give(desk, who, OCTOBER, "self", points=800)


def test_the_superior_writes_in_its_own_book(desk: Desk, branch: Branch) -> None:
    opened(desk)
    who = Subject("branch", branch.home)
    with pytest.raises(Refused, match="由上级党组织在自己的账套里填写"):
        assessment.give(desk, who, OCTOBER, "superior", change=100, reason="表现好")
    assert opinions.opinions(desk, OCTOBER, who) == ()


def test_who_is_not_scored_gets_no_change(desk: Desk, branch: Branch) -> None:
    opened(desk)
    values: dict[str, Value] = {"since": OCTOBER, "kind": "exempt", "reason": "住院"}
    assessment.set_class(desk, branch["王强"], values)
    who = subject(branch, "王强")
    with pytest.raises(Refused, match="王强本月不计分"):
        assessment.give(desk, who, OCTOBER, "group", change=10, reason="慰问")
    assessment.give(desk, who, OCTOBER, "group", opinion="住院治疗")

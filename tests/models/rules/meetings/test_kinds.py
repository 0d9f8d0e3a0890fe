"""The kinds of meetings as their rules say, and those a branch adds."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules import codes
from djdesk.models.rules.meetings.kinds import (
    BRANCH_KINDS,
    GROUP_KINDS,
    kind,
    kinds,
    own,
    with_period,
)

DAY = date(2026, 11, 20)


def test_every_code_has_its_rule_and_its_place() -> None:
    known = {each.code for each in kinds(DAY)}
    assert known == set(codes.table("meeting_kind").by_code) == {*BRANCH_KINDS, *GROUP_KINDS}
    for each in kinds(DAY):
        assert each.agenda
        assert each.clause
        assert each.mark in {"S", "K", "?"}
        assert each.attends in codes.table("meeting_attends").by_code
        assert each.period in {"", *codes.table("meeting_period").by_code}
        assert set(each.evidence) <= set(codes.table("attachment_purpose").by_code)
        assert {"held_on", "chair", "recorder"} <= set(each.fields)


@pytest.mark.parametrize(
    ("code", "attends", "voters", "period"),
    [
        ("M1", "all", "all", "quarter"),
        ("M2", "committee", "committee", "month"),
        ("M3", "group", "", "month"),
        ("M4", "all", "", "quarter"),
        ("M5", "all", "", "month"),
        ("M6", "all", "", "year"),
        ("M7", "all", "all", "year"),
        ("M9", "all", "", ""),
    ],
)
def test_who_comes_and_how_often(code: str, attends: str, voters: str, period: str) -> None:
    found = kind(code, DAY)
    assert (found.attends, found.voters, found.period) == (attends, voters, period)
    assert found.times == (1 if period else 0)


def test_no_two_kinds_share_a_ledger_word() -> None:
    words = [each.ledger for each in kinds(DAY)]
    assert len(words) == len(set(words))


def test_before_the_rule_a_kind_is_known_but_asked_for_by_nobody() -> None:
    found = kind("M1", date(2018, 10, 27))
    assert (found.name, found.period, found.times) == ("支部党员大会", "", 0)
    assert kind("M1", date(2018, 10, 28)).period == "quarter"


def test_only_the_local_figure_can_be_set_otherwise() -> None:
    assert with_period(kind("M4", DAY), "half").period == "half"
    assert with_period(kind("M4", DAY), "quarter") == kind("M4", DAY)
    with pytest.raises(ValueError, match="M1"):
        with_period(kind("M1", DAY), "half")


def test_unknown_kinds_are_no_kinds() -> None:
    with pytest.raises(KeyError):
        kind("M8", DAY)


def test_a_kind_of_the_branch() -> None:
    found = own(
        {
            "code": "Z1",
            "name": "青年学习会",
            "attends": "chosen",
            "period": "quarter",
            "times": 2,
            "agenda": "领学\n\n讨论\n",
            "since": DAY,
        }
    )
    assert found.own
    assert (found.period, found.times, found.agenda) == ("quarter", 2, ("领学", "讨论"))
    assert (found.voters, found.makeup, found.ledger) == ("", False, "青年学习会")
    assert own({"code": "Z2", "name": "扩大会", "times": 3}).times == 0


@pytest.mark.parametrize(
    ("attends", "votes", "voters"),
    [
        ("all", True, "all"),
        ("group", True, "all"),
        ("chosen", True, "all"),
        ("committee", True, "committee"),
        ("all", False, ""),
    ],
)
def test_votes_of_a_kind_of_the_branch(attends: str, votes: bool, voters: str) -> None:
    values = {"code": "Z1", "name": "联席会", "attends": attends, "votes": votes}
    found = own(values | {"makeup": True, "ledger": "联席", "basis": "支部〔2026〕3号"})
    assert (found.voters, found.makeup, found.ledger) == (voters, True, "联席")
    assert found.source == found.clause == "支部〔2026〕3号"

"""A branch checks what comes down, row by row, and keeps what it has scored by."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from djdesk.errors import Problem, Refused
from djdesk.exchange import dispatch, down, merging
from djdesk.models.assessment import Opinion, Rubric
from djdesk.models.rules.assessment import parsing
from djdesk.models.rules.assessment.rubrics import ready
from djdesk.services import packages
from djdesk.services.assessment import sending
from tests.exchange.branch import Pair
from tests.exchange.conftest import Bring
from tests.exchange.rubrics import (
    GOOD,
    MARCH,
    add_rubric,
    branch_id,
    edit,
    rubrics,
    score_by,
)
from tests.exchange.test_dispatch import reviewed, reviews


def test_a_newer_revision_replaces_one_nobody_uses(pair: Pair, bring: Bring) -> None:
    pair.carry()
    first = add_rubric(pair.committee)
    bring()
    edit(pair.committee, first, state="retired")
    add_rubric(pair.committee, 2)
    got = bring()
    assert (got.new, got.changed, got.removed) == (1, 0, 1)
    assert rubrics(pair.branch) == [(2, GOOD)]
    assert got.lines[1:] == ("上级已撤回：考核方案“厂党委积分办法 1”",)


def test_a_rubric_months_were_scored_by_stays_as_it_was(pair: Pair, bring: Bring) -> None:
    pair.carry()
    first = add_rubric(pair.committee)
    bring()
    score_by(pair.branch, 1)
    edit(pair.committee, first, content=parsing.write(ready()[1]))
    add_rubric(pair.committee, 2)
    got = bring()
    assert (got.new, got.changed, got.removed) == (1, 0, 0)
    assert got.lines[0] == "上级改动了考核方案“厂党委积分办法 1”，本支部已在使用，保持不变"
    sending.recall_rubric(pair.committee, first)
    bring()
    assert rubrics(pair.branch) == [(1, GOOD), (2, GOOD)]


def test_one_with_the_number_of_a_rubric_in_use_is_refused(pair: Pair, bring: Bring) -> None:
    # the committee restored a backup and gave the number a second time
    pair.carry()
    first = add_rubric(pair.committee)
    bring()
    score_by(pair.branch, 1)
    with pair.committee.store.write("恢复了备份") as session:
        session.delete(session.get_one(Rubric, first))
    add_rubric(pair.committee, 1, parsing.write(ready()[1]))
    got = bring()
    assert (got.new, got.removed, len(got.refused)) == (0, 0, 1)
    assert "与另一份编号相同" in got.refused[0].text
    assert rubrics(pair.branch) == [(1, GOOD)]


@pytest.mark.parametrize("content", ["{}", "", "[]", "[" * 10_000, '{"code":"x"', "字" * 400_001])
def test_a_bad_rubric_is_refused_and_the_rest_is_taken(
    pair: Pair, bring: Bring, content: str
) -> None:
    pair.carry()
    add_rubric(pair.committee)
    add_rubric(pair.committee, 2, content)
    reviewed(pair.committee, "returned", "缺签到表。")
    got = bring()
    assert got.new == 2
    assert rubrics(pair.branch) == [(1, GOOD)]
    assert reviews(pair.branch) == [("returned", "缺签到表。")]
    (problem,) = got.refused
    assert "“厂党委积分办法 2”没有接收：" in problem.text
    assert problem.remedy


def entry_of(pair: Pair) -> int:
    """The line of the committee's log for the last dispatch."""
    with pair.committee.store.read() as session:
        sent = packages.last_dispatch(session, "out", pair.branch.store.book.uid)
    assert sent is not None
    return sent.id


def test_the_committee_hears_what_was_refused(pair: Pair, bring: Bring) -> None:
    pair.carry()
    bad = add_rubric(pair.committee, 1, "{}")
    got = bring()
    sent = entry_of(pair)
    shown = merging.preview(pair.committee, pair.export())
    told = [p.text for p in shown.checked.warnings if "没有接收" in p.text]
    assert len(told) == 1
    assert got.refused[0].text in told[0]
    pair.merge(pair.packages[-1])
    entry = packages.entry(pair.committee, sent)
    assert (entry.status, len(entry.reasons)) == ("accepted", 1)
    # as it stands it is no news again; put right it is, and then nothing is left to tell
    assert dispatch.pending(pair.committee) == ()
    edit(pair.committee, bad, content=GOOD)
    assert len(dispatch.pending(pair.committee)) == 1
    assert bring().refused == ()
    shown = merging.preview(pair.committee, pair.export())
    assert not any("没有接收" in p.text for p in shown.checked.warnings)


def test_the_same_file_is_tried_again_while_some_of_it_was_refused(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.carry()
    add_rubric(pair.committee)
    (done,) = dispatch.write_all(pair.committee, pair.stick)

    def newer(_text: str) -> None:
        raise Refused([Problem("不认识的项目种类。", "请升级程序。")])

    with monkeypatch.context() as older_program:
        older_program.setattr(parsing, "read", newer)
        assert len(dispatch.receive(pair.branch, done.path).refused) == 1
    again = dispatch.receive(pair.branch, done.path)
    assert (again.already, again.new, again.refused) == (False, 1, ())
    assert dispatch.receive(pair.branch, done.path).already


def test_a_branch_takes_nothing_that_is_not_the_committees_to_say(
    pair: Pair, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.carry()
    edit(pair.committee, add_rubric(pair.committee), state="draft")
    add_rubric(pair.committee, 2)
    opinion = {"level": "branch", "month": MARCH, "given_at": pair.committee.store.now()}
    with pair.committee.store.write("越级") as session:
        home = branch_id(pair)
        session.add_all(
            [
                Opinion(organization_id=home, stage="self", points=1000, **opinion),
                Opinion(organization_id=home, stage="superior", change=-50, **opinion),
                Opinion(organization_id=home, stage="superior", points=999_999, **opinion),
            ]
        )
    careless = tuple(replace(each, goes=lambda _wires: True) for each in down.DOWN)
    monkeypatch.setattr(down, "DOWN", careless)
    got = bring()
    assert (got.new, len(got.refused)) == (1, 4)
    assert [code for code, _ in rubrics(pair.branch)] == [2]
    with pair.branch.store.read() as session:
        assert session.scalars(select(Opinion).where(Opinion.origin != "")).all() == []

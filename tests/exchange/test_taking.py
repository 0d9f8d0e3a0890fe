"""A branch checks what comes down, row by row, and keeps what it has scored by."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from djdesk.errors import Problem, Refused
from djdesk.exchange import dispatch, down, merging, taking
from djdesk.exchange.assessment import RUBRIC
from djdesk.models.assessment import MonthBook, Opinion, Rubric
from djdesk.models.base import new_uid
from djdesk.models.rules.assessment import parsing
from djdesk.models.rules.assessment.rubrics import ready
from djdesk.services import packages, transport
from djdesk.services.assessment import sending
from djdesk.services.desk import Desk
from tests.exchange.branch import Pair, home_of
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


def own_copies(desk: Desk) -> list[tuple[int, str, str, str]]:
    """The branch's own rows of the committee's rubrics: revision, state, content, months by it."""
    query = (
        select(Rubric.revision, Rubric.state, Rubric.content, MonthBook.month)
        .join(MonthBook, MonthBook.rubric_id == Rubric.id)
        .where(Rubric.origin == "", Rubric.based_on != "")
        .order_by(MonthBook.month)
    )
    with desk.store.read() as session:
        return [
            (r, state, text, f"{month:%Y-%m}") for r, state, text, month in session.execute(query)
        ]


def test_months_keep_what_they_were_scored_by(pair: Pair, bring: Bring) -> None:
    pair.carry()
    first = add_rubric(pair.committee)
    bring()
    score_by(pair.branch)
    here = [(1, "effective", GOOD, "2026-04")]
    assert own_copies(pair.branch) == here
    # the committee restored a backup and wrote another content under the same row
    other = parsing.write(ready()[1])
    edit(pair.committee, first, content=other)
    add_rubric(pair.committee, 2)
    got = bring()
    assert (got.new, got.changed, got.removed) == (1, 1, 0)
    assert rubrics(pair.branch) == [(1, other), (2, GOOD)]
    sending.recall_rubric(pair.committee, first)
    assert bring().removed == 1
    assert rubrics(pair.branch) == [(2, GOOD)]
    score_by(pair.branch, 2)
    assert own_copies(pair.branch) == [*here, (2, "effective", GOOD, "2026-05")]


def test_a_number_may_come_a_second_time(pair: Pair, bring: Bring) -> None:
    # the committee restored a backup and gave the number again
    pair.carry()
    first = add_rubric(pair.committee)
    bring()
    score_by(pair.branch)
    with pair.committee.store.write("恢复了备份") as session:
        session.delete(session.get_one(Rubric, first))
    other = parsing.write(ready()[1])
    add_rubric(pair.committee, 1, other)
    got = bring()
    assert (got.new, got.removed, got.refused) == (1, 1, ())
    assert rubrics(pair.branch) == [(1, other)]
    assert own_copies(pair.branch) == [(1, "effective", GOOD, "2026-04")]


def test_of_two_with_one_number_the_first_counts(pair: Pair) -> None:
    add_rubric(pair.committee)
    with pair.committee.store.read() as session:
        (wires,) = transport.snapshot(session, (RUBRIC,), ("",))[RUBRIC.table].values()
    first, second = new_uid(), new_uid()
    part = {first: wires.values, second: {**wires.values, "name": "又一份"}}
    home = (new_uid(), home_of(pair.branch))
    with pair.branch.store.write("接收") as session:
        done = taking.take(session, pair.committee.store.book.uid, home, {RUBRIC.table: part})
    assert (done.new, len(done.refused)) == (1, 1)
    assert "“又一份 1”没有接收：与另一份编号相同" in done.refused[0].text
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

"""Rubrics go down to every branch, and the superior's opinion to its own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from djdesk.errors import Refused, UserError
from djdesk.exchange import dispatch
from djdesk.models.assessment import Opinion, Rubric
from djdesk.services.assessment import sending
from djdesk.services.desk import Desk
from tests.exchange.branch import MakeBook, Pair, fill, home_of, joined
from tests.exchange.conftest import Bring
from tests.exchange.rubrics import (
    GOOD,
    MARCH,
    add_rubric,
    branch_id,
    confirm,
    edit,
    rubrics,
)


def test_a_rubric_goes_to_every_branch(pair: Pair, make_book: MakeBook) -> None:
    other = joined(make_book("中共另一厂支部委员会"), pair.committee, pair.stick / "另一")
    fill(other.branch)
    pair.carry()
    other.carry()
    add_rubric(pair.committee)
    add_rubric(pair.committee, 2, sent=False)
    edit(pair.committee, add_rubric(pair.committee, 3), state="retired")
    assert len(dispatch.pending(pair.committee)) == 2
    written = dispatch.write_all(pair.committee, pair.stick)
    assert [done.count for done in written] == [1, 1]
    for branch, done in zip((pair.branch, other.branch), written, strict=True):
        got = dispatch.receive(branch, done.path)
        assert (got.new, got.strays, got.refused) == (1, 0, ())
        assert got.lines == (
            "考核方案“厂党委积分办法”第 1 版，上级从 2026.01 起施行，待本支部采用",
        )
        assert rubrics(branch) == [(1, GOOD)]
        with branch.store.read() as session:
            row = session.scalars(select(Rubric).where(Rubric.code == "common")).one()
            assert row.origin == pair.committee.store.book.uid
    assert dispatch.pending(pair.committee) == ()


def opinions(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as session:
        rows = session.scalars(select(Opinion).order_by(Opinion.id))
        return [(row.uid, row.origin) for row in rows]


def test_the_superiors_opinion_comes_home(pair: Pair, bring: Bring, make_book: MakeBook) -> None:
    other = joined(make_book("中共另一厂支部委员会"), pair.committee, pair.stick / "另一")
    fill(other.branch)
    other.carry()
    pair.carry()
    with pytest.raises(UserError, match="没有上报审定"):
        sending.review_month(pair.committee, branch_id(pair), MARCH, points=860)
    confirm(pair.branch)
    pair.carry()
    (waiting,) = sending.reported_months(pair.committee, waiting_only=True)
    assert (waiting.organization_id, waiting.month) == (branch_id(pair), MARCH)
    assert (waiting.state, waiting.score, waiting.grade) == ("confirmed", 868, "优秀")
    with pytest.raises(Refused):
        sending.review_month(pair.committee, branch_id(pair), MARCH, change=-5)
    with pytest.raises(Refused):
        sending.review_month(pair.committee, branch_id(pair), MARCH)
    sending.review_month(pair.committee, branch_id(pair), MARCH, points=860, opinion="基本属实")
    sending.review_month(
        pair.committee, branch_id(pair), MARCH, change=-5, reason="台账不全", by="某干事"
    )
    assert sending.reported_months(pair.committee, waiting_only=True) == ()
    (answered,) = sending.reported_months(pair.committee)
    assert (answered.answers, answered.change, answered.points) == (2, -5, None)
    (branch,) = dispatch.pending(pair.committee)
    assert branch.book_uid == pair.branch.store.book.uid
    got = bring()
    assert (got.new, got.strays, got.refused) == (2, 0, ())
    assert got.lines == (
        "上级对本支部 2026.03 考核的意见，评分 86.0，意见 基本属实",
        "上级对本支部 2026.03 考核的意见，调整 -0.5，调整理由 台账不全",
    )
    with pair.branch.store.read() as session:
        rows = session.scalars(select(Opinion).where(Opinion.origin != "")).all()
        assert [(r.stage, r.level, r.organization_id, r.member_id) for r in rows] == (
            [("superior", "branch", home_of(pair.branch), None)] * 2
        )
        assert rows[0].origin == pair.committee.store.book.uid
    # it neither goes up again nor changes when the same comes down once more
    before = opinions(pair.committee)
    pair.carry()
    assert opinions(pair.committee) == before
    assert bring().lines == ()

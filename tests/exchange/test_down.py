"""Rubrics go down to every branch and the superior's opinion to its own; nothing bad is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from djdesk.errors import Problem, Refused, UserError
from djdesk.exchange import dispatch, down, merging
from djdesk.models.assessment import MonthBook, Opinion, PointLine, Result, Rubric
from djdesk.models.roster import Member
from djdesk.models.rules.assessment import parsing
from djdesk.models.rules.assessment.rubrics import ready
from djdesk.services import packages
from djdesk.services.assessment import sending
from djdesk.services.desk import Desk
from tests.exchange.branch import MakeBook, Pair, fill, home_of, joined
from tests.exchange.test_dispatch import reviewed, reviews

MARCH = date(2026, 3, 1)
GOOD = parsing.write(ready()[0])


def add_rubric(desk: Desk, revision: int = 1, content: str = GOOD, *, sent: bool = True) -> int:
    """A rubric in force in the committee's book, with `sent` going down."""
    with desk.store.write("登记考核方案") as session:
        row = Rubric(
            code="common",
            revision=revision,
            name="厂党委积分办法",
            state="effective",
            since=date(2026, revision, 1),
            content=content,
            sent_on=date(2026, 11, 1) if sent else None,
        )
        session.add(row)
        session.flush()
        return row.id


def edit(desk: Desk, key: int, **values: object) -> None:
    with desk.store.write("改动") as session:
        row = session.get_one(Rubric, key)
        for name, value in values.items():
            setattr(row, name, value)


def rubrics(desk: Desk) -> list[tuple[int, str]]:
    """The committee's rubrics as a branch has them: revision and content."""
    with desk.store.read() as session:
        rows = session.scalars(select(Rubric).where(Rubric.code == "common").order_by(Rubric.id))
        return [(row.revision, row.content) for row in rows]


def score_by(branch: Desk, revision: int) -> None:
    """Let the branch open a month by a rubric of its committee and book a line in it."""
    with branch.store.write("计分") as session:
        rubric = session.scalars(
            select(Rubric).where(Rubric.code == "common", Rubric.revision == revision)
        ).one()
        member = session.scalars(select(Member)).first()
        assert member is not None
        month = date(2026, 3 + revision, 1)
        session.add_all(
            [
                MonthBook(organization_id=home_of(branch), month=month, rubric_id=rubric.id),
                PointLine(
                    level="member",
                    organization_id=home_of(branch),
                    member_id=member.id,
                    month=month,
                    happened_on=month,
                    rubric_id=rubric.id,
                    item="A6+",
                    points=20,
                    entered_on=month,
                ),
            ]
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets a later dispatch really be later than the one before."""
    moments = iter(f"2099-01-{day:02d}T08:00:00+08:00" for day in range(1, 29))

    def tick() -> None:
        moment = next(moments)
        monkeypatch.setattr(packages, "now_text", lambda: moment)

    return tick


@pytest.fixture
def bring(pair: Pair, clock: Callable[[], None]) -> Callable[[], dispatch.Taken]:
    """Carries what the committee has down to the branch of `pair`."""

    def carry_down() -> dispatch.Taken:
        clock()
        for done in dispatch.write_all(pair.committee, pair.stick, again=True):
            if done.branch_name == pair.branch.store.book.name:
                return dispatch.receive(pair.branch, done.path)
        raise AssertionError("nothing went down")

    return carry_down


Bring = Callable[[], dispatch.Taken]


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


def test_only_rubrics_in_force_and_whole_are_sent(pair: Pair) -> None:
    key = add_rubric(pair.committee, sent=False)
    sending.send_rubric(pair.committee, key)
    with pair.committee.store.read() as session:
        assert session.get_one(Rubric, key).sent_on == pair.committee.today()
    sending.recall_rubric(pair.committee, key)
    with pytest.raises(UserError, match="没有下发过"):
        sending.recall_rubric(pair.committee, key)
    edit(pair.committee, key, state="draft")
    with pytest.raises(UserError, match="没有施行"):
        sending.send_rubric(pair.committee, key)
    with pytest.raises(Refused):
        sending.send_rubric(pair.committee, add_rubric(pair.committee, 2, "{}", sent=False))
    with pytest.raises(UserError, match="没有下级"):
        sending.send_rubric(pair.branch, 1)


def branch_id(pair: Pair) -> int:
    """The organization under which the committee keeps the branch."""
    (branch,) = (
        each
        for each in packages.branches(pair.committee)
        if each.book_uid == pair.branch.store.book.uid
    )
    return branch.organization_id


def entry_of(pair: Pair) -> int:
    """The line of the committee's log for the last dispatch."""
    with pair.committee.store.read() as session:
        sent = packages.last_dispatch(session, "out", pair.branch.store.book.uid)
    assert sent is not None
    return sent.id


def confirm(branch: Desk) -> None:
    """Let the branch confirm the month of `fill` with a score of its own."""
    with branch.store.write("审定") as session:
        book = session.scalars(select(MonthBook).where(MonthBook.month == MARCH)).one()
        book.state, book.confirmed_on = "confirmed", date(2026, 4, 3)
        session.add(
            Result(
                month_id=book.id,
                level="branch",
                organization_id=home_of(branch),
                base=900,
                plus=0,
                minus=0,
                own=900,
                score=868,
                grade="优秀",
            )
        )


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


def opinions(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as session:
        rows = session.scalars(select(Opinion).order_by(Opinion.id))
        return [(row.uid, row.origin) for row in rows]


def test_nothing_goes_down_into_the_wrong_hands(pair: Pair, tmp_path: Path) -> None:
    pair.carry()
    with pytest.raises(UserError, match="不是向本单位上报的支部"):
        sending.review_month(pair.committee, home_of(pair.committee), MARCH, points=860)
    with pytest.raises(UserError, match="没有下级"):
        sending.review_month(pair.branch, home_of(pair.branch), MARCH, points=860)
    assert dispatch.write_all(pair.committee, tmp_path) == ()

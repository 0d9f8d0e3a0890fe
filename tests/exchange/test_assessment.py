"""A branch reports what it scored; rubrics of its committee stay the committee's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from djdesk.errors import Refused, UserError
from djdesk.exchange import dispatch, joining, merging
from djdesk.exchange.areas import SHAPES
from djdesk.exchange.assessment import RUBRIC
from djdesk.exchange.faults import codes
from djdesk.exchange.plan import MergePlan
from djdesk.models.assessment import Correction, MonthBook, PointLine, Result, Rubric, ScoringClass
from djdesk.models.books import BookKind
from djdesk.models.roster import Member
from djdesk.services import archive, transport
from djdesk.services.assessment import board, book, ledger, opinions, rubrics, sending
from djdesk.services.assessment.rows import Subject
from djdesk.services.desk import Desk
from tests.exchange.branch import (
    PHOTO,
    MakeBook,
    Pair,
    add_member,
    arrived,
    expected,
    fill,
    home_of,
    joined,
    sent,
)
from tests.exchange.rubrics import GOOD, MARCH, add_rubric, score_by

LATER = date(2026, 4, 1)


def scored(pair: Pair) -> str:
    """Let a rubric come down and the branch score by it; the uid of the rubric."""
    pair.carry()
    key = add_rubric(pair.committee)
    for done in dispatch.write_all(pair.committee, pair.stick, again=True):
        if done.branch_name == pair.branch.store.book.name:
            dispatch.receive(pair.branch, done.path)
    score_by(pair.branch, 1)
    with pair.committee.store.read() as session:
        return session.get_one(Rubric, key).uid


def plan_of(pair: Pair) -> MergePlan:
    shown = merging.preview(pair.committee, pair.export())
    assert shown.checked.faults == ()
    assert shown.plan is not None
    return shown.plan


def origins(desk: Desk, uid: str) -> list[str]:
    """Who wrote the rubric `uid`, in each row of it that the book has."""
    with desk.store.read() as session:
        return list(session.scalars(select(Rubric.origin).where(Rubric.uid == uid)))


def test_lines_point_to_the_committees_own_rubric(pair: Pair) -> None:
    uid = scored(pair)
    parts = sent(pair.branch)
    assert parts["assessment_rubric"][uid]["origin"] == pair.committee.store.book.uid
    with pair.committee.store.read() as session:
        before = session.scalars(select(Rubric).where(Rubric.uid == uid)).one()
        state = (before.id, before.content, before.state, before.sent_on)
    plan = plan_of(pair)
    assert {item.table for item in plan.items} == {"assessment_month", "assessment_line"}
    pair.merge(pair.packages[-1])
    assert origins(pair.committee, uid) == [""]
    with pair.committee.store.read() as session:
        lines = session.scalars(select(PointLine.rubric_id).where(PointLine.month == LATER)).all()
        months = session.scalars(select(MonthBook.rubric_id).where(MonthBook.month == LATER)).all()
        row = session.get_one(Rubric, lines[0])
        assert (row.id, row.content, row.state, row.sent_on) == state
    assert (lines, months) == ([state[0]], [state[0]])
    wanted = {table: dict(part) for table, part in expected(pair.branch).items()}
    del wanted["assessment_rubric"][uid]
    assert arrived(pair.committee, pair.branch) == wanted
    assert plan_of(pair).is_empty


def test_what_a_branch_says_of_the_committees_rubric_changes_nothing(pair: Pair) -> None:
    uid = scored(pair)
    with pair.branch.store.write("改动上级的方案") as session:
        row = session.scalars(select(Rubric).where(Rubric.uid == uid)).one()
        row.content, row.name, row.state = "{}", "改过的", "retired"
    pair.carry()
    with pair.committee.store.read() as session:
        row = session.scalars(select(Rubric).where(Rubric.uid == uid)).one()
        assert (row.content, row.name, row.state) == (GOOD, "厂党委积分办法", "effective")


def test_two_branches_point_to_one_row(pair: Pair, make_book: MakeBook) -> None:
    other = joined(make_book("中共另一厂支部委员会"), pair.committee, pair.stick / "另一")
    fill(other.branch)
    other.carry()
    uid = scored(pair)
    for done in dispatch.write_all(pair.committee, pair.stick, again=True):
        if done.branch_name == other.branch.store.book.name:
            dispatch.receive(other.branch, done.path)
    score_by(other.branch, 1)
    pair.carry()
    other.carry()
    assert origins(pair.committee, uid) == [""]
    with pair.committee.store.read() as session:
        used = session.scalar(
            select(func.count(func.distinct(PointLine.rubric_id))).where(PointLine.month == LATER)
        )
    assert used == 1


def test_another_committee_keeps_the_rubric_under_the_name_of_who_wrote_it(
    pair: Pair, make_book: MakeBook
) -> None:
    uid = scored(pair)
    writer = pair.committee.store.book.uid
    new = make_book("中共新厂委员会", BookKind.COMMITTEE)
    invited = joining.invite(new, pair.stick, branch_name=pair.branch.store.book.name)
    joining.join(pair.branch, invited.path, replace=True)
    moved = replace(pair, committee=new)
    moved.carry()
    assert origins(new, uid) == [writer]
    assert plan_of(moved).is_empty
    # and a second branch that moved along meets it there
    other = joined(make_book("中共另一厂支部委员会"), new, pair.stick / "另一")
    fill(other.branch)
    give(other.branch, uid, writer)
    score_by(other.branch, 1)
    other.carry()
    assert origins(new, uid) == [writer]


def give(branch: Desk, uid: str, writer: str) -> None:
    """The branch has the rubric `uid` of a committee it once belonged to."""
    with branch.store.write("旧上级的方案") as session:
        session.add(
            Rubric(
                uid=uid,
                origin=writer,
                code="common",
                revision=1,
                name="厂党委积分办法",
                state="effective",
                since=date(2026, 1, 1),
                content=GOOD,
            )
        )


def test_a_branch_cannot_claim_the_committees_rubric_as_its_own(pair: Pair) -> None:
    uid = scored(pair)
    with pair.branch.store.write("冒认") as session:
        session.scalars(select(Rubric).where(Rubric.uid == uid)).one().origin = ""
    with pytest.raises(Refused) as refused:
        pair.carry()
    assert codes(refused.value.problems) == ("taken",)
    assert origins(pair.committee, uid) == [""]


def test_a_committee_that_lost_its_rubric_still_takes_the_reports(pair: Pair) -> None:
    uid = scored(pair)
    with pair.committee.store.write("恢复了备份") as session:
        session.delete(session.scalars(select(Rubric).where(Rubric.uid == uid)).one())
    pair.carry()
    assert origins(pair.committee, uid) == [pair.committee.store.book.uid]
    assert plan_of(pair).is_empty


def test_evidence_of_lines_and_corrections_travels(pair: Pair) -> None:
    with pair.branch.store.read() as session:
        line = session.execute(
            select(PointLine.id, PointLine.uid).where(PointLine.points > 0)
        ).one()
        correction = session.execute(select(Correction.id, Correction.uid)).one()
    for owner, row in (("assessment_line", line), ("assessment_correction", correction)):
        content = owner.encode()
        archive.attach(pair.branch, "assessment", owner, row.id, f"{owner}.pdf", content)
    pair.carry()
    with pair.committee.store.read() as session:
        for owner, row in (("assessment_line", line), ("assessment_correction", correction)):
            there = transport.ids_of(session, owner, [row.uid])[row.uid]
            (kept,) = archive.attachments(session, owner, there)
            assert pair.committee.store.files.get(kept.digest) == owner.encode()


def test_the_plan_tells_rows_of_an_assessment_in_words(pair: Pair) -> None:
    labels = {(item.area, item.label) for item in plan_of(pair).items}
    assert {
        ("积分登记", "张小明 · 2026.03 A6 义务植树 2.0"),
        ("考核意见", "张小明 · 2026.03 小组评"),
        ("整改", "张小明 · 2026.03.01 参加活动少"),
        ("结对帮扶", "张小明 某群众"),
        ("奖惩兑现", "张小明 · 2026 通报表扬"),
        ("积分类别", "王芳 · 2026.03"),
    } <= labels
    pair.merge(pair.packages[-1])
    with pair.branch.store.write("更正") as session:
        book = session.scalars(select(MonthBook)).one()
        book.state, book.content = "confirmed", '{"scores":[1]}'
        result = session.scalars(select(Result)).one()
        result.score = 655
        line = session.scalars(select(PointLine).where(PointLine.points > 0)).one()
        line.source = "attendance:01a1fa44-6e66-756c-8b65-414441127743"
    told = [row[3:] for row in plan_of(pair).table()]
    assert ("状态", "已开账", "已审定") in told
    assert ("审定内容", "", "（全文）") in told
    assert ("得分", "60.0", "65.5") in told
    assert ("", "", "次序等内部编排") in told
    assert not any("{" in text or "01a1fa44" in text for row in told for text in row)


def test_classes_may_exchange_their_months(pair: Pair) -> None:
    with pair.branch.store.write("分类") as session:
        first = session.scalars(select(ScoringClass)).one()
        session.add(ScoringClass(member_id=first.member_id, since=LATER, kind="exempt"))
    pair.carry()
    with pair.branch.store.write("改月份") as session:
        first, second = session.scalars(select(ScoringClass).order_by(ScoringClass.id)).all()
        second.since = date(2026, 5, 1)
        session.flush()
        first.since = LATER
    pair.carry()
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)
    with pair.branch.store.write("再改") as session:
        first = session.scalars(select(ScoringClass).where(ScoringClass.since == LATER)).one()
        first.since = date(2026, 6, 1)
        session.flush()
        session.add(ScoringClass(member_id=first.member_id, since=LATER, kind="mobile"))
    pair.carry()
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)


def test_a_month_of_a_thousand_people_travels_whole(pair: Pair) -> None:
    content = "积" * 3_000_000
    with pair.branch.store.write("审定") as session:
        session.scalars(select(MonthBook)).one().content = content
    pair.carry()
    with pair.committee.store.read() as session:
        assert session.scalars(select(MonthBook)).one().content == content


def test_rows_of_others_are_read_with_their_writers(pair: Pair) -> None:
    uid = scored(pair)
    with pair.branch.store.write("不用的方案") as session:
        session.add(Rubric(code="idle", name="没有用的", since=LATER, content="{}"))
    with pair.branch.store.read() as session:
        keys = {row.uid: row.id for row in session.scalars(select(Rubric))}
        lent = transport.lent(session, RUBRIC, list(keys))
        pointed = transport.pointed_to(session, SHAPES, "assessment_rubric", list(keys.values()))
        idle = session.scalars(select(Rubric.id).where(Rubric.code == "idle")).one()
    assert {each: row["origin"] for each, row in lent.items()} == {
        uid: pair.committee.store.book.uid
    }
    assert pointed == frozenset(keys.values()) - {idle}


def test_the_whole_way_from_a_rubric_sent_down_to_the_opinion_that_comes_back(
    bare_pair: Pair, clock: Callable[[], None]
) -> None:
    branch, committee = bare_pair.branch, bare_pair.committee
    # keys of rows run differently in the two books
    add_member(committee, "李某", 3)
    person = add_member(branch, "张小明", 7)
    bare_pair.carry()
    sending.send_rubric(committee, rubrics.adopt(committee, "three_levels", since=MARCH))
    take_down(bare_pair)
    (received,) = rubrics.rubrics(branch)
    assert (received.origin_is_superior, received.in_force_now) == (True, False)
    rubrics.enact(branch, received.id, since=MARCH, decided_on=date(2026, 3, 2))
    book.open_month(branch, MARCH)
    key = ledger.book_line(
        branch,
        ledger.Entry(
            "member",
            home_of(branch),
            person,
            MARCH,
            "C3-6+",
            date(2026, 3, 12),
            quantity=1,
            reason="义务植树",
            evidence=(("照片.jpg", PHOTO),),
        ),
    )
    book.score_month(branch, MARCH)
    book.confirm_month(branch, MARCH, on=date(2026, 4, 2))
    bare_pair.carry()
    # the committee sees the month as the branch confirmed it, and its own rubric alone as its own
    (reported,) = sending.reported_months(committee)
    there = reported.organization_id
    here = board.confirmed(branch, MARCH)
    kept = board.confirmed(committee, MARCH, organization_id=there)
    with committee.store.read() as session:
        people = {row.name: row.id for row in session.scalars(select(Member))}
        (line,) = transport.ids_of(session, "assessment_line", [uid_of(branch, key)]).values()
    (shown,) = kept.boards["member"].rows
    (own,) = here.boards["member"].rows
    assert own.member_id != people["张小明"]
    assert replace(shown, organization_id=0, member_id=0) == replace(
        own, organization_id=0, member_id=0
    )
    assert (shown.organization_id, shown.member_id) == (there, people["张小明"])
    told = kept.explanations[shown.subject].lines
    assert [each.line_id for each in told if each.item == "C3-6+"] == [line]
    assert kept.explanations[Subject("branch", there)].score == reported.score
    assert kept.digest == here.digest
    assert [row.name for row in rubrics.rubrics(committee)] == [received.name]
    sending.review_month(committee, there, MARCH, points=860, opinion="台账齐全")
    clock()
    assert take_down(bare_pair).new == 1
    (given,) = opinions.opinions(branch, MARCH, Subject("branch", home_of(branch)))
    assert (given.stage, given.points, given.opinion) == ("superior", 860, "台账齐全")


def take_down(pair: Pair) -> dispatch.Taken:
    """The branch takes what its committee has for it."""
    (done,) = dispatch.write_all(pair.committee, pair.stick)
    got = dispatch.receive(pair.branch, done.path)
    assert got.refused == ()
    return got


def uid_of(desk: Desk, key: int) -> str:
    """The uid of a line of points."""
    with desk.store.read() as session:
        return session.get_one(PointLine, key).uid


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format":1}',
        '{"format":2}',
        '{"format":"1","levels":{}}',
        '{"format":1,"levels":[]}',
        '{"format":1,"levels":{"member":[{}]}}',
        "[" * 9999,
    ],
)
def test_a_months_content_that_is_none_is_told_in_words(pair: Pair, content: str) -> None:
    with pair.branch.store.write("审定") as session:
        month = session.scalars(select(MonthBook)).one()
        month.state, month.content = "confirmed", content
        session.get_one(Rubric, month.rubric_id).content = GOOD
    pair.carry()
    with pair.committee.store.read() as session:
        there = session.scalars(select(MonthBook.organization_id)).one()
    with pytest.raises(UserError, match="审定"):
        board.confirmed(pair.committee, MARCH, organization_id=there)

"""A branch reports what it scored, by its own copy of a rubric that came down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from djdesk.errors import UserError
from djdesk.exchange import dispatch, joining, merging
from djdesk.exchange.plan import MergePlan
from djdesk.models.assessment import (
    Correction,
    MonthBook,
    PointLine,
    Reopening,
    Result,
    Rubric,
    ScoringClass,
)
from djdesk.models.books import BookKind
from djdesk.models.roster import Member
from djdesk.services import archive, transport
from djdesk.services.assessment import (
    board,
    book,
    comparing,
    ledger,
    opinions,
    rubrics,
    sending,
)
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
from tests.exchange.rubrics import GOOD, MARCH, planting

LATER = date(2026, 4, 1)


def scored(pair: Pair) -> str:
    """Let a rubric come down, be put in force and a month be scored by it; the committee's uid."""
    key = rubrics.adopt(pair.committee, "three_levels", since=MARCH)
    sending.send_rubric(pair.committee, key)
    take_down(pair)
    work(pair.branch)
    with pair.committee.store.read() as session:
        return session.get_one(Rubric, key).uid


def work(branch: Desk) -> None:
    """Put the rubric that came down in force and book a line in a month opened by it."""
    (received,) = (row for row in rubrics.rubrics(branch) if row.origin_is_superior)
    rubrics.enact(branch, received.id, since=LATER)
    book.open_month(branch, LATER)
    ledger.book_line(branch, entry(branch, LATER))


def entry(branch: Desk, month: date, person: int | None = None) -> ledger.Entry:
    """Points for planting trees, with a photograph; of the first member if no other."""
    return replace(planting(branch, month, person), evidence=(("照片.jpg", PHOTO),))


def plan_of(pair: Pair) -> MergePlan:
    shown = merging.preview(pair.committee, pair.export())
    assert shown.checked.faults == ()
    assert shown.plan is not None
    return shown.plan


def copies(desk: Desk, uid: str) -> list[tuple[str, str, int]]:
    """The rows that say they are taken from the rubric `uid`: writer, state, months and lines."""
    found = []
    with desk.store.read() as session:
        for row in session.scalars(select(Rubric).where(Rubric.based_on == uid)):
            used = sum(
                session.scalar(
                    select(func.count()).select_from(entity).where(entity.rubric_id == row.id)
                )
                or 0
                for entity in (MonthBook, PointLine)
            )
            found.append((row.origin, row.state, used))
    return found


def state_of(desk: Desk, uid: str) -> tuple[object, ...]:
    """The rubric `uid` as the book has it."""
    with desk.store.read() as session:
        row = session.scalars(select(Rubric).where(Rubric.uid == uid)).one()
        return row.id, row.origin, row.content, row.state, row.sent_on, row.based_on


def test_a_month_travels_with_the_branchs_own_copy_of_the_rubric(pair: Pair) -> None:
    pair.carry()
    uid = scored(pair)
    before = state_of(pair.committee, uid)
    assert uid not in sent(pair.branch)["assessment_rubric"]
    (here,) = copies(pair.branch, uid)
    assert here[:2] == ("", "effective")
    assert {"assessment_rubric", "assessment_month", "assessment_line"} <= {
        item.table for item in plan_of(pair).items
    }
    pair.merge(pair.packages[-1])
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)
    # the committee's own row is as it was, and nothing points to it
    assert state_of(pair.committee, uid) == before
    assert copies(pair.committee, uid) == [(pair.branch.store.book.uid, *here[1:])]
    with pair.committee.store.read() as session:
        for entity in (MonthBook, PointLine):
            assert before[0] not in session.scalars(select(entity.rubric_id)).all()
    assert plan_of(pair).is_empty
    # which month was scored by whose rubric is told where branches are compared
    assert [
        (row.name, row.rubric, row.rubric_is) for row in comparing.compare(pair.committee, LATER)
    ] == [(pair.branch.store.book.name, "党支部三级考核", "ours")]
    assert [row.name for row in rubrics.rubrics(pair.committee)] == ["党支部三级考核"]


def test_each_branch_has_its_own_copy(pair: Pair, make_book: MakeBook) -> None:
    other = joined(make_book("中共另一厂支部委员会"), pair.committee, pair.stick / "另一")
    fill(other.branch)
    other.carry()
    pair.carry()
    key = rubrics.adopt(pair.committee, "three_levels", since=MARCH)
    sending.send_rubric(pair.committee, key)
    for done in dispatch.write_all(pair.committee, pair.stick):
        here = pair if done.branch_name == pair.branch.store.book.name else other
        assert dispatch.receive(here.branch, done.path).refused == ()
        work(here.branch)
        here.carry()
    with pair.committee.store.read() as session:
        uid = session.get_one(Rubric, key).uid
    assert sorted(writer for writer, _, _ in copies(pair.committee, uid)) == sorted(
        [pair.branch.store.book.uid, other.branch.store.book.uid]
    )
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)
    assert arrived(pair.committee, other.branch) == expected(other.branch)


def test_a_branch_reports_to_another_committee_or_one_that_lost_its_rubric(
    pair: Pair, make_book: MakeBook
) -> None:
    pair.carry()
    uid = scored(pair)
    with pair.committee.store.write("恢复了备份") as session:
        session.delete(session.scalars(select(Rubric).where(Rubric.uid == uid)).one())
    pair.carry()
    assert arrived(pair.committee, pair.branch) == expected(pair.branch)
    (row,) = comparing.compare(pair.committee, LATER)
    assert (row.rubric, row.rubric_is) == ("党支部三级考核", "")
    new = make_book("中共新厂委员会", BookKind.COMMITTEE)
    invited = joining.invite(new, pair.stick, branch_name=pair.branch.store.book.name)
    joining.join(pair.branch, invited.path, replace=True)
    moved = replace(pair, committee=new)
    moved.carry()
    assert arrived(new, pair.branch) == expected(pair.branch)
    assert plan_of(moved).is_empty


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
    key = ledger.book_line(branch, entry(branch, MARCH, person))
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


def test_a_month_opened_again_is_reported_again_with_its_trace(
    bare_pair: Pair, clock: Callable[[], None]
) -> None:
    branch, committee = bare_pair.branch, bare_pair.committee
    person = add_member(branch, "张小明", 7)
    rubrics.adopt(branch, "three_levels", since=MARCH)
    book.open_month(branch, MARCH)
    book.score_month(branch, MARCH)
    book.confirm_month(branch, MARCH, on=date(2026, 4, 2))
    bare_pair.carry()
    (before,) = sending.reported_months(committee)
    there = before.organization_id
    book.reopen_month(branch, MARCH, reason="漏记义务献血")
    clock()
    bare_pair.carry()
    assert sending.reported_months(committee) == ()  # open again: no result stands
    ledger.book_line(branch, entry(branch, MARCH, person))
    book.confirm_month(branch, MARCH, on=date(2026, 4, 2))
    clock()
    bare_pair.carry()
    kept = board.confirmed(committee, MARCH, organization_id=there)
    here = board.confirmed(branch, MARCH)
    assert kept.digest == here.digest
    assert kept.boards["member"].revision == 2
    (row,) = kept.boards["member"].rows
    assert row.score == here.boards["member"].rows[0].score
    with committee.store.read() as session:
        (trace,) = session.scalars(select(Reopening)).all()
        assert (trace.was, trace.reason, trace.revision) == ("confirmed", "漏记义务献血", 1)
